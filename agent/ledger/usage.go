package ledger

import (
	"slices"
	"time"
)

// CountSMS adds SMS Commands that were sent by the device and received by it.
// Each is to be committed at once: Due is true afterwards.
func (a *Account) CountSMS(sent, received uint32) {
	a.SMS.Sent = addSMS(a.SMS.Sent, sent)
	a.SMS.Received = addSMS(a.SMS.Received, received)
	a.counted()
	a.Touch()
}

func addSMS(a, b uint32) uint32 {
	if a+b < a {
		return ^uint32(0)
	}
	return a + b
}

// SMSCount gives the SMS Commands of both directions.
func (a *Account) SMSCount() Interval {
	s := a.SMS
	low := int64(s.Sent) + int64(s.Received) + int64(s.Past)
	return Interval{Low: low, High: low + int64(s.Slack), HighKnown: a.Known&KnownSMS != 0}
}

// SeenNew takes the cloud's word that the Sim is `new`: it consumed nothing.
// The counts become zero and the past is known. It changes nothing, and asks
// for no commit, when that is what the account says already.
func (a *Account) SeenNew() {
	if a.Known == KnownData|KnownSMS && a.Bytes().High == 0 && a.SMSCount().High == 0 && a.Warnings == 0 {
		return
	}
	if !a.live { // raw values from before are not to be counted later
		a.Point, a.live = Point{}, true
	}
	a.Data, a.SMS, a.Warnings, a.Ceiling, a.Days, a.Blurred = Data{}, SMS{}, 0, 0, nil, false
	a.Known = KnownData | KnownSMS
	a.counted()
	a.Touch()
}

// PastUnknown withdraws what was known of the past, as after a lost ledger.
func (a *Account) PastUnknown() {
	a.Known, a.Since = 0, Since{}
	a.counted()
	a.Touch()
}

// BaselineData sets the bytes of the period up to now, from UsageRecords or
// from a person; what was counted so far is replaced. high below low is taken
// as low. The split by direction is given up. What passed since the last
// reading may be in the figure already: the next gain counts as slack.
func (a *Account) BaselineData(low, high int64) {
	low = clamp(low)
	a.Data = Data{Past: low, Slack: max(clamp(high)-low, 0)}
	a.Ceiling, a.Days = 0, nil
	a.Blurred = a.Point.Source != ""
	a.Known |= KnownData
	a.Warnings &^= warnData &^ reached(a.DataFraction(), WarnData50, WarnData100)
	a.counted()
	a.Touch()
}

// BaselineSMS sets the SMS Commands of the period up to now, from the
// SmsCommands list or from a person.
func (a *Account) BaselineSMS(low, high uint32) {
	a.SMS = SMS{Past: low, Slack: max(high, low) - low}
	a.Known |= KnownSMS
	a.Warnings &^= warnSMS &^ reached(a.SMSFraction(), WarnSMS50, WarnSMS100)
	a.counted()
	a.Touch()
}

// BeginPeriod takes the cloud's word on the billing period. Another sid than
// the known one starts the counts at zero, with a past that is unknown: the
// period began before the agent heard of it. An empty sid, as of an estimate,
// never does. Limits follow the type.
func (a *Account) BeginPeriod(p BillingPeriod) {
	p.Start, p.Until = timeOf(int64(msOf(p.Start))), timeOf(int64(msOf(p.Until))) // as on disk
	if p == a.Period {
		return
	}
	digest := periodDigest(p.SID)
	if a.Period.SID != "" && p.SID != "" && p.SID != a.Period.SID && digest != a.countsOf {
		a.Ended = append(slices.Clone(a.Ended[max(len(a.Ended)-maxEnded+1, 0):]), a.ended())
		if !a.live {
			a.Point, a.live = Point{}, true
		}
		a.Blurred = false
		a.Data, a.SMS, a.Warnings, a.Known, a.Ceiling, a.Since, a.Days, a.Reports.SMS = Data{}, SMS{}, 0, 0, 0, Since{}, nil, 0
		a.counted()
	}
	if p.Type != a.Period.Type {
		a.Limits = LimitsOf(p.Type)
	}
	a.Period = p
	if digest != 0 {
		a.countsOf = digest
	}
	a.Touch()
}

// ended is the period that is counted, with its counts.
func (a *Account) ended() Ended {
	b, n, p := a.Bytes(), a.SMSCount(), a.Period
	return Ended{Type: p.Type, Start: p.Start, End: p.Until, Low: b.Low, High: b.High, HighKnown: b.HighKnown, SMSLow: n.Low, SMSHigh: n.High, SMSKnown: n.HighKnown}
}

// EndedStored notes that the history has the n oldest of Ended. The next commit takes it along.
func (a *Account) EndedStored(n int) {
	a.Ended = slices.Clone(a.Ended[min(max(n, 0), len(a.Ended)):])
}

// Supersede makes what follows newer than a checkpoint, which would otherwise bring back the counts that it holds.
func (a *Account) Supersede(cp Checkpoint) {
	if cp.ICCID == a.ICCID {
		a.Rev = max(a.Rev, cp.Counted)
	}
}

// SawCloud notes what the cloud says of the Sim. Only another sid or status
// asks for a commit; the time alone rides with the next one.
func (a *Account) SawCloud(sid, status string, at time.Time) {
	changed := sid != a.Cloud.SID || status != a.Cloud.Status
	a.Cloud = Cloud{SID: sid, Status: status, Seen: at}
	if changed {
		a.Touch()
	}
}
