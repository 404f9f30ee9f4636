package agent_test

import (
	"fmt"
	"time"

	"simagent/agent"
	"simagent/agent/ledger"
	"simagent/agent/report"
)

// reckoning is what of a SIM's truth the agent can know, and how wide its bounds may be. Bytes and SMS Commands are sums
// of the SIM's whole life, as in sim.
type reckoning struct {
	seen int64 // total when it was last polled
	lost int64 // of them nobody can know: high may lack these
	may  int64 // high may hold these besides

	over  int64 // low may be above the truth by these
	swaps int   // so many had been when it was stored

	floor int64 // what low holds of both directions, at least
	from  int64 // total up to which floor has it
	born  int64 // total when the counter of now began
	point point // of the last poll

	sent, received int64 // SMS Commands that were counted for certain
	smsLost        int64 // high may lack these
	smsMay         int64 // high may hold these besides
	smsOver        int64 // and low these: counted, and not sent yet, or nobody knows

	commits int
	hours   hourSum // what hours must hold together
	refused int64   // SMS Commands that were counted and taken back
	own     int64   // bytes of reports
	ownDay  map[int64]int64
	dark    int64 // a day of reports without a clock
	warned  map[report.Alarm]bool
	told    map[uint32]bool // alarms that reached the user, by number
	excused bool            // its last record was not acknowledged when the agent ended
}

// point is which interface was polled.
type point struct {
	name  string
	index uint32
	boot  byte
}

// base is where a period begins.
type base struct {
	total, sms, lost int64
	until            time.Time
}

// account is the SIM whose account is open, nil if none is.
func (j *judge) account() *sim {
	if !j.b.m.Account.Has {
		return nil
	}
	return j.b.sims[j.b.m.Account.Ledger.ICCID]
}

// counterEnds: what passed since the last poll was on a counter that is no more.
func (j *judge) counterEnds() {
	b := j.b
	for _, s := range b.sims {
		s.lose()
		s.from, s.born = max(s.from, s.total), s.total
	}
	b.passedPoll = b.passed
}

func (s *sim) lose() {
	s.lost += s.total - s.seen
	s.seen = s.total
}

// swapped: another SIM is in.
func (j *judge) swapped(from, to *sim) {
	if from != nil && to != nil && from != to {
		for _, s := range j.b.sims {
			s.swaps++
		}
		from.lose()
		to.smsOver += int64(len(j.b.messages)) - from.received // of the other, and not listed yet
		from.smsLost += from.sms - from.sent - from.received
	}
}

// reading is what a counter shows: of which SIM, and how many bytes of it had passed by then.
type reading struct {
	at   time.Time
	of   *sim
	seen int64
}

// polled: a reading has reached the agent.
func (j *judge) polled(r reading) {
	b, was := j.b, &j.b.before.Account
	at, s, seen := r.at, r.of, r.seen
	if s == nil || j.account() != s || !b.m.Account.Ledger.Point.At.Equal(at) {
		return
	}
	first := !was.Ledger.Live()
	fresh := first && was.Fresh || was.Ledger.Point.Source == ""
	switch {
	case first && was.Fresh:
		s.may += b.passed - b.passedPoll // since the poll of the SIM before
	case first && was.Ledger.Point.Source == "" && was.Ledger.Data.TX+was.Ledger.Data.RX > 0:
		s.may += int64(b.itx + b.irx)
	}
	if !b.net && was.Unsure { // all that is on the module's counter may be new, or was polled: low has what is certain
		fresh = true
		s.may += int64(b.tx + b.rx)
	}
	now := point{b.name, b.index, b.boot}
	if b.net && s.point.boot == now.boot && s.point.name != now.name && s.point.index != now.index { // some of it may be new
		fresh = true
		s.may += int64(b.itx + b.irx)
	}
	s.point = now
	if !fresh {
		s.floor += max(seen-s.from, 0)
	}
	is := &b.m.Account.Ledger
	before := max(was.Ledger.Data.High(), was.Ledger.Ceiling)
	if !first {
		before = was.Ledger.Data.High()
	}
	if rise := is.Data.High() - before; (!first || was.Fresh) && is.Period.SID == was.Ledger.Period.SID && rise < seen-s.seen {
		j.fail("%s: the high bound rises by %d, %d passed since the last poll; gap %+v", s.iccid, rise, seen-s.seen, was.Gap)
	}
	s.from = max(s.from, seen)
	s.seen = max(s.seen, seen)
	b.passedPoll = b.passed
}

// took: an account came from the disk, with or without the counts of the run folder.
func (j *judge) took(v agent.Loaded) {
	b := j.b
	s := b.sims[v.ICCID]
	r := v.Record
	s.warned = map[report.Alarm]bool{}
	for i := range 9 {
		if r.Warnings&(1<<i) != 0 {
			s.warned[report.Alarm(i+1)] = true
		}
	}
	s.hours = j.hoursOf(&b.m)
	for n := range s.told {
		if n >= r.Alarms.Next {
			delete(s.told, n) // that number is given anew
		}
	}
	if s.excused { // alarms left without a record: what they cost is forgotten
		delete(s.ownDay, b.at().Unix()/86400)
	}
	if cp := v.Checkpoint; cp != nil && cp.ICCID == v.ICCID && cp.Point.Boot == b.m.Boot && cp.Counted >= r.Counted {
		return // nothing is lost
	}
	old := b.disk[v.ICCID].sim
	if u, ok := b.unsaved[v.ICCID]; ok && u.Rev == r.Rev {
		return // nor while the process lived
	}
	s.floor, s.from = min(s.floor, old.floor), max(old.from, s.born)
	s.may = max(s.may, old.may) // the period that began may be forgotten
	s.received, s.point = min(s.received, old.received), old.point
	if s.excused && s.swaps != old.swaps && !b.net { // where the module's counter stood when it came is forgotten
		s.over += int64(b.tx + b.rx)
	}
	of := s.bases[r.Period.SID]
	ceiling := max(r.Ceiling, r.Data.High())
	if short := s.seen - s.lost - (of.total - of.lost) - ceiling; short > 0 && r.Known&ledger.KnownData != 0 && !s.excused {
		j.fail("%s: %d bytes that were polled are above the ceiling on the disk, %d", s.iccid, short, ceiling)
	}
	if s.excused { // what was counted since is forgotten, and which of the module's messages are of other SIMs
		s.smsOver += int64(len(b.messages))
		s.lost += max(s.seen-s.lost-(old.seen-old.lost)-(ceiling-r.Data.High()), 0)
	}
	if r.Ceiling > r.Data.High() {
		s.may += max(ledger.LeaseBytes(r.Data.High(), ledger.ReadyBytes), ledger.LeaseBytes(0, ledger.ReadyBytes))
	}
}

// ended: the agent is no more.
func (j *judge) ended(clean bool) {
	b := j.b
	for id, s := range b.sims {
		s.excused = s.excused || b.diskErr[id]
		for _, w := range b.writes {
			s.excused = s.excused || w.Record.Record.ICCID == id
		}
	}
	s := j.account()
	if !clean || s == nil || b.diskErr[s.iccid] {
		return
	}
	r := b.disk[s.iccid].rec
	if high := r.Data.High(); b.m.Account.Ledger.Live() && r.Ceiling != high {
		j.fail("%s: a clean stop costs %d bytes", s.iccid, r.Ceiling-high)
	}
}

func (j *judge) began() { j.broken = map[string]time.Duration{} }

// committed: the disk has a record.
func (j *judge) committed(r ledger.Record) {
	s := j.b.sims[r.ICCID]
	s.commits++
	s.excused = false
	limit := ledger.LimitsOf(r.Period.Type).DataBytes
	if lease := r.Ceiling - r.Data.High(); lease > ledger.LeaseBytes(r.Data.High(), limit) && j.live(r.ICCID) {
		j.fail("%s: a lease of %d bytes", r.ICCID, lease)
	}
}

func (j *judge) live(iccid string) bool {
	a := &j.b.m.Account
	return a.Has && a.Ledger.ICCID == iccid && a.Ledger.Live()
}

// texted: an SMS Command went out, or not.
func (j *judge) texted(c agent.Command, left bool) {
	s := j.b.sims[c.ICCID]
	if left {
		s.smsOver--
		s.sent++
	}
	if left && c.Asked == 0 {
		j.reached(s, j.b.m.Account.Ledger.Alarms.First(), j.b.m.Report.Text.Until)
	}
}

// listed: the agent was shown all messages that the module has.
func (j *judge) listed() {
	b, was := j.b, &j.b.before.Account
	s := j.account()
	if s == nil || s != b.holder || !was.Has || was.Ledger.ICCID != s.iccid {
		return
	}
	in := s.sms - s.sent - s.received
	if !was.Ledger.SMSMarked || was.Fresh && len(was.Listed) == 0 || len(was.Listed) == 0 {
		s.smsLost += in // what lay there is taken as old
	}
	s.received += in
}

func (j *judge) reached(s *sim, from, until uint32) {
	if s.told == nil {
		s.told = map[uint32]bool{}
	}
	for n := from; n < until; n++ {
		s.told[n] = true
	}
}

// arrived: a report is with its receiver; with an address of the user only that one acknowledges.
func (j *judge) arrived(p report.Payload, by agent.Route) {
	if s := j.account(); s != nil && len(p.Alarms) > 0 && (by == agent.ByHTTPS || j.b.set.ReportURL == "") {
		j.reached(s, p.AlarmsFrom-1, p.AlarmsFrom-1+uint32(len(p.Alarms)))
	}
}

// say adds to the story.
func (j *judge) say(format string, args ...any) {
	j.story = append(j.story, j.b.at().Format("01-02 15:04:05.000 ")+fmt.Sprintf(format, args...))
	if len(j.story) > 2000 {
		j.story = append([]string(nil), j.story[1000:]...)
	}
}
