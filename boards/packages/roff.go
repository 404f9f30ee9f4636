package packages

import (
	"bytes"
	"compress/gzip"
	"strings"
)

var roffSigns = strings.NewReplacer(`\`, `\e`, "-", `\-`, "`", `\(ga`, "'", `\(aq`, "^", `\(ha`, "~", `\(ti`, `"`, `\(dq`)

// roff is text in which groff sees no request and every sign stays what a person can copy.
func roff(s string) string {
	s = roffSigns.Replace(s)
	if strings.HasPrefix(s, ".") {
		s = `\&` + s
	}
	return s
}

// prose writes a help text: lines that begin with a blank are kept as they stand, the others flow.
func prose(b *strings.Builder, text string) {
	kept := false
	for line := range strings.SplitSeq(strings.Trim(text, "\n"), "\n") {
		indented := strings.HasPrefix(line, " ")
		if kept != indented && line != "" {
			b.WriteString(map[bool]string{true: ".PP\n.EX\n", false: ".EE\n.PP\n"}[indented])
			kept = indented
		}
		switch {
		case line == "" && kept:
			b.WriteString("\n")
		case line == "":
			b.WriteString(".PP\n")
		case indented:
			b.WriteString(roff(strings.TrimPrefix(line, "  ")) + "\n")
		default:
			b.WriteString(roff(line) + "\n")
		}
	}
	if kept {
		b.WriteString(".EE\n")
	}
}

// compress is gzip without name and time, as `gzip -9n` does it.
func compress(text []byte) ([]byte, error) {
	var z bytes.Buffer
	w, err := gzip.NewWriterLevel(&z, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	err = w.Close()
	return z.Bytes(), err
}
