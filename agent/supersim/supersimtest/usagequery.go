package supersimtest

import "time"

// maxSpan bounds records by Sim (twilio.com/docs/api/errors/83603) and records by the hour (83604). Records by the day
// cover maxDays months, and all else maxAll (83604), which counts from the beginning of the UTC day, as it does for how
// old a StartTime may be (83605).
const (
	maxSpan = 31 * 24 * time.Hour
	maxDays = 3
	maxAll  = 18
)

// usageQuery is what a list of UsageRecords asks for.
type usageQuery struct {
	sim         *sim
	fleet       *fleet
	network     *network
	country     string
	none        bool // a filter names what does not exist
	group       string
	granularity string
	start, end  time.Time
}

// readUsage checks the parameters. mu is held.
func (c *Cloud) readUsage(q *request) (u usageQuery, e *apiError) {
	for _, e := range []*apiError{q.oneOf("Granularity", "hour", "day", "all"), q.oneOf("Group", "sim", "fleet", "network", "isoCountry")} {
		if e != nil {
			return u, &apiError{400, 83600, e.message}
		}
	}
	u.granularity, u.group = q.get("Granularity"), q.get("Group")
	if u.granularity == "" {
		u.granularity = "all"
	}
	if ref := q.get("Sim"); ref != "" {
		u.sim = c.filterSim(q.account, ref)
		u.none = u.sim == nil || u.sim.account != q.account && !u.sim.usedBy(q.account)
	}
	if ref := q.get("Fleet"); ref != "" {
		u.fleet = c.findFleet(q.account, ref)
		u.none = u.none || u.fleet == nil
	}
	if ref := q.get("Network"); ref != "" {
		if !isSID("HW", ref) {
			return u, &apiError{400, 83600, "parameter Network is not the SID of a Network"}
		}
		u.network = c.networkBySID(ref)
		u.none = u.none || u.network == nil
	}
	if u.country = q.get("IsoCountry"); u.country != "" && !isCountry(u.country) {
		return u, &apiError{400, 83600, "parameter IsoCountry is not a country code"}
	}
	return u, u.readSpan(q)
}

// isCountry reports whether v has the form of ISO 3166-1 alpha-2.
func isCountry(v string) bool {
	return len(v) == 2 && v[0] >= 'A' && v[0] <= 'Z' && v[1] >= 'A' && v[1] <= 'Z'
}

// bounded reports whether the query may not reach over more than maxSpan.
func (u *usageQuery) bounded() bool { return u.group == "sim" || u.granularity == "hour" }

// unit is what the times must be aligned to, and the error when they are not; 0 when any time will do.
func (u *usageQuery) unit() (time.Duration, int) {
	switch u.granularity {
	case "hour":
		return time.Hour, 83602
	case "day":
		return 24 * time.Hour, 83601
	}
	return time.Second, 0
}

// readSpan reads StartTime and EndTime. The defaults are a month and now; for hours and days the default start is
// moved back to a full one, and so that it passes the bounds, and the default end forward to the end of the one that
// runs. What the defaults came to stands in the addresses of the pages, which so show one window.
func (u *usageQuery) readSpan(q *request) *apiError {
	unit, code := u.unit()
	u.end = q.now.UTC()
	if e := q.readTime("EndTime", unit, code, &u.end); e != nil {
		return e
	}
	u.start = addMonths(u.end, -1).Truncate(unit)
	if _, sent := q.lookup("EndTime"); !sent {
		u.end = u.end.Add(unit - 1).Truncate(unit)
	}
	if u.bounded() && u.end.Sub(u.start) > maxSpan {
		u.start = u.end.Add(-maxSpan)
	}
	u.remember(q.get("PageToken"))
	for _, e := range []*apiError{q.readTime("StartTime", unit, code, &u.start), q.readTime("EndTime", unit, code, &u.end)} {
		if e != nil {
			return e
		}
	}
	for name, t := range map[string]time.Time{"StartTime": u.start, "EndTime": u.end} {
		if _, sent := q.lookup(name); !sent {
			q.form.Set(name, iso(t))
		}
	}
	return u.refuseSpan(q.now.UTC())
}

// window is how the key of a record begins.
func (u *usageQuery) window() string { return iso(u.start) + iso(u.end) }

// remember takes over the window in which the key of a page token was made, so that a client may also send its own
// parameters again beside the token. What is no such token is refused later, since it is the key of nothing.
func (u *usageQuery) remember(token string) {
	const n = len("2026-03-02T12:00:00Z")
	if len(token) < 2+2*n {
		return
	}
	start, err1 := time.Parse(time.RFC3339, token[2:2+n])
	end, err2 := time.Parse(time.RFC3339, token[2+n:2+2*n])
	if err1 == nil && err2 == nil {
		u.start, u.end = start, end
	}
}

// refuseSpan says what is wrong with the window.
func (u *usageQuery) refuseSpan(now time.Time) *apiError {
	span := u.end.Sub(u.start)
	switch {
	case span <= 0:
		return &apiError{400, 83600, "StartTime must be before EndTime"}
	case u.group == "sim" && span > maxSpan:
		return &apiError{400, 83603, "records by Sim cover 31 days at most"}
	case u.granularity == "hour" && span > maxSpan:
		return &apiError{400, 83604, "records by the hour cover 31 days at most"}
	case u.granularity == "day" && u.start.Before(addMonths(u.end, -maxDays)):
		return &apiError{400, 83604, "records by the day cover three months at most"}
	case u.start.Before(addMonths(now.Truncate(24*time.Hour), -maxAll)):
		return &apiError{400, 83605, "StartTime is more than 18 months ago"}
	case u.start.Before(addMonths(u.end.Truncate(24*time.Hour), -maxAll)):
		return &apiError{400, 83604, "records cover 18 months at most"}
	}
	return nil
}

// readTime reads one time. Without the parameter it leaves to alone.
func (q *request) readTime(name string, unit time.Duration, code int, to *time.Time) *apiError {
	v, ok := q.lookup(name)
	if !ok {
		return nil
	}
	t, err := time.Parse(time.RFC3339, v)
	if err != nil {
		return &apiError{400, 83600, "parameter " + name + " is not a time"}
	}
	if code != 0 && !t.Truncate(unit).Equal(t) {
		return &apiError{400, code, "parameter " + name + " is not aligned with the Granularity"}
	}
	*to = t.UTC()
	return nil
}
