package supersimtest

import (
	"time"
	"unicode/utf8"
)

// maxSMS bounds the payload of an SMS Command: 160 characters of a byte each (smscommand-resource), so bytes of UTF-8.
const maxSMS = 160

// smsCommand is one SMS Command.
type smsCommand struct {
	sid, account     string
	sim              *sim
	payload          string
	status           string // queued, sent, delivered, received, failed
	direction        string // to_sim, from_sim
	created, updated time.Time
	callback         [2]string // URL and method
	arrival
}

// OnSMS sets what is called when an SMS Command goes out to a SIM. It is called without locks, and may call Delivered.
func (c *Cloud) OnSMS(f func(iccid, sid, payload string)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.onSMS = f
}

// Delivered says that the SIM has received the SMS Command.
func (c *Cloud) Delivered(sid string) { c.endSMS(sid, "delivered") }

// Undelivered says that the network has given the SMS Command up.
func (c *Cloud) Undelivered(sid string) { c.endSMS(sid, "failed") }

func (c *Cloud) endSMS(sid, status string) {
	c.do(func(now time.Time) {
		m := c.bySMS[sid]
		if m == nil || m.status != "sent" {
			c.strays++
			return
		}
		m.status, m.updated, m.arrives = status, now, time.Time{}
		c.plan(m)
		c.callSMS(m, now)
	})
}

// ReceiveSMS is an SMS Command from a SIM: the SIM must be ready or active and its Fleet must allow SMS Commands,
// else it is a stray.
func (c *Cloud) ReceiveSMS(iccid, payload string) {
	c.do(func(now time.Time) {
		s := c.byICCID[iccid]
		if !smsAllowed(s) {
			c.strays++
			return
		}
		m := &smsCommand{sid: c.sid("HC"), account: s.account, sim: s, payload: payload,
			status: "received", direction: "from_sim", created: now, updated: now}
		c.keepSMS(m)
		c.callSMS(m, now)
		c.countSMS(s, now)
	})
}

func (c *Cloud) keepSMS(m *smsCommand) {
	c.sms = append(c.sms, m)
	c.bySMS[m.sid] = m
}

func smsAllowed(s *sim) bool {
	return s != nil && s.activated() && s.fleet != nil && s.fleet.smsEnabled
}

// countSMS counts an SMS Command of either direction. mu is held.
func (c *Cloud) countSMS(s *sim, now time.Time) {
	s.totalSMS++
	if s.status == stReady {
		s.readySMS++
		c.outgrow(s, now)
	}
}

func (c *Cloud) createSMS(q *request) (int, any, *apiError) {
	ref, payload := q.get("Sim"), q.get("Payload")
	switch {
	case ref == "":
		return 0, nil, missing("Sim")
	case payload == "":
		return 0, nil, missing("Payload")
	case len(payload) > maxSMS || !utf8.ValidString(payload):
		return 0, nil, invalid("Payload")
	}
	s := c.findSim(q.account, ref)
	if s == nil {
		return 0, nil, errSim
	}
	if e := q.checkCallback(); e != nil {
		return 0, nil, e
	}
	m := &smsCommand{sid: c.sid("HC"), account: s.account, sim: s, payload: payload, status: "queued", direction: "to_sim",
		created: q.now, updated: q.now, callback: q.callback()}
	c.keepSMS(m)
	body := c.smsJSON(q, m) // the answer says queued; what follows is seen by the next request
	c.sendSMS(m, q.now)
	return 201, body, nil
}

// sendSMS hands an SMS Command to the network. mu is held.
func (c *Cloud) sendSMS(m *smsCommand, now time.Time) {
	if !smsAllowed(m.sim) {
		m.status = "failed"
		c.callSMS(m, now)
		return
	}
	m.status = "sent"
	c.callSMS(m, now)
	c.countSMS(m.sim, now)
	if call, iccid := c.onSMS, m.sim.iccid; call != nil {
		c.emit(func() { call(iccid, m.sid, m.payload) })
	}
	m.arrival = c.arriveAfter(now)
	c.plan(m)
}
