package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"simagent/agent"
	"simagent/agent/config"
	"simagent/agent/recovery"
	"simagent/atcmd"
	"simagent/boards"
	"simagent/boards/host"
)

// recoverer gives recovery its hands: the file of what was done, the board's lines, the USB, the supply.
func (d *daemon) recoverer() agent.Recoverer {
	b := budget{state: d.state, run: d.run, log: d.log}
	h := host.Host{}
	return agent.Recoverer{Load: b.Load, Save: b.Save, Restore: d.restore, Supply: func() agent.SupplySeen {
		s := h.Supply()
		return agent.SupplySeen{Known: s.Known, Low: s.Low, WasLow: s.WasLow, Source: s.Source}
	}}
}

// takeBoard opens the board that the configuration names. One that was only guessed is named in the log and never driven.
func (d *daemon) takeBoard(cfg config.Config) error {
	b, configured, err := boardOf(cfg)
	if err != nil {
		return err
	}
	if !configured {
		b, configured = d.recognise()
	}
	if !configured || len(b.Lines) == 0 {
		return nil
	}
	d.lines = openLines(b, gpioDevice{}.open)
	d.board = b
	if d.lines.Can(boards.On) {
		d.hands = append(d.hands, recovery.On)
	}
	if d.lines.Can(boards.Restart) {
		d.hands = append(d.hands, recovery.Power)
	}
	return nil
}

// recognise looks what the module is on. Only a board that its HAT names for sure is taken.
func (d *daemon) recognise() (boards.Board, bool) {
	print := host.Host{}.Fingerprint()
	for _, m := range boards.Recognise(print, boards.All()) {
		switch {
		case m.Sure:
			d.log.Info("board recognised: "+m.Board.Title, "because", m.Evidence)
			return m.Board, true
		case len(m.Board.Lines) > 0 && print.Model != "":
			d.log.Info("this may be a "+m.Board.Title+", whose lines are not driven by guess: board.name = \""+m.Board.Name+"\" says that it is", "because", m.Evidence)
		}
	}
	return boards.Board{}, false
}

// leaveTime is how long a link that was shut may take to close its port: it ends its session within a second, or abandons it.
const leaveTime = 2 * time.Second

// restore does what no command can. The agent has shut the link, which may still be closing its port.
func (d *daemon) restore(ctx context.Context, r recovery.Rung) error {
	d.opener.leave(ctx, leaveTime)
	switch r {
	case recovery.USB:
		path := d.opener.lastPath()
		if path == "" {
			return errors.New("cannot reset the module's USB device: no port of it is known")
		}
		return resetUSB("/", path)
	case recovery.On, recovery.Power:
		if d.lines == nil {
			return errors.New("no board with a line to the module's power is configured")
		}
		action := map[recovery.Rung]boards.Action{recovery.On: boards.On, recovery.Power: boards.Restart}[r]
		return d.lines.Do(ctx, action, observer{d.opener, d.board})
	}
	return fmt.Errorf("cannot %s: this is no work of the host", r.Words())
}

// observer tells whether the module runs, while the agent has its port closed.
type observer struct {
	opener *opener
	board  boards.Board
}

// USB answers boards.Observer.
func (o observer) USB() bool {
	print := host.Host{}.Fingerprint()
	for _, u := range o.board.USB {
		if onBus(print, u) {
			return true
		}
	}
	return false
}

// probeTime is how long a module may take to answer "AT": a running one needs some milliseconds.
const probeTime = time.Second

// AT answers boards.Observer: a session of its own on the port that the agent would take. One that another program has
// tells nothing.
func (o observer) AT(ctx context.Context) bool {
	o.opener.leave(ctx, leaveTime)
	p, err := o.opener.open(ctx, "")
	if err != nil {
		return false
	}
	s := atcmd.NewSession(p, atcmd.Options{})
	defer s.Close(probeTime)
	for range 2 { // the first wakes one that measures the speed
		within, cancel := context.WithTimeout(ctx, probeTime)
		_, err = s.Do(within, "")
		cancel()
		if err == nil {
			return true
		}
	}
	return false
}

// mayReset tells whether this process could reset the USB device of a port.
func mayReset(path string) bool {
	d, err := usbReset{root: "/"}.above(path)
	return err == nil && unix.Access(d.node, unix.W_OK) == nil
}

// lastPath is the port that was opened last, as it is called now.
func (o *opener) lastPath() string {
	o.turn.Lock()
	defer o.turn.Unlock()
	o.mu.Lock()
	path := o.current
	o.mu.Unlock()
	if o.last.USB() {
		if p, err := o.finder.Again(o.last); err == nil {
			return p.Device
		}
	}
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}
