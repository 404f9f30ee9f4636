package simcard

import "errors"

// The reasons not to send a PIN. None of them is passing: a person has to act, except where noted.
var (
	ErrPINNone     = errors.New("no PIN is configured")
	ErrPINNotAsked = errors.New("the card does not ask for the PIN") // of +CPIN?: not exactly "SIM PIN"
	ErrPINPUK      = errors.New("the card asks for the PUK: enter it by hand")
	ErrPINCard     = errors.New("the number of the card is not known")
	ErrPINTried    = errors.New("this PIN was tried on this card before")
	ErrPINFewTries = errors.New("fewer than two tries are left: enter the PIN by hand")
	ErrPINUnknown  = errors.New("the number of tries left is not known")
	ErrPINState    = errors.New("the try cannot be recorded: the state folder is not writable")
)

// minPINTries is how many tries must be left: after a wrong PIN, a person still has one.
const minPINTries = 2

// PINCase is everything that the decision to send a PIN depends on.
type PINCase struct {
	PIN          PIN
	Card         ICCID
	Lock         string // the code of +CPIN?: "SIM PIN"
	Tries        int    // left, or TriesUnknown
	AllowUnknown bool   // configured: send even if the tries are not known
	Tried        bool   // a record of (Card, PIN) exists, whatever came of it
	CanRecord    bool   // a record can be written before the PIN is sent
}

// Check decides whether the PIN may be sent: nil, or the first reason against it. One try is made for
// each pair of card and PIN, ever; the record of it is written before the PIN leaves, so that a crash or a
// loop of restarts cannot lock the card. The PUK is never sent.
func (c PINCase) Check() error {
	switch {
	case c.Lock == "SIM PUK":
		return ErrPINPUK
	case c.Lock != "SIM PIN":
		return ErrPINNotAsked
	case c.PIN.IsZero():
		return ErrPINNone
	case c.Card.IsZero():
		return ErrPINCard
	case c.Tried:
		return ErrPINTried
	case c.Tries == TriesUnknown && !c.AllowUnknown:
		return ErrPINUnknown
	case c.Tries != TriesUnknown && c.Tries < minPINTries:
		return ErrPINFewTries
	case !c.CanRecord:
		return ErrPINState
	}
	return nil
}
