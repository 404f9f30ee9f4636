package atcmd

import (
	"errors"
	"fmt"
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

// newCommandError reads the value of a +CME/+CMS ERROR line.
func newCommandError(cmd string, kind Kind, value string) *CommandError {
	e := &CommandError{Name: commandName(cmd), Kind: kind, Code: -1, Text: clipTo(value, 80)}
	if n, ok := decimal(value); ok && n >= 0 {
		e.Code = n
		e.Text = ""
		if kind == CME {
			e.Text = cmeText[n]
		}
		return e
	}
	if kind == CME {
		for code, text := range cmeText {
			if strings.EqualFold(text, value) {
				e.Code, e.Text = code, text
			}
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

// cmeText is the part of 27.007 9.2 that an agent meets in the field.
var cmeText = map[int]string{
	0: "phone failure", 3: "operation not allowed", 4: "operation not supported", 5: "PH-SIM PIN required",
	10: "SIM not inserted", 11: "SIM PIN required", 12: "SIM PUK required", 13: "SIM failure", 14: "SIM busy",
	15: "SIM wrong", 16: "incorrect password", 17: "SIM PIN2 required", 18: "SIM PUK2 required", 20: "memory full",
	21: "invalid index", 22: "not found", 30: "no network service", 31: "network timeout",
	32: "network not allowed - emergency calls only", 50: "incorrect parameters", 100: "unknown",
	103: "illegal MS", 106: "illegal ME", 107: "GPRS services not allowed", 111: "PLMN not allowed",
	112: "location area not allowed", 113: "roaming not allowed in this location area",
	132: "service option not supported", 133: "requested service option not subscribed",
	134: "service option temporarily out of order", 148: "unspecified GPRS error", 149: "PDP authentication failure",
}
