package ledger

import (
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"
)

// BootID is the kernel's boot id: one value for every boot of the host.
type BootID [16]byte

// ParseBootID reads the text of /proc/sys/kernel/random/boot_id: 32 hex
// digits with dashes, white space around them allowed.
func ParseBootID(text string) (BootID, error) {
	var id BootID
	raw, err := hex.DecodeString(strings.ReplaceAll(strings.TrimSpace(text), "-", ""))
	if err != nil || len(raw) != len(id) {
		return id, errors.New("cannot read boot id: not 32 hex digits")
	}
	copy(id[:], raw)
	return id, nil
}

// Data is the byte count of one SIM in one period. Low is TX+RX+Past, high is
// Slack above it.
type Data struct {
	TX, RX int64 // bytes seen in each direction
	Past   int64 // bytes from before the account, direction unknown
	Slack  int64 // bytes that may have passed besides, 0 or more
}

// Low is the lower bound in bytes.
func (d Data) Low() int64 { return add(add(d.TX, d.RX), d.Past) }

// High is the upper bound in bytes of what this device can have counted.
func (d Data) High() int64 { return add(d.Low(), d.Slack) }

// SMS counts SMS Commands; both directions count against the same threshold.
type SMS struct {
	Sent, Received uint32
	Past           uint32 // known from before the account
	Slack          uint32 // may have been besides
}

// PeriodType is the period_type of a BillingPeriod. The values are on disk.
type PeriodType byte

// The period types that the API names.
const (
	PeriodUnknown PeriodType = 0
	PeriodReady   PeriodType = 1
	PeriodActive  PeriodType = 2
)

// BillingPeriod is what is known of the period that is being counted.
type BillingPeriod struct {
	SID       string // at most 64 bytes, empty when unknown
	Type      PeriodType
	Start     time.Time // zero when unknown
	Until     time.Time // end_time: when `ready` ends by itself; zero when unknown
	Estimated bool      // Until is a local guess
}

// Cloud is the last word of the cloud about the Sim.
type Cloud struct {
	SID    string // at most 64 bytes
	Status string // at most 32 bytes
	Seen   time.Time
}

// Reports is the cursor of the report queue and the agent's own spending.
type Reports struct {
	Cursor   uint64 // sequence of the last report that was settled
	OwnTotal int64  // bytes that reports cost in all
	OwnToday int64  // bytes that reports cost on OwnDay
	OwnDay   int32  // days since 1970-01-01 UTC
	Latest   int32  // the latest day that was ever seen
	OwnMonth int64  // bytes that reports cost in the month of OwnDay
	Borrowed bool   // an alarm borrowed on OwnDay
	SMS      uint32 // SMS Commands that reports took in this billing period
}

// Known tells which part of the past is known; the zero value is: nothing.
type Known byte

// Bits of Known. The values are on disk.
const (
	KnownData Known = 1 << 0
	KnownSMS  Known = 1 << 1
)

// Field is a field of the payload that this version does not know.
type Field struct {
	Tag   uint16
	Value []byte
}

// Record is what one slot holds: the whole account. It is plain data; copies
// share the slices, which nothing here changes in place.
type Record struct {
	ICCID       string
	Created     time.Time // times are kept to the millisecond, in UTC
	Boot        BootID
	Boots       uint32
	Restarts    uint32
	Period      BillingPeriod
	Cloud       Cloud
	Known       Known
	Data        Data
	Ceiling     int64 // bytes; the sum of both directions stays below it until the next commit
	Point       Point // the counter at the commit
	SMS         SMS
	SMSMarked   bool     // SMSMarks is a baseline: what is not in it came later
	SMSMarks    []uint32 // digests of received SMS Commands that were counted, newest last
	Warnings    Warning
	Reports     Reports
	PIN         byte // flags of the card's PIN policy, not read here
	Wall        time.Time
	WallTrusted bool
	Transitions []Transition // oldest first, at most MaxTransitions
	Rev         uint64       // grows with every change
	Counted     uint64       // the Rev of the last change of counts
	Since       Since
	Days        []Day     // oldest first, at most MaxDays
	Asked       time.Time // when the cloud was about to be asked to change this Sim, once and for all
	Hours       []Hour    // oldest first, at most MaxHours and one without a number
	HoursStored uint32    // the history has all hours before this one
	Alarms      Alarms
	Terms       Terms
	Calibration Calibration
	Blurred     bool      // what passed since Point may be in the counts already
	Ended       []Ended   // billing periods that the history has not got, oldest first, at most maxEnded
	Traffic     []Traffic // of days whose figures are compared, oldest first, at most MaxDays
	Unknown     []Field   // written back byte for byte
}

// Clone returns a copy that shares no memory with r.
func (r Record) Clone() Record {
	r.Transitions = slices.Clone(r.Transitions)
	r.Unknown = slices.Clone(r.Unknown)
	r.SMSMarks = slices.Clone(r.SMSMarks)
	r.Days = slices.Clone(r.Days)
	r.Hours = slices.Clone(r.Hours)
	r.Alarms.Queue = slices.Clone(r.Alarms.Queue)
	r.Traffic = slices.Clone(r.Traffic)
	r.Ended = slices.Clone(r.Ended)
	for i := range r.Unknown {
		r.Unknown[i].Value = slices.Clone(r.Unknown[i].Value)
	}
	return r
}

// validICCID accepts 10 to 22 digits or upper-case hex nibbles: ITU-T E.118
// has up to 19 digits, operators use up to 22.
func validICCID(s string) bool {
	if len(s) < 10 || len(s) > 22 {
		return false
	}
	return strings.Trim(s, "0123456789ABCDEF") == ""
}
