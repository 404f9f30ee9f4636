package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"simagent/agent"
	judge "simagent/agent/doctor"
	"simagent/agent/local"
	"simagent/atcmd"
	"simagent/atcmd/cause"
	families "simagent/atcmd/module"
	"simagent/atcmd/ports"
	"simagent/simcard"
	"simagent/simcard/overat"
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

// card reads the card's files as `simagent card` does.
func (q *questions) card(ctx context.Context) {
	c := overat.ReadCard(ctx, q.m, cardOptions(ctx, q.m, false))
	q.f.Card.State, q.f.Card.Error = cardState(c)
	if c.Identity.Known() {
		id := c.Identity.Value
		q.whose = id.ICCID.Digits()
		super := id.ICCID.SuperSIM()
		q.f.Card.ICCID, q.f.Card.Super = q.shown(id.ICCID), &super
		q.f.Card.Source = "read by " + id.Source
		if id.Check == overat.Agreed {
			q.f.Card.Source += ", " + id.Checked + " agrees"
		}
	}
	if c.Tries.Known() {
		q.f.PIN.Tries, q.f.PIN.PUK = counted(c.Tries.Value.PIN), counted(c.Tries.Value.PUK)
	}
	b := &q.f.Forbidden
	switch {
	case c.FPLMN.Known() || errors.Is(c.FPLMN.Err, simcard.ErrBlank):
		b.Known, b.List = true, plmnWords(c.FPLMN.Value)
	default:
		b.Error = "EF FPLMN cannot be read: " + shortReason(c.FPLMN.Err)
	}
	if home := c.Home(); home != "" {
		b.Home = append(b.Home, plmnText(home))
	}
	b.Home = append(b.Home, plmnWords(c.EHPLMN.Value)...)
	for _, last := range []simcard.PLMN{c.EPS.Value.Area.PLMN, c.PSLOCI.Value.Area.PLMN, c.LOCI.Value.Area.PLMN} {
		if last != "" && !slices.Contains(b.Last, plmnText(last)) {
			b.Last = append(b.Last, plmnText(last))
		}
	}
}

func (d *doctor) shown(id simcard.ICCID) string {
	if d.showIDs {
		return id.Digits()
	}
	return id.String()
}

// cardState is the card's state in the words of the status, and why it is not ready.
func cardState(c overat.Card) (state, why string) {
	if err := c.Lock.Err; err != nil {
		if state, ok := cardStates[codeOf(err)]; ok {
			return state, err.Error()
		}
		if !c.Identity.Known() {
			return "unknown", err.Error()
		}
	}
	switch lock := c.Lock.Value; {
	case lock == "NOT READY":
		return "busy", "AT+CPIN? says NOT READY"
	case lock == "NOT INSERTED":
		return "absent", "AT+CPIN? says NOT INSERTED"
	case strings.HasPrefix(lock, "PH-"):
		return "locked", "AT+CPIN? says " + lock
	case strings.HasSuffix(lock, "PIN2"), strings.HasSuffix(lock, "PUK2"), lock == "READY", lock == "":
	case strings.Contains(lock, "PUK"):
		return "puk", "AT+CPIN? says " + lock
	default:
		return "pin", "AT+CPIN? says " + lock
	}
	switch err := c.Identity.Err; {
	case err == nil:
		return "ready", ""
	case overat.Uncertain(err):
		return "uncertain", shortReason(err)
	default:
		return "unreadable", shortReason(err)
	}
}

// cardStates are what CME codes say of a card (27.007 9.2); 515 is "please wait" of several makers.
var cardStates = map[int]string{
	5: "locked", 6: "locked", 7: "locked", 40: "locked", 41: "locked", 42: "locked", 43: "locked", 44: "locked", 45: "locked", 46: "locked", 47: "locked",
	10: "absent", 11: "pin", 12: "puk", 13: "failed", 14: "busy", 15: "failed", 515: "busy",
}

func codeOf(err error) int {
	if e, ok := errors.AsType[*atcmd.CommandError](err); ok && e.Kind == atcmd.CME {
		return e.Code
	}
	return -1
}

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
