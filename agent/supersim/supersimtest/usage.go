package supersimtest

import (
	"slices"
	"time"
)

// bucket is the usage of one hour in one Fleet.
type bucket struct {
	hour     time.Time
	fleet    *fleet
	up, down int64
}

// record counts bytes in the hour of now.
func (s *sim) record(now time.Time, up, down int64) {
	hour := now.UTC().Truncate(time.Hour)
	if n := len(s.usage); n > 0 && s.usage[n-1].hour.Equal(hour) && s.usage[n-1].fleet == s.fleet {
		s.usage[n-1].up += up
		s.usage[n-1].down += down
		return
	}
	s.usage = append(s.usage, bucket{hour, s.fleet, up, down})
}

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

// usageQuery is what a list of UsageRecords asks for.
type usageQuery struct {
	sim         *sim
	fleet       *fleet
	none        bool // a filter names what does not exist
	group       string
	granularity string
	start, end  time.Time
}

// listUsage sums bytes up. Nothing is billed yet in this cloud. Networks and countries are not told apart.
func (c *Cloud) listUsage(q *request) (int, any, *apiError) {
	u, e := c.readUsage(q)
	if e != nil {
		return 0, nil, e
	}
	sums := map[string]*usageJSON{}
	if u.granularity == "all" && u.group == "" && !u.none {
		u.slot(sums, q, nil, bucket{hour: u.start}) // one record, even of nothing
	}
	for _, s := range c.sims {
		if u.none || s.account != q.account || u.sim != nil && s != u.sim {
			continue
		}
		for _, b := range s.usage {
			if b.hour.Before(u.start.Truncate(time.Hour)) || !b.hour.Before(u.end) || u.fleet != nil && b.fleet != u.fleet {
				continue
			}
			r := u.slot(sums, q, s, b)
			r.Upload += b.up
			r.Download += b.down
			r.Total += b.up + b.down
		}
	}
	var items []item
	for key, r := range sums {
		items = append(items, item{key, *r})
	}
	slices.SortFunc(items, func(a, b item) int { // newest first; the key begins with the time
		if a.key > b.key {
			return -1
		}
		return 1
	})
	return q.page("usage_records", items)
}

// slot finds or makes the record that a bucket belongs to.
func (u usageQuery) slot(sums map[string]*usageJSON, q *request, s *sim, b bucket) *usageJSON {
	from, to := u.start, u.end
	switch u.granularity {
	case "hour":
		from, to = b.hour, b.hour.Add(time.Hour)
	case "day":
		from = b.hour.Truncate(24 * time.Hour)
		to = from.Add(24 * time.Hour)
	}
	var simSID, fleetSID *string
	if u.sim != nil {
		simSID = &u.sim.sid
	} else if u.group == "sim" && s != nil {
		simSID = &s.sid
	}
	if u.fleet != nil {
		fleetSID = &u.fleet.sid
	} else if u.group == "fleet" && b.fleet != nil {
		fleetSID = &b.fleet.sid
	}
	key := iso(from)
	for _, sid := range []*string{simSID, fleetSID} {
		if sid != nil {
			key += *sid
		}
	}
	if sums[key] == nil {
		sums[key] = &usageJSON{AccountSID: q.account, SimSID: simSID, FleetSID: fleetSID, Period: spanJSON{iso(from), iso(to)}, TotalBilled: "0"}
	}
	return sums[key]
}

// readUsage checks the parameters. mu is held.
func (c *Cloud) readUsage(q *request) (u usageQuery, e *apiError) {
	for _, name := range []string{"Network", "IsoCountry"} {
		if q.get(name) != "" {
			return u, &apiError{400, 83600, "parameter " + name + " is not emulated"}
		}
	}
	for _, e := range []*apiError{q.oneOf("Granularity", "hour", "day", "all"), q.oneOf("Group", "sim", "fleet")} {
		if e != nil {
			return u, &apiError{400, 83600, e.message}
		}
	}
	u.granularity, u.group = q.get("Granularity"), q.get("Group")
	if u.granularity == "" {
		u.granularity = "all"
	}
	if ref := q.get("Sim"); ref != "" {
		u.sim = c.findSim(q.account, ref)
		u.none = u.sim == nil
	}
	if ref := q.get("Fleet"); ref != "" {
		u.fleet = c.findFleet(q.account, ref)
		u.none = u.none || u.fleet == nil
	}
	return u, u.readSpan(q)
}

// readSpan reads StartTime and EndTime. The defaults are a month and now; for hours and days the default start is
// moved back to a full one.
func (u *usageQuery) readSpan(q *request) *apiError {
	unit, code := time.Second, 0
	switch u.granularity {
	case "hour":
		unit, code = time.Hour, 83602
	case "day":
		unit, code = 24*time.Hour, 83601
	}
	u.end = q.now.UTC()
	for _, p := range []struct {
		name string
		to   *time.Time
	}{{"EndTime", &u.end}, {"StartTime", &u.start}} {
		if p.name == "StartTime" {
			u.start = addMonths(u.end, -1).Truncate(unit)
			if most := 31 * 24 * time.Hour; u.group == "sim" && u.end.Sub(u.start) > most { // the default must pass its own limit
				u.start = u.end.Add(-most).Truncate(unit).Add(unit)
			}
		}
		v, ok := q.lookup(p.name)
		if !ok {
			continue
		}
		t, err := time.Parse(time.RFC3339, v)
		if err != nil {
			return &apiError{400, 83600, "parameter " + p.name + " is not a time"}
		}
		if code != 0 && !t.Truncate(unit).Equal(t) {
			return &apiError{400, code, "parameter " + p.name + " is not aligned with the Granularity"}
		}
		*p.to = t.UTC()
	}
	switch {
	case !u.start.Before(u.end):
		return &apiError{400, 83600, "StartTime must be before EndTime"}
	case u.group == "sim" && u.end.Sub(u.start) > 31*24*time.Hour:
		return &apiError{400, 83603, "records by Sim cover 31 days at most"}
	case u.start.Before(addMonths(q.now.UTC(), -18)):
		return &apiError{400, 83605, "StartTime is more than 18 months ago"}
	}
	return nil
}
