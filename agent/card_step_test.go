package agent

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/atcmd"
	"simagent/atcmd/module"
)

// A message is deleted when its count is surely on the disk, and nobody else's
// unless told so.
func TestWhatIsDeleted(t *testing.T) {
	for name, c := range map[string]struct {
		want    int
		setting string
		change  func(m *Machine, msg *Message)
	}{
		"counted":           {want: 1},
		"never":             {setting: "never"},
		"no list yet":       {change: func(m *Machine, _ *Message) { m.Account.Ledger.SMSMarked = false }},
		"due":               {change: func(m *Machine, _ *Message) { m.Account.Ledger.Touch() }},
		"being written":     {change: func(m *Machine, _ *Message) { m.Account.Recording = true }},
		"disk fails":        {change: func(m *Machine, _ *Message) { m.Account.Problem = "full" }},
		"no place":          {change: func(_ *Machine, msg *Message) { msg.Index = -1 }},
		"new":               {change: func(_ *Machine, msg *Message) { msg.Digest = 8 }},
		"new, all":          {setting: "all", change: func(_ *Machine, msg *Message) { msg.Digest = 8 }},
		"of others":         {change: func(_ *Machine, msg *Message) { msg.From = "+15550001" }},
		"of others, all":    {want: 1, setting: "all", change: func(_ *Machine, msg *Message) { msg.From = "+15550001" }},
		"of another module": {change: func(m *Machine, _ *Message) { m.Link.Gen = 3 }},
	} {
		m := readyMachine(module.Generic())
		m.Settings.SMSNumber, m.Settings.SMSDelete = "000", c.setting
		a := &m.Account
		a.Ledger.SMSMarked = true
		a.Ledger.MarkSMS(7)
		a.Ledger.Committed(a.Ledger.Snapshot(time.Time{}, false))
		a.Listed = []string{""}
		msg := Message{Index: 3, From: "000", Digest: 7}
		if c.change != nil {
			c.change(&m, &msg)
		}
		_, out := Step(m, Event{Value: SMSListed{Gen: 2, Messages: []Message{msg}, Used: 1, Total: 1}})
		require.Equal(t, c.want, commands(out, DeleteSMS), name)
		again := slices.Contains(out, Effect(Timer{Name: TimerSMS, After: smsRetry}))
		require.Equal(t, c.want == 1, again, "a full storage with room again is listed soon: "+name)
	}
}

// Any module may say in these words that the card is out.
func TestCardIsGone(t *testing.T) {
	for line, want := range map[string]CardState{"+CPIN: NOT READY": CardUnknown, "+CPIN: NOT INSERTED": CardUnknown, "+CPIN: READY": CardReady} {
		m, _ := Step(readyMachine(module.Generic()), Event{Value: URCSeen{Gen: 2, URC: atcmd.URC{Line: line}}})
		require.Equal(t, want, m.Card.State, line)
		require.Equal(t, want == CardReady, m.Net.Known, line)
	}
}

// The same card again: its account stays, a message may have come meanwhile,
// and a PIN that was tried is forgotten.
func TestSameCardAgain(t *testing.T) {
	m := readyMachine(module.Generic())
	m.Card.PIN.Sent = true
	same := CardRead{Gen: 2, State: CardReady, ICCID: card(0), Luhn: true}
	m, out := Step(m, Event{Value: same})
	require.Equal(t, 1, commands(out, ListSMS))
	require.True(t, m.Account.Has)
	require.Equal(t, PINTry{}, m.Card.PIN)

	old := same
	old.Gen, old.State = 1, CardAbsent
	kept, out := Step(m, Event{Value: old})
	require.Equal(t, CardReady, kept.Card.State, "a module that is gone")
	require.Empty(t, out)

	m.Card.PIN.Sent = true
	m, _ = Step(m, Event{Value: CardRead{Gen: 2, State: CardAbsent, Cause: "no SIM card"}})
	require.Equal(t, PINTry{}, m.Card.PIN)
	require.False(t, m.Net.Known)
}

// Another card: the account of the first is left, that of the second asked for
// once, and a wrong check digit is said.
func TestAnotherCard(t *testing.T) {
	loads := func(out []Effect) (n int) {
		for _, e := range out {
			if _, ok := e.(Load); ok {
				n++
			}
		}
		return n
	}
	for _, luhn := range []bool{true, false} {
		m := readyMachine(module.Generic())
		other := CardRead{Gen: 2, State: CardReady, ICCID: card(1), Luhn: luhn}
		m, out := Step(m, Event{Value: other})
		require.False(t, m.Account.Has)
		require.Equal(t, 1, loads(out))
		said := slices.ContainsFunc(out, func(e Effect) bool { a, ok := e.(Alert); return ok && strings.Contains(a.Text, "check digit") })
		require.Equal(t, !luhn, said)
		_, out = Step(m, Event{Value: other})
		require.Zero(t, loads(out), "it is on its way")
	}
}
