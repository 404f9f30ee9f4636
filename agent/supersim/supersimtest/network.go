package supersimtest

import (
	"slices"
	"time"
)

// network is one Network resource.
type network struct{ sid, name, country, mcc, mnc string }

// profile is one Network Access Profile. Which Networks it has decides nothing but its own lists.
type profile struct {
	sid, account, uniqueName string
	networks                 []*network
	created, updated         time.Time
}

// addNetworks makes what every cloud begins with: two Networks, and for each account a profile "default" with both.
// The operators are made up, in the test network 001.
func (c *Cloud) addNetworks() {
	c.networks = []*network{
		{c.sid("HW"), "Test Network One", "DE", "001", "01"},
		{c.sid("HW"), "Test Network Two", "US", "001", "02"},
	}
	for _, a := range c.opt.Accounts {
		c.addProfile(a.SID)
	}
}

func (c *Cloud) addProfile(account string) {
	c.profiles = append(c.profiles, &profile{c.sid("HA"), account, "default", slices.Clone(c.networks), c.last, c.last})
}

func (c *Cloud) findProfile(account, ref string) *profile {
	for _, p := range c.profiles {
		if ref != "" && p.account == account && (p.sid == ref || p.uniqueName == ref) {
			return p
		}
	}
	return nil
}

// firstProfile is what a Fleet gets that the driving side makes.
func (c *Cloud) firstProfile(account string) *profile {
	for _, p := range c.profiles {
		if p.account == account {
			return p
		}
	}
	return nil
}

// findNetwork finds by SID, or by MCC and MNC in one word, such as 00101.
func (c *Cloud) findNetwork(ref string) *network {
	for _, n := range c.networks {
		if n.sid == ref || n.mcc+n.mnc == ref {
			return n
		}
	}
	return nil
}

// networkBySID is for what the API names, which knows no other name of a Network.
func (c *Cloud) networkBySID(sid string) *network {
	if n := c.findNetwork(sid); n != nil && n.sid == sid {
		return n
	}
	return nil
}
