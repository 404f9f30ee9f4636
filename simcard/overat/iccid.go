package overat

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"simagent/simcard"
)

// iccidBytes is the length of EF ICCID (ETSI TS 102 221, 13.2).
const iccidBytes = 10

// SourceCRSM is the source that ReadICCID names when the number came from the file on the card.
const SourceCRSM = "+CRSM"

// Fallbacks returns the vendors' commands that give a card number, in an order that suits any module: a
// fresh list for ReadICCID. An unknown one costs an ERROR and nothing else. The last five are those of Telit, of NB-IoT
// modules (Quectel BC95, u-blox SARA-N2), of modules with Altair's chip, of Cinterion and of Sequans.
func Fallbacks() []string {
	return []string{"+QCCID", "+CCID", "+ICCID", "+CICCID", "^ICCID?", "#CCID", "+NCCID", "%CCID", "^SCID", "+SQNCCID"}
}

// Attempt is one command of ReadICCID that gave no number.
type Attempt struct {
	Command string // without AT
	Err     error
}

// ReadError says that no command gave a card number. It wraps the error of every attempt, so that a
// caller can look for "no card" or "card busy" among them.
type ReadError struct{ Attempts []Attempt }

// Error lists each command with its error, on one line.
func (e *ReadError) Error() string {
	var s strings.Builder
	s.WriteString("cannot read ICCID")
	for i, a := range e.Attempts {
		sep := "; "
		if i == 0 {
			sep = ": "
		}
		fmt.Fprintf(&s, "%s%s: %v", sep, a.Command, a.Err)
	}
	return s.String()
}

// Unwrap returns the errors of the attempts in their order.
func (e *ReadError) Unwrap() []error {
	errs := make([]error, len(e.Attempts))
	for i, a := range e.Attempts {
		errs[i] = a.Err
	}
	return errs
}

// Errors of an answer without a card number.
var (
	errNoCandidate = errors.New("no line with a card number")
	errNoLine      = errors.New("no line in the answer")
)

// Unsaid reports whether an error is that of an OK without the line that was asked for: so some modules answer a
// command that they do not know. It says nothing of the card.
func Unsaid(err error) bool {
	return errors.Is(err, errNoLine) || errors.Is(err, errNoCPIN) || errors.Is(err, errNoCRSM) || errors.Is(err, errNoCSIM)
}

// numberIn finds the card number in an answer.
func numberIn(lines []string) (simcard.ICCID, error) {
	if len(lines) == 0 {
		return simcard.ICCID{}, errNoLine
	}
	if id, ok := FindICCID(lines); ok {
		return id, nil
	}
	return simcard.ICCID{}, errNoCandidate
}

// ReadICCID asks for the card number: first the file on the card with +CRSM, which every module
// knows, then each of fallbacks (commands without AT; see Fallbacks) until one gives a number. source is
// the command that did. When none did, the error is a *ReadError; when ctx ended, the error
// wraps that of the context and no further command is sent.
func ReadICCID(ctx context.Context, d Doer, fallbacks []string) (id simcard.ICCID, source string, err error) {
	var failed ReadError
	id, err = readFileICCID(ctx, d)
	if err == nil {
		return id, SourceCRSM, nil
	}
	failed.Attempts = append(failed.Attempts, Attempt{SourceCRSM, err})
	for _, cmd := range fallbacks {
		if ctx.Err() != nil {
			break
		}
		lines, err := d.Do(ctx, cmd)
		if err == nil {
			if id, err = numberIn(lines); err == nil {
				return id, cmd, nil
			}
		}
		failed.Attempts = append(failed.Attempts, Attempt{cmd, err})
	}
	if err := context.Cause(ctx); err != nil {
		return simcard.ICCID{}, "", fmt.Errorf("cannot read ICCID: %w", err)
	}
	return simcard.ICCID{}, "", &failed
}

func readFileICCID(ctx context.Context, d Doer) (simcard.ICCID, error) {
	data, err := ReadFile(ctx, d, simcard.FileICCID, iccidBytes)
	if err != nil {
		return simcard.ICCID{}, err
	}
	// The bytes come swapped as on the card; the parser also takes a module that has put them right.
	return simcard.ParseICCID(fmt.Sprintf("%X", data))
}

// FindICCID returns the first card number in any of the lines: a run of 18 to 20 digits (22 with
// padding) that starts with 89 or 98 and is neither part of a longer run nor glued to a letter. What
// is around it does not matter, because every vendor has another prefix.
func FindICCID(lines []string) (simcard.ICCID, bool) {
	for _, line := range lines {
		words := strings.FieldsFunc(line, func(r rune) bool { return !isWord(r) })
		for _, word := range words {
			if id, err := simcard.ParseICCID(word); err == nil {
				return id, true
			}
		}
	}
	return simcard.ICCID{}, false
}

// isWord reports whether a character can belong to a number or to a name next to it.
func isWord(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '_' || r > 0x7F
}
