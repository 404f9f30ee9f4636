package transcript

import (
	"crypto/hmac"
	"crypto/sha256"
	"strings"
)

// substitutes makes made-up values out of real ones and a secret key.
type substitutes struct {
	key  []byte
	seen map[string]numberKind // what a number of 14 or 15 digits was the first time
}

// numberKind tells an IMEI from an IMSI, which have the same length.
type numberKind uint8

const (
	anyNumber numberKind = iota
	isIMEI
	isIMSI
)

// maxSeen bounds the memory; a module has a few numbers.
const maxSeen = 1024

// stream is a row of bytes that only the holder of the key can compute.
type stream struct {
	key, id []byte
	block   [sha256.Size]byte
	used    int
	count   byte
}

func (s *substitutes) stream(kind byte, id string) *stream {
	return &stream{key: s.key, id: append([]byte{kind}, id...), used: sha256.Size}
}

func (s *stream) next() int {
	if s.used == len(s.block) {
		h := hmac.New(sha256.New, s.key)
		s.count++
		h.Write([]byte{s.count})
		h.Write(s.id)
		h.Sum(s.block[:0])
		s.used = 0
	}
	s.used++
	return int(s.block[s.used-1])
}

// like gives a character of the class of c: digit, letter of hex, other
// letter. Everything else stays.
func (s *stream) like(c byte, hex bool) byte {
	switch {
	case c >= '0' && c <= '9':
		return '0' + byte(s.next()%10)
	case hex && c|0x20 >= 'a' && c|0x20 <= 'f':
		return c&0x20 | 'A' + byte(s.next()%5) // not F, which is padding
	case c|0x20 >= 'a' && c|0x20 <= 'z':
		return c&0x20 | 'A' + byte(s.next()%26)
	}
	return c
}

// class replaces t from keep on, each character by one of its class, and never
// by the same whole.
func (s *substitutes) class(kind byte, t string, keep int) string {
	st, hex := s.stream(kind, t), allHex(t)
	for range 8 {
		out := []byte(t)
		for i := min(keep, len(out)); i < len(out); i++ {
			out[i] = st.like(out[i], hex)
		}
		if string(out) != t {
			return string(out)
		}
	}
	return t
}

// opaque replaces a value of unknown meaning. Pairs FF of hex, padding, stay.
func (s *substitutes) opaque(kind byte, t string) string {
	out := []byte(s.class(kind, t, 0))
	if allHex(t) && len(t) >= 16 {
		for i := 0; i+1 < len(t); i += 2 {
			if strings.EqualFold(t[i:i+2], "FF") {
				copy(out[i:], t[i:i+2])
			}
		}
		return string(out)
	}
	if kind == 's' {
		for i, c := range out {
			if !isAlnum(c) {
				out[i] = '-' // the marks of a password are part of it
			}
		}
	}
	return string(out)
}

// text replaces letters and digits of a text; one in UCS2 stays one.
func (s *substitutes) text(t string) string {
	if len(t) >= 8 && len(t)%4 == 0 && allHex(t) {
		st, out := s.stream('t', t), []byte(t)
		for i := 0; i < len(out); i += 4 {
			copy(out[i:], []byte{'0', '0', '6', '1' + byte(st.next()%9)})
		}
		return string(out)
	}
	b := []byte(t)
	s.mask(b)
	return string(b)
}

// mask replaces the letters and digits of b in place, and what is not ASCII.
func (s *substitutes) mask(b []byte) {
	st := s.stream('t', strings.Trim(string(b), "\r\n\x1a\x1b"))
	for i, c := range b {
		if b[i] = st.like(c, false); c >= 0x80 {
			b[i] = 'a' + byte(st.next()%26)
		}
	}
}

// number replaces a number by what its form says it is, and what is expected.
func (s *substitutes) number(t string, want numberKind) string {
	d := strings.TrimRight(t, "fF")
	pad := t[len(d):]
	switch {
	case isICCID(d):
		return s.iccid(d) + pad
	case len(t) == 20 && isICCID(strings.TrimRight(swap(t), "fF")):
		d = strings.TrimRight(swap(t), "fF")
		return swap(s.iccid(d) + swap(t)[len(d):])
	case len(t) == 32 && allDigits(t):
		return s.eid(t)
	case !allDigits(d) || pad != "":
		return s.opaque('o', t)
	case len(d) >= 14 && len(d) <= 16:
		if s.kind(d, want) == isIMSI {
			return s.imsi(d)
		}
		return s.imei(d)
	case luhnOK(d) && len(d) > 14:
		return s.checked('o', d, 0)
	}
	return s.class('o', d, 0)
}

// kind decides what a number is, once: without a hint a check digit makes it an IMEI.
func (s *substitutes) kind(d string, want numberKind) numberKind {
	if k := s.seen[d]; k != anyNumber {
		return k
	}
	if want == anyNumber || len(d) == 16 {
		if want = isIMEI; len(d) == 15 && !luhnOK(d) {
			want = isIMSI
		}
	}
	if s.seen == nil {
		s.seen = make(map[string]numberKind)
	}
	if len(s.seen) < maxSeen {
		s.seen[d] = want
	}
	return want
}

func isICCID(d string) bool {
	return len(d) >= 18 && len(d) <= 20 && strings.HasPrefix(d, "89") && allHex(d) && allDigits(d[:6])
}

// iccid keeps the seven digits of the issuer, and the check digit right when
// it was (ITU-T E.118).
func (s *substitutes) iccid(d string) string {
	out := s.checkedIf(luhnOK(d), 'c', strings.ToUpper(d), 7)
	if strings.ToUpper(d) != d {
		return strings.ToLower(out)
	}
	return out
}

// imei makes 15 digits with a check digit, 14 without, or the 16 of an IMEISV,
// whose last two are a version (3GPP TS 23.003, 6.2).
func (s *substitutes) imei(d string) string {
	body := s.class('e', d[:14], 0)
	switch {
	case len(d) == 15 && luhnOK(d):
		return body + string(checkDigit(body))
	case len(d) == 15:
		return body + string(d[14])
	}
	return body + d[14:]
}

// imsi keeps country and network (3GPP TS 23.003, 2.2).
func (s *substitutes) imsi(d string) string {
	return s.class('i', d, 3+mncLength(d))
}

// mncLength is how many digits the network has: three in North America and
// where its numbering plan reaches, and in a few countries more (ITU-T E.212).
func mncLength(d string) int {
	switch d[:3] {
	case "302", "310", "311", "312", "313", "314", "315", "316", "334", "338", "342", "344", "346", "348", "352", "354",
		"356", "358", "360", "365", "366", "374", "376", "405", "708", "722", "732", "750":
		return 3
	}
	return 2
}

// eid keeps the eight digits of the issuer, and the check digits right when
// they were: the whole is 1 modulo 97 (GSMA SGP.29).
func (s *substitutes) eid(d string) string {
	out := s.class('d', d, 8)
	if mod97(d) != 1 {
		return out
	}
	check := 98 - mod97(out[:30]+"00")
	return out[:30] + string([]byte{'0' + byte(check/10), '0' + byte(check%10)})
}

func mod97(d string) int {
	n := 0
	for i := range len(d) {
		n = (n*10 + int(d[i]-'0')) % 97
	}
	return n
}

// phone replaces the digits; what is dialled around them stays.
func (s *substitutes) phone(t string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, t)
	st, out := s.stream('p', digits), []byte(t)
	for i, c := range out {
		out[i] = st.like(c, true)
		if c|0x20 == 'p' || c|0x20 == 'w' {
			out[i] = c
		}
	}
	return string(out)
}

// cell replaces the number of a cell or an area by one that is not larger, so
// that it stays inside the bits of its field. 0x stays, as do blank values.
func (s *substitutes) cell(t string) string {
	from := 0
	if len(t) > 2 && t[1]|0x20 == 'x' {
		from = 2
	}
	for from < len(t)-1 && t[from] == '0' {
		from++
	}
	d := t[from:]
	if strings.Trim(strings.ToUpper(d), "F") == "" || d == "0" || strings.EqualFold(d, "FFFE") {
		return t
	}
	st, out := s.stream('l', strings.ToUpper(d)), []byte(t)
	for range 8 {
		for i := from; i < len(out); i++ {
			out[i] = st.like(t[i], true)
		}
		out[from] = t[from]&0x20 | 'A'
		if d[0] <= '9' {
			out[from] = '1'
		}
		if string(out) != t {
			break
		}
	}
	return string(out)
}

// dotted replaces the numbers of an address by numbers of the same length;
// 0 and 255, of masks, stay. Address and mask in one row are two addresses.
func (s *substitutes) dotted(t string) string {
	parts := strings.Split(t, ".")
	if n := len(parts); n == 8 || n == 32 {
		return s.dotted(strings.Join(parts[:n/2], ".")) + "." + s.dotted(strings.Join(parts[n/2:], "."))
	}
	st := s.stream('n', t)
	for i, part := range parts {
		if strings.Trim(part, "0") == "" || part == "255" {
			continue
		}
		b := []byte(part)
		for k := range b {
			b[k] = '0' + byte(st.next()%10)
		}
		if len(b) > 1 {
			b[0] = '1'
		}
		parts[i] = string(b)
	}
	return strings.Join(parts, ".")
}

func (s *substitutes) checkedIf(check bool, kind byte, d string, keep int) string {
	if check {
		return s.checked(kind, d, keep)
	}
	return s.class(kind, d, keep)
}

// checked is class with the last digit as the check digit.
func (s *substitutes) checked(kind byte, d string, keep int) string {
	body := s.class(kind, d, keep)[:len(d)-1]
	return body + string(checkDigit(body))
}

// checkDigit is that of Luhn over decimal digits.
func checkDigit(body string) byte {
	for c := byte('0'); c <= '9'; c++ {
		if luhnOK(body + string(c)) {
			return c
		}
	}
	return '0'
}

func luhnOK(d string) bool {
	sum := 0
	for n := range len(d) {
		x := int(d[len(d)-1-n]) - '0'
		if x < 0 || x > 9 {
			return false
		}
		if n%2 == 1 {
			if x *= 2; x > 9 {
				x -= 9
			}
		}
		sum += x
	}
	return d != "" && sum%10 == 0
}

// swap exchanges the halves of each byte, as files of the card have them.
func swap(t string) string {
	b := []byte(t)
	for i := 0; i+1 < len(b); i += 2 {
		b[i], b[i+1] = b[i+1], b[i]
	}
	return string(b)
}
