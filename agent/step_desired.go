package agent

import (
	"fmt"
	"log/slog"
	"slices"
	"time"

	"simagent/agent/journal"
	"simagent/agent/supersim"
)

// desire does what [desired] names, once for this ICCID and never again: first that it was tried goes to the disk, then
// the request to the cloud. It needs a Sim that is new, and an account that was on the disk before this start: a lost one
// does not know what was done.
func (s *step) desire(iccid string) {
	m := &s.m
	w := &m.Cloud.Wish
	ours := func(id string) bool { return supersim.SameCard(id, m.Account.Ledger.ICCID) }
	if !slices.ContainsFunc(m.Settings.Want.ICCIDs, ours) || w.Pending {
		return
	}
	if w.Held = m.mayNot(); w.Held == "" && !ours(iccid) {
		w.Held = "[desired] waits: the cloud does not say whose Sim this is"
	}
	if w.Held != "" {
		return
	}
	w.Pending = true
	m.Account.Ledger.Asked = m.Now
	m.Account.Ledger.Touch()
}

// mayNot is why [desired] is not done now, "" when it may be.
func (m *Machine) mayNot() string {
	a := &m.Account
	switch {
	case m.Cloud.Status != "new":
		return "only a new Sim is changed by [desired]"
	case !a.Ledger.Asked.IsZero():
		return "[desired] was tried on " + m.called(a.Ledger.Asked).Format("2006-01-02") + ", and is tried once only"
	case a.Problem != "" || a.Unread:
		return "[desired] waits, since the account cannot be kept: what was tried would be forgotten"
	case m.desired() == (supersim.SimUpdate{}):
		return "the Sim is as [desired] has it"
	case !a.Kept:
		return "[desired] waits for the next start of simagent: this account is new, and a lost one would look the same"
	}
	return ""
}

// releaseDesired lets the request go once its record is on the disk.
func (s *step) releaseDesired(v Recorded) {
	m := &s.m
	w := &m.Cloud.Wish
	switch {
	case !w.Pending || v.Record.Asked.IsZero():
		return // a record that was on its way before
	case v.Err != nil:
		m.Account.Ledger.Asked, w.Pending = time.Time{}, false // nothing was asked for, so it may be tried again
		return
	case m.Cloud.Status != "new":
		w.Pending, w.Held = false, "somebody else changed the Sim meanwhile"
		return
	}
	w.Pending = false
	s.do(Alert{slog.LevelInfo, journal.Desired, "[desired] is asked for, once"})
	s.do(Update{ICCID: m.Account.Ledger.ICCID, SID: m.Cloud.SID, Update: m.desired()})
}

// desired is the change that the configuration names.
func (m *Machine) desired() supersim.SimUpdate {
	want := m.Settings.Want
	u := supersim.SimUpdate{Status: supersim.SimStatus(want.Status)}
	if want.Fleet != "" {
		u.Fleet = &want.Fleet
	}
	if want.Name != "" && m.Cloud.Name == "" { // what a person called it stays
		u.UniqueName = &want.Name
	}
	return u
}

// dropDesired takes back what has not been asked for yet: the SIM or the agent goes before the record is on the disk.
func (s *step) dropDesired() {
	if w := &s.m.Cloud.Wish; w.Pending {
		w.Pending = false
		s.m.Account.Ledger.Asked = time.Time{}
	}
}

func (s *step) updated(v Updated) {
	m := &s.m
	if !m.Account.Has || v.ICCID != m.Account.Ledger.ICCID {
		return
	}
	if v.Err != nil {
		m.Cloud.Wish.Err = v.Err.Error()
		m.note("cloud", "", "desired failed", m.Cloud.Wish.Err)
		s.do(Alert{slog.LevelError, journal.Desired, fmt.Sprintf("[desired] failed, and is not tried again: %s. %s", v.Err, supersim.Hint(v.Err))})
		return
	}
	m.note("cloud", "", "desired done", "")
	s.fetch()
}

// calledBack asks the cloud at once: a callback is a reason to ask, and not its word.
func (s *step) calledBack(v CalledBack) {
	c := &s.m.Cloud
	if v.SimSID == "" || v.SimSID != c.SID || c.Failures > 0 && s.m.Now.Before(c.Next) {
		return // of another Sim, or the cloud wants to be left alone
	}
	s.fetch()
}
