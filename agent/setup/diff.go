package setup

import "strings"

// diffMost is how many lines a text may have to be compared line by line: the work grows with the square.
const diffMost = 1000

// Diff tells line by line how the text that is there becomes the wanted one, with `context` common lines around each change.
// The sums of ours are left out. Lines begin with "-", "+" or a blank; "…" stands for common ones that are left out. It is empty for equal texts, and for
// such as are too long to compare.
func Diff(there, wanted string, context int) []string {
	a, b := lines(body(there)), lines(body(wanted))
	if len(a) > diffMost || len(b) > diffMost || there == wanted {
		return nil
	}
	return shorten(script(a, b), context)
}

func lines(text string) []string {
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// script is the whole edit: all lines of both, by the longest common subsequence.
func script(a, b []string) []string {
	common := make([][]int, len(a)+1) // of a[i:] and b[j:]
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out []string
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out = append(out, " "+a[i])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			out = append(out, "-"+a[i])
			i++
		default:
			out = append(out, "+"+b[j])
			j++
		}
	}
	return out
}

// shorten leaves common lines out that are far from any change.
func shorten(all []string, context int) []string {
	near := make([]bool, len(all))
	for i, line := range all {
		if line[0] == ' ' {
			continue
		}
		for k := max(0, i-context); k <= min(len(all)-1, i+context); k++ {
			near[k] = true
		}
	}
	var out []string
	left := false
	for i, line := range all {
		if !near[i] {
			left = true
			continue
		}
		if left {
			out = append(out, "…")
		}
		left = false
		out = append(out, line)
	}
	if left {
		out = append(out, "…")
	}
	return out
}
