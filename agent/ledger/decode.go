package ledger

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

var errMalformed = errors.New("malformed payload")

// decodePayload reads all fields. Each known tag but the transitions comes at
// most once; unknown ones are kept in their order.
func decodePayload(b []byte) (Record, error) {
	var r Record
	var seen [lastTag + 1]bool
	for len(b) > 0 {
		if len(b) < 4 {
			return Record{}, errMalformed
		}
		tag, n := le.Uint16(b), int(le.Uint16(b[2:]))
		if len(b) < 4+n {
			return Record{}, errMalformed
		}
		value := b[4 : 4+n]
		b = b[4+n:]
		if tag < tagICCID || tag > lastTag {
			r.Unknown = append(r.Unknown, Field{Tag: tag, Value: slices.Clone(value)})
			continue
		}
		if seen[tag] && tag != tagTransition {
			return Record{}, fmt.Errorf("%w: tag %d twice", errMalformed, tag)
		}
		seen[tag] = true
		v := valueReader{b: value}
		r.take(tag, &v)
		if v.bad || len(v.b) > 0 {
			return Record{}, fmt.Errorf("%w: tag %d", errMalformed, tag)
		}
	}
	if !validICCID(r.ICCID) || len(r.Transitions) > MaxTransitions {
		return Record{}, errMalformed
	}
	return r, nil
}

func (r *Record) take(tag uint16, v *valueReader) {
	switch tag {
	case tagICCID:
		r.ICCID = v.text(-1, 22)
	case tagCreated:
		r.Created = v.time()
	case tagBoot:
		r.Boot = v.boot()
	case tagStarts:
		r.Boots, r.Restarts = v.uint32(), v.uint32()
	case tagPeriodSID:
		r.Period.SID = v.text(-1, maxSID)
	case tagPeriod:
		r.Period.Type, r.Period.Estimated = PeriodType(v.byte()), v.flag()
		r.Period.Start, r.Period.Until = v.time(), v.time()
	case tagCloudSID:
		r.Cloud.SID = v.text(-1, maxSID)
	case tagStatus:
		r.Cloud.Status = v.text(-1, maxStatus)
	case tagSeen:
		r.Cloud.Seen = v.time()
	case tagPIN:
		r.PIN = v.byte()
	case tagWall:
		r.Wall, r.WallTrusted = v.time(), v.flag()
	case tagTransition:
		r.Transitions = append(r.Transitions, takeTransition(v))
	case tagRev:
		r.Rev, r.Counted = v.uint64(), v.uint64()
	default:
		r.takeUsage(tag, v)
	}
}

func (r *Record) takeUsage(tag uint16, v *valueReader) {
	switch tag {
	case tagKnown:
		r.Known = Known(v.byte())
	case tagData:
		r.Data = Data{TX: v.count(), RX: v.count(), Past: v.count(), Slack: v.count()}
	case tagCeiling:
		r.Ceiling = v.count()
	case tagPoint:
		r.Point = takePoint(v)
	case tagSMS:
		r.SMS = SMS{Sent: v.uint32(), Received: v.uint32(), Past: v.uint32(), Slack: v.uint32()}
	case tagWarnings:
		r.Warnings = Warning(v.uint16())
	case tagReports:
		sms := r.Reports.SMS
		r.Reports = Reports{SMS: sms, Cursor: v.uint64(), OwnTotal: v.count(), OwnToday: v.count(), OwnDay: int32(v.uint32()),
			Latest: int32(v.uint32()), OwnMonth: v.count(), Borrowed: v.flag()}
	case tagMarks:
		r.SMSMarked = true
		for len(v.b) > 0 && !v.bad && len(r.SMSMarks) < MaxMarks {
			r.SMSMarks = append(r.SMSMarks, v.uint32())
		}
	case tagSince:
		r.Since = Since{At: v.time(), Low: v.count(), High: v.count(), SMS: v.uint32()}
		v.bad = v.bad || r.Since == (Since{}) // nothing is not written
	case tagDays:
		v.bad = len(v.b) == 0
		for len(v.b) > 0 && !v.bad && len(r.Days) < MaxDays {
			d := Day{Day: v.uint32(), From: v.count(), To: v.count(), Slack: v.count()}
			v.bad = v.bad || d.To < d.From
			r.Days = append(r.Days, d)
		}
	case tagAsked:
		r.Asked = v.time()
		v.bad = v.bad || r.Asked.IsZero()
	default:
		r.takeMore(tag, v)
	}
}

// takeMore reads what putMore writes; nothing is not written.
func (r *Record) takeMore(tag uint16, v *valueReader) {
	v.bad = v.bad || len(v.b) == 0
	switch tag {
	case tagHours:
		r.Hours = v.hours()
	case tagStored:
		r.HoursStored = v.uint32()
		v.bad = v.bad || r.HoursStored == 0
	case tagAlarms:
		q := Alarms{Next: v.uint32(), Lost: v.uint32()}
		for len(v.b) > 0 && !v.bad && len(q.Queue) < MaxAlarms {
			q.Queue = append(q.Queue, Alarm{Kind: v.byte(), At: v.time()})
		}
		v.bad = v.bad || uint32(len(q.Queue)) > q.Next || q.Next == 0 && q.Lost == 0
		r.Alarms = q
	case tagTerms:
		t := Terms{Days: v.uint32()}
		for _, f := range [...]*float64{&t.PP, &t.PS, &t.SS, &t.PY, &t.SY} {
			*f = math.Float64frombits(v.uint64())
		}
		v.bad = v.bad || !t.valid() || t == (Terms{})
		r.Terms = t
	case tagCalibrated:
		r.Calibration = Calibration{Module: v.uint32(), TX: v.count(), RX: v.count(), ModuleTX: v.count(), ModuleRX: v.count()}
		v.bad = v.bad || r.Calibration == (Calibration{})
	case tagTraffic:
		for len(v.b) > 0 && !v.bad && len(r.Traffic) < MaxDays {
			r.Traffic = append(r.Traffic, Traffic{Day: v.uint32(), Packets: v.count(), Sessions: v.uint32()})
		}
	case tagBlurred:
		r.Blurred = v.flag()
		v.bad = v.bad || !r.Blurred
	case tagEnded:
		for len(v.b) > 0 && !v.bad && len(r.Ended) < maxEnded {
			r.Ended = append(r.Ended, Ended{
				Type: PeriodType(v.byte()), HighKnown: v.flag(), SMSKnown: v.flag(), Start: v.time(), End: v.time(),
				Low: v.count(), High: v.count(), SMSLow: v.count(), SMSHigh: v.count(),
			})
		}
	case tagOwnSMS:
		r.Reports.SMS = v.uint32()
		v.bad = v.bad || r.Reports.SMS == 0
	}
}

func takePoint(v *valueReader) Point {
	return Point{
		Boot: v.boot(), Survives: v.flag(), Bits: v.byte(), Index: v.uint32(), Epoch: v.uint64(),
		TX: v.uint64(), RX: v.uint64(), At: v.time(), Source: v.text(-1, maxSource),
	}
}

func takeTransition(v *valueReader) Transition {
	return Transition{
		At: v.time(), Trusted: v.flag(), What: What(v.byte()),
		From: v.text(int(v.byte()), maxState), To: v.text(int(v.byte()), maxState), Cause: v.text(-1, maxCause),
	}
}
