package supersimtest

import "time"

// network is one Network resource.
type network struct{ sid, name, country, mcc, mnc string }

// profile is one Network Access Profile. The emulator has one, for all accounts, with all Networks.
type profile struct {
	sid, uniqueName string
	created         time.Time
}

// addNetworks makes what every cloud begins with. The operators are made up, in the test network 001.
func (c *Cloud) addNetworks() {
	c.networks = []network{
		{c.sid("HW"), "Test Network One", "DE", "001", "01"},
		{c.sid("HW"), "Test Network Two", "US", "001", "02"},
	}
	c.profiles = []*profile{{c.sid("HA"), "default", c.last}}
}

func (c *Cloud) findProfile(ref string) *profile {
	for _, p := range c.profiles {
		if ref != "" && (p.sid == ref || p.uniqueName == ref) {
			return p
		}
	}
	return nil
}
