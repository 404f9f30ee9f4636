package module

import "strings"

// Check finds the setting in the lines of the answer to Read. known is false
// when no line is it; value stands without blanks and quotation marks. A value
// fits when one of Fits is its beginning up to a comma or the end.
func (w Want) Check(lines []string) (value string, fits, known bool) {
	want := plain(w.Answer)
	for _, line := range lines {
		value, known = after(plain(line), want)
		if !known {
			continue
		}
		for _, f := range w.Fits {
			rest, is := strings.CutPrefix(value, f)
			fits = fits || is && (rest == "" || rest[0] == ',')
		}
		return value, fits, true
	}
	return "", false, false
}

// after cuts the beginning off; a "*" in it stands for one parameter.
func after(line, want string) (rest string, ok bool) {
	for {
		head, tail, star := strings.Cut(want, "*")
		if line, ok = strings.CutPrefix(line, head); !ok || !star {
			return line, ok
		}
		i := strings.IndexByte(line, ',')
		if i < 0 {
			i = len(line)
		}
		line, want = line[i:], tail
	}
}

// plain takes blanks and quotation marks out.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' || r == '"' {
			return -1
		}
		return r
	}, s)
}
