package page_test

import (
	"context"
	"errors"
	"sync"
	"time"

	"simagent/agent/local"
)

func ptr[T any](v T) *T { return &v }

var now = time.Date(2026, 11, 24, 9, 41, 7, 0, time.UTC)

// The ids of the sample, in full as no page may show them, and short.
const (
	wholeICCID = "8988307000000006789"
	shortICCID = "8988307…6789"
)

// source is a daemon that tests play on.
type source struct {
	mu    sync.Mutex
	st    local.Status
	book  local.Book
	err   error
	asked int
	books int
	shown bool // ids were asked for
}

func (s *source) Status(_ context.Context, showIDs bool) (local.Status, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	s.shown = s.shown || showIDs
	st := s.st
	if showIDs {
		st.SIM.ICCID = ptr(wholeICCID)
	}
	return st, s.err
}

func (s *source) Book(_ context.Context, showIDs bool) (local.Book, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.books++
	s.shown = s.shown || showIDs
	b := s.book
	if showIDs {
		b.ICCID = wholeICCID
	}
	return b, s.err
}

func (s *source) change(f func(*local.Status)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(&s.st)
}

func (s *source) counts() (asked, books int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked, s.books
}

var errEnding = errors.New("the daemon is ending")

// well is a gateway where everything works.
func well() *source {
	return &source{st: local.Status{
		Schema: 1, Name: "gateway-7", Version: "v1", Time: now, UptimeS: ptr(int64(3*86400 + 4*3600 + 720)), Clock: "ntp",
		Link: local.Link{State: "up", Since: ptr(now.Add(-72 * time.Hour)), Port: ptr("/dev/ttyUSB2"), Settings: []local.Setting{},
			Module: local.Module{Manufacturer: ptr("Quectel"), Model: ptr("EG25-G"), Revision: ptr("EG25GGBR07A08M2G"), Profile: ptr("quectel-lte")}},
		SIM: local.SIM{State: "ready", Since: ptr(now.Add(-72 * time.Hour)), ICCID: ptr(shortICCID), SuperSIM: ptr(true)},
		Network: local.Network{Registration: ptr("roaming"), Since: ptr(now.Add(-67 * time.Hour)), Attached: ptr(true), AttachedAt: ptr(now.Add(-67 * time.Hour)), Operator: ptr("310-410"),
			RAT: ptr("LTE"), Band: ptr("B2"), APN: ptr("super"), Signal: local.Signal{RSSI: ptr(-71), RSRP: ptr(-97), RSRQ: ptr(-10.5)}},
		Account: local.Account{ICCID: ptr(shortICCID), Stored: ptr(now.Add(-4 * time.Minute)),
			Data: local.Data{Low: ptr(int64(183_200)), High: ptr(int64(196_224)), Limit: ptr(int64(250_000)), Source: ptr("wwan0"), NotSeen: []string{"the card's own traffic", "operator rounding", "traffic inside the module"},
				Sent: ptr(int64(61_100)), Received: ptr(int64(80_100)), Past: ptr(int64(42_000)), Uncertain: ptr(int64(13_024)), RatePerDay: ptr(int64(24_800))},
			SMS:        local.SMS{Low: ptr(int64(2)), High: ptr(int64(2)), Sent: ptr(int64(1)), Received: ptr(int64(1)), Limit: ptr(int64(5))},
			ReadyUntil: ptr(now.AddDate(0, 0, 51)), ReadyUntilEstimated: ptr(false), ReadyLeftS: ptr(int64(51 * 86400)), EndsFirst: ptr("data"),
			ActiveAt: ptr(now.Add(52 * time.Hour)), ActiveInS: ptr(int64(52 * 3600)), ActiveAtLatest: ptr(false)},
		Cloud: local.Cloud{Provider: ptr("twilio"), SID: ptr("HS1f…c2"), Name: ptr("pump-7"), Status: ptr("ready"), Since: ptr(now.AddDate(0, 0, -40)), Fleet: ptr("hq-sensors"), FleetSID: ptr("HF6f…4b"),
			Predicted: ptr("ready"), CheckedAt: ptr(now.Add(-6 * time.Minute)), NextCheck: ptr(now.Add(9 * time.Minute)),
			Compared: []local.DayFigure{{Day: "2026-11-22", Cloud: 8_210, Low: 8_100, High: 8_300, Says: "agrees"}, {Day: "2026-11-21", Cloud: 7_900, Low: 7_900, High: 7_900, Says: "agrees"}}},
		Report:   local.Report{Sent: 3, LastAt: ptr(now.Add(-3 * time.Hour)), LastRoute: ptr("IP Command"), Sequence: ptr(int64(9)), BytesToday: ptr(int64(219)), BudgetToday: ptr(int64(275)), Alarms: []local.Text{}},
		Recovery: local.Recovery{State: "idle", Resets: ptr(int64(0)), Allowed: ptr(int64(4)), Acts: []local.Act{}, SupplyLow: ptr(false), SupplyWas: ptr(false)},
		Verdict:  local.Verdict{OK: true, Text: "Everything works. Nothing to do."},
		Transitions: []local.Transition{
			{Time: now.Add(-3 * time.Hour), Trusted: true, What: "attach", From: "detached", To: "attached"},
			{Time: now.Add(-181 * time.Minute), Trusted: true, What: "registration", From: "searching", To: "roaming"},
			{Time: now.Add(-192 * time.Minute), Trusted: true, What: "registration", From: "roaming", To: "searching", Cause: "the network was lost"},
			{Time: now.Add(-72 * time.Hour), Trusted: true, What: "cloud", From: "new", To: "ready"},
			{Time: now.Add(-73 * time.Hour), Trusted: true, What: "sim", From: "busy", To: "ready"},
			{What: "link", From: "opening", To: "up"},
		},
	}, book: book()}
}

// book is a month of a sensor that was off for a day and for a night.
func book() local.Book {
	b := local.Book{Schema: 1, ICCID: shortICCID, Live: true}
	for i := range 47 {
		if i > 20 && i < 29 {
			continue
		}
		h := now.Truncate(time.Hour).Add(time.Duration(i-46) * time.Hour)
		s := local.BookSum{Sent: int64(240 + (i*137)%400), Received: int64(310 + (i*211)%700), WatchedS: 3600}
		if i%12 == 5 {
			s.Received, s.Sent, s.Uncertain, s.SMSReceived, s.WatchedS = 4_100, 900, 1_024, 1, 1800
		}
		if i%7 == 3 {
			s = local.BookSum{WatchedS: 3600}
		}
		b.Hours = append(b.Hours, local.BookHour{Hour: &h, BookSum: s})
	}
	for i := range 27 {
		if i == 11 {
			continue
		}
		d := now.AddDate(0, 0, i-26)
		b.Days = append(b.Days, local.BookDay{Day: d.Format(time.DateOnly), BookSum: local.BookSum{Sent: int64(2_000 + (i*977)%2400), Received: int64(3_000 + (i*1311)%4100), Uncertain: int64(i % 5 * 300), WatchedS: 86400}})
	}
	return b
}

// ill is one with everything to say at once: a past that is not known, a module that does not register, recovery at work.
func ill() *source {
	s := well()
	s.change(func(st *local.Status) {
		st.Verdict = local.Verdict{Code: 40, Where: "network", Text: "The network refuses the SIM: EPS services not allowed (7). The Sim is active in no Fleet that may roam here, or its Fleet has data switched off.",
			Next: ptr("look at the Fleet: simagent sims show 8988307…6789")}
		st.Network = local.Network{Registration: ptr("denied"), Since: ptr(now.Add(-12 * time.Minute)), Attached: ptr(false), Cause: ptr("EPS services not allowed (7)"), CauseAdvice: "the operator does not let this SIM in"}
		st.Account.Data.High, st.Account.SMS.High, st.Account.ActiveAtLatest = nil, nil, ptr(true)
		st.Account.Data.Uncertain = nil
		st.Account.SMS.Low = ptr(int64(0))
		st.Cloud.Error = ptr("cannot ask the cloud: every way out is the modem's, and it is not to be used for that")
		st.Report.Alarms = []local.Text{"data 50 %", "denied"}
		st.Recovery = local.Recovery{State: "waiting", Trouble: "the network refuses the SIM", Since: ptr(now.Add(-12 * time.Minute)), Next: "radio", NextWords: "switch the radio off and on", NextInS: ptr(int64(780)),
			Why: "patience", Resets: ptr(int64(1)), Allowed: ptr(int64(4)), Cycles: ptr(int64(2)), Acts: []local.Act{{Rung: "radio", AgeS: 2700, Why: "denied"}, {Rung: "module_reset", AgeS: 8200, Why: "silent"}, {Rung: "radio", AgeS: 15000, Why: "denied"}}, SupplyLow: ptr(false), SupplyWas: ptr(true), Drops: ptr(int64(3))}
		st.Transitions = append([]local.Transition{{Time: now.Add(-12 * time.Minute), Trusted: true, What: "registration", From: "searching", To: "denied", Cause: "EPS services not allowed (7)"}}, st.Transitions...)
	})
	return s
}

// nothing is a daemon that has just started, without a module and a clock.
func nothing() *source {
	return &source{st: local.Status{Name: "raspberrypi", Version: "v1", Time: time.Date(1970, 1, 1, 0, 0, 9, 0, time.UTC), UptimeS: ptr(int64(4)), Link: local.Link{State: "absent", Error: ptr("no AT port is plugged in")},
		SIM: local.SIM{State: "unknown"}, Account: local.Account{Data: local.Data{NotSeen: []string{}}}, Recovery: local.Recovery{State: "idle", Resets: ptr(int64(0)), Allowed: ptr(int64(4))}, Verdict: local.Verdict{Code: 10, Where: "modem", Text: "No module is plugged in."}},
		book: local.Book{}}
}
