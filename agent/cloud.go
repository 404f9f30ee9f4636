package agent

import (
	"context"
	"errors"
	"iter"
	"time"

	"simagent/agent/supersim"
)

// CloudAPI is what the agent asks of the API; it can change nothing there.
type CloudAPI interface {
	SimByICCID(ctx context.Context, iccid string) (supersim.Sim, supersim.Meta, error)
	BillingPeriods(ctx context.Context, simSID string) iter.Seq2[supersim.BillingPeriod, error]
	Fleet(ctx context.Context, ref string) (supersim.Fleet, supersim.Meta, error)
	UsageRecords(ctx context.Context, q supersim.UsageQuery) iter.Seq2[supersim.UsageRecord, error]
	SmsCommands(ctx context.Context, f supersim.SmsCommandFilter) iter.Seq2[supersim.SmsCommand, error]
}

// Updater changes a Sim. Only what [desired] asks for comes to it.
type Updater interface {
	UpdateSim(ctx context.Context, ref string, u supersim.SimUpdate) (supersim.Sim, supersim.Meta, error)
}

var errNoCloud = errors.New("no cloud is configured")

// fetch reads the Sim, and its billing period when that may be another one. api may be nil.
func fetch(ctx context.Context, api CloudAPI, q Fetch) Fetched {
	v := Fetched{ICCID: q.ICCID}
	if api == nil {
		v.Err = errNoCloud
		return v
	}
	var meta supersim.Meta
	v.Sim, meta, v.Err = api.SimByICCID(ctx, q.ICCID)
	v.Date, v.At = meta.Date, time.Now()
	if changed := string(v.Sim.Status) != q.Status; v.Err == nil && v.Sim.Status != supersim.StatusNew && (changed || q.Period) { // a new Sim has no period
		v.PeriodRead = true
		for p, err := range api.BillingPeriods(ctx, v.Sim.SID) {
			if v.Late = err; err == nil {
				v.Period = &p
			}
			break // there is one at most
		}
	}
	v.Retry = max(retryAfter(v.Err), retryAfter(v.Late))
	return v
}

// retryAfter is what the server asked for.
func retryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*supersim.APIError](err); ok {
		return e.RetryAfter
	}
	return 0
}

// audit reads what is asked for, in the order of its worth, until the cloud fails. api may be nil.
func audit(ctx context.Context, api CloudAPI, q Audit) Audited {
	v := Audited{Audit: q, PastBytes: -1, EdgeBytes: -1, PeriodBytes: -1}
	if api == nil {
		v.Err = errNoCloud
		return v
	}
	r := auditor{ctx, api, q}
	for _, part := range []func(*Audited) error{r.sms, r.past, r.fleet, r.period, r.days} {
		err := part(&v)
		if v.Err == nil {
			v.Err = err
		}
		v.Retry = max(v.Retry, retryAfter(err))
		if fails(err) {
			break
		}
	}
	return v
}

// fails tells that the rest would fail too. What may not be read, such as for want of a right, or was read and says
// nothing, says nothing about the rest.
func fails(err error) bool {
	if e, ok := errors.AsType[*supersim.APIError](err); ok {
		return e.Passing()
	}
	return err != nil && !errors.Is(err, errNoUsage)
}

// auditor reads one part after the other.
type auditor struct {
	ctx context.Context
	api CloudAPI
	q   Audit
}

const (
	smsMost   = 200             // SMS Commands that are looked at: five end `ready`
	smsMargin = 2 * time.Minute // one that is so near to where the account began may be on either side
)

// sms counts the SMS Commands of the past: those that went or came for certain, and those that may have.
func (a auditor) sms(v *Audited) error {
	q := a.q
	if q.SMSTo.IsZero() {
		return nil
	}
	seen := 0
	for c, err := range a.api.SmsCommands(a.ctx, supersim.SmsCommandFilter{Sim: q.SID}) {
		if err != nil {
			return err
		}
		if seen++; seen > smsMost || c.DateCreated.Before(q.SMSFrom) && !c.DateCreated.IsZero() {
			break // newest first
		}
		if c.DateCreated.After(q.SMSTo.Add(smsMargin)) {
			continue // counted here
		}
		v.SMSHigh++
		certain := !c.DateCreated.IsZero() && !c.DateUpdated.IsZero()
		certain = certain && (c.Status == "sent" || c.Status == "delivered" || c.Status == "received")
		// One that was made before and arrived after was counted when it arrived.
		if until := q.SMSTo.Add(-smsMargin); certain && c.DateCreated.Before(until) && c.DateUpdated.Before(until) {
			v.SMSLow++
		}
	}
	v.SMSRead = true
	return nil
}

func (a auditor) past(v *Audited) (err error) {
	if v.PastBytes, err = a.usage(a.q.Past); err != nil {
		return err
	}
	v.EdgeBytes, err = a.usage(a.q.Edge)
	return err
}

func (a auditor) period(v *Audited) (err error) {
	v.PeriodBytes, err = a.usage(a.q.Period)
	return err
}

// usage is the sum of a span, -1 for none asked.
func (a auditor) usage(s Span) (int64, error) {
	if s.IsZero() {
		return -1, nil
	}
	if !s.Start.Before(s.End) {
		return 0, nil
	}
	sum := int64(0)
	for r, err := range a.api.UsageRecords(a.ctx, supersim.UsageQuery{Sim: a.q.SID, Start: s.Start, End: s.End}) {
		if err != nil {
			return -1, err
		}
		n, err := total(r)
		if err != nil {
			return -1, err
		}
		sum += n
	}
	return sum, nil
}

var errNoUsage = errors.New("cannot read usage: the cloud does not say how many bytes it was")

// total is the bytes of a record; null is not 0.
func total(r supersim.UsageRecord) (int64, error) {
	switch {
	case r.Total != nil && *r.Total >= 0:
		return *r.Total, nil
	case r.Upload != nil && r.Download != nil && *r.Upload >= 0 && *r.Download >= 0:
		return *r.Upload + *r.Download, nil
	}
	return 0, errNoUsage
}

func (a auditor) fleet(v *Audited) error {
	if a.q.Fleet == "" {
		return nil
	}
	f, _, err := a.api.Fleet(a.ctx, a.q.Fleet)
	if err == nil {
		v.FleetRead = &f
	}
	return err
}

// days reads whole UTC days; a day without a record had no usage.
func (a auditor) days(v *Audited) error {
	q := a.q
	if q.DaysTo <= q.DaysFrom {
		return nil
	}
	days := make([]int64, q.DaysTo-q.DaysFrom)
	u := supersim.UsageQuery{Sim: q.SID, Granularity: supersim.ByDay, Start: dayStart(q.DaysFrom), End: dayStart(q.DaysTo)}
	for r, err := range a.api.UsageRecords(a.ctx, u) {
		if err != nil {
			return err
		}
		n, err := total(r)
		if err != nil {
			return err
		}
		at := dayOf(r.Start)
		if r.Start.IsZero() || at < q.DaysFrom || at >= q.DaysTo {
			return errors.New("cannot read usage: the cloud does not say of which day it is")
		}
		days[at-q.DaysFrom] += n
	}
	v.Days = days
	return nil
}

// update carries out what [desired] asks for.
func (a *Agent) update(ctx context.Context, f Update) {
	v := Updated{ICCID: f.ICCID}
	if a.deps.Updater == nil {
		v.Err = errNoCloud
	} else {
		v.Sim, _, v.Err = a.deps.Updater.UpdateSim(ctx, f.SID, f.Update)
	}
	a.emit(v)
}
