package main

import (
	"context"
	"errors"
	"strings"
	"time"

	trays "simagent/agent/bench"
	"simagent/atcmd"
	families "simagent/atcmd/module"
	"simagent/simcard/overat"
)

// stopwatch is a Doer that notes how long each command took, from its turn on.
// One goroutine uses it.
type stopwatch struct {
	line *benchLine
	took []trays.Took
}

func (s *stopwatch) Do(ctx context.Context, cmd string) ([]string, error) {
	s.line.turn <- struct{}{}
	defer func() { <-s.line.turn }()
	start := time.Now()
	lines, err := s.line.direct.Do(ctx, cmd)
	name := cmd
	if i := strings.IndexAny(cmd, "="); i >= 0 {
		name = cmd[:i]
	}
	s.took = append(s.took, trays.Took{Command: name, For: time.Since(start), Failed: err != nil})
	return lines, err
}

// look asks what is in the holder, and with Radio where it stands.
func (l *benchLine) look(ctx context.Context, e trays.Look) trays.Looked {
	w := &stopwatch{line: l}
	v := trays.Looked{N: e.N}
	lines, err := w.Do(ctx, "+CPIN?")
	v.Presence, v.Lock, v.Trouble = presence(lines, err)
	if v.Presence == trays.There {
		if id, _, err := overat.ReadICCID(ctx, w, l.profile.ICCID); err == nil {
			v.ICCID = id.Digits()
		}
	}
	if e.Radio && v.Presence == trays.There && v.Lock == "READY" {
		l.radio(ctx, w, &v)
	}
	v.Took = w.took
	return v
}

// presence reads the answer of AT+CPIN?.
func presence(lines []string, err error) (p trays.Presence, lock, trouble string) {
	for _, line := range lines {
		code, bad := atcmd.ParseCPIN(line)
		switch {
		case bad != nil:
		case code == "NOT INSERTED":
			return trays.Empty, "", ""
		case code == "SIM PIN2" || code == "SIM PUK2": // a second secret, which no network asks for
			return trays.There, "READY", ""
		case code == "NOT READY":
			return trays.Busy, "", "the card is not ready"
		default:
			return trays.There, code, ""
		}
	}
	refusal, refused := errors.AsType[*atcmd.CommandError](err)
	switch {
	case err == nil:
		return trays.Faulty, "", "the module says nothing about its card"
	case !refused:
		return trays.Unclear, "", err.Error()
	}
	switch refusal.Code { // 27.007 9.2
	case 10:
		return trays.Empty, "", ""
	case 11:
		return trays.There, "SIM PIN", ""
	case 12:
		return trays.There, "SIM PUK", ""
	case 5, 6, 7, 40, 41, 42, 43, 44, 45, 46, 47:
		return trays.There, "PH-SIM PIN", ""
	case 14, 515: // 515: "please wait" of several makers
		return trays.Busy, "", "the card is busy"
	}
	return trays.Faulty, "", refusal.Error()
}

// radio asks for registration, and for the rest once there is one.
func (l *benchLine) radio(ctx context.Context, w *stopwatch, v *trays.Looked) {
	on, denied, cause := false, false, false
	for _, cmd := range []string{"+CREG?", "+CGREG?", "+CEREG?", "+C5GREG?"} {
		for _, line := range answerOf(ctx, w, cmd) {
			r, err := atcmd.ParseRegistration(line)
			if err != nil {
				continue
			}
			v.Regs = append(v.Regs, r)
			on = on || r.Stat.Registered()
			denied, cause = denied || r.Stat == atcmd.Denied, cause || r.Cause > 0
		}
	}
	if denied && !cause {
		v.Cause = atcmd.ParseCEER(answerOf(ctx, w, "+CEER"))
	}
	if !on {
		return
	}
	for _, line := range answerOf(ctx, w, "+COPS?") {
		if o, err := atcmd.ParseCOPS(line); err == nil {
			v.Operator = &o
		}
	}
	for _, line := range answerOf(ctx, w, "+CGATT?") {
		if name, rest, _ := strings.Cut(line, ":"); name == "+CGATT" {
			is := strings.TrimSpace(rest) == "1"
			v.Attached = &is
		}
	}
	if lines, err := w.Do(ctx, "+CGDCONT?"); err == nil {
		apn := atcmd.ParseAPN(lines)
		v.APN = &apn
	}
	l.level(ctx, w, v)
}

// answerOf is the answer's lines; without one there are none.
func answerOf(ctx context.Context, w *stopwatch, cmd string) []string {
	lines, err := w.Do(ctx, cmd)
	if err != nil {
		return nil
	}
	return lines
}

// level reads the signal: the family's own command, then 27.007's for what it
// does not tell.
func (l *benchLine) level(ctx context.Context, w *stopwatch, v *trays.Looked) {
	if q := l.profile.Signal; q.Command != "" {
		if r, ok := q.Read(answerOf(ctx, w, q.Command)); ok {
			v.RSRP, v.RSSI, v.RSRQ, v.SINR = level(r.RSRP), level(r.RSSI), level(r.RSRQ), level(r.SINR)
			if v.RSSI == nil {
				v.RSSI = level(r.RSCP)
			}
		}
	}
	if v.RSRP == nil && l.profile.Signal.Command != "+CESQ" {
		for _, line := range answerOf(ctx, w, "+CESQ") {
			if s, err := atcmd.ParseCESQ(line); err == nil {
				v.RSRP, v.RSRQ = inUnits(s.RSRP, 1), inUnits(s.RSRQ, 10)
			}
		}
	}
	if v.RSRP == nil && v.RSSI == nil {
		for _, line := range answerOf(ctx, w, "+CSQ") {
			if s, err := atcmd.ParseCSQ(line); err == nil {
				v.RSSI = inUnits(s.RSSI, 1)
			}
		}
	}
}

func level(l families.Level) *float64 {
	if !l.Known {
		return nil
	}
	v := float64(l.Tenths) / 10
	return &v
}

func inUnits(n, div int) *float64 {
	if n == atcmd.NoDBm {
		return nil
	}
	v := float64(n) / float64(div)
	return &v
}

// read identifies the card.
func (l *benchLine) read(ctx context.Context, e trays.Read) trays.CardRead {
	w := &stopwatch{line: l}
	v := trays.CardRead{N: e.N, PINTries: -1}
	lines, err := w.Do(ctx, "+CPIN?")
	p, lock, trouble := presence(lines, err)
	v.Lock, v.Trouble, v.Fault = lock, trouble, p == trays.Faulty && err != nil
	cmds := append([]string(nil), l.profile.ICCID...)
	for _, cmd := range overat.Fallbacks() {
		if !strings.Contains(strings.Join(cmds, " ")+" ", cmd+" ") {
			cmds = append(cmds, cmd)
		}
	}
	id, err := overat.ReadIdentity(ctx, w, cmds)
	switch {
	case err != nil && v.Trouble == "":
		v.Trouble = shortReason(err)
	case err == nil:
		v.ICCID, v.Source, v.Checked = id.ICCID.Digits(), id.Source, id.Checked
		v.DigitOK, v.SuperSIM = !id.LuhnBad, id.ICCID.SuperSIM()
	}
	v.Differ = overat.Uncertain(err)
	if v.ICCID != "" {
		if t, err := overat.ReadTries(ctx, w, retriesQuery(l.profile.Retries), false); err == nil {
			v.PINTries = t.PIN
		}
	}
	v.Took = w.took
	return v
}
