package agent_test

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"sync"
	"time"

	"simagent/agent/agenttest"
	"simagent/agent/ledger"
	"simagent/simcard/simcardtest"
)

// truth is what the laboratory knows of one SIM and the agent has to bound.
// Bytes and messages are absolute, as Lab.MeteredOf gives them.
type truth struct {
	card *simcardtest.Card

	base       int64 // low counts nothing from before
	active     bool  // it was, once
	turned     int64 // the base of the newest period, -1 when the agent counts in it already
	prev       int64 // the base before it
	newOnDisk  bool  // the last commit was of it
	polled     time.Time
	atPoll     int64 // metered when the agent last counted
	before     int64 // and the time before that
	lowDurable int64 // low in the last commit
	moved      bool  // put in or taken out since the last commit
	over       int64 // low may be above the truth by these
	durable    int64 // metered when what is on the disk was counted, at least
	unsaved    bool  // the last commit failed

	low  int64 // the highest that was ever shown in this period
	lost int64 // nobody can know of these any more: high may lack them
	may  int64 // high may hold these besides

	smsBase, smsTurned, smsPrev int
	smsDurable                  int  // settled at the last commit
	settled                     int  // messages that were there when the agent had time to list them
	smsLost, smsMay             int  // as for bytes
	smsOver                     int  // low may be above the truth by these
	unseen                      bool // put in while nobody watched
	unseenAt                    int

	since time.Time // where the account began, by the last commit

	spent map[int64]int64 // bytes of reports by UTC day, while not active
}

// ground is the truth of a whole soak. It implements watcher.
type ground struct {
	lab *agenttest.Lab

	mu      sync.Mutex
	sims    map[string]*truth
	last    string // the SIM of the last poll
	total   int64  // metered of all SIMs at the last poll
	commits int    // that the disk took
	faults  []string
	story   []string // for the one who reads a failure
}

func newGround(lab *agenttest.Lab) *ground { return &ground{lab: lab, sims: map[string]*truth{}} }

func (g *ground) bytes(iccid string) int64 {
	m := g.lab.MeteredOf(iccid)
	return m.Up + m.Down
}

func (g *ground) messages(iccid string) int {
	m := g.lab.MeteredOf(iccid)
	return m.SentSMS + m.ReceivedSMS
}

// stored is how many messages lie in the module.
func (g *ground) stored() int { return g.lab.Modem.StoredSMS("ME") }

// Polled: the agent knows everything up to now. The first poll of another SIM
// than before may give it all that passed between the two polls.
func (g *ground) Polled(c ledger.Checkpoint) {
	m := g.lab.Metered()
	g.mu.Lock()
	defer g.mu.Unlock()
	s := g.sims[c.ICCID]
	if c.ICCID == g.last && c.Point.At.Equal(s.polled) {
		return // of messages
	}
	s.polled = c.Point.At
	if g.last != c.ICCID {
		s.may += m.Up + m.Down - g.total
	}
	g.last, g.total = c.ICCID, m.Up+m.Down
	s.before, s.atPoll = s.atPoll, g.bytes(c.ICCID)
}

func (g *ground) Committed(r ledger.Record, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	s := g.sims[r.ICCID]
	s.unsaved = err != nil
	if err == nil {
		s.durable, s.lowDurable, s.moved = s.before, r.Data.Low(), false
		s.smsDurable = s.settled
		s.since = r.Since.At
		s.newOnDisk = r.Period.Type == ledger.PeriodActive
		g.commits++
	}
}

func (g *ground) Sent(ipBytes int) {
	g.mu.Lock()
	id := g.last
	g.mu.Unlock()
	if g.lab.Cloud.SimStatus(id).Status == "active" {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.sims[id].spent[time.Now().Unix()/86400] += int64(ipBytes)
}

// changed: the cloud shows another status; the first change to active begins
// another period, of which the agent hears later.
func (g *ground) changed(iccid, _, to, _ string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if s := g.sims[iccid]; to == "active" && !s.active {
		s.active = true
		s.turned = s.atPoll
		s.smsTurned = min(s.settled, g.messages(iccid))
	}
}

// moduleRestarts: its counter goes to zero. What passed since the last poll is
// lost; and the agent, unless it sees the counter fall, must think possible
// that everything on it came anew: once the counter as it stood.
func (g *ground) moduleRestarts() {
	tx, rx := g.lab.Modem.Counters()
	g.mu.Lock()
	defer g.mu.Unlock()
	for id, s := range g.sims {
		s.lose(g.bytes(id))
		if id == g.last {
			s.may += int64(tx + rx)
		}
	}
	m := g.lab.Metered()
	g.total = m.Up + m.Down
}

func (s *truth) lose(metered int64) {
	s.lost += metered - s.atPoll
	s.before, s.atPoll = metered, metered
}

// agentEnds: what was in memory only is gone. clean: it settled; then only the
// SIMs that are not in the checkpoint can lose something. cut: the host lost
// its power and the checkpoint with it. bad: the disk fails, so that nobody knows which of the SIMs' accounts are how old.
func (g *ground) agentEnds(clean, cut, bad bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for id, s := range g.sims {
		if !clean {
			s.may += max(ledger.LeaseBytes(0, ledger.ReadyBytes), ledger.LeaseBytes(s.atPoll-s.base+s.may, 0))
		}
		if s.unsaved && (cut || id != g.last) {
			s.lost += s.atPoll - min(s.durable, s.atPoll)
			s.low = min(s.low, s.lowDurable)
			s.smsLost += g.messages(id) - s.smsDurable
			if s.active && !s.newOnDisk && s.turned < 0 { // that the period changed is forgotten, until the cloud says so again
				s.turned, s.base, s.smsTurned, s.smsBase = s.base, s.prev, s.smsBase, s.smsPrev
			}
		}
		if !clean && id != g.last { // its last record may not have reached the disk
			s.low = min(s.low, s.lowDurable)
		}
		if bad {
			s.low = 0
			if cut { // what the module counted before the first sample belongs to nobody
				s.lost = math.MaxInt64 / 4
			}
		}
		if s.unsaved { // an alarm leaves without a record; that it did is forgotten
			delete(s.spent, time.Now().Unix()/86400)
		}
		if s.unsaved && cut { // which of the stored messages were of other SIMs is forgotten, too
			s.smsOver += g.stored()
			if s.moved { // where the counter stood is forgotten
				s.over += g.total
			}
		}
		if cut {
			s.low = min(s.low, s.lowDurable)
		}
	}
}

// swapped: the counter goes on with another SIM. watched: the agent was up and
// saw it.
func (g *ground) swapped(from, to string, watched bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, id := range []string{from, to} {
		if s := g.sims[id]; s != nil {
			s.moved = true
		}
	}
	if s := g.sims[from]; s != nil {
		s.lose(g.bytes(from))
		s.smsLost += g.messages(from) - s.settled
		if !watched { // the checkpoint is of no use to another SIM
			s.low = min(s.low, s.lowDurable)
			if s.unsaved {
				s.lost += g.bytes(from) - min(s.durable, g.bytes(from))
			}
		}
		s.settled = g.messages(from)
	}
	if s := g.sims[to]; s != nil && !watched {
		s.unseen, s.unseenAt = true, g.messages(to)
	}
}

// tell adds to the story.
func (g *ground) tell(line string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.story = append(g.story, time.Now().Format("02 15:04:05.000 ")+line)
}

// A watcher's log: nothing in it may name a SIM in full.
func (g *ground) Enabled(context.Context, slog.Level) bool { return true }
func (g *ground) WithAttrs([]slog.Attr) slog.Handler       { return g }
func (g *ground) WithGroup(string) slog.Handler            { return g }
func (g *ground) Handle(_ context.Context, r slog.Record) error {
	text := r.Message
	r.Attrs(func(a slog.Attr) bool { text += " " + a.String(); return true })
	g.tell("    " + text)
	g.mu.Lock()
	defer g.mu.Unlock()
	for id := range g.sims {
		if strings.Contains(text, id) || strings.Contains(text, id[6:16]) {
			g.faults = append(g.faults, fmt.Sprintf("the log names a SIM: %q", text))
		}
	}
	return nil
}
