package simcard

import (
	"crypto/sha256"
	"errors"
	"log/slog"
)

// PIN is a code that a person configured: 4 to 8 decimal digits (ETSI TS 102 221, 9.5.1). It prints itself
// as "PIN" and never as digits. The zero value is no PIN.
type PIN struct{ code string }

var errPINDigits = errors.New("cannot use this PIN: not 4 to 8 decimal digits")

// ParsePIN takes a PIN as it was configured. Its error does not repeat the text.
func ParsePIN(s string) (PIN, error) {
	if len(s) < 4 || len(s) > 8 || !allDecimal(s) {
		return PIN{}, errPINDigits
	}
	return PIN{s}, nil
}

// Code returns the digits, for the command to the card. Not for logs.
func (p PIN) Code() string { return p.code }

// IsZero reports whether there is no PIN.
func (p PIN) IsZero() bool { return p.code == "" }

// String hides the digits.
func (p PIN) String() string {
	if p.code == "" {
		return "no PIN"
	}
	return "PIN"
}

// GoString is as silent as String.
func (p PIN) GoString() string { return "simcard.PIN(" + p.String() + ")" }

// LogValue keeps the digits out of structured logs.
func (p PIN) LogValue() slog.Value { return slog.StringValue(p.String()) }

// PINDigest is what a state folder keeps of a PIN that was tried on a card: enough to know the pair again.
// A PIN has so few digits that it can be found from the digest by trying: keep the digest as private as the
// configuration that holds the PIN.
type PINDigest [8]byte

// Digest returns the digest of this PIN on this card.
func (p PIN) Digest(card ICCID) (d PINDigest) {
	sum := sha256.Sum256([]byte("simagent PIN\x00" + card.digits + "\x00" + p.code))
	copy(d[:], sum[:])
	return d
}
