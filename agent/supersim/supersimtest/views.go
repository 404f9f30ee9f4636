package supersimtest

import "time"

// FleetView is a snapshot of a Fleet.
type FleetView struct {
	SID, UniqueName, AccountSID string
	DataEnabled, SMSEnabled     bool
	DataLimit                   int64 // bytes in one billing period of one Sim
	SMSURL, IPURL               string
	Sims                        int
}

// FaultView is a disturbance and what it has done so far.
type FaultView struct {
	Fault
	Seen int // fitting requests, updates or calls
	Used int // of them, those that it struck
}

// Sims are snapshots of all Sims of all accounts, in the order of their making.
func (c *Cloud) Sims() (views []SimView) {
	c.do(func(time.Time) {
		for _, s := range c.sims {
			views = append(views, s.view())
		}
	})
	return views
}

// FindSim finds a Sim of any account by ICCID, SID or unique name; the zero value when there is none.
func (c *Cloud) FindSim(ref string) (v SimView) {
	c.do(func(time.Time) {
		for _, s := range c.sims {
			if ref != "" && (s.iccid == ref || s.sid == ref || s.uniqueName == ref) {
				v = s.view()
				return
			}
		}
	})
	return v
}

// Fleets are snapshots of all Fleets of all accounts, in the order of their making.
func (c *Cloud) Fleets() (views []FleetView) {
	c.do(func(time.Time) {
		count := map[*fleet]int{}
		for _, s := range c.sims {
			count[s.fleet]++
		}
		for _, f := range c.fleets {
			views = append(views, FleetView{f.sid, f.uniqueName, f.account, f.dataEnabled, f.smsEnabled, f.dataLimitMB * bytesPerMB, f.smsURL, f.ipURL, count[f]})
		}
	})
	return views
}

// Faults are the disturbances that are set, in the order in which they are tried; those that are used up too.
func (c *Cloud) Faults() []FaultView {
	c.mu.Lock()
	defer c.mu.Unlock()
	var views []FaultView
	for _, f := range c.faults {
		views = append(views, FaultView{f.Fault, f.seen, f.used})
	}
	return views
}

// Bounds are what ends ready: bytes and SMS Commands, of both directions.
func (c *Cloud) Bounds() (bytes int64, sms int) { return c.opt.ReadyBytes, c.opt.ReadySMS }

// Latest is the latest time that the Cloud has seen. A clock that goes on with a loaded Cloud begins there.
func (c *Cloud) Latest() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last
}

// Vendor is whose wire form ServeHTTP speaks.
func (c *Cloud) Vendor() Vendor { return c.opt.Vendor }
