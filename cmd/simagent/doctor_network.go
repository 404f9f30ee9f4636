package main

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"simagent/atcmd"
	"simagent/atcmd/cause"
)

// registration reads what each domain says; the best one speaks for all.
func (q *questions) registration(ctx context.Context) {
	n := &q.f.Network
	var best *atcmd.Registration
	for _, cmd := range []string{"+CREG?", "+CGREG?", "+CEREG?", "+C5GREG?"} {
		q.each(ctx, cmd, func(l string) {
			if r, err := atcmd.ParseRegistration(l); err == nil && (best == nil || rank(r) > rank(*best)) {
				best = &r
			}
		})
	}
	if best == nil {
		return
	}
	n.Known, n.Stat = true, best.Stat
	act := best.AcT
	q.each(ctx, "+COPS?", func(l string) {
		if o, err := atcmd.ParseCOPS(l); err == nil {
			n.Operator, n.Deregister = o.Name, o.Mode == 2
			if act == atcmd.NoAcT {
				act = o.AcT
			}
		}
	})
	if act != atcmd.NoAcT {
		n.Technology = act.String()
	}
	q.each(ctx, "+CGATT?", func(l string) {
		if rest, ok := strings.CutPrefix(l, "+CGATT:"); ok {
			yes := strings.TrimSpace(rest) == "1"
			n.Attached = &yes
		}
	})
	if !n.Stat.Registered() {
		q.cause(ctx, *best)
	}
}

// rank puts a data domain that is registered first, then any, then one that was refused, then the newest.
func rank(r atcmd.Registration) int {
	v := int(r.Domain)
	switch {
	case r.Stat.Registered() && r.Domain != atcmd.CS:
		return v + 40
	case r.Stat.Registered():
		return v + 30
	case r.Stat == atcmd.Denied:
		return v + 20
	}
	return v
}

// cause says why: the number that came with the registration, or the module's own report.
func (q *questions) cause(ctx context.Context, r atcmd.Registration) {
	n := &q.f.Network
	domain := map[atcmd.Domain]cause.Domain{atcmd.EPS: cause.EMM, atcmd.NR: cause.GMM5}[r.Domain]
	if domain == 0 {
		domain = cause.MM
	}
	command := map[atcmd.Domain]string{atcmd.CS: "+CREG", atcmd.PS: "+CGREG", atcmd.EPS: "+CEREG", atcmd.NR: "+C5GREG"}[r.Domain]
	switch {
	case r.CauseType == 0 && r.Cause >= 0:
		n.Domain, n.Cause, n.Said = domain, r.Cause, fmt.Sprintf("AT%s? says cause %d", command, r.Cause)
	case r.CauseType == 1 && r.Cause >= 0:
		n.Said = fmt.Sprintf("AT%s? says the maker's cause %d", command, r.Cause)
	}
	lines, err := q.m.Do(ctx, "+CEER")
	text := atcmd.ParseCEER(lines)
	if err != nil || text == "" {
		return
	}
	if n.Said != "" {
		n.Said += "; "
	}
	n.Said += "AT+CEER says " + text
	if found := causeNumber.FindStringSubmatch(text); n.Domain == 0 && r.Stat == atcmd.Denied && found != nil {
		n.Domain = domain
		n.Cause, _ = strconv.Atoi(found[1])
	}
}

// causeNumber finds a number that a module's report calls a cause. The report is free text (27.007 6.10): the screen shows
// it beside what the number would mean.
var causeNumber = regexp.MustCompile(`(?i)\bcause[ #:=]{1,3}(\d{1,3})\b`)

// weak is where installers begin to call a signal weak, dBm.
const (
	weakRSRP = -100
	weakRSSI = -85
)

func (q *questions) signal(ctx context.Context) {
	rsrp, rssi := atcmd.NoDBm, atcmd.NoDBm
	level := func(s atcmd.Signal, err error) {
		if err == nil && s.RSRP != atcmd.NoDBm {
			rsrp = s.RSRP
		}
		if err == nil && s.RSSI != atcmd.NoDBm {
			rssi = s.RSSI
		}
	}
	q.each(ctx, "+CSQ", func(l string) { level(atcmd.ParseCSQ(l)) })
	q.each(ctx, "+CESQ", func(l string) { level(atcmd.ParseCESQ(l)) })
	text := func(name string, dBm, weak int) {
		q.f.Network.Signal = fmt.Sprintf("%s %d dBm", name, dBm)
		if dBm < weak {
			q.f.Network.Signal += ", weak"
		}
	}
	switch {
	case rsrp != atcmd.NoDBm:
		text("RSRP", rsrp, weakRSRP)
	case rssi != atcmd.NoDBm:
		text("RSSI", rssi, weakRSSI)
	}
}
