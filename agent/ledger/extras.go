package ledger

import (
	"math"
	"slices"
	"time"
)

// MaxAlarms bounds the alarms that wait for a receiver.
const MaxAlarms = 8

// Alarm is something urgent that a report has to tell.
type Alarm struct {
	Kind byte      // report.Alarm
	At   time.Time // zero when the time of day was not known
}

// Alarms is the queue of alarms: consecutive numbers, the oldest first.
type Alarms struct {
	Next  uint32  // number of the next alarm, from 0
	Lost  uint32  // alarms that fell out of the full queue, ever
	Queue []Alarm // the last has number Next-1
}

// First is the number of the oldest alarm that waits.
func (q Alarms) First() uint32 { return q.Next - uint32(len(q.Queue)) }

// Raise queues an alarm; the oldest of a full queue is lost, and counted. It asks for a commit.
func (a *Account) Raise(kind byte, at time.Time) {
	q := append(slices.Clone(a.Alarms.Queue), Alarm{kind, timeOf(int64(msOf(at)))})
	if len(q) > MaxAlarms {
		a.Alarms.Lost = addSMS(a.Alarms.Lost, uint32(len(q)-MaxAlarms))
		q = q[len(q)-MaxAlarms:]
	}
	a.Alarms.Queue, a.Alarms.Next = q, a.Alarms.Next+1
	a.Touch()
}

// Told drops the alarms before number next, which a receiver has.
func (a *Account) Told(next uint32) {
	n := int(int32(next - a.Alarms.First()))
	if n <= 0 {
		return
	}
	a.Alarms.Queue = slices.Clone(a.Alarms.Queue[min(n, len(a.Alarms.Queue)):])
	a.Touch()
}

// Terms are the sums from which the operator's bytes a packet and a session are fitted (meter.Terms has the meaning).
type Terms struct {
	Days               uint32
	PP, PS, SS, PY, SY float64
}

func (t Terms) valid() bool {
	for _, v := range [...]float64{t.PP, t.PS, t.SS, t.PY, t.SY} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

// Calibration is the same traffic by two sources, in bytes: by the one that counts and by the module's own counter.
type Calibration struct {
	Module             uint32 // digest of which module
	TX, RX             int64
	ModuleTX, ModuleRX int64
}

// Traffic is what a closed UTC day had besides bytes.
type Traffic struct {
	Day      uint32 // days since 1970-01-01
	Packets  int64
	Sessions uint32
}

// DayHad notes packets and sessions of a closed day from its hours, for the comparison with the cloud's figure of it.
func (a *Account) DayHad(day uint32) {
	sum := a.OfDayHours(day)
	list := slices.DeleteFunc(slices.Clone(a.Traffic), func(t Traffic) bool { return t.Day >= day })
	list = append(list, Traffic{Day: day, Packets: sum.Packets, Sessions: sum.Sessions})
	a.Traffic = list[max(len(list)-MaxDays, 0):]
}

// TrafficOf is what DayHad noted; ok is false when that day was not noted.
func (a *Account) TrafficOf(day uint32) (t Traffic, ok bool) {
	for _, t := range a.Traffic {
		if t.Day == day {
			return t, true
		}
	}
	return Traffic{}, false
}

// maxEnded bounds the ended periods that wait for the history.
const maxEnded = 3

// Ended is a billing period that is over, with what was counted in it.
type Ended struct {
	Type            PeriodType
	Start, End      time.Time // zero when unknown
	Low, High       int64     // bytes; High means something when HighKnown is set
	HighKnown       bool
	SMSLow, SMSHigh int64 // SMS Commands; SMSHigh means something when SMSKnown is set
	SMSKnown        bool
}

func (c Calibration) valid() bool {
	return min(c.TX, c.RX, c.ModuleTX, c.ModuleRX) >= 0 && max(c.TX, c.RX, c.ModuleTX, c.ModuleRX) <= most
}
