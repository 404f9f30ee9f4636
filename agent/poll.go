package agent

import (
	"context"
	"errors"
	"slices"
	"strings"

	"simagent/atcmd"
	"simagent/atcmd/format"
	"simagent/atcmd/module"
)

// poller asks for everything that may have changed. It learns which commands
// the module knows, and then asks all of them in one line (V.250 5.2.1 allows
// it); a module that cannot is asked one by one. It is used by one goroutine.
type poller struct {
	known  []string // the commands of the one line, nil before it was learnt
	polls  int      // since then
	single bool     // one line for all does not work here

	contexts []string // the last line of the counter for each context
}

// relearn is after how many polls the commands are learnt anew: one that
// failed for a while may work by now.
const relearn = 30

// forget learns the commands anew at the next poll.
func (p *poller) forget() { p.known = nil }

func candidates(p module.Profile) []string {
	c := []string{"+CPIN?", "+CREG?", "+CGREG?", "+CEREG?", "+C5GREG?", "+COPS?", "+CSQ", "+CGATT?"}
	if p.Signal.Command != "" && p.Signal.Command != "+CSQ" {
		c = append(c, p.Signal.Command)
	}
	if p.Signal.Command != cesq {
		c = append(c, cesq) // where the family's own command is missing
	}
	if counts(p.Counter) {
		c = append(c, p.Counter.Command)
	}
	return c
}

// cesq is asked unless the family's own command tells more.
const cesq = "+CESQ"

// all polls everything.
func (p *poller) all(ctx context.Context, s *atcmd.Session, prof module.Profile) Polled {
	var v Polled
	if p.polls++; p.polls > relearn {
		p.forget()
	}
	if p.known != nil && !p.single {
		info, err := s.Do(ctx, strings.Join(p.known, ";"))
		if err == nil {
			v.read(p.whole(info, prof.Counter), prof)
			p.radio(ctx, s, &v)
			return v
		}
		if _, refused := errors.AsType[*atcmd.CommandError](err); !refused {
			v.Err = p.alive(ctx, s, err)
			return v
		}
		p.forget() // a part of it fails now: the SIM may be out
	}
	p.each(ctx, s, prof, &v)
	if v.Err == nil {
		p.radio(ctx, s, &v)
	}
	return v
}

// each asks one by one. The one line is made of what works, unless something
// failed only for now.
func (p *poller) each(ctx context.Context, s *atcmd.Session, prof module.Profile, v *Polled) {
	var known, names []string
	passing := false
	for _, cmd := range candidates(prof) {
		if cmd == cesq && v.Detail != nil {
			continue
		}
		info, err := s.Do(ctx, cmd)
		refusal, refused := errors.AsType[*atcmd.CommandError](err)
		switch {
		case err == nil:
			known = append(known, cmd)
			for _, line := range info {
				names = append(names, nameOf(line))
			}
			v.read(p.whole(info, prof.Counter), prof)
		case !refused:
			if v.Err = p.alive(ctx, s, err); v.Err != nil {
				return
			}
			passing = true // one that takes its time; the module lives
		case cmd == "+CPIN?":
			passing = true
			if state, _ := cardError(err); state == CardAbsent {
				v.Pin = "NOT INSERTED"
			}
		case cmd == "+CGATT?" || !refusal.Unknown():
			passing = true
		}
	}
	if passing {
		return
	}
	p.single = p.single || !p.joins(ctx, s, known, names)
	p.known, p.polls = known, 0
}

// alive gives the error back if the module does not even answer AT.
func (p *poller) alive(ctx context.Context, s *atcmd.Session, err error) error {
	if s.Err() != nil || ctx.Err() != nil {
		return err
	}
	if _, e := s.Do(ctx, ""); e != nil {
		return err
	}
	return nil
}

// joins tries the one line once. Every name that the answers have had one by one
// must come back: some modules carry out a part of the line only, and say OK.
func (p *poller) joins(ctx context.Context, s *atcmd.Session, known, names []string) bool {
	if len(known) < 2 {
		return false
	}
	info, err := s.Do(ctx, strings.Join(known, ";"))
	for _, name := range names {
		if !slices.ContainsFunc(info, func(line string) bool { return nameOf(line) == name }) {
			return false
		}
	}
	return err == nil
}

// nameOf is what stands in front of a line's colon, "" where there is none.
func nameOf(line string) string {
	name, _, found := strings.Cut(line, ":")
	if !found {
		return ""
	}
	return strings.TrimSpace(name)
}

// radio asks whether the radio is on at all when nothing is registered.
func (p *poller) radio(ctx context.Context, s *atcmd.Session, v *Polled) {
	for _, r := range v.Regs {
		if r.Stat.Registered() || r.Stat == atcmd.Denied || r.Stat == atcmd.Searching {
			return
		}
	}
	info, err := s.Do(ctx, "+CFUN?")
	if err != nil {
		return
	}
	for _, line := range info {
		if fun, err := atcmd.ParseCFUN(line); err == nil {
			v.Radio = &fun
		}
	}
}

// counter reads the module's counter alone.
func (p *poller) counter(ctx context.Context, s *atcmd.Session, prof module.Profile) Polled {
	var v Polled
	info, err := s.Do(ctx, prof.Counter.Command)
	if _, refused := errors.AsType[*atcmd.CommandError](err); err != nil && !refused {
		v.Err = p.alive(ctx, s, err)
	}
	v.read(p.whole(info, prof.Counter), prof)
	if v.CountErr = err; err == nil && v.Counter == nil {
		v.CountErr = errNoCount
	}
	return v
}

var errNoCount = errors.New("the module's counter says nothing")

// whole adds the contexts that a counter has stopped to list, as they were: a
// context that is closed takes no bytes back. One that fell began anew, and the
// others with it.
func (p *poller) whole(lines []string, c module.Counter) []string {
	var now []string
	for _, line := range lines {
		if contextOf(line, c) != "" {
			now = append(now, line)
		}
	}
	if len(now) == 0 {
		return lines
	}
	listed := len(now)
	for _, old := range p.contexts {
		context := contextOf(old, c)
		i := slices.IndexFunc(now, func(line string) bool { return contextOf(line, c) == context })
		switch {
		case i < 0 && len(now) < maxContexts:
			now = append(now, old)
		case i >= 0 && fell(old, now[i], c):
			p.contexts = now[:listed]
			return lines
		}
	}
	p.contexts = now
	return append(lines, now[listed:]...)
}

// contextOf is the beginning of a counter's line up to the number of the
// context, "" if the line has none.
func contextOf(line string, c module.Counter) string {
	form, _ := format.Find(c.Lines, line)
	if form == nil || form.Fields[0].Name != "cid" {
		return ""
	}
	context, _, _ := strings.Cut(line, ",")
	return context
}

func fell(old, now string, c module.Counter) bool {
	sent, received, _ := c.Read([]string{old})
	s, r, ok := c.Read([]string{now})
	return ok && (s < sent || r < received)
}

// maxContexts bounds what is remembered of a module that babbles; 27.007 names
// eleven contexts.
const maxContexts = 16

// read takes the lines of an answer, whatever their order.
func (v *Polled) read(lines []string, prof module.Profile) {
	if sent, received, ok := prof.Counter.Read(lines); ok {
		v.Counter = &atcmd.Counter{Sent: sent, Received: received}
	}
	if r, ok := prof.Signal.Read(lines); ok && prof.Signal.Command != cesq {
		v.Detail = &r
		v.level(signalOf(r), nil)
	}
	for _, line := range lines {
		name, rest, _ := strings.Cut(line, ":")
		switch strings.TrimSpace(name) {
		case "+CPIN":
			if code, err := atcmd.ParseCPIN(line); err == nil {
				v.Pin = code
			}
		case "+CREG", "+CGREG", "+CEREG", "+C5GREG":
			if r, err := atcmd.ParseRegistration(line); err == nil {
				v.Regs = append(v.Regs, r)
			}
		case "+COPS":
			if o, err := atcmd.ParseCOPS(line); err == nil {
				v.Operator = &o
			}
		case "+CSQ":
			v.level(atcmd.ParseCSQ(line))
		case "+CESQ":
			v.level(atcmd.ParseCESQ(line))
		case "+CGATT":
			if on := strings.TrimSpace(rest); on == "0" || on == "1" {
				yes := on == "1"
				v.Attached = &yes
			}
		}
	}
}

// signalOf puts a reading into the terms of +CSQ and +CESQ; UMTS has its level
// in RSCP.
func signalOf(r module.Reading) atcmd.Signal {
	s := atcmd.NoSignal
	dBm := func(l module.Level) int { return (int(l.Tenths) - 5) / 10 } // levels are negative
	switch {
	case r.RSSI.Known:
		s.RSSI = dBm(r.RSSI)
	case r.RSCP.Known:
		s.RSSI = dBm(r.RSCP)
	}
	if r.RSRP.Known {
		s.RSRP = dBm(r.RSRP)
	}
	if r.RSRQ.Known {
		s.RSRQ = int(r.RSRQ.Tenths)
	}
	return s
}

// level joins what +CSQ and +CESQ know.
func (v *Polled) level(s atcmd.Signal, err error) {
	if err != nil {
		return
	}
	if v.Signal == nil {
		v.Signal = &s
		return
	}
	if s.RSSI != atcmd.NoDBm {
		v.Signal.RSSI = s.RSSI
	}
	if s.RSRP != atcmd.NoDBm {
		v.Signal.RSRP, v.Signal.RSRQ = s.RSRP, s.RSRQ
	}
}
