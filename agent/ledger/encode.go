package ledger

import (
	"errors"
	"fmt"
	"math"
)

// Tags of the payload; the table is in doc.go.
const (
	tagICCID      = 1
	tagCreated    = 2
	tagBoot       = 3
	tagStarts     = 4
	tagPeriodSID  = 5
	tagPeriod     = 6
	tagCloudSID   = 7
	tagStatus     = 8
	tagSeen       = 9
	tagKnown      = 10
	tagData       = 11
	tagCeiling    = 12
	tagPoint      = 13
	tagSMS        = 14
	tagWarnings   = 15
	tagReports    = 16
	tagPIN        = 17
	tagWall       = 18
	tagTransition = 19
	tagRev        = 20
	tagMarks      = 21
	tagSince      = 22
	tagDays       = 23
	tagAsked      = 24
	tagHours      = 25
	tagStored     = 26
	tagAlarms     = 27
	tagTerms      = 28
	tagCalibrated = 29
	tagTraffic    = 30
	tagOwnSMS     = 31
	tagBlurred    = 32
	tagEnded      = 33
	lastTag       = tagEnded
)

// Bounds of texts, bytes.
const (
	maxSID    = 64
	maxStatus = 32
	maxSource = 32
)

// encodePayload writes all fields into at most room bytes. The oldest
// transitions are left out until it fits.
func encodePayload(r Record, room int) ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	w := fieldWriter{b: make([]byte, 0, slotBytes)}
	r.putState(&w)
	r.putUsage(&w)
	for _, f := range r.Unknown {
		w.field(f.Tag, func(b []byte) []byte { return append(b, f.Value...) })
	}
	if len(w.b) > room {
		return nil, fmt.Errorf("account does not fit into a slot: %d bytes of %d", len(w.b), room)
	}
	ts := r.Transitions
	ts = ts[max(len(ts)-MaxTransitions, 0):]
	size := len(w.b)
	keep := len(ts)
	for keep > 0 && size+ts[keep-1].size() <= room {
		size += ts[keep-1].size()
		keep--
	}
	for _, t := range ts[keep:] {
		t.put(&w)
	}
	return w.b, nil
}

// check refuses what could not be read back.
func (r Record) check() error {
	switch {
	case !validICCID(r.ICCID):
		return errors.New("account has no valid ICCID: 10 to 22 digits are expected")
	case len(r.Period.SID) > maxSID || len(r.Cloud.SID) > maxSID:
		return fmt.Errorf("account has a sid longer than %d bytes", maxSID)
	case len(r.Cloud.Status) > maxStatus:
		return fmt.Errorf("account has a status longer than %d bytes", maxStatus)
	case len(r.Point.Source) > maxSource:
		return fmt.Errorf("account has a source name longer than %d bytes", maxSource)
	}
	for _, n := range [...]int64{r.Data.TX, r.Data.RX, r.Data.Past, r.Data.Slack, r.Ceiling, r.Reports.OwnTotal, r.Reports.OwnToday, r.Reports.OwnMonth, r.Since.Low, r.Since.High} {
		if n < 0 || n > most {
			return errors.New("account has a byte count out of range")
		}
	}
	if len(r.SMSMarks) > MaxMarks {
		return errors.New("account has too many SMS marks")
	}
	if len(r.Days) > MaxDays {
		return errors.New("account has too many days")
	}
	for _, d := range r.Days {
		if d.From < 0 || d.To < d.From || d.To > most || d.Slack < 0 || d.Slack > most {
			return errors.New("account has a day out of range")
		}
	}
	if err := r.checkMore(); err != nil {
		return err
	}
	for _, f := range r.Unknown {
		if f.Tag >= tagICCID && f.Tag <= lastTag {
			return fmt.Errorf("account has a known tag %d among the unknown", f.Tag)
		}
	}
	return nil
}

// checkMore refuses what could not be read back of what putMore writes.
func (r Record) checkMore() error {
	last := int64(-1)
	for _, h := range r.Hours {
		if int64(h.Hour) <= last || h.Seconds > 3600 || min(h.TX, h.RX, h.Slack, h.Own, h.Packets) < 0 || max(h.TX, h.RX, h.Slack, h.Own, h.Packets) > most {
			return errors.New("account has an hour out of range or order")
		}
		last = int64(h.Hour)
	}
	for _, d := range r.Traffic {
		if d.Packets < 0 || d.Packets > most {
			return errors.New("account has a packet count out of range")
		}
	}
	for _, e := range r.Ended {
		if min(e.Low, e.High, e.SMSLow, e.SMSHigh) < 0 || max(e.Low, e.High, e.SMSLow, e.SMSHigh) > most {
			return errors.New("account has an ended period out of range")
		}
	}
	if len(r.Hours) > MaxHours+1 || len(r.Ended) > maxEnded || len(r.Alarms.Queue) > MaxAlarms || uint32(len(r.Alarms.Queue)) > r.Alarms.Next || len(r.Traffic) > MaxDays {
		return errors.New("account has too many hours, alarms or days")
	}
	return nil
}

func (r Record) putState(w *fieldWriter) {
	w.text(tagICCID, r.ICCID)
	w.uint64(tagCreated, msOf(r.Created))
	w.field(tagBoot, func(b []byte) []byte { return append(b, r.Boot[:]...) })
	w.uint32(tagStarts, r.Boots, r.Restarts)
	w.text(tagPeriodSID, r.Period.SID)
	w.field(tagPeriod, func(b []byte) []byte {
		b = append(b, byte(r.Period.Type), flagByte(r.Period.Estimated))
		b = le.AppendUint64(b, msOf(r.Period.Start))
		return le.AppendUint64(b, msOf(r.Period.Until))
	})
	w.text(tagCloudSID, r.Cloud.SID)
	w.text(tagStatus, r.Cloud.Status)
	w.uint64(tagSeen, msOf(r.Cloud.Seen))
	w.byte(tagPIN, r.PIN)
	w.field(tagWall, func(b []byte) []byte {
		return append(le.AppendUint64(b, msOf(r.Wall)), flagByte(r.WallTrusted))
	})
	w.uint64(tagRev, r.Rev, r.Counted)
}

func (r Record) putUsage(w *fieldWriter) {
	w.byte(tagKnown, byte(r.Known))
	d, s, o := r.Data, r.SMS, r.Reports
	w.uint64(tagData, uint64(d.TX), uint64(d.RX), uint64(d.Past), uint64(d.Slack))
	w.uint64(tagCeiling, uint64(r.Ceiling))
	w.field(tagPoint, r.Point.append)
	w.uint32(tagSMS, s.Sent, s.Received, s.Past, s.Slack)
	w.field(tagWarnings, func(b []byte) []byte { return le.AppendUint16(b, uint16(r.Warnings)) })
	w.field(tagReports, func(b []byte) []byte {
		b = le.AppendUint64(b, o.Cursor)
		b = le.AppendUint64(b, uint64(o.OwnTotal))
		b = le.AppendUint64(b, uint64(o.OwnToday))
		b = le.AppendUint32(b, uint32(o.OwnDay))
		b = le.AppendUint32(b, uint32(o.Latest))
		b = le.AppendUint64(b, uint64(o.OwnMonth))
		return append(b, flagByte(o.Borrowed))
	})
	if r.SMSMarked {
		w.uint32(tagMarks, r.SMSMarks...)
	}
	if r.Since != (Since{}) {
		w.field(tagSince, func(b []byte) []byte {
			b = le.AppendUint64(b, msOf(r.Since.At))
			b = le.AppendUint64(b, uint64(r.Since.Low))
			b = le.AppendUint64(b, uint64(r.Since.High))
			return le.AppendUint32(b, r.Since.SMS)
		})
	}
	if len(r.Days) > 0 {
		w.field(tagDays, func(b []byte) []byte {
			for _, d := range r.Days {
				b = le.AppendUint32(b, d.Day)
				b = le.AppendUint64(b, uint64(d.From))
				b = le.AppendUint64(b, uint64(d.To))
				b = le.AppendUint64(b, uint64(d.Slack))
			}
			return b
		})
	}
	if !r.Asked.IsZero() {
		w.uint64(tagAsked, msOf(r.Asked))
	}
	r.putMore(w)
}

// putMore writes what only some accounts have.
func (r Record) putMore(w *fieldWriter) {
	if len(r.Hours) > 0 {
		w.field(tagHours, func(b []byte) []byte { return fitHours(b, r.Hours) })
	}
	if r.HoursStored != 0 {
		w.uint32(tagStored, r.HoursStored)
	}
	if q := r.Alarms; q.Next != 0 || q.Lost != 0 {
		w.field(tagAlarms, func(b []byte) []byte {
			b = le.AppendUint32(b, q.Next)
			b = le.AppendUint32(b, q.Lost)
			for _, a := range q.Queue {
				b = le.AppendUint64(append(b, a.Kind), msOf(a.At))
			}
			return b
		})
	}
	if t := r.Terms; t != (Terms{}) && t.valid() {
		w.field(tagTerms, func(b []byte) []byte {
			b = le.AppendUint32(b, t.Days)
			for _, v := range [...]float64{t.PP, t.PS, t.SS, t.PY, t.SY} {
				b = le.AppendUint64(b, math.Float64bits(v))
			}
			return b
		})
	}
	if c := r.Calibration; c != (Calibration{}) && c.valid() {
		w.field(tagCalibrated, func(b []byte) []byte {
			b = le.AppendUint32(b, c.Module)
			for _, n := range [...]int64{c.TX, c.RX, c.ModuleTX, c.ModuleRX} {
				b = le.AppendUint64(b, uint64(n))
			}
			return b
		})
	}
	if len(r.Traffic) > 0 {
		w.field(tagTraffic, func(b []byte) []byte {
			for _, d := range r.Traffic {
				b = le.AppendUint32(b, d.Day)
				b = le.AppendUint64(b, uint64(d.Packets))
				b = le.AppendUint32(b, d.Sessions)
			}
			return b
		})
	}
	if r.Reports.SMS != 0 {
		w.uint32(tagOwnSMS, r.Reports.SMS)
	}
	if r.Blurred {
		w.byte(tagBlurred, 1)
	}
	if len(r.Ended) > 0 {
		w.field(tagEnded, func(b []byte) []byte {
			for _, e := range r.Ended {
				b = append(b, byte(e.Type), flagByte(e.HighKnown), flagByte(e.SMSKnown))
				for _, n := range [...]uint64{msOf(e.Start), msOf(e.End), uint64(e.Low), uint64(e.High), uint64(e.SMSLow), uint64(e.SMSHigh)} {
					b = le.AppendUint64(b, n)
				}
			}
			return b
		})
	}
}

func (p Point) append(b []byte) []byte {
	b = append(b, p.Boot[:]...)
	b = append(b, flagByte(p.Survives), p.Bits)
	b = le.AppendUint32(b, p.Index)
	b = le.AppendUint64(b, p.Epoch)
	b = le.AppendUint64(b, p.TX)
	b = le.AppendUint64(b, p.RX)
	b = le.AppendUint64(b, msOf(p.At))
	return append(b, p.Source...)
}

// size is what a transition takes in the payload, with its tag and length.
func (t Transition) size() int {
	return 4 + 12 + len(cut(t.From, maxState)) + len(cut(t.To, maxState)) + len(cut(t.Cause, maxCause))
}

func (t Transition) put(w *fieldWriter) {
	w.field(tagTransition, func(b []byte) []byte {
		from, to := cut(t.From, maxState), cut(t.To, maxState)
		b = le.AppendUint64(b, msOf(t.At))
		b = append(b, flagByte(t.Trusted), byte(t.What), byte(len(from)))
		b = append(append(b, from...), byte(len(to)))
		b = append(b, to...)
		return append(b, cut(t.Cause, maxCause)...)
	})
}
