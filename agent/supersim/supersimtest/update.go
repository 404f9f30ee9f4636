package supersimtest

import "strings"

// registerSim puts an unregistered SIM on the account.
func (c *Cloud) registerSim(q *request) (int, any, *apiError) {
	iccid, code := q.get("Iccid"), q.get("RegistrationCode")
	if iccid == "" || code == "" {
		return 0, nil, &apiError{400, 83001, "Iccid and RegistrationCode are both needed"}
	}
	if s := c.byICCID[iccid]; s != nil && s.account == q.account {
		return 0, nil, &apiError{400, 83003, "the SIM is already on this account: " + s.sid}
	}
	if want, ok := c.claims[iccid]; !ok || want != code {
		return 0, nil, &apiError{400, 83002, "the SIM cannot be registered"}
	}
	delete(c.claims, iccid)
	return 201, q.sim(c.addSim(iccid, q.account, q.now)), nil
}

// simUpdate is an update of a Sim after its parameters were read.
type simUpdate struct {
	name    string
	rename  bool
	status  string // "" keeps it
	fleet   *fleet
	refleet bool // the Fleet changes, to none when fleet is nil
	account string
}

func (c *Cloud) updateSim(q *request) (int, any, *apiError) {
	s := c.findSim(q.account, q.seg[1])
	if s == nil {
		return 0, nil, notFound("/Sims/" + q.seg[1])
	}
	u, e := c.readUpdate(q, s)
	if e == nil {
		e = u.refuse(s)
	}
	if e != nil {
		return 0, nil, e
	}
	if u.rename {
		s.uniqueName, s.updated = u.name, q.now
	}
	if u.status != "" || u.refleet && s.activated() {
		s.callback = [2]string{q.get("CallbackUrl"), q.get("CallbackMethod")}
		c.schedule(s, u.status, u.fleet, q.now)
		return 202, q.sim(s), nil
	}
	if u.refleet {
		s.fleet, s.updated = u.fleet, q.now
	}
	if u.account != "" && u.account != s.account {
		s.account, s.updated = u.account, q.now
	}
	return 200, q.sim(s), nil
}

// readUpdate reads the parameters. What would change nothing is left out of the update. mu is held.
func (c *Cloud) readUpdate(q *request, s *sim) (u simUpdate, e *apiError) {
	for _, e := range []*apiError{q.oneOf("Status", stReady, stActive, stInactive), q.oneOf("CallbackMethod", "GET", "POST")} {
		if e != nil {
			return u, e
		}
	}
	if u.name, u.rename = q.lookup("UniqueName"); u.rename {
		if other := c.findSim(s.account, u.name); other != nil && other != s {
			return u, &apiError{400, 83011, "another Sim has this UniqueName"}
		}
	}
	if u.status = q.get("Status"); u.status == s.shown() {
		u.status = ""
	}
	if u.account = q.get("AccountSid"); u.account != "" && (c.accounts[u.account] == nil || !c.reaches(q.account, u.account)) {
		return u, &apiError{400, 20409, "the account is neither the requesting one nor one of its subaccounts"}
	}
	owner := s.account
	if u.account != "" {
		owner = u.account
	}
	if ref, ok := q.lookup("Fleet"); ok {
		if none := ref == "" || strings.EqualFold(ref, "null"); !none {
			if u.fleet = c.findFleet(owner, ref); u.fleet == nil {
				return u, errFleet
			}
		}
		u.refleet = u.fleet != s.fleet
	}
	return u, nil
}

// refuse says what the rules have against an update. A nil answer lets it pass.
func (u simUpdate) refuse(s *sim) *apiError {
	fleet := s.fleet
	if u.refleet {
		fleet = u.fleet
	}
	switch {
	case u.refleet && s.next != nil:
		return &apiError{400, 83009, "the Fleet cannot be changed while an update is scheduled"}
	case u.status != "" && (s.next != nil || !reachable(s.status, u.status)):
		return &apiError{400, 83010, "the Sim cannot go from " + s.shown() + " to " + u.status}
	case u.refleet && u.fleet == nil && s.activated():
		return &apiError{400, 83008, "an activated Sim needs a Fleet"}
	case u.status != "" && u.status != stInactive && fleet == nil:
		return &apiError{400, 83007, "the Sim has no Fleet"}
	case u.account != "" && u.account != s.account && (s.next != nil || s.status != stNew || u.status != ""):
		return &apiError{400, 83010, "only a new Sim can be moved to another account"}
	case u.account != "" && u.account != s.account && fleet != nil && fleet.account != u.account:
		return &apiError{400, 83006, "the Fleet must belong to the new account"}
	}
	return nil
}
