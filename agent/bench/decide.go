package bench

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A check looks at one thing that a SIM must do. It says nothing when that is
// done.
type check func(m *Machine, at time.Time) outcome

// outcome is what a check found: a verdict, or that there is something to wait
// for, or neither.
type outcome struct {
	wait    bool
	verdict Verdict // "" is none
	why     Reason
	text    string
}

var done, waiting = outcome{}, outcome{wait: true}

func failed(why Reason, format string, a ...any) outcome {
	return outcome{verdict: Fail, why: why, text: fmt.Sprintf(format, a...)}
}

// checks are in the order in which they decide; each with its phase.
var checks = []struct {
	phase Phase
	look  check
}{
	{Identifying, (*Machine).checkCard},
	{Identifying, (*Machine).checkNumber},
	{Identifying, (*Machine).checkLock},
	{Registering, (*Machine).checkStatus},
	{Registering, (*Machine).checkRegistration},
	{Attaching, (*Machine).checkAttach},
	{Measuring, (*Machine).checkSignal},
	{Asking, (*Machine).checkCloud},
	{Spending, (*Machine).checkSpent},
}

// decide goes through the checks up to the first that waits or has a verdict.
func (m Machine) decide(at time.Time) (Machine, []any) {
	for _, c := range checks {
		m.Phase = c.phase
		o := c.look(&m, at)
		if o.verdict != "" {
			return m.end(at, o.verdict, o.why, o.text)
		}
		if o.wait {
			return m, m.effects(at)
		}
	}
	return m.end(at, Pass, OK, m.praise())
}

// effects are what is to be done while the machine waits.
func (m *Machine) effects(at time.Time) (do []any) {
	if m.iccid == "" && !m.reading && !at.Before(m.readAt) {
		m.reading = true
		do = append(do, Read{N: m.serial})
	}
	if m.iccid != "" && m.rules.cloud && m.said == nil && !m.asking && !at.Before(m.askAt) {
		m.asking, m.Record.Cloud.Asked = true, true
		if m.askedAt.IsZero() {
			m.askedAt = at
		}
		do = append(do, AskCloud{N: m.serial, ICCID: m.iccid})
	}
	if m.Phase == Spending && !m.spending && m.spent == nil {
		m.spending = true
		do = append(do, Spend{N: m.serial, ICCID: m.iccid, Allowed: m.rules.spend, Within: time.Duration(m.rules.plan.Spend.Within)})
	}
	return do
}

// late tells whether a span has passed since a time.
func late(at, since time.Time, s Span) bool { return at.Sub(since) >= time.Duration(s) }

// foreign is said of a number that begins as none of the Super SIMs known here: no
// failure by itself, since a new series may be one.
const foreign = "by its number no known Super SIM"

func (m *Machine) checkCard(at time.Time) outcome {
	p := m.rules.plan.Card
	switch {
	case m.iccid != "":
		return done
	case !late(at, m.start, p.Within):
		return waiting
	case m.locked() != done: // many modules read nothing of a card that waits for its PIN
		return m.locked()
	case strings.HasPrefix(m.trouble, "two reads"):
		return failed(CardFailed, "%s", m.trouble)
	case m.fault:
		return failed(CardFailed, "the card or its contacts fail: %s", m.trouble)
	case m.trouble != "":
		return failed(NoNumber, "no card number in %s: %s", p.Within, m.trouble)
	}
	return failed(NoNumber, "no card number in %s", p.Within)
}

func (m *Machine) checkNumber(time.Time) outcome {
	p := m.rules.plan.Card
	if p.CheckDigit && !*m.Record.Card.DigitOK {
		return failed(WrongNumber, "the card number's check digit is wrong")
	}
	if len(p.Prefixes) == 0 || slices.ContainsFunc(p.Prefixes, func(x string) bool { return strings.HasPrefix(m.iccid, x) }) {
		return done
	}
	return failed(WrongNumber, "the card number begins with %s, want %s", m.iccid[:7], strings.Join(p.Prefixes, " or "))
}

// locked has a verdict for a card or a module that wants a secret.
func (m *Machine) locked() outcome {
	switch {
	case strings.HasPrefix(m.lock, "SIM PUK"):
		return failed(NeedsPUK, "the card is blocked: it waits for its PUK")
	case strings.HasPrefix(m.lock, "SIM PIN"):
		return failed(NeedsPIN, "the card waits for its PIN, which the bench does not give")
	case strings.HasPrefix(m.lock, "PH-"):
		return failed(ModuleLocked, "the module is locked to another operator or SIM (%s)", plain(m.lock))
	}
	return done
}

func (m *Machine) checkLock(at time.Time) outcome {
	switch {
	case m.lock == "READY":
		return done
	case m.locked() != done:
		return m.locked()
	case !late(at, m.start, m.rules.plan.Card.Within):
		return waiting
	case m.trouble != "":
		return failed(CardFailed, "the card is not ready in %s: %s", m.rules.plan.Card.Within, m.trouble)
	}
	return failed(CardFailed, "the card is not ready in %s", m.rules.plan.Card.Within)
}

// checkStatus takes the cloud's word as soon as it is there: nothing else can
// make up for a wrong one, and a Sim that is new need not register.
func (m *Machine) checkStatus(at time.Time) outcome {
	p := &m.rules.plan
	switch {
	case m.said == nil:
		return done
	case m.said.Missing:
		tail := ""
		if s := m.Record.Card.SuperSIM; s != nil && !*s {
			tail = "; " + foreign
		}
		return failed(NotOnAccount, "the cloud has no Sim with this number on the account%s", tail)
	case !slices.Contains(p.Cloud.Status, m.said.Status):
		return failed(WrongStatus, "%q in the cloud, want %s", plain(m.said.Status), strings.Join(p.Cloud.Status, ", "))
	case p.Cloud.Fleet != "" && m.said.Fleet != p.Cloud.Fleet:
		return failed(WrongFleet, "in another Fleet than the plan's, or in none")
	case m.said.Status != "new":
		return done
	}
	seen := m.refusal.known || !m.registered.IsZero()
	if p.Register.Need && !seen && !late(at, m.start, p.Register.CauseOfNew) {
		return waiting
	}
	words := "not activated"
	if m.refusal.known {
		words += "; " + m.refusal.words()
	}
	return outcome{verdict: Pass, why: NotActivated, text: words}
}

func (m *Machine) checkRegistration(at time.Time) outcome {
	p := &m.rules.plan.Register
	if !p.Need {
		return done
	}
	if !m.registered.IsZero() {
		return m.checkOperator()
	}
	refused := m.refusal.lasting() && !m.refused.IsZero() && late(at, m.refused, p.Refused)
	if !refused && !late(at, m.start, p.Within) {
		return waiting
	}
	if m.cloudPending(at) {
		return waiting // "new" would explain it
	}
	tail := ""
	if m.said == nil {
		tail = "; whether it is activated nobody said"
	}
	if m.refusal.known {
		return failed(Refused, "%s%s", m.refusal.words(), tail)
	}
	return failed(NotRegistered, "not registered in %s: %s%s", p.Within, wordOr(m.Record.Registration.State, "no word from the module"), tail)
}

func wordOr(s *string, none string) string {
	if s == nil {
		return none
	}
	return *s
}

func (m *Machine) checkOperator() outcome {
	p, on := &m.rules.plan.Register, word(m.Record.Registration.Operator)
	if len(p.Operators) == 0 || slices.Contains(p.Operators, on) {
		return done
	}
	return failed(WrongOperator, "on %s, want %s", plmn(wordOr(&on, "a network without a number")), strings.Join(p.Operators, " or "))
}

func (m *Machine) checkAttach(at time.Time) outcome {
	p := &m.rules.plan.Attach
	if !p.Need || !m.rules.plan.Register.Need {
		return done
	}
	if m.attached.IsZero() {
		if !late(at, m.registered, p.Within) {
			return waiting
		}
		return failed(NotAttached, "registered, but not attached for data in %s", p.Within)
	}
	if apn := m.Record.APN; p.APN != "" && apn != nil && !sameAPN(p.APN, *apn) {
		return failed(WrongAPN, "the module's context has the APN %q, want %q", *apn, p.APN)
	}
	return done
}

// readingMost is how long one reading may take: several commands, of which a hung
// one takes its limit. Without an end a module that says nothing more about its
// network would hold the tray up for ever.
const readingMost = time.Minute

func (m *Machine) checkSignal(at time.Time) outcome {
	p := &m.rules.plan.Signal
	if p.Samples == 0 || !m.rules.plan.Register.Need {
		return done
	}
	if m.measured.IsZero() {
		if !late(at, m.lookedAt, Span(readingMost)) {
			return waiting
		}
		return failed(NoSignal, "no word about the signal for %s, after %d of %d readings: %s", Span(readingMost), m.levels.n, p.Samples, cmp.Or(m.trouble, "no answer"))
	}
	if v := median(m.levels.rsrp); v != nil {
		if *v < float64(p.RSRPLeast) {
			return failed(WeakSignal, "RSRP %.0f dBm, want %d at least", *v, p.RSRPLeast)
		}
		return done
	}
	if v := median(m.levels.rssi); v != nil {
		if *v < float64(p.RSSILeast) {
			return failed(WeakSignal, "RSSI %.0f dBm, want %d at least", *v, p.RSSILeast)
		}
		return done
	}
	return failed(NoSignal, "the module told no level in %d readings", m.levels.n)
}

// cloudPending tells whether the cloud may still answer in time.
func (m *Machine) cloudPending(at time.Time) bool {
	return m.rules.cloud && m.said == nil && !late(at, m.askedAt, m.rules.plan.Cloud.Within)
}

func (m *Machine) checkCloud(at time.Time) outcome {
	switch {
	case !m.rules.cloud || m.said != nil:
		return done
	case m.cloudPending(at):
		return waiting
	}
	return failed(CloudSilent, "no word from the cloud in %s: %s", m.rules.plan.Cloud.Within, wordOr(m.Record.Cloud.Error, "no answer"))
}

func (m *Machine) checkSpent(time.Time) outcome {
	want := m.rules.spend
	switch {
	case want == Allowed{}:
		return done
	case m.said == nil: // the hands refuse to begin like that
		return failed(SpendRefused, "nothing was sent: the cloud's count is not known")
	case m.spent == nil:
		return waiting
	case m.spent.Refused != "":
		return failed(SpendRefused, "nothing was sent: %s", plain(m.spent.Refused))
	case m.spent.Trouble != "":
		return failed(SpendFailed, "%s", plain(m.spent.Trouble))
	case short(m.spent.SMS, m.spent.CountedSMS) || short(m.spent.Bytes, m.spent.CountedBytes):
		return failed(SpendUncounted, "sent %d B and %d SMS, of which the cloud lists %s B and %s SMS in %s",
			m.spent.Bytes, m.spent.SMS, count(m.spent.CountedBytes), count(m.spent.CountedSMS), m.rules.plan.Spend.Within)
	}
	return done
}

func short(sent int, counted *int) bool { return sent > 0 && (counted == nil || *counted < sent) }

func count(n *int) string {
	if n == nil {
		return "an unknown number of"
	}
	return fmt.Sprint(*n)
}

// praise is the sentence of a SIM that passes.
func (m *Machine) praise() string {
	var parts []string
	r := &m.Record
	if m.rules.plan.Register.Need {
		net := wordOr(r.Registration.State, "registered")
		if o := word(r.Registration.Operator); o != "" {
			net += " " + plmn(o)
		}
		if t := word(r.Registration.Technology); t != "" {
			net += " " + t
		}
		parts = append(parts, net)
		if v := median(m.levels.rsrp); v != nil {
			parts = append(parts, fmt.Sprintf("RSRP %.0f dBm", *v))
		} else if v := median(m.levels.rssi); v != nil {
			parts = append(parts, fmt.Sprintf("RSSI %.0f dBm", *v))
		}
	} else {
		parts = append(parts, "the card can be read")
	}
	if m.said != nil {
		parts = append(parts, m.said.Status)
	} else if s := r.Card.SuperSIM; s != nil && !*s {
		parts = append(parts, foreign)
	}
	if m.spent != nil {
		parts = append(parts, fmt.Sprintf("%d B and %d SMS spent and counted", m.spent.Bytes, m.spent.SMS))
	}
	return strings.Join(parts, ", ")
}
