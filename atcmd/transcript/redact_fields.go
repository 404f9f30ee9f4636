package transcript

import (
	"bytes"
	"strings"
)

// span is a field: where its text is, without quotation marks and padding.
type span struct {
	from, to int
	quoted   bool
}

// fields cuts b[from:to] at the commas outside quotation marks.
func fields(b []byte, from, to int) []span {
	var list []span
	for from <= to && len(list) < 256 {
		end, quoted := from, false
		for end < to && (quoted || b[end] != ',') {
			if b[end] == '"' {
				quoted = !quoted
			}
			end++
		}
		if quoted { // an open mark hides no comma
			if k := bytes.IndexByte(b[from:to], ','); k >= 0 {
				end = from + k
			}
		}
		list = append(list, trim(b, from, end))
		from = end + 1
	}
	return list
}

func trim(b []byte, from, to int) span {
	s := span{from: from, to: to}
	for s.from < s.to && (b[s.from] == ' ' || b[s.from] == '"' || b[s.from] == '(') {
		s.quoted = s.quoted || b[s.from] == '"'
		s.from++
	}
	for s.to > s.from && (b[s.to-1] == ' ' || b[s.to-1] == '"' || b[s.to-1] == ')') {
		s.to--
	}
	return s
}

func (w *work) text(s span) string { return string(w.b[s.from:s.to]) }

// secrets replaces each field that is more than one digit without marks.
func (r *Redactor) secrets(w *work, f []span) {
	for _, s := range f {
		if s.quoted || s.to-s.from > 1 {
			w.put(s.from, r.sub.opaque('s', w.text(s)))
		}
	}
}

// messageFields redacts numbers and names; times and the states of messages stay.
func (r *Redactor) messageFields(w *work, f []span) {
	for _, s := range f {
		t := w.text(s)
		switch {
		case t == "" || r.phone(w, s.from, s.to, 7):
		case allDigits(strings.TrimPrefix(t, "-")):
		case strings.HasPrefix(t, "REC ") || strings.HasPrefix(t, "STO ") || t == "ALL" || t == "SM" || t == "ME":
		case len(t) > 8 && t[2] == '/' && t[5] == '/' && allDigits(t[:2]+t[3:5]+t[6:8]):
		default:
			w.put(s.from, r.sub.text(t))
		}
	}
}

// phone replaces a telephone number of at least so many digits, as text or as
// text in UCS2 (`002B0031…`), and says whether there was one. Shorter ones are
// services.
func (r *Redactor) phone(w *work, from, to, atLeast int) bool {
	t := string(w.b[from:to])
	if plain, ok := fromUCS2(t); ok && phoneLike(plain, atLeast) {
		w.put(from, toUCS2(t, r.sub.phone(plain)))
		return true
	}
	if !phoneLike(t, atLeast) {
		return false
	}
	w.put(from, r.sub.phone(t))
	return true
}

func phoneLike(t string, atLeast int) bool {
	digits := 0
	for i := range len(t) {
		switch c := t[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == '+' && i == 0 || strings.IndexByte("*#;,pPwW- ", c) >= 0:
		default:
			return false
		}
	}
	return digits >= atLeast
}

// register redacts <lac> or <tac>, <rac> and <ci>: whatever has three digits or
// more in quotation marks, or without them, and is no timer (eight bits).
func (r *Redactor) register(w *work, f []span) {
	for i, s := range f {
		t := w.text(s)
		if i == 0 || len(t) < 3 && !s.quoted || !allHex(t) {
			continue
		}
		if i >= 4 && len(t) == 8 && strings.Trim(t, "01") == "" {
			continue
		}
		r.cell(w, s)
	}
}

// cell redacts the number of a cell or of an area.
func (r *Redactor) cell(w *work, s span) {
	t := w.text(s)
	if hex := without0x(t); t == "" || !allHex(hex) {
		return
	}
	w.put(s.from, r.sub.cell(t))
}

// serving redacts +QENG: behind country and network comes the cell (LTE and
// NR: and its area further on) or the area and the cell (GSM, WCDMA).
func (r *Redactor) serving(w *work, f []span) {
	rat := ""
	for i := 0; i+1 < len(f); i++ {
		a, b := w.text(f[i]), w.text(f[i+1])
		if len(a) < 3 || !allDigits(a) {
			rat += strings.ToUpper(a) + " "
			continue
		}
		if len(a) > 3 || len(b) < 2 || len(b) > 3 || !allDigits(b) {
			return
		}
		area := 8 // of LTE
		switch {
		case strings.Contains(rat, "NSA"):
			return // no cell of its own
		case strings.Contains(rat, "NR5G-SA"):
			area = 4
		case strings.Contains(rat, "GSM"), strings.Contains(rat, "WCDMA"):
			area = 3
		}
		for _, k := range []int{2, area} {
			if i+k < len(f) {
				r.cell(w, f[i+k])
			}
		}
		return
	}
}

// places redacts every word of four characters or more that is a number,
// decimal or hex, and the digits behind a decimal point.
func (r *Redactor) places(w *work, f []span) {
	if len(f) == 0 {
		return
	}
	words(w.b, f[0].from, f[len(f)-1].to, func(from, to int) {
		t := string(w.b[from:to])
		hex := without0x(t)
		if to-from >= 4 && allHex(hex) && strings.ContainsAny(t, "0123456789") && !w.done[from] {
			w.put(from, r.sub.cell(t))
		}
	})
}

// words calls f for each run of letters and digits.
func words(b []byte, from, to int, f func(from, to int)) {
	for i := from; i < to; {
		j := i
		for j < to && isAlnum(b[j]) {
			j++
		}
		if j > i {
			f(i, j)
		}
		i = j + 1
	}
}

func isAlnum(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' }

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func allHex(s string) bool { return s != "" && strings.Trim(s, "0123456789abcdefABCDEF") == "" }

func oneWord(s string) bool {
	for i := range len(s) {
		if !isAlnum(s[i]) {
			return false
		}
	}
	return true
}
