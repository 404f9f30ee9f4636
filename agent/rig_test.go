package agent_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	"simagent/agent/config"
	"simagent/agent/ledger"
	"simagent/agent/local"
	"simagent/agent/supersim"
	"simagent/agent/supersim/supersimtest"
	"simagent/atcmd"
	"simagent/simcard"
)

// rig is an agent over a laboratory in memory: no pty, no socket, so that a
// synctest bubble may let months pass.
type rig struct {
	t    *testing.T
	lab  *agenttest.Lab
	cfg  config.Config
	boot ledger.BootID
	dir  string // state

	mu         sync.Mutex
	plugged    bool
	opened     int // how often a port was looked for
	held       string
	pin        simcard.PIN
	wrap       func(io.ReadWriteCloser) io.ReadWriteCloser // around each port; nil: as it is
	sim        string                                      // status of the Sim, for tests that want to know it
	hangs      bool                                        // the first port takes bytes and answers nothing
	alone      string                                      // why no other can serve instead
	checkpoint *ledger.Checkpoint
	commits    int
	diskErr    error
	sendErr    error
	sendTime   time.Duration // that a datagram takes, as when a refusal is listened for
	unplug     context.CancelFunc
	watch      watcher
	request    func(method, path string) // told of each request to the cloud, under mu
	requests   map[string]int
	diskTime   func() time.Duration // that a commit takes, half of it before the write; nil is at once

	a       *agent.Agent
	stop    func() error
	archive agent.Archive
	post    func(body []byte) error // the user's own address; nil is none
	hook    func(event []byte) error
	synced  func() bool // the kernel's word on the clock; nil vouches
	healer  healer
	dead    *atomic.Bool // the agent of now was killed: nothing that it does has an effect
}

// watcher is told what passes between the agent and its surroundings. Its
// methods must be safe from any goroutine.
type watcher interface {
	Polled(ledger.Checkpoint)
	Committed(ledger.Record, error)
	Sent(ipBytes int)
	slog.Handler
}

func newRig(t *testing.T, o agenttest.Options) *rig {
	r := &rig{t: t, lab: agenttest.New(o), cfg: config.Default(), plugged: true, requests: map[string]int{}, dir: t.TempDir(), boot: ledger.BootID{1}}
	r.cfg.Cloud.Provider, r.cfg.Cloud.Credentials = "twilio", "-"
	t.Cleanup(r.lab.Close)
	return r
}

// start runs the agent until stop, which reports its error.
func (r *rig) start() {
	store, err := ledger.OpenStore(r.dir, ledger.Options{})
	require.NoError(r.t, err)
	client, err := supersim.New(supersim.Config{
		BaseURL: "https://cloud.test/v1", Transport: tapped{r, r.lab.Cloud.RoundTripper()},
		Credentials: func(context.Context) (string, string, error) {
			return supersimtest.AccountSID, supersimtest.AuthToken, nil
		},
	})
	require.NoError(r.t, err)
	dead := new(atomic.Bool)
	r.dead = dead
	var log *slog.Logger
	if r.watch != nil {
		log = slog.New(r.watch)
	}
	r.a = agent.NewAgent(agent.Deps{
		Open: r.open, Books: rigBooks{r, store, dead}, Boot: r.boot, Log: log, Version: "test", Host: "rig", Synced: r.synced, Archive: r.archive,
		Recoverer:  r.recoverer(dead),
		Sample:     func(string) (ledger.Sample, error) { return ledger.Sample{}, errors.New("no interface") },
		Checkpoint: func(c ledger.Checkpoint) { r.keep(c, dead) },
		Resume:     func() *ledger.Checkpoint { r.mu.Lock(); defer r.mu.Unlock(); return r.checkpoint },
		Cloud:      client,
		Updater:    client,
		Send: func(_ context.Context, _ string, b []byte) (int, error) {
			r.mu.Lock()
			err := r.sendErr
			r.mu.Unlock()
			if err != nil || dead.Load() {
				return 0, errors.Join(err, errKilled)
			}
			time.Sleep(r.sendTime)
			if r.watch != nil {
				r.watch.Sent(len(b) + 28)
			}
			r.lab.Datagram(nil, b)
			return len(b) + 28, nil
		},
		Post: func(_ context.Context, b []byte, _ time.Time) error {
			if dead.Load() {
				return errKilled
			}
			return r.post(b)
		},
		Hook: func(_ context.Context, b []byte) error {
			if r.hook == nil || dead.Load() {
				return nil
			}
			return r.hook(b)
		},
	}, r.settings())
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.a.Run(ctx) }()
	stopped := false
	r.stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		err := <-done
		return errors.Join(err, store.Close())
	}
	r.t.Cleanup(func() { _ = r.stop() })
}

// tapped is the way to the cloud.
type tapped struct {
	r  *rig
	rt http.RoundTripper
}

func (t tapped) RoundTrip(q *http.Request) (*http.Response, error) {
	t.r.mu.Lock()
	t.r.requests[q.Method+" "+strings.Split(q.URL.Path, "/")[2]]++
	if t.r.request != nil {
		t.r.request(q.Method, q.URL.Path)
	}
	t.r.mu.Unlock()
	return t.rt.RoundTrip(q)
}

// asked is how many requests went to a collection since it was asked last, such as "GET Sims".
func (r *rig) asked(what string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := r.requests[what]
	delete(r.requests, what)
	return n
}

// onRequest sets what is told of each request, under r.mu.
func (r *rig) onRequest(f func(method, path string)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.request = f
}

func (r *rig) settings() agent.Settings {
	s := agent.SettingsOf(r.cfg)
	s.PIN = r.pin
	s.Hands = r.healer.hands
	return s
}

// errKilled is what an agent gets that is no more.
var errKilled = errors.New("killed")

// kill ends the agent without a last word: what it still does has no effect.
func (r *rig) kill() {
	r.dead.Store(true)
	r.mu.Lock()
	if r.unplug != nil {
		r.unplug()
	}
	r.mu.Unlock()
	_ = r.stop()
}

// keep is the checkpoint in the run folder.
func (r *rig) keep(c ledger.Checkpoint, dead *atomic.Bool) {
	if dead.Load() {
		return
	}
	r.mu.Lock()
	r.checkpoint = &c
	r.mu.Unlock()
	if r.watch != nil {
		r.watch.Polled(c)
	}
}

// open plugs a new wire into the module.
func (r *rig) open(_ context.Context, avoid string) (agent.Port, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.opened++
	switch {
	case r.held != "":
		return agent.Port{}, &agent.HeldError{Text: r.held}
	case !r.plugged:
		return agent.Port{}, errors.New("cannot open /dev/ttyTEST: no such port")
	}
	here, there := net.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	r.unplug = cancel
	port := agent.Port{ReadWriteCloser: here, Path: "/dev/ttyTEST", USB: r.healer.usb}
	if r.wrap != nil {
		port.ReadWriteCloser = r.wrap(here)
	}
	switch {
	case r.hangs && (avoid == "" || r.alone != ""):
		port.Alone = r.alone
		go func() { _, _ = io.Copy(io.Discard, there) }()
		return port, nil
	case avoid == "/dev/ttyTEST":
		port.Path, port.Instead = "/dev/ttySECOND", avoid
	}
	go func() { _ = r.lab.Modem.Serve(ctx, there) }()
	return port, nil
}

// opens is how often a port was looked for.
func (r *rig) opens() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.opened
}

// plug puts the module's cable in or pulls it.
func (r *rig) plug(in bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.plugged = in
	if !in && r.unplug != nil {
		r.unplug()
	}
}

func (r *rig) status() local.Status {
	st, err := r.a.Status(context.Background(), true)
	require.NoError(r.t, err)
	return st
}

// after lets virtual time pass and returns the status then.
func (r *rig) after(d time.Duration) local.Status {
	time.Sleep(d)
	synctest.Wait()
	return r.status()
}

// until lets virtual time pass until cond holds, a limit at most.
func (r *rig) until(limit time.Duration, what string, cond func(local.Status) bool) local.Status {
	r.t.Helper()
	for deadline := time.Now().Add(limit); ; {
		st := r.after(100 * time.Millisecond)
		if cond(st) {
			return st
		}
		if time.Now().After(deadline) {
			require.Fail(r.t, "not within "+limit.String()+": "+what, "verdict: %s\nhistory: %+v", st.Verdict.Text, st.Transitions)
		}
	}
}

// second is another program on the module's second AT port.
func (r *rig) second() *atcmd.Session {
	here, there := net.Pipe()
	go func() { _ = r.lab.Modem.Serve(context.Background(), there) }()
	s := atcmd.NewSession(here, atcmd.Options{})
	r.t.Cleanup(func() { _ = s.Close(time.Second) })
	return s
}

// activate is the operator: a Fleet, and the status that is asked for.
func (r *rig) activate(status string) {
	r.lab.Cloud.AddFleet("lab")
	require.NoError(r.t, r.lab.Cloud.Put(r.lab.ICCID, status, "lab"))
}

type rigBooks struct {
	r     *rig
	store *ledger.Store
	dead  *atomic.Bool
}

func (b rigBooks) Load(iccid string, now time.Time) (ledger.Record, string) {
	f, err := b.store.Account(iccid, now)
	if err != nil {
		return ledger.FreshRecord(iccid, now), err.Error()
	}
	return f.Record(), ""
}

func (b rigBooks) Commit(rec ledger.Record) error {
	if b.dead.Load() {
		return errKilled
	}
	b.r.diskSleep()
	err := errKilled
	if !b.dead.Load() {
		err = b.commit(rec)
	}
	if b.r.watch != nil {
		b.r.watch.Committed(rec, err)
	}
	b.r.diskSleep()
	if b.dead.Load() && err == nil {
		err = errKilled // it is on the disk, and the agent never heard of it
		if b.r.watch != nil {
			b.r.watch.Committed(rec, err)
		}
	}
	return err
}

func (r *rig) diskSleep() {
	if r.diskTime != nil {
		time.Sleep(r.diskTime() / 2)
	}
}

func (b rigBooks) commit(rec ledger.Record) error {
	b.r.mu.Lock()
	b.r.commits++
	err := b.r.diskErr
	b.r.mu.Unlock()
	if err != nil {
		return err
	}
	f, err := b.store.Account(rec.ICCID, time.Now())
	if err != nil {
		return err
	}
	return f.Commit(rec)
}

func (r *rig) committed() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.commits
}

func str(s *string) string {
	if s == nil {
		return "null"
	}
	return *s
}

func num(n *int64) int64 {
	if n == nil {
		return -1
	}
	return *n
}

func yes(b *bool) bool { return b != nil && *b }

// bubble runs f in a synctest bubble whose clock is set to a day on which this
// program exists.
func bubble(t *testing.T, f func(t *testing.T)) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)))
		f(t)
	})
}

// synctestRaw runs f in a bubble with its own clock, which starts in 2000.
func synctestRaw(t *testing.T, f func(t *testing.T)) { synctest.Test(t, f) }

// faultAlways makes the cloud answer 503 until the faults are cleared.
func faultAlways(r *rig) {
	r.lab.Cloud.Fault(supersimtest.Fault{Kind: supersimtest.FaultStatus, Status: 503, Count: 1 << 30})
}
