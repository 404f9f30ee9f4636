package bench

import (
	"time"

	"simagent/atcmd/module"
)

// Options of a run.
type Options struct {
	Plan  Plan
	Cloud bool    // it is asked about each SIM
	Spend Allowed // for each SIM; the zero value spends nothing
	Count int     // end after so many results; 0: never
	IDs   bool    // whole ICCIDs and SIDs in records
}

// interval is how often the holder is looked at. A card is not changed faster by
// hand, and a question is one command on an idle line.
const interval = time.Second

// A Tray is a run: one SIM after the other in the same holder. Its methods are
// for one goroutine.
type Tray struct {
	opt   Options
	rules rules

	holder  holder
	cur     Machine   // of the SIM in the holder, if underTest or judged
	iccid   string    // of the SIM in the holder that has its verdict, "" unknown
	put     time.Time // when a line told that a card is put in; zero: none did
	empty   int       // looks in a row that found the holder empty
	faults  int       // and that found neither a card nor none
	blank   int       // and that found a card without the number that it had
	says    bool      // the module has told an empty holder from a faulty card
	looking bool
	lookAt  time.Time
	down    bool // no module answers

	results map[string]Record // by ICCID, whole
	tries   map[string]int    // of those that were interrupted and may be tested again
	n       int               // serial number of what is put in
	totals  Totals
	first   time.Time
	last    time.Time // of the last verdict
	trouble string    // of a holder that may have a dead card in it
}

// holder is what a tray knows of the module's card holder.
type holder uint8

const (
	vacant    holder = iota // empty, as far as is known
	underTest               // a SIM is in it that has no verdict yet
	judged                  // one that has
)

// NewTray begins a run at a time. A SIM that is in the holder already is the
// first one.
func NewTray(at time.Time, o Options) *Tray {
	return &Tray{opt: o, rules: rules{plan: o.Plan, cloud: o.Cloud, spend: o.Spend, ids: o.IDs}, lookAt: at, results: map[string]Record{}, tries: map[string]int{}}
}

// Due is when the tray wants a Tick at the latest.
func (t *Tray) Due() time.Time { return t.lookAt }

// Totals are those of now.
func (t *Tray) Totals(at time.Time) Totals {
	s := t.totals
	s.Kind, s.Ended = "end", at.UTC().Round(time.Second)
	if s.Tested > 0 {
		s.Seconds = seconds(t.last.Sub(t.first))
	}
	if t.holder == underTest && t.cur.iccid != "" {
		s.Unfinished = ref(shown(t.cur.iccid, t.opt.IDs) + " " + t.cur.during())
	}
	return s
}

// Handle takes an event and returns what to do, in that order.
func (t *Tray) Handle(at time.Time, event any) (do []any) {
	switch e := event.(type) {
	case CardURC:
		do = t.heard(at, e)
	case NetURC:
		t.lookAt = at
	case PortLost:
		do = t.lost(at, e)
	case PortUp:
		t.down, t.looking, t.lookAt = false, false, at
	case Looked:
		do = t.looked(at, e)
	case CardRead:
		do = t.read(at, e)
	case CloudSaid:
		if e.N == t.n {
			do = t.step(at, e)
		}
	case Spent:
		if e.N == t.n {
			do = t.step(at, e)
		}
	default:
		if t.holder == underTest {
			do = t.step(at, event)
		}
	}
	if !t.down && !t.looking && !at.Before(t.lookAt) {
		t.looking, t.lookAt = true, at.Add(interval)
		do = append(do, Look{N: t.n, Radio: t.holder == underTest})
	}
	return do
}

// heard takes a line about the card. What it says shows in the next look; a
// line alone decides nothing, since modules print them at other occasions too.
func (t *Tray) heard(at time.Time, e CardURC) []any {
	t.lookAt = at
	switch e.Event {
	case module.CardRemoved:
		t.empty = max(t.empty, 1) // the look that follows is the second word
	case module.CardInserted, module.CardReady:
		if t.holder == vacant {
			t.put = at
		}
	}
	return nil
}

func (t *Tray) lost(at time.Time, e PortLost) (do []any) {
	do = t.leave(at, e)
	t.n++ // what was asked by that port finds nobody
	t.down, t.looking, t.put, t.iccid = true, false, time.Time{}, ""
	t.become(vacant)
	return do
}

func (t *Tray) become(h holder) {
	t.holder, t.empty, t.faults, t.blank = h, 0, 0, 0
}

// looked takes a look at the holder.
func (t *Tray) looked(at time.Time, e Looked) (do []any) {
	if e.N != t.n {
		return nil // of a port that is lost
	}
	t.looking = false
	if t.lookAt.Before(at) {
		t.lookAt = at // one that took longer than the interval
	}
	t.count(e.Presence)
	t.trouble = e.Trouble
	if t.blank++; e.Presence != There || e.ICCID != "" || t.known() == "" {
		t.blank = 0
	}
	switch {
	case t.holder == vacant && t.isThere(e.Presence):
		return t.begin(at)
	case t.holder == vacant:
		return nil
	case t.isGone():
		do = t.leave(at, removed{})
		t.iccid, t.put = "", time.Time{}
		t.become(vacant)
		return do
	case e.ICCID != "" && t.known() != "" && e.ICCID != t.known(), t.blank > faultsMost,
		e.ICCID != "" && t.holder == judged && t.known() == "": // one without a number was changed for one with
		return append(t.leave(at, removed{}), t.begin(at)...)
	case t.holder == underTest:
		return t.step(at, e)
	}
	return nil
}

// leave ends the SIM in the holder, because of an event. One that left before its
// number was read has no result: contacts bounce while a card is pushed in, and
// nobody could say which card it was.
func (t *Tray) leave(at time.Time, event any) []any {
	if t.holder == underTest && t.cur.iccid == "" {
		t.n++ // what is still asked about it finds nobody
		return nil
	}
	return t.step(at, event)
}

// known is the number of the SIM in the holder, "" while it is not.
func (t *Tray) known() string {
	if t.holder == underTest {
		return t.cur.iccid
	}
	return t.iccid
}

func (t *Tray) count(p Presence) {
	switch p {
	case Empty:
		t.says = true
		t.empty++
		t.faults = 0
	case Unclear: // a module that hangs has not lost its card
	case Faulty:
		t.faults++
		t.empty = 0
	default:
		t.empty, t.faults = 0, 0
	}
}

// isThere tells whether a card has come. A fault is one only where the module
// says something else of an empty holder.
func (t *Tray) isThere(p Presence) bool {
	return p == There || p == Busy || p == Faulty && t.says && t.faults > 1
}

// faultsMost is how many looks in a row may find a fault before a SIM that had
// its verdict counts as taken out: a card that changes its identity is away for
// a moment.
const faultsMost = 5

// isGone tells whether the card has left. One look is not enough: it may have
// met the card while it was read anew.
func (t *Tray) isGone() bool {
	return t.empty > 1 || !t.says && t.faults > faultsMost || t.holder == judged && t.faults > faultsMost
}

// begin starts the next SIM.
func (t *Tray) begin(at time.Time) []any {
	start := at
	if !t.put.IsZero() && at.Sub(t.put) < time.Duration(t.opt.Plan.Card.Within) {
		start = t.put
	}
	if t.first.IsZero() {
		t.first = start
	}
	t.put, t.iccid = time.Time{}, ""
	t.n++
	t.cur = newMachine(t.n, t.totals.Tested+1, start, &t.rules)
	t.become(underTest)
	t.lookAt = at
	return t.step(at, Tick{})
}

// read takes what was read from the card.
func (t *Tray) read(at time.Time, e CardRead) []any {
	if e.N != t.n || t.holder != underTest || t.cur.iccid != "" {
		return nil
	}
	before, seen := t.results[e.ICCID]
	again := seen && t.tries[e.ICCID] > 0
	if again {
		t.cur.Record.N = before.N
	}
	if e.ICCID == "" || !seen || again {
		do := t.step(at, e)
		t.lookAt = at
		return do
	}
	t.totals.Seen++
	t.cur = Machine{Record: before, Phase: Over}
	t.iccid = e.ICCID
	t.become(judged)
	return []any{Seen{SeenRecord: SeenRecord{Kind: "seen", N: before.N, At: at.UTC().Round(time.Second), ICCID: shown(e.ICCID, t.opt.IDs)}, Before: before}}
}

// step lets the SIM in the holder take an event.
func (t *Tray) step(at time.Time, event any) (do []any) {
	if t.holder != underTest {
		return nil
	}
	t.cur, do = Step(t.cur, at, event)
	if t.cur.Phase != Over {
		return do
	}
	r := t.cur.Record
	t.iccid, t.last = t.cur.iccid, at
	if t.iccid != "" {
		if before, again := t.results[t.iccid]; again {
			t.tally(before, -1)
		}
		t.results[t.iccid] = r
		t.retry()
	}
	t.become(judged)
	t.tally(r, 1)
	if t.opt.Count > 0 && t.totals.Tested >= t.opt.Count {
		do = append(do, End{})
	}
	return do
}

// triesMost is how often a SIM is tested that is interrupted each time: a bad
// contact must not fill the disk over night.
const triesMost = 3

// retry lets a SIM that was interrupted be tested again when it comes again: the
// verdict is about a hand or a cable. One that may have spent something is not.
func (t *Tray) retry() {
	if t.cur.Record.Reason.interrupted() && !t.cur.spending {
		t.tries[t.iccid] = (t.tries[t.iccid] + 1) % triesMost
	} else {
		delete(t.tries, t.iccid)
	}
}

// tally adds a result to the totals, or with -1 takes it away.
func (t *Tray) tally(r Record, by int) {
	t.totals.Tested += by
	switch {
	case r.Verdict == Fail:
		t.totals.Failed += by
	case r.Reason == NotActivated:
		t.totals.NotActivated += by
		fallthrough
	default:
		t.totals.Passed += by
	}
}
