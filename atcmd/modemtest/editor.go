package modemtest

import (
	"context"
	"time"
)

// editor collects a command line by the rules of ITU-T V.250, 5.2: everything before the prefix is
// ignored, the prefix is AT in any case or A/, the line ends with S3, S5 takes a character back.
type editor struct {
	state editState
	body  []byte // behind the prefix
	last  string // the previous body, for A/
	echo  []byte // received, not yet printed
	seen  []byte // the line as received, prefix included
}

type editState int

const (
	editIdle   editState = 0 // waiting for A
	editPrefix editState = 1 // A has come
	editBody   editState = 2 // AT has come
	editFull   editState = 3 // too long: waiting for the end
)

const (
	charBackspace = 0x08
	charDelete    = 0x7F
	charCtrlZ     = 0x1A
	charEscape    = 0x1B
)

// lineSettings are those that concern single characters.
type lineSettings struct {
	up, echo   bool
	epoch      int // of the module; a new one forgets what was typed
	s3, s4, s5 byte
	glue       bool // a fault wants echo and answer in one piece
}

func (m *Modem) lineSettings() lineSettings {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := lineSettings{up: m.up, epoch: m.epoch, echo: m.set.echo, s3: m.set.s3, s4: m.set.s4, s5: m.set.s5, glue: m.persona.LateEcho}
	for i := range m.faults {
		s.glue = s.glue || m.faults[i].EchoGlued
	}
	return s
}

// feed takes what arrived and answers each line that became complete.
func (p *port) feed(ctx context.Context, b []byte) error {
	for _, c := range b {
		s := p.m.lineSettings()
		if p.online() {
			p.esc.take(c, time.Now())
			continue
		}
		if !s.up || p.boot != s.epoch { // nobody listens
			p.boot = s.epoch
			p.edit = editor{last: p.edit.last}
			p.text = nil
			p.out.setTyping(false)
		}
		if !s.up {
			continue
		}
		var err error
		if p.text != nil {
			err = p.typeText(ctx, c, s)
		} else {
			err = p.typeCommand(ctx, c, s)
		}
		if err != nil {
			return err
		}
	}
	if !p.m.lineSettings().glue {
		p.flushEcho()
	}
	return nil
}

// flushEcho prints what was received since the last time.
func (p *port) flushEcho() {
	if len(p.edit.echo) == 0 {
		return
	}
	if p.edit.state != editIdle || p.text != nil {
		p.out.setTyping(true)
	}
	p.out.put(chunk{data: p.edit.echo})
	p.edit.echo = nil
}

// typeCommand takes one character of a command line.
func (p *port) typeCommand(ctx context.Context, c byte, s lineSettings) error {
	e := &p.edit
	if c == s.s4 && c != s.s3 {
		return nil // the line feed behind a carriage return is no part of any line
	}
	if s.echo {
		e.echo = append(e.echo, c)
	}
	if len(e.echo) > p.m.persona.maxLine()+1 {
		p.flushEcho() // a line that never ends
	}
	switch {
	case c == s.s3:
		return p.lineDone(ctx)
	case c == s.s5 || c == charDelete:
		e.backspace()
		return nil
	}
	switch e.state {
	case editIdle:
		if c == 'A' || c == 'a' {
			e.state, e.seen = editPrefix, append(e.seen[:0], c)
		}
	case editPrefix:
		switch c {
		case 'T', 't':
			e.state, e.body = editBody, e.body[:0]
			e.seen = append(e.seen, c)
		case '/':
			e.state = editIdle
			return p.answer(ctx, string(append(e.seen, c)), e.last)
		case 'A', 'a':
			e.seen[0] = c
		default:
			e.state = editIdle
		}
	case editBody:
		if c == 0 {
			return nil // gsmlib sends one in front of the carriage return, and is used with real modules
		}
		if len(e.seen) >= p.m.persona.maxLine() {
			e.state = editFull
			return nil
		}
		e.body, e.seen = append(e.body, c), append(e.seen, c)
	}
	return nil
}

// backspace takes the last character back; the prefix stays once it is complete (V.250, 5.2.2).
func (e *editor) backspace() {
	switch {
	case e.state == editPrefix:
		e.state = editIdle
	case e.state == editBody && len(e.body) > 0:
		e.body, e.seen = e.body[:len(e.body)-1], e.seen[:len(e.seen)-1]
	}
}

// lineDone runs the line that S3 has ended.
func (p *port) lineDone(ctx context.Context) error {
	e := &p.edit
	state := e.state
	e.state = editIdle
	switch state {
	case editBody:
		e.last = string(e.body)
		return p.answer(ctx, string(e.seen), e.last)
	case editFull:
		return p.answer(ctx, string(e.seen), tooLong)
	}
	p.flushEcho()
	p.out.setTyping(false)
	return nil
}

// tooLong stands for the body of a line beyond the limit: no command looks like it.
const tooLong = "\x00"
