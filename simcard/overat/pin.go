package overat

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"simagent/atcmd"
	"simagent/simcard"
)

// PINOptions are what EnterPIN needs besides the module.
type PINOptions struct {
	PIN          simcard.PIN
	Card         simcard.ICCID // the number can be read without the PIN
	Vendor       TriesQuery    // the family's query for the tries left; nil: none
	CSIM         bool          // the card may be asked for the tries over +CSIM
	AllowUnknown bool          // send even if nothing tells the tries left
	Tried        bool          // a record of (card, PIN) exists

	// Record writes down, durably, that this PIN is tried on this card. The PIN is sent only after it returned
	// nil. nil means that nothing can be recorded, and nothing is sent.
	Record func(ctx context.Context, d simcard.PINDigest) error
}

// PINError says that the PIN was not sent, or that the card is not open after it. It wraps the
// reason: one of simcard's ErrPIN… when it was not sent.
type PINError struct {
	Sent  bool
	Tries int // left; simcard.TriesUnknown
	Err   error
}

// Error never holds the PIN.
func (e *PINError) Error() string {
	text := "cannot enter the PIN: "
	if e.Sent {
		text = "the PIN was sent once and did not open the card: "
	}
	text += e.Err.Error()
	if e.Sent && e.Tries != simcard.TriesUnknown {
		text += fmt.Sprintf(" (%d tries left)", e.Tries)
	}
	return text
}

// Unwrap returns the reason.
func (e *PINError) Unwrap() error { return e.Err }

// ErrPINLost is the reason when the module took the PIN without an error and the card asks for it still,
// with as many tries as before: a module that was booting dropped the command.
var ErrPINLost = errors.New("the module has lost it")

// ErrPINWrong is the reason when the card asks for the PIN still, or for the PUK by now.
var ErrPINWrong = errors.New("the card refused it")

// Opening takes a card a moment: +CPIN? is asked so often, at this distance, until it says READY.
const (
	openPolls = 10
	openWait  = time.Second
)

// EnterPIN sends the PIN once, when simcard.PINCase allows it: the module's lock and the tries left are read before,
// the try is recorded before, and +CPIN? afterwards tells whether the card is open, since some modules
// drop a command while they boot and some say OK to anything. A card that is open already needs no PIN:
// nil, and nothing is sent. Every other end is a *PINError; the PIN is in no error.
func EnterPIN(ctx context.Context, d Doer, o PINOptions) error {
	lock, err := readLock(ctx, d)
	if err != nil {
		return &PINError{Tries: simcard.TriesUnknown, Err: hide(err, o.PIN)}
	}
	if lock == "READY" {
		return nil
	}
	c := simcard.PINCase{
		PIN: o.PIN, Card: o.Card, Lock: lock, Tries: simcard.TriesUnknown, AllowUnknown: true,
		Tried: o.Tried, CanRecord: o.Record != nil,
	}
	if err := c.Check(); err != nil { // what needs no question about the tries
		return &PINError{Tries: simcard.TriesUnknown, Err: err}
	}
	tries, err := ReadTries(ctx, d, o.Vendor, o.CSIM)
	if err != nil {
		return &PINError{Tries: simcard.TriesUnknown, Err: hide(err, o.PIN)}
	}
	c.Tries, c.AllowUnknown = tries.PIN, o.AllowUnknown
	if err := c.Check(); err != nil {
		return &PINError{Tries: tries.PIN, Err: err}
	}
	if err := o.Record(ctx, o.PIN.Digest(o.Card)); err != nil {
		return &PINError{Tries: tries.PIN, Err: fmt.Errorf("%w: %w", simcard.ErrPINState, hide(err, o.PIN))}
	}
	_, sent := d.Do(ctx, `+CPIN="`+o.PIN.Code()+`"`) // quoted: some modules take nothing else
	return opened(ctx, d, o, tries, sent)
}

// opened asks what came of it. sent is the module's answer to the PIN.
func opened(ctx context.Context, d Doer, o PINOptions, before Tries, sent error) error {
	var lock string
	var err error
	for i := range openPolls {
		if i > 0 {
			select {
			case <-ctx.Done():
				return &PINError{Sent: true, Tries: simcard.TriesUnknown, Err: context.Cause(ctx)}
			case <-time.After(openWait):
			}
		}
		lock, err = readLock(ctx, d)
		if err == nil && lock == "READY" {
			return nil
		}
		if err != nil && over(ctx, err) || err == nil && (sent != nil && lock != "NOT READY" || lock == "SIM PUK") {
			break
		}
	}
	tries, _ := ReadTries(ctx, d, o.Vendor, o.CSIM) // an error leaves them unknown
	e := &PINError{Sent: true, Tries: tries.PIN, Err: ErrPINWrong}
	switch {
	case err != nil:
		e.Err = hide(err, o.PIN)
	case sent == nil && lock == "SIM PIN" && tries.PIN != simcard.TriesUnknown && tries.PIN == before.PIN:
		e.Err = ErrPINLost
	case sent != nil:
		e.Err = fmt.Errorf("%w: %w", ErrPINWrong, hide(sent, o.PIN))
	}
	return e
}

// readLock asks what the module waits for: the code of +CPIN?.
func readLock(ctx context.Context, d Doer) (string, error) {
	lines, err := d.Do(ctx, "+CPIN?")
	if err != nil {
		return "", err
	}
	for _, line := range lines {
		if code, err := atcmd.ParseCPIN(line); err == nil {
			return code, nil
		}
	}
	return "", errNoCPIN
}

// hiddenError keeps a text with the PIN away from logs, and the error behind it testable.
type hiddenError struct{ err error }

func (e *hiddenError) Error() string { return "an error whose text holds the PIN" }
func (e *hiddenError) Unwrap() error { return e.err }

// hide replaces the text of an error that repeats the PIN, as one might that quotes the command.
func hide(err error, pin simcard.PIN) error {
	if !pin.IsZero() && strings.Contains(err.Error(), pin.Code()) {
		return &hiddenError{err}
	}
	return err
}
