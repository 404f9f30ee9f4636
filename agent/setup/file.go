package setup

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Mode is what all files get: there is no secret in them.
const Mode = 0o644

// File is one file of the system that is set up.
type File struct {
	Path string // from the root of that system
	Text string
	Keep bool // written only where there is none: from then on it is the owner's
}

// State says how a file that is wanted and the one that is there stand to each other.
type State string

// The states. The text is printed and goes into nothing else.
const (
	Missing State = "not there"
	Same    State = "the same"
	Differs State = "differs"        // written by an earlier setup, or for another modem, and not changed since
	Edited  State = "edited by hand" // not ours to replace
)

// Needed tells whether setup writes a file in that state.
func (s State) Needed() bool { return s == Missing || s == Differs }

// Compare says how the text that is there stands to what is wanted.
func (f File) Compare(there string) State {
	switch {
	case f.Keep, there == f.Text:
		return Same
	case untouched(there):
		return Differs
	}
	return Edited
}

// The first line of a file of ours carries a sum of the rest, by which a later setup sees that nobody has changed it.
const (
	headBefore = "# By `simagent setup`, sum "
	headAfter  = "; once edited, it is left alone.\n"
	sumDigits  = 16
)

func ours(path, text string) File {
	return File{Path: path, Text: headBefore + sum(text) + headAfter + text}
}

func sum(text string) string {
	s := sha256.Sum256([]byte(text))
	return hex.EncodeToString(s[:])[:sumDigits]
}

// body is a text without the line that carries a sum.
func body(text string) string {
	if head, rest, ok := strings.Cut(text, "\n"); ok && strings.HasPrefix(head, headBefore) {
		return rest
	}
	return text
}

// untouched tells whether a text is as a setup wrote it.
func untouched(text string) bool {
	rest, ok := strings.CutPrefix(text, headBefore)
	if !ok || len(rest) < sumDigits {
		return false
	}
	body, ok := strings.CutPrefix(rest[sumDigits:], headAfter)
	return ok && rest[:sumDigits] == sum(body)
}
