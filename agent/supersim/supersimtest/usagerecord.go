package supersimtest

import (
	"slices"
	"strings"
	"time"
)

type spanJSON struct {
	StartTime string `json:"start_time"`
	EndTime   string `json:"end_time"`
}

type usageJSON struct {
	AccountSID  string   `json:"account_sid"`
	SimSID      *string  `json:"sim_sid"`
	NetworkSID  *string  `json:"network_sid"`
	FleetSID    *string  `json:"fleet_sid"`
	ISOCountry  *string  `json:"iso_country"`
	Period      spanJSON `json:"period"`
	Upload      int64    `json:"data_upload"`
	Download    int64    `json:"data_download"`
	Total       int64    `json:"data_total"`
	TotalBilled string   `json:"data_total_billed"` // a string in the vendor's examples, a number in the schema
	BilledUnit  *string  `json:"billed_unit"`
}

// usageSum is one record in the making. An empty name is null.
type usageSum struct {
	key                          string
	sim, network, fleet, country string
	from, to                     time.Time
	up, down, billed             int64
}

func (q *request) usage(r *usageSum) usageJSON {
	j := usageJSON{AccountSID: q.account, SimSID: null(r.sim), NetworkSID: null(r.network), FleetSID: null(r.fleet), ISOCountry: null(r.country),
		Period: spanJSON{iso(r.from), iso(r.to)}, Upload: r.up, Download: r.down, Total: r.up + r.down, TotalBilled: amount(r.billed)}
	if r.billed > 0 {
		j.BilledUnit = null(billedUnit)
	}
	return j
}

// listUsage sums up what the account itself has used, whoever has the SIMs now.
func (c *Cloud) listUsage(q *request) (int, any, *apiError) {
	u, e := c.readUsage(q)
	if e != nil {
		return 0, nil, e
	}
	sums := map[string]*usageSum{}
	if u.granularity == "all" && u.group == "" && !u.none {
		u.slot(sums, nil, &bucket{hour: u.start}) // one record, even of nothing
	}
	all := c.sims
	if u.sim != nil {
		all = []*sim{u.sim}
	}
	for _, s := range all {
		if u.none {
			break
		}
		for i := range s.usage {
			b := &s.usage[i]
			if b.account != q.account || !u.covers(b) {
				continue
			}
			if b.arrive(q.now); b.up+b.down == 0 {
				continue
			}
			r := u.slot(sums, s, b)
			r.up += b.up
			r.down += b.down
			if c.billed(b.hour, q.now) {
				r.billed += b.up + b.down
			}
		}
	}
	records := make([]*usageSum, 0, len(sums))
	for _, r := range sums {
		records = append(records, r)
	}
	// Newest first; the key begins with the time.
	slices.SortFunc(records, func(a, b *usageSum) int { return strings.Compare(b.key, a.key) })
	return q.page("usage_records", listOf(records, func(r *usageSum) string { return r.key }, func(r *usageSum) any { return q.usage(r) }))
}

// covers reports whether a bucket passes the filters. An hour that begins before StartTime and reaches beyond it counts.
func (u *usageQuery) covers(b *bucket) bool {
	return !b.hour.Before(u.start.Truncate(time.Hour)) && b.hour.Before(u.end) && (u.fleet == nil || b.fleet == u.fleet) &&
		(u.network == nil || b.network == u.network) && (u.country == "" || b.network.country == u.country)
}

// slot finds or makes the record that a bucket belongs to. s is nil for the record of nothing.
func (u *usageQuery) slot(sums map[string]*usageSum, s *sim, b *bucket) *usageSum {
	r := usageSum{from: u.start, to: u.end, country: u.country}
	switch u.granularity {
	case "hour":
		r.from, r.to = b.hour, b.hour.Add(time.Hour)
	case "day":
		r.from = b.hour.Truncate(24 * time.Hour)
		r.to = r.from.Add(24 * time.Hour)
	}
	if u.sim != nil {
		r.sim = u.sim.sid
	}
	if u.fleet != nil {
		r.fleet = u.fleet.sid
	}
	if u.network != nil {
		r.network = u.network.sid
	}
	if s != nil {
		switch u.group {
		case "sim":
			r.sim = s.sid
		case "fleet":
			r.fleet = b.fleet.sid
		case "network":
			r.network = b.network.sid
		case "isoCountry":
			r.country = b.network.country
		}
	}
	r.key = u.window() + iso(r.from) + r.sim + r.fleet + r.network + r.country
	if sums[r.key] == nil {
		sums[r.key] = &r
	}
	return sums[r.key]
}
