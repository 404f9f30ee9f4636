package supersimtest

type identifierJSON struct {
	MCC string `json:"mcc"`
	MNC string `json:"mnc"`
}

type networkJSON struct {
	SID          string           `json:"sid"`
	FriendlyName string           `json:"friendly_name"`
	URL          string           `json:"url"`
	ISOCountry   string           `json:"iso_country"`
	Identifiers  []identifierJSON `json:"identifiers"`
}

type profileNetworkJSON struct {
	networkJSON
	ProfileSID string `json:"network_access_profile_sid"`
}

type profileJSON struct {
	SID         string            `json:"sid"`
	UniqueName  *string           `json:"unique_name"`
	AccountSID  string            `json:"account_sid"`
	DateCreated string            `json:"date_created"`
	DateUpdated string            `json:"date_updated"`
	URL         string            `json:"url"`
	Links       map[string]string `json:"links"`
}

func (q *request) network(n network) networkJSON {
	return networkJSON{n.sid, n.name, q.url("Networks", n.sid), n.country, []identifierJSON{{n.mcc, n.mnc}}}
}

func (q *request) profile(p *profile) profileJSON {
	u := q.url("NetworkAccessProfiles", p.sid)
	return profileJSON{p.sid, null(p.uniqueName), q.account, iso(p.created), iso(p.created), u, map[string]string{"networks": u + "/Networks"}}
}

func (c *Cloud) listNetworks(q *request) (int, any, *apiError) {
	country, mcc, mnc := q.get("IsoCountry"), q.get("Mcc"), q.get("Mnc")
	return q.page("networks", collect(c.networks, func(n network) bool {
		return (country == "" || n.country == country) && (mcc == "" || n.mcc == mcc) && (mnc == "" || n.mnc == mnc)
	}, func(n network) item { return item{n.sid, q.network(n)} }))
}

func (c *Cloud) fetchNetwork(q *request) (int, any, *apiError) {
	for _, n := range c.networks {
		if n.sid == q.seg[1] {
			return 200, q.network(n), nil
		}
	}
	return 0, nil, notFound("/Networks/" + q.seg[1])
}

func (c *Cloud) listProfiles(q *request) (int, any, *apiError) {
	return q.page("network_access_profiles", collect(c.profiles, func(*profile) bool { return true },
		func(p *profile) item { return item{p.sid, q.profile(p)} }))
}

func (c *Cloud) fetchProfile(q *request) (int, any, *apiError) {
	p := c.findProfile(q.seg[1])
	if p == nil {
		return 0, nil, notFound("/NetworkAccessProfiles/" + q.seg[1])
	}
	return 200, q.profile(p), nil
}

func (c *Cloud) listProfileNetworks(q *request) (int, any, *apiError) {
	p := c.findProfile(q.seg[1])
	if p == nil {
		return 0, nil, notFound("/NetworkAccessProfiles/" + q.seg[1])
	}
	return q.page("networks", collect(c.networks, func(network) bool { return true }, func(n network) item {
		j := profileNetworkJSON{q.network(n), p.sid}
		j.URL = q.url("NetworkAccessProfiles/"+p.sid+"/Networks", n.sid)
		return item{n.sid, j}
	}))
}
