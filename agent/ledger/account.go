package ledger

import "time"

// Account is the live account of one SIM. It is pure: no clock, no I/O. A copy
// by assignment is independent, so a step function may change its own copy.
// Not safe for use by several goroutines at once.
//
// Fields of the embedded Record may be set directly; follow that by Touch.
type Account struct {
	Record
	Limits Limits

	live      bool     // counts are of now, not of the last commit
	moved     bool     // bytes were counted in this life
	dirty     bool     // something besides bytes waits for a commit
	dirtyRev  uint64   // the revision that made it so
	committed int64    // ceiling on disk, bytes
	durable   int64    // High at the last commit, bytes
	countsOf  uint64   // digest of the sid of the period that the counts are of
	newMarks  []uint32 // of SMSMarks, newest last: those that wait for a commit
}

// FreshRecord is the record of a SIM that was never seen: nothing counted, and
// a past that is unknown until SeenNew or Baseline.
func FreshRecord(iccid string, now time.Time) Record {
	return Record{ICCID: iccid, Created: now}
}

// NewAccount takes up a record as it came from the store. Until Resume (or the
// first Count) it is at rest, and Data reaches up to the lease ceiling.
// The limits are those of the period's type.
func NewAccount(r Record) Account {
	a := Account{Record: r.Clone(), committed: r.Ceiling, durable: r.Data.High(), countsOf: periodDigest(r.Period.SID)}
	a.Limits = LimitsOf(r.Period.Type)
	a.dirty = r.Rev == 0 // never committed
	return a
}

// Touch marks a change that must be committed soon.
func (a *Account) Touch() {
	a.Rev++
	a.dirty, a.dirtyRev = true, a.Rev
}

// counted marks a change of the counts themselves.
func (a *Account) counted() {
	a.Rev++
	a.Counted = a.Rev
}

// Started notes that the agent began: another boot of the host, or a restart
// in the same boot.
func (a *Account) Started(boot BootID) {
	if boot == a.Boot {
		a.Restarts++
	} else {
		a.Boots++
	}
	a.Boot = boot
	a.Touch()
}

// Bytes gives the interval that holds the bytes this device counted. At rest
// the high bound is the lease ceiling.
func (a *Account) Bytes() Interval {
	high := a.Data.High()
	if !a.live {
		high = max(high, a.Ceiling)
	}
	return Interval{Low: a.Data.Low(), High: high, HighKnown: a.Known&KnownData != 0}
}

// Count takes one poll. The first sample of a source is a baseline and counts
// nothing; a lower raw counter, a new interface index or a new epoch of the
// same source is a restart from zero and counts whole. On an account at rest
// it is Resume without a checkpoint.
func (a *Account) Count(s Sample) {
	if !a.live {
		a.Resume(nil, s)
		return
	}
	a.gain(a.Point.advance(s))
	a.Point = s.point()
}

// Appeared takes the first sample of an interface that was missing since this SIM came: all of it is this SIM's. On an account
// that has a point of another counter it is Count.
func (a *Account) Appeared(s Sample) {
	if a.Point.Source == "" {
		begin := s
		begin.TX, begin.RX = 0, 0
		a.Point, a.live = begin.point(), true
		a.Boot = s.Boot
		a.Touch()
	}
	a.Count(s)
}

// gain adds to the counts.
func (a *Account) gain(g gain) {
	a.counted()
	if a.Blurred {
		g, a.Blurred = gain{slack: g.sum()}, false
	}
	a.Data.TX = add(a.Data.TX, g.tx)
	a.Data.RX = add(a.Data.RX, g.rx)
	a.Data.Slack = add(a.Data.Slack, g.slack)
	a.moved = a.moved || g.sum() > 0
}

// raise lifts the high bound to n bytes or leaves it where it is.
func (a *Account) raise(n int64) {
	a.Data.Slack = max(a.Data.Slack, clamp(n)-a.Data.Low())
}

// Pause forgets the counter: the next sample is a baseline. For a counter that
// goes on with another SIM in the slot.
func (a *Account) Pause() {
	a.raise(a.Bytes().High)
	a.Point = Point{}
	a.live = true
	a.counted()
	a.Touch()
}
