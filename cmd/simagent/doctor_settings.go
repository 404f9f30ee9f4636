package main

import (
	"context"
	"strconv"
	"strings"

	judge "simagent/agent/doctor"
	"simagent/atcmd"
)

// settings compares what a Super SIM needs with what the module has.
func (q *questions) settings(ctx context.Context) {
	s := &q.f.Settings
	if super := q.f.Card.Super; super != nil && !*super {
		s.None = "what this SIM needs is not known: it is not a Super SIM"
		return
	}
	for _, w := range q.p.Wants {
		lines, err := q.m.Do(ctx, w.Read)
		if err != nil {
			continue
		}
		if value, fits, known := w.Check(lines); known {
			s.List = append(s.List, judge.Setting{About: w.About, Value: value, Command: w.Write, Why: w.Why, Fits: fits})
		}
	}
	switch {
	case len(s.List) > 0:
		s.Known = true
	case len(q.p.Wants) == 0:
		s.None = "no such setting of this module is known"
	default:
		s.None = "the module does not tell its settings"
	}
}

func (q *questions) contexts(ctx context.Context) {
	q.apn(ctx)
	s := &q.f.Session
	q.each(ctx, "+CGACT?", func(l string) {
		if cid, active, err := atcmd.ParseCGACT(l); err == nil {
			s.Known = true
			s.List = append(s.List, judge.Context{CID: cid, Active: active})
		}
	})
	q.each(ctx, "+CGPADDR", func(l string) {
		cid, address := parseAddress(l)
		for i := range s.List {
			if s.List[i].CID == cid {
				s.List[i].Address = address
			}
		}
	})
	q.each(ctx, "+CGCONTRDP", func(l string) {
		b, err := atcmd.ParseCGCONTRDP(l)
		if err != nil {
			return
		}
		if b.CID == 1 || q.f.APN.Granted == "" {
			q.f.APN.Granted = b.APN
		}
		for i := range s.List {
			if s.List[i].CID == b.CID && s.List[i].Address == "" && b.Local.IsValid() && !b.Local.IsUnspecified() {
				s.List[i].Address = b.Local.String()
			}
		}
	})
}

// parseAddress reads +CGPADDR: <cid>[,<addr>[,<addr>]] (27.007 10.1.14); "" for none, and for 0.0.0.0.
func parseAddress(line string) (cid int, address string) {
	rest, ok := strings.CutPrefix(line, "+CGPADDR:")
	if !ok {
		return -1, ""
	}
	fields := strings.Split(rest, ",")
	cid, err := strconv.Atoi(strings.TrimSpace(fields[0]))
	if err != nil {
		return -1, ""
	}
	for _, a := range fields[1:] {
		a = strings.Trim(a, "\" ")
		if strings.Trim(a, "0.:") != "" && address == "" {
			address = a
		}
	}
	return cid, address
}

// apn is the APN of the first context, as the daemon compares it.
func (q *questions) apn(ctx context.Context) {
	a := &q.f.APN
	a.Wanted = q.cfg.SIM.APN
	lines, err := q.m.Do(ctx, "+CGDCONT?")
	if err != nil {
		return
	}
	first := atcmd.Context{Type: "IP"}
	for _, l := range lines {
		if c, err := atcmd.ParseCGDCONT(l); err == nil && c.CID == 1 {
			first = c
		}
	}
	a.Known, a.Value = true, first.APN
	name, err := atcmd.Quoted(a.Wanted)
	kind, err2 := atcmd.Quoted(first.Type)
	if err == nil && err2 == nil {
		a.Command = "+CGDCONT=1," + kind + "," + name
	}
}
