package overat_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"simagent/simcard"
	"simagent/simcard/overat"
	"simagent/simcard/overat/overattest"
	"simagent/simcard/simcardtest"
)

func TestReadTries(t *testing.T) {
	vendor := func(context.Context, overat.Doer) (int, int, error) { return 2, simcard.TriesUnknown, nil }
	mad := func(context.Context, overat.Doer) (int, int, error) { return 255, 3, nil }
	for name, c := range map[string]struct {
		refuse []string
		kind   simcardtest.Kind
		vendor overat.TriesQuery
		csim   bool
		want   overat.Tries
	}{
		"+CPINR":         {nil, simcardtest.Dual, vendor, true, overat.Tries{PIN: 3, PUK: 10, Source: "+CPINR"}},
		"vendor":         {[]string{"+CPINR"}, simcardtest.Dual, vendor, true, overat.Tries{PIN: 2, PUK: -1, Source: overat.SourceVendor}},
		"vendor is mad":  {[]string{"+CPINR"}, simcardtest.Dual, mad, true, overat.Tries{PIN: 3, PUK: 10, Source: overat.SourceCSIM}},
		"card":           {[]string{"+CPINR"}, simcardtest.Dual, nil, true, overat.Tries{PIN: 3, PUK: 10, Source: overat.SourceCSIM}},
		"2G card":        {[]string{"+CPINR"}, simcardtest.Only2G, nil, true, overat.Tries{PIN: 3, PUK: 10, Source: overat.SourceCSIM}},
		"nothing":        {[]string{"+CPINR", "+CSIM"}, simcardtest.Dual, nil, true, overat.Tries{PIN: -1, PUK: -1}},
		"+CSIM unwanted": {[]string{"+CPINR"}, simcardtest.Dual, nil, false, overat.Tries{PIN: -1, PUK: -1}},
	} {
		m := &overattest.Module{Card: simcardtest.New(number), Refuse: c.refuse}
		m.Card.SetKind(c.kind)
		got, err := overat.ReadTries(t.Context(), m, c.vendor, c.csim)
		require.NoError(t, err, name)
		require.Equal(t, c.want, got, name)
		require.Equal(t, 3, m.Card.PIN().Tries, "%s: asking spends a try", name)
	}
}

func TestParseCPINR(t *testing.T) {
	for _, line := range []string{"+CPINR: SIM PIN,3,3", `+CPINR: "SIM PIN",3`, "+CPINR:SIM PIN, 3 , 3", "+cpinr : sim pin,3"} {
		code, left, ok := overat.ParseCPINR(line)
		require.True(t, ok, line)
		require.Equal(t, "SIM PIN", code)
		require.Equal(t, 3, left)
	}
	for _, line := range []string{"", "+CPINR", "+CPINR: SIM PIN", "+CPINR: SIM PIN,", "+CPINR: SIM PIN,x", "+CPINR: SIM PIN,-1", "+CPINR: SIM PIN,16", "+CPIN: SIM PIN,3"} {
		_, _, ok := overat.ParseCPINR(line)
		require.False(t, ok, line)
	}
}

// bench is a locked card, and the records of tries that were written before.
type bench struct {
	m        *overattest.Module
	o        overat.PINOptions
	recorded []simcard.PINDigest
}

func newBench(t *testing.T, code string) *bench {
	t.Helper()
	pin, err := simcard.ParsePIN(code)
	require.NoError(t, err)
	id, err := simcard.ParseICCID(number)
	require.NoError(t, err)
	b := &bench{m: &overattest.Module{Card: simcardtest.New(number)}}
	b.m.Card.SetPIN("4321", true)
	b.o = overat.PINOptions{PIN: pin, Card: id, CSIM: true, Record: func(_ context.Context, d simcard.PINDigest) error {
		require.NotContains(t, strings.Join(b.m.Asked(), " "), "+CPIN=", "the record comes first")
		b.recorded = append(b.recorded, d)
		return nil
	}}
	return b
}

// sent tells how often a PIN went to the module.
func (b *bench) sent() (n int) {
	for _, cmd := range b.m.Asked() {
		if strings.HasPrefix(cmd, "+CPIN=") {
			n++
		}
	}
	return n
}

func TestEnterPIN(t *testing.T) {
	b := newBench(t, "4321")
	require.NoError(t, overat.EnterPIN(t.Context(), b.m, b.o))
	require.Equal(t, []simcard.PINDigest{b.o.PIN.Digest(b.o.Card)}, b.recorded)
	require.Contains(t, b.m.Asked(), `+CPIN="4321"`)
	require.True(t, b.m.Card.Ready())
	require.NoError(t, overat.EnterPIN(t.Context(), b.m, b.o), "open already")
	require.Equal(t, 1, b.sent())
}

// Failure 10 of the card: nothing that could lock it is ever sent.
func TestPINIsNotSent(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(*bench)
		want    error
	}{
		"one try left":      {func(b *bench) { b.m.Card.SetTries(1, 10) }, simcard.ErrPINFewTries},
		"PUK":               {func(b *bench) { b.m.Card.SetTries(0, 10) }, simcard.ErrPINPUK},
		"tried before":      {func(b *bench) { b.o.Tried = true }, simcard.ErrPINTried},
		"nothing to record": {func(b *bench) { b.o.Record = nil }, simcard.ErrPINState},
		"state folder is full": {func(b *bench) {
			b.o.Record = func(context.Context, simcard.PINDigest) error { return errors.New("no space left on device") }
		}, simcard.ErrPINState},
		"tries unknown":   {func(b *bench) { b.m.Refuse = []string{"+CPINR", "+CSIM"} }, simcard.ErrPINUnknown},
		"card unknown":    {func(b *bench) { b.o.Card = simcard.ICCID{} }, simcard.ErrPINCard},
		"module lock":     {func(b *bench) { b.m.Lock = "PH-SIM PIN" }, simcard.ErrPINNotAsked},
		"second PIN":      {func(b *bench) { b.m.Lock = "SIM PIN2" }, simcard.ErrPINNotAsked},
		"PIN is starting": {func(b *bench) { b.m.Lock = "NOT READY" }, simcard.ErrPINNotAsked},
		"no PIN":          {func(b *bench) { b.o.PIN = simcard.PIN{} }, simcard.ErrPINNone},
	} {
		b := newBench(t, "1111")
		c.prepare(b)
		before := b.m.Card.PIN()
		err := overat.EnterPIN(t.Context(), b.m, b.o)
		require.ErrorIs(t, err, c.want, name)
		var e *overat.PINError
		require.ErrorAs(t, err, &e, name)
		require.False(t, e.Sent, name)
		require.Zero(t, b.sent(), name)
		require.Equal(t, before, b.m.Card.PIN(), name)
		require.NotContains(t, err.Error(), "1111", name)
	}
}

func TestUnknownTriesWhenConfigured(t *testing.T) {
	b := newBench(t, "4321")
	b.m.Refuse = []string{"+CPINR", "+CSIM"}
	b.o.AllowUnknown = true
	require.NoError(t, overat.EnterPIN(t.Context(), b.m, b.o))
}

func TestWrongPIN(t *testing.T) {
	b := newBench(t, "1111")
	err := overat.EnterPIN(t.Context(), b.m, b.o)
	require.ErrorIs(t, err, overat.ErrPINWrong)
	require.ErrorContains(t, err, "2 tries left")
	require.Equal(t, 1, b.sent())
	require.NotContains(t, err.Error(), "1111")
	require.NotContains(t, fmt.Sprintf("%+v %#v", err, b.o.PIN), "1111")
}

// Failure 11 of the card: a module that boots says OK to a PIN and loses it. It is not sent again.
func TestLostPIN(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, "4321")
		b.m.DropPINs = 1
		err := overat.EnterPIN(t.Context(), b.m, b.o)
		require.ErrorIs(t, err, overat.ErrPINLost)
		require.Equal(t, 1, b.sent())
		require.Len(t, b.recorded, 1)
		require.Equal(t, 3, b.m.Card.PIN().Tries)
	})
}

// The card needs a moment: NOT READY after the PIN is not a refusal.
func TestCardOpensSlowly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, "4321")
		polls := 0
		sent := false
		b.m.Rewrite = func(cmd, line string) string {
			if cmd == "+CPIN?" && b.m.Card.PIN().Verified && !sent {
				if polls++; polls == 4 {
					sent = true
				}
				return "+CPIN: NOT READY"
			}
			return line
		}
		require.NoError(t, overat.EnterPIN(t.Context(), b.m, b.o))
		require.Equal(t, 4, polls)
	})
}

// talkative quotes the whole command in its errors.
type talkative struct{ *overattest.Module }

func (d talkative) Do(ctx context.Context, cmd string) ([]string, error) {
	if strings.HasPrefix(cmd, "+CPIN=") {
		return nil, errors.New("no answer to AT" + cmd)
	}
	return d.Module.Do(ctx, cmd)
}

func TestErrorsHideThePIN(t *testing.T) {
	b := newBench(t, "1111")
	err := overat.EnterPIN(t.Context(), talkative{b.m}, b.o)
	require.Error(t, err)
	require.NotContains(t, err.Error(), "1111")
}
