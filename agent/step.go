package agent

import (
	"time"

	"simagent/agent/recovery"
)

// Step takes one event and returns the machine after it and what is to be
// done. It is pure: the same input gives the same output, and m is not changed.
func Step(m Machine, e Event) (Machine, []Effect) {
	before := m.Now
	m.Now = e.At
	s := step{m: m}
	s.clockMoved(before, e.Value)
	s.dispatch(e.Value)
	s.settle()
	return s.m, s.out
}

// step is one call of Step: the machine under work and the effects so far.
type step struct {
	m      Machine
	out    []Effect
	jumped bool // the clock was set, or the board slept, since the event before
	ending bool // this is the last event: nothing begins any more
}

func (s *step) do(e ...Effect) { s.out = append(s.out, e...) }

func (s *step) timer(name TimerName, after time.Duration) {
	s.do(Timer{Name: name, After: after})
}

func (s *step) dispatch(v any) {
	switch v := v.(type) {
	case Started:
		s.started(v)
	case LinkUp:
		s.linkUp(v)
	case LinkDown:
		s.linkDown(v)
	case SetUp:
		s.setUp(v)
	case CardRead:
		s.cardRead(v)
	case Polled:
		s.polled(v)
	case URCSeen:
		s.urc(v)
	case ClockSeen:
		s.clockSeen(v)
	case ClockRead:
		s.clockRead(v)
	case CauseRead:
		s.causeRead(v)
	case SMSListed:
		s.smsListed(v)
	case SMSAsked:
		s.smsAsked(v)
	case SMSSent:
		s.smsSent(v)
	case ATAsked:
		s.atAsked(v)
	case PINEntered:
		s.pinEntered(v)
	case SettingsRead:
		s.settingsRead(v)
	case RawDone:
		s.rawDone(v)
	case Loaded:
		s.loaded(v)
	case Sampled:
		s.sampled(v)
	case Recorded:
		s.recorded(v)
	case Fetched:
		s.fetched(v)
	case Audited:
		s.audited(v)
	case Updated:
		s.updated(v)
	case CalledBack:
		s.calledBack(v)
	case BaselineAsked:
		s.baseline(v)
	case Kept:
		s.kept(v)
	case Reported:
		s.reported(v)
	case TimerFired:
		s.fired(v.Name)
	case PortsChanged:
		s.portsChanged()
	case Remembered:
		s.remembered(v)
	case Restored:
		s.restored(v)
	case ForbiddenRead:
		s.forbiddenRead(v)
	case ContextRaised:
		s.contextRaised(v)
	case SupplySeen:
		s.supplySeen(v)
	case Reload:
		s.reload(v.Settings)
	case Stopping:
		s.stopping()
	}
}

func (s *step) started(v Started) {
	s.m.Started, s.m.Boot = s.m.Now, v.Boot
	s.m.Recovery.Book = v.Book
	if last, ok := v.Book.Last(); ok && last.Rung == recovery.Radio && !last.Done {
		s.m.Recovery.radioOff = true // the run before ended in its midst
	}
	s.open()
}

func (s *step) fired(name TimerName) {
	m := &s.m
	switch name {
	case TimerOpen:
		s.open()
	case TimerCard:
		s.command(ReadCard)
	case TimerPoll:
		s.command(Poll)
		s.timer(TimerPoll, m.Settings.ModemPoll)
	case TimerSetup:
		s.command(Setup)
	case TimerMeter:
		s.sample()
	case TimerCloud:
		s.fetch()
	case TimerAudit:
		s.audit()
	case TimerReport:
		m.Report.Due = true
	case TimerEnded:
		s.ended()
	case TimerSMS:
		s.listSMS()
	case TimerRecover:
		s.overdue()
	}
}

// settle does what may follow from any event: warnings, a commit, a report.
func (s *step) settle() {
	s.recover()
	s.connect()
	s.warn()
	s.keepDay()
	s.report()
	s.keep()
	s.record()
}

func (s *step) reload(next Settings) {
	m := &s.m
	next.PIN, next.Hands, next.KnowsOff = m.Settings.PIN, m.Settings.Hands, m.Settings.KnowsOff // the link has the PIN of the start, and the board is the same
	m.Settings = next
	s.timer(TimerPoll, next.ModemPoll)
	s.timer(TimerMeter, next.MeterPoll)
	s.scheduleFetch(0)
}

// stopping commits a clean end: the ceiling of the lease is the count itself.
func (s *step) stopping() {
	m := &s.m
	s.ending = true
	if b := m.Recovery.Book; len(b.Acts) > 0 || b.Lost {
		s.do(Remember{Book: b, At: m.Now}) // how old they are by now
	}
	if !m.Account.Has {
		return
	}
	if m.Card.PIN.Record != 0 {
		m.Account.Ledger.PIN = 0 // it has not left, and will not
	}
	s.dropDesired()
	s.undated()
	s.partWithPeriods()
	m.Account.RecordID++
	m.Account.Recording = true
	s.do(Record{ID: m.Account.RecordID, Record: m.Account.Ledger.Settle(m.dated())})
}
