package watch

import "unicode"

// wide are the code points that take two columns: East Asian Wide and Fullwidth of Unicode's annex 11, in ranges that are
// rounded to whole blocks, as terminals have them.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115F, Stride: 1}, {Lo: 0x2E80, Hi: 0x303E, Stride: 1}, {Lo: 0x3041, Hi: 0x4DBF, Stride: 1}, {Lo: 0x4E00, Hi: 0xA4CF, Stride: 1},
		{Lo: 0xA960, Hi: 0xA97F, Stride: 1}, {Lo: 0xAC00, Hi: 0xD7A3, Stride: 1}, {Lo: 0xF900, Hi: 0xFAFF, Stride: 1}, {Lo: 0xFE30, Hi: 0xFE6F, Stride: 1},
		{Lo: 0xFF01, Hi: 0xFF60, Stride: 1}, {Lo: 0xFFE0, Hi: 0xFFE6, Stride: 1},
	},
	R32: []unicode.Range32{{Lo: 0x1F300, Hi: 0x1F64F, Stride: 1}, {Lo: 0x1F680, Hi: 0x1F6FF, Stride: 1}, {Lo: 0x1F900, Hi: 0x1F9FF, Stride: 1}, {Lo: 0x20000, Hi: 0x3FFFD, Stride: 1}},
}

// columns is what a character takes: 2, 1, 0 for one that goes onto the one before it, -1 for one that no screen should get:
// controls, marks of direction, and what changes the width of its neighbour.
func columns(r rune) int {
	switch {
	case r < ' ' || r >= 0x7F && r < 0xA0:
		return -1
	case r < 0x300:
		return 1
	case r >= 0xFE00 && r <= 0xFE0F || r >= 0x1F1E6 && r <= 0x1F1FF || r == unicode.ReplacementChar:
		return -1
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
		return 0
	case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r):
		return -1
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}

// textColumns is what a text takes.
func textColumns(s string) (n int) {
	for _, r := range s {
		n += max(columns(r), 0)
	}
	return n
}

// cut shortens a text to a number of columns; what is cut ends in "…".
func cut(s string, most int) string {
	switch {
	case textColumns(s) <= most:
		return s
	case most <= 0:
		return ""
	}
	return prefix(s, most-1) + "…"
}

// prefix is as much of a text as a number of columns has room for.
func prefix(s string, most int) string {
	n := 0
	for i, r := range s {
		if n += max(columns(r), 0); n > most {
			return s[:i]
		}
	}
	return s
}
