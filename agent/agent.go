package agent

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"simagent/agent/history"
	"simagent/agent/journal"
	"simagent/agent/ledger"
)

// Books is the ledger on disk.
type Books interface {
	// Load returns the stored record of a SIM, or a fresh one; problem says
	// why it will not be kept.
	Load(iccid string, now time.Time) (r ledger.Record, problem string)
	Commit(r ledger.Record) error
}

// Archive is the history on disk.
type Archive interface {
	// Append stores closed hours, oldest first; one that is there already is replaced.
	Append(iccid string, hours []ledger.Hour) error
	AppendPeriod(iccid string, p history.Period) error
}

// Deps are the hands of the agent. A nil field is a thing that it has not.
type Deps struct {
	Open       Opener
	Sample     func(iface string) (ledger.Sample, error)
	Books      Books
	Checkpoint func(ledger.Checkpoint)
	Resume     func() *ledger.Checkpoint
	Archive    Archive
	Cloud      CloudAPI
	Updater    Updater
	Send       func(ctx context.Context, iface string, payload []byte) (ipBytes int, err error)
	Post       func(ctx context.Context, body []byte, at time.Time) error // nil is an acknowledgement
	Hook       func(ctx context.Context, event []byte) error              // runs the user's command with this on its standard input
	Recoverer  Recoverer
	Log        *slog.Logger
	Boot       ledger.BootID
	Synced     func() bool          // whether the kernel vouches for the clock; nil: it does
	Slept      func() time.Duration // how long the board has been suspended since it started; nil: it is guessed from its clocks
	Version    string
	Host       string
}

// Agent runs one modem with one SIM. Run is called once; the other methods are
// safe from any goroutine while it runs.
type Agent struct {
	deps     Deps
	settings Settings
	events   chan Event
	ask      chan chan Machine
	done     chan struct{} // closed when the loop has ended

	mu      sync.Mutex
	replies map[uint64]chan Reply
	nextID  uint64

	bookMu sync.Mutex // one write of the recovery book at a time
	bookAt time.Time  // when the one on the disk was made

	unsaved map[string]ledger.Record // by ICCID: what the disk has not taken yet
	skew    time.Duration            // of this board's clock against the cloud's
	heard   bool                     // skew is known

	// Owned by the loop.
	links  map[uint32]context.CancelFunc
	hooks  chan []byte
	synced bool          // the last word of deps.Synced
	slept  time.Duration // and of deps.Slept
	live   *link
	timers map[TimerName]*time.Timer
	wg     sync.WaitGroup // everything that emits events; Run waits
	writes writeQueue
}

// NewAgent makes an agent that Run starts.
func NewAgent(d Deps, s Settings) *Agent {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	a := &Agent{
		deps: d, settings: s, events: make(chan Event, 64), ask: make(chan chan Machine), done: make(chan struct{}),
		synced: true, hooks: make(chan []byte, hooksMost), replies: map[uint64]chan Reply{}, unsaved: map[string]ledger.Record{}, links: map[uint32]context.CancelFunc{}, timers: map[TimerName]*time.Timer{},
		writes: writeQueue{wake: make(chan struct{}, 1)},
	}
	if d.Slept != nil {
		a.slept = d.Slept()
	}
	return a
}

// Done is closed when Run's loop has ended.
func (a *Agent) Done() <-chan struct{} { return a.done }

// Run is the loop, the sole owner of the Machine. It ends within two seconds
// after ctx does, with the account settled on disk.
func (a *Agent) Run(ctx context.Context) error {
	defer close(a.done)
	inner, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	a.wg.Go(a.writer)
	a.wg.Go(func() { a.runHooks(inner) })
	m := New(a.settings)
	begin := Started{Boot: a.deps.Boot}
	if load := a.deps.Recoverer.Load; load != nil {
		begin.Book = load(time.Now())
	}
	m = a.step(inner, m, Event{time.Now(), begin})
	for {
		select {
		case e := <-a.events:
			m = a.step(inner, m, e)
		case q := <-a.ask:
			asked := m // a copy: the next event must see a clock that was set
			asked.Now = time.Now()
			q <- asked
		case <-ctx.Done():
			return a.stop(inner, m, cancel)
		}
	}
}

// stop settles the account and waits for everything, two seconds in all.
func (a *Agent) stop(ctx context.Context, m Machine, cancel context.CancelFunc) error {
	limit := time.NewTimer(1500 * time.Millisecond)
	defer limit.Stop()
	a.step(ctx, m, Event{time.Now(), Stopping{}})
	cancel()
	for _, t := range a.timers {
		t.Stop()
	}
	a.writes.close()
	over := make(chan struct{})
	go func() { a.wg.Wait(); close(over) }()
	for {
		select {
		case <-a.events: // nobody takes them any more
		case <-over:
			return nil
		case <-limit.C:
			return errors.New("cannot end in time: the port or the disk hangs, and was left")
		}
	}
}

func (a *Agent) step(ctx context.Context, m Machine, e Event) Machine {
	m = a.watchClock(ctx, m, e.At)
	m, effects := Step(m, e)
	a.tellTime(m.Cloud.Skew, m.Cloud.Heard)
	a.carryOutAll(ctx, m, effects)
	return m
}

// carryOutAll carries out what a step wants; m is the machine after it.
func (a *Agent) carryOutAll(ctx context.Context, m Machine, effects []Effect) {
	for _, f := range effects {
		switch f := f.(type) {
		case Hook:
			a.queueHook(f, m)
		case Alert:
			a.deps.Log.Log(journal.About(ctx, f.Event, m.subject()), f.Level, f.Text)
		default:
			a.carryOut(ctx, f)
		}
	}
}

// subject is whom a line of the log is about.
func (m *Machine) subject() journal.Subject {
	s := journal.Subject{Port: m.Link.Port}
	if m.Account.Has {
		s.ICCID = ShortICCID(m.Account.Ledger.ICCID)
	}
	return s
}

// sleepLeast is more than two clocks that are read one after the other lie apart.
const sleepLeast = time.Second

// watchClock tells the machine when the board has slept, and when the kernel begins or ceases to vouch for the clock.
func (a *Agent) watchClock(ctx context.Context, m Machine, at time.Time) Machine {
	v := ClockSeen{Synced: a.synced}
	if a.deps.Synced != nil {
		v.Synced = a.deps.Synced()
	}
	if a.deps.Slept != nil {
		if all := a.deps.Slept(); all-a.slept >= sleepLeast {
			v.Slept, a.slept = all-a.slept, all
		}
	}
	if v.Synced == a.synced && v.Slept == 0 {
		return m
	}
	a.synced = v.Synced
	m, effects := Step(m, Event{at, v})
	a.carryOutAll(ctx, m, effects)
	return m
}

// PortsChanged says that a serial port has appeared.
func (a *Agent) PortsChanged() { a.emit(PortsChanged{}) }

// emit brings an event to the loop; it gives up when the loop has ended.
func (a *Agent) emit(v any) {
	select {
	case a.events <- Event{time.Now(), v}:
	case <-a.done:
	}
}

// carryOut starts an effect; nothing here blocks the loop.
func (a *Agent) carryOut(ctx context.Context, f Effect) {
	switch f := f.(type) {
	case Open:
		a.openLink(ctx, f)
	case Shut:
		if cancel := a.links[f.Gen]; cancel != nil {
			cancel()
			delete(a.links, f.Gen)
			a.live = nil
		}
	case Command:
		if a.live != nil && a.live.gen == f.Gen && a.live.add(f) {
			return
		}
		if v := wentAway(f); v != nil {
			a.wg.Go(func() { a.emit(v) })
		}
	case Load:
		a.wg.Go(func() { a.load(f.ICCID) })
	case Record:
		a.remember(f.Record)
		if old := a.writes.add(f); old != nil {
			a.wg.Go(func() { a.emit(Recorded{ID: old.ID, Record: old.Record, Err: errSuperseded}) })
		}
	case Remember:
		a.wg.Go(func() { a.rememberBook(f) })
	case Restore:
		a.wg.Go(func() { a.restore(ctx, f) })
	case CheckSupply:
		if a.deps.Recoverer.Supply != nil {
			a.wg.Go(func() { a.emit(a.deps.Recoverer.Supply()) })
		}
	case Keep:
		if a.deps.Archive != nil {
			a.wg.Go(func() { a.emit(Kept{f, a.archive(f)}) })
		}
	case Checkpoint:
		if a.deps.Checkpoint != nil {
			a.deps.Checkpoint(f.Checkpoint)
		}
	case Sample:
		if a.deps.Sample == nil {
			return
		}
		a.wg.Go(func() {
			s, err := a.deps.Sample(f.Interface)
			a.emit(Sampled{s, err})
		})
	case Fetch:
		a.wg.Go(func() { a.emit(fetch(ctx, a.deps.Cloud, f)) })
	case Audit:
		a.wg.Go(func() { a.emit(audit(ctx, a.deps.Cloud, f)) })
	case Update:
		a.wg.Go(func() { a.update(ctx, f) })
	case Send:
		a.wg.Go(func() { a.send(ctx, f) })
	case Timer:
		a.setTimer(f)
	case Reply:
		a.reply(f)
	}
}

// errSuperseded ends a record that a newer one of the same SIM overtook before
// the disk took it.
var errSuperseded = errors.New("a newer record took its place")

// errWentAway answers a wish whose link ended before its turn came.
var errWentAway = errors.New("not sent: the module went away")

func (a *Agent) openLink(ctx context.Context, f Open) {
	ctx, cancel := context.WithCancel(ctx)
	l := newLink(f.Gen, a.settings, a.emit)
	l.avoid = f.Avoid
	for g, stop := range a.links {
		stop()
		delete(a.links, g)
	}
	a.links[f.Gen] = cancel
	a.live = l
	a.wg.Go(func() {
		defer cancel()
		l.run(ctx, a.deps.Open)
	})
}

func (a *Agent) setTimer(t Timer) {
	d := t.After
	if t.Jitter > 0 {
		d += time.Duration((rand.Float64()*2 - 1) * t.Jitter * float64(t.After))
	}
	if old := a.timers[t.Name]; old != nil {
		old.Stop()
	}
	a.timers[t.Name] = time.AfterFunc(max(d, 0), func() { a.emit(TimerFired{t.Name}) })
}
