package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"simagent/agent/local"
)

// stage shows the play: the agent's live screen and the steps below it on a
// terminal, plain lines elsewhere.
type stage struct {
	out   *os.File
	tty   bool
	start time.Time

	mu    sync.Mutex
	steps []string
	now   string
	last  local.Status
	have  bool
}

func newStage(out *os.File) *stage {
	s := &stage{out: out, start: time.Now()}
	s.tty = term.IsTerminal(int(out.Fd())) && os.Getenv("TERM") != "dumb"
	if s.tty {
		fmt.Fprint(out, "\x1b[?25l") // no cursor
	}
	return s
}

func (s *stage) begin(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = name
	s.draw()
}

func (s *stage) done(name, text string) { s.add("ok  ", name, text) }

func (s *stage) fail(name string) { s.add("FAIL", name, "") }

func (s *stage) add(mark, name, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	line := strings.TrimRight(fmt.Sprintf("%5.1f s  %s  %-24s %s", time.Since(s.start).Seconds(), mark, name, text), " ")
	s.steps = append(s.steps, line)
	s.now = ""
	if !s.tty {
		fmt.Fprintln(s.out, line)
		return
	}
	s.draw()
}

func (s *stage) show(st local.Status) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last, s.have = st, true
	s.draw()
}

// draw paints the whole picture, line by line without clearing first, so that
// it does not flicker.
func (s *stage) draw() {
	if !s.tty {
		return
	}
	width, height, err := term.GetSize(int(s.out.Fd()))
	if err != nil {
		width, height = 80, 24
	}
	var lines []string
	if s.have {
		lines = strings.Split(strings.TrimRight(local.Screen(s.last, local.ScreenOptions{Width: width, Color: os.Getenv("NO_COLOR") == ""}), "\n"), "\n")
		lines = append(lines, "")
	}
	steps := append([]string(nil), s.steps...)
	if s.now != "" {
		steps = append(steps, fmt.Sprintf("%5.1f s  ...   %s", time.Since(s.start).Seconds(), s.now))
	}
	room := max(height-len(lines)-1, 1)
	lines = append(lines, steps[max(len(steps)-room, 0):]...)
	fmt.Fprint(s.out, "\x1b[H")
	for _, l := range lines {
		if r := []rune(l); len(r) > width && !strings.Contains(l, "\x1b") {
			l = string(r[:width-1]) + "…"
		}
		fmt.Fprint(s.out, l, "\x1b[K\n")
	}
	fmt.Fprint(s.out, "\x1b[J")
}

// end gives the terminal back.
func (s *stage) end() {
	if s.tty {
		fmt.Fprint(s.out, "\x1b[?25h")
	}
}
