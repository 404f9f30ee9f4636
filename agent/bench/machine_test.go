package bench

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/atcmd"
	"simagent/atcmd/module"
)

var t0 = time.Date(2026, 11, 24, 9, 41, 0, 0, time.UTC)

// sim is one SIM that is stepped by hand.
type sim struct {
	t  require.TestingT
	m  Machine
	at time.Time
	do []any // of the last event

	results []Result
}

func newSIM(t require.TestingT, plan Plan, cloud bool) *sim {
	s := &sim{t: t, m: newMachine(7, 3, t0, &rules{plan: plan, cloud: cloud}), at: t0}
	s.step(Tick{})
	return s
}

// step takes one event now.
func (s *sim) step(event any) *sim {
	s.m, s.do = Step(s.m, s.at, event)
	for _, x := range s.do {
		if r, is := x.(Result); is {
			s.results = append(s.results, r)
		}
	}
	return s
}

func (s *sim) after(d time.Duration, event any) *sim {
	s.at = s.at.Add(d)
	return s.step(event)
}

// verdict wants the SIM to be over, for a reason.
func (s *sim) verdict(v Verdict, why Reason, text string) {
	require.Equal(s.t, Over, s.m.Phase, "no verdict; it is %s", s.m.during())
	r := s.m.Record
	require.Equal(s.t, []string{string(v), string(why), text}, []string{string(r.Verdict), string(r.Reason), r.Text})
	require.Equal(s.t, []Result{{Record: r}}, s.results)
}

func (s *sim) waits(p Phase) {
	require.Equal(s.t, p, s.m.Phase, s.m.Record.Text)
}

const madeUp = "89883070000000012342"

func goodCard() CardRead {
	return CardRead{N: 7, ICCID: madeUp, Source: "+CRSM", DigitOK: true, SuperSIM: true, Lock: "READY", PINTries: 3}
}

func at(stat atcmd.Stat, cause int) Looked {
	r := atcmd.Registration{Domain: atcmd.EPS, Stat: stat, AcT: 7, CauseType: -1, Cause: -1}
	if cause > 0 {
		r.CauseType, r.Cause = 0, cause
	}
	return Looked{N: 7, Presence: There, Lock: "READY", Regs: []atcmd.Registration{r}}
}

func on(rsrp float64) Looked {
	l := at(atcmd.Roaming, 0)
	l.Attached, l.Operator, l.RSRP = ref(true), &atcmd.Operator{Name: "310-410", AcT: 7}, &rsrp
	return l
}

func said(status string) CloudSaid { return CloudSaid{N: 7, Status: status} }

func TestGoodSIM(t *testing.T) {
	s := newSIM(t, Default(), true)
	require.Equal(t, []any{Read{N: 7}}, s.do)
	s.after(time.Second, goodCard())
	require.Equal(t, []any{AskCloud{N: 7, ICCID: madeUp}}, s.do, "at once, not when it is registered")
	s.after(time.Second, at(atcmd.Searching, 0)).waits(Registering)
	s.after(time.Second, said("ready")).waits(Registering)
	s.after(time.Second, on(-97)).waits(Measuring)
	s.after(time.Second, on(-99))
	s.after(time.Second, on(-95))
	s.verdict(Pass, OK, "roaming 310-410 LTE, RSRP -97 dBm, ready")
	r := s.m.Record
	require.Equal(t, "8988307…2342", *r.ICCID)
	require.Equal(t, []float64{1, 4, 4, 6, 3}, []float64{*r.Reached.Card, *r.Reached.Registered, *r.Reached.Attached, *r.Reached.Signal, *r.Reached.Cloud})
	require.Equal(t, []float64{-97, -99, -95}, []float64{*r.Signal.RSRP, *r.Signal.RSRPLeast, *r.Signal.RSRPMost})
	require.Nil(t, r.Signal.RSSI, "unknown is null")
	require.Equal(t, 3, r.N)
	require.Equal(t, 6.0, r.Seconds)
}

// Each way to fail, and what is said of it. Each row goes on from a card that is
// read and a cloud that said "ready".
func TestWaysToFail(t *testing.T) {
	plan := func(f func(*Plan)) Plan { p := Default(); f(&p); return p }
	minutes := func(s *sim, n int, l Looked) {
		for range n * 60 {
			s.after(time.Second, l)
		}
	}
	for name, c := range map[string]struct {
		plan   Plan
		status string
		go_    func(*sim)
		why    Reason
		text   string
	}{
		"taken out":                 {Default(), "ready", func(s *sim) { s.step(removed{}) }, TakenOut, "taken out, or lost contact, while it was registering"},
		"port":                      {Default(), "ready", func(s *sim) { s.step(PortLost{Cause: "/dev/x is lost"}) }, PortGone, "the module went away while it was registering: /dev/x is lost"},
		"hung":                      {Default(), "ready", func(s *sim) { s.step(PortLost{Cause: "the module does not answer", Silent: true}) }, ModuleSilent, "the module stopped answering while it was registering"},
		"refused":                   {Default(), "ready", func(s *sim) { minutes(s, 2, at(atcmd.Denied, 8)) }, Refused, "refused with cause 8, EPS services and non-EPS services not allowed"},
		"refused, but not for good": {Default(), "ready", func(s *sim) { minutes(s, 6, at(atcmd.Denied, 17)) }, Refused, "refused with cause 17, network failure"},
		"no cause":                  {Default(), "ready", func(s *sim) { minutes(s, 2, at(atcmd.Denied, 0)) }, Refused, "refused; the module does not tell the cause"},
		"searching":                 {Default(), "active", func(s *sim) { minutes(s, 6, at(atcmd.Searching, 0)) }, NotRegistered, "not registered in 5m: searching"},
		"silent":                    {Default(), "active", func(s *sim) { minutes(s, 6, Looked{N: 7}) }, NotRegistered, "not registered in 5m: no word from the module"},
		"detached": {Default(), "ready", func(s *sim) {
			l := on(-90)
			l.Attached = ref(false)
			minutes(s, 2, l)
		}, NotAttached, "registered, but not attached for data in 1m"},
		"APN": {plan(func(p *Plan) { p.Attach.APN = "super" }), "ready", func(s *sim) {
			l := on(-90)
			l.APN = ref("internet")
			s.step(l)
		}, WrongAPN, `the module's context has the APN "internet", want "super"`},
		"weak":     {Default(), "ready", func(s *sim) { minutes(s, 1, on(-120)) }, WeakSignal, "RSRP -120 dBm, want -115 at least"},
		"no level": {Default(), "ready", func(s *sim) { l := on(0); l.RSRP = nil; minutes(s, 1, l) }, NoSignal, "the module told no level in 3 readings"},
		"operator": {plan(func(p *Plan) { p.Register.Operators = []string{"26201"} }), "ready", func(s *sim) { s.step(on(-90)) }, WrongOperator, "on 310-410, want 26201"},
		"inactive": {Default(), "inactive", func(*sim) {}, WrongStatus, `"inactive" in the cloud, want new, ready, active`},
		"new":      {plan(func(p *Plan) { p.Cloud.Status = []string{"active"} }), "new", func(*sim) {}, WrongStatus, `"new" in the cloud, want active`},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSIM(t, c.plan, true)
			s.after(time.Second, goodCard()).after(time.Second, said(c.status))
			c.go_(s)
			require.Equal(t, Over, s.m.Phase)
			require.Equal(t, Fail, s.m.Record.Verdict)
			require.Equal(t, []string{string(c.why), c.text}, []string{string(s.m.Record.Reason), s.m.Record.Text})
		})
	}
}

// What is wrong with the card itself.
func TestWaysOfCards(t *testing.T) {
	read := func(f func(*CardRead)) CardRead { c := goodCard(); f(&c); return c }
	for name, c := range map[string]struct {
		card CardRead
		why  Reason
		text string
	}{
		"PIN":   {read(func(c *CardRead) { c.Lock = "SIM PIN" }), NeedsPIN, "the card waits for its PIN, which the bench does not give"},
		"PUK":   {read(func(c *CardRead) { c.Lock = "SIM PUK" }), NeedsPUK, "the card is blocked: it waits for its PUK"},
		"lock":  {read(func(c *CardRead) { c.Lock = "PH-NET PIN" }), ModuleLocked, "the module is locked to another operator or SIM (PH-NET PIN)"},
		"digit": {read(func(c *CardRead) { c.DigitOK = false }), WrongNumber, "the card number's check digit is wrong"},
		"blank": {CardRead{N: 7, Trouble: "CME error 13", PINTries: -1}, NoNumber, "no card number in 30s: CME error 13"},
		"dead":  {CardRead{N: 7, Trouble: "+CPIN: SIM failure (CME 13)", Fault: true, PINTries: -1}, CardFailed, "the card or its contacts fail: +CPIN: SIM failure (CME 13)"},
		"two":   {CardRead{N: 7, Trouble: "a says 1, b says 2", Differ: true, PINTries: -1}, CardFailed, "two reads gave two numbers: a says 1, b says 2"},
		"busy":  {read(func(c *CardRead) { c.Lock = "" }), CardFailed, "the card is not ready in 30s"},
	} {
		t.Run(name, func(t *testing.T) {
			p := Default()
			p.Card.CheckDigit = true
			s := newSIM(t, p, false)
			for range 31 {
				if s.m.Phase != Over {
					s.after(time.Second, c.card)
				}
			}
			s.verdict(Fail, c.why, c.text)
		})
	}
}

// A Sim that is new passes, with the cause if the network tells it soon.
func TestNewSIM(t *testing.T) {
	s := newSIM(t, Default(), true)
	s.after(time.Second, goodCard()).after(time.Second, said("new")).waits(Registering)
	s.after(time.Second, at(atcmd.Denied, 8))
	s.verdict(Pass, NotActivated, "not activated; refused with cause 8, EPS services and non-EPS services not allowed")
	s = newSIM(t, Default(), true)
	s.after(time.Second, goodCard()).after(time.Second, said("new"))
	s.after(12*time.Second, Tick{}).waits(Registering)
	s.after(time.Second, Tick{})
	s.verdict(Pass, NotActivated, "not activated")
	// The network is quicker than the cloud: the refusal waits for the cloud's word.
	s = newSIM(t, Default(), true)
	s.after(time.Second, goodCard())
	for range 100 {
		s.after(time.Second, at(atcmd.Denied, 8))
		if s.m.asking {
			s.step(CloudSaid{N: 7, Trouble: "no route"})
		}
	}
	s.verdict(Fail, Refused, "refused with cause 8, EPS services and non-EPS services not allowed; whether it is activated nobody said")
}

// The cloud is asked again after trouble, and its silence is a failure in the end.
func TestCloudIsSilent(t *testing.T) {
	s := newSIM(t, Default(), true)
	s.after(0, goodCard()).step(CloudSaid{N: 7, Trouble: "no route"})
	asked := 1
	for range 40 {
		s.after(time.Second, on(-90))
		for _, x := range s.do {
			if _, is := x.(AskCloud); is {
				asked++
				s.step(CloudSaid{N: 7, Trouble: "no route"})
			}
		}
	}
	require.Equal(t, CloudSilent, s.m.Record.Reason, s.m.Record.Text)
	require.Equal(t, "no word from the cloud in 30s: no route", s.m.Record.Text)
	require.Equal(t, 6, asked, "every five seconds")
}

// Spending begins only behind everything else, and must be counted.
func TestSpending(t *testing.T) {
	for _, c := range []struct {
		spent Spent
		v     Verdict
		why   Reason
		text  string
	}{
		{Spent{Bytes: 100, SMS: 1, CountedBytes: ref(100), CountedSMS: ref(1)}, Pass, OK, "roaming 310-410 LTE, RSRP -90 dBm, ready, 100 B and 1 SMS spent and counted"},
		{Spent{Bytes: 100, SMS: 1, CountedBytes: ref(100), CountedSMS: ref(0)}, Fail, SpendUncounted, "sent 100 B and 1 SMS, of which the cloud lists 100 B and 0 SMS in 1m"},
		{Spent{Bytes: 100, SMS: 1, CountedBytes: ref(100)}, Fail, SpendUncounted, "sent 100 B and 1 SMS, of which the cloud lists 100 B and an unknown number of SMS in 1m"},
		{Spent{Refused: "it would end ready"}, Fail, SpendRefused, "nothing was sent: it would end ready"},
		{Spent{Bytes: 50, Trouble: "cannot send"}, Fail, SpendFailed, "cannot send"},
	} {
		s := newSIM(t, Default(), true)
		s.m.rules.spend = Allowed{Bytes: 100, SMS: 1}
		s.after(time.Second, goodCard()).after(time.Second, said("ready"))
		for range 3 {
			s.after(time.Second, on(-90))
		}
		s.waits(Spending)
		require.Equal(t, []any{Spend{N: 7, ICCID: madeUp, Allowed: Allowed{100, 1}, Within: time.Minute}}, s.do)
		s.after(time.Second, Tick{})
		require.Empty(t, s.do, "once")
		s.after(time.Second, c.spent)
		s.verdict(c.v, c.why, c.text)
		require.Equal(t, c.spent.Bytes, *s.m.Record.Spent.Bytes)
	}
}

// Two ways on from one Machine do not write into each other's readings.
func TestStepDoesNotShare(t *testing.T) {
	s := newSIM(t, Default(), false)
	s.after(time.Second, goodCard())
	for range 5 { // so that there is room behind the slice
		l := at(atcmd.Searching, 0)
		l.Took = []Took{{Command: "+CPIN?"}}
		s.after(time.Second, l)
	}
	way := func(name string) Machine {
		l := at(atcmd.Searching, 0)
		l.Took = []Took{{Command: name}}
		m, _ := Step(s.m, s.at, l)
		return m
	}
	a := way("+A")
	_ = way("+B")
	require.Equal(t, "+A", a.took[len(a.took)-1].Command)
}

// anyEvent draws an event of any kind.
func anyEvent(rt *rapid.T) any {
	n := rapid.IntRange(1, 4).Draw(rt, "n")
	iccid := rapid.SampledFrom([]string{"", madeUp, "89883070000000054321"})
	stat := rapid.SampledFrom([]atcmd.Stat{0, 1, 2, 3, 5})
	switch rapid.IntRange(0, 9).Draw(rt, "kind") {
	case 0:
		return CardRead{N: n, ICCID: iccid.Draw(rt, "iccid"), Lock: rapid.SampledFrom([]string{"", "READY", "READY", "SIM PIN"}).Draw(rt, "lock"), PINTries: -1, Trouble: "x"}
	case 1, 2, 3, 4:
		l := at(stat.Draw(rt, "stat"), rapid.SampledFrom([]int{0, 8, 17}).Draw(rt, "cause"))
		l.N, l.Presence, l.ICCID = n, Presence(rapid.IntRange(0, 4).Draw(rt, "presence")), iccid.Draw(rt, "iccid")
		l.Attached = rapid.SampledFrom([]*bool{nil, ref(true), ref(false)}).Draw(rt, "attached")
		l.RSRP = rapid.SampledFrom([]*float64{nil, ref(-90.0), ref(-130.0)}).Draw(rt, "rsrp")
		l.Took = []Took{{Command: "+CPIN?", For: time.Millisecond}}
		return l
	case 5:
		return CloudSaid{N: n, Status: rapid.SampledFrom([]string{"new", "ready", "inactive"}).Draw(rt, "status")}
	case 6:
		return CloudSaid{N: n, Trouble: "x", Missing: false}
	case 7:
		return CardURC{Event: module.CardEvent(rapid.IntRange(0, 4).Draw(rt, "event"))}
	case 8:
		return rapid.SampledFrom([]any{PortLost{Cause: "x"}, PortUp{}, NetURC{}}).Draw(rt, "port")
	}
	return Tick{}
}

// Property: Step leaves what it was given as it is, says the same to the same, ends
// once, and changes nothing behind the end.
func TestStepIsPure(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := newMachine(1, 1, t0, &rules{plan: Default(), cloud: rapid.Bool().Draw(rt, "cloud")})
		now, ends := t0, 0
		for range rapid.IntRange(1, 60).Draw(rt, "events") {
			now = now.Add(time.Duration(rapid.IntRange(0, 40_000).Draw(rt, "ms")) * time.Millisecond)
			e := anyEvent(rt)
			before := fmt.Sprintf("%+v", shape(m))
			a, do := Step(m, now, e)
			b, again := Step(m, now, e)
			require.Equal(rt, before, fmt.Sprintf("%+v", shape(m)))
			require.True(rt, reflect.DeepEqual(a, b) && reflect.DeepEqual(do, again))
			for _, x := range do {
				if r, is := x.(Result); is {
					ends++
					require.NotEmpty(rt, r.Record.Text)
					require.Contains(rt, []Verdict{Pass, Fail}, r.Record.Verdict)
					require.GreaterOrEqual(rt, r.Record.Seconds, 0.0)
				}
			}
			if m.Phase == Over {
				require.True(rt, reflect.DeepEqual(m, a) && do == nil)
			}
			m = a
		}
		require.LessOrEqual(rt, ends, 1)
		// Whatever came, the plan's patience ends.
		for range 60 {
			now = now.Add(time.Minute)
			m, _ = Step(m, now, Tick{})
		}
		if m.Phase == Measuring {
			return // waits for readings: a module that gives none is a port that ends
		}
		require.Equal(rt, Over, m.Phase)
	})
}

// shape follows the pointers of a record.
func shape(m Machine) any {
	b, _ := jsonOf(m.Record)
	return fmt.Sprint(b, m.Phase, m.levels, m.took, m.iccid, m.refusal)
}

// A card of which nothing can be read before its PIN is one that waits for its PIN.
func TestLockedCardWithoutNumber(t *testing.T) {
	for lock, why := range map[string]Reason{"SIM PIN": NeedsPIN, "SIM PUK": NeedsPUK, "PH-NET PIN": ModuleLocked, "": NoNumber} {
		s := newSIM(t, Default(), false)
		for range 31 {
			if s.m.Phase != Over {
				s.after(time.Second, CardRead{N: 7, Lock: lock, Trouble: "SIM PIN required", PINTries: -1})
			}
		}
		require.Equal(t, why, s.m.Record.Reason, s.m.Record.Text)
	}
}

// A module that says nothing more while the signal is measured does not hold the tray up.
func TestSilentWhileMeasuring(t *testing.T) {
	s := newSIM(t, Default(), false)
	s.after(time.Second, goodCard()).after(time.Second, on(-90))
	for range 59 {
		s.after(time.Second, Looked{N: 7, Presence: Busy, Trouble: "the card is busy"}).waits(Measuring)
	}
	s.after(time.Second, Tick{})
	s.verdict(Fail, NoSignal, "no word about the signal for 1m, after 1 of 3 readings: the card is busy")
}

// A card of another operator is said to be one, where nobody else says it.
func TestForeignCard(t *testing.T) {
	c := goodCard()
	c.SuperSIM = false
	s := newSIM(t, Default(), true)
	s.after(time.Second, c).after(time.Second, CloudSaid{N: 7, Missing: true})
	s.verdict(Fail, NotOnAccount, "the cloud has no Sim with this number on the account; by its number no known Super SIM")
	s = newSIM(t, Default(), false)
	s.after(time.Second, c)
	for range 3 {
		s.after(time.Second, on(-90))
	}
	s.verdict(Pass, OK, "roaming 310-410 LTE, RSRP -90 dBm, by its number no known Super SIM")
}

func TestPlainKeepsWordsApart(t *testing.T) {
	require.Equal(t, "401 Unauthorized Repair the file", plain("401 Unauthorized\nRepair\tthe file\x1b"))
}

// A module that knows no registration but that for calls passes by its attach.
func TestRegistrationForCallsAlone(t *testing.T) {
	calls := func(l Looked) Looked {
		l.Regs[0].Domain, l.Regs[0].AcT = atcmd.CS, atcmd.NoAcT
		return l
	}
	s := newSIM(t, Default(), false)
	s.after(time.Second, goodCard())
	unattached := calls(on(-97))
	unattached.Attached = ref(false)
	s.after(time.Second, unattached).waits(Attaching)
	s = newSIM(t, Default(), false)
	s.after(time.Second, goodCard())
	both := calls(on(-97))
	both.Regs = append(both.Regs, at(atcmd.Searching, 0).Regs...)
	s.after(time.Second, both).waits(Registering)
	for range 3 {
		s.after(time.Second, calls(on(-97)))
	}
	require.Equal(t, Over, s.m.Phase)
	require.Equal(t, Pass, s.m.Record.Verdict)
}
