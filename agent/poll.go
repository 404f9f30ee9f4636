package agent

import (
	"context"
	"errors"
	"strings"

	"simagent/atcmd"
	"simagent/atcmd/module"
)

// poller asks for everything that may have changed. It learns once which
// commands the module knows, and then asks all of them in one line (V.250
// 5.2.1 allows it); a module that cannot is asked one by one.
type poller struct {
	known  []string // commands that worked, nil before the first poll
	single bool     // one line for all does not work here
}

func candidates(p module.Profile) []string {
	c := []string{"+CPIN?", "+CREG?", "+CGREG?", "+CEREG?", "+COPS?", "+CSQ", "+CGATT?"}
	if p.Signal != "" && p.Signal != "+CSQ" {
		c = append(c, p.Signal)
	}
	if p.Counter != "" {
		c = append(c, p.Counter)
	}
	return c
}

// all polls everything.
func (p *poller) all(ctx context.Context, s *atcmd.Session, prof module.Profile) Polled {
	var v Polled
	if p.known != nil && !p.single {
		info, err := s.Do(ctx, strings.Join(p.known, ";"))
		if err == nil {
			v.read(info)
			return v
		}
		if _, refused := errors.AsType[*atcmd.CommandError](err); !refused {
			v.Err = err
			return v
		}
		p.known = nil // a part of it fails now: the SIM may be out
	}
	p.each(ctx, s, prof, &v)
	return v
}

// each asks one by one and keeps what works.
func (p *poller) each(ctx context.Context, s *atcmd.Session, prof module.Profile, v *Polled) {
	var known []string
	answered := false
	for _, cmd := range candidates(prof) {
		info, err := s.Do(ctx, cmd)
		_, refused := errors.AsType[*atcmd.CommandError](err)
		if err != nil && !refused {
			v.Err = err
			return
		}
		answered = true
		if err != nil {
			if state, _ := cardError(err); cmd == "+CPIN?" && state == CardAbsent {
				v.Pin = "NOT INSERTED"
			}
			continue
		}
		known = append(known, cmd)
		v.read(info)
	}
	if answered {
		p.known = known
		p.single = p.single || !p.joins(ctx, s, known)
	}
}

// joins tries the one line once.
func (p *poller) joins(ctx context.Context, s *atcmd.Session, known []string) bool {
	if len(known) < 2 {
		return false
	}
	info, err := s.Do(ctx, strings.Join(known, ";"))
	return err == nil && len(info) >= len(known)-1
}

// counter reads the module's counter alone.
func (p *poller) counter(ctx context.Context, s *atcmd.Session, prof module.Profile) Polled {
	var v Polled
	info, err := s.Do(ctx, prof.Counter)
	if _, refused := errors.AsType[*atcmd.CommandError](err); err != nil && !refused {
		v.Err = err
	}
	v.read(info)
	return v
}

// read takes the lines of an answer, whatever their order.
func (v *Polled) read(lines []string) {
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
		case "+QGDCNT":
			if c, err := atcmd.ParseQGDCNT(line); err == nil {
				v.Counter = &c
			}
		}
	}
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
