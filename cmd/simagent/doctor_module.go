package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"simagent/agent"
	judge "simagent/agent/doctor"
	"simagent/agent/local"
	"simagent/atcmd"
	families "simagent/atcmd/module"
	"simagent/atcmd/ports"
)

// moduleFacts asks the module, by the daemon or by the port.
func (d *doctor) moduleFacts(ctx context.Context, f *judge.Facts) {
	ctx, cancel := context.WithTimeout(ctx, mostAsked)
	defer cancel()
	m := d.wayIn(ctx, f)
	if m == nil {
		return
	}
	defer m.Close()
	if err := answers(ctx, m); err != nil {
		f.Port.Silent = err.Error()
		return
	}
	q := &questions{doctor: d, f: f, m: &onlyReads{module: m}}
	q.ask(ctx)
}

// wayIn opens a way to the module; nil when there is none, which f then says.
func (d *doctor) wayIn(ctx context.Context, f *judge.Facts) module {
	p := &f.Port
	switch {
	case p.Missing != "" || p.Denied != nil || p.Path == "" || p.Silent != "":
		return nil
	case d.status != nil:
		if !p.Asked {
			return nil
		}
		return &viaDaemon{local.NewClient(d.folders.run), false}
	case f.Holders.Said != "":
		return nil
	case slices.ContainsFunc(f.Holders.List, func(h ports.Holder) bool { return !h.Stale && !h.Suspect }):
		return nil
	}
	o := &opener{path: p.Path, baud: d.cfg.Modem.Baud, flow: d.cfg.Modem.Flow, finder: d.finder}
	port, err := o.open(ctx, "")
	if _, held := errors.AsType[*agent.HeldError](err); held && len(f.Holders.List) == 0 {
		port, err = o.open(ctx, "") // who held it may only have been passing
	}
	if held, ok := errors.AsType[*agent.HeldError](err); ok {
		f.Holders.Said, f.Holders.Ask = held.Text, d.rootsDaemon()
		return nil
	}
	if err != nil {
		p.Missing = err.Error()
		return nil
	}
	f.Asked, p.Asked = "port", true
	m, err := align(ctx, port)
	if err != nil {
		p.Silent = err.Error()
		return nil
	}
	return m
}

// onlyReads lets nothing through that does more than read: a doctor changes nothing.
type onlyReads struct {
	module
	known []string // further commands that only read, of the module's family
}

func (o *onlyReads) Do(ctx context.Context, cmd string) ([]string, error) {
	if !atcmd.ReadOnly(cmd, o.known...) {
		return nil, errors.New("not asked: it would do more than read")
	}
	return o.module.Do(ctx, cmd)
}

// questions are put to one module.
type questions struct {
	*doctor
	f *judge.Facts
	m *onlyReads
	p families.Profile
}

func (q *questions) ask(ctx context.Context) {
	maker, model := firstLine(ctx, q.m, "+CGMI"), firstLine(ctx, q.m, "+CGMM")
	q.f.Port.Module = strings.TrimSpace(maker + " " + model)
	q.p = families.Identify(maker, model)
	q.m.known = append([]string{q.p.Retries.Command, q.p.Signal.Command}, q.p.ICCID...)
	for _, w := range q.p.Wants {
		q.m.known = append(q.m.known, w.Read)
	}
	q.radio(ctx)
	q.card(ctx)
	q.registration(ctx)
	q.signal(ctx)
	q.settings(ctx)
	q.contexts(ctx)
}

// each hands every line of an answer on; a refusal is no line.
func (q *questions) each(ctx context.Context, cmd string, line func(string)) {
	lines, err := q.m.Do(ctx, cmd)
	if err != nil {
		return
	}
	for _, l := range lines {
		line(l)
	}
}

func (q *questions) radio(ctx context.Context) {
	q.each(ctx, "+CFUN?", func(l string) {
		if fun, err := atcmd.ParseCFUN(l); err == nil {
			q.f.Card.Radio, q.f.Network.Radio = &fun, &fun
		}
	})
}
