package ledger

import "time"

// Chance says how far a threshold explains an activation.
type Chance byte

// The chances, in rising order.
const (
	ChanceNo       Chance = 0 // the high bound is below the threshold
	ChancePossible Chance = 1 // the threshold is within the bounds, or the past is unknown
	ChanceYes      Chance = 2 // the low bound reaches the threshold
)

// Explanation tells which thresholds can have ended `ready`.
type Explanation struct{ Data, SMS, Time Chance }

// Explain weighs the thresholds of `ready` at a wall time; zero leaves time
// out. It takes the counts as they are: ask before BeginPeriod clears them.
func (a *Account) Explain(now time.Time) Explanation {
	e := Explanation{Data: chance(a.Bytes(), ReadyBytes), SMS: chance(a.SMSCount(), ReadySMS)}
	if until := a.Period.Until; !until.IsZero() && !now.IsZero() && !now.Before(until) {
		e.Time = ChanceYes
		if a.Period.Estimated {
			e.Time = ChancePossible
		}
	}
	return e
}

func chance(i Interval, limit int64) Chance {
	switch {
	case i.Low >= limit:
		return ChanceYes
	case !i.HighKnown || i.High >= limit:
		return ChancePossible
	}
	return ChanceNo
}

// Cause is an explanation in one word. The values may go on the wire.
type Cause byte

// The causes.
const (
	CauseNone    Cause = 0 // no threshold explains it: somebody did it
	CauseData    Cause = 1
	CauseSMS     Cause = 2
	CauseTime    Cause = 3
	CauseSeveral Cause = 4
)

var causeNames = [...]string{"none", "data", "sms", "time", "several"}

func (c Cause) String() string {
	if int(c) < len(causeNames) {
		return causeNames[c]
	}
	return "none"
}

// Certain is the threshold that was reached for certain.
func (e Explanation) Certain() Cause { return e.cause(ChanceYes) }

// Possible is the threshold that may have been reached.
func (e Explanation) Possible() Cause { return e.cause(ChancePossible) }

func (e Explanation) cause(least Chance) Cause {
	found := CauseNone
	for i, c := range [...]Chance{e.Data, e.SMS, e.Time} {
		switch {
		case c < least:
		case found != CauseNone:
			return CauseSeveral
		default:
			found = Cause(i + 1)
		}
	}
	return found
}
