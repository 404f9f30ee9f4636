package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/local"
	"simagent/agent/local/watch"
)

// paper is a screen that keeps what was written.
type paper struct {
	mu     sync.Mutex
	b      strings.Builder
	w, h   int
	in     bool
	closed bool
	fails  error
	keys   chan []byte
	sigs   chan os.Signal
}

func newPaper() *paper {
	return &paper{w: 80, h: 24, keys: make(chan []byte), sigs: make(chan os.Signal)}
}

func (p *paper) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fails != nil {
		return 0, p.fails
	}
	return p.b.Write(b)
}
func (p *paper) Size() (int, int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.w, p.h
}

// becomes changes what the watcher sees.
func (p *paper) becomes(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
}
func (p *paper) Keys() <-chan []byte       { return p.keys }
func (p *paper) Signals() <-chan os.Signal { return p.sigs }
func (p *paper) Enter() error              { p.in = true; return nil }
func (p *paper) Hurry()                    {}
func (p *paper) Suspend()                  { p.in = false }
func (p *paper) Close()                    { p.in, p.closed = false, true }

// told gives what was written since the last time.
func (p *paper) told() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.b.String()
	p.b.Reset()
	return s
}

// watching runs a watcher in a bubble; body is called while it waits.
func watching(t *testing.T, ask func(context.Context) (local.Status, error), body func(p *paper)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := newPaper()
		w := &watcher{every: time.Second, now: time.Now, ask: ask}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- w.run(ctx, p, watch.Look{}) }()
		synctest.Wait()
		body(p)
		cancel()
		require.NoError(t, <-done)
		require.True(t, p.closed)
		require.False(t, p.in)
	})
}

func after(d time.Duration) {
	time.Sleep(d) // of the bubble
	synctest.Wait()
}

// A daemon that is not there is waited for, shown when it comes, and kept on the screen when it has gone.
func TestWatchADaemonThatComesAndGoes(t *testing.T) {
	var up atomic.Bool
	ask := func(context.Context) (local.Status, error) {
		if !up.Load() {
			return local.Status{}, local.ErrNoDaemon
		}
		return local.Status{Name: "gateway-7", Time: time.Now(), Verdict: local.Verdict{OK: true, Text: "Everything works."}}, nil
	}
	watching(t, ask, func(p *paper) {
		require.Contains(t, p.told(), "No daemon is running; looking again.")
		after(3 * time.Second)
		require.Empty(t, p.told(), "nothing changed")
		up.Store(true)
		after(time.Second)
		require.Contains(t, p.told(), "Everything works.")
		after(time.Second)
		require.Empty(t, p.told(), "no seconds")
		after(time.Minute)
		require.NotEmpty(t, p.told(), "the minute")
		up.Store(false)
		after(2 * time.Second)
		require.Contains(t, p.told(), "Below is what was 1 s ago.")
		up.Store(true)
		after(time.Second)
		require.Contains(t, p.told(), "Everything works.")
	})
}

func TestWatchKeys(t *testing.T) {
	st := local.Status{Name: "gateway-7", Verdict: local.Verdict{Text: "first"}, Time: time.Unix(2e9, 0), Transitions: []local.Transition{{What: "sim", To: "ready"}}}
	for i := range 40 {
		st.Transitions = append(st.Transitions, local.Transition{What: "link", To: strconv.Itoa(i)})
	}
	var text atomic.Value
	text.Store("first")
	ask := func(context.Context) (local.Status, error) {
		now := st
		now.Transitions = slices.Clone(st.Transitions)
		now.Verdict.Text = text.Load().(string)
		return now, nil
	}
	watching(t, ask, func(p *paper) {
		press := func(s string) string {
			p.told()
			p.keys <- []byte(s)
			synctest.Wait()
			return p.told()
		}
		require.Contains(t, press("h"), "the last 41 changes")
		require.NotEmpty(t, press("\x1b[B"))
		require.Empty(t, press("x"))
		press("\x1b[6~\x1b[6~\x1b[6~\x1b[6~\x1b[6~")
		require.Empty(t, press("j"), "the end")
		require.NotEmpty(t, press("k"))
		require.Contains(t, press("\x1b"), "first")
		require.Contains(t, press(" "), "PAUSED")
		text.Store("second")
		after(2 * time.Second)
		require.Empty(t, p.told())
		p.becomes(func() { p.w, p.h = 60, 20 })
		p.sigs <- syscall.SIGWINCH
		synctest.Wait()
		require.Contains(t, p.told(), "first", "drawn anew in the new size")
		require.Contains(t, press(" "), "second")
		require.Contains(t, press("\x0c"), "\x1b[2J")
		p.sigs <- syscall.SIGCONT
		synctest.Wait()
		require.Contains(t, p.told(), "\x1b[2J")
	})
}

// What ends it: keys, the end of the keyboard, of the terminal and of ctx, which watching tries.
func TestWatchEnds(t *testing.T) {
	for name, end := range map[string]func(*paper){
		"q":        func(p *paper) { p.keys <- []byte("q") },
		"Ctrl-C":   func(p *paper) { p.keys <- []byte(" \x03") },
		"keyboard": func(p *paper) { close(p.keys) },
		"terminal": func(p *paper) { p.becomes(func() { p.fails = io.ErrClosedPipe }); p.sigs <- syscall.SIGCONT },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPaper()
				w := &watcher{every: time.Second, now: time.Now, ask: func(context.Context) (local.Status, error) { return local.Status{}, local.ErrNoDaemon }}
				done := make(chan error)
				go func() { done <- w.run(t.Context(), p, watch.Look{}) }()
				synctest.Wait()
				end(p)
				require.NoError(t, <-done)
				require.True(t, p.closed)
			})
		})
	}
}

// A panic leaves the terminal as it was; one in an answer is only said.
func TestWatchPanics(t *testing.T) {
	p := newPaper()
	w := &watcher{every: time.Second, now: func() time.Time { panic("a mistake") }, ask: func(context.Context) (local.Status, error) { return local.Status{}, nil }}
	require.PanicsWithValue(t, "a mistake", func() { _ = w.run(t.Context(), p, watch.Look{}) })
	require.True(t, p.closed)
	require.False(t, p.in)
	watching(t, func(context.Context) (local.Status, error) { panic("x") }, func(p *paper) {
		require.Contains(t, p.told(), "Cannot read the daemon's answer: x.")
	})
	watching(t, func(context.Context) (local.Status, error) { return local.Status{}, errors.New("it is slow") }, func(p *paper) {
		require.Contains(t, p.told(), "It is slow.")
	})
}

// Bytes that pass all the time, as those of this very screen may, are drawn now and then.
func TestWatchDrawsBytesNowAndThen(t *testing.T) {
	var n, end atomic.Int64
	id, other, limit := "8988307…2342", "data", int64(250_000)
	ask := func(context.Context) (local.Status, error) {
		low := 1000 + n.Add(1)
		st := local.Status{Name: "gateway-7", Time: time.Unix(2e9, 0), Account: local.Account{ICCID: &id, Data: local.Data{Low: &low, Limit: &limit}}}
		if end.Load() != 0 {
			st.Account.EndedBy = &other
		}
		return st, nil
	}
	watching(t, ask, func(p *paper) {
		p.told()
		draws := 0
		for range 50 {
			after(time.Second)
			if p.told() != "" {
				draws++
			}
		}
		require.InDelta(t, 5, draws, 1)
		end.Store(1)
		after(time.Second)
		require.NotEmpty(t, p.told(), "what matters is drawn at once")
	})
}

func TestKeysIn(t *testing.T) {
	for s, want := range map[string][]string{
		"": nil, "q": {"q"}, "hq": {"h", "q"}, "\x1b": {"\x1b"}, "\x1b[A": {"\x1b[A"}, "\x1b[5~q": {"\x1b[5~", "q"}, "\x1bOBj": {"\x1bOB", "j"}, "\x1b[1;5A\x03": {"\x1b[1;5A", "\x03"}, "\x1b[": {"\x1b", "["}, "\x1b[1": {"\x1b[1"},
	} {
		require.Equal(t, want, keysIn(s), "%q", s)
	}
}

func TestLook(t *testing.T) {
	look := func(env ...string) watch.Look {
		return lookOf(func(name string) string {
			for _, e := range env {
				if v, ok := strings.CutPrefix(e, name+"="); ok {
					return v
				}
			}
			return ""
		})
	}
	require.Equal(t, watch.Look{Color: true, ASCII: true}, look())
	require.Equal(t, watch.Look{Color: true}, look("LANG=de_DE.UTF-8"))
	require.Equal(t, watch.Look{Color: true, ASCII: true}, look("LC_ALL=C", "LANG=de_DE.UTF-8"))
	require.Equal(t, watch.Look{}, look("LC_CTYPE=C.utf8", "NO_COLOR=1"))
}

func TestParentOf(t *testing.T) {
	require.Equal(t, os.Getppid(), parentOf(os.Getpid()))
	require.Zero(t, parentOf(-1))
}

// The plain status is printed anew for a change that is in the list of changes alone, and not for the time.
func TestChangeKey(t *testing.T) {
	st := local.Status{Transitions: []local.Transition{{What: "module", To: "restarted"}}}
	key := changeKey(st)
	st.Time = time.Now()
	require.Equal(t, key, changeKey(st))
	st.Transitions[0].To = "gone"
	require.NotEqual(t, key, changeKey(st))
}

// A clock that is moved a little does not make the events flicker.
func TestSteady(t *testing.T) {
	at := time.Unix(2e9, 0)
	one := func(ms int, to string) local.Transition {
		return local.Transition{Time: at.Add(time.Duration(ms) * time.Millisecond), What: "link", To: to}
	}
	list := []local.Transition{one(9000, "up"), one(4500, "up"), one(100, "down"), one(5000, "held")}
	steady(list, []local.Transition{one(4000, "up"), one(0, "down"), one(0, "held")})
	require.Equal(t, []local.Transition{one(9000, "up"), one(4000, "up"), one(0, "down"), one(5000, "held")}, list)
}

// A screen that is open for a week has one connection to the daemon, not one a second.
func TestWatchAsksOverOneConnection(t *testing.T) {
	dir := t.TempDir()
	l, err := local.Listen(dir)
	require.NoError(t, err)
	var opened atomic.Int32
	srv := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"schema":1}`) }),
		ConnState: func(_ net.Conn, s http.ConnState) {
			if s == http.StateNew {
				opened.Add(1)
			}
		}}
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(l) }()
	ask := statusFrom(dir, false)
	for range 3 {
		_, err := ask(t.Context())
		require.NoError(t, err)
	}
	require.EqualValues(t, 1, opened.Load())
	require.NoError(t, srv.Close())
	<-done
	_, err = ask(t.Context())
	require.ErrorIs(t, err, local.ErrNoDaemon)
}
