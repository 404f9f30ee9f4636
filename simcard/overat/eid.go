package overat

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"simagent/simcard"
)

// isdr names the ISD-R, the application of an eUICC that knows its EID (GSMA SGP.02, annex H; SGP.22).
var isdr = []byte{0xA0, 0x00, 0x00, 0x05, 0x59, 0x10, 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00, 0x01, 0x00}

// ErrNoEUICC means that the card holds no profiles: it is an ordinary card, or hides its EID.
var ErrNoEUICC = errors.New("not an eUICC")

// ReadEID asks for the number of an eUICC: by the family's commands (without AT), then of the ISD-R on a logical
// channel of its own, which is closed again: by +CCHO and +CGLA (3GPP TS 27.007, 8.45 and 8.43) or, where the
// modem refuses those, by +CSIM. The error is ErrNoEUICC when the card has no ISD-R.
func ReadEID(ctx context.Context, d Doer, vendorCmds []string, o ReaderOptions) (simcard.EID, error) {
	for _, cmd := range vendorCmds {
		lines, err := d.Do(ctx, cmd)
		if err != nil && over(ctx, err) {
			return simcard.EID{}, fmt.Errorf("cannot read EID: %w", err)
		}
		if id, ok := simcard.FindEID(lines); ok {
			return id, nil
		}
	}
	id, err := channelEID(ctx, d)
	if refused(ctx, err) && !o.NoCSIM {
		id, err = wireEID(ctx, d, o.LockCSIM)
	}
	if err != nil && !errors.Is(err, ErrNoEUICC) {
		err = fmt.Errorf("cannot read EID: %w", err)
	}
	return id, err
}

// storeEID asks for data object 5A (SGP.22, 5.7.20: STORE DATA with BF3E { 5C 5A }).
func storeEID(class byte) simcard.Command {
	return simcard.Command{
		Class: simcard.ClassGlobal | class, Instruction: simcard.InsStoreData, P1: 0x91,
		Data: []byte{0xBF, 0x3E, 0x03, 0x5C, 0x01, 0x5A},
	}
}

// eidOf finds the number in BF3E { 5A number }.
func eidOf(data []byte) (simcard.EID, error) {
	outer, ok := simcard.FindTLV(data, 0xBF3E)
	if !ok {
		return simcard.EID{}, ErrNoEUICC
	}
	value, ok := simcard.FindTLV(outer, 0x5A)
	if !ok {
		return simcard.EID{}, ErrNoEUICC
	}
	return simcard.DecodeEID(value)
}

// channelEID lets the modem open the channel. The class byte names the first channel; the modem puts the
// right one in (27.007, 8.43).
func channelEID(ctx context.Context, d Doer) (id simcard.EID, err error) {
	lines, err := d.Do(ctx, fmt.Sprintf(`+CCHO="%X"`, isdr))
	if err != nil {
		return simcard.EID{}, err
	}
	session, ok := sessionID(lines)
	if !ok {
		return simcard.EID{}, errors.New("no +CCHO line in the answer")
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTime)
		defer cancel()
		_, _ = d.Do(ctx, "+CCHC="+strconv.Itoa(session)) // an error leaves the channel to the next reset
	}()
	resp, err := logical(ctx, d, session, storeEID(0))
	if more, ok := resp.Status.More(); err == nil && ok && len(resp.Data) == 0 {
		resp, err = logical(ctx, d, session, simcard.Command{Instruction: simcard.InsGetResponse, Expect: more})
	}
	if err != nil {
		return simcard.EID{}, err
	}
	if !resp.useful() {
		return simcard.EID{}, &StatusError{Status: resp.Status}
	}
	return eidOf(resp.Data)
}

// sessionID reads `+CCHO: 2`, or a bare number as the standard first had it.
func sessionID(lines []string) (int, bool) {
	for _, line := range lines {
		text, ok := afterPrefix(line, "+CCHO")
		if !ok {
			text = strings.TrimSpace(line)
		}
		if n, err := strconv.ParseUint(text, 10, 16); err == nil {
			return int(n), true
		}
	}
	return 0, false
}

// logical runs one command on an open channel with +CGLA.
func logical(ctx context.Context, d Doer, session int, c simcard.Command) (Response, error) {
	b := c.Bytes()
	lines, err := d.Do(ctx, fmt.Sprintf(`+CGLA=%d,%d,"%X"`, session, 2*len(b), b))
	if err != nil {
		return Response{}, err
	}
	for _, line := range lines {
		if _, ok := afterPrefix(line, "+CGLA"); ok {
			return ParseCGLA(line)
		}
	}
	return Response{}, errors.New("no +CGLA line in the answer")
}

// wireEID opens the channel by itself. The basic channel is left alone: to select the ISD-R there would take
// the USIM away from the modem.
func wireEID(ctx context.Context, d Doer, lock bool) (simcard.EID, error) {
	w, err := openWire(ctx, d, lock)
	if err != nil {
		return simcard.EID{}, err
	}
	defer w.close(ctx)
	if w.channel == 0 {
		return simcard.EID{}, errors.New("no logical channel is free")
	}
	err = w.selectApplication(ctx, isdr)
	if e, ok := errors.AsType[*StatusError](err); ok && e.NotFound() {
		return simcard.EID{}, ErrNoEUICC
	}
	if err != nil {
		return simcard.EID{}, err
	}
	resp, err := w.send(ctx, 0, storeEID(0))
	if err != nil {
		return simcard.EID{}, err
	}
	return eidOf(resp.Data)
}
