package supersimtest

import "slices"

type profileJSON struct {
	SID         string            `json:"sid"`
	UniqueName  *string           `json:"unique_name"`
	AccountSID  string            `json:"account_sid"`
	DateCreated string            `json:"date_created"`
	DateUpdated string            `json:"date_updated"`
	URL         string            `json:"url"`
	Links       map[string]string `json:"links"`
}

type profileNetworkJSON struct {
	networkJSON
	ProfileSID string `json:"network_access_profile_sid"`
}

func (q *request) profile(p *profile) profileJSON {
	u := q.url("NetworkAccessProfiles", p.sid)
	return profileJSON{p.sid, null(p.uniqueName), p.account, iso(p.created), iso(p.updated), u, map[string]string{"networks": u + "/Networks"}}
}

func (q *request) profileNetwork(p *profile, n *network) profileNetworkJSON {
	j := profileNetworkJSON{q.network(n), p.sid}
	j.URL = q.url("NetworkAccessProfiles/"+p.sid+"/Networks", n.sid)
	return j
}

func (c *Cloud) listProfiles(q *request) (int, any, *apiError) {
	return q.page("network_access_profiles", collect(c.profiles, func(p *profile) bool { return p.account == q.account }, every,
		func(p *profile) string { return p.sid }, func(p *profile) any { return q.profile(p) }))
}

// onProfile finds the Network Access Profile that the path names.
func onProfile(serve func(*Cloud, *request, *profile) (int, any, *apiError)) func(*Cloud, *request) (int, any, *apiError) {
	return func(c *Cloud, q *request) (int, any, *apiError) {
		p := c.findProfile(q.account, q.seg[1])
		if p == nil {
			return 0, nil, notFound("/NetworkAccessProfiles/" + q.seg[1])
		}
		return serve(c, q, p)
	}
}

func fetchProfile(_ *Cloud, q *request, p *profile) (int, any, *apiError) {
	return 200, q.profile(p), nil
}

func (c *Cloud) createProfile(q *request) (int, any, *apiError) {
	if e := q.checkName("HA"); e != nil {
		return 0, nil, e
	}
	p := &profile{account: q.account, uniqueName: q.get("UniqueName"), created: q.now, updated: q.now}
	if c.findProfile(q.account, p.uniqueName) != nil {
		return 0, nil, errProfileName
	}
	for _, sid := range q.form["Networks"] {
		n := c.networkBySID(sid)
		if n == nil {
			return 0, nil, invalid("Networks")
		}
		if !slices.Contains(p.networks, n) {
			p.networks = append(p.networks, n)
		}
	}
	p.sid = c.sid("HA")
	c.profiles = append(c.profiles, p)
	return 201, q.profile(p), nil
}

func (c *Cloud) updateProfile(q *request, p *profile) (int, any, *apiError) {
	if e := q.checkName("HA"); e != nil {
		return 0, nil, e
	}
	if name, ok := q.lookup("UniqueName"); ok {
		if other := c.findProfile(q.account, name); other != nil && other != p {
			return 0, nil, errProfileName
		}
		p.uniqueName, p.updated = name, q.now
	}
	return 200, q.profile(p), nil
}

// listProfileNetworks has the order of all Networks, in which one that is taken out keeps its place.
func listProfileNetworks(c *Cloud, q *request, p *profile) (int, any, *apiError) {
	return q.page("networks", collect(c.networks, every, func(n *network) bool { return slices.Contains(p.networks, n) }, networkKey,
		func(n *network) any { return q.profileNetwork(p, n) }))
}

// addProfileNetwork adds a Network; one that is there already stays where it is.
func addProfileNetwork(c *Cloud, q *request, p *profile) (int, any, *apiError) {
	if q.get("Network") == "" {
		return 0, nil, missing("Network")
	}
	n := c.networkBySID(q.get("Network"))
	if n == nil {
		return 0, nil, invalid("Network")
	}
	if !slices.Contains(p.networks, n) {
		p.networks, p.updated = append(p.networks, n), q.now
	}
	return 201, q.profileNetwork(p, n), nil
}

func fetchProfileNetwork(_ *Cloud, q *request, p *profile) (int, any, *apiError) {
	n, e := q.networkOf(p)
	if e != nil {
		return 0, nil, e
	}
	return 200, q.profileNetwork(p, n), nil
}

func deleteProfileNetwork(_ *Cloud, q *request, p *profile) (int, any, *apiError) {
	n, e := q.networkOf(p)
	if e != nil {
		return 0, nil, e
	}
	p.networks = slices.DeleteFunc(p.networks, func(other *network) bool { return other == n })
	p.updated = q.now
	return 204, nil, nil
}

// networkOf finds the Network that the path names among those of the profile.
func (q *request) networkOf(p *profile) (*network, *apiError) {
	for _, n := range p.networks {
		if n.sid == q.seg[3] {
			return n, nil
		}
	}
	return nil, notFound("/NetworkAccessProfiles/" + q.seg[1] + "/Networks/" + q.seg[3])
}
