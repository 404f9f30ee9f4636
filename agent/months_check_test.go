package agent_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/ledger"
	"simagent/agent/local"
	"simagent/agent/report"
)

// judge compares what the agent does and says with what is true, after each step.
type judge struct {
	clock   string // who vouches for the time
	t       *testing.T
	b       *board
	seed    uint64
	calm    bool // the traffic is steady
	story   []string
	broken  map[string]time.Duration // since when the model broke something
	waits   []time.Time              // when the hours began that wait for the time of day
	reading reading                  // that the event brings
	last    any                      // the value of the last event
	steps   int
}

// monthsLines is how much of the story a failure prints.
const monthsLines = 60

func (j *judge) fail(format string, args ...any) {
	j.t.Helper()
	for _, line := range j.story[max(0, len(j.story)-monthsLines):] {
		j.t.Log(line)
	}
	require.Fail(j.t, fmt.Sprintf("seed %d, %s: %s", j.seed, j.b.at().Format("01-02 15:04:05"), fmt.Sprintf(format, args...)))
}

// stepped is called after each step, before its effects are carried out.
func (j *judge) stepped(v any, effects []agent.Effect) {
	j.steps++
	j.last = v
	b := j.b
	if j.reading.of != nil {
		j.polled(j.reading)
		j.reading = reading{}
	}
	l, loaded := v.(agent.Loaded)
	loaded = loaded && b.m.Account.Has && (!b.before.Account.Has || b.before.Account.Ledger.ICCID != l.ICCID)
	if loaded {
		j.took(l)
	}
	for _, f := range effects {
		switch f := f.(type) {
		case agent.Alert:
			j.say("    %s", f.Text)
		case agent.Hook:
			j.warning(f.Kind)
		}
	}
	if loaded {
		return
	}
	if j.idle(&b.before, &b.m) {
		return
	}
	st := b.m.Status("", "", true)
	j.clock = string(st.Clock)
	if s := j.account(); s != nil && b.before.Account.Has && b.before.Account.Ledger.ICCID == s.iccid {
		j.followPeriod(s)
		j.followSMS(s)
		j.hoursStep(s)
		j.status(s, st)
		j.alarms(s)
	}
	j.verdict(st)
}

// idle tells of a timer that changed nothing but the time: most steps are such, and what they show was looked at before.
func (j *judge) idle(was, is *agent.Machine) bool {
	_, timer := j.last.(agent.TimerFired)
	a, b := &was.Account, &is.Account
	return timer && a.Has == b.Has && a.Ledger.Rev == b.Ledger.Rev && a.Ledger.Counted == b.Ledger.Counted && a.Ledger.HoursStored == b.Ledger.HoursStored && len(a.Hours.Waiting) == len(b.Hours.Waiting)
}

// followPeriod: counts begin anew with another billing period.
func (j *judge) followPeriod(s *sim) {
	was, is := &j.b.before.Account.Ledger, &j.b.m.Account.Ledger
	if is.Warnings == 0 && was.Warnings != 0 {
		s.warned = map[report.Alarm]bool{}
	}
	if was.Period.SID == "" || was.Period.SID == is.Period.SID {
		return
	}
	s.floor, s.may = 0, 0
	s.smsOver = max(s.smsOver, 0) + s.sms - s.sent - s.received // they are listed later
}

// followSMS: what the agent counts before it sends, and takes back.
func (j *judge) followSMS(s *sim) {
	was, is := j.b.before.Account.Ledger.SMS.Sent, j.b.m.Account.Ledger.SMS.Sent
	if j.b.before.Account.Ledger.Period.SID != j.b.m.Account.Ledger.Period.SID {
		return
	}
	if is > was {
		s.smsOver += int64(is - was)
	} else if is < was {
		s.smsOver -= int64(was - is)
		s.smsMay += int64(was - is)
	}
}

// status compares the account as people see it.
func (j *judge) status(s *sim, st local.Status) {
	b := j.b
	l := &b.m.Account.Ledger
	of := s.bases[l.Period.SID]
	j.bytes(s, of, num(st.Account.Data.Low), st.Account.Data.High)
	j.texts(s, of, num(st.Account.SMS.Low), st.Account.SMS.High)
	a := st.Account
	if (a.ActiveAt != nil || a.ActiveInS != nil) && (a.Data.RatePerDay == nil || st.Clock == "") {
		j.fail("%s: when it becomes active is said without a pace or a clock", s.iccid)
	}
	if a.ReadyUntil != nil && !*a.ReadyUntilEstimated && l.Period.SID != "" && !a.ReadyUntil.Equal(of.until) {
		j.fail("%s: ready until %v, in truth %v", s.iccid, a.ReadyUntil, of.until)
	}
	if l.Known&ledger.KnownData == 0 && (a.Data.High != nil || a.Data.Uncertain != nil) {
		j.fail("%s: an unknown past has a high bound", s.iccid)
	}
	if st.Clock != "" && st.Time.Sub(b.at()).Abs() > 90*time.Second {
		j.fail("the time by %s is %v, in truth %v", st.Clock, st.Time, b.at())
	}
	if at := b.at(); j.calm && a.ActiveAt != nil && b.now > 4*24*time.Hour && s.status == "ready" {
		used, days := s.total-of.total, (b.now-j.b.readyAt).Hours()/24
		truth := of.until
		if full := at.Add(time.Duration(float64(ledger.ReadyBytes-used) / (float64(used) / days) * 24 * float64(time.Hour))); full.Before(truth) {
			truth = full
		}
		left, said := truth.Sub(at).Hours()+24, a.ActiveAt.Sub(at).Hours()+24
		if said > 2*left || left > 2*said {
			j.fail("%s: active in %.0f h by %s, in truth %.0f h", s.iccid, said-24, str(a.EndsFirst), left-24)
		}
	}
}

func (j *judge) bytes(s *sim, of base, low int64, high *int64) {
	l := &j.b.m.Account.Ledger
	truth, lease := s.total-of.total, int64(0)
	if !l.Live() { // until the first reading it is what the disk promises
		lease = max(ledger.LeaseBytes(0, ledger.ReadyBytes), ledger.LeaseBytes(l.Data.High(), 0))
	}
	told := func() string {
		return fmt.Sprintf("%s: low %d, high %d, truth %d, polled %d, lost %d, may %d, floor %d, ledger %+v, known %d, period %s", s.iccid, low, num(high), truth, s.seen-of.total, s.lost-of.lost, s.may, s.floor, l.Data, l.Known, l.Period.SID)
	}
	switch {
	case low > truth+s.over:
		j.fail("low is above the truth: %s", told())
	case l.Live() && l.Data.TX+l.Data.RX < min(s.floor, truth):
		j.fail("low lacks what was polled: %s", told())
	case high == nil || !l.Live() && s.excused: // what the disk has is not what was counted last
	case *high < s.seen-of.total-(s.lost-of.lost):
		j.fail("high is below what was polled: %s", told())
	case *high > truth+s.may+s.over+lease:
		j.fail("high is too far above the truth: %s", told())
	}
}

func (j *judge) texts(s *sim, of base, low int64, high *int64) {
	truth := s.sms - of.sms
	told := func() string {
		return fmt.Sprintf("%s: SMS low %d, high %d, truth %d, sent %d, received %d of %d, lost %d, may %d, over %d", s.iccid, low, num(high), truth, s.sent, s.received, s.sms, s.smsLost, s.smsMay, s.smsOver)
	}
	switch {
	case low > truth+s.smsOver:
		j.fail("SMS low is above the truth: %s", told())
	case high == nil:
	case *high < s.sent+s.received-of.sms-s.smsLost:
		j.fail("SMS high is below the truth: %s", told())
	case *high > truth+s.smsOver+s.smsMay:
		j.fail("SMS high is too far above the truth: %s", told())
	}
}

// alarms: each number that waits no more was told, or is among the lost.
func (j *judge) alarms(s *sim) {
	q := j.b.m.Account.Ledger.Alarms
	if q.First() == j.b.before.Account.Ledger.Alarms.First() && q.Lost == j.b.before.Account.Ledger.Alarms.Lost {
		return
	}
	missing := uint32(0)
	for n := range q.First() {
		if !s.told[n] {
			missing++
		}
	}
	if missing > q.Lost {
		j.fail("%s: of %d alarms %d reached nobody, %d are known to be lost", s.iccid, q.First(), missing, q.Lost)
	}
}

// warning: each threshold once, in order, and not before its time.
func (j *judge) warning(k report.Alarm) {
	s := j.account()
	if s == nil || k > report.AlarmTime95 {
		return
	}
	if s.warned == nil {
		s.warned = map[report.Alarm]bool{}
	}
	l := &j.b.m.Account.Ledger
	of := s.bases[l.Period.SID]
	level := []float64{0.5, 0.8, 0.95}[(k-1)%3]
	reached := float64(s.total-of.total+s.may) / ledger.ReadyBytes
	switch (k - 1) / 3 {
	case 1:
		reached = float64(s.sms-of.sms+s.smsMay+s.smsOver+1) / ledger.ReadySMS
	case 2:
		reached = 1
		if !l.Period.Estimated {
			reached = float64(j.b.at().Sub(l.Period.Start)+5*time.Minute) / float64(l.Period.Until.Sub(l.Period.Start))
		}
	}
	switch {
	case s.warned[k]:
		j.fail("%s: %s is said again", s.iccid, k)
	case (k-1)%3 > 0 && !s.warned[k-1]:
		j.fail("%s: %s comes before %s", s.iccid, k, k-1)
	case reached < level:
		j.fail("%s: %s at %.1f %%", s.iccid, k, 100*reached)
	}
	s.warned[k] = true
}

// mayLeave: the cost of a report is on the disk before it leaves; but an alarm while the disk fails.
func (j *judge) mayLeave(f agent.Send) {
	s := j.account()
	r := j.b.disk[s.iccid].rec.Reports
	if alarm := f.Payload.Flags&report.FlagAlarm != 0; (r.Cursor < f.Sequence || r.OwnTotal < j.b.m.Report.Spent.SpentTotal) && !(alarm && j.b.diskErr[s.iccid]) {
		j.fail("%s: report %d leaves at a total of %d, the disk has %d at %d", s.iccid, f.Sequence, j.b.m.Report.Spent.SpentTotal, r.Cursor, r.OwnTotal)
	}
}

// reportDay is what reports may take on a day of ready, in bytes.
const reportDay = 275

// left: a report left by the modem.
func (j *judge) left(f agent.Send, n int) {
	s := j.account()
	if s == nil || s.status != "ready" {
		return
	}
	if s.ownDay == nil {
		s.ownDay = map[int64]int64{}
	}
	day, most := j.b.at().Unix()/86400, int64(2*reportDay)
	if j.clock == "" {
		s.dark = day
	}
	if s.dark == day { // without a clock a day may be reckoned that is over in truth, and today once somebody vouches
		most = 3 * reportDay
	}
	s.own += int64(n)
	s.ownDay[day] += int64(n)
	j.say("report %d of %d B, %d today, clock %q", f.Sequence, n, s.ownDay[day], j.clock)
	days := day - j.b.begin.Unix()/86400 + 2 // begun, and one lent
	if s.ownDay[day] > most || s.own > min(25_000, days*reportDay) {
		j.fail("%s: reports take %d B on a day, %d in all", s.iccid, s.ownDay[day], s.own)
	}
}

// verdict: it is not well while something is broken that the agent must have noticed.
func (j *judge) verdict(st local.Status) {
	b := j.b
	poll := b.set.ModemPoll + time.Minute
	var what string
	for _, x := range []struct {
		name   string
		is     bool
		notice time.Duration
	}{
		{"no module", !b.powered, 2 * time.Second}, {"no SIM", b.powered && b.holder == nil, poll}, {"not registered", b.powered && b.holder != nil && !b.registered(), poll}, {"not attached", b.registered() && b.detached, poll},
		{"disk", b.m.Account.Has && b.diskErr[b.m.Account.Ledger.ICCID], 0},
	} {
		since, was := j.broken[x.name]
		switch {
		case !x.is:
			delete(j.broken, x.name)
		case !was:
			j.broken[x.name] = b.now - b.slept
		case b.now-b.slept-since > x.notice:
			what = x.name
		}
	}
	if what != "" && st.Verdict.OK {
		j.fail("the verdict is %q: %s", st.Verdict.Text, what)
	}
}
