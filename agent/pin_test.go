package agent_test

import (
	"log/slog"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	"simagent/agent/journal"
	"simagent/agent/ledger"
	"simagent/agent/local"
	"simagent/atcmd/modemtest"
	"simagent/simcard"
	"simagent/simcard/overat"
	"simagent/simcard/simcardtest"
)

func pin(t *testing.T, code string) simcard.PIN {
	p, err := simcard.ParsePIN(code)
	require.NoError(t, err)
	return p
}

// lockedRig is a module whose SIM asks for the PIN 1234.
func lockedRig(t *testing.T) *rig {
	r := newRig(t, agenttest.Options{})
	r.activate("ready")
	r.lab.Modem.Card().SetPIN("1234", true)
	r.lab.Modem.Reset()
	return r
}

// pins are the PINs that were sent.
func (r *rig) pins() (list []string) {
	for _, c := range r.lab.Modem.Commands() {
		if strings.HasPrefix(c, "AT+CPIN=") {
			list = append(list, c)
		}
	}
	return list
}

func needsPIN(st local.Status) bool { return st.Verdict.Code == agent.SIMNeedsPIN }

// The right PIN opens the card at each power-on.
func TestPINOpensTheCard(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := lockedRig(t)
		r.pin = pin(t, "1234")
		r.start()
		r.until(20*time.Minute, "attached", attached)
		require.Len(t, r.pins(), 1)
		r.after(time.Minute)
		r.lab.Modem.Reset()
		r.until(20*time.Minute, "attached again", attached)
		require.Len(t, r.pins(), 2)
	})
}

// A wrong PIN is sent once, and never again: not after a restart of the
// module, not after one of the agent, not after both.
func TestWrongPINIsTriedOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := lockedRig(t)
		r.pin = pin(t, "4321")
		r.start()
		r.until(20*time.Minute, "refused", func(st local.Status) bool { return needsPIN(st) && r.lab.Modem.Card().PIN().Tries == 2 })
		for range 3 {
			r.lab.Modem.Reset()
			r.after(10 * time.Minute)
			require.NoError(t, r.stop())
			r.start()
			r.after(10 * time.Minute)
		}
		require.Equal(t, 2, r.lab.Modem.Card().PIN().Tries)
		st := r.status()
		require.True(t, needsPIN(st))
		require.Contains(t, st.Verdict.Text, "tried on this card before")
		require.NotContains(t, r.history(), "4321")

		r.pin = pin(t, "1234") // another configuration may try
		require.NoError(t, r.stop())
		r.start()
		r.until(20*time.Minute, "attached", attached)
	})
}

// An agent that is killed right after the PIN went out does not send it again.
func TestPINIsRecordedBeforeItLeaves(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := lockedRig(t)
		r.pin = pin(t, "4321")
		r.start()
		for len(r.pins()) == 0 {
			time.Sleep(time.Millisecond)
		}
		r.kill()
		r.lab.Modem.Reset()
		r.start()
		r.after(20 * time.Minute)
		require.Len(t, r.pins(), 1)
	})
}

// A PIN is recorded for one card: another one that asks for its own before the
// disk is done does not get it, and has one try of its own.
func TestPINIsNotSentToAnotherCard(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := lockedRig(t)
		r.pin = pin(t, "1234")
		var slow atomic.Bool
		slow.Store(true)
		r.diskTime = func() time.Duration {
			if slow.Load() {
				return time.Minute
			}
			return 0
		}
		other := simcardtest.New("8988307000000004570")
		other.SetPIN("9999", true)
		r.start()
		r.until(time.Minute, "PIN", needsPIN)
		r.lab.Swap(other)
		slow.Store(false)
		for range 3 {
			r.after(10 * time.Minute)
			r.lab.Modem.Reset()
			require.NoError(t, r.stop())
			r.start()
		}
		r.after(10 * time.Minute)
		require.Equal(t, 2, other.PIN().Tries)
		require.Len(t, r.pins(), 1)
	})
}

// A HUP does not bring a new PIN, which would be recorded while the link sends
// the old one.
func TestReloadKeepsThePIN(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := lockedRig(t)
		r.pin = pin(t, "4321")
		r.start()
		r.until(20*time.Minute, "refused", func(st local.Status) bool { return needsPIN(st) && r.lab.Modem.Card().PIN().Tries == 2 })
		r.pin = pin(t, "1234")
		r.a.Reload(r.settings())
		r.after(20 * time.Minute)
		require.Equal(t, []string{`AT+CPIN="4321"`}, r.pins())
	})
}

// A link that ends behind the PIN leaves the try spent, and the screen says so.
func TestPINAndALostLink(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := lockedRig(t)
		r.pin = pin(t, "4321")
		r.lab.Modem.Fault(modemtest.Fault{Match: "+CPIN=", Delay: 5 * time.Second})
		r.start()
		for len(r.pins()) == 0 {
			time.Sleep(time.Millisecond)
		}
		r.plug(false)
		r.after(time.Second)
		r.plug(true)
		st := r.after(20 * time.Minute)
		require.Len(t, r.pins(), 1)
		require.Contains(t, st.Verdict.Text, "tried on this card before")
	})
}

// Tries that cannot be told in the last moment keep the PIN back; the disk is
// not written to at the pace of the port.
func TestPINThatIsNotSentIsTriedLater(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := lockedRig(t)
		r.pin = pin(t, "1234")
		for range 500 {
			r.lab.Modem.Fault(modemtest.Fault{Match: "+CPINR"}) // the card is read: known
			for _, c := range []string{"+CPINR", "+QPINC", "+CSIM"} {
				r.lab.Modem.Fault(modemtest.Fault{Match: c, Final: "ERROR"})
			}
		}
		r.start()
		r.after(10 * time.Minute)
		require.Empty(t, r.pins())
		require.Less(t, r.committed(), 50)
	})
}

// What cannot be recorded is not tried, nor what could block the card.
func TestPINIsKeptBack(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(r *rig)
		text  string
	}{
		"full disk":    {func(r *rig) { r.diskErr = syscall.ENOSPC }, "state folder"},
		"one try left": {func(r *rig) { r.lab.Modem.Card().SetTries(1, 10) }, "two tries"},
		"no PIN given": {func(r *rig) { r.pin = simcard.PIN{} }, "Super SIM comes without"},
		"tries unknown": {func(r *rig) {
			for _, c := range []string{"+CPINR", "+QPINC", "+CSIM"} {
				r.lab.Modem.Fault(modemtest.Fault{Match: c, Times: -1, Final: "ERROR"})
			}
		}, "not known"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := lockedRig(t)
				r.pin = pin(t, "1234")
				c.spoil(r)
				before := len(r.pins())
				r.start()
				st := r.until(20*time.Minute, "PIN", needsPIN)
				r.after(time.Hour)
				require.Len(t, r.pins(), before)
				st = r.status()
				require.Contains(t, st.Verdict.Text, c.text)
			})
		})
	}
}

// An agent that stops while the try is on its way to the disk has not sent the
// PIN, and takes the try back; one that has sent it does not.
func TestStopBeforeThePINIsSent(t *testing.T) {
	m, asks := asking(t)
	id := asks.ICCID
	mark := func(out []agent.Effect) (marks []byte) {
		for _, e := range out {
			if r, ok := e.(agent.Record); ok {
				marks = append(marks, r.Record.PIN)
			}
		}
		return marks
	}
	m, out := agent.Step(m, agent.Event{Value: asks})
	tried := mark(out)
	require.Len(t, tried, 1)
	require.NotZero(t, tried[0])
	_, stopped := agent.Step(m, agent.Event{Value: agent.Stopping{}})
	require.Equal(t, []byte{0}, mark(stopped))

	m, out = agent.Step(m, agent.Event{Value: agent.Recorded{ID: m.Account.RecordID, Record: out[len(out)-1].(agent.Record).Record}})
	require.Contains(t, out, agent.Effect(agent.Command{Op: agent.EnterPIN, Card: id}))
	_, stopped = agent.Step(m, agent.Event{Value: agent.Stopping{}})
	require.Equal(t, tried, mark(stopped))
}

// asking is a machine with a PIN and an account, and a card of that account
// that asks for its PIN.
func asking(t *testing.T) (agent.Machine, agent.CardRead) {
	id, err := simcard.ParseICCID("8988307000000001238")
	require.NoError(t, err)
	m := agent.New(agent.Settings{PIN: pin(t, "1234")})
	m.Link.State = agent.Up
	m.Card.ICCID = id
	m.Account.Has, m.Account.Ledger = true, ledger.NewAccount(ledger.FreshRecord(id.Digits(), time.Now()))
	return m, agent.CardRead{State: agent.CardPIN, ICCID: id, Lock: "SIM PIN", Tries: 3}
}

// A card that is read again while the try is on its way changes nothing.
func TestCardThatAsksAgain(t *testing.T) {
	m, asks := asking(t)
	m, out := agent.Step(m, agent.Event{Value: asks})
	record := out[len(out)-1].(agent.Record)
	for _, id := range []simcard.ICCID{asks.ICCID, {}} { // the second could not be read
		asks.ICCID = id
		m, out = agent.Step(m, agent.Event{Value: asks})
		require.Len(t, out, 1, "a timer")
		require.Empty(t, m.Card.NoPIN)
	}
	m, out = agent.Step(m, agent.Event{Value: agent.Recorded{ID: record.ID, Record: record.Record}})
	require.Contains(t, out, agent.Effect(agent.Command{Op: agent.EnterPIN, Card: m.Card.ICCID}))
	_, out = agent.Step(m, agent.Event{Value: agent.Recorded{ID: record.ID, Record: record.Record}})
	require.NotContains(t, out, agent.Effect(agent.Command{Op: agent.EnterPIN, Card: m.Card.ICCID}), "once")
}

// A card whose number cannot be read gets no PIN, and the screen says why.
func TestPINOfAnUnknownCard(t *testing.T) {
	m, asks := asking(t)
	asks.ICCID = simcard.ICCID{}
	m, out := agent.Step(m, agent.Event{Value: asks})
	require.Contains(t, m.Card.NoPIN, simcard.ErrPINCard.Error())
	alert := agent.Effect(agent.Alert{Level: slog.LevelWarn, Event: journal.SIMPIN, Text: "SIM: " + m.Card.NoPIN})
	require.Contains(t, out, alert)
	require.Zero(t, m.Account.Ledger.PIN)
	require.True(t, m.Account.Has, "it may be the same card")
	require.Zero(t, m.Card.PIN)
	m, out = agent.Step(m, agent.Event{Value: asks})
	require.NotContains(t, out, alert, "said once")

	asks.ICCID, _ = simcard.ParseICCID("8988307000000004570") // another card: its own account decides
	m, out = agent.Step(m, agent.Event{Value: asks})
	require.Contains(t, out, agent.Effect(agent.Load{ICCID: asks.ICCID.Digits()}))
	require.Zero(t, m.Card.PIN.Record)
	m, _ = agent.Step(m, agent.Event{Value: agent.Loaded{ICCID: asks.ICCID.Digits(), Record: ledger.FreshRecord(asks.ICCID.Digits(), time.Now())}})
	require.NotZero(t, m.Card.PIN.Record)
	require.NotZero(t, m.Account.Ledger.PIN)
}

func enter(id simcard.ICCID) agent.Effect { return agent.Command{Op: agent.EnterPIN, Card: id} }

// The record that holds the try lets the PIN out, no earlier one; one that
// fails does not, and leaves the try unspent.
func TestOnlyTheRecordOfTheTryLetsThePINOut(t *testing.T) {
	m, asks := asking(t)
	m, out := agent.Step(m, agent.Event{}) // what is due before
	earlier := out[len(out)-1].(agent.Record)
	m, _ = agent.Step(m, agent.Event{Value: asks})
	require.NotZero(t, m.Account.Ledger.PIN)
	m, out = agent.Step(m, agent.Event{Value: agent.Recorded{ID: earlier.ID, Record: earlier.Record}})
	require.NotContains(t, out, enter(asks.ICCID))
	record := out[len(out)-1].(agent.Record)

	failed, out := agent.Step(m, agent.Event{Value: agent.Recorded{ID: record.ID, Record: record.Record, Err: syscall.ENOSPC}})
	require.NotContains(t, out, enter(asks.ICCID))
	require.NotContains(t, out, enter(simcard.ICCID{}))
	require.Zero(t, failed.Account.Ledger.PIN)
	require.Zero(t, failed.Card.PIN)
	require.Contains(t, failed.Card.NoPIN, simcard.ErrPINState.Error())

	sent, out := agent.Step(m, agent.Event{Value: agent.Recorded{ID: record.ID, Record: record.Record}})
	require.Contains(t, out, enter(asks.ICCID))
	require.Equal(t, "PIN sent", sent.History[len(sent.History)-1].To)

	for name, spoil := range map[string]func(m *agent.Machine){
		"link":     func(m *agent.Machine) { m.Link.State = agent.Absent },
		"card":     func(m *agent.Machine) { m.Card.State = agent.CardBusy },
		"no try":   func(m *agent.Machine) { m.Card.PIN = agent.PINTry{} },
		"sent yet": func(m *agent.Machine) { m.Card.PIN.Record, m.Card.PIN.Sent = 0, true },
	} {
		m := m
		spoil(&m)
		m, out := agent.Step(m, agent.Event{Value: agent.Recorded{ID: record.ID, Record: record.Record}})
		require.NotContains(t, out, enter(asks.ICCID), name)
		require.NotContains(t, out, enter(simcard.ICCID{}), name)
		require.Equal(t, name == "sent yet", m.Card.PIN.Sent, name)
	}
}

// What comes of a try is the business of the card that it was made on.
func TestEndOfATry(t *testing.T) {
	m, asks := asking(t)
	m, out := agent.Step(m, agent.Event{Value: asks})
	m, _ = agent.Step(m, agent.Event{Value: agent.Recorded{ID: m.Account.RecordID, Record: out[len(out)-1].(agent.Record).Record}})
	require.True(t, m.Card.PIN.Sent)
	tried := m.Account.Ledger.PIN
	other, _ := simcard.ParseICCID("8988307000000004570")

	opened, out := agent.Step(m, agent.Event{Value: agent.PINEntered{Card: asks.ICCID}})
	require.Zero(t, opened.Account.Ledger.PIN)
	require.Zero(t, opened.Card.PIN)
	require.Contains(t, out, agent.Effect(agent.Command{Op: agent.ReadCard}))
	record, ok := out[len(out)-1].(agent.Record)
	require.True(t, ok, "the disk must know, too")
	require.Zero(t, record.Record.PIN)

	refused, out := agent.Step(m, agent.Event{Value: agent.PINEntered{Card: asks.ICCID, Err: &overat.PINError{Sent: true, Err: overat.ErrPINWrong}}})
	require.Equal(t, tried, refused.Account.Ledger.PIN)
	require.Zero(t, refused.Card.PIN)
	require.Equal(t, "PIN refused", refused.History[len(refused.History)-1].To)
	require.IsType(t, agent.Alert{}, out[0])

	unsent, out := agent.Step(m, agent.Event{Value: agent.PINEntered{Card: asks.ICCID, Err: &overat.PINError{Err: simcard.ErrPINUnknown}}})
	require.Zero(t, unsent.Account.Ledger.PIN)
	require.NotContains(t, out, agent.Effect(agent.Command{Op: agent.ReadCard}), "at the pace of the timer")

	for name, v := range map[string]agent.PINEntered{"another card": {Card: other}, "an older link": {Gen: 7, Card: asks.ICCID}} {
		m, _ := agent.Step(m, agent.Event{Value: v})
		require.True(t, m.Card.PIN.Sent, name)
		require.Equal(t, tried, m.Account.Ledger.PIN, name)
	}
}
