package recovery

import (
	"slices"
	"time"
)

// Day is the time for which acts are remembered, and the budget's.
const Day = 24 * time.Hour

// mostActs bounds the book: more than any budget allows in a day.
const mostActs = 64

// Act is one rung that was taken.
type Act struct {
	Rung Rung
	At   time.Time // by this process's clock; its monotonic reading counts where it has one
	Wall time.Time // by a clock that somebody vouched for, zero where nobody did
	Why  string    // what was wrong, at most 80 bytes on the disk
	Here bool      // in this run of the process: it knows how old it is; not on the disk
	Done bool      // it came to its end: what it switched off is on again
}

// Book is what was done lately. It is a value: methods return a changed copy and share nothing that they write to.
type Book struct {
	Acts []Act     // of the last day, oldest first
	Well time.Time // since when it has been well for long, by this process's clock: acts before it belong to an older trouble
	Lost bool      // what was done before is not known: the budget of the day counts as spent
	From time.Time // with Lost: since when
}

// slack is how far two words on the time of day may lie apart: the cloud's has a resolution of a second, and came some time ago.
const slack = time.Minute

// age is how long ago an act was. A process that starts anew knows no more than how old the act was when it was stored, and
// learns the rest when somebody tells the time. An act of its own run is as old as its clock says: a time of day that was set
// wrong, or right at last, must not give the budget back.
func (a Act) age(now, wall time.Time) time.Duration {
	age := now.Sub(a.At)
	if !a.Here && !wall.IsZero() && !a.Wall.IsZero() {
		age = max(age, wall.Sub(a.Wall)-slack)
	}
	return age
}

// Expire drops acts that are older than a day, and puts the others to where they belong, as far as is known by now. wall is
// the time of day, zero when nobody vouches for one.
func (b Book) Expire(now, wall time.Time) Book {
	var acts []Act
	for _, a := range b.Acts {
		age := a.age(now, wall)
		if age >= Day {
			continue
		}
		if at := now.Add(-age); at.Before(a.At) {
			a.At = at
		}
		acts = append(acts, a)
	}
	b.Acts = acts
	if b.Lost && now.Sub(b.From) >= Day {
		b.Lost = false
	}
	return b
}

// Add enters an act.
func (b Book) Add(a Act) Book {
	b.Acts = append(slices.Clone(b.Acts), a)
	if n := len(b.Acts); n > mostActs {
		b.Acts = b.Acts[n-mostActs:]
	}
	return b
}

// Resets counts the acts by which the module restarted, Cycles those of the radio.
func (b Book) Resets() int { return b.count(Rung.Reset) }

// Cycles counts the acts of the radio: see Resets.
func (b Book) Cycles() int { return b.count(func(r Rung) bool { return r == Radio }) }

func (b Book) count(is func(Rung) bool) int {
	n := 0
	for _, a := range b.Acts {
		if is(a.Rung) {
			n++
		}
	}
	return n
}

// taken are the acts of this trouble: those after it was well for long.
func (b Book) taken() []Act {
	i := slices.IndexFunc(b.Acts, func(a Act) bool { return a.At.After(b.Well) })
	if i < 0 {
		return nil
	}
	return b.Acts[i:]
}

// Half tells whether an earlier run did not live to see the end of its last act of power, so that the module may be off.
func (b Book) Half() bool {
	taken := b.taken()
	return len(taken) > 0 && taken[len(taken)-1].half()
}

func (a Act) half() bool { return a.Rung.power() && !a.Here && !a.Done }

// Took tells whether a rung was taken in this trouble.
func (b Book) Took(r Rung) bool {
	return slices.ContainsFunc(b.taken(), func(a Act) bool { return a.Rung == r })
}

// Finish notes that the latest act came to its end.
func (b Book) Finish() Book {
	if n := len(b.Acts); n > 0 {
		b.Acts = slices.Clone(b.Acts)
		b.Acts[n-1].Done = true
	}
	return b
}

// Last is the latest act; ok is false without one.
func (b Book) Last() (a Act, ok bool) {
	if len(b.Acts) == 0 {
		return Act{}, false
	}
	return b.Acts[len(b.Acts)-1], true
}
