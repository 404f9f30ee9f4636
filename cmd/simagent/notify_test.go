package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/local"
)

// watched is a notifier whose messages are kept, each with its time since the start, and a loop that may be wedged.
type watched struct {
	*notifier
	mu     sync.Mutex
	start  time.Time
	said   []string
	asked  int
	wedged bool
	status local.Status
}

func watchedBy(watchdog time.Duration) *watched {
	w := &watched{start: time.Now(), status: local.Status{Verdict: local.Verdict{OK: true, Text: "Everything works."}}}
	w.notifier = &notifier{watchdog: watchdog, log: slog.New(slog.DiscardHandler), send: func(m string) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.said = append(w.said, time.Since(w.start).String()+" "+strings.ReplaceAll(m, "\n", " | "))
		return nil
	}}
	return w
}

// ask is the loop's answer: none while it is wedged.
func (w *watched) ask(ctx context.Context, showIDs bool) (local.Status, error) {
	w.mu.Lock()
	w.asked++
	if showIDs {
		w.said = append(w.said, "asked for ids")
	}
	st, wedged := w.status, w.wedged
	w.mu.Unlock()
	if wedged {
		<-ctx.Done()
		return local.Status{}, ctx.Err()
	}
	return st, nil
}

func (w *watched) set(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
}

// take returns what was said since the last call.
func (w *watched) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	said := w.said
	w.said = nil
	return said
}

func TestNotifyOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := watchedBy(3 * time.Minute)
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan struct{})
		go func() { defer close(over); w.run(ctx, w.ask) }()
		time.Sleep(7 * time.Minute)
		require.Equal(t, []string{
			"0s READY=1 | STATUS=Everything works. | WATCHDOG=1",
			"4s WATCHDOG=1", "12s WATCHDOG=1", "28s WATCHDOG=1", "1m0s WATCHDOG=1",
			"2m4s WATCHDOG=1", "3m34s WATCHDOG=1", "5m4s WATCHDOG=1", "6m34s WATCHDOG=1", // every 90 s
		}, w.take())

		w.set(func() { w.status.Verdict = local.Verdict{Code: 10, Text: "No module.\nMAINPID=1"} })
		time.Sleep(90 * time.Second)
		require.Equal(t, []string{"8m4s STATUS=No module. MAINPID=1 | WATCHDOG=1", "8m6s WATCHDOG=1", "8m10s WATCHDOG=1", "8m18s WATCHDOG=1"}, w.take(), "one line; soon again")

		cancel()
		<-over
		require.Equal(t, []string{"8m30s STOPPING=1"}, w.take())
	})
}

// A wedged loop: no ping, also not late, and one again when it moves.
func TestNotifyWedged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := watchedBy(3 * time.Minute)
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan struct{})
		go func() { defer close(over); w.run(ctx, w.ask) }()
		time.Sleep(10 * time.Minute)
		require.NotEmpty(t, w.take())
		w.set(func() { w.wedged = true })
		time.Sleep(time.Hour)
		require.Empty(t, w.take())
		w.set(func() { w.wedged = false })
		time.Sleep(2 * time.Minute)
		require.NotEmpty(t, w.take())
		w.set(func() { w.wedged = true })
		cancel()
		<-over
		require.Len(t, w.take(), 1, "STOPPING=1")
	})
}

// A loop that is wedged from the start is never ready: systemd's own limit for the start ends it.
func TestNotifyWedgedAtStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := watchedBy(0)
		w.wedged = true
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		w.run(ctx, w.ask)
		require.Equal(t, []string{"10m0s STOPPING=1"}, w.take())
	})
}

// Without a watchdog an idle daemon says nothing, and is asked no more often than with one.
func TestNotifyQuiet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := watchedBy(0)
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		w.run(ctx, w.ask)
		require.Equal(t, []string{"0s READY=1 | STATUS=Everything works.", "1h0m0s STOPPING=1"}, w.take())
		require.Less(t, w.asked, 60*60/90+8)
	})
}

// A short limit is kept, too.
func TestNotifyShortWatchdog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := watchedBy(time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), 1100*time.Millisecond)
		defer cancel()
		w.run(ctx, w.ask)
		require.Equal(t, []string{"0s READY=1 | STATUS=Everything works. | WATCHDOG=1", "500ms WATCHDOG=1", "1s WATCHDOG=1", "1.1s STOPPING=1"}, w.take())
	})
}

func TestNotifyReload(t *testing.T) {
	w := watchedBy(0)
	w.reload(func() { _ = w.send("reloads") })
	require.Len(t, w.take(), 1, "READY=1 is not said before the loop has answered")
	w.ready.Store(true)
	before := monotonic()
	w.reload(func() { _ = w.send("reloads") })
	said := w.take()
	require.Len(t, said, 3)
	require.Regexp(t, `RELOADING=1 \| MONOTONIC_USEC=[1-9]\d+$`, said[0])
	require.Contains(t, said[1], "reloads")
	require.Contains(t, said[2], "READY=1")
	require.Positive(t, before)
	require.GreaterOrEqual(t, monotonic(), before)
	var none *notifier
	called := false
	none.reload(func() { called = true })
	none.run(t.Context(), nil)
	require.True(t, called)
}

func TestNotifierOfEnvironment(t *testing.T) {
	of := func(env map[string]string) *notifier {
		return newNotifier(func(k string) string { return env[k] }, 42, slog.New(slog.DiscardHandler))
	}
	require.Nil(t, of(nil))
	require.Nil(t, of(map[string]string{"WATCHDOG_USEC": "1000000"}))
	require.Nil(t, of(map[string]string{"NOTIFY_SOCKET": "relative"}))
	for usec, want := range map[string]time.Duration{"": 0, "180000000": 3 * time.Minute, "-1": 0, "x": 0, "99999999999999999999": 0} {
		require.Equal(t, want, of(map[string]string{"NOTIFY_SOCKET": "/s", "WATCHDOG_USEC": usec}).watchdog, usec)
	}
	require.Equal(t, time.Second, of(map[string]string{"NOTIFY_SOCKET": "@s", "WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "42"}).watchdog)
	require.Zero(t, of(map[string]string{"NOTIFY_SOCKET": "@s", "WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "43"}).watchdog)
}

func TestSendNotice(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{filepath.Join(dir, "s"), "@simagent-test-" + filepath.Base(dir) + t.Name()} {
		l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
		require.NoError(t, err)
		require.NoError(t, sendNotice(name, "READY=1\nSTATUS=ü"))
		buf := make([]byte, 100)
		n, err := l.Read(buf)
		require.NoError(t, err)
		require.Equal(t, "READY=1\nSTATUS=ü", string(buf[:n]))
		require.NoError(t, l.Close())
	}
	require.Error(t, sendNotice(filepath.Join(dir, "none"), "READY=1"))
}

// That nobody takes the messages is said once.
func TestNotifyUnheard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := watchedBy(time.Second)
		var log bytes.Buffer
		w.log = slog.New(slog.NewTextHandler(&log, nil))
		w.send = func(string) error { return errors.New("no such file") }
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		w.run(ctx, w.ask)
		require.Equal(t, 1, strings.Count(log.String(), "\n"), log.String())
		require.Contains(t, log.String(), "cannot tell systemd how this daemon is: no such file")
	})
}
