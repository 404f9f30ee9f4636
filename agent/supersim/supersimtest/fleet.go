package supersimtest

import (
	"strconv"
	"time"
)

// bytesPerMB is decimal, because the API's own text equates 2TB with 2,000,000 MB.
const bytesPerMB = 1_000_000

// maxLimitMB bounds DataLimit: 2TB.
const maxLimitMB = 2_000_000

// fleet is one Fleet resource.
type fleet struct {
	sid, account, uniqueName string
	dataEnabled              bool
	dataLimitMB              int64
	smsEnabled               bool
	smsURL, smsMethod        string
	ipURL, ipMethod          string
	profile                  *profile
	created, updated         time.Time
}

// AddFleet makes a Fleet on the first account with data and SMS Commands enabled and a limit of 1000 MB, and returns
// its SID. A unique name that is taken keeps its Fleet. Other settings are made through the API.
func (c *Cloud) AddFleet(uniqueName string) (sid string) {
	sid, _ = c.AddFleetTo("", uniqueName) // the first account is always there
	return sid
}

// newFleet makes a Fleet with the defaults that the API documents. mu is held.
func (c *Cloud) newFleet(account string, now time.Time) *fleet {
	f := &fleet{sid: c.sid("HF"), account: account, dataEnabled: true, dataLimitMB: 1000, smsEnabled: true,
		smsMethod: "POST", ipMethod: "POST", profile: c.firstProfile(account), created: now, updated: now}
	c.fleets = append(c.fleets, f)
	return f
}

// findFleet finds by SID or unique name. mu is held.
func (c *Cloud) findFleet(account, ref string) *fleet {
	for _, f := range c.fleets {
		if ref != "" && (f.sid == ref || f.uniqueName == ref) && f.account == account {
			return f
		}
	}
	return nil
}

func (c *Cloud) createFleet(q *request) (int, any, *apiError) {
	if q.get("NetworkAccessProfile") == "" {
		return 0, nil, missing("NetworkAccessProfile")
	}
	// Settle every value on a copy first, so that a refused request leaves nothing behind.
	draft := fleet{account: q.account, dataEnabled: true, dataLimitMB: 1000, smsEnabled: true, smsMethod: "POST", ipMethod: "POST"}
	if e := c.setFleet(&draft, q); e != nil {
		return 0, nil, e
	}
	for name, to := range map[string]*bool{"DataEnabled": &draft.dataEnabled, "SmsCommandsEnabled": &draft.smsEnabled} {
		if v := q.get(name); v != "" {
			b, err := strconv.ParseBool(v)
			if err != nil {
				return 0, nil, invalid(name)
			}
			*to = b
		}
	}
	f := c.newFleet(q.account, q.now)
	draft.sid, draft.created, draft.updated = f.sid, f.created, f.updated
	*f = draft
	return 201, c.fleetJSON(q, f), nil
}

func (c *Cloud) updateFleet(q *request, f *fleet) (int, any, *apiError) {
	draft := *f
	if e := c.setFleet(&draft, q); e != nil {
		return 0, nil, e
	}
	draft.updated = q.now
	*f = draft
	return 200, c.fleetJSON(q, f), nil
}

// setFleet takes over the parameters that create and update have in common. mu is held.
func (c *Cloud) setFleet(f *fleet, q *request) *apiError {
	if e := q.checkName("HF"); e != nil {
		return e
	}
	if name, ok := q.lookup("UniqueName"); ok {
		if other := c.findFleet(f.account, name); other != nil && other.sid != f.sid {
			return &apiError{400, 83011, "another Fleet has this UniqueName"}
		}
		f.uniqueName = name
	}
	if ref, ok := q.lookup("NetworkAccessProfile"); ok {
		if f.profile = c.findProfile(f.account, ref); f.profile == nil {
			return invalid("NetworkAccessProfile")
		}
	}
	if v, ok := q.lookup("DataLimit"); ok {
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil || n < 1 || n > maxLimitMB {
			return invalid("DataLimit")
		}
		f.dataLimitMB = n
	}
	for name, to := range map[string]*string{"SmsCommandsMethod": &f.smsMethod, "IpCommandsMethod": &f.ipMethod} {
		if v, ok := q.lookup(name); ok {
			if !isMethod(v) {
				return invalid(name)
			}
			*to = v
		}
	}
	for name, to := range map[string]*string{"SmsCommandsUrl": &f.smsURL, "IpCommandsUrl": &f.ipURL} {
		if v, ok := q.lookup(name); ok {
			if v != "" && !isURL(v) {
				return invalid(name)
			}
			*to = v
		}
	}
	return nil
}
