package supersimtest

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// AddSim puts a SIM on the first account, in status new and without a Fleet, and returns its SID. An ICCID that is
// already there keeps its Sim.
func (c *Cloud) AddSim(iccid string) (sid string) {
	sid, _ = c.AddSimTo("", iccid) // the first account is always there
	return sid
}

func (c *Cloud) addSim(iccid, account string, now time.Time) *sim {
	if s := c.byICCID[iccid]; s != nil {
		return s
	}
	s := &sim{sid: c.sid("HS"), iccid: iccid, account: account, status: stNew, created: now, updated: now}
	c.sims = append(c.sims, s)
	c.byICCID[iccid], c.bySID[s.sid] = s, s
	delete(c.claims, iccid)
	return s
}

// IsICCID reports whether v may be an ICCID: 18 to 22 digits, so that every form in use passes. The driving calls take
// any text.
func IsICCID(v string) bool {
	return len(v) >= 18 && len(v) <= 22 && strings.Trim(v, "0123456789") == ""
}

// AddUnregistered makes a SIM that is on no account until somebody registers it with the code. An ICCID that has a Sim
// already is a stray.
func (c *Cloud) AddUnregistered(iccid, registrationCode string) {
	d := claimDigest(iccid, registrationCode)
	c.do(func(time.Time) {
		if c.byICCID[iccid] != nil {
			c.strays++
			return
		}
		c.claims[iccid] = &d
	})
}

// Put brings a Sim into a status and a Fleet at once, as if the updates that lead there had completed now. status is
// new, ready, active or inactive; fleet is a SID or a unique name, or "" for none. There is no way back to new or ready.
func (c *Cloud) Put(iccid, status, fleet string) (err error) {
	c.do(func(now time.Time) {
		s := c.byICCID[iccid]
		if s == nil {
			err = errors.New("cannot put Sim: no such ICCID")
			return
		}
		err = c.put(s, status, fleet, now)
	})
	return err
}

// findPut finds the Fleet of a Put, or says what is wrong with it. mu is held.
func (c *Cloud) findPut(account, from, status, ref string) (*fleet, error) {
	f := c.findFleet(account, ref)
	switch {
	case ref != "" && f == nil:
		return nil, errors.New("cannot put Sim: no such Fleet")
	case f == nil && status != stNew:
		return nil, fmt.Errorf("cannot put Sim into status %s without a Fleet", status)
	case status == from, status == stInactive && from == stNew, reachable(from, status):
		return f, nil
	}
	return nil, fmt.Errorf("cannot put Sim from status %s into %s", from, status)
}

// put is Put of a Sim that is there. mu is held.
func (c *Cloud) put(s *sim, status, fleet string, now time.Time) error {
	f, err := c.findPut(s.account, s.status, status, fleet)
	if err != nil {
		return err
	}
	pending := s.next != nil
	c.change(s, "request", func() {
		s.fleet, s.next = f, nil
		c.turn(s, status, "request", now)
	})
	c.plan(s)
	if pending {
		c.callSim(s, now)
	}
	return nil
}

// SimStatus is a snapshot of a Sim; the zero value when there is none.
func (c *Cloud) SimStatus(iccid string) (v SimView) {
	c.do(func(time.Time) {
		if s := c.byICCID[iccid]; s != nil {
			v = s.view()
		}
	})
	return v
}

// MayAttach says whether the network lets a SIM use data now, and if not, why not: "unknown SIM", "status new",
// "status inactive", "no fleet", "data disabled" or "data limit".
func (c *Cloud) MayAttach(iccid string) (ok bool, reason string) {
	c.do(func(time.Time) { reason = c.refusal(c.byICCID[iccid]) })
	return reason == "", reason
}

// refusal is why s may not use data, or "". mu is held.
func (c *Cloud) refusal(s *sim) string {
	switch {
	case s == nil:
		return "unknown SIM"
	case !s.activated():
		return "status " + s.status
	case s.fleet == nil:
		return "no fleet"
	case !s.fleet.dataEnabled:
		return "data disabled"
	case s.period.bytes >= s.fleet.dataLimitMB*bytesPerMB:
		return "data limit"
	}
	return ""
}
