package supersimtest

import (
	"net/url"
	"strconv"
	"time"
)

// values makes parameters of names and values in turn.
func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// callSim tells that an asynchronous update has ended (sim-resource, Callback values). mu is held.
func (c *Cloud) callSim(s *sim, at time.Time) {
	c.call("sim", s.sid, s.iccid, s.account, s.callback, values("SimSid", s.sid, "SimUniqueName", s.uniqueName,
		"SimStatus", s.shown(), "AccountSid", s.account), at)
}

// callSMS tells the status of an SMS Command: to the CallbackUrl of one to the SIM, to the Fleet's address of one from
// it. The names are those of the only capture we know; see the package comment. mu is held.
func (c *Cloud) callSMS(m *smsCommand, at time.Time) {
	s, to := m.sim, m.callback
	if m.direction == "from_sim" && s.fleet != nil {
		to = [2]string{s.fleet.smsURL, s.fleet.smsMethod}
	}
	c.call("sms", s.sid, s.iccid, m.account, to, values("ApiVersion", "v1", "AccountSid", m.account, "SimSid", s.sid, "SimUniqueName", s.uniqueName,
		"CommandSid", m.sid, "Sid", m.sid, "Command", m.payload, "Payload", m.payload, "PayloadType", "text",
		"Direction", m.direction, "Status", m.status), at)
}

// callIP tells the status of an IP Command, in the same way. mu is held.
func (c *Cloud) callIP(m *ipCommand, at time.Time) {
	s, to := m.sim, m.callback
	if m.status == "failed" {
		c.alert(83401, "the device was not attached when the IP Command was to be sent", s.sid, at)
	}
	if m.direction == "from_sim" && s.fleet != nil {
		to = [2]string{s.fleet.ipURL, s.fleet.ipMethod}
	}
	c.call("ip", s.sid, s.iccid, m.account, to, values("ApiVersion", "v1", "AccountSid", m.account, "SimSid", s.sid, "SimUniqueName", s.uniqueName,
		"SimIccid", s.iccid, "CommandSid", m.sid, "Sid", m.sid, "Payload", m.payload, "PayloadType", m.payloadType,
		"DeviceIp", m.deviceIP, "DevicePort", strconv.Itoa(m.devicePort), "Direction", m.direction, "Status", m.status), at)
}

// callESim tells that an eSIM profile can be loaded. No source says what such a call holds: these are the resource's
// properties. mu is held.
func (c *Cloud) callESim(p *esimProfile, at time.Time) {
	c.call("esim", p.sid, p.sim.iccid, p.account, p.callback, values("AccountSid", p.account, "Sid", p.sid, "SimSid", p.sim.sid,
		"Iccid", p.sim.iccid, "Eid", p.eid, "Status", p.status, "SmdpPlusAddress", smdpAddress, "MatchingId", p.matchingID), at)
}
