package agent

import (
	"fmt"
	"slices"
	"time"

	"simagent/agent/recovery"
	"simagent/atcmd"
	"simagent/atcmd/cause"
)

// trouble is what is wrong now, as far as a reset may cure it, and of which kind. Its Since is that of the kind; what is
// nearest to the device and broken explains what is broken behind it, as in verdict.
func (m *Machine) trouble() (kind, recovery.Trouble) {
	if m.Link.State != Up {
		return m.linkTrouble()
	}
	if m.Card.State != CardReady {
		return m.cardTrouble()
	}
	return m.netTrouble()
}

// noHelp is a trouble that nothing here cures.
func noHelp(k kind, what, why string) (kind, recovery.Trouble) {
	return k, recovery.Trouble{What: what, Never: why}
}

func (m *Machine) linkTrouble() (kind, recovery.Trouble) {
	r := &m.Recovery
	t := recovery.Trouble{What: "the module does not answer", After: settleTime}
	switch m.Link.State {
	case Opening:
		return noTrouble, recovery.Trouble{}
	case Held:
		return noHelp(linkTrouble, "the port is held", "another program has the port")
	case Silent:
		if r.USB {
			t.Help = append(t.Help, recovery.USB)
		}
	default:
		t.What = "the module is gone"
	}
	if why := m.starved(); why != "" {
		return noHelp(linkTrouble, t.What, why)
	}
	for _, rung := range m.Settings.Hands {
		if rung != recovery.On {
			t.Help = append(t.Help, rung)
			continue
		}
		sure := m.Link.State == Absent || m.Settings.KnowsOff // a silent port may be one at another speed, and the key would switch it off
		if !r.Answers && !r.USB && sure {                     // else it runs, or did: a restart is meant
			t.Help = append(t.Help, rung)
			if !r.Book.Took(recovery.On) {
				t.After = onTime // nobody has given it power yet, as far as is known
			}
		}
	}
	if len(t.Help) == 0 && m.Link.State == Absent {
		t.Never = "no board with a line to the module's power is configured (board.name)"
	}
	return linkTrouble, t
}

// starved says that the supply breaks in: a reset would make it worse.
func (m *Machine) starved() string {
	r := &m.Recovery
	switch n := m.drops(time.Hour); {
	case r.Supply.Low, !r.LowAt.IsZero() && m.Now.Sub(r.LowAt) < time.Hour:
		return "the board's supply is too low (" + r.Supply.Source + ")"
	case n >= brownout:
		return fmt.Sprintf("it vanished %d times within an hour, as when its supply breaks in", n)
	}
	return ""
}

// supplyHelp is what a person can do about a supply that breaks in: a module takes up to 2 A at its peaks on GSM.
const supplyHelp = "Give the module a supply that holds 2 A, a short cable, or a hub with a supply of its own."

// drops counts how often the port vanished lately.
func (m *Machine) drops(within time.Duration) int {
	n := 0
	for _, d := range m.Recovery.Drops {
		if m.Now.Sub(d.At) < within {
			n++
		}
	}
	return n
}

// byCommand are the rungs for a module that answers; the board's power is the last. Where the supply breaks in, nothing restarts.
func (m *Machine) byCommand() []recovery.Rung {
	help := []recovery.Rung{recovery.Radio}
	if m.starved() != "" {
		return help
	}
	if len(m.Link.Profile.Power.Restart) > 0 {
		help = append(help, recovery.Module)
	}
	if slices.Contains(m.Settings.Hands, recovery.Power) {
		help = append(help, recovery.Power)
	}
	return help
}

func (m *Machine) cardTrouble() (kind, recovery.Trouble) {
	if m.radioByHand() {
		return noHelp(cardTrouble, "the SIM does not answer", "the module was switched off by AT+CFUN")
	}
	switch m.Card.State {
	case CardAbsent:
		return noHelp(cardTrouble, "there is no SIM", "a person has to put one in")
	case CardPIN:
		return noHelp(cardTrouble, "the SIM asks for its PIN", "no reset answers a PIN")
	case CardPUK:
		return noHelp(cardTrouble, "the SIM asks for its PUK", "no reset answers a PUK")
	case CardLocked:
		return noHelp(cardTrouble, "the module refuses the SIM", "no reset unlocks a module")
	case CardUnreadable, CardUncertain:
		return noHelp(cardTrouble, "the ICCID cannot be read", "no reset changes what the module says of the SIM")
	}
	return cardTrouble, recovery.Trouble{What: "the SIM does not answer", Help: m.byCommand(), After: cardTime}
}

// radioByHand tells whether somebody else has switched the radio off.
func (m *Machine) radioByHand() bool {
	off := m.Net.Radio == atcmd.FunFlight || m.Net.Radio == atcmd.FunMinimum
	return off && !m.Recovery.radioOff && !m.Net.Stat.Registered()
}

func (m *Machine) netTrouble() (kind, recovery.Trouble) {
	n := &m.Net
	attached := n.Attached == nil || *n.Attached
	if n.Stat.Registered() && attached {
		return noTrouble, recovery.Trouble{}
	}
	k, what := netTrouble, "no network takes it"
	switch {
	case n.Stat.Registered():
		k, what = attachTrouble, "it is not attached"
	case n.Known && n.Stat == atcmd.Denied:
		what = "the network refuses it"
	case !n.Known:
		what = "it reports no network"
	}
	if m.radioByHand() {
		return noHelp(k, what, "the radio was switched off by AT+CFUN")
	}
	if n.Deregister {
		return offTrouble, recovery.Trouble{What: "the module was told to stay off the network", Help: []recovery.Rung{recovery.Register}, After: offTime}
	}
	if why := m.incurable(); why != "" {
		return noHelp(k, what, why)
	}
	t := recovery.Trouble{What: what, Help: m.byCommand(), After: m.Settings.Patience}
	switch {
	case n.Known && n.Stat == atcmd.UICCFailure:
		return cardTrouble, recovery.Trouble{What: "the SIM fails", Help: t.Help, After: cardTime}
	case n.Known && n.Stat == atcmd.Denied: // what a radio cycle does not cure is the network's word
		t.Help = []recovery.Rung{recovery.Radio}
	case m.Recovery.Locked: // after a restart the card would ask the person who opened it again
		t.Help = []recovery.Rung{recovery.Radio}
	}
	return k, t
}

// incurable is why no reset brings the SIM into the network.
func (m *Machine) incurable() string {
	if v := m.simVerdict(); v.Code != AllWell {
		switch v.Code {
		case NotInAccount:
			return "the cloud account does not have this SIM"
		case UpdatePending:
			return "the cloud is changing the Sim"
		}
		return fmt.Sprintf("the Sim is %q in the cloud", m.Cloud.Status)
	}
	switch m.fleetVerdict().Code {
	case DataDisabled:
		return "the Sim's Fleet allows no data"
	case OverLimit:
		return "the data limit of the Fleet is used up"
	}
	if unmet := m.unmet(); len(unmet) > 0 && !unmet[0].Written && !m.Recovery.Worked { // else it works with them
		return "the module is set otherwise than the SIM needs (" + unmet[0].words() + ")"
	}
	if m.Net.Known && m.Net.Stat == atcmd.Denied {
		return m.refusedForGood()
	}
	return ""
}

// refusedForGood says that the network's cause is one for a person.
func (m *Machine) refusedForGood() string {
	class, code, ok := m.Net.causeClass()
	switch {
	case !ok:
		return ""
	case class == cause.Permanent:
		return fmt.Sprintf("the network refuses this SIM or device for good (cause %d)", code)
	case class == cause.APN:
		return fmt.Sprintf("the network refuses the data session (cause %d): look at the APN", code)
	}
	return ""
}

// causeClass is what the reject cause of the registration means; ok is false when there is none of 3GPP.
func (n *Net) causeClass() (class cause.Class, code int, ok bool) {
	best := n.best()
	if best == nil || n.CauseType != 0 || n.Cause < 0 {
		return 0, 0, false
	}
	return cause.ClassOf(causeDomain(best.Domain), n.Cause), n.Cause, true
}

// causeDomain is whose numbers the causes of a domain are (27.007 10.1.20, 10.1.22, 10.1.47, 7.2).
func causeDomain(d atcmd.Domain) cause.Domain {
	switch d {
	case atcmd.EPS:
		return cause.EMM
	case atcmd.NR:
		return cause.GMM5
	}
	return cause.MM
}

// hold is until when nothing is done, whatever is due, and why.
func (m *Machine) hold(since time.Time) (until time.Time, why string) {
	r := &m.Recovery
	later := func(t time.Time, text string) {
		if t.After(until) {
			until, why = t, text
		}
	}
	if m.Link.State == Up && !m.Link.RestartedAt.IsZero() { // one that was just found has its patience before it
		later(m.Link.RestartedAt.Add(settleTime), "the module has just started")
	}
	if !r.Changes.IsZero() {
		wait := switchTime
		if m.Now.Sub(since) > switchMost {
			wait = settleTime
		}
		later(r.Changes.Add(wait), "the card may be changing its identity")
	}
	if !r.Hands.IsZero() {
		later(r.Hands.Add(handsTime), "somebody works on it by hand")
	}
	if m.Link.State == Silent && !r.Moved.IsZero() {
		later(r.Moved.Add(movedTime), "bytes come in by the module, though its port is silent")
	}
	if m.Link.State == Up && (m.Card.PIN.waiting() || len(m.asked) > 0) {
		later(m.Now.Add(time.Minute), "a PIN or a message is on its way")
	}
	return until, why
}
