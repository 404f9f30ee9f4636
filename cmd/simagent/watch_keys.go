package main

import (
	"syscall"

	"simagent/agent/local/watch"
)

// press does what keys say; true ends it.
func (w *watcher) press(keys []byte, t screenOf) (quit bool) {
	for _, k := range keysIn(string(keys)) {
		switch k {
		case "q", "Q", "\x03", "\x04":
			return true
		case "h", "H":
			w.view.History, w.view.Scroll = !w.view.History, 0
		case "\x1b":
			w.view.History, w.view.Scroll = false, 0
		case " ":
			w.pause()
		case "j", "\x1b[B", "\x1bOB":
			w.scroll(1, t)
		case "k", "\x1b[A", "\x1bOA":
			w.scroll(-1, t)
		case "\x1b[6~":
			w.scroll(10, t)
		case "\x1b[5~":
			w.scroll(-10, t)
		case "\x0c": // Ctrl-L: something else wrote on the screen
			w.shown = nil
		case "\x1a":
			_ = syscall.Kill(0, syscall.SIGTSTP) // as the terminal does, were it not raw
		}
	}
	return false
}

func (w *watcher) pause() {
	if w.frozen != nil {
		w.frozen = nil
		return
	}
	v := w.current()
	rate := w.rate
	v.Rate, v.Paused = &rate, true
	w.frozen = &v
}

func (w *watcher) scroll(by int, t screenOf) {
	if !w.view.History {
		return
	}
	width, height := t.Size()
	most := len(watch.HistoryLines(w.current().Status, width)) - (height - 2)
	w.view.Scroll = max(min(w.view.Scroll+by, most), 0)
}

// keysIn takes what a terminal sent apart: characters, and sequences that begin with ESC [ or ESC O.
func keysIn(s string) (keys []string) {
	for s != "" {
		n := 1
		if len(s) > 2 && s[0] == 0x1b && (s[1] == '[' || s[1] == 'O') {
			for n = 2; n < len(s)-1 && (s[n] < '@' || s[n] > '~'); n++ {
			}
			n++
		}
		keys, s = append(keys, s[:n]), s[n:]
	}
	return keys
}
