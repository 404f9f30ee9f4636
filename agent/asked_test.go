package agent

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/ledger"
	"simagent/atcmd"
	"simagent/atcmd/module"
)

// readyMachine has a link, a card, its account and a network.
func readyMachine(family module.Profile) Machine {
	m := New(Settings{})
	m.Link.State, m.Link.Gen, m.Link.Profile = Up, 2, family
	m.Card.State, m.Card.ICCID = CardReady, card(0)
	m.Account.Has, m.Account.Ledger = true, ledger.NewAccount(ledger.Record{ICCID: cards[0]})
	m.Net.Known, m.Net.Stat = true, atcmd.Roaming
	return m
}

// refusal is the text of the reply that refuses a wish, "" if it is carried out.
func refusal(effects []Effect) string {
	for _, e := range effects {
		if r, ok := e.(Reply); ok && r.Err != nil {
			return r.Err.Error()
		}
	}
	return ""
}

func commands(effects []Effect, op Op) (n int) {
	for _, e := range effects {
		if c, ok := e.(Command); ok && c.Op == op {
			n++
		}
	}
	return n
}

func TestWhatMayBeSent(t *testing.T) {
	for name, c := range map[string]struct {
		text, want string
		change     func(*Machine)
	}{
		"longest":       {text: strings.Repeat("~", 80) + strings.Repeat(" ", 80)},
		"too long":      {text: strings.Repeat("x", 161), want: "161 characters"},
		"empty":         {want: "0 characters"},
		"control":       {text: "a\x1f", want: "printable ASCII"},
		"DEL":           {text: "a\x7f", want: "printable ASCII"},
		"no link":       {text: "x", want: "not ready", change: func(m *Machine) { m.Link.State = Silent }},
		"no card":       {text: "x", want: "not ready", change: func(m *Machine) { m.Card.State = CardPIN }},
		"no account":    {text: "x", want: "not ready", change: func(m *Machine) { m.Account.Has = false }},
		"no network":    {text: "x", want: "not registered", change: func(m *Machine) { m.Net.Stat = atcmd.Searching }},
		"unknown count": {text: "x", want: "not known how many", change: func(m *Machine) { m.Account.Ledger.Limits.SMS = 5 }},
	} {
		m := readyMachine(module.Generic())
		m.Account.Ledger.Limits.SMS = 0 // nothing to cross
		if c.change != nil {
			c.change(&m)
		}
		_, out := Step(m, Event{Value: SMSAsked{ID: 1, Text: c.text}})
		if c.want == "" {
			require.Empty(t, refusal(out), name)
		} else {
			require.Contains(t, refusal(out), c.want, name)
		}
	}
}

// A message by hand needs the card whose count it raises; a text without a
// prompt would be typed into the next command.
func TestWhatMayBeAsked(t *testing.T) {
	m := readyMachine(module.Generic())
	m.Account.Ledger.Limits.SMS = 0
	ask := func(cmd, text string) string {
		_, out := Step(m, Event{Value: ATAsked{ID: 1, Cmd: cmd, Text: text, Force: true}})
		return refusal(out)
	}
	require.Empty(t, ask("+CMSS=1", ""))
	require.Contains(t, ask("+CSQ", "x"), "a text goes with")
	require.Contains(t, ask("+CMGS=20", ""), "a text goes with")
	m.Card.State = CardBusy
	require.Contains(t, ask("+CMSS=1", ""), "could not be counted")
	m.Card.State, m.Account.Has = CardReady, false
	require.Contains(t, ask("+CMSS=1", ""), "could not be counted")
}

// What the agent itself reads with needs no --force, whatever the family.
func TestOwnQuestionsPass(t *testing.T) {
	for _, p := range module.All() {
		for _, cmd := range append([]string{p.Signal.Command, p.Counter.Command, p.Retries.Command}, p.ICCID...) {
			if cmd == "" {
				continue
			}
			_, out := Step(readyMachine(p), Event{Value: ATAsked{ID: 1, Cmd: cmd}})
			require.Empty(t, refusal(out), "%s: %s", p.Name, cmd)
			require.Equal(t, 1, commands(out, Raw), "%s: %s", p.Name, cmd)
		}
	}
}

// A command that may have undone what the agent set is followed by setting it
// again, on the same link.
func TestSetUpAfterACommandByHand(t *testing.T) {
	for _, c := range []struct {
		cmd  string
		gen  uint32
		want int
	}{{"+CMEE=0", 2, 1}, {"+CSQ", 2, 0}, {"+CMEE=0", 1, 0}} {
		_, out := Step(readyMachine(module.Generic()), Event{Value: RawDone{Gen: c.gen, Cmd: c.cmd}})
		require.Equal(t, c.want, commands(out, Setup), "%+v", c)
	}
}

// A count is taken back only if the message surely did not leave, and only
// from the card that it was counted on.
func TestCountsAreTakenBack(t *testing.T) {
	failed := errors.New("no")
	for _, c := range []struct {
		iccid string
		err   error
		sure  bool
		want  int64
	}{{cards[0], failed, true, 0}, {cards[0], failed, false, 1}, {cards[1], failed, true, 1}, {cards[0], nil, false, 1}} {
		for _, v := range []any{
			SMSSent{Gen: 2, ICCID: c.iccid, Err: c.err, Sure: c.sure},
			RawDone{Gen: 2, ICCID: c.iccid, Cmd: "+CMSS=1", Err: c.err, Sure: c.sure},
		} {
			m := readyMachine(module.Generic())
			m.Account.Ledger.CountSMS(1, 0)
			m, _ = Step(m, Event{Value: v})
			require.Equal(t, c.want, m.Account.Ledger.SMSCount().Low, "%T %+v", v, c)
		}
	}
}

// A message leaves with its own record, neither with an earlier one nor with a
// later one; without a link it does not leave, and is not counted.
func TestMessageLeavesWithItsRecord(t *testing.T) {
	m := readyMachine(module.Generic())
	m.Account.Ledger.Limits.SMS = 0
	m.Account.RecordID = 4
	m, out := Step(m, Event{Value: SMSAsked{ID: 1, Text: "x"}})
	require.Zero(t, commands(out, SendSMS))
	var own ledger.Record
	for _, e := range out {
		if r, ok := e.(Record); ok {
			require.EqualValues(t, 5, r.ID)
			own = r.Record
		}
	}
	_, out = Step(m, Event{Value: Recorded{ID: 4, Record: own}})
	require.Zero(t, commands(out, SendSMS))
	after, out := Step(m, Event{Value: Recorded{ID: 5, Record: own}})
	require.Equal(t, 1, commands(out, SendSMS))
	require.EqualValues(t, 1, after.Account.Ledger.SMSCount().Low)
	m.Link.State = Silent
	after, out = Step(m, Event{Value: Recorded{ID: 5, Record: own}})
	require.Zero(t, commands(out, SendSMS))
	require.Contains(t, refusal(out), "went away")
	require.Zero(t, after.Account.Ledger.SMSCount().Low)
}
