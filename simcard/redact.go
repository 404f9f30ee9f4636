package simcard

// redact shows the first keep and the last tail characters of a number, and nothing of one that is so
// short that this would be most of it.
func redact(digits string, keep, tail int) string {
	switch {
	case digits == "":
		return "unknown"
	case len(digits) < keep+tail+2:
		return "…"
	}
	return digits[:keep] + "…" + digits[len(digits)-tail:]
}

// allDecimal reports whether s consists of the digits 0 to 9 only.
func allDecimal(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// blank reports whether a file, or a part of one, was never written: FF throughout, or nothing at all.
func blank(b []byte) bool {
	for _, v := range b {
		if v != 0xFF {
			return false
		}
	}
	return true
}
