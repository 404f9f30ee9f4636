package format

import (
	"strconv"
	"strings"
)

// The text of a form is how descriptions are carried: as data it needs no code
// to build and a tenth of the space of a Line. One line of text is one form,
//
//	name,key,key|title|field;field;…
//
// and one without a bar names the source of the forms below it. A field is,
// in this order,
//
//	&           it and the fields behind it come again and again
//	rsrp        its name: small letters, digits, _
//	$ $$ #      a text, a text that is secret, a hexadecimal number; else a decimal one
//	@dBm        its unit
//	*0.5-24.5   its factor and addend; an addend alone has the factor 1
//	!99,255     the raw values that mean "not known"
//	=no/yes/5:x it is an Enum; the words stand for 0, 1, …, or for the number in front; // is a slash in a word
//	~never      the same words for single values of what is no Enum
//
// so that this is the form of a line like `+CPINR: SIM PIN,3,3` and that of
// `+CESQ: 99,99,255,255,20,44`:
//
//	3GPP TS 27.007 8.65
//	+CPINR,SIM PIN|tries left|code$;pin;default
//	3GPP TS 27.007 8.69
//	+CESQ|signal quality|rssi@dBm-111!99;ber!99;rscp@dBm-121!255;ecno@dB*0.5-24.5!255;rsrq@dB*0.5-20!255;rsrp@dBm-141!255

// Parse returns the forms of texts in their order. A form that is broken is
// left out: tests print what was read and compare, so none gets that far.
func Parse(texts ...string) (lines []Line) {
	for _, text := range texts {
		for r := (reader{text: text}); r.next(); {
			if l, ok := r.line(); ok {
				lines = append(lines, l)
			}
		}
	}
	return lines
}

// Search returns the first form of texts that has the name, in capitals or
// small letters, and whose Key fits rest; nil when none does. It parses no
// other.
func Search(name, rest string, texts ...string) *Line {
	for _, text := range texts {
		for r := (reader{text: text}); r.next(); {
			if n, _, _ := strings.Cut(r.head, ","); !strings.EqualFold(n, name) {
				continue
			}
			if l, ok := r.line(); ok && l.Fits(rest) {
				return &l
			}
		}
	}
	return nil
}

// A reader goes through a text form by form.
type reader struct {
	text, source string
	head, body   string // the form: name and key; title and fields
}

func (r *reader) next() bool {
	for r.text != "" {
		s, form := "", false
		s, r.text, _ = strings.Cut(r.text, "\n")
		if r.head, r.body, form = strings.Cut(s, "|"); form {
			return true
		}
		if s != "" {
			r.source = s
		}
	}
	return false
}

func (r *reader) line() (l Line, ok bool) {
	name, key, keyed := strings.Cut(r.head, ",")
	title, fields, ok := strings.Cut(r.body, "|")
	l = Line{Name: name, Title: title, Source: r.source}
	if keyed {
		l.Key = strings.Split(key, ",")
	}
	if fields == "" {
		return l, ok
	}
	l.Fields = make([]Field, 1+strings.Count(fields, ";"))
	for i := range l.Fields {
		var s string
		s, fields, _ = strings.Cut(fields, ";")
		if rest, again := strings.CutPrefix(s, "&"); again && l.Repeat == 0 {
			s, l.Repeat = rest, len(l.Fields)-i
		}
		ok = ok && l.Fields[i].parse(s)
	}
	return l, ok
}

// parse takes a field apart from its end.
func (f *Field) parse(s string) bool {
	ok := true
	if i := strings.IndexAny(s, "=~"); i >= 0 {
		f.Words, ok = words(s[i+1:])
		if s[i] == '=' {
			f.Kind = Enum
		}
		s = s[:i]
	}
	s, none, some := strings.Cut(s, "!")
	for some && ok {
		var t string
		t, none, some = strings.Cut(none, ",")
		n, err := strconv.ParseInt(t, 10, 64)
		f.None, ok = append(f.None, n), err == nil
	}
	if i := strings.IndexAny(s, "*+-"); i >= 0 {
		ok = ok && f.scale(s[i:])
		s = s[:i]
	}
	s, unit, united := strings.Cut(s, "@")
	f.Unit, ok = unit, ok && united == (unit != "")
	mark := strings.TrimLeft(s, "abcdefghijklmnopqrstuvwxyz0123456789_")
	switch f.Name = s[:len(s)-len(mark)]; {
	case mark == "":
	case f.Kind == Enum:
		return false
	case mark == "#":
		f.Kind = Hex
	case mark == "$" || mark == "$$":
		f.Kind, f.Secret = Text, mark == "$$"
	default:
		return false
	}
	return ok && f.Name != ""
}

// scale reads "*0.5-24.5", "*2" or "-141".
func (f *Field) scale(s string) (ok bool) {
	f.Mul = 1
	if s[0] == '*' {
		end := len(s)
		if i := strings.LastIndexAny(s, "+-"); i > 1 {
			end = i
		}
		if f.Mul, ok = decimal(s[1:end]); !ok || f.Mul == 0 || end == len(s) {
			return ok && f.Mul != 0
		}
		s = s[end:]
	}
	f.Add, ok = decimal(s)
	return ok
}

// decimal reads a sign, digits and a fraction.
func decimal(s string) (float64, bool) {
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil && strings.Trim(s, "+-.0123456789") == ""
}

// words reads "no/yes/5:x".
func words(s string) (m map[int]string, ok bool) {
	m = map[int]string{}
	for n, more := 0, true; more; n++ {
		var w string
		w, s, more = cutWord(s)
		if v, rest, is := numbered(w); is {
			n, w = v, rest
		}
		if w == "" || w[0] == '/' || m[n] != "" {
			return nil, false
		}
		m[n] = w
	}
	return m, true
}

// cutWord cuts at the first slash that is not doubled.
func cutWord(s string) (word, rest string, more bool) {
	i := 0
	for i < len(s) && (s[i] != '/' || strings.HasPrefix(s[i+1:], "/")) {
		if s[i] == '/' {
			i++
		}
		i++
	}
	if more = i < len(s); more {
		rest = s[i+1:]
	}
	return strings.ReplaceAll(s[:i], "//", "/"), rest, more
}

// numbered takes the number in front of a word off.
func numbered(w string) (n int, rest string, ok bool) {
	before, rest, ok := strings.Cut(w, ":")
	n, err := strconv.Atoi(before)
	return n, rest, ok && err == nil && n >= 0 && n < 1<<16
}
