package agent

import (
	"cmp"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"simagent/agent/journal"
	"simagent/agent/recovery"
	"simagent/atcmd"
)

// A rung of the ladder, from its time to its end:
//
//	due -> in the book -> Remember -> Remembered -> Command (Register, Radio, Module), or Shut and Restore (USB, On, Power)
//	    -> Restored -> the link, the card and the network show what came of it
//
// The act is on the disk before it is done: a crash anywhere on the way costs a part of the budget, never the module. What
// cannot be recorded is not done, if it resets.

// recover looks whether something is wrong that a rung may cure, and takes it when it is due.
func (s *step) recover() {
	m := &s.m
	r := &m.Recovery
	if m.Started.IsZero() || s.ending || r.Acting != recovery.Wait {
		return
	}
	if m.Link.State == Up && r.Book.Half() { // it runs
		r.Book = r.Book.Finish()
		s.do(Remember{Book: r.Book, At: m.Now})
	}
	k, t := m.trouble()
	if k != r.Kind {
		r.Kind, r.Since, r.From = k, m.Now, m.Now
	}
	if t.Never != "" { // a card that is put in, a port that is given back: they have just begun then
		r.From = m.Now
	}
	if m.Link.State == Silent && m.Link.Since.After(r.From) { // its port was away: it is booting
		r.From = m.Link.Since
	}
	s.fine(k == noTrouble && m.Link.State == Up)
	if t.What != "" {
		t.Since = r.From
		t.Until, t.Held = m.hold(r.From)
	}
	r.Trouble = t
	r.Book = r.Book.Expire(m.Now, m.time())
	was := r.Plan
	r.Plan = r.Book.Next(m.Now, m.time(), t, m.Settings.Recovery)
	s.sayPlan(was)
	switch p := r.Plan; {
	case p.At.IsZero():
		r.timer = time.Time{}
	case p.At.After(m.Now):
		if !p.At.Equal(r.timer) {
			r.timer = p.At
			s.timer(TimerRecover, p.At.Sub(m.Now))
		}
	case p.State == recovery.Waiting:
		s.act(p.Rung)
	}
}

// fine notes since when all is well; long enough, and the next trouble is a new one.
func (s *step) fine(well bool) {
	m := &s.m
	r := &m.Recovery
	switch {
	case !well:
		r.Fine = time.Time{}
	case r.Fine.IsZero():
		r.Fine = m.Now
	}
	if well && r.radioOff { // somebody has switched it on
		r.radioOff, r.Book = false, r.Book.Finish()
		s.do(Remember{Book: r.Book, At: m.Now})
	}
	last, acted := r.Book.Last()
	if well && acted && last.At.After(r.Book.Well) && m.Now.Sub(r.Fine) >= wellTime {
		r.Book.Well = m.Now
		s.do(Remember{Book: r.Book, At: m.Now})
	}
}

// sayPlan tells of a change that a person may want to know of.
func (s *step) sayPlan(was recovery.Plan) {
	p := s.m.Recovery.Plan
	if p.State == was.State {
		return
	}
	switch p.State {
	case recovery.Resting:
		s.m.note("recovery", string(was.State), "resting", p.Why)
		s.do(Alert{slog.LevelWarn, journal.Recovery, "recovery rests: " + p.Why})
	case recovery.Hopeless:
		s.m.note("recovery", string(cmp.Or(was.State, recovery.Idle)), "hopeless", p.Why)
	}
}

// act enters a rung into the book, and has that recorded.
func (s *step) act(rung recovery.Rung) {
	m := &s.m
	r := &m.Recovery
	r.ActID++
	r.Acting, r.ActAt, r.Saving, r.Err = rung, m.Now, true, ""
	why := r.Trouble.What + " for " + span(m.Now.Sub(r.Since))
	r.Book = r.Book.Add(recovery.Act{Rung: rung, At: m.Now, Wall: m.time(), Why: why, Here: true})
	m.note("recovery", "", rung.String(), why)
	s.do(Alert{slog.LevelWarn, journal.Recovery, fmt.Sprintf("recovery: %s (%s)", rung.Words(), why)})
	s.do(Remember{ID: r.ActID, Book: r.Book, At: m.Now})
	r.timer = time.Time{}
	s.timer(TimerRecover, actMost)
}

// remembered: the act is recorded, or cannot be.
func (s *step) remembered(v Remembered) {
	r := &s.m.Recovery
	if v.ID == 0 || v.ID != r.ActID || !r.Saving {
		return
	}
	r.Saving = false
	if v.Err != nil && r.Acting.Reset() {
		s.acted("not done, since it could not be recorded: " + v.Err.Error())
		return
	}
	if why := s.m.unwanted(); why != "" {
		s.undone()
		if r.byHost() { // nor is the module without power
			r.Book = r.Book.Finish()
			s.do(Remember{Book: r.Book, At: s.m.Now})
		}
		s.acted("not done: " + why)
		return
	}
	s.perform()
}

// unwanted is why the act that was just recorded is not done all the same: a disk may take its time, and things change.
func (m *Machine) unwanted() string {
	r := &m.Recovery
	k, t := m.trouble()
	switch until, held := m.hold(r.From); {
	case k == noTrouble:
		return "it works again"
	case t.Never != "":
		return t.Never
	case k != r.Kind || !slices.Contains(t.Help, r.Acting):
		return "it is another trouble by now"
	case until.After(m.Now):
		return held
	}
	return ""
}

// undone notes that the radio was not switched off by the latest act, so that a later run does not take a radio that
// somebody switched off for one of its own.
func (s *step) undone() {
	r := &s.m.Recovery
	if last, ok := r.Book.Last(); ok && last.Rung == recovery.Radio && !last.Done && !r.radioOff {
		r.Book = r.Book.Finish()
		s.do(Remember{Book: r.Book, At: s.m.Now})
	}
}

// acted ends the act.
func (s *step) acted(problem string) {
	r := &s.m.Recovery
	r.Err = problem
	if problem != "" {
		s.m.note("recovery", r.Acting.String(), "failed", problem)
		s.do(Alert{slog.LevelWarn, journal.Recovery, "recovery: " + problem})
	}
	r.Acting, r.Saving = recovery.Wait, false
}

// perform has the module or the host do it.
func (s *step) perform() {
	m := &s.m
	r := &m.Recovery
	if r.byHost() {
		s.do(Shut{Gen: m.Link.Gen})
		m.Link.Gen++ // whatever still comes from it is stale
		m.Link.Trying = false
		if m.Link.State == Up {
			s.linkGone(Absent, "it is restarted: "+r.Acting.Words())
		}
		s.do(Restore{ID: r.ActID, Rung: r.Acting})
		return
	}
	if m.Link.State != Up {
		s.acted("not done: the module went away")
		return
	}
	c := Command{Gen: m.Link.Gen, Op: TakeRung, Rung: r.Acting, Asked: r.ActID}
	switch r.Acting {
	case recovery.Radio:
		r.radioOff = true
		if r.Kind == cardTrouble {
			c.Arg = "card"
		}
	case recovery.Module:
		m.Account.Unsure, m.Account.Hours.Restarted = true, true
	}
	s.do(c)
}

// byHost tells whether the act under way is one of the host.
func (r *Recovery) byHost() bool { return r.Acting >= recovery.USB && r.Acting <= recovery.Power }

// restored: the rung was taken.
func (s *step) restored(v Restored) {
	m := &s.m
	r := &m.Recovery
	if v.ID != r.ActID || r.Acting != v.Rung || r.Saving {
		return
	}
	host := r.byHost()
	problem := ""
	if v.Err != nil {
		problem = v.Err.Error()
	}
	s.acted(problem)
	switch {
	case host:
		r.Book = r.Book.Finish() // a run that ends before leaves it so: the next one sees to the module
		s.do(Remember{Book: r.Book, At: m.Now})
		m.Link.Tries, m.Link.Hung = 0, "" // the first port is worth a try again
		s.openIn(time.Second)
	case v.Rung == recovery.Module:
		s.timer(TimerSetup, afterRestart)
		s.timer(TimerPoll, afterRestart+time.Second)
	default:
		s.radioDone(v)
		m.Net.Radio = -1
		m.Net.Deregister = m.Net.Deregister && v.Err != nil
		s.timer(TimerPoll, 3*time.Second)
		if r.Kind == cardTrouble {
			s.timer(TimerCard, 3*time.Second)
		}
	}
}

// radioDone records that the radio is on again, so that a later run does not take a radio that somebody switched off for
// one of its own.
func (s *step) radioDone(v Restored) {
	r := &s.m.Recovery
	if v.Rung != recovery.Radio || v.Err != nil {
		return
	}
	r.radioOff, r.Book = false, r.Book.Finish()
	s.do(Remember{Book: r.Book, At: s.m.Now})
}

// afterRestart is when a module that restarted is set up again, if it said nothing by then: the slowest boots in 20 s
// (Zephyr's modem_cellular.c).
const afterRestart = 20 * time.Second

// actLost: the link ended under the act. A module that restarts takes its port with it.
func (s *step) actLost() {
	r := &s.m.Recovery
	if r.Acting == recovery.Wait || r.Saving || r.byHost() {
		return
	}
	if r.Acting == recovery.Module {
		s.acted("")
		return
	}
	s.acted("the module went away meanwhile")
}

// overdue ends an act that nobody ended.
func (s *step) overdue() {
	r := &s.m.Recovery
	r.timer = time.Time{}
	if r.Acting == recovery.Wait || s.m.Now.Sub(r.ActAt) < actMost {
		return
	}
	host := r.byHost()
	s.acted(fmt.Sprintf("%s did not end within %s", r.Acting.Words(), span(actMost)))
	if host {
		s.openIn(time.Second)
	}
}

// radioBack switches the radio on that was left off by an act of ours. One that is on was not.
func (s *step) radioBack() {
	m := &s.m
	r := &m.Recovery
	if !r.radioOff || r.Acting != recovery.Wait || m.Net.Radio < 0 {
		return
	}
	if m.Net.Radio != atcmd.FunFlight && m.Net.Radio != atcmd.FunMinimum {
		r.radioOff = false
		s.undone()
		return
	}
	s.do(Alert{slog.LevelWarn, journal.Recovery, "recovery left the radio off: it is switched on"})
	s.do(Command{Gen: m.Link.Gen, Op: RadioOn})
}

// byHand: a person has sent a command that changes something.
func (s *step) byHand(cmd string) {
	r := &s.m.Recovery
	r.Hands = s.m.Now
	if touchesRadio(cmd) {
		r.radioOff = false
		s.undone()
	}
}

// dropped counts a port that vanished by itself.
func (s *step) dropped() {
	m := &s.m
	r := &m.Recovery
	if last, ok := r.Book.Last(); ok && m.Now.Sub(last.At) < dropByUs {
		return
	}
	list := slices.DeleteFunc(slices.Clone(r.Drops), func(d Drop) bool { return m.Now.Sub(d.At) >= recovery.Day })
	if len(list) >= maxDrops {
		list = list[1:]
	}
	r.Drops = append(list, Drop{m.Now})
}

const (
	dropByUs = 3 * time.Minute // a module that was reset by us may vanish so long after
	maxDrops = 1000
)

// supplySeen takes the board's word. That it was low since the board started says when only if it was not before.
func (s *step) supplySeen(v SupplySeen) {
	r := &s.m.Recovery
	if v.Low || v.WasLow && r.Supply.Known && !r.Supply.WasLow {
		if r.LowAt.IsZero() || s.m.Now.Sub(r.LowAt) > time.Hour {
			s.m.note("supply", "", "low", v.Source)
			s.do(Alert{slog.LevelWarn, journal.Supply, "the board's supply is too low (" + v.Source + ")"})
		}
		r.LowAt = s.m.Now
	}
	r.Supply = v
}
