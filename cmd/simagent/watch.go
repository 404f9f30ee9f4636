package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent/local"
	"simagent/agent/local/watch"
)

func newWatch(f *folders) *cobra.Command {
	var ids bool
	every := time.Second
	cmd := &cobra.Command{
		Use: "watch", Short: "Show where the SIM stands until you leave, and redraw what changes", Args: cobra.NoArgs,
		Long: `Show the status on the whole terminal, and redraw what changes: states and for how long
they have been so, the thresholds of "ready" as bars (dark: surely spent, light:
perhaps spent besides), the bytes of each minute since you watch, what is done about
a trouble and when, the last events, and what to do.

q or Ctrl-C leaves, h shows all events, space holds the screen. It works over a slow
line (a quiet minute is about 100 bytes in five packets), in a window of any size,
without colour (NO_COLOR) and, where the locale has no UTF-8, without anything but
ASCII. A daemon that ends is waited for. On a terminal that cannot move its cursor
(TERM=dumb) the plain status is printed at each change. Over SSH by the SIM itself,
--every 1m costs least.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if every < 200*time.Millisecond || every > time.Minute {
				return fmt.Errorf("cannot ask every %s: want --every 200ms to 1m", every)
			}
			ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGHUP)
			defer stop()
			w := &watcher{every: every, now: time.Now, ask: statusFrom(f.run, ids)}
			out, ok := cmd.OutOrStdout().(*os.File)
			switch {
			case !ok || !isTerminal(out):
				return errors.New("watch needs a terminal; for a pipe or a file there is: simagent status --watch")
			case os.Getenv("TERM") == "dumb" || os.Getenv("TERM") == "":
				return w.plain(ctx, out)
			}
			t, err := openTerminal(out)
			if err != nil {
				return err
			}
			return w.run(ctx, t, lookOf(os.Getenv))
		},
	}
	cmd.Flags().BoolVar(&ids, "show-ids", false, "show ICCID and sids in full; they are personal data")
	cmd.Flags().DurationVar(&every, "every", every, "ask the daemon so often")
	return cmd
}

// statusFrom asks the daemon of a run folder, over one connection as long as that holds.
func statusFrom(run string, ids bool) func(context.Context) (local.Status, error) {
	c := local.NewClient(run)
	return func(ctx context.Context) (local.Status, error) { return c.Status(ctx, ids) }
}

// lookOf reads what a terminal shows from the environment: NO_COLOR (no-color.org), and the character set of the locale.
func lookOf(getenv func(string) string) watch.Look {
	locale := ""
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} { // the first that is set counts (locale(7))
		if locale = getenv(name); locale != "" {
			break
		}
	}
	set := strings.ToLower(locale)
	return watch.Look{Color: getenv("NO_COLOR") == "", ASCII: !strings.Contains(set, "utf-8") && !strings.Contains(set, "utf8")}
}

// watcher is one `simagent watch`. It is used by one goroutine.
type watcher struct {
	every time.Duration
	now   func() time.Time
	ask   func(context.Context) (local.Status, error)

	view   watch.View
	rate   watch.Rate
	came   time.Time // when the status came
	bytes  time.Time // when the bytes that are shown came
	held   map[string]seen
	frozen *watch.View
	shown  *watch.Grid // nil: nobody knows what the terminal shows
	away   bool        // suspended
}

// seen is a state and since when it is seen.
type seen struct {
	state string
	since time.Time
}

// answer is what the daemon said.
type answer struct {
	st  local.Status
	err error
}

// screenOf is the terminal that a watcher draws on.
type screenOf interface {
	io.Writer
	Size() (width, height int)
	Keys() <-chan []byte       // closed when nothing more comes
	Signals() <-chan os.Signal // resized, to be suspended, or continued
	Enter() error
	Hurry()   // gives up a write that waits
	Suspend() // leaves, and stops this process, if somebody can continue it
	Close()   // leaves, and waits for the keys' reader
}

// run shows the status until ctx ends, a key says so, or the terminal is gone. The terminal is then as it was, also when
// something here panics.
func (w *watcher) run(ctx context.Context, t screenOf, look watch.Look) error {
	defer t.Close()
	defer context.AfterFunc(ctx, t.Hurry)()
	if err := t.Enter(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	answers := make(chan answer, 1)
	asking := false
	question := func() {
		if !asking {
			asking = true
			wg.Go(func() { answers <- w.within(ctx) })
		}
	}
	tick := time.NewTicker(w.every)
	defer tick.Stop()
	question()
	for {
		if !w.away {
			if err := w.draw(t, look); err != nil {
				return nil // the terminal is gone
			}
		}
		select {
		case a := <-answers:
			asking = false
			w.take(a)
		case <-tick.C:
			if w.away { // and running: nobody holds us any more
				w.back(t)
			}
			question()
		case keys, ok := <-t.Keys():
			if !ok || w.press(keys, t) {
				return nil
			}
		case s := <-t.Signals():
			switch s {
			case syscall.SIGTSTP:
				w.away = true
				t.Suspend()
			case syscall.SIGCONT:
				w.back(t)
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// within asks once. Whatever goes wrong in there is said on the screen.
func (w *watcher) within(ctx context.Context) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a = answer{err: fmt.Errorf("cannot read the daemon's answer: %v", p)}
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	a.st, a.err = w.ask(ctx)
	return a
}

// take notes what the daemon said.
func (w *watcher) take(a answer) {
	now := w.now()
	if a.err != nil {
		w.view.Trouble = "No daemon is running; looking again."
		if !errors.Is(a.err, local.ErrNoDaemon) {
			w.view.Trouble = capitalised(a.err.Error()) + "."
		}
		return
	}
	steady(a.st.Transitions, w.view.Status.Transitions)
	if !w.hold(&a.st, now) {
		w.bytes = now
	}
	w.view.Status, w.view.Has, w.view.Trouble, w.came = a.st, true, "", now
	w.rate.Add(a.st, now)
	if w.held == nil {
		w.held = map[string]seen{}
	}
	for _, s := range local.Standings(a.st) {
		if w.held[s.Name].state != s.State {
			w.held[s.Name] = seen{s.State, now}
		}
	}
}

// bytesEvery is how often bytes are shown anew at most: each time is a packet over SSH, which may be the SIM's, so that it is
// counted and makes the next.
const bytesEvery = 10 * time.Second

// hold lets a status keep the bytes that are shown for a while.
func (w *watcher) hold(st *local.Status, now time.Time) bool {
	a, shown := &st.Account, w.view.Status.Account
	if !w.view.Has || now.Sub(w.bytes) >= bytesEvery || word(a.ICCID) != word(shown.ICCID) || word(a.EndedBy) != word(shown.EndedBy) || word(a.Data.Source) != word(shown.Data.Source) {
		return false
	}
	a.Data = shown.Data
	return true
}

// steady lets changes keep the times that they were shown with: the daemon dates them by the best clock of now, which is
// moved a little whenever the cloud tells the time, and the last digit of every line would flicker.
func steady(list, shown []local.Transition) {
	for i := range list {
		for _, old := range shown {
			moved := list[i].Time.Sub(old.Time).Abs()
			was := list[i]
			if was.Time = old.Time; was == old && moved < 2*time.Second {
				list[i].Time = old.Time
				break
			}
		}
	}
}

// current is the view of this moment, or the one that is held.
func (w *watcher) current() watch.View {
	v := w.view
	if w.frozen != nil {
		held := *w.frozen
		held.History, held.Scroll = v.History, v.Scroll
		return held
	}
	now := w.now()
	v.Rate, v.Since = &w.rate, now.Sub(w.came)
	v.Held = map[string]watch.Held{}
	for name, s := range w.held {
		v.Held[name] = watch.Held{State: s.state, For: now.Sub(s.since)}
	}
	return v
}

func (w *watcher) draw(t screenOf, look watch.Look) error {
	width, height := t.Size()
	next := watch.Draw(w.current(), width, height, look)
	out := watch.Diff(w.shown, next)
	w.shown = next
	if len(out) == 0 {
		return nil
	}
	_, err := t.Write(out)
	return err
}

// back takes the terminal again that a shell had meanwhile.
func (w *watcher) back(t screenOf) {
	w.away, w.shown = false, nil
	_ = t.Enter() // as it is then
}
