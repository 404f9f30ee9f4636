package agent_test

import (
	"fmt"
	"slices"
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
	if was := &b.before; j.idle(was, &b.m) {
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
	days := int64(j.b.now/(24*time.Hour)) + 2 // begun, and one lent
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

// hourSum is what hours hold together.
type hourSum struct{ bytes, slack, sent, received int64 }

func (t *hourSum) add(h ledger.Hour) {
	t.bytes += h.TX + h.RX
	t.slack += h.Slack
	t.sent += int64(h.Sent)
	t.received += int64(h.Received)
}

// hoursOf is everything that belongs to hours: in the ledger, in the history, and what waits for the time of day.
func (j *judge) hoursOf(m *agent.Machine) (t hourSum) {
	l := &m.Account.Ledger
	for _, h := range l.Hours {
		if h.Hour == 0 || h.Hour >= l.HoursStored {
			t.add(h)
		}
	}
	for n, h := range j.b.past[l.ICCID] {
		if n < l.HoursStored {
			t.add(h)
		}
	}
	for _, w := range m.Account.Hours.Waiting {
		t.add(w.Hour)
	}
	return t
}

// hoursStep: what was counted is in hours, and those are of the right time.
func (j *judge) hoursStep(s *sim) {
	was, is := &j.b.before.Account, &j.b.m.Account
	a, b := was.Ledger.Data, is.Ledger.Data
	same := a == b && was.Ledger.SMS == is.Ledger.SMS && was.Ledger.HoursStored == is.Ledger.HoursStored && len(was.Hours.Waiting) == len(is.Hours.Waiting)
	if same && slices.Equal(was.Ledger.Hours, is.Ledger.Hours) {
		return
	}
	if is.Ledger.Period.SID != was.Ledger.Period.SID { // what this very step counted went with the period
		s.hours = j.hoursOf(&j.b.m)
		return
	}
	j.hourTimes(was, is)
	s.hours.bytes += max(b.TX-a.TX, 0) + max(b.RX-a.RX, 0)
	switch j.last.(type) {
	case agent.Sampled, agent.Polled:
		s.hours.slack += max(b.Slack-a.Slack, 0)
	}
	sent := int64(is.Ledger.SMS.Sent) - int64(was.Ledger.SMS.Sent) // a refused one is taken out again
	s.hours.sent += sent
	s.refused += max(-sent, 0)
	s.hours.received += max(int64(is.Ledger.SMS.Received)-int64(was.Ledger.SMS.Received), 0)
	got := j.hoursOf(&j.b.m)
	if got.sent > s.hours.sent && got.sent <= s.hours.sent+s.refused { // a record that was older than the refusal came back
		got.sent = s.hours.sent
	}
	if got != s.hours {
		j.fail("%s: the hours hold %+v, counted were %+v", s.iccid, got, s.hours)
	}
}

// hourTimes: an hour that is new, or holds more than before, is the true one, or that of what waited, or the one beside it.
func (j *judge) hourTimes(was, is *agent.Account) {
	if n := len(is.Hours.Waiting); n > 0 && (len(was.Hours.Waiting) == 0 || !is.Hours.Waiting[n-1].At.Equal(was.Hours.Waiting[len(was.Hours.Waiting)-1].At)) {
		j.waits = append(j.waits, j.b.at())
	}
	right := append([]time.Time{j.b.at()}, j.waits[max(0, len(j.waits)-len(was.Hours.Waiting)):]...)
	for _, h := range is.Ledger.Hours {
		if h.Hour == 0 || slices.Contains(was.Ledger.Hours, h) {
			continue
		}
		if !slices.ContainsFunc(right, func(t time.Time) bool { return int64(h.Hour)-t.Unix()/3600 <= 1 && t.Unix()/3600-int64(h.Hour) <= 1 }) {
			j.fail("%s: %+v is of %v, in truth of %v", is.Ledger.ICCID, h, h.Start(), right)
		}
	}
}
