package agent

import (
	"math"
	"time"

	"simagent/agent/ledger"
	"simagent/agent/local"
)

// Projection is when `ready` ends if all goes on as lately.
type Projection struct {
	First string // data, sms or time: which threshold is reached first; "" when that cannot be told
	At    time.Time
	Sure  bool // the past is known: else it ends then at the latest
	Rate  float64
	Rated bool // Rate is known, bytes an hour
}

// smsLeast is how long SMS Commands were counted before their pace says anything.
const smsLeast = 24 * time.Hour

// project looks ahead from now, a time that somebody vouches for. Bytes go on as in the last 24 hours, by the high bound; SMS
// Commands as since the period began.
func project(l *ledger.Account, now time.Time) (p Projection) {
	p.Rate, p.Rated = l.Rate(now)
	if !p.Rated || l.Limits.DataBytes == 0 {
		return p
	}
	take := func(what string, in time.Duration, sure bool) {
		if at := now.Add(max(in, 0)); p.First == "" || at.Before(p.At) {
			p.First, p.At, p.Sure = what, at, sure
		}
	}
	if until := l.Period.Until; !until.IsZero() {
		take("time", until.Sub(now), true)
	}
	bytes := l.Bytes()
	if left := l.Limits.DataBytes - upper(bytes); left <= 0 || p.Rate > 0 {
		take("data", hours(float64(max(left, 0)), p.Rate), bytes.HighKnown)
	}
	n := l.SMSCount()
	left := l.Limits.SMS - upper(n)
	if left <= 0 {
		take("sms", 0, n.HighKnown)
	} else if since := now.Sub(l.Period.Start); !l.Period.Start.IsZero() && since >= smsLeast && upper(n) > 0 {
		take("sms", hours(float64(left), float64(upper(n))/since.Hours()), n.HighKnown)
	}
	return p
}

// upper is the bound that the thresholds are measured by: the high one where it is known.
func upper(i ledger.Interval) int64 {
	if i.HighKnown {
		return i.High
	}
	return i.Low
}

// hours is how long n takes at a rate an hour, a hundred years at most.
func hours(n, rate float64) time.Duration {
	if n <= 0 {
		return 0
	}
	return time.Duration(math.Min(n/rate, 876_000) * float64(time.Hour))
}

// projected puts a projection into the status.
func projected(out *local.Account, p Projection, now time.Time) {
	if p.Rated {
		day := int64(math.Round(p.Rate * 24))
		out.Data.RatePerDay = &day
	}
	if p.First == "" {
		return
	}
	at, left := p.At.UTC().Truncate(time.Minute), int64(p.At.Sub(now)/time.Second)
	atLatest := !p.Sure
	out.EndsFirst, out.ActiveAt, out.ActiveInS, out.ActiveAtLatest = &p.First, &at, &left, &atLatest
}
