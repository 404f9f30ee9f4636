package overat_test

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/atcmd"
	"simagent/atcmd/modemtest"
	"simagent/simcard/overat"
)

// onSession runs a test over the real session and the emulated modem, in a bubble.
func onSession(t *testing.T, o modemtest.Options, test func(t *testing.T, m *modemtest.Modem, s *atcmd.Session)) {
	synctest.Test(t, func(t *testing.T) {
		m := modemtest.New(o)
		near, far := net.Pipe()
		done := make(chan error, 1)
		go func() { done <- m.Serve(context.Background(), near) }() // joined below
		s := atcmd.NewSession(far, atcmd.Options{})
		for _, cmd := range []string{"E0", "+CMEE=1"} {
			_, err := s.Do(t.Context(), cmd)
			require.NoError(t, err)
		}
		test(t, m, s)
		require.NoError(t, s.Close(time.Second))
		<-done
	})
}

func TestThroughTheModem(t *testing.T) {
	onSession(t, modemtest.Options{Card: fullCard()}, func(t *testing.T, m *modemtest.Modem, s *atcmd.Session) {
		time.Sleep(10 * time.Second) // the card starts
		checkFull(t, overat.ReadCard(t.Context(), s, overat.Options{ICCIDCommands: overat.Fallbacks()}))
		m.Fault(modemtest.Fault{Match: "CRSM", Times: -1, Final: "ERROR"})
		checkFull(t, overat.ReadCard(t.Context(), s, overat.Options{ICCIDCommands: overat.Fallbacks()}))
		require.Zero(t, m.Card().OpenChannels())
	})
}

// Failure 9 of the card: a SIM that is starting is a reason to come again, not another way to ask.
func TestBusyCardIsAReason(t *testing.T) {
	onSession(t, modemtest.Options{Card: fullCard()}, func(t *testing.T, m *modemtest.Modem, s *atcmd.Session) {
		m.Fault(modemtest.Fault{Match: "CRSM", Times: -1, Final: "+CME ERROR: 14"})
		m.Fault(modemtest.Fault{Match: "CSIM", Times: -1, Final: "+CME ERROR: 999"})
		c := overat.ReadCard(t.Context(), s, overat.Options{})
		e, ok := errors.AsType[*atcmd.CommandError](c.IMSI.Err)
		require.True(t, ok, "%v", c.IMSI.Err)
		require.Equal(t, 14, e.Code)
		require.NotContains(t, c.IMSI.Err.Error(), "CSIM")
	})
}

// Failures 10 and 11 over the line: one PIN, a refusal that is counted, and no second.
func TestPINThroughTheModem(t *testing.T) {
	card := fullCard()
	card.SetPIN("4321", true)
	onSession(t, modemtest.Options{Card: card}, func(t *testing.T, m *modemtest.Modem, s *atcmd.Session) {
		b := newBench(t, "1111")
		b.o.Record = nil
		require.Error(t, overat.EnterPIN(t.Context(), s, b.o))
		require.Equal(t, 3, card.PIN().Tries)
		b = newBench(t, "1111")
		require.ErrorIs(t, overat.EnterPIN(t.Context(), s, b.o), overat.ErrPINWrong)
		require.Equal(t, 2, card.PIN().Tries)
		b.o.Tried = true
		require.Error(t, overat.EnterPIN(t.Context(), s, b.o))
		require.Equal(t, 2, card.PIN().Tries)
		b = newBench(t, "4321")
		require.NoError(t, overat.EnterPIN(t.Context(), s, b.o))
		require.True(t, card.Ready())
	})
}
