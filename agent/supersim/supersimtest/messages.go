package supersimtest

import (
	"slices"
	"time"
)

// MessageView is a snapshot of an SMS or IP Command.
type MessageView struct {
	Kind      string // sms, ip
	SID       string
	SimSID    string
	Direction string // to_sim, from_sim
	Status    string
	Payload   string // as the API shows it
	Created   time.Time
	Updated   time.Time
}

// Messages are the last 200 SMS Commands and the last 200 IP Commands, oldest first.
func (c *Cloud) Messages() (views []MessageView) {
	c.do(func(time.Time) {
		for _, m := range c.sms[max(len(c.sms)-maxShown, 0):] {
			views = append(views, MessageView{"sms", m.sid, m.sim.sid, m.direction, m.status, m.payload, m.created, m.updated})
		}
		for _, m := range c.ips[max(len(c.ips)-maxShown, 0):] {
			views = append(views, MessageView{"ip", m.sid, m.sim.sid, m.direction, m.status, m.payload, m.created, m.updated})
		}
	})
	slices.SortStableFunc(views, func(a, b MessageView) int { return a.Created.Compare(b.Created) })
	return views
}

// ESimView is a snapshot of an eSIM profile.
type ESimView struct {
	SID, AccountSID, Status, SimSID string
}

// ESims are snapshots of all eSIM profiles, in the order of their making.
func (c *Cloud) ESims() (views []ESimView) {
	c.do(func(time.Time) {
		for _, p := range c.esims {
			v := ESimView{SID: p.sid, AccountSID: p.account, Status: p.status}
			if p.sim != nil {
				v.SimSID = p.sim.sid
			}
			views = append(views, v)
		}
	})
	return views
}
