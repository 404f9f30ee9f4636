package agent

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/davecgh/go-spew/spew"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/agent/config"
	"simagent/agent/ledger"
	"simagent/agent/local"
	"simagent/agent/supersim"
	"simagent/atcmd"
	"simagent/atcmd/module"
	"simagent/simcard"
)

var dump = spew.ConfigState{Indent: " ", DisablePointerAddresses: true, DisableCapacities: true, SortKeys: true}

var cards = []string{"89883070000000012342", "89883070000000012359", "8988307000000001236"}

func card(n int) simcard.ICCID {
	id, err := simcard.ParseICCID(cards[n])
	if err != nil {
		panic(err)
	}
	return id
}

// world feeds Step with random but possible events, and keeps what was asked
// for so that completions come late, doubled by old generations, or never.
type world struct {
	m       Machine
	now     time.Time
	records []Record
	loads   []Load
	raw     uint64
	sent    map[string]uint64 // by ICCID
	disk    map[string]ledger.Record
	audits  []Audit
	asked   bool // [desired] was asked for
	keeps   []Keep
	route   Route
}

func (w *world) step(t *rapid.T, v any) {
	e := Event{w.now, v}
	before := dump.Sdump(w.m)
	next, effects := Step(w.m, e)
	again, same := Step(w.m, e)
	require.Equal(t, before, dump.Sdump(w.m), "Step changed its input by %T", v)
	require.Equal(t, dump.Sdump(next), dump.Sdump(again), "Step is not a function")
	require.Equal(t, dump.Sdump(effects), dump.Sdump(same))
	w.m = next
	for _, f := range effects {
		switch f := f.(type) {
		case Record:
			w.records = append(w.records, f)
		case Load:
			w.loads = append(w.loads, f)
			delete(w.sent, f.ICCID) // this world forgets; the ledger would not
		case Command:
			require.Equal(t, w.m.Link.Gen, f.Gen, "a command for another generation")
			require.Equal(t, Up, w.m.Link.State, "a command without a link")
		case Timer:
			require.GreaterOrEqual(t, f.After, time.Duration(0))
		case Update:
			require.Equal(t, cards[0], f.ICCID, "a SIM that [desired] does not name")
			require.False(t, w.asked, "[desired] is asked for once")
			require.False(t, w.disk[f.ICCID].Asked.IsZero(), "before it is on the disk")
			require.Equal(t, "new", w.m.Cloud.Status)
			w.asked = true
		case Audit:
			require.NotEmpty(t, f.SID)
			for _, s := range []Span{f.Past, f.Edge, f.Period} {
				require.False(t, s.End.Before(s.Start), "%+v", f)
			}
			require.LessOrEqual(t, f.DaysTo-f.DaysFrom, uint32(ledger.MaxDays))
			w.audits = append(w.audits, f)
		case Keep:
			w.keeps = append(w.keeps, f)
			require.NotEmpty(t, len(f.Hours)+len(f.Periods))
			for _, h := range f.Hours {
				require.NotZero(t, h.Hour)
				require.Less(t, h.Hour, f.Until, "an hour that is not over")
			}
		case Reply:
			require.NotZero(t, f.ID, "a report is no wish")
		case Hook:
			require.NotEmpty(t, f.Text)
			require.NotContains(t, f.Kind.String(), "alarm ", "a kind without a name")
		case Send:
			if f.Route == ByIP {
				require.NotNil(t, w.m.Net.Attached)
			} else {
				require.NotEmpty(t, w.m.Settings.ReportURL)
			}
			require.Greater(t, f.Sequence, w.sent[w.m.Account.Ledger.ICCID], "a report leaves once")
			w.sent[w.m.Account.Ledger.ICCID], w.route = f.Sequence, f.Route
		}
	}
	w.check(t)
}

// check holds after every event.
func (w *world) check(t *rapid.T) {
	m := &w.m
	require.LessOrEqual(t, len(m.History), maxHistory)
	if m.Link.State != Up {
		require.False(t, m.Net.Known, "a registration without a link")
		require.Nil(t, m.Net.Attached)
		require.Equal(t, CardUnknown, m.Card.State)
	}
	if m.Account.Has {
		b := m.Account.Ledger.Bytes()
		require.LessOrEqual(t, b.Low, b.High)
		require.GreaterOrEqual(t, b.Low, int64(0))
		l := &m.Account.Ledger
		require.LessOrEqual(t, len(l.Alarms.Queue), ledger.MaxAlarms)
		require.False(t, m.alarmWaits() && len(l.Alarms.Queue) == 0)
		require.LessOrEqual(t, int(l.Reports.SMS), m.Settings.ReportSMS+1)
		require.LessOrEqual(t, len(l.Hours), ledger.MaxHours)
		require.True(t, slices.IsSortedFunc(l.Hours, func(a, b ledger.Hour) int { return cmp.Compare(a.Hour, b.Hour) }))
		require.LessOrEqual(t, len(m.Account.Hours.Waiting), ledger.MaxHours)
	}
	v := m.verdict()
	require.NotEmpty(t, v.Text)
	require.NotContains(t, v.Text, "%!")
	st := m.Status("v", "h", false)
	for _, c := range cards {
		require.NotContains(t, fmt.Sprintf("%+v", st), c, "an ICCID in full")
	}
	require.Equal(t, v.OK(), st.Verdict.OK)
}

func (w *world) gen(t *rapid.T) uint32 {
	return w.m.Link.Gen - uint32(rapid.SampledFrom([]int{0, 0, 0, 0, 1}).Draw(t, "old"))
}

func (w *world) event(t *rapid.T) any {
	g := w.gen(t)
	switch rapid.IntRange(0, 24).Draw(t, "event") {
	case 0:
		return LinkUp{Gen: g, Port: "/dev/ttyX", Model: "EG25", Profile: module.Identify("Quectel", "EG25")}
	case 1:
		return LinkDown{Gen: g, State: rapid.SampledFrom([]LinkState{Absent, Held, Silent}).Draw(t, "down"), Cause: "x"}
	case 2:
		return CardRead{Gen: g, State: CardReady, ICCID: card(rapid.IntRange(0, 2).Draw(t, "card"))}
	case 3:
		return CardRead{Gen: g, State: rapid.SampledFrom([]CardState{CardAbsent, CardBusy, CardPIN, CardPUK, CardFailed, CardUncertain}).Draw(t, "state"), Cause: "y"}
	case 4:
		return URCSeen{Gen: g, URC: atcmd.URC{Line: rapid.SampledFrom([]string{"+CEREG: 5", "+CREG: 3", "+CEREG: 0,,,,0,11", "+CPIN: NOT READY", "RDY",
			"POWERED DOWN", `+CMTI: "ME",1`, "+QSIMSTAT: 1,0", "+CGEV: ME DETACH", "rubbish", ""}).Draw(t, "urc")}}
	case 5, 6:
		on := rapid.Bool().Draw(t, "on")
		w.raw += rapid.Uint64Range(0, 50_000).Draw(t, "bytes")
		return Polled{Gen: g, Pin: "READY", Attached: &on, Counter: &atcmd.Counter{Sent: w.raw, Received: w.raw / 2}}
	case 7:
		return Polled{Gen: g, Err: errors.New("no answer")}
	case 8:
		return TimerFired{rapid.SampledFrom([]TimerName{TimerOpen, TimerCard, TimerPoll, TimerMeter, TimerCloud, TimerReport, TimerRoute}).Draw(t, "timer")}
	case 9, 10:
		return w.finish(t)
	case 11:
		if len(w.loads) == 0 {
			return nil
		}
		l := w.loads[0]
		w.loads = w.loads[1:]
		r, ok := w.disk[l.ICCID]
		if !ok {
			r = ledger.FreshRecord(l.ICCID, w.now)
			r.Rev = rapid.Uint64Range(0, 1).Draw(t, "kept")
		}
		return Loaded{ICCID: l.ICCID, Record: r, Problem: rapid.SampledFrom([]string{"", "", "", "torn"}).Draw(t, "problem")}
	case 12:
		return w.fetched(t)
	case 13:
		return SMSListed{Gen: g, Messages: []Message{{From: "000", Digest: rapid.Uint32().Draw(t, "digest")}}}
	case 14:
		return SMSAsked{ID: 1, Text: "hi", Force: rapid.Bool().Draw(t, "force")}
	case 15:
		return SMSSent{Gen: g, Asked: 1, Err: errors.New("no"), Sure: rapid.Bool().Draw(t, "sure")}
	case 16:
		return Reported{ICCID: w.m.Account.Ledger.ICCID, Route: w.route, Sequence: w.sent[w.m.Account.Ledger.ICCID], Bytes: rapid.SampledFrom([]int{0, 70}).Draw(t, "left"), Err: rapid.SampledFrom([]error{nil, errors.New("no way")}).Draw(t, "sent")}
	case 17:
		return CalledBack{rapid.SampledFrom([]string{"", hs, "HS2"}).Draw(t, "called")}
	case 18:
		return w.audited(t)
	case 20:
		return ClockSeen{Synced: rapid.Bool().Draw(t, "synced"), Slept: time.Duration(rapid.Int64Range(0, int64(9*time.Hour)).Draw(t, "slept"))}
	case 21:
		return ClockRead{Gen: g, Clock: atcmd.Clock{UTC: w.now.Add(time.Duration(rapid.IntRange(-30_000, 30_000).Draw(t, "off")) * time.Hour)}}
	case 22:
		if len(w.keeps) == 0 {
			return nil
		}
		k := w.keeps[0]
		w.keeps = w.keeps[1:]
		return Kept{k, rapid.SampledFrom([]error{nil, errors.New("no space")}).Draw(t, "kept")}
	case 23:
		n := rapid.Int64Range(-1, 300_000)
		low, high := n.Draw(t, "low"), n.Draw(t, "high")
		return BaselineAsked{9, local.Baseline{DataLow: &low, DataHigh: &high}}
	case 19:
		return Updated{ICCID: w.m.Account.Ledger.ICCID, Err: rapid.SampledFrom([]error{nil, errors.New("x")}).Draw(t, "updated")}
	}
	s := SettingsOf(config.Default())
	s.Provider, s.Want = w.m.Settings.Provider, w.m.Settings.Want
	s.ReportURL = rapid.SampledFrom([]string{"", "https://reports.test"}).Draw(t, "url")
	s.ReportSMS, s.IPCommand = w.m.Settings.ReportSMS, rapid.Bool().Draw(t, "ip")
	return Reload{s}
}

// finish completes the oldest record, well or badly.
func (w *world) finish(t *rapid.T) any {
	if len(w.records) == 0 {
		return nil
	}
	r := w.records[0]
	w.records = w.records[1:]
	var err error
	if rapid.IntRange(0, 4).Draw(t, "disk") == 0 {
		err = errors.New("no space")
	} else {
		w.disk[r.Record.ICCID] = r.Record
	}
	return Recorded{ID: r.ID, Record: r.Record, Err: err}
}

func (w *world) fetched(t *rapid.T) any {
	w.m.Cloud.Fetching = true
	v := Fetched{ICCID: w.m.Account.Ledger.ICCID}
	if rapid.Bool().Draw(t, "failed") {
		v.Err = rapid.SampledFrom([]error{supersim.ErrNotFound, &supersim.APIError{HTTPStatus: 500}, errors.New("x")}).Draw(t, "why")
		return v
	}
	v.Date = w.now
	if rapid.Bool().Draw(t, "period") {
		v.PeriodRead, v.Period = true, &supersim.BillingPeriod{SID: "HB1", PeriodType: "ready", StartTime: w.now.Add(-time.Hour * 500), EndTime: w.now.Add(time.Hour * 500)}
	}
	v.Sim = supersim.Sim{SID: hs, Status: supersim.SimStatus(rapid.SampledFrom([]string{"new", "ready", "active", "inactive", "scheduled", "odd"}).Draw(t, "status"))}
	return v
}

const hs = "HS00000000000000000000000000000001"

// audited answers the oldest question about usage.
func (w *world) audited(t *rapid.T) any {
	if len(w.audits) == 0 {
		return TimerFired{TimerAudit}
	}
	q := w.audits[0]
	w.audits = w.audits[1:]
	n := rapid.Int64Range(-1, 1<<20)
	v := Audited{Audit: q, SMSRead: rapid.Bool().Draw(t, "sms"), SMSLow: 1, SMSHigh: 3, PastBytes: n.Draw(t, "past"), EdgeBytes: n.Draw(t, "edge"), PeriodBytes: n.Draw(t, "use")}
	if q.Fleet != "" && rapid.Bool().Draw(t, "fleet") {
		v.FleetRead = &supersim.Fleet{UniqueName: "hq", DataLimit: new(int64(1))}
	}
	if rapid.Bool().Draw(t, "days") {
		v.Days = make([]int64, q.DaysTo-q.DaysFrom)
	}
	if rapid.Bool().Draw(t, "bad") {
		v.Err = errors.New("x")
	}
	return v
}

// Whatever happens in whatever order: Step is pure, its input stays as it was,
// and the machine never says what it cannot know.
func TestStepProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{m: New(SettingsOf(config.Default())), now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), sent: map[string]uint64{}, disk: map[string]ledger.Record{}}
		w.m.Settings.Provider = "twilio"
		w.m.Settings.ReportSMS = rapid.IntRange(0, 2).Draw(t, "report.sms")
		w.m.Settings.Want = config.Want{ICCIDs: cards[:1], Status: "ready", Fleet: "hq"}
		w.step(t, Started{Boot: ledger.BootID{1}})
		for range rapid.IntRange(1, 60).Draw(t, "n") {
			w.now = w.now.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 30, 3600, -60}).Draw(t, "pass")) * time.Second)
			if v := w.event(t); v != nil {
				w.step(t, v)
			}
		}
		w.step(t, Stopping{})
	})
}

// A status must not be mistaken for another: the words are the API's.
func TestVerdictGoesOutwards(t *testing.T) {
	m := New(SettingsOf(config.Default()))
	m.Now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	m.Settings.Provider = "twilio"
	codes := func() int { return m.verdict().Code }
	require.Equal(t, NoModule, codes())
	m.Link.State = Up
	require.Equal(t, SIMStarting, codes())
	m.Card.State = CardReady
	require.Equal(t, SearchesNetwork, codes())
	m.Net.Known, m.Net.Stat = true, atcmd.Denied
	require.Equal(t, Denied, codes())
	m.Cloud.Status = "new"
	require.Equal(t, NotActivated, codes())
	m.Cloud.Status, m.Net.Stat = "ready", atcmd.Roaming
	require.Equal(t, SIMStarting, codes(), "the account is not loaded")
	m.Account = Account{Has: true, Ledger: ledger.NewAccount(ledger.FreshRecord(cards[0], m.Now))}
	require.Equal(t, NothingCounts, codes())
	m.Link.Interface = "wwan0"
	require.Equal(t, AllWell, codes())
	m.Account.Problem = "the disk is full"
	require.Equal(t, AccountNotKept, codes())
}

// HUP before the first fetch, after a restart in the middle of an update.
func TestReloadWhileScheduled(t *testing.T) {
	m := New(SettingsOf(config.Default()))
	m.Settings.Provider = "twilio"
	m.Account = Account{Has: true, Ledger: ledger.NewAccount(ledger.FreshRecord(cards[0], m.Now))}
	m.Cloud.Status = "scheduled"
	_, effects := Step(m, Event{time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), Reload{m.Settings}})
	require.Contains(t, effects, Effect(Timer{Name: TimerCloud, After: scheduledFirst, Jitter: pollJitter}))
}

// A module that is switched off says that no SIM is there; the switch is the
// reason.
func TestSwitchedOffIsNotAnAbsentSIM(t *testing.T) {
	m := New(Settings{})
	m.Link.State = Up
	off := 0
	m, _ = Step(m, Event{Value: CardRead{State: CardAbsent, Cause: "no SIM is inserted", Radio: &off}})
	require.Equal(t, RadioOff, m.Status("", "", false).Verdict.Code)
	on := 1
	m, _ = Step(m, Event{Value: CardRead{State: CardAbsent, Cause: "no SIM is inserted", Radio: &on}})
	require.Equal(t, SIMAbsent, m.Status("", "", false).Verdict.Code)
}
