package supersimtest

import (
	"encoding/base64"
	"strconv"
	"time"
	"unicode/utf8"
)

// maxIP bounds the payload of an IP Command, in bytes (ipcommand-resource).
const maxIP = 1300

// ipCommand is one IP Command.
type ipCommand struct {
	sid, account     string
	sim              *sim
	status           string // queued, sent, received, failed
	direction        string // to_sim, from_sim
	deviceIP         string // "" is null
	devicePort       int
	payloadType      string // text, binary
	payload          string // as on the wire
	created, updated time.Time
	callback         [2]string // URL and method
	arrival
}

// ReceiveIP is a datagram from a SIM to the IP Commands address. port is the device's source port. A payload of more
// than 1300 bytes arrives truncated. A SIM that may not attach is a stray. The datagram's bytes are counted by AddUsage.
func (c *Cloud) ReceiveIP(iccid string, deviceIP string, port int, payload []byte) {
	c.do(func(now time.Time) {
		s := c.byICCID[iccid]
		if c.refusal(s) != "" {
			c.strays++
			return
		}
		m := &ipCommand{sid: c.sid("HG"), account: s.account, sim: s, status: "received", direction: "from_sim",
			deviceIP: deviceIP, devicePort: port, payloadType: "binary",
			payload: base64.StdEncoding.EncodeToString(payload[:min(len(payload), maxIP)]), created: now, updated: now}
		c.keepIP(m)
		c.callIP(m, now)
	})
}

// OnIP sets what is called when an IP Command is to go out to a SIM. It is called without locks; the network then
// calls SentIP or FailedIP. Without it IP Commands stay queued, but for Options.DeliverAfter.
func (c *Cloud) OnIP(f func(iccid, sid string, port int, payload []byte)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.onIP = f
}

// SentIP says that the datagram of an IP Command has gone out to the device's address.
func (c *Cloud) SentIP(sid, deviceIP string) { c.endIP(sid, "sent", deviceIP) }

// FailedIP says that the datagram of an IP Command could not be sent, such as to a device that is not attached.
func (c *Cloud) FailedIP(sid string) { c.endIP(sid, "failed", "") }

func (c *Cloud) endIP(sid, status, deviceIP string) {
	c.do(func(now time.Time) {
		m := c.byIP[sid]
		if m == nil || m.status != "queued" {
			c.strays++
			return
		}
		m.status, m.deviceIP, m.updated, m.arrives = status, deviceIP, now, time.Time{}
		c.plan(m)
		c.callIP(m, now)
	})
}

func (c *Cloud) keepIP(m *ipCommand) {
	c.ips = append(c.ips, m)
	c.byIP[m.sid] = m
}

func (c *Cloud) createIP(q *request) (int, any, *apiError) {
	m, payload, e := c.readIP(q)
	if e != nil {
		return 0, nil, e
	}
	c.keepIP(m)
	body := c.ipJSON(q, m) // the answer says queued; what follows is seen by the next request
	if c.refusal(m.sim) != "" {
		m.status = "failed"
		c.callIP(m, q.now)
	} else if call, iccid := c.onIP, m.sim.iccid; call != nil {
		c.emit(func() { call(iccid, m.sid, m.devicePort, payload) })
	} else {
		m.arrival = c.arriveAfter(q.now)
		c.plan(m)
	}
	return 201, body, nil
}

// readIP checks the parameters of a new IP Command. mu is held.
func (c *Cloud) readIP(q *request) (*ipCommand, []byte, *apiError) {
	for _, name := range []string{"Sim", "Payload", "DevicePort"} {
		if q.get(name) == "" {
			return nil, nil, missing(name)
		}
	}
	s := c.findSim(q.account, q.get("Sim"))
	if s == nil {
		return nil, nil, errSim
	}
	if e := q.checkCallback(); e != nil {
		return nil, nil, e
	}
	port, err := strconv.Atoi(q.get("DevicePort"))
	if err != nil || port < 1 || port > 65535 {
		return nil, nil, invalid("DevicePort")
	}
	payload, kind := []byte(q.get("Payload")), q.get("PayloadType")
	switch kind {
	case "", "text":
		if kind = "text"; !utf8.Valid(payload) {
			return nil, nil, invalid("Payload")
		}
	case "binary":
		if payload, err = base64.StdEncoding.DecodeString(q.get("Payload")); err != nil {
			return nil, nil, invalid("Payload")
		}
	default:
		return nil, nil, invalid("PayloadType")
	}
	if len(payload) > maxIP {
		return nil, nil, invalid("Payload")
	}
	return &ipCommand{sid: c.sid("HG"), account: s.account, sim: s, status: "queued", direction: "to_sim", devicePort: port,
		payloadType: kind, payload: q.get("Payload"), created: q.now, updated: q.now,
		callback: q.callback()}, payload, nil
}
