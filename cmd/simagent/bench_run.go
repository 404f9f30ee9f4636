package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"simagent/agent"
	trays "simagent/agent/bench"
	"simagent/atcmd"
	families "simagent/atcmd/module"
)

// benchRun carries out what a tray asks for. Its loop is run; each effect runs in
// a goroutine, all of which run waits for.
type benchRun struct {
	opt      trays.Options
	open     func(ctx context.Context) (agent.Port, error)
	cloud    benchCloud // nil: not asked
	provider string
	datagram func(ctx context.Context, iface string, payload []byte) (int, error)
	networks func() []string // the modem's interfaces
	number   string          // where SMS Commands go
	files    *benchFiles     // nil: nothing is written
	out      io.Writer

	tray    *trays.Tray
	screen  trays.ScreenOptions
	live    bool   // a line on the screen is painted anew
	painted string // that line
	line    *benchLine
	module  trays.ModuleRecord // of the first port
	events  chan any
	wg      sync.WaitGroup // of all effects
	speeds  trays.Speeds
	failed  error // of the files: the run ends
	ended   bool
}

// benchLine is an open port and what is known behind it.
type benchLine struct {
	*direct
	turn    chan struct{} // full while a command is under way: waiting for it is not the module's slowness
	profile families.Profile
	module  trays.ModuleRecord
}

// portPause is between two tries to open a port that went away.
const portPause = time.Second

func (h *benchRun) run(ctx context.Context) error {
	line, err := h.openLine(ctx)
	if err != nil {
		return err
	}
	h.line, h.module = line, line.module
	h.events = make(chan any)
	h.screen = trays.ScreenOptions{Width: width(h.out), Color: color(h.out)}
	h.live = isTerminal(h.out)
	work, cancel := context.WithCancel(ctx)
	defer h.close()
	defer h.wg.Wait()
	defer cancel()
	start := time.Now()
	h.tray = trays.NewTray(start, h.opt)
	head := trays.RunRecord{Kind: "run", Schema: trays.Schema, Started: start.UTC().Round(time.Second), Tool: "simagent " + version,
		Module: line.module, Port: line.Where(), Plan: h.opt.Plan, Spend: h.opt.Spend}
	if h.opt.Cloud {
		head.Cloud = &h.provider
	}
	h.say(trays.Head(head, h.screen))
	if h.files != nil {
		if err := h.files.begin(head); err != nil {
			return err
		}
	}
	h.loop(ctx, work)
	return h.end()
}

// loop feeds the tray until ctx ends, or enough SIMs have their verdicts.
func (h *benchRun) loop(ctx, work context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for !h.ended && h.failed == nil {
		var urcs <-chan atcmd.URC
		var gone <-chan struct{}
		if h.line != nil {
			urcs, gone = h.line.URCs(), h.line.Done()
		}
		var event any
		select {
		case <-ctx.Done():
			return
		case u := <-urcs:
			if event = urcEvent(h.line.profile, u.Line); event == nil {
				continue
			}
		case <-gone:
			event = trays.PortLost{Cause: h.line.Err().Error(), Silent: errors.Is(h.line.Err(), atcmd.ErrNoAnswer)}
			_ = h.line.Close()
			h.line = nil
			h.do(work, h.reopen)
		case <-timer.C:
			event = trays.Tick{}
		case event = <-h.events:
			switch e := event.(type) {
			case *benchLine:
				h.line, event = e, trays.PortUp{}
			case trays.Looked:
				h.speeds.Add(e.Took)
			case trays.CardRead:
				h.speeds.Add(e.Took)
			}
		}
		now := time.Now()
		h.act(work, h.tray.Handle(now, event))
		h.paint(now)
		timer.Reset(max(time.Until(h.tray.Due()), 10*time.Millisecond))
	}
}

// do runs an effect that ends with one event, which is dropped when the run is
// over.
func (h *benchRun) do(work context.Context, f func(ctx context.Context) any) {
	h.wg.Go(func() {
		if v := f(work); v != nil {
			select {
			case h.events <- v:
			case <-work.Done():
				if l, ok := v.(*benchLine); ok {
					_ = l.Close()
				}
			}
		}
	})
}

// act carries out effects.
func (h *benchRun) act(work context.Context, effects []any) {
	for _, x := range effects {
		line := h.line
		switch e := x.(type) {
		case trays.Look:
			if line != nil {
				h.do(work, func(ctx context.Context) any { return line.look(ctx, e) })
			}
		case trays.Read:
			if line != nil {
				h.do(work, func(ctx context.Context) any { return line.read(ctx, e) })
			}
		case trays.AskCloud:
			limit := time.Duration(h.opt.Plan.Cloud.Within)
			h.do(work, func(ctx context.Context) any { return askCloud(ctx, h.cloud, limit, e) })
		case trays.Spend:
			if line != nil {
				h.do(work, func(ctx context.Context) any { return h.spend(ctx, line, e) })
			}
		case trays.Result:
			h.say(trays.Line(&e.Record, h.screen))
			if h.files != nil {
				h.failed = cmp.Or(h.failed, h.files.result(e.Record, h.tray.Totals(time.Now()), h.speeds.List()))
			}
		case trays.Seen:
			h.say(trays.SeenLine(&e, h.screen))
			if h.files != nil {
				h.failed = cmp.Or(h.failed, h.files.seen(e.SeenRecord))
			}
		case trays.End:
			h.ended = true
		}
	}
}

// say prints above the line that is painted anew.
func (h *benchRun) say(text string) {
	if h.live {
		text = "\r\x1b[K" + text
		h.painted = ""
	}
	_, _ = io.WriteString(h.out, text)
}

func (h *benchRun) paint(now time.Time) {
	if text := h.tray.Progress(now, h.screen); h.live && text != h.painted {
		_, _ = io.WriteString(h.out, "\r"+text+"\x1b[K")
		h.painted = text
	}
}

// end says how it went, as exit code too.
func (h *benchRun) end() error {
	totals := h.tray.Totals(time.Now())
	h.say(trays.Foot(totals, h.screen))
	if h.files != nil && h.failed == nil {
		h.failed = h.files.end(totals, h.speeds.List())
		if h.failed == nil {
			h.say(h.files.where())
		}
	}
	switch {
	case h.failed != nil:
		return h.failed
	case totals.Tested == 0:
		return &exitError{code: 2}
	case totals.Failed > 0:
		return &exitError{code: 1}
	}
	return nil
}

func (h *benchRun) close() {
	if h.line != nil {
		_ = h.line.Close()
	}
	if h.files != nil {
		h.files.close()
	}
}

// reopen waits for the module to come back.
func (h *benchRun) reopen(ctx context.Context) any {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(portPause):
		}
		if line, err := h.openLine(ctx); err == nil {
			return line
		}
	}
}

// openLine opens the port, names the module, and switches its messages on. What
// it does not know is passed over: the looks see what no message says.
func (h *benchRun) openLine(ctx context.Context) (*benchLine, error) {
	p, err := h.open(ctx)
	if err != nil {
		return nil, err
	}
	d, err := align(ctx, p)
	if err != nil {
		return nil, err
	}
	l := &benchLine{direct: d, turn: make(chan struct{}, 1), module: trays.ModuleRecord{Maker: firstLine(ctx, d, "+CGMI"), Model: firstLine(ctx, d, "+CGMM"), Firmware: firstLine(ctx, d, "+CGMR")}}
	l.profile = families.Identify(l.module.Maker, l.module.Model)
	var more []atcmd.Patience
	for _, m := range l.profile.Limits {
		more = append(more, atcmd.Patience{Prefix: m.Command, Limit: time.Duration(m.Seconds) * time.Second, Source: l.profile.Source})
	}
	d.Extend(more)
	for _, cmds := range [][]string{{"+CREG=3", "+CREG=2"}, {"+CGREG=3", "+CGREG=2"}, {"+CEREG=3", "+CEREG=2"}} {
		for _, cmd := range cmds {
			if _, err := d.Do(ctx, cmd); err == nil {
				break
			}
		}
	}
	for _, cmd := range append([]string{"+COPS=3,2"}, l.profile.Setup...) { // 3,2: operators by their number, 27.007 7.3
		_, _ = d.Do(ctx, cmd)
	}
	if err := d.Err(); err != nil {
		_ = d.Close()
		return nil, fmt.Errorf("%s is lost: %w", p.Path, err)
	}
	return l, nil
}

// urcEvent is what a line tells the tray, nil when nothing.
func urcEvent(p families.Profile, line string) any {
	if e := p.CardEvent(line); e != families.NoEvent {
		return trays.CardURC{Event: e}
	}
	if _, err := atcmd.ParseRegistration(line); err == nil {
		return trays.NetURC{}
	}
	if _, err := atcmd.ParseCPIN(line); err == nil {
		return trays.CardURC{}
	}
	return nil
}
