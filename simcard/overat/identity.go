package overat

import (
	"context"
	"errors"
	"fmt"

	"simagent/simcard"
)

// SourceCSIM is the source that ReadIdentity names when the number came from the file by +CSIM.
const SourceCSIM = "+CSIM"

// Check is what a second source said of a card number.
type Check uint8

// The outcomes of the cross-check; a disagreement is an error.
const (
	Unchecked Check = iota // no other source gave a number
	Agreed                 // another source gave the same number
)

// Identity is the number of the card and how sure it is.
type Identity struct {
	ICCID   simcard.ICCID
	Source  string // what gave it: SourceCRSM, a vendor's command, SourceCSIM
	Check   Check
	Checked string // the command that agreed; "" when Unchecked
	LuhnBad bool   // a warning: the check digit of ITU-T E.118 is wrong, or the operator has none
}

// DisagreementError says that two reads gave two numbers: the card was changed in between, or the
// module tells lies. Neither number may be used: the card is uncertain until it is read again.
type DisagreementError struct {
	First, Second             simcard.ICCID
	FirstSource, SecondSource string
}

// Error gives both numbers, redacted, and where they came from.
func (e *DisagreementError) Error() string {
	if e.FirstSource == e.SecondSource {
		return fmt.Sprintf("cannot read ICCID: two reads by %s disagree, first %v, then %v", e.FirstSource, e.First, e.Second)
	}
	return fmt.Sprintf("cannot read ICCID: %s says %v, %s says %v", e.FirstSource, e.First, e.SecondSource, e.Second)
}

// ReadICCIDTwice reads the number twice, because a wrong identity books one card's usage on another,
// and returns it when both are equal. Otherwise the error is a *DisagreementError. Vendor commands are asked
// only when +CRSM gives nothing; ReadIdentity also compares them.
func ReadICCIDTwice(ctx context.Context, d Doer, fallbacks []string) (id simcard.ICCID, source string, err error) {
	first, source, err := ReadICCID(ctx, d, fallbacks)
	if err != nil {
		return simcard.ICCID{}, "", err
	}
	second, again, err := ReadICCID(ctx, d, fallbacks)
	if err != nil {
		return simcard.ICCID{}, "", err
	}
	if err := compare(first, source, second, again); err != nil {
		return simcard.ICCID{}, "", err
	}
	return first, source, nil
}

// compare is nil when both numbers are of one card.
func compare(a simcard.ICCID, from string, b simcard.ICCID, by string) error {
	if a.Equal(b) {
		return nil
	}
	return &DisagreementError{First: a, Second: b, FirstSource: from, SecondSource: by}
}

// ReadIdentity reads the number of the card twice, with the vendors' commands in between: the file on the card
// by +CRSM is believed, and the first vendor command that gives a number (without AT, the family's own
// first; see Fallbacks) must give the same. Where +CRSM gives nothing, two equal answers of a vendor's command do, and
// as the last resort the file by +CSIM. Numbers that differ are a *DisagreementError; no number at all is a
// *ReadError; when ctx ended, the error wraps that of the context.
func ReadIdentity(ctx context.Context, d Doer, vendorCmds []string) (Identity, error) {
	first, err := readFileICCID(ctx, d)
	if err != nil {
		return vendorIdentity(ctx, d, vendorCmds, Attempt{SourceCRSM, err})
	}
	id := Identity{ICCID: first, Source: SourceCRSM, LuhnBad: !first.LuhnOK()}
	vendor, cmd, _, err := askVendors(ctx, d, vendorCmds)
	if err != nil {
		return Identity{}, err
	}
	if cmd != "" {
		if err := compare(first, SourceCRSM, vendor, cmd); err != nil {
			return Identity{}, err
		}
		id.Check, id.Checked = Agreed, cmd
	}
	second, err := readFileICCID(ctx, d)
	if err != nil {
		return Identity{}, failed(ctx, []Attempt{{SourceCRSM, err}})
	}
	if err := compare(first, SourceCRSM, second, SourceCRSM); err != nil {
		return Identity{}, err
	}
	return id, nil
}

// vendorIdentity is the way without +CRSM.
func vendorIdentity(ctx context.Context, d Doer, cmds []string, crsm Attempt) (Identity, error) {
	attempts := []Attempt{crsm}
	if over(ctx, crsm.Err) && !unanswered(ctx, crsm.Err) {
		return Identity{}, failed(ctx, attempts)
	}
	first, cmd, more, err := askVendors(ctx, d, cmds)
	if err != nil {
		return Identity{}, err
	}
	attempts = append(attempts, more...)
	if cmd == "" {
		return wireIdentity(ctx, d, attempts)
	}
	second, _, more, err := askVendors(ctx, d, []string{cmd})
	if err != nil {
		return Identity{}, err
	}
	if second.IsZero() {
		return Identity{}, failed(ctx, more)
	}
	if err := compare(first, cmd, second, cmd); err != nil {
		return Identity{}, err
	}
	return Identity{ICCID: first, Source: cmd, LuhnBad: !first.LuhnOK()}, nil
}

// askVendors returns the first number that a command gives; cmd is "" when none does. err is that of an
// ended context alone.
func askVendors(ctx context.Context, d Doer, cmds []string) (id simcard.ICCID, cmd string, attempts []Attempt, err error) {
	for _, cmd := range cmds {
		lines, err := d.Do(ctx, cmd)
		if err == nil {
			if id, err = numberIn(lines); err == nil {
				return id, cmd, attempts, nil
			}
		}
		attempts = append(attempts, Attempt{cmd, err})
		if over(ctx, err) && !unanswered(ctx, err) {
			return simcard.ICCID{}, "", attempts, failed(ctx, attempts)
		}
	}
	return simcard.ICCID{}, "", attempts, nil
}

// wireIdentity reads the file twice by +CSIM, where the modem refused +CRSM; a card that spoke is not asked again.
func wireIdentity(ctx context.Context, d Doer, attempts []Attempt) (Identity, error) {
	if !refused(ctx, attempts[0].Err) {
		return Identity{}, failed(ctx, attempts)
	}
	r := NewReader(d, ReaderOptions{})
	r.noCRSM = attempts[0].Err
	defer r.Close(ctx)
	var read [2]simcard.ICCID
	for i := range read {
		err := r.either(ctx, nil, func(w *wire) (err error) {
			read[i], err = wireICCID(ctx, w)
			return err
		})
		if err != nil {
			if r.noCSIM != nil {
				err = r.noCSIM
			}
			return Identity{}, failed(ctx, append(attempts, Attempt{SourceCSIM, err}))
		}
	}
	if err := compare(read[0], SourceCSIM, read[1], SourceCSIM); err != nil {
		return Identity{}, err
	}
	return Identity{ICCID: read[0], Source: SourceCSIM, LuhnBad: !read[0].LuhnOK()}, nil
}

func wireICCID(ctx context.Context, w *wire) (simcard.ICCID, error) {
	if _, err := w.choose(ctx, simcard.FileICCID); err != nil {
		return simcard.ICCID{}, err
	}
	resp, err := w.readBinary(ctx, simcard.FileICCID, 0, iccidBytes)
	if err != nil {
		return simcard.ICCID{}, err
	}
	return simcard.DecodeICCID(resp.Data)
}

// failed is the error when there is no number: that of the context when it has ended.
func failed(ctx context.Context, attempts []Attempt) error {
	if err := context.Cause(ctx); err != nil {
		return fmt.Errorf("cannot read ICCID: %w", err)
	}
	return &ReadError{Attempts: attempts}
}

// Uncertain reports whether an error means that two sources gave two numbers.
func Uncertain(err error) bool {
	_, ok := errors.AsType[*DisagreementError](err)
	return ok
}
