package bench

import (
	"slices"
	"sort"
	"time"
)

// A Machine is one SIM from being put in to its verdict. It is a value: Step
// leaves what it was given as it is.
//
//	            Read            AskCloud, Look          Spend
//	put in ──► Identifying ──► Registering ──► Attaching ──► Measuring ──► Asking ──► Spending ──► Over
//	              │                 │              │             │           │           │          ▲
//	              └─────────────────┴──────────────┴─────────────┴───────────┴───────────┴──────────┘
//	               a fault, the plan's time, being taken out, or the cloud's word "new"
//
// The cloud is asked as soon as the number is known, so that its word usually
// waits for the network and not the other way round.
type Machine struct {
	Record Record // as far as it is known; the whole result when Over
	Phase  Phase

	serial   int // goes into effects, so that answers find the SIM that they are about
	rules    *rules
	start    time.Time
	iccid    string
	lock     string
	trouble  string // of the card, last
	reading  bool
	readAt   time.Time // when to read the card again
	fault    bool      // and it is the card's own
	lookedAt time.Time // when the network was heard of last

	asking  bool
	askedAt time.Time // first; zero: not yet
	askAt   time.Time // when to ask again after trouble; zero: not to
	said    *CloudSaid

	registered time.Time
	attached   time.Time
	refused    time.Time // since when it is
	refusal    refusal
	measured   time.Time
	levels     levels
	spending   bool
	spent      *Spent
	took       []Took
}

// rules are what all SIMs of a run have in common. Nobody changes them.
type rules struct {
	plan  Plan
	cloud bool // it is asked
	spend Allowed
	ids   bool // whole
}

// Phase is what a SIM is at.
type Phase uint8

// The phases, in their order.
const (
	Identifying Phase = iota
	Registering
	Attaching
	Measuring
	Asking
	Spending
	Over
)

// newMachine begins with a SIM that was put in at a time; n is the number of its
// result.
func newMachine(serial, n int, at time.Time, r *rules) Machine {
	return Machine{serial: serial, rules: r, start: at,
		Record: Record{Kind: "sim", N: n, Inserted: at.UTC().Round(time.Millisecond), Spent: SpentRecord{Bytes: ref(0), SMS: ref(0)}}}
}

// readPause and askPause are between two tries: a card that is just put in, and
// a cloud that did not answer.
const (
	readPause = time.Second
	askPause  = 5 * time.Second
)

// Step takes one event and says what to do next. What comes after the verdict
// changes nothing.
func Step(m Machine, at time.Time, event any) (Machine, []any) {
	if m.Phase == Over {
		return m, nil
	}
	switch e := event.(type) {
	case CardRead:
		m.identify(at, e)
	case Looked:
		m.look(at, e)
	case CloudSaid:
		m.hear(at, e)
	case Spent:
		m.booked(at, e)
	case removed:
		return m.end(at, Fail, TakenOut, "taken out, or lost contact, "+m.during())
	case PortLost:
		if e.Silent {
			return m.end(at, Fail, ModuleSilent, "the module stopped answering "+m.during())
		}
		return m.end(at, Fail, PortGone, "the module went away "+m.during()+": "+plain(e.Cause))
	}
	return m.decide(at)
}

// removed is the holder's being empty, as the tray has made sure.
type removed struct{}

// since is the time from being put in.
func (m *Machine) since(at time.Time) *float64 { return ref(seconds(at.Sub(m.start))) }

// note keeps how long commands took.
func (m *Machine) note(t []Took) { m.took = append(slices.Clip(m.took), t...) }

// identify takes what was read from the card.
func (m *Machine) identify(at time.Time, e CardRead) {
	m.reading = false
	m.note(e.Took)
	c := &m.Record.Card
	if e.Lock != "" {
		m.lock, c.Lock = e.Lock, text(e.Lock)
	}
	if e.PINTries >= 0 {
		c.PINTries = ref(e.PINTries)
	}
	if e.ICCID == "" {
		m.readAt, m.trouble, m.fault = at.Add(readPause), plain(e.Trouble), e.Fault
		if e.Differ {
			m.trouble = "two reads gave two numbers: " + m.trouble
		}
		return
	}
	m.iccid, m.trouble = e.ICCID, ""
	m.Record.ICCID = ref(shown(e.ICCID, m.rules.ids))
	c.Source, c.Checked, c.DigitOK, c.SuperSIM = text(e.Source), text(e.Checked), ref(e.DigitOK), ref(e.SuperSIM)
	m.Record.Reached.Card = m.since(at)
}

func shown(iccid string, whole bool) string {
	if whole {
		return iccid
	}
	return ShortID(iccid)
}

// hear takes the cloud's word.
func (m *Machine) hear(at time.Time, e CloudSaid) {
	m.asking = false
	c := &m.Record.Cloud
	if e.Trouble != "" {
		c.Error, m.askAt = text(e.Trouble), at.Add(askPause)
		return
	}
	m.said, c.Error = &e, nil
	c.Status, c.Name, c.Fleet = text(e.Status), text(e.Name), text(sid(e.Fleet, m.rules.ids))
	m.Record.Reached.Cloud = m.since(at)
}

// sid is a resource's id as people are shown it.
func sid(s string, whole bool) string {
	if whole || len(s) < 10 {
		return s
	}
	return s[:4] + "…" + s[len(s)-2:]
}

// booked takes what was spent.
func (m *Machine) booked(at time.Time, e Spent) {
	m.spending, m.spent = false, &e
	s := &m.Record.Spent
	s.Bytes, s.SMS, s.CountedBytes, s.CountedSMS = ref(e.Bytes), ref(e.SMS), e.CountedBytes, e.CountedSMS
	m.Record.Reached.Spent = m.since(at)
}

// during says what a SIM was at.
func (m *Machine) during() string {
	switch m.Phase {
	case Identifying:
		return "while its card was read"
	case Registering:
		return "while it was registering"
	case Attaching:
		return "while it was attaching"
	case Measuring:
		return "while its signal was measured"
	case Asking:
		return "while the cloud was asked"
	case Spending:
		return "while it was sending; what was sent is not known"
	}
	return "before its end"
}

// end gives the verdict.
func (m Machine) end(at time.Time, v Verdict, why Reason, text string) (Machine, []any) {
	r := &m.Record
	r.Verdict, r.Reason, r.Text = v, why, text
	r.Seconds = seconds(at.Sub(m.start))
	r.Commands = commands(m.took)
	if m.spending {
		r.Spent.Bytes, r.Spent.SMS = nil, nil
	}
	m.levels.into(&r.Signal)
	m.refusal.into(&r.Registration)
	m.Phase = Over
	return m, []any{Result{Record: m.Record}}
}

// commands sums up how quickly the module answered.
func commands(took []Took) CommandRecord {
	c := CommandRecord{Count: len(took)}
	var ms []float64
	for _, t := range took {
		if t.Failed {
			c.Failed++
		}
		ms = append(ms, milliseconds(t.For))
	}
	if len(ms) > 0 {
		ms = sorted(ms)
		c.MedianMS, c.MostMS = ref(quantile(ms, 0.5)), ref(ms[len(ms)-1])
	}
	return c
}

// milliseconds rounds to a hundredth.
func milliseconds(d time.Duration) float64 {
	return float64(d.Round(10*time.Microsecond)) / float64(time.Millisecond)
}

// sorted is a sorted copy. (slices.Sort would be its own code for floats.)
func sorted(all []float64) []float64 {
	s := slices.Clone(all)
	sort.Slice(s, func(i, j int) bool { return s[i] < s[j] })
	return s
}

// quantile takes it from sorted numbers: the least one that so large a part of
// them does not exceed.
func quantile(sorted []float64, part float64) float64 {
	i := int(part*float64(len(sorted))+0.999999) - 1
	return sorted[min(max(i, 0), len(sorted)-1)]
}
