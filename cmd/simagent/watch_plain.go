package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"simagent/agent/local"
)

// plain prints the status whenever it changes in more than its times; a log of a terminal that cannot move its cursor.
func (w *watcher) plain(ctx context.Context, out *os.File) error {
	tick := time.NewTicker(w.every)
	defer tick.Stop()
	said := ""
	for {
		a := w.within(ctx)
		if ctx.Err() != nil {
			return nil
		}
		key, text := "", ""
		if a.err != nil {
			key = sentence(a.err)
			text = key + "\n"
		} else {
			key = changeKey(a.st)
			text = local.Screen(a.st, local.ScreenOptions{Width: width(out)}) + "\n"
		}
		if key != said {
			if _, err := io.WriteString(out, text); err != nil {
				return nil // the reader has gone
			}
			said = key
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// changeKey is what must differ for the plain status to be printed anew.
func changeKey(st local.Status) string {
	key := st.Verdict.Text
	for _, s := range local.Standings(st) {
		key += "\n" + s.State
	}
	for _, g := range local.Gauges(st) {
		key += fmt.Sprintf("\n%d", int(100*max(g.High, g.Low)))
	}
	if len(st.Transitions) > 0 {
		key += "\n" + st.Transitions[0].What + st.Transitions[0].To
	}
	return key
}
