package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"simagent/agent/local"
)

// How often the loop is asked how it is. After a change of the verdict soon, then ever more slowly: an idle daemon is to
// wake up for this once in 90 s, the half of the unit's WatchdogSec.
const (
	notifySoon = 2 * time.Second
	notifyIdle = 90 * time.Second
)

// notifier tells systemd how the daemon is, in the words of sd_notify(3). A nil one is silent: systemd did not start us.
type notifier struct {
	send     func(message string) error
	watchdog time.Duration // within which systemd wants to hear of us; 0: it does not watch
	log      *slog.Logger
	ready    atomic.Bool // READY=1 was said
	failed   atomic.Bool // and once that it could not be
}

// newNotifier reads what systemd set in the environment: NOTIFY_SOCKET, WATCHDOG_USEC, and WATCHDOG_PID, which is another's
// when a program between us and systemd was meant.
func newNotifier(getenv func(string) string, pid int, log *slog.Logger) *notifier {
	socket := getenv("NOTIFY_SOCKET")
	if socket == "" {
		return nil
	}
	if socket[0] != '/' && socket[0] != '@' {
		log.Warn("systemd is not told how this daemon is: NOTIFY_SOCKET is neither a path nor an abstract socket")
		return nil
	}
	n := &notifier{log: log, send: func(message string) error { return sendNotice(socket, message) }}
	if usec, err := strconv.ParseUint(getenv("WATCHDOG_USEC"), 10, 52); err == nil {
		n.watchdog = time.Duration(usec) * time.Microsecond
	}
	if owner := getenv("WATCHDOG_PID"); owner != "" && owner != strconv.Itoa(pid) {
		n.watchdog = 0
	}
	return n
}

// sendNotice sends one datagram. A socket that takes nothing for a second is given up.
func sendNotice(socket, message string) error {
	c, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: socket, Net: "unixgram"}) // @ is an abstract one to net, too
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.SetWriteDeadline(time.Now().Add(time.Second)); err != nil {
		return err
	}
	_, err = c.Write([]byte(message))
	return err
}

// run asks the daemon for its status until ctx ends, and tells systemd of it. The watchdog is fed by an answer alone, which
// only a loop that moves gives: systemd ends a daemon whose loop is wedged.
func (n *notifier) run(ctx context.Context, ask func(ctx context.Context, showIDs bool) (local.Status, error)) {
	if n == nil {
		return
	}
	defer n.tell("STOPPING=1")
	idle := notifyIdle
	if n.watchdog > 0 {
		idle = min(idle, n.watchdog/2)
	}
	soon := min(notifySoon, idle)
	var said local.Verdict
	for pace := soon; ctx.Err() == nil; {
		st, err := within(ctx, idle, ask)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			pace = soon
		default:
			n.answered(st.Verdict, said)
			pace = min(2*pace, idle)
			if st.Verdict.Code != said.Code {
				pace = soon
			}
			said = st.Verdict
		}
		select {
		case <-time.After(pace):
		case <-ctx.Done():
		}
	}
}

// within asks once, without ids in full.
func within(ctx context.Context, limit time.Duration, ask func(context.Context, bool) (local.Status, error)) (local.Status, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return ask(ctx, false)
}

// answered sends what is new since the last answer, and feeds the watchdog.
func (n *notifier) answered(v, said local.Verdict) {
	var lines []string
	if !n.ready.Load() {
		lines = append(lines, "READY=1")
	}
	if v.Text != said.Text {
		lines = append(lines, "STATUS="+printableText(v.Text)) // on one line: a second one would be another message
	}
	if n.watchdog > 0 {
		lines = append(lines, "WATCHDOG=1")
	}
	if len(lines) > 0 && n.tell(strings.Join(lines, "\n")) {
		n.ready.Store(true)
	}
}

// reload runs f, and tells systemd before and after: with Type=notify-reload, of systemd 253 and later, it waits for that.
func (n *notifier) reload(f func()) {
	if n == nil || !n.ready.Load() {
		f()
		return
	}
	n.tell("RELOADING=1\nMONOTONIC_USEC=" + strconv.FormatInt(monotonic().Microseconds(), 10))
	f()
	n.tell("READY=1")
}

// monotonic is CLOCK_MONOTONIC, by which systemd tells this reload from an earlier one.
func monotonic() time.Duration {
	var t unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &t) // it has no way to fail
	return time.Duration(t.Nano())
}

// tell sends a message. That nobody takes it is said once, and no reason to stop.
func (n *notifier) tell(message string) bool {
	err := n.send(message)
	if err != nil && !n.failed.Swap(true) {
		n.log.Warn(fmt.Sprintf("cannot tell systemd how this daemon is: %v", err))
	}
	return err == nil
}
