package transcript

// fromUCS2 reads four hex digits a character, ASCII only; it is for numbers.
func fromUCS2(t string) (string, bool) {
	if len(t) < 8 || len(t)%4 != 0 {
		return "", false
	}
	var out []byte
	for i := 0; i < len(t); i += 4 {
		hi, lo := hexDigit(t[i+2]), hexDigit(t[i+3])
		if t[i] != '0' || t[i+1] != '0' || hi < 0 || lo < 0 || hi > 7 {
			return "", false
		}
		out = append(out, byte(hi<<4|lo))
	}
	return string(out), true
}

// toUCS2 writes plain in the form, upper or lower case, of t.
func toUCS2(t, plain string) string {
	out := []byte(t)
	for i := range len(plain) {
		putHex(out[4*i+2:], plain[i])
	}
	return string(out)
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// putHex writes x over two hex digits, and keeps their case.
func putHex(dst []byte, x byte) {
	for i, n := range []byte{x >> 4, x & 15} {
		lower := dst[i] >= 'a'
		if dst[i] = '0' + n; n > 9 {
			dst[i] = 'A' + n - 10
			if lower {
				dst[i] |= 0x20
			}
		}
	}
}

// bytesOf reads hex; ok is false for anything else.
func bytesOf(t string) (b []byte, ok bool) {
	if len(t)%2 != 0 {
		return nil, false
	}
	b = make([]byte, len(t)/2)
	for i := range b {
		hi, lo := hexDigit(t[2*i]), hexDigit(t[2*i+1])
		if hi < 0 || lo < 0 {
			return nil, false
		}
		b[i] = byte(hi<<4 | lo)
	}
	return b, true
}

// hexLike writes b over t: as upper case, or lower case when t has such letters.
func hexLike(t string, b []byte) string {
	out := []byte(t)
	lower := false
	for i := range out {
		lower = lower || out[i] >= 'a'
	}
	for i, x := range b {
		if lower {
			out[2*i], out[2*i+1] = 'a', 'a'
		}
		putHex(out[2*i:], x)
	}
	return string(out)
}

// semiOctets reads n digits of swapped BCD; ok is false when one is none.
func semiOctets(b []byte, n int) (string, bool) {
	out := make([]byte, n)
	for i := range out {
		x := b[i/2] >> (4 * (i % 2)) & 15
		if x > 9 {
			return "", false
		}
		out[i] = '0' + x
	}
	return string(out), true
}

func putSemiOctets(b []byte, digits string) {
	for i := range len(digits) {
		shift := 4 * (i % 2)
		b[i/2] = b[i/2]&^(15<<shift) | (digits[i]-'0')<<shift
	}
}
