package overat

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"simagent/simcard"
)

// Tries are how often a PIN and a PUK may still be given; simcard.TriesUnknown when nothing says it.
type Tries struct {
	PIN, PUK int
	Source   string // the command that said it; "" when nothing did
}

// TriesQuery asks for the tries left in the way of a module family. It gives simcard.TriesUnknown for
// what the family does not say.
type TriesQuery func(ctx context.Context, d Doer) (pin, puk int, err error)

// SourceVendor is the source that ReadTries names when the module family's own query gave the tries.
const SourceVendor = "vendor"

// ReadTries asks how often the PIN may still be given, without spending a try: by +CPINR (3GPP TS 27.007, 8.65),
// by the family's query (nil: it has none), and by an empty VERIFY over +CSIM (ETSI TS 102 221, 11.1.9), which
// 2G cards answer in their directory instead. csim allows the last. The first that says the tries of the PIN
// wins. The error is nil with tries unknown when none does; it is that of the context when it has ended.
func ReadTries(ctx context.Context, d Doer, vendor TriesQuery, csim bool) (Tries, error) {
	unknown := Tries{PIN: simcard.TriesUnknown, PUK: simcard.TriesUnknown}
	ways := []func() (Tries, error){
		func() (Tries, error) { return askCPINR(ctx, d) },
		func() (Tries, error) { return askVendor(ctx, d, vendor) },
		func() (Tries, error) { return askCard(ctx, d, csim) },
	}
	for _, ask := range ways {
		t, err := ask()
		if err != nil && over(ctx, err) {
			return unknown, fmt.Errorf("cannot read the tries left: %w", err)
		}
		if err == nil && t.PIN != simcard.TriesUnknown {
			return t, nil
		}
	}
	return unknown, nil
}

func askCPINR(ctx context.Context, d Doer) (Tries, error) {
	lines, err := d.Do(ctx, "+CPINR")
	if err != nil {
		return Tries{}, err
	}
	t := Tries{PIN: simcard.TriesUnknown, PUK: simcard.TriesUnknown, Source: "+CPINR"}
	for _, line := range lines {
		switch code, left, ok := ParseCPINR(line); {
		case !ok:
		case code == "SIM PIN":
			t.PIN = left
		case code == "SIM PUK":
			t.PUK = left
		}
	}
	return t, nil
}

func askVendor(ctx context.Context, d Doer, vendor TriesQuery) (Tries, error) {
	if vendor == nil {
		return Tries{PIN: simcard.TriesUnknown}, nil
	}
	pin, puk, err := vendor(ctx, d)
	return Tries{PIN: sane(pin), PUK: sane(puk), Source: SourceVendor}, err
}

// sane takes a count that no card has as unknown: counters hold four bits.
func sane(n int) int {
	if n < 0 || n > 15 {
		return simcard.TriesUnknown
	}
	return n
}

// ParseCPINR reads a line `+CPINR: code,left[,default]` (3GPP TS 27.007, 8.65), for example `+CPINR: SIM PIN,3,3`.
// The code may be quoted, and blanks may stand anywhere. ok is false for anything else.
func ParseCPINR(line string) (code string, left int, ok bool) {
	rest, ok := afterPrefix(line, "+CPINR")
	if !ok {
		return "", 0, false
	}
	code, rest, ok = strings.Cut(rest, ",")
	if !ok {
		return "", 0, false
	}
	count, _, _ := strings.Cut(rest, ",")
	n, err := strconv.ParseUint(strings.TrimSpace(count), 10, 8)
	if err != nil || n > 15 {
		return "", 0, false
	}
	return strings.ToUpper(strings.Trim(code, "\" \t")), int(n), true
}

// askCard asks by VERIFY and UNBLOCK without a code. They name key 01, the PIN of the application.
func askCard(ctx context.Context, d Doer, allowed bool) (Tries, error) {
	t := Tries{PIN: simcard.TriesUnknown, PUK: simcard.TriesUnknown, Source: SourceCSIM}
	if !allowed {
		return t, nil
	}
	r, err := Exchange(ctx, d, simcard.Command{Instruction: simcard.InsVerify, P2: 1}.Bytes())
	if err != nil {
		return t, err
	}
	if r.Status == simcard.StatusClass {
		return askCard2G(ctx, d, t)
	}
	left, ok := r.Status.Retries()
	if !ok {
		return t, &StatusError{Status: r.Status}
	}
	t.PIN = left
	if r, err := Exchange(ctx, d, simcard.Command{Instruction: simcard.InsUnblock, P2: 1}.Bytes()); err == nil {
		if left, ok := r.Status.Retries(); ok {
			t.PUK = left
		}
	}
	return t, nil
}

// askCard2G reads the counters in what a 2G card says of its current directory (TS 51.011, 9.2.2).
func askCard2G(ctx context.Context, d Doer, t Tries) (Tries, error) {
	w := &wire{d: d, class: simcard.Class2G}
	r, err := w.send(ctx, simcard.FileMF, simcard.Command{Instruction: simcard.InsStatus, Expect: info2GDirectory})
	if err != nil {
		return t, err
	}
	info, err := simcard.ParseFileInfo(r.Data)
	if err != nil {
		return t, err
	}
	if info.Structure != simcard.Directory {
		return t, errors.New("the current file is not a directory")
	}
	t.PIN, t.PUK = info.PINTries, info.PUKTries
	return t, nil
}

// info2GDirectory is how much every 2G card says of a directory (TS 51.011, 9.2.1).
const info2GDirectory = 22
