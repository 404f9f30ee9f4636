package format

import (
	"math"
	"strings"
)

// Read appends one Value for each field that stands in rest, the parameters of
// a line of this form, to dst. An empty field gives a Value that is not Known;
// parameters behind the last described one are passed over. With room in dst
// it allocates nothing, and it may run in many goroutines.
func (l *Line) Read(rest string, dst []Value) []Value {
	if isBlank(rest) {
		return dst
	}
	again := len(l.Fields)
	if l.Repeat > 0 && l.Repeat < again {
		again -= l.Repeat
	} else if l.Repeat > 0 {
		again = 0
	}
	for i, more := 0, true; more; i++ {
		if i == len(l.Fields) {
			if l.Repeat <= 0 || i == 0 {
				return dst
			}
			i = again
		}
		var raw string
		raw, rest, more = Next(rest)
		dst = append(dst, l.Fields[i].Value(raw))
	}
	return dst
}

// Value reads the text of a field. A "-", "--" or nothing is not Known, as is
// a number that does not parse or stands in None.
func (f *Field) Value(raw string) Value {
	if f.Kind == Text {
		return Value{Field: f, Raw: raw, Known: !blank(raw)}
	}
	n, ok := f.Scaled(raw)
	return Value{Field: f, Raw: raw, Known: ok, Num: n}
}

// Scaled reads the number of an Int, Hex or Enum alone, as Value does.
func (f *Field) Scaled(raw string) (n float64, ok bool) {
	switch {
	case blank(raw) || f.Kind == Text:
		return 0, false
	case f.Kind == Hex:
		var u uint64
		if u, ok = HexNumber(raw); !ok {
			return 0, false
		}
		n = float64(u)
	default:
		if n, ok = number(raw); !ok {
			return 0, false
		}
	}
	for _, x := range f.None {
		if n == float64(x) {
			return 0, false
		}
	}
	if f.Mul == 0 {
		return n + f.Add, true
	}
	return tidy(n*f.Mul + f.Add), true
}

// tidy takes the noise of binary fractions away: 111*0.2-20 is 2.2.
func tidy(n float64) float64 {
	if n > -1e9 && n < 1e9 {
		return math.Round(n*1e6) / 1e6
	}
	return n
}

// blank tells whether a field says nothing: makers print "-" or "--" for that.
func blank(raw string) bool {
	return len(raw) < 3 && (raw == "" || raw == "-" || raw == "--")
}

// Number reads up to 20 decimal digits; ok is false for anything else and for
// what 64 bits do not hold.
func Number(t string) (n uint64, ok bool) {
	for i := range len(t) {
		d := uint64(t[i] - '0')
		if d > 9 || n > (1<<64-1-d)/10 {
			return 0, false
		}
		n = n*10 + d
	}
	return n, t != ""
}

// HexNumber reads up to 16 hexadecimal digits, with or without 0x.
func HexNumber(t string) (n uint64, ok bool) {
	if len(t) > 2 && t[0] == '0' && t[1]|0x20 == 'x' {
		t = t[2:]
	}
	if t == "" || len(t) > 16 {
		return 0, false
	}
	for i := range len(t) {
		d := t[i] - '0'
		if d > 9 {
			if d = t[i] | 0x20 - 'a'; d > 5 {
				return 0, false
			}
			d += 10
		}
		n = n<<4 | uint64(d)
	}
	return n, true
}

// number reads a sign, digits and perhaps a fraction: "-97", "-10.5". Fifteen
// digits are what a float64 holds without loss; up to 20 are read.
func number(t string) (float64, bool) {
	neg := t[0] == '-'
	if neg {
		t = t[1:]
	}
	var n uint64
	for i := range len(t) {
		d := uint64(t[i] - '0')
		if d > 9 {
			return fraction(t, i, neg)
		}
		if i > 17 && n > (1<<64-1-d)/10 {
			return 0, false
		}
		n = n*10 + d
	}
	if neg {
		return -float64(n), t != ""
	}
	return float64(n), t != ""
}

// fraction goes on behind the digits t[:dot]: up to six decimal places.
func fraction(t string, dot int, neg bool) (float64, bool) {
	whole, ok := Number(t[:dot])
	tail, good := Number(t[dot+1:])
	if !ok || !good || t[dot] != '.' || len(t)-dot-1 > 6 {
		return 0, false
	}
	ten := 1.0
	for range len(t) - dot - 1 {
		ten *= 10
	}
	n := float64(whole) + float64(tail)/ten
	if neg {
		n = -n
	}
	return n, true
}

func isBlank(s string) bool { return strings.TrimLeft(s, " \t") == "" }

// Find returns the first of the forms that fits a result line, and the line's
// parameters; nil when none does. Blanks in front of the colon do not count.
// A line without a colon fits forms that have no Name but a Key.
func Find(forms []Line, line string) (form *Line, rest string) {
	name, rest := "", line
	if colon := strings.IndexByte(line, ':'); colon >= 0 {
		name, rest = line[:colon], line[colon+1:]
	}
	for len(name) > 0 && name[len(name)-1] == ' ' {
		name = name[:len(name)-1]
	}
	for i := range forms {
		f := &forms[i]
		if f.Name == name && (len(f.Key) == 0 && name != "" || len(f.Key) > 0 && f.Fits(rest)) {
			return f, rest
		}
	}
	return nil, rest
}
