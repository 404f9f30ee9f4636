package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent/agenttest"
)

// trayFlags are the options of `simlab tray`.
type trayFlags struct {
	cloudFlags
	persona, cards, link, results string
	each, hand, register          time.Duration
	paced                         bool
}

func newTray() *cobra.Command {
	var f trayFlags
	cmd := &cobra.Command{
		Use: "tray", Short: "A modem whose SIMs a hand changes, for simagent bench", Args: cobra.NoArgs,
		PreRunE: func(*cobra.Command, []string) error { return f.check() },
		Long: `Modem, network and cloud as "simlab up" has them, and a tray of SIMs beside the modem
that a hand puts in one after the other. When it changes them:

  --each 10s          that often
  --results FOLDER    when a bench has written a verdict there ("simagent bench --out")
  POST /next          at the control address, always: the next SIM, or none

Prints one JSON line as "simlab up" does, and one for each change on standard error.
Ends by itself when the tray is empty, but for POST /next alone.

--cards FILE is the tray: a line for each SIM, [ICCID] KIND, the number made up if it
is left out; without it there are twenty, of which three are bad and four are new.
KIND is the Sim's status in the cloud, or what is the matter with it:
` + lines(agenttest.SlotKinds()) + `
The number behind = is the cause, seconds or dBm; flaky loses contact then.

In two terminals:
  simlab tray --link /tmp/modem --dir /tmp/lab --results /tmp/results
  simagent bench --config /tmp/lab/simagent.toml --out /tmp/results --count 20`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.run(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f.cloudFlags.register(cmd)
	fs := cmd.Flags()
	fs.StringVar(&f.persona, "persona", "eg25-g", "the module to be; \"simlab modem --persona list\" prints the names")
	fs.StringVar(&f.cards, "cards", "", "the SIMs, from this `FILE`")
	fs.StringVar(&f.link, "link", "", "make this symbolic `PATH` to the modem's terminal")
	fs.DurationVar(&f.each, "each", 0, "change the SIM that often; 0: not by time")
	fs.StringVar(&f.results, "results", "", "change it after each verdict in this `FOLDER`")
	fs.DurationVar(&f.hand, "hand", 500*time.Millisecond, "how long the holder is empty between two")
	fs.DurationVar(&f.register, "register", 2*time.Second, "from being allowed to being registered")
	fs.BoolVar(&f.paced, "paced", true, "answer as slowly as the real module, at 115200 baud")
	return cmd
}

// slots are the tray.
func (f *trayFlags) slots() ([]agenttest.Slot, error) {
	if f.cards == "" {
		return agenttest.Twenty(), nil
	}
	b, err := os.ReadFile(f.cards)
	if err != nil {
		return nil, fmt.Errorf("--cards: %w", err)
	}
	list, err := agenttest.ParseSlots(string(b))
	if err != nil {
		return nil, fmt.Errorf("--cards %s: %w", f.cards, err)
	}
	return list, nil
}

func (f *trayFlags) run(ctx context.Context, out, tell io.Writer) error {
	slots, err := f.slots()
	if err != nil {
		return err
	}
	p, err := persona(f.persona)
	if err != nil {
		return err
	}
	dir, remove, err := f.folder()
	if err != nil {
		return err
	}
	defer remove()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	b, err := startBench(ctx, f.cloudFlags, agenttest.Options{Persona: p, RegisterTime: f.register, Paced: f.paced}, dir)
	if err != nil {
		return err
	}
	defer b.stop()
	tray, err := agenttest.NewTray(b.lab, slots)
	if err != nil {
		return err
	}
	next := func() (agenttest.Slot, bool) {
		s, ok := tray.Next(ctx, f.hand)
		if ok {
			_ = say(tell, map[string]any{"in": s, "left": tray.Left()})
		}
		return s, ok
	}
	b.onNext(func() any {
		s, ok := next()
		return map[string]any{"in": ok, "kind": s.Kind, "left": tray.Left()}
	})
	terminal := b.info.Port
	if b.info.Port, err = symlink(f.link, terminal); err != nil {
		return err
	}
	defer unlink(f.link, terminal)
	if err := say(out, b.info); err != nil {
		return err
	}
	f.change(ctx, next)
	return nil
}

// change has the SIMs changed until the tray is empty or ctx ends.
func (f *trayFlags) change(ctx context.Context, next func() (agenttest.Slot, bool)) {
	if f.each == 0 && f.results == "" {
		<-ctx.Done()
		return
	}
	began := time.Now()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	verdicts, last := -1, time.Time{}
	for {
		n := f.verdicts(began)
		if f.results != "" && n != verdicts && (n > 0 || verdicts < 0) || f.each > 0 && time.Since(last) >= f.each {
			if last.IsZero() || f.results != "" {
				wait(ctx, f.hand)
			}
			verdicts, last = n, time.Now()
			if _, ok := next(); !ok {
				wait(ctx, 3*time.Second) // somebody may look at an empty holder
				return
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// verdicts counts the lines of SIMs in the results that began since.
func (f *trayFlags) verdicts(since time.Time) (n int) {
	if f.results == "" {
		return 0
	}
	files, _ := filepath.Glob(filepath.Join(f.results, "bench-*.jsonl")) // the pattern is well
	for _, name := range files {
		if info, err := os.Stat(name); err != nil || info.ModTime().Before(since) {
			continue
		}
		b, err := os.ReadFile(name)
		if err == nil {
			n += bytes.Count(b, []byte(`{"kind":"sim"`)) + bytes.Count(b, []byte(`{"kind":"seen"`))
		}
	}
	return n
}

// onNext adds POST /next to the control.
func (b *bench) onNext(f func() any) {
	b.next.Store(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(f())
	}))
}
