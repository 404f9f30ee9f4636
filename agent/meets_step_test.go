package agent

import (
	"context"
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/config"
	"simagent/agent/ledger"
	"simagent/agent/supersim"
	"simagent/atcmd"
	"simagent/atcmd/module"
)

var day23 = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// known is a machine with a module, the first card and its account.
func known(rec ledger.Record) Machine {
	m := New(SettingsOf(config.Default()))
	m.Settings.Provider = "twilio"
	m.Settings.Want = config.Want{ICCIDs: cards[:1], Status: "ready", Fleet: "HF0123456789abcdef0123456789abcdef", Name: "mine"}
	for _, v := range []any{
		Started{Boot: ledger.BootID{1}}, LinkUp{Gen: 1, Port: "x", Model: "EG25", Interface: "wwan0", Profile: module.Identify("Quectel", "EG25")},
		CardRead{Gen: 1, State: CardReady, ICCID: card(0)}, Loaded{ICCID: cards[0], Record: rec},
	} {
		m, _ = Step(m, Event{day23, v})
	}
	return m
}

// fresh is an account that was never on the disk.
func fresh(n int) ledger.Record { return ledger.FreshRecord(cards[n], day23) }

func kept(n int) ledger.Record {
	r := fresh(n)
	r.Rev = 5
	return r
}

func fetchedSim(status string, date time.Time, p *supersim.BillingPeriod) Fetched {
	return Fetched{ICCID: cards[0], Sim: supersim.Sim{SID: hs, ICCID: cards[0], Status: supersim.SimStatus(status), FleetSID: "HF1"}, Date: date, Period: p, PeriodRead: p != nil}
}

func sampledAt(raw uint64, at time.Time) Sampled {
	return Sampled{Sample: ledger.Sample{Source: "wwan0", Boot: ledger.BootID{1}, Index: 3, RX: raw, At: at}}
}

func readyPeriod() *supersim.BillingPeriod {
	return &supersim.BillingPeriod{SID: "HB1", PeriodType: "ready", StartTime: day23.Add(-2 * time.Hour), EndTime: day23.AddDate(0, 3, 0)}
}

// effect finds the effect of a kind.
func effect[T Effect](list []Effect) (out T, ok bool) {
	for _, f := range list {
		if v, is := f.(T); is {
			return v, true
		}
	}
	return out, false
}

// A billing period that could not be read is read with the next question.
func TestLatePeriodIsReadAgain(t *testing.T) {
	m := known(fresh(0))
	m, _ = Step(m, Event{day23, fetchedSim("ready", day23, readyPeriod())})
	m.Link.State = Absent // nothing is counted first
	v := fetchedSim("active", day23, nil)
	v.PeriodRead, v.Late = true, errors.New("503")
	m, _ = Step(m, Event{day23.Add(time.Hour), v})
	require.Equal(t, "active", m.Cloud.Status)
	_, out := Step(m, Event{day23.Add(75 * time.Minute), TimerFired{TimerCloud}})
	f, ok := effect[Fetch](out)
	require.True(t, ok)
	require.True(t, f.Period)
}

// A SIM that is new here and comes back in the same run is still new here.
func TestDesiredWaitsThroughASwap(t *testing.T) {
	m := known(fresh(0))
	m, _ = Step(m, Event{day23, fetchedSim("new", day23, nil)})
	require.Contains(t, m.Cloud.Wish.Held, "waits for the next start")
	m, out := Step(m, Event{day23, CardRead{Gen: 1, State: CardReady, ICCID: card(1)}})
	rec, ok := effect[Record](out)
	require.True(t, ok)
	require.Positive(t, rec.Record.Rev)
	for _, v := range []any{Loaded{ICCID: cards[1], Record: fresh(1)}, CardRead{Gen: 1, State: CardReady, ICCID: card(0)}, Loaded{ICCID: cards[0], Record: rec.Record}, fetchedSim("new", day23, nil)} {
		m, _ = Step(m, Event{day23, v})
	}
	require.Contains(t, m.Cloud.Wish.Held, "waits for the next start")
	require.False(t, m.Cloud.Wish.Pending)
}

// desiring is a machine that is about to ask for what [desired] names.
func desiring(t *testing.T, name, iccid string) Machine {
	m := known(kept(0))
	v := fetchedSim("new", day23, nil)
	v.Sim.UniqueName, v.Sim.ICCID = name, iccid
	m, _ = Step(m, Event{day23, v})
	return m
}

// recordedAsked is the disk's word on the record that says so.
func recordedAsked(t *testing.T, m Machine) (Machine, []Effect) {
	for range 3 { // one may have been on its way before
		var out []Effect
		m, out = Step(m, Event{day23, Recorded{ID: m.Account.RecordID, Record: m.Account.Ledger.Snapshot(day23, true)}})
		if _, ok := effect[Update](out); ok {
			return m, out
		}
	}
	t.Fatal("nothing was asked for")
	return m, nil
}

// A name that a person gave stays; a Fleet's SID does not stand in a text for people.
func TestDesiredNameAndFleet(t *testing.T) {
	m, out := recordedAsked(t, desiring(t, "given by a person", cards[0]))
	u, _ := effect[Update](out)
	require.Nil(t, u.Update.UniqueName)
	require.Equal(t, supersim.StatusReady, u.Update.Status)
	m, _ = Step(m, Event{day23, Updated{ICCID: cards[0], Err: errors.New("x")}})
	m.Cloud.FleetSID = ""
	require.Contains(t, m.activation(), "--fleet FLEET")
	_, out = recordedAsked(t, desiring(t, "", cards[0][:19]))
	u, _ = effect[Update](out)
	require.Equal(t, "mine", *u.Update.UniqueName)
	require.Contains(t, desiring(t, "", "").Cloud.Wish.Held, "the cloud does not say whose Sim this is")
	m = known(kept(0))
	m.Settings.Want = config.Want{ICCIDs: cards[:1], Name: "mine"}
	v := fetchedSim("new", day23, nil)
	v.Sim.UniqueName = "other"
	m, _ = Step(m, Event{day23, v})
	require.Contains(t, m.Cloud.Wish.Held, "as [desired] has it")
}

// What has not been asked for is not on the disk as tried when the agent ends.
func TestDesiredIsTakenBackAtTheEnd(t *testing.T) {
	m := desiring(t, "", cards[0])
	require.True(t, m.Cloud.Wish.Pending)
	_, out := Step(m, Event{day23, Stopping{}})
	r, ok := effect[Record](out)
	require.True(t, ok)
	require.True(t, r.Record.Asked.IsZero())
	_, out = Step(m, Event{day23, CardRead{Gen: 1, State: CardReady, ICCID: card(1)}})
	r, ok = effect[Record](out)
	require.True(t, ok)
	require.True(t, r.Record.Asked.IsZero())
}

// Bytes between the last sample and the first word of the cloud, around a full hour, are not counted twice.
func TestPastDoesNotCountTwiceAroundAnHour(t *testing.T) {
	m := known(fresh(0))
	at := time.Date(2026, 11, 23, 12, 59, 50, 0, time.UTC)
	m, _ = Step(m, Event{at, sampledAt(0, at)})
	// At 12:59:55 9,000 B pass, at 13:00:02 the cloud answers, at 13:00:05 they are counted.
	at = time.Date(2026, 11, 23, 13, 0, 2, 0, time.UTC)
	m, _ = Step(m, Event{at, fetchedSim("ready", at, readyPeriod())})
	at = at.Add(3 * time.Second)
	m, _ = Step(m, Event{at, sampledAt(9000, at)})
	q, ok := m.wishes()
	require.True(t, ok)
	require.Equal(t, time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), q.Past.End, "the last hour may hold what is counted here")
	m, _ = Step(m, Event{at.Add(time.Hour), Audited{Audit: q, PastBytes: 0, EdgeBytes: -1, PeriodBytes: -1}})
	require.Equal(t, int64(9000), m.Account.Ledger.Bytes().Low)
}

// The account begins when the answer is taken up, and not when the first of several requests was answered.
func TestPastReachesToTheMomentOfTheCount(t *testing.T) {
	m := known(fresh(0))
	at := time.Date(2026, 11, 23, 12, 59, 50, 0, time.UTC)
	m, _ = Step(m, Event{at, sampledAt(0, at)})
	at = time.Date(2026, 11, 23, 13, 0, 10, 0, time.UTC)
	m, _ = Step(m, Event{at, sampledAt(5000, at)}) // passed at 13:00:05
	v := fetchedSim("ready", time.Date(2026, 11, 23, 12, 59, 58, 0, time.UTC), readyPeriod())
	v.At = v.Date
	m, _ = Step(m, Event{at.Add(8 * time.Second), v}) // the billing period took 20 s
	require.Zero(t, m.Cloud.Skew)
	require.Equal(t, at.Add(8*time.Second), m.Account.Ledger.Since.At)
	later := at.Add(60 * time.Hour)
	m, _ = Step(m, Event{later, fetchedSim("ready", later, readyPeriod())})
	q, ok := m.wishes()
	require.True(t, ok)
	require.Equal(t, time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC), q.Edge.End)
	m, _ = Step(m, Event{later, Audited{Audit: q, PastBytes: 100_000, EdgeBytes: 5_000, PeriodBytes: -1}})
	b := m.Account.Ledger.Bytes()
	require.True(t, b.HighKnown)
	require.GreaterOrEqual(t, b.High, int64(105_000))
	require.LessOrEqual(t, b.Low, int64(105_000))
}

// An account that does not count yet has not begun.
func TestPastWaitsForTheFirstSample(t *testing.T) {
	m := known(fresh(0))
	m, _ = Step(m, Event{day23, fetchedSim("ready", day23, readyPeriod())})
	require.True(t, m.Account.Ledger.Since.At.IsZero())
	m, _ = Step(m, Event{day23, sampledAt(0, day23)})
	m, _ = Step(m, Event{day23.Add(time.Minute), fetchedSim("ready", day23.Add(time.Minute), nil)})
	require.Equal(t, day23.Add(time.Minute), m.Account.Ledger.Since.At)
}

// A clock that is set makes no beginning of a day out of the middle of one.
func TestClockStepsMarkNoDay(t *testing.T) {
	real := time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)
	m := known(fresh(0))
	true24 := ledger.Day{Day: dayOf(real)}
	m.Account.Ledger.Days = []ledger.Day{true24}
	wrong := real.Add(-8 * time.Hour) // the board thinks it is yesterday
	m, _ = Step(m, Event{wrong, sampledAt(0, wrong)})
	m, _ = Step(m, Event{wrong, fetchedSim("ready", wrong, nil)}) // and so does the cloud, as far as is known
	m, _ = Step(m, Event{wrong, sampledAt(10, wrong.Add(time.Second))})
	m, _ = Step(m, Event{wrong.Add(time.Minute), fetchedSim("ready", real, nil)}) // it does not
	now := wrong.Add(2 * time.Minute)
	m, _ = Step(m, Event{now, sampledAt(90_000, now)})
	require.Equal(t, []ledger.Day{true24}, m.Account.Ledger.Days)
}

// When wall and monotonic time part, the board's clock was set, and the cloud's time is not known until it is heard again.
func TestClockThatIsSetIsNoticed(t *testing.T) {
	now := time.Now()
	s := step{m: Machine{Now: now.Add(time.Second)}}
	s.m.Cloud.Heard, s.m.Account.Day = true, 7
	s.clockMoved(now, nil)
	require.True(t, s.m.Cloud.Heard)
	s.clockMoved(now.Add(-time.Hour).Round(0), nil) // no monotonic reading: nothing can be said
	require.True(t, s.m.Cloud.Heard)
	require.EqualValues(t, 7, s.m.Account.Day)
}

// The use of the period before says nothing about this one.
func TestOldPeriodUseIsForgotten(t *testing.T) {
	m := known(fresh(0))
	p := &supersim.BillingPeriod{SID: "HB1", PeriodType: "active", StartTime: day23, EndTime: day23.AddDate(0, 1, 0)}
	m, _ = Step(m, Event{day23, fetchedSim("active", day23, p)})
	m.Cloud.Fleet = Fleet{SID: "HF1", Limit: 1_000_000, At: day23}
	m, _ = Step(m, Event{day23, Audited{Audit: Audit{ICCID: cards[0], SID: hs}, PastBytes: -1, EdgeBytes: -1, PeriodBytes: 1_000_000}})
	require.Equal(t, OverLimit, m.fleetVerdict().Code)
	next := p.EndTime.Add(time.Hour)
	m, _ = Step(m, Event{next, fetchedSim("active", next, &supersim.BillingPeriod{SID: "HB2", PeriodType: "active", StartTime: p.EndTime, EndTime: p.EndTime.AddDate(0, 1, 0)})})
	require.Equal(t, OverLimit, m.fleetVerdict().Code, "the counter is read first: what passed is of the period before")
	m, _ = Step(m, Event{next, sampledAt(0, next.Add(time.Second))})
	require.Equal(t, AllWell, m.fleetVerdict().Code)
}

// A compared day is not compared again after a restart: its alarm would spend bytes each time.
func TestComparedDaysAreForgottenOnDisk(t *testing.T) {
	m := known(fresh(0))
	m, _ = Step(m, Event{day23, fetchedSim("ready", day23, readyPeriod())})
	m.Account.Ledger.Days = []ledger.Day{{Day: 100}, {Day: 101, From: 10, To: 10}, {Day: 102, From: 10, To: 10}}
	m, _ = Step(m, Event{day23, Audited{Audit: Audit{ICCID: cards[0], SID: hs, DaysFrom: 100, DaysTo: 102}, PastBytes: -1, EdgeBytes: -1, PeriodBytes: -1, Days: []int64{50_000, 10}}})
	require.Len(t, m.Cloud.Compared, 2)
	require.True(t, m.alarmWaits())
	require.Equal(t, []ledger.Day{{Day: 102, From: 10, To: 10}}, m.Account.Ledger.Days)
	last := m.Account.Ledger.Transitions[len(m.Account.Ledger.Transitions)-1]
	require.Equal(t, ledger.WhatUsage, last.What)
	require.Equal(t, "1970-04-11: 50000 B there", last.Cause)
}

// A callback does not break into the pause that the cloud asked for.
func TestCallbackRespectsThePause(t *testing.T) {
	m := known(fresh(0))
	m, _ = Step(m, Event{day23, fetchedSim("ready", day23, readyPeriod())})
	m, _ = Step(m, Event{day23, Fetched{ICCID: cards[0], Err: errors.New("429"), Retry: time.Hour}})
	_, out := Step(m, Event{day23.Add(time.Minute), CalledBack{hs}})
	_, asked := effect[Fetch](out)
	require.False(t, asked)
	_, out = Step(m, Event{day23.Add(2 * time.Hour), CalledBack{hs}})
	_, asked = effect[Fetch](out)
	require.True(t, asked)
}

// stubAPI answers questions about usage.
type stubAPI struct {
	CloudAPI
	sms                 []supersim.SmsCommand
	smsErr              error
	usage               []supersim.UsageRecord
	usageErr, periodErr error
}

func (a stubAPI) SimByICCID(context.Context, string) (supersim.Sim, supersim.Meta, error) {
	return supersim.Sim{SID: hs, Status: supersim.StatusReady}, supersim.Meta{}, nil
}

func (a stubAPI) BillingPeriods(context.Context, string) iter.Seq2[supersim.BillingPeriod, error] {
	return func(yield func(supersim.BillingPeriod, error) bool) { yield(supersim.BillingPeriod{}, a.periodErr) }
}

func (a stubAPI) Fleet(context.Context, string) (supersim.Fleet, supersim.Meta, error) {
	return supersim.Fleet{UniqueName: "hq"}, supersim.Meta{}, nil
}

func (a stubAPI) UsageRecords(context.Context, supersim.UsageQuery) iter.Seq2[supersim.UsageRecord, error] {
	return func(yield func(supersim.UsageRecord, error) bool) {
		if a.usageErr != nil {
			yield(supersim.UsageRecord{}, a.usageErr)
			return
		}
		for _, r := range a.usage {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (a stubAPI) SmsCommands(context.Context, supersim.SmsCommandFilter) iter.Seq2[supersim.SmsCommand, error] {
	return func(yield func(supersim.SmsCommand, error) bool) {
		if a.smsErr != nil {
			yield(supersim.SmsCommand{}, a.smsErr)
			return
		}
		for _, c := range a.sms {
			if !yield(c, nil) {
				return
			}
		}
	}
}

func TestAuditCountsSMSCommands(t *testing.T) {
	from, to := day23.Add(-24*time.Hour), day23
	at := func(status string, made, changed time.Duration) supersim.SmsCommand {
		return supersim.SmsCommand{Status: status, DateCreated: to.Add(made), DateUpdated: to.Add(changed)}
	}
	for name, c := range map[string]struct {
		list      []supersim.SmsCommand
		low, high uint32
	}{
		"before":                    {[]supersim.SmsCommand{at("delivered", -time.Hour, -time.Hour), at("received", -2*time.Hour, -2*time.Hour)}, 2, 2},
		"after":                     {[]supersim.SmsCommand{at("delivered", time.Hour, time.Hour)}, 0, 0},
		"arrived after":             {[]supersim.SmsCommand{at("delivered", -time.Hour, time.Hour)}, 0, 1},
		"just at the time":          {[]supersim.SmsCommand{at("received", -time.Second, -time.Second), at("received", time.Second, time.Second)}, 0, 2},
		"failed":                    {[]supersim.SmsCommand{at("failed", -time.Hour, -time.Hour)}, 0, 1},
		"of another period":         {[]supersim.SmsCommand{at("delivered", -48*time.Hour, -48*time.Hour)}, 0, 0},
		"without dates":             {[]supersim.SmsCommand{{Status: "delivered"}}, 0, 1},
		"without a date of changes": {[]supersim.SmsCommand{{Status: "delivered", DateCreated: to.Add(-time.Hour)}}, 0, 1},
	} {
		v := audit(t.Context(), stubAPI{sms: c.list}, Audit{SID: hs, SMSFrom: from, SMSTo: to})
		require.NoError(t, v.Err)
		require.True(t, v.SMSRead)
		require.Equal(t, [2]uint32{c.low, c.high}, [2]uint32{v.SMSLow, v.SMSHigh}, name)
	}
}

// What may not be read does not keep the rest away; a cloud that fails is left alone.
func TestAuditGoesOnAfterARefusal(t *testing.T) {
	q := Audit{SID: hs, SMSFrom: day23.Add(-time.Hour), SMSTo: day23, Fleet: "HF1"}
	v := audit(t.Context(), stubAPI{smsErr: &supersim.APIError{HTTPStatus: 403, Message: "no right"}}, q)
	require.Error(t, v.Err)
	require.NotNil(t, v.FleetRead)
	for _, err := range []error{&supersim.APIError{HTTPStatus: 429, RetryAfter: time.Minute}, &supersim.APIError{HTTPStatus: 503}, errors.New("cut")} {
		v = audit(t.Context(), stubAPI{smsErr: err}, q)
		require.ErrorIs(t, v.Err, err)
		require.Nil(t, v.FleetRead)
	}
}

// A refusal that was met before does not hide how long the server wants to be left alone, nor does a Sim that was read.
func TestServersWishIsNotLost(t *testing.T) {
	refused, busy := &supersim.APIError{HTTPStatus: 403, Message: "no right"}, &supersim.APIError{HTTPStatus: 429, RetryAfter: time.Hour}
	q := Audit{SID: hs, SMSFrom: day23.Add(-time.Hour), SMSTo: day23, Past: Span{day23.Add(-time.Hour), day23}}
	v := audit(t.Context(), stubAPI{smsErr: refused, usageErr: busy}, q)
	require.ErrorIs(t, v.Err, refused)
	require.Equal(t, time.Hour, v.Retry)

	f := fetch(t.Context(), stubAPI{periodErr: busy}, Fetch{ICCID: cards[0]})
	require.NoError(t, f.Err)
	require.Equal(t, time.Hour, f.Retry)
	m, _ := Step(known(kept(0)), Event{day23, f})
	require.GreaterOrEqual(t, m.Cloud.Next.Sub(day23), time.Hour)
}

// Null is not 0, of bytes and of days.
func TestAuditReadsNoUsageOutOfNull(t *testing.T) {
	day := dayStart(20000)
	q := Audit{SID: hs, DaysFrom: 20000, DaysTo: 20002}
	for name, r := range map[string]supersim.UsageRecord{
		"no period": {Total: new(int64(5))}, "no bytes": {Start: day}, "another day": {Start: day.Add(72 * time.Hour), Total: new(int64(5))}, "negative": {Start: day, Total: new(int64(-5))},
	} {
		v := audit(t.Context(), stubAPI{usage: []supersim.UsageRecord{r}}, q)
		require.ErrorContains(t, v.Err, "cannot read usage: ", name)
		require.Nil(t, v.Days)
	}
	q.Past, q.Fleet = Span{day, day.Add(time.Hour)}, "HF1"
	v := audit(t.Context(), stubAPI{usage: []supersim.UsageRecord{{Start: day}}}, q)
	require.ErrorIs(t, v.Err, errNoUsage)
	require.NotNil(t, v.FleetRead, "the rest is read")
	q.Past, q.Fleet = Span{}, ""
	v = audit(t.Context(), stubAPI{usage: []supersim.UsageRecord{{Start: day.Add(24 * time.Hour), Upload: new(int64(5)), Download: new(int64(6))}}}, q)
	require.NoError(t, v.Err)
	require.Equal(t, []int64{0, 11}, v.Days)
	require.Equal(t, errNoCloud, audit(t.Context(), nil, q).Err)
}

// Somebody who waits for a record hears at once that the disk fails, though it failed a moment ago.
func TestWishDoesNotWaitForTheDiskToRest(t *testing.T) {
	m := known(kept(0))
	m.Account.Ledger.SeenNew()
	m.Net.Known, m.Net.Stat = true, atcmd.Roaming
	failed := func(out []Effect) (Reply, []Effect) {
		r, ok := effect[Record](out)
		require.True(t, ok)
		m, out = Step(m, Event{day23, Recorded{ID: r.ID, Record: r.Record, Err: errors.New("no space")}})
		reply, _ := effect[Reply](out)
		return reply, out
	}
	var out []Effect
	m, out = Step(m, Event{day23, Recorded{ID: m.Account.RecordID, Record: m.Account.Ledger.Record, Err: errors.New("no space")}})
	_, again := effect[Record](out)
	require.False(t, again, "it rests")
	m, out = Step(m, Event{day23.Add(time.Second), SMSAsked{ID: 7, Text: "hi"}})
	reply, out := failed(out)
	require.EqualValues(t, 7, reply.ID)
	require.ErrorContains(t, reply.Err, "not sent, since it could not be counted: no space")
	_, again = effect[Record](out)
	require.False(t, again, "and rests again")
}

// The cloud tells whole seconds: what its word before agrees with is not moved by the next one.
func TestTheCloudsSecondsMoveNoTimes(t *testing.T) {
	m := known(fresh(0))
	moment := day23.Add(10 * time.Minute)
	ask := func(after, ahead time.Duration) time.Time { // the board's clock is ahead by so much
		now := moment.Add(after)
		m, _ = Step(m, Event{now, fetchedSim("ready", now.Add(-ahead).Truncate(time.Second), readyPeriod())})
		return m.called(moment)
	}
	ask(0, 0)
	said := ask(999*time.Millisecond, 0)
	require.Equal(t, moment, said)
	for i := range 20 {
		require.Equal(t, said, ask(time.Duration(i)*time.Minute+time.Duration(i)*47*time.Millisecond, 0))
	}
	require.WithinDuration(t, moment.Add(-5*time.Second), ask(time.Hour, 5*time.Second), time.Second, "a clock that drifts is followed")
	require.Equal(t, moment.Add(-time.Hour), ask(2*time.Hour, time.Hour), "and one that was set at once")
}

// The counter is read every second while bytes move, more rarely at rest, and each minute after ten minutes of it.
func TestPaceOfTheCounter(t *testing.T) {
	m := known(kept(0))
	at, raw := day23, uint64(1000)
	pace := func() time.Duration {
		var out []Effect
		m, out = Step(m, Event{at, sampledAt(raw, at)})
		for _, e := range out {
			if w, ok := e.(Timer); ok && w.Name == TimerMeter {
				at = at.Add(w.After)
				return w.After
			}
		}
		t.Fatal("it is not read again")
		return 0
	}
	pace()
	for range 3 {
		raw += 10
		require.Equal(t, m.Settings.MeterPoll, pace())
	}
	for _, want := range []time.Duration{2, 4, 8, 15, 15} {
		require.Equal(t, want*time.Second, pace())
	}
	rest := at
	for pace() == m.Settings.MeterIdle {
		require.Less(t, at.Sub(rest), 11*time.Minute)
	}
	require.GreaterOrEqual(t, at.Sub(rest), 9*time.Minute)
	for pace() != time.Minute {
		require.Less(t, at.Sub(rest), 13*time.Minute)
	}
	require.Equal(t, time.Minute, pace())
	raw++
	require.Equal(t, m.Settings.MeterPoll, pace())
	m.Settings.MeterIdle = time.Hour // as somebody wants it
	for range 12 {
		pace()
	}
	at = at.Add(time.Hour)
	require.Equal(t, time.Hour, pace())
}
