// Package format describes result lines as data: which fields a line has, in
// which unit, and what their values mean. The same description reads a value
// for the agent and explains the line to a person.
package format

import "strings"

// Kind says how the text of a field is read.
type Kind uint8

// The kinds of fields.
const (
	Int  Kind = iota // decimal, scaled by Mul, Div and Add
	Hex              // hexadecimal, with or without 0x
	Text             // as it stands, without quotation marks
	Enum             // decimal, one of Words
)

// A Field is one parameter of a line.
type Field struct {
	Name   string // as it goes into JSON: "rsrp"
	Kind   Kind
	Unit   string  // "dBm", "dB", "B", "s"; "" for a plain number
	Mul    float64 // value = raw*Mul + Add; Mul 0 means 1
	Add    float64
	None   []int64        // raw values that mean "not known"
	Words  map[int]string // meanings of an Enum, or of single values of an Int
	Secret bool           // a number of a person, a card or a module
}

// A Line is one form of a result line.
type Line struct {
	Name   string   // "+CESQ", as it stands in front of the colon
	Key    []string // leading fields that tell this form from others of the name; "*" is any; nil: the only form
	Fields []Field  // from the first one on, those of Key included; a line may end early
	Repeat int      // > 0: the last Repeat fields come again and again
	Title  string   // what the line tells, in a few words: "signal quality"
	Source string   // manual and clause
}

// A Value is a field as it stands in a line.
type Value struct {
	Field *Field
	Raw   string  // without quotation marks and padding
	Known bool    // the field is there and does not say "not known"
	Num   float64 // scaled, for Int, Hex and Enum; 0 when not Known
}

// Fits tells whether rest, the parameters of a line of this name, has the Key.
func (l *Line) Fits(rest string) bool {
	for _, k := range l.Key {
		var t string
		t, rest, _ = Next(rest)
		if k != "*" && !strings.EqualFold(k, t) {
			return false
		}
	}
	return true
}

// Next cuts the first parameter off: without its quotation marks and padding;
// commas between the marks are text. more is false behind the last one.
func Next(s string) (text, rest string, more bool) {
	if len(s) > 0 && s[0] == '"' {
		for i := 1; i < len(s); i++ {
			if s[i] == '"' {
				if i+1 < len(s) && s[i+1] == ',' {
					return s[1:i], s[i+2:], true
				}
				break
			}
		}
		return nextQuoted(s)
	}
	end, plain := 0, true
	for ; end < len(s) && s[end] != ','; end++ {
		plain = plain && s[end] > '"' // no blank, no mark
	}
	switch {
	case !plain:
		return nextQuoted(s)
	case end == len(s):
		return s, "", false
	}
	return s[:end], s[end+1:], true
}

// nextQuoted is Next where there may be marks or padding.
func nextQuoted(s string) (text, rest string, more bool) {
	i := 0
	for i < len(s) && s[i] == ' ' {
		i++
	}
	if i < len(s) && s[i] == '"' {
		if j := strings.IndexByte(s[i+1:], '"'); j >= 0 {
			text = s[i+1 : i+1+j]
			_, rest, more = strings.Cut(s[i+j+2:], ",")
			return text, rest, more
		}
	}
	text, rest, more = strings.Cut(s, ",")
	return strings.Trim(text, " \t\""), rest, more
}
