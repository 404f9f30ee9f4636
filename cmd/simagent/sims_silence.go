package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// patienceOf is how long nothing may be said before a person wonders.
const patienceOf = 3 * time.Second

// silence says a line when nothing was said for a while. Its methods may be called from any goroutine; nil says nothing.
type silence struct {
	w    io.Writer
	text string

	mu    sync.Mutex
	timer *time.Timer
	since time.Time // when something was said last
	hush  bool
}

// startSilence begins; end must follow, after which nothing is written any more.
func startSilence(w io.Writer, text string) *silence {
	s := &silence{w: w, text: text}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.since, s.timer = time.Now(), time.AfterFunc(patienceOf, s.tell)
	return s
}

func (s *silence) tell() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.hush && time.Since(s.since) >= patienceOf {
		fmt.Fprintln(s.w, s.text)
	}
}

// over notes that something was said.
func (s *silence) over() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.since = time.Now(); !s.hush {
		s.timer.Reset(patienceOf)
	}
}

// pause holds it while a person is asked, or the screen shows what goes on.
func (s *silence) pause() (resume func()) {
	if s == nil {
		return func() {}
	}
	s.end()
	return func() {
		s.mu.Lock()
		s.hush = false
		s.mu.Unlock()
		s.over()
	}
}

func (s *silence) end() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hush = true
	s.timer.Stop()
}
