package supersimtest

import "slices"

// collect makes the items of a list, newest first.
func collect[T any](all []T, keep func(T) bool, make func(T) item) []item {
	var items []item
	for _, v := range slices.Backward(all) {
		if keep(v) {
			items = append(items, make(v))
		}
	}
	return items
}

// oneOf checks a filter that has only certain values; "" passes.
func (q *request) oneOf(name string, values ...string) *apiError {
	if v := q.get(name); v != "" && !slices.Contains(values, v) {
		return invalid(name)
	}
	return nil
}

func (c *Cloud) listSims(q *request) (int, any, *apiError) {
	if e := q.oneOf("Status", stNew, stReady, stActive, stInactive, stScheduled); e != nil {
		return 0, nil, e
	}
	status, iccid, ref := q.get("Status"), q.get("Iccid"), q.get("Fleet")
	f := c.findFleet(q.account, ref)
	return q.page("sims", collect(c.sims, func(s *sim) bool {
		return s.account == q.account && (status == "" || s.shown() == status) && (iccid == "" || s.iccid == iccid) &&
			(ref == "" || f != nil && s.fleet == f)
	}, func(s *sim) item { return item{s.sid, q.sim(s)} }))
}

func (c *Cloud) fetchSim(q *request) (int, any, *apiError) {
	s := c.findSim(q.account, q.seg[1])
	if s == nil {
		return 0, nil, notFound("/Sims/" + q.seg[1])
	}
	return 200, q.sim(s), nil
}

// listPeriods shows the current or most recent period only.
func (c *Cloud) listPeriods(q *request) (int, any, *apiError) {
	s := c.findSim(q.account, q.seg[1])
	if s == nil {
		return 0, nil, notFound("/Sims/" + q.seg[1])
	}
	var items []item
	if s.period != nil {
		items = append(items, item{s.period.sid, q.period(s)})
	}
	return q.page("billing_periods", items)
}

// listAddresses is always empty: only a SIM on a VPN has addresses.
func (c *Cloud) listAddresses(q *request) (int, any, *apiError) {
	if c.findSim(q.account, q.seg[1]) == nil {
		return 0, nil, notFound("/Sims/" + q.seg[1])
	}
	return q.page("ip_addresses", nil)
}

func (c *Cloud) listFleets(q *request) (int, any, *apiError) {
	ref := q.get("NetworkAccessProfile")
	p := c.findProfile(ref)
	return q.page("fleets", collect(c.fleets, func(f *fleet) bool {
		return f.account == q.account && (ref == "" || p != nil && f.profile == p)
	}, func(f *fleet) item { return item{f.sid, c.fleetJSON(q, f)} }))
}

// onFleet finds the Fleet that the path names.
func onFleet(serve func(*Cloud, *request, *fleet) (int, any, *apiError)) func(*Cloud, *request) (int, any, *apiError) {
	return func(c *Cloud, q *request) (int, any, *apiError) {
		f := c.findFleet(q.account, q.seg[1])
		if f == nil {
			return 0, nil, notFound("/Fleets/" + q.seg[1])
		}
		return serve(c, q, f)
	}
}

func fetchFleet(c *Cloud, q *request, f *fleet) (int, any, *apiError) {
	return 200, c.fleetJSON(q, f), nil
}

func (c *Cloud) listSMS(q *request) (int, any, *apiError) {
	if e := q.oneOf("Status", "queued", "sent", "delivered", "received", "failed"); e != nil {
		return 0, nil, e
	}
	if e := q.oneOf("Direction", "to_sim", "from_sim"); e != nil {
		return 0, nil, e
	}
	ref, status, direction := q.get("Sim"), q.get("Status"), q.get("Direction")
	s := c.findSim(q.account, ref)
	return q.page("sms_commands", collect(c.sms, func(m *smsCommand) bool {
		return m.account == q.account && (ref == "" || s != nil && m.sim == s) && (status == "" || m.status == status) &&
			(direction == "" || m.direction == direction)
	}, func(m *smsCommand) item { return item{m.sid, c.smsJSON(q, m)} }))
}

func (c *Cloud) fetchSMS(q *request) (int, any, *apiError) {
	for _, m := range c.sms {
		if m.sid == q.seg[1] && m.account == q.account {
			return 200, c.smsJSON(q, m), nil
		}
	}
	return 0, nil, notFound("/SmsCommands/" + q.seg[1])
}

func (c *Cloud) listIP(q *request) (int, any, *apiError) {
	if e := q.oneOf("Status", "queued", "sent", "received", "failed"); e != nil {
		return 0, nil, e
	}
	if e := q.oneOf("Direction", "to_sim", "from_sim"); e != nil {
		return 0, nil, e
	}
	ref, iccid, status, direction := q.get("Sim"), q.get("SimIccid"), q.get("Status"), q.get("Direction")
	s := c.findSim(q.account, ref)
	return q.page("ip_commands", collect(c.ips, func(m *ipCommand) bool {
		return m.account == q.account && (ref == "" || s != nil && m.sim == s) && (iccid == "" || m.sim.iccid == iccid) &&
			(status == "" || m.status == status) && (direction == "" || m.direction == direction)
	}, func(m *ipCommand) item { return item{m.sid, c.ipJSON(q, m)} }))
}

func (c *Cloud) fetchIP(q *request) (int, any, *apiError) {
	for _, m := range c.ips {
		if m.sid == q.seg[1] && m.account == q.account {
			return 200, c.ipJSON(q, m), nil
		}
	}
	return 0, nil, notFound("/IpCommands/" + q.seg[1])
}
