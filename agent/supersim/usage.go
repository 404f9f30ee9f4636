package supersim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"
)

// UsageRecord is the data usage of a span of time. Null is "", nil or the zero time.
type UsageRecord struct {
	AccountSID string
	SimSID     string // these four only when the query filters or groups by them
	FleetSID   string
	NetworkSID string
	ISOCountry string
	Start, End time.Time // End is exclusive
	Upload     *int64    // bytes
	Download   *int64    // bytes
	Total      *int64    // bytes
	Billed     string    // as the server wrote it; "0" also while it is being worked out
	BilledUnit string
	Raw        json.RawMessage // the whole answer
}

// UnmarshalJSON reads the API's form. Anything but a JSON object is an error.
func (r *UsageRecord) UnmarshalJSON(b []byte) error {
	p, raw, err := readProps(b)
	if err != nil {
		return err
	}
	span := p.within("period")
	*r = UsageRecord{
		AccountSID: p.text("account_sid"), SimSID: p.text("sim_sid"), FleetSID: p.text("fleet_sid"), NetworkSID: p.text("network_sid"),
		ISOCountry: p.text("iso_country"), Start: span.time("start_time"), End: span.time("end_time"),
		Upload: p.count("data_upload"), Download: p.count("data_download"), Total: p.count("data_total"),
		Billed: p.amount("data_total_billed"), BilledUnit: p.text("billed_unit"), Raw: raw,
	}
	return nil
}

// The values of [UsageQuery.Granularity] and [UsageQuery.Group].
const (
	ByHour    = "hour"
	ByDay     = "day"
	ByAll     = "all" // one record for the whole span
	BySim     = "sim"
	ByFleet   = "fleet"
	ByNetwork = "network"
	ByCountry = "isoCountry"
)

// UsageQuery asks for usage. "" does not narrow.
type UsageQuery struct {
	Sim, Fleet, Network string // SIDs or, but for a Network, unique names
	ISOCountry          string
	Group               string    // BySim, ByFleet, ByNetwork or ByCountry; "" sums all up
	Granularity         string    // ByHour, ByDay or ByAll; "" is ByAll
	Start               time.Time // inclusive; zero is a month before End
	End                 time.Time // exclusive; zero is now
}

// unit is what the bounds of a span must be multiples of (codes 83601 and 83602); 0 is any time.
func (q UsageQuery) unit() time.Duration {
	switch q.Granularity {
	case ByHour:
		return time.Hour
	case ByDay:
		return 24 * time.Hour
	}
	return 0
}

// Aligned widens the span to full hours or days in UTC, as the granularity wants them.
func (q UsageQuery) Aligned() UsageQuery {
	unit := q.unit()
	if unit == 0 {
		return q
	}
	if !q.Start.IsZero() {
		q.Start = q.Start.UTC().Truncate(unit)
	}
	if !q.End.IsZero() {
		if end := q.End.UTC().Truncate(unit); !end.Equal(q.End) {
			q.End = end.Add(unit)
		}
	}
	return q
}

// maxBySim bounds a span that is grouped by Sim (code 83603).
const maxBySim = 31 * 24 * time.Hour

func (q UsageQuery) check() error {
	unit := q.unit()
	switch {
	case q.Granularity != "" && q.Granularity != ByAll && unit == 0:
		return errors.New("the granularity must be hour, day or all")
	case q.Group != "" && q.Group != BySim && q.Group != ByFleet && q.Group != ByNetwork && q.Group != ByCountry:
		return errors.New("the group must be sim, fleet, network or isoCountry")
	case unit > 0 && (!onGrid(q.Start, unit) || !onGrid(q.End, unit)):
		return fmt.Errorf("start and end must be at a full %s in UTC", q.Granularity)
	case !q.Start.IsZero() && !q.End.IsZero() && !q.Start.Before(q.End):
		return errors.New("the start must be before the end")
	case q.Group == BySim && !q.Start.IsZero() && !q.End.IsZero() && q.End.Sub(q.Start) > maxBySim:
		return errors.New("grouped by Sim, a span has 31 days at most")
	}
	return nil
}

func onGrid(t time.Time, unit time.Duration) bool {
	return t.IsZero() || t.UTC().Truncate(unit).Equal(t)
}

// UsageRecords lists usage, latest first, in the manner of Sims. The cloud learns of usage late: what is younger than
// two days may grow. A query that the API would refuse is an error before any request.
func (c *Client) UsageRecords(ctx context.Context, q UsageQuery) iter.Seq2[UsageRecord, error] {
	const what = "cannot read usage"
	if err := q.check(); err != nil {
		return failed[UsageRecord](fmt.Errorf("%s: %w", what, err))
	}
	u := c.url(c.query("Sim", q.Sim, "Fleet", q.Fleet, "Network", q.Network, "IsoCountry", q.ISOCountry, "Group", q.Group,
		"Granularity", q.Granularity, "StartTime", iso(q.Start), "EndTime", iso(q.End)), "UsageRecords")
	return list[UsageRecord](ctx, c, u, what, "usage_records")
}

// iso is a time as the API takes it, "" for the zero time.
func iso(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}
