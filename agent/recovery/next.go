package recovery

import (
	"slices"
	"time"
)

// Trouble is what is wrong, as far as recovery is concerned. The zero value is: nothing.
type Trouble struct {
	What  string        // "the module does not answer"; "" for no trouble
	Never string        // why no rung can cure it; then nothing is done
	Help  []Rung        // what may cure it of what this board can do, the gentlest first
	Since time.Time     // since when, or the last moment from which patience counts anew
	After time.Duration // patience: from Since to the first rung, and doubled after each
	Until time.Time     // nothing before this, whatever is due: the card may be changing its identity, a person works
	Held  string        // why Until, in words
}

// Limits are what the configuration allows.
type Limits struct {
	Most   Rung // the strongest rung; Wait: none at all
	Resets int  // of the module in a day
	Cycles int  // of its radio in a day
}

// allow tells whether a rung is ever taken.
func (l Limits) allow(r Rung) bool {
	return r <= l.Most && (r != Radio || l.Cycles > 0) && (!r.Reset() || l.Resets > 0)
}

// State says how it stands.
type State string

// The states; their texts are those of the status API.
const (
	Idle     State = "idle"     // nothing is wrong
	Waiting  State = "waiting"  // the next rung has its time
	Resting  State = "resting"  // the day's budget is spent
	Hopeless State = "hopeless" // nothing that the agent can do, or may, cures it
)

// Plan is what comes next.
type Plan struct {
	State State
	Rung  Rung      // Waiting, Resting: what is done then
	At    time.Time // Waiting, Resting: when
	Why   string    // one clause for people: what holds it up, or why nothing is done
}

// longest is the longest pause between two rungs.
const longest = 6 * time.Hour

// Next says what is done about a trouble. b has no acts older than a day: see Expire. wall is the time of day, zero when
// nobody vouches for one.
func (b Book) Next(now, wall time.Time, t Trouble, l Limits) Plan {
	switch {
	case t.What == "":
		return Plan{State: Idle}
	case t.Never != "":
		return Plan{State: Hopeless, Why: t.Never}
	}
	help := slices.DeleteFunc(slices.Clone(t.Help), func(r Rung) bool { return !l.allow(r) })
	if len(help) == 0 {
		why := "nothing here can restart it"
		if len(t.Help) > 0 {
			why = "the configuration allows no more"
		}
		return Plan{State: Hopeless, Why: why}
	}
	p := Plan{State: Waiting, Rung: b.rung(help), At: b.due(t), Why: "patience"}
	rest, half := b.rest(help)
	if half {
		p.Rung, p.At, p.Why = rest, t.Since.Add(t.After), "the run before ended in the midst of it"
	}
	if t.Until.After(p.At) {
		p.At, p.Why = t.Until, t.Held
	}
	if half {
		return p
	}
	if free := b.free(p.Rung, now, wall, l); free.After(p.At) {
		return b.gentler(p, help, now, wall, l, free)
	}
	return p
}

// rung is the gentlest that was not taken yet in this trouble, else the strongest.
func (b Book) rung(help []Rung) Rung {
	taken := b.taken()
	for _, r := range help {
		if !slices.ContainsFunc(taken, func(a Act) bool { return a.Rung >= r }) {
			return r
		}
	}
	return help[len(help)-1]
}

// rest is the rung that brings a half act to its end. It is free of the budget and of the pauses, but only once: a board
// that goes down by it every time is left alone.
func (b Book) rest(help []Rung) (Rung, bool) {
	taken := b.taken()
	if n := len(taken); !b.Half() || n > 1 && taken[n-2].half() {
		return Wait, false
	}
	i := slices.IndexFunc(help, Rung.power)
	if i < 0 {
		return Wait, false
	}
	return help[i], true
}

// due is when patience ends: it counts from the trouble, and doubled from the last act.
func (b Book) due(t Trouble) time.Time {
	at, pause := t.Since.Add(t.After), t.After
	taken := b.taken()
	for range taken {
		pause = min(2*pause, max(longest, t.After))
	}
	if n := len(taken); n > 0 {
		if next := taken[n-1].At.Add(pause); next.After(at) {
			at = next
		}
	}
	return at
}

// gentler takes what the budget still has for a rung that it has no more for; without that it rests.
func (b Book) gentler(p Plan, help []Rung, now, wall time.Time, l Limits, free time.Time) Plan {
	for i := len(help) - 1; i >= 0; i-- {
		if help[i] < p.Rung && !b.free(help[i], now, wall, l).After(p.At) {
			p.Rung = help[i]
			return p
		}
	}
	p.State, p.At, p.Why = Resting, free, "the budget of the day is spent"
	if b.Lost {
		p.Why = "what was done before is not known, so the budget of the day counts as spent"
	}
	return p
}

// free is when the budget has room for a rung; the zero time is: now.
func (b Book) free(r Rung, now, wall time.Time, l Limits) time.Time {
	most, same := l.Resets, Rung.Reset
	switch {
	case r == Radio:
		most, same = l.Cycles, func(r Rung) bool { return r == Radio }
	case !r.Reset():
		return time.Time{}
	}
	if b.Lost {
		return b.From.Add(Day)
	}
	var ends []time.Time
	for _, a := range b.Acts {
		if same(a.Rung) {
			ends = append(ends, now.Add(Day-a.age(now, wall)))
		}
	}
	if len(ends) < most {
		return time.Time{}
	}
	slices.SortFunc(ends, time.Time.Compare)
	return ends[len(ends)-most]
}
