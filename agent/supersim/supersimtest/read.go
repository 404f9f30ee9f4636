package supersimtest

import "slices"

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
	all := c.sims
	if iccid := q.get("Iccid"); iccid != "" {
		all = nil
		if s := c.byICCID[iccid]; s != nil {
			all = []*sim{s}
		}
	}
	status, ref := q.get("Status"), q.get("Fleet")
	f := c.findFleet(q.account, ref)
	return q.page("sims", collect(all, func(s *sim) bool { return c.family(s.account) == c.family(q.account) }, func(s *sim) bool {
		return s.account == q.account && (status == "" || s.shown() == status) && (ref == "" || f != nil && s.fleet == f)
	}, func(s *sim) string { return s.sid }, func(s *sim) any { return q.sim(s) }))
}

// onSim finds the Sim that the path names among those of the account.
func onSim(serve func(*Cloud, *request, *sim) (int, any, *apiError)) func(*Cloud, *request) (int, any, *apiError) {
	return func(c *Cloud, q *request) (int, any, *apiError) {
		s := c.findSim(q.account, q.seg[1])
		if s == nil {
			return 0, nil, notFound("/Sims/" + q.seg[1])
		}
		return serve(c, q, s)
	}
}

func fetchSim(_ *Cloud, q *request, s *sim) (int, any, *apiError) { return 200, q.sim(s), nil }

// listPeriods shows the current or most recent period only, and not one that began on another account.
func listPeriods(_ *Cloud, q *request, s *sim) (int, any, *apiError) {
	var all []*period
	if s.period != nil && s.period.account == s.account {
		all = []*period{s.period}
	}
	return q.page("billing_periods", listOf(all, func(p *period) string { return p.sid }, func(*period) any { return q.period(s) }))
}

func (c *Cloud) listFleets(q *request) (int, any, *apiError) {
	ref := q.get("NetworkAccessProfile")
	p := c.findProfile(q.account, ref)
	return q.page("fleets", collect(c.fleets, func(f *fleet) bool { return f.account == q.account }, func(f *fleet) bool {
		return ref == "" || p != nil && f.profile == p
	}, func(f *fleet) string { return f.sid }, func(f *fleet) any { return c.fleetJSON(q, f) }))
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
	s := c.filterSim(q.account, ref)
	return q.page("sms_commands", collect(c.sms, func(m *smsCommand) bool { return m.account == q.account }, func(m *smsCommand) bool {
		return (ref == "" || s != nil && m.sim == s) && (status == "" || m.status == status) &&
			(direction == "" || m.direction == direction)
	}, func(m *smsCommand) string { return m.sid }, func(m *smsCommand) any { return c.smsJSON(q, m) }))
}

func (c *Cloud) fetchSMS(q *request) (int, any, *apiError) {
	if m := c.bySMS[q.seg[1]]; m != nil && m.account == q.account {
		return 200, c.smsJSON(q, m), nil
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
	s := c.filterSim(q.account, ref)
	return q.page("ip_commands", collect(c.ips, func(m *ipCommand) bool { return m.account == q.account }, func(m *ipCommand) bool {
		return (ref == "" || s != nil && m.sim == s) && (iccid == "" || m.sim.iccid == iccid) &&
			(status == "" || m.status == status) && (direction == "" || m.direction == direction)
	}, func(m *ipCommand) string { return m.sid }, func(m *ipCommand) any { return c.ipJSON(q, m) }))
}

func (c *Cloud) fetchIP(q *request) (int, any, *apiError) {
	if m := c.byIP[q.seg[1]]; m != nil && m.account == q.account {
		return 200, c.ipJSON(q, m), nil
	}
	return 0, nil, notFound("/IpCommands/" + q.seg[1])
}
