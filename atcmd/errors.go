package atcmd

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrNoAnswer is the cause of a session that ended because the module answers
// nothing any more.
var ErrNoAnswer = errors.New("the module does not answer")

// ErrWriteStuck is the cause of a session that ended because the port took no
// more bytes.
var ErrWriteStuck = errors.New("the port takes no bytes")

// ErrDataMode refuses a command that leaves the command state, and is the
// cause of a session whose module did so by itself.
var ErrDataMode = errors.New("the module would carry data instead of AT")

// ErrClosed is the cause of a session that its owner closed.
var ErrClosed = errors.New("session closed")

// Kind tells which error line ended a command.
type Kind uint8

// The three kinds of error finals.
const (
	Plain Kind = 0 // ERROR
	CME   Kind = 1 // +CME ERROR, 27.007 9.2
	CMS   Kind = 2 // +CMS ERROR, 27.005 3.2.5
)

// A CommandError is a final result code that is not OK.
type CommandError struct {
	Name string // the command without its parameters: "AT+CRSM"
	Kind Kind
	Code int    // numeric code, -1 when the module gave text or nothing
	Text string // the module's text, or ours for a known code
}

func (e *CommandError) Error() string {
	switch {
	case e.Kind == Plain:
		return e.Name + ": ERROR"
	case e.Code >= 0 && e.Text != "":
		return fmt.Sprintf("%s: %s (%s %d)", e.Name, e.Text, e.kind(), e.Code)
	case e.Code >= 0:
		return fmt.Sprintf("%s: %s error %d", e.Name, e.kind(), e.Code)
	}
	return e.Name + ": " + e.Text
}

func (e *CommandError) kind() string {
	if e.Kind == CMS {
		return "CMS"
	}
	return "CME"
}

// Unknown tells whether a refusal is for good, whatever the state of module and
// card: a plain ERROR, not allowed, not supported, wrong parameters, unknown
// (27.007 9.2), or words of the maker's own that say so, such as Huawei's
// COMMAND NOT SUPPORT, and do not speak of the card.
func (e *CommandError) Unknown() bool {
	if e.Code >= 0 || e.Kind != CME {
		return e.Kind == Plain || e.Code == 3 || e.Code == 4 || e.Code == 50 || e.Code == 100
	}
	text := strings.ToLower(e.Text)
	says := func(word string) bool { return strings.Contains(text, word) }
	return slices.ContainsFunc([]string{"support", "unknown", "invalid command", "illegal command"}, says) &&
		!slices.ContainsFunc([]string{"sim", "card", "uicc"}, says)
}

// newCommandError reads the value of a +CME/+CMS ERROR line.
func newCommandError(cmd string, kind Kind, value string) *CommandError {
	e := &CommandError{Name: commandName(cmd), Kind: kind, Code: -1, Text: clipTo(value, 80)}
	n, ok := decimal(value)
	numeric := ok && n >= 0
	switch {
	case numeric && kind == CME:
		e.Code, e.Text = n, CMEText(n)
	case numeric:
		e.Code, e.Text = n, CMSText(n)
	case kind == CME:
		if code, text, ok := cmeCode(value); ok {
			e.Code, e.Text = code, text
		}
	case kind == CMS:
		if code, text, ok := cmsCode(value); ok {
			e.Code, e.Text = code, text
		}
	}
	return e
}

// commandName returns the command without its parameters, which may be secret
// (a PIN, a number).
func commandName(cmd string) string {
	if strings.HasPrefix(cmd, "D") {
		return "ATD"
	}
	if i := strings.IndexAny(cmd, "=?;"); i >= 0 {
		cmd = cmd[:i]
	}
	return "AT" + cmd
}
