package ledger

import (
	"math/bits"
	"time"
)

// The thresholds of `ready` (KORE Super SIM documentation, Sim resource): past
// any of them the Sim becomes `active`. 250 KB is taken as decimal, the safe
// reading; SMS Commands of both directions count together.
const (
	ReadyBytes = 250_000
	ReadySMS   = 5
)

// Limits are the thresholds that hold now; 0 is none.
type Limits struct {
	DataBytes int64
	SMS       int64
}

// LimitsOf gives the thresholds of a period: none once it is `active`, those
// of `ready` else, because an unknown period may be one.
func LimitsOf(t PeriodType) Limits {
	if t == PeriodActive {
		return Limits{}
	}
	return Limits{DataBytes: ReadyBytes, SMS: ReadySMS}
}

// Fraction is a part of a threshold, 1 is all of it. AtLeast: the past is
// unknown and this is only what was seen. Known is false without a threshold.
type Fraction struct {
	Value   float64
	AtLeast bool
	Known   bool
}

func fraction(i Interval, limit int64) Fraction {
	if limit <= 0 {
		return Fraction{}
	}
	if !i.HighKnown {
		return Fraction{Value: float64(i.Low) / float64(limit), AtLeast: true, Known: true}
	}
	return Fraction{Value: float64(i.High) / float64(limit), Known: true}
}

// DataFraction is the part of the data threshold that is used, by the high
// bound when it is known.
func (a *Account) DataFraction() Fraction { return fraction(a.Bytes(), a.Limits.DataBytes) }

// SMSFraction is the part of the SMS Commands that is used.
func (a *Account) SMSFraction() Fraction { return fraction(a.SMSCount(), a.Limits.SMS) }

// TimeFraction is the part of the ready period that has passed at now, a
// trusted wall time; unknown without both ends of the period.
func (a *Account) TimeFraction(now time.Time) Fraction {
	p := a.Period
	if p.Type == PeriodActive || p.Start.IsZero() || now.IsZero() || !p.Until.After(p.Start) {
		return Fraction{}
	}
	part := now.Sub(p.Start).Seconds() / p.Until.Sub(p.Start).Seconds()
	return Fraction{Value: max(part, 0), Known: true}
}

// Warning is a set of thresholds that were warned of. The bits are on disk.
type Warning uint16

// One bit for each threshold and 50, 80, 95 and 100 %.
const (
	WarnData50 Warning = 1 << 0
	WarnData80 Warning = 1 << 1
	WarnData95 Warning = 1 << 2
	WarnSMS50  Warning = 1 << 3
	WarnSMS80  Warning = 1 << 4
	WarnSMS95  Warning = 1 << 5
	WarnTime50 Warning = 1 << 6
	WarnTime80 Warning = 1 << 7
	WarnTime95 Warning = 1 << 8

	WarnData100 Warning = 1 << 9
	WarnSMS100  Warning = 1 << 10
	WarnTime100 Warning = 1 << 11
)

// The bits of each threshold.
const (
	warnData = WarnData50 | WarnData80 | WarnData95 | WarnData100
	warnSMS  = WarnSMS50 | WarnSMS80 | WarnSMS95 | WarnSMS100
)

var warningNames = [...]string{"data 50 %", "data 80 %", "data 95 %", "SMS 50 %", "SMS 80 %", "SMS 95 %", "time 50 %", "time 80 %", "time 95 %",
	"data 100 %", "SMS 100 %", "time 100 %"}

// Names lists the set in words, data first.
func (w Warning) Names() []string {
	var names []string
	for i, name := range warningNames {
		if w&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// Count is the number of warnings in the set.
func (w Warning) Count() int { return bits.OnesCount16(uint16(w)) }

// Warn gives the warnings that are due for the first time and remembers them,
// which asks for a commit. now is trusted wall time, or zero to leave the
// time threshold out.
func (a *Account) Warn(now time.Time) Warning {
	all := reached(a.DataFraction(), WarnData50, WarnData100) | reached(a.SMSFraction(), WarnSMS50, WarnSMS100) | reached(a.TimeFraction(now), WarnTime50, WarnTime100)
	fresh := all &^ a.Warnings
	if fresh != 0 {
		a.Warnings |= fresh
		a.Touch()
	}
	return fresh
}

// reached gives the bits of one threshold: low is that of 50 %, with those of 80 and 95 % above it, and full that of 100 %.
func reached(f Fraction, low, full Warning) (w Warning) {
	for i, level := range [...]float64{0.50, 0.80, 0.95} {
		if f.Known && f.Value >= level {
			w |= low << i
		}
	}
	if f.Known && f.Value >= 1 {
		w |= full
	}
	return w
}
