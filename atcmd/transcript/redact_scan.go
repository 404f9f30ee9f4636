package transcript

import (
	"bytes"
	"strings"
)

// scan finds what could be a number anywhere in a line: runs of digits, also
// in groups; long runs of hex; telephone numbers with a plus; addresses.
func (r *Redactor) scan(w *work, run int, dotted bool) {
	r.plus(w)
	r.colons(w)
	if dotted {
		r.dotted(w)
	}
	words(w.b, 0, len(w.b), func(from, to int) { r.word(w, from, to, run) })
	r.groups(w)
}

func (w *work) touched(from, to int) bool { return bytes.IndexByte(bools(w.done[from:to]), 1) >= 0 }

func bools(b []bool) []byte {
	out := make([]byte, len(b))
	for i, x := range b {
		if x {
			out[i] = 1
		}
	}
	return out
}

// word looks at one run of letters and digits.
func (r *Redactor) word(w *work, from, to, run int) {
	t := string(w.b[from:to])
	if len(t) < run || w.touched(from, to) {
		return
	}
	if hex := without0x(t); len(hex) < len(t) {
		from, t = from+2, hex
	}
	if allHex(t) && (len(t) >= 16 || allDigits(t) || len(t) >= 14 && len(strings.TrimRight(t, "fF")) < len(t)) {
		r.number(w, from, t)
		return
	}
	if digitsIn(t) >= manyDigits {
		w.put(from, r.sub.opaque('o', t))
		return
	}
	for i := 0; i < len(t); {
		j := i
		for j < len(t) && t[j] >= '0' && t[j] <= '9' {
			j++
		}
		if j-i >= run {
			r.number(w, from+i, t[i:j])
		}
		i = j + 1
	}
}

// manyDigits in one word, with letters between them, are a damaged number: the
// names of firmwares have up to twelve.
const manyDigits = 16

func digitsIn(t string) (n int) {
	for i := range len(t) {
		if t[i] >= '0' && t[i] <= '9' {
			n++
		}
	}
	return n
}

// number replaces a run of digits, hex or not, by what its form says it is. A
// run of one character, as in a blank file, says nothing and stays.
func (r *Redactor) number(w *work, at int, t string) {
	if hex := without0x(t); len(hex) < len(t) {
		at, t = at+2, hex
	}
	if at < 0 || len(t) == 0 || len(t) >= 6 && strings.Trim(t, t[:1]) == "" {
		return
	}
	w.put(at, r.sub.number(t, r.wanted()))
}

func without0x(t string) string {
	if len(t) > 2 && t[0] == '0' && t[1]|0x20 == 'x' {
		return t[2:]
	}
	return t
}

// wanted tells what a number in an answer is.
func (r *Redactor) wanted() numberKind {
	kind := anyNumber
	for i := range r.cmds {
		switch r.cmds[i].name {
		case "+CIMI", "#CIMI", "^CIMI", "*CIMI", "%IMSI", "+QIMSI":
			kind |= isIMSI
		case "+CGSN", "+GSN", "#CGSN", "+EGMR", "+KGSN", "+SIMEI", "I":
			kind |= isIMEI
		}
	}
	if kind == isIMEI|isIMSI {
		return anyNumber // both in one line: its form tells
	}
	return kind
}

// plus finds +15550001234, with or without marks.
func (r *Redactor) plus(w *work) {
	for i := 0; i < len(w.b); i++ {
		if w.b[i] != '+' {
			continue
		}
		j := i + 1
		for j < len(w.b) && w.b[j] >= '0' && w.b[j] <= '9' {
			j++
		}
		if j-i > 7 && !w.touched(i, j) {
			w.put(i, r.sub.phone(string(w.b[i:j])))
		}
	}
}

// groups finds numbers written in groups: 35-000000-000000-6, 8988 3070 ….
func (r *Redactor) groups(w *work) {
	digit := func(i int) bool { return i < len(w.b) && w.b[i] >= '0' && w.b[i] <= '9' && !w.done[i] }
	for i := 0; i < len(w.b); i++ {
		if !digit(i) {
			continue
		}
		var places []int
		j := i
		for digit(j) || j > i && j < len(w.b) && (w.b[j] == '-' || w.b[j] == ' ') && digit(j-1) && digit(j+1) {
			if w.b[j] != '-' && w.b[j] != ' ' {
				places = append(places, j)
			}
			j++
		}
		if len(places) >= longRun {
			t := make([]byte, len(places))
			for k, p := range places {
				t[k] = w.b[p]
			}
			t = []byte(r.sub.number(string(t), r.wanted()))
			for k, p := range places {
				w.put(p, string(t[k:k+1]))
			}
		}
		i = j
	}
}

// colons finds hardware addresses and IPv6 addresses: hex in groups of up to
// four with five colons (or hyphens) or more, or with a double colon.
func (r *Redactor) colons(w *work) {
	in := func(c byte) bool { return c == ':' || c == '-' || allHex(string(c)) }
	for i := 0; i < len(w.b); i++ {
		j, marks := i, 0
		for j < len(w.b) && in(w.b[j]) {
			if w.b[j] == ':' || w.b[j] == '-' {
				marks++
			}
			j++
		}
		t := string(w.b[i:j])
		if j-i >= 4 && (marks >= 5 || strings.Contains(t, "::")) && !w.touched(i, j) && strings.ContainsAny(t, "0123456789") {
			w.put(i, r.sub.opaque('a', t))
		}
		i = max(i, j)
	}
}

// dotted finds IP addresses: 4, 8, 16 or 32 numbers up to 255 with dots
// (27.007 10.1.23 writes address and mask in one, and IPv6 in 16 numbers).
func (r *Redactor) dotted(w *work) {
	for i := 0; i < len(w.b); i++ {
		j := i
		for j < len(w.b) && (w.b[j] == '.' || w.b[j] >= '0' && w.b[j] <= '9') {
			j++
		}
		t := string(w.b[i:j])
		if isDotted(t) && (i == 0 || !isAlnum(w.b[i-1])) && !w.touched(i, j) {
			w.put(i, r.sub.dotted(t))
		}
		i = max(i, j)
	}
}

func isDotted(t string) bool {
	n := 0
	for part := range strings.SplitSeq(t, ".") {
		n++
		if part == "" || len(part) > 3 || len(part) == 3 && part > "255" {
			return false
		}
	}
	return n == 4 || n == 8 || n == 16 || n == 32
}

// keyed redacts lines such as "SN: MPA19K123456" and "IMEI: …" in what modules
// say about themselves.
func (r *Redactor) keyed(w *work) {
	k := bytes.IndexAny(w.b, ":=")
	if k < 0 {
		return
	}
	key := strings.ToUpper(strings.TrimSpace(string(w.b[:k])))
	switch key {
	case "IMEI", "IMEISV", "IMEI SV", "IMSI", "ICCID", "EID", "MSISDN", "SN", "S/N", "SERIAL", "SERIAL NUMBER", "FSN", "MEID", "ESN",
		"MAC", "MAC ADDRESS", "UUID":
		s := trim(w.b, k+1, len(w.b))
		if t := w.text(s); oneWord(t) && t != "" {
			r.number(w, s.from, t)
		} else {
			w.put(s.from, r.sub.opaque('i', t))
		}
	}
}
