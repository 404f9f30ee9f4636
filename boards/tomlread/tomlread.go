// Package tomlread reads files of TOML that people write: what is wrong has a line, and nothing in a file makes the reader
// panic or shows how the program calls its types.
package tomlread

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"sort"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Error is what is wrong with a file.
type Error struct {
	Line   int
	Column int    // 0 is not known
	Text   string // for people, but for Kind
	Kind   bool   // a value is of a kind that its key does not take: who knows the key says what it wants
}

func (e *Error) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Text) }

// Bare tells whether the value on the line begins as a word or a path without quotes, in data that was read.
func (e *Error) Bare(data []byte) bool {
	return bare.MatchString(strings.Split(string(data), "\n")[e.Line-1])
}

var bare = regexp.MustCompile(`^\s*[A-Za-z_".-]+\s*=\s*[A-Za-z/_]`)

const wrongKind = "a value of the wrong kind"

// Decode reads data over v, a pointer to a struct, and refuses unknown keys with toml's own StrictMissingError. All other
// errors are an *Error.
func Decode(data []byte, v any) error {
	err := decode(data, v)
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		return err
	}
	text := strings.Join(strings.Fields(strings.TrimPrefix(err.Error(), "toml: ")), " ")
	e := &Error{Text: text, Kind: goWords.MatchString(text)}
	if e.Kind {
		e.Text = wrongKind
	}
	if placed, ok := errors.AsType[*toml.DecodeError](err); ok {
		e.Line, e.Column = placed.Position()
	}
	if e.Line <= 1 && e.Column <= 1 { // the decoder says 1, 1 of what it has no place of
		e.Column = 0
		e.Line = firstLine(string(data), reflect.TypeOf(v).Elem(), err.Error())
	}
	if !e.Kind && e.Bare(data) {
		e.Text = strings.TrimPrefix(e.Text+"; a text stands in quotes", "incomplete number; ") // which nobody wrote
	}
	return e
}

// goWords are in the decoder's errors about a value that does not fit.
var goWords = regexp.MustCompile(`cannot (decode|store|assign)|cannot be assigned|couldn't parse|strconv|unhandled|reflect`)

// decode is the decoder, which panics at a date or a time where a text or a number belongs (go-toml before 2.4).
func decode(data []byte, v any) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("cannot decode: %v", p)
		}
	}()
	return toml.NewDecoder(strings.NewReader(string(data))).DisallowUnknownFields().Decode(v)
}

// firstLine finds the line of an error that has none: the first with which the file fails as it does whole.
func firstLine(data string, t reflect.Type, text string) int {
	lines := strings.SplitAfter(data, "\n")
	return min(len(lines), 1+sort.Search(len(lines), func(n int) bool {
		err := decode([]byte(strings.Join(lines[:n+1], "")), reflect.New(t).Interface())
		return err != nil && err.Error() == text
	}))
}
