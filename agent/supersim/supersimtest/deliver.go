package supersimtest

import "time"

// madeUpIP is the address of a device of which nothing is known, such as the vendor's network gives.
const madeUpIP = "100.64.0.2"

// arrival is when a message to a SIM arrives by itself.
type arrival struct {
	arrives    time.Time // zero: not by itself
	plannedFor time.Time // on the agenda
}

func (a *arrival) due() time.Time      { return a.arrives }
func (a *arrival) planned() *time.Time { return &a.plannedFor }

// arriveAfter is when what was sent at a time arrives. mu is held, or nobody has the Cloud yet.
func (c *Cloud) arriveAfter(sent time.Time) (a arrival) {
	if c.opt.DeliverAfter > 0 {
		a.arrives = sent.Add(c.opt.DeliverAfter)
		if a.arrives.Before(c.last) { // from a file
			a.arrives = c.last
		}
	}
	return a
}

// happen delivers an SMS Command; one that the SIM cannot take stays sent.
func (m *smsCommand) happen(c *Cloud, t time.Time) {
	if m.arrives = (time.Time{}); m.status == "sent" && smsAllowed(m.sim) {
		m.status, m.updated = "delivered", t
		c.callSMS(m, t)
	}
}

// happen sends an IP Command out, unless there is a network to do it.
func (m *ipCommand) happen(c *Cloud, t time.Time) {
	if m.arrives = (time.Time{}); m.status != "queued" || c.onIP != nil {
		return
	}
	if m.status, m.updated = "failed", t; c.refusal(m.sim) == "" {
		m.status, m.deviceIP = "sent", madeUpIP
	}
	c.callIP(m, t)
}
