package format

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Print writes lines as one text that Parse reads back; tests compare it with
// what the descriptions say. What a text cannot say is lost.
func Print(lines []Line) string {
	var b strings.Builder
	source := ""
	for i := range lines {
		l := &lines[i]
		if l.Source != source {
			source = l.Source
			b.WriteString(source + "\n")
		}
		b.WriteString(strings.Join(append([]string{l.Name}, l.Key...), ",") + "|" + l.Title + "|")
		for j := range l.Fields {
			if j > 0 {
				b.WriteByte(';')
			}
			if len(l.Fields)-j == l.Repeat {
				b.WriteByte('&')
			}
			l.Fields[j].print(&b)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func (f *Field) print(b *strings.Builder) {
	b.WriteString(f.Name)
	switch {
	case f.Kind == Text && f.Secret:
		b.WriteString("$$")
	case f.Kind == Text:
		b.WriteString("$")
	case f.Kind == Hex:
		b.WriteString("#")
	}
	if f.Unit != "" {
		b.WriteString("@" + f.Unit)
	}
	if f.Mul != 0 && (f.Mul != 1 || f.Add == 0) {
		b.WriteString("*" + strconv.FormatFloat(f.Mul, 'f', -1, 64))
	}
	if f.Add > 0 {
		b.WriteByte('+')
	}
	if f.Add != 0 {
		b.WriteString(strconv.FormatFloat(f.Add, 'f', -1, 64))
	}
	for i, n := range f.None {
		b.WriteByte("!,"[min(i, 1)])
		b.WriteString(strconv.FormatInt(n, 10))
	}
	mark := byte('~')
	if f.Kind == Enum {
		mark = '='
	}
	next := 0
	for i, n := range slices.Sorted(maps.Keys(f.Words)) {
		if i > 0 {
			mark = '/'
		}
		b.WriteByte(mark)
		if _, _, ambiguous := numbered(f.Words[n]); ambiguous || n != next {
			b.WriteString(strconv.Itoa(n) + ":")
		}
		b.WriteString(strings.ReplaceAll(f.Words[n], "/", "//"))
		next = n + 1
	}
}
