package ledger

// Resumption says how an account was taken up again. The values may go into a
// transition.
type Resumption byte

// The ways to resume.
const (
	ResumedFirst    Resumption = 1 // never counted before: the sample is a baseline
	ResumedExact    Resumption = 2 // checkpoint of the same boot: nothing lost
	ResumedSameBoot Resumption = 3 // same boot, no usable checkpoint
	ResumedPowerCut Resumption = 4 // the counter restarted: up to a lease is uncertain
	ResumedModule   Resumption = 5 // the module's counter went on through it
	ResumedSwapped  Resumption = 6 // the counter served another SIM meanwhile: a baseline
	ResumedOther    Resumption = 7 // another source than before: a baseline
)

var resumptionNames = [...]string{"", "first", "exact", "same boot", "power cut", "module", "swapped", "other source"}

func (r Resumption) String() string {
	if int(r) < len(resumptionNames) {
		return resumptionNames[r]
	}
	return ""
}

// Resume takes up an account at rest with its first sample. cp is the
// checkpoint from the run folder, nil when there is none or it is torn.
// Afterwards low is not above and high not below what was polled before.
func (a *Account) Resume(cp *Checkpoint, s Sample) Resumption {
	if a.live {
		a.Count(s)
		return ResumedExact
	}
	a.live = true
	how := a.resume(cp, s)
	a.Point = s.point()
	if a.Boot != s.Boot || how != ResumedExact {
		a.Boot = s.Boot
		a.Touch()
	}
	return how
}

func (a *Account) resume(cp *Checkpoint, s Sample) Resumption {
	if cp != nil && cp.Point.Boot == s.Boot {
		if cp.ICCID != a.ICCID {
			return a.baseline(ResumedSwapped)
		}
		if cp.Counted >= a.Counted {
			a.adopt(*cp)
			a.gain(a.Point.advance(s))
			return ResumedExact
		}
	}
	if a.Point.Source == "" {
		counted := a.Data.TX+a.Data.RX > 0
		how := a.baseline(ResumedFirst)
		if counted { // it was taken out, and came back while nobody could write that down: what is on the counter may be its own
			a.Data.Slack = add(a.Data.Slack, add(bytesOf(s.TX), bytesOf(s.RX)))
			a.counted()
		}
		return how
	}
	return a.bridge(s)
}

// baseline counts nothing; what was polled before stays within the bounds.
func (a *Account) baseline(how Resumption) Resumption {
	a.raise(a.Ceiling)
	return how
}

// adopt takes the counts of a checkpoint that is not older than the record.
// Messages that it counted are marked again, so that they are not counted twice
// when they are listed. What should have been committed at once is so now.
func (a *Account) adopt(cp Checkpoint) {
	late := cp.SMS != a.SMS || cp.Known != a.Known
	a.Data, a.SMS, a.Known, a.Point = cp.Data, cp.SMS, cp.Known, cp.Point
	a.Rev = max(a.Rev, cp.Counted)
	if cp.Period != 0 { // it may have begun while the disk failed
		a.countsOf = cp.Period
	}
	for _, m := range cp.Marks {
		a.MarkSMS(m)
	}
	if late {
		a.Touch()
	}
}

// bridge goes from the last commit to s with nothing in between but the
// promise of the ceiling.
func (a *Account) bridge(s Sample) Resumption {
	p, rel := a.Point, a.Point.relate(s)
	ceiling := max(a.Ceiling, a.Data.High())
	g := p.advance(s)
	a.gain(g)
	switch {
	case rel == unrelated:
		return a.baseline(ResumedOther)
	case rel == same && !p.fell(s):
		a.raise(ceiling) // the counter went on: it holds all that was polled
	case rel == maybeSame && !p.fell(s):
		a.raise(add(ceiling, add(bytesOf(s.TX), bytesOf(s.RX)))) // or it restarted and climbed past
	default:
		a.raise(add(ceiling, g.sum()))
		if p.Boot != s.Boot {
			return ResumedPowerCut
		}
		return ResumedSameBoot
	}
	if p.Boot != s.Boot {
		return ResumedModule
	}
	return ResumedSameBoot
}
