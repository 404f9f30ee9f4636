package ledger

import (
	"encoding/binary"
	"math"
	"slices"
	"time"
)

// MaxHours bounds the hours that ride in the slot: those that are not in the history yet, and a day for the rate.
const MaxHours = 48

// rateHours is how far back the rate looks.
const rateHours = 24

// Hour is what passed in one hour of UTC.
type Hour struct {
	Hour     uint32 // hours since 1970-01-01 UTC; 0: the time of day was not known
	TX, RX   int64  // bytes that were seen in each direction
	Slack    int64  // bytes that may have passed besides
	Own      int64  // IP bytes of reports, which are among the others
	Packets  int64  // of both directions, as far as the source counts them
	Sessions uint32 // times that the module attached
	Sent     uint32 // SMS Commands
	Received uint32
	Seconds  uint32 // of the hour in which the counter was watched, at most 3600
}

// Low is the lower bound in bytes.
func (h Hour) Low() int64 { return add(h.TX, h.RX) }

// High is the upper bound in bytes.
func (h Hour) High() int64 { return add(h.Low(), h.Slack) }

// Start is when the hour began; zero when the time of day was not known.
func (h Hour) Start() time.Time {
	if h.Hour == 0 {
		return time.Time{}
	}
	return time.Unix(int64(h.Hour)*3600, 0).UTC()
}

// HourOf is the number of the hour of t, 0 for the zero time and before 1970.
func HourOf(t time.Time) uint32 {
	if t.IsZero() {
		return 0
	}
	return uint32(min(max(t.Unix()/3600, 0), math.MaxUint32))
}

// Plus is both together; the number is h's.
func (h Hour) Plus(o Hour) Hour {
	return Hour{
		Hour: h.Hour, TX: add(h.TX, o.TX), RX: add(h.RX, o.RX), Slack: add(h.Slack, o.Slack), Own: add(h.Own, o.Own), Packets: add(h.Packets, o.Packets),
		Sessions: addSMS(h.Sessions, o.Sessions), Sent: addSMS(h.Sent, o.Sent), Received: addSMS(h.Received, o.Received),
		Seconds: min(addSMS(h.Seconds, o.Seconds), 3600),
	}
}

// Passed adds what passed in an hour. It asks for no commit: the counts themselves do, and the hours ride with them.
// Beyond MaxHours the oldest goes, if the history has it; else it gives up its hour, and nothing of what passed.
func (a *Account) Passed(h Hour) {
	hours := slices.Clone(a.Hours)
	at, found := slices.BinarySearchFunc(hours, h.Hour, func(x Hour, n uint32) int { return int(int64(x.Hour) - int64(n)) })
	if found {
		hours[at] = hours[at].Plus(h)
	} else {
		hours = slices.Insert(hours, at, Hour{Hour: h.Hour}.Plus(h))
	}
	if len(hours) > MaxHours {
		hours = a.giveUp(hours)
	}
	a.Hours = hours
}

// giveUp takes the oldest hour out of a list that has one too many. What has no hour is first in it, and stays.
func (a *Account) giveUp(hours []Hour) []Hour {
	oldest, rest := hours[0], hours[1:]
	undated := Hour{}
	if oldest.Hour == 0 {
		undated, oldest, rest = oldest, rest[0], rest[1:]
	}
	if oldest.Hour >= a.HoursStored {
		undated = undated.Plus(oldest)
	}
	if undated == (Hour{}) {
		return rest
	}
	if len(rest) == MaxHours {
		return a.giveUp(append([]Hour{undated}, rest...))
	}
	return append([]Hour{undated}, rest...)
}

// Unstored gives the hours before until that the history has not got, oldest first. What has no hour stays here.
func (a *Account) Unstored(until uint32) []Hour {
	stored := a.HoursStored
	if stored > until { // a clock was ahead: the history takes the same hours again
		stored = 0
	}
	var list []Hour
	for _, h := range a.Hours {
		if h.Hour != 0 && h.Hour < until && h.Hour >= stored {
			list = append(list, h)
		}
	}
	return list
}

// Stored notes that the history has every hour before until, the beginning of a day that the time of now gave, and drops those that the rate does not need. The next
// commit takes it along.
func (a *Account) Stored(until uint32) {
	a.HoursStored = until
	a.Hours = slices.DeleteFunc(slices.Clone(a.Hours), func(h Hour) bool { return h.Hour != 0 && h.Hour < a.HoursStored && h.Hour+rateHours < until })
}

// Undate takes the hours after last, which is now, for what they are: of a clock that was ahead. They lose their number.
func (a *Account) Undate(last uint32) {
	if n := len(a.Hours); n == 0 || a.Hours[n-1].Hour <= last {
		return
	}
	hours := a.Hours
	a.Hours = slices.DeleteFunc(slices.Clone(hours), func(h Hour) bool { return h.Hour > last })
	for _, h := range hours {
		if h.Hour > last {
			h.Hour = 0
			a.Passed(h)
		}
	}
}

// Unsend takes an SMS Command that did not leave out of the latest hour that has one.
func (a *Account) Unsend() {
	hours := slices.Clone(a.Hours)
	for i := len(hours) - 1; i >= 0; i-- {
		if hours[i].Sent > 0 {
			hours[i].Sent--
			break
		}
	}
	a.Hours = hours
}

// With adds what has no hour yet to a record that goes to the disk.
func (r Record) With(undated Hour) Record {
	if undated == (Hour{}) {
		return r
	}
	a := Account{Record: r}
	undated.Hour = 0
	a.Passed(undated)
	r.Hours = a.Hours
	return r
}

// OfDayHours is the sum of a UTC day, as far as its hours are here.
func (a *Account) OfDayHours(day uint32) (sum Hour) {
	for _, h := range a.Hours {
		if h.Hour/24 == day {
			sum = sum.Plus(h)
		}
	}
	return sum
}

// Rate is how many bytes an hour passed lately, by the high bounds: of the last 24 hours before now, as far as they were
// watched. ok is false when that was less than an hour.
func (a *Account) Rate(now time.Time) (bytesPerHour float64, ok bool) {
	hour := HourOf(now)
	if hour == 0 {
		return 0, false
	}
	bytes, seconds := int64(0), int64(0)
	for _, h := range a.Hours {
		if h.Hour != 0 && h.Hour+rateHours > hour && h.Hour <= hour {
			bytes, seconds = add(bytes, h.High()), seconds+int64(h.Seconds)
		}
	}
	if seconds < 3600 {
		return 0, false
	}
	return float64(bytes) / float64(seconds) * 3600, true
}

// hoursRoom is what hours may take of a slot, in bytes: an hour of a thrifty SIM takes a dozen.
const hoursRoom = 1200

// fitHours writes as many hours as there is room for; the oldest are left out, and what has no hour last.
func fitHours(b []byte, hours []Hour) []byte {
	for {
		out := appendHours(b, hours)
		if len(out)-len(b) <= hoursRoom {
			return out
		}
		if hours[0].Hour == 0 && len(hours) > 1 {
			hours = append([]Hour{hours[0]}, hours[2:]...)
			continue
		}
		hours = hours[1:]
	}
}

// appendHours writes hours as numbers of variable length (unsigned LEB128), each hour as the difference to the one before.
func appendHours(b []byte, hours []Hour) []byte {
	last := uint32(0)
	for _, h := range hours {
		b = binary.AppendUvarint(b, uint64(h.Hour-last))
		last = h.Hour
		for _, n := range [...]int64{h.TX, h.RX, h.Slack, h.Own, h.Packets, int64(h.Sessions), int64(h.Sent), int64(h.Received), int64(h.Seconds)} {
			b = binary.AppendUvarint(b, uint64(n))
		}
	}
	return b
}

// hours reads what appendHours wrote; an order that does not rise, a number out of range or in a longer form than needed is malformed.
func (r *valueReader) hours() (list []Hour) {
	last := int64(-1)
	for len(r.b) > 0 && !r.bad {
		base := max(last, 0)
		h := Hour{Hour: uint32(r.uvarint(math.MaxUint32-base) + base)}
		r.bad = r.bad || int64(h.Hour) <= last || len(list) > MaxHours
		last = int64(h.Hour)
		for _, n := range [...]*int64{&h.TX, &h.RX, &h.Slack, &h.Own, &h.Packets} {
			*n = r.uvarint(most)
		}
		for _, n := range [...]*uint32{&h.Sessions, &h.Sent, &h.Received} {
			*n = uint32(r.uvarint(math.MaxUint32))
		}
		h.Seconds = uint32(r.uvarint(3600))
		list = append(list, h)
	}
	return list
}

// uvarint reads one number of at most most, in its shortest form.
func (r *valueReader) uvarint(most int64) int64 {
	v, n := binary.Uvarint(r.b)
	if r.bad || n <= 0 || v > uint64(most) || n > 1 && r.b[n-1] == 0 {
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return int64(v)
}
