package bundle

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Archive collects files, and writes them at the end, when it is known what the manifest says. The zero value is empty.
type Archive struct {
	Scrubber
	files  []file
	missed []string
}

type file struct {
	name, what string
	content    string
}

// mostFile bounds a file, in bytes: its end is kept.
const mostFile = 8 << 20

// Add puts a text in, scrubbed.
func (a *Archive) Add(name, what, text string) { a.put(name, what, a.Text(text)) }

// AddTranscript puts a text in whose maker has redacted it, and which must stay as it is, byte by byte. One that has a known
// id in it all the same is left out.
func (a *Archive) AddTranscript(name, what, text string) {
	if a.Holds(text) {
		a.Miss(name, "it held an id that must not leave; please report that")
		return
	}
	a.put(name, what, text)
}

func (a *Archive) put(name, what, text string) {
	if len(text) > mostFile {
		what += fmt.Sprintf("; the last %d bytes of %d", mostFile, len(text))
		text = text[len(text)-mostFile:]
	}
	a.files = append(a.files, file{name, what, text})
}

// Miss says why something is not in.
func (a *Archive) Miss(name, why string) {
	a.missed = append(a.missed, name+": "+a.Text(why))
}

const shortened = `Ids are shortened in every file: ICCIDs to 8988307…2342, sids to HS12…ef; IMSI, IMEI,
telephone numbers, serial numbers and hardware addresses are left out. In the transcript
they are replaced by made-up ones of the same form. Secrets are in no file: of the
configuration the files that hold them are named, and not read; of commands the program
alone, of addresses the host.

Not shortened, because help needs them: the name of this host, names that you gave to
Sim, Fleet and APN, paths, networks, when and how many bytes were counted. Look before
you send it. It was sent nowhere.
`

// Manifest lists what is in it.
func (a *Archive) Manifest(tool string, at time.Time) string {
	var b strings.Builder
	fmt.Fprintf(&b, "A bundle for support, made by %s at %s.\n\n%s\nIn it:\n", tool, at.UTC().Format("2006-01-02 15:04:05 UTC"), shortened)
	for _, f := range a.files {
		fmt.Fprintf(&b, "  %-15s %8d B  %s\n", f.name, len(f.content), f.what)
	}
	if len(a.missed) > 0 {
		b.WriteString("\nNot in it:\n")
	}
	for _, m := range a.missed {
		fmt.Fprintf(&b, "  %s\n", m)
	}
	return b.String()
}

// Write writes the tar.gz, the manifest first, all in a folder of the given name.
func (a *Archive) Write(w io.Writer, folder, tool string, at time.Time) error {
	z, err := newStored(w)
	if err != nil {
		return err
	}
	files := append([]file{{"MANIFEST.txt", "", a.Manifest(tool, at)}}, a.files...)
	for _, f := range files {
		if err := entry(z, folder+"/"+f.name, f.content, at); err != nil {
			return err
		}
	}
	if _, err := z.Write(make([]byte, 2*block)); err != nil { // the end of a tar
		return err
	}
	return z.Close()
}

// block is the unit of a tar, in bytes.
const block = 512

// entry writes one file in the ustar format (POSIX.1-1988, pax(1)), which needs less code than a library brings.
func entry(w io.Writer, name, content string, at time.Time) error {
	if len(name) > 100 {
		return errors.New("cannot write bundle: a name is too long")
	}
	var h [block]byte
	copy(h[0:], name)
	copy(h[100:], "0000600\x00")
	copy(h[108:], "0000000\x000000000\x00") // nobody's
	copy(h[124:], fmt.Sprintf("%011o\x00%011o\x00", len(content), max(at.Unix(), 0)))
	copy(h[148:], "        ") // as which the sum counts itself
	h[156] = '0'
	copy(h[257:], "ustar\x0000")
	sum := 0
	for _, c := range h {
		sum += int(c)
	}
	copy(h[148:], fmt.Sprintf("%06o\x00 ", sum))
	pad := make([]byte, (block-len(content)%block)%block)
	for _, part := range [][]byte{h[:], []byte(content), pad} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}
