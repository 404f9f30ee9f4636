package supersimtest

import (
	"crypto/sha256"
	"strings"
)

// digest is what the cloud keeps of a registration code.
type digest [sha256.Size]byte

// claimDigest ties a code to its SIM.
func claimDigest(iccid, code string) digest { return sha256.Sum256([]byte(iccid + " " + code)) }

// registerSim puts an unregistered SIM on the account.
func (c *Cloud) registerSim(q *request) (int, any, *apiError) {
	iccid, code := q.get("Iccid"), q.get("RegistrationCode")
	for _, name := range []string{"Iccid", "RegistrationCode"} {
		if q.get(name) == "" {
			return 0, nil, &apiError{400, 83001, "parameter " + name + " is missing"}
		}
	}
	if s := c.byICCID[iccid]; s != nil && s.account == q.account {
		return 0, nil, &apiError{400, 83003, "the SIM is already on this account: " + s.sid}
	}
	if want := c.claims[iccid]; want == nil || *want != claimDigest(iccid, code) {
		return 0, nil, &apiError{400, 83002, "the SIM cannot be registered"}
	}
	return 201, q.sim(c.addSim(iccid, q.account, q.now)), nil
}

// simUpdate is an update of a Sim after its parameters were read.
type simUpdate struct {
	name    string // what the Sim is to be called, which may be what it is called
	rename  bool
	status  string // "" keeps it
	fleet   *fleet // nil unless it changes
	refleet bool   // the Fleet changes, to none when fleet is nil
	account string // the new owner, "" keeps the old one
}

func (c *Cloud) updateSim(q *request) (int, any, *apiError) {
	s := c.addressed(q)
	if s == nil {
		return 0, nil, notFound("/Sims/" + q.seg[1])
	}
	u, e := c.readUpdate(q, s)
	if e == nil {
		e = u.refuse(s, c.accounts[q.account].MoveInactive)
	}
	if e == nil {
		e = c.refuseName(u, s)
	}
	if e != nil {
		return 0, nil, e
	}
	if u.rename || u.account != "" {
		c.place(s, u.owner(s), u.name)
		s.updated = q.now
	}
	async := u.status != "" || u.refleet && s.activated()
	if async || s.next == nil { // else somebody waits for the end of an earlier update
		s.callback = q.callback()
	}
	if async {
		c.schedule(s, u.status, u.fleet, q.now)
		return 202, q.sim(s), nil
	}
	if u.refleet {
		s.fleet, s.updated = u.fleet, q.now
	}
	return 200, q.sim(s), nil
}

// addressed finds the Sim that an update is about: one of the account, or, by SID, one of a subaccount when the update
// names the account that shall own it.
func (c *Cloud) addressed(q *request) *sim {
	if s := c.findSim(q.account, q.seg[1]); s != nil {
		return s
	}
	if s := c.bySID[q.seg[1]]; s != nil && q.get("AccountSid") != "" && c.reaches(q.account, s.account) {
		return s
	}
	return nil
}

// readUpdate reads the parameters. What would change nothing is left out of the update. mu is held.
func (c *Cloud) readUpdate(q *request, s *sim) (u simUpdate, e *apiError) {
	for _, e := range []*apiError{q.oneOf("Status", stReady, stActive, stInactive), q.checkCallback(), q.checkName("HS")} {
		if e != nil {
			return u, e
		}
	}
	if u.name, u.rename = q.lookup("UniqueName"); !u.rename {
		u.name = s.uniqueName
	}
	if u.status = q.get("Status"); u.status == s.shown() {
		u.status = ""
	}
	if u.account = q.get("AccountSid"); u.account != "" && (c.accounts[u.account] == nil || !c.reaches(q.account, u.account)) {
		return u, &apiError{400, 20409, "the account is neither the requesting one nor one of its subaccounts"}
	}
	if u.account == s.account {
		u.account = ""
	}
	if ref, ok := q.lookup("Fleet"); ok {
		if none := ref == "" || strings.EqualFold(ref, "null"); !none {
			if u.fleet = c.findFleet(u.owner(s), ref); u.fleet == nil {
				return u, errFleet
			}
		}
		// While an update is scheduled, no Fleet is a change that is left out: nobody can tell yet what the Sim will have.
		if u.refleet = u.fleet != s.fleet || s.next != nil; !u.refleet {
			u.fleet = nil
		}
	}
	return u, nil
}

// owner is whose the Sim will be.
func (u simUpdate) owner(s *sim) string {
	if u.account != "" {
		return u.account
	}
	return s.account
}

// refuseName says that another Sim of the account that the Sim will be on has its name. mu is held.
func (c *Cloud) refuseName(u simUpdate, s *sim) *apiError {
	if other := c.byName[nameKey{u.owner(s), u.name}]; u.name != "" && other != nil && other != s {
		return &apiError{400, 83011, "another Sim has this UniqueName"}
	}
	return nil
}

// refuse says what the rules have against an update. A nil answer lets it pass. moveInactive is the requesting
// account's permission.
func (u simUpdate) refuse(s *sim, moveInactive bool) *apiError {
	fleet := s.fleet
	if u.refleet {
		fleet = u.fleet
	}
	movable := s.next == nil && (s.status == stNew || s.status == stInactive && moveInactive)
	switch {
	case u.refleet && s.next != nil:
		return &apiError{400, 83009, "the Fleet cannot be changed while an update is scheduled"}
	case u.status != "" && (s.next != nil || !reachable(s.status, u.status)):
		return &apiError{400, 83010, "the Sim cannot go from " + s.shown() + " to " + u.status}
	case u.account != "" && !movable:
		return &apiError{400, 83010, "a Sim that is " + s.shown() + " cannot be moved to another account"}
	case u.refleet && u.fleet == nil && s.activated():
		return &apiError{400, 83008, "an activated Sim needs a Fleet"}
	case u.status != "" && u.status != stInactive && fleet == nil:
		return &apiError{400, 83007, "the Sim has no Fleet"}
	case u.account != "" && u.status != "":
		return &apiError{400, 83010, "the status cannot change in the request that moves the Sim"}
	case u.account != "" && fleet != nil && fleet.account != u.account:
		return &apiError{400, 83006, "the Fleet must belong to the new account"}
	}
	return nil
}
