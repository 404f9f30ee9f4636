package agent_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"time"
	"unsafe"

	"simagent/agent"
	"simagent/agent/ledger"
)

// board is a host with a module around agent.Step: what the Agent does with goroutines, timers, ports and files is done
// here by one queue of moments, so that months take seconds. It knows nothing of what is right.
type board struct {
	rnd   *rand.Rand
	set   agent.Settings
	begin time.Time     // the true time at which the life began
	now   time.Duration // true time since then
	slept time.Duration // of it the host was suspended: its monotonic clock stood
	told  time.Duration // what the agent knows of that
	off   time.Duration // of this host's wall clock against the true time
	ntp   bool          // the kernel vouches for the wall clock

	queue []moment
	n     uint64

	life    uint64 // of the agent; completions of an older one reach nobody
	running bool
	m       agent.Machine
	before  agent.Machine // before the last step
	timers  map[agent.TimerName]uint64
	synced  bool // the last word on ntp that the machine got
	boot    byte

	disk    map[string]entry // what a new process reads
	maybe   map[string]entry // may be there, too: it was never acknowledged
	unsaved map[string]ledger.Record
	writes  []write // the first is on its way
	diskBad bool
	diskErr map[string]bool // the last commit of a SIM failed
	folder  *ledger.Checkpoint
	past    map[string]map[uint32]ledger.Hour
	keepBad bool

	unit
	world
	watch *judge
}

// entry is a record, and what was true when it was made.
type entry struct {
	rec ledger.Record
	sim sim
}

type write struct {
	agent.Record
	sim sim
}

// moment is something that happens at a time.
type moment struct {
	at time.Duration
	n  uint64
	do func()
}

var errMonths = errors.New("input/output error")

// after lets do happen in d, in the order of time.
func (b *board) after(d time.Duration, do func()) uint64 {
	b.n++
	q := moment{b.now + max(d, 0), b.n, do}
	at, _ := slices.BinarySearchFunc(b.queue, q, func(x, y moment) int {
		if x.at != y.at {
			return int(max(min(x.at-y.at, 1), -1))
		}
		return int(int64(x.n) - int64(y.n))
	})
	b.queue = slices.Insert(b.queue, at, q)
	return b.n
}

// soon is after for what belongs to the agent that runs now.
func (b *board) soon(d time.Duration, do func()) {
	life := b.life
	b.after(d, func() {
		if b.running && b.life == life {
			do()
		}
	})
}

// emit brings an event to the agent after d, unless it has ended.
func (b *board) emit(d time.Duration, v any) { b.soon(d, func() { b.step(v) }) }

// runTo lets all happen until then.
func (b *board) runTo(then time.Duration) {
	for len(b.queue) > 0 && b.queue[0].at <= then {
		q := b.queue[0]
		b.queue = b.queue[1:]
		b.now = max(b.now, q.at)
		q.do()
	}
	b.now = max(b.now, then)
}

// suspend lets the host sleep: its wall clock goes on, and all else on the board stands.
func (b *board) suspend(d time.Duration) {
	b.now += d
	b.slept += d
	for i := range b.queue {
		b.queue[i].at += d
	}
}

// at is the true time.
func (b *board) at() time.Time { return b.begin.Add(b.now).UTC() }

// stamp is what time.Now says on this host. No function of package time sets the two clocks apart, so it is put together
// as package time does it (time.go, Time): wall seconds since 1885, nanoseconds, and the monotonic reading.
func (b *board) stamp() (t time.Time) {
	wall := b.begin.Add(b.now + b.off).UTC()
	raw := (*struct {
		wall uint64
		ext  int64
		loc  *time.Location
	})(unsafe.Pointer(&t))
	since := wall.Unix() - time.Date(1885, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	raw.wall = 1<<63 | uint64(since)<<30 | uint64(wall.Nanosecond())
	raw.ext = int64(b.now - b.slept + time.Hour)
	return t
}

// step gives the agent an event, carries out what it wants, and has the judge look.
func (b *board) step(v any) {
	if d := b.slept - b.told; d > 0 || b.synced != b.ntp {
		b.synced, b.told = b.ntp, b.slept
		b.take(agent.ClockSeen{Synced: b.ntp, Slept: d})
	}
	b.take(v)
}

// take is step without what the host says of its clocks.
func (b *board) take(v any) {
	var effects []agent.Effect
	b.before = b.m
	b.m, effects = agent.Step(b.m, agent.Event{At: b.stamp(), Value: v})
	b.watch.stepped(v, effects)
	for _, f := range effects {
		b.carryOut(f)
	}
}

// start begins a process of the agent.
func (b *board) start() {
	for id, e := range b.maybe { // of what was never acknowledged a part is there
		if b.rnd.IntN(2) == 0 && e.rec.Rev >= b.disk[id].rec.Rev {
			b.disk[id] = e
		}
	}
	b.maybe, b.unsaved, b.diskErr = map[string]entry{}, map[string]ledger.Record{}, map[string]bool{}
	b.writes, b.timers = nil, map[agent.TimerName]uint64{}
	b.life++
	b.running, b.synced, b.told = true, true, b.slept
	b.m = agent.New(b.set)
	b.watch.began()
	b.step(agent.Started{Boot: ledger.BootID{b.boot}})
}

// stop ends it in order: the account is settled if the disk takes it.
func (b *board) stop() {
	b.step(agent.Stopping{})
	for len(b.writes) > 0 {
		b.commit()
	}
	b.watch.ended(true)
	b.end()
}

// kill ends it at once; what is on its way to the disk may arrive.
func (b *board) kill() {
	if len(b.writes) > 0 {
		w := b.writes[0]
		b.maybe[w.Record.Record.ICCID] = entry{w.Record.Record.Clone(), w.sim}
	}
	b.watch.ended(false)
	b.end()
}

func (b *board) end() {
	b.running = false
	b.link = false
	b.writes = nil
}

// write ends the commit that is on its way, and begins the next.
func (b *board) write() {
	v := b.commit()
	if len(b.writes) > 0 {
		b.soon(b.diskTime(), b.write)
	}
	b.step(v)
}

// commit is what the disk makes of the oldest record.
func (b *board) commit() agent.Recorded {
	w := b.writes[0]
	b.writes = b.writes[1:]
	id, done := w.Record.Record.ICCID, entry{w.Record.Record.Clone(), w.sim}
	v := agent.Recorded{ID: w.ID, Record: w.Record.Record}
	b.diskErr[id] = b.diskBad
	if b.diskBad {
		v.Err = errMonths
		if b.rnd.IntN(5) == 0 {
			b.maybe[id] = done
		}
		return v
	}
	b.disk[id] = done
	delete(b.maybe, id)
	if b.unsaved[id].Rev == v.Record.Rev {
		delete(b.unsaved, id)
	}
	b.watch.committed(v.Record)
	return v
}

func (b *board) diskTime() time.Duration { return time.Duration(b.rnd.IntN(400)) * time.Millisecond }

// record is what the writer's queue does with a record.
func (b *board) record(f agent.Record) {
	id := f.Record.ICCID
	b.unsaved[id] = f.Record
	w := write{f, *b.sims[id]}
	if e, ok := b.disk[id]; ok && b.m.Account.Has && b.m.Account.Ledger.ICCID == id && !b.m.Account.Ledger.Live() {
		w.sim = e.sim // at rest: it holds what the disk has, whatever the run folder knows
	}
	for i := 1; i < len(b.writes); i++ {
		if b.writes[i].Record.Record.ICCID == id {
			old := b.writes[i]
			b.writes[i] = w
			b.emit(0, agent.Recorded{ID: old.ID, Record: old.Record.Record, Err: errMonths})
			return
		}
	}
	if b.writes = append(b.writes, w); len(b.writes) == 1 {
		b.soon(b.diskTime(), b.write)
	}
}

func (b *board) load(iccid string) {
	v := agent.Loaded{ICCID: iccid, Record: ledger.FreshRecord(iccid, b.stamp())}
	if e, ok := b.disk[iccid]; ok {
		v.Record = e.rec.Clone()
	}
	if r, ok := b.unsaved[iccid]; ok && r.Rev > v.Record.Rev {
		v.Record = r.Clone()
	}
	if b.folder != nil {
		cp := *b.folder
		v.Checkpoint = &cp
	}
	b.step(v)
}

func (b *board) keep(f agent.Keep) {
	v := agent.Kept{Keep: f}
	if b.keepBad {
		v.Err = errMonths
	} else {
		if b.past[f.ICCID] == nil {
			b.past[f.ICCID] = map[uint32]ledger.Hour{}
		}
		b.watch.say("the history gets %d hours until %d of %s", len(f.Hours), f.Until, f.ICCID)
		for _, h := range f.Hours {
			if old := b.past[f.ICCID][h.Hour]; old != h && old != (ledger.Hour{}) {
				b.watch.say("replaced %+v by %+v", old, h)
			}
			b.past[f.ICCID][h.Hour] = h
		}
	}
	b.emit(50*time.Millisecond, v)
}

func (b *board) carryOut(f agent.Effect) {
	switch f := f.(type) {
	case agent.Open:
		b.open(f.Gen)
	case agent.Shut:
		b.link = false
	case agent.Command:
		b.command(f)
	case agent.Load:
		b.soon(20*time.Millisecond, func() { b.load(f.ICCID) })
	case agent.Record:
		b.record(f)
	case agent.Keep:
		b.keep(f)
	case agent.Checkpoint:
		cp := f.Checkpoint
		cp.Marks = slices.Clone(cp.Marks)
		b.folder = &cp
	case agent.Sample:
		s, err := b.sample()
		r := b.reads(s.At)
		b.soon(time.Millisecond, func() {
			b.watch.reading = r
			b.step(agent.Sampled{Sample: s, Err: err})
		})
	case agent.Fetch:
		b.fetch(f)
	case agent.Audit:
		b.audit(f)
	case agent.Send:
		b.send(f)
	case agent.Timer:
		if f.Jitter > 0 {
			f.After += time.Duration((b.rnd.Float64()*2 - 1) * f.Jitter * float64(f.After))
		}
		b.setTimer(f)
	}
}

func (b *board) setTimer(f agent.Timer) {
	life, name := b.life, f.Name
	var me uint64
	me = b.after(f.After, func() {
		if b.running && b.life == life && b.timers[name] == me {
			b.step(agent.TimerFired{Name: name})
		}
	})
	b.timers[name] = me
}
