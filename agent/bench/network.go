package bench

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"simagent/atcmd"
	"simagent/atcmd/cause"
)

// refusal is what the network said when it last refused the SIM.
type refusal struct {
	known  bool
	cause  int // -1: not told
	domain cause.Domain
	text   string // of +CEER, where no cause was told
}

// domains of causes, by that of the registration.
var domains = map[atcmd.Domain]cause.Domain{atcmd.CS: cause.MM, atcmd.PS: cause.MM, atcmd.EPS: cause.EMM, atcmd.NR: cause.GMM5}

// refusalOf is the refusal in what a module shows, the newest technology first.
func refusalOf(regs []atcmd.Registration, ceer string) refusal {
	var r refusal
	for _, d := range []atcmd.Domain{atcmd.NR, atcmd.EPS, atcmd.PS, atcmd.CS} {
		for _, x := range regs {
			if x.Domain != d || x.Stat != atcmd.Denied {
				continue
			}
			if !r.known {
				r = refusal{known: true, cause: -1, domain: domains[d], text: plain(ceer)}
			}
			if r.cause < 0 && x.CauseType == 0 && x.Cause > 0 {
				r.cause, r.domain, r.text = x.Cause, domains[d], ""
			}
		}
	}
	return r
}

// lasting tells whether waiting is of no use: refused for good, or for a cause
// that the module does not tell.
func (r refusal) lasting() bool {
	return r.known && (r.cause < 0 || cause.ClassOf(r.domain, r.cause) == cause.Permanent)
}

// words are the cause for people.
func (r refusal) words() string {
	if r.cause < 0 {
		if r.text != "" {
			return "refused: " + r.text
		}
		return "refused; the module does not tell the cause"
	}
	s := "refused with cause " + strconv.Itoa(r.cause)
	if t := cause.Text(r.domain, r.cause); t != "" {
		s += ", " + t
	}
	return s
}

func (r refusal) into(rec *RegRecord) {
	if !r.known {
		return
	}
	if r.cause >= 0 {
		rec.Cause, rec.Domain, rec.CauseText = ref(r.cause), ref(r.domain.String()), text(cause.Text(r.domain, r.cause))
	} else {
		rec.CauseText = text(r.text)
	}
}

// best is the registration to show: one that carries data first, the newest
// technology first.
func best(regs []atcmd.Registration, calls bool) (b atcmd.Registration, ok bool) {
	rank := func(r atcmd.Registration) int {
		switch {
		case r.Stat.Registered() && (r.Domain != atcmd.CS || calls):
			return 5
		case r.Stat == atcmd.Denied:
			return 4
		case r.Stat == atcmd.Searching:
			return 3
		case r.Domain == atcmd.CS:
			return 1
		}
		return 2
	}
	for _, r := range regs {
		if !ok || rank(r) > rank(b) || rank(r) == rank(b) && r.Domain > b.Domain {
			b, ok = r, true
		}
	}
	return b, ok
}

// callsAlone tells whether a module reports the registration for calls and no other: whether it is there for data, its
// attach tells then.
func callsAlone(regs []atcmd.Registration) bool {
	return !slices.ContainsFunc(regs, func(r atcmd.Registration) bool { return r.Domain != atcmd.CS })
}

// look takes what was polled.
func (m *Machine) look(at time.Time, e Looked) {
	m.note(e.Took)
	if e.Lock != "" {
		m.lock, m.Record.Card.Lock = e.Lock, text(e.Lock)
	}
	if e.Trouble != "" {
		m.trouble = plain(e.Trouble)
	}
	calls := !m.rules.plan.Attach.Need || callsAlone(e.Regs)
	b, ok := best(e.Regs, calls)
	if !ok {
		return
	}
	m.lookedAt = at
	on := b.Stat.Registered() && (b.Domain != atcmd.CS || calls)
	r := &m.Record.Registration
	r.State = ref(b.Stat.String())
	if x := refusalOf(e.Regs, e.Cause); x.known && !on {
		if !m.refusal.known || x.cause >= 0 {
			m.refusal = x
		}
		if m.refused.IsZero() {
			m.refused = at
		}
	} else {
		m.refused = time.Time{}
	}
	if !on {
		m.registered, m.attached = time.Time{}, time.Time{}
		return
	}
	if m.registered.IsZero() {
		m.registered = at
		m.Record.Reached.Registered = m.since(at)
	}
	r.Technology = text(b.AcT.String())
	if e.Operator != nil {
		r.Operator = text(digitsOf(e.Operator.Name))
		if r.Technology == nil {
			r.Technology = text(e.Operator.AcT.String())
		}
	}
	if e.Attached != nil {
		m.Record.Attached = ref(*e.Attached)
		if *e.Attached && m.attached.IsZero() {
			m.attached = at
			m.Record.Reached.Attached = m.since(at)
		}
		if !*e.Attached {
			m.attached = time.Time{}
		}
	}
	if e.APN != nil {
		m.Record.APN = ref(plain(*e.APN))
	}
	m.levels = m.levels.with(e)
	if m.measured.IsZero() && m.levels.n >= m.rules.plan.Signal.Samples {
		m.measured = at
		m.Record.Reached.Signal = m.since(at)
	}
}

// digitsOf is a network's number without what stands between MCC and MNC; a name
// stays as it is.
func digitsOf(operator string) string {
	if d := strings.ReplaceAll(operator, "-", ""); strings.Trim(d, "0123456789") == "" {
		return d
	}
	return operator
}

// levels are the readings of the signal.
type levels struct {
	n                      int
	rsrp, rssi, rsrq, sinr []float64
}

// with is a copy with one more reading.
func (l levels) with(e Looked) levels {
	add := func(to []float64, v *float64) []float64 {
		if v == nil {
			return to
		}
		return append(slices.Clip(to), *v)
	}
	l.rsrp, l.rssi, l.rsrq, l.sinr = add(l.rsrp, e.RSRP), add(l.rssi, e.RSSI), add(l.rsrq, e.RSRQ), add(l.sinr, e.SINR)
	l.n++
	return l
}

func (l levels) into(r *SignalRecord) {
	r.Samples = l.n
	r.RSRP, r.RSSI, r.RSRQ, r.SINR = median(l.rsrp), median(l.rssi), median(l.rsrq), median(l.sinr)
	if len(l.rsrp) > 0 {
		r.RSRPLeast, r.RSRPMost = ref(slices.Min(l.rsrp)), ref(slices.Max(l.rsrp))
	}
}

// median is nil of nothing.
func median(all []float64) *float64 {
	if len(all) == 0 {
		return nil
	}
	return ref(quantile(sorted(all), 0.5))
}
