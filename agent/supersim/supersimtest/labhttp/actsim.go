package labhttp

import (
	"encoding/base64"
	"net"
	"net/netip"
	"strings"

	"simagent/agent/supersim/supersimtest"
)

// named finds the SIM of a parameter, by ICCID, SID or unique name.
func (l *Lab) named(p *params, name string) (*supersimtest.Cloud, supersimtest.SimView) {
	c := l.Cloud()
	s := c.FindSim(p.str(name))
	if s.SID == "" {
		p.fail("there is no SIM with that ICCID, SID or unique name")
	}
	return c, s
}

// shown is a SIM as it is now.
func shown(c *supersimtest.Cloud, iccid string) any { return viewSim(c, c.SimStatus(iccid)) }

func (l *Lab) sims(*params) any {
	c := l.Cloud()
	return map[string]any{"sims": list(c.Sims(), func(s supersimtest.SimView) simView { return viewSim(c, s) })}
}

func (l *Lab) addSim(p *params) any {
	c, iccid, code := l.Cloud(), p.str("iccid"), p.str("code")
	switch {
	case !supersimtest.IsICCID(iccid):
		p.fail("parameter %q must be 18 to 22 digits", "iccid")
	case code == "":
		if _, err := c.AddSimIn(p.str("account"), iccid, p.str("status"), p.str("fleet")); err != nil {
			p.fail("%w", err)
			return nil
		}
		return shown(c, iccid)
	case p.str("account")+p.str("status")+p.str("fleet") != "":
		p.fail("with a code the SIM is on no account yet: it takes no account, status or fleet")
	case c.SimStatus(iccid).SID != "":
		p.fail("the SIM is there already, on an account")
	default:
		c.AddUnregistered(iccid, code)
	}
	return map[string]any{"iccid": iccid, "waits": true}
}

func (l *Lab) putStatus(p *params) any {
	c, s := l.named(p, "sim")
	if p.err != nil {
		return nil
	}
	fleet := p.str("fleet")
	if fleet == "" && p.str("status") != "new" {
		fleet = s.FleetSID
	}
	if err := c.Put(s.ICCID, p.str("status"), fleet); err != nil {
		p.fail("%w", err)
	}
	return shown(c, s.ICCID)
}

func (l *Lab) addresses(p *params) any {
	c, s := l.named(p, "sim")
	var all []netip.Addr
	for _, text := range strings.FieldsFunc(p.str("addresses"), func(r rune) bool { return r == ',' || r == ' ' }) {
		a, err := netip.ParseAddr(text)
		if err != nil || a.Zone() != "" {
			p.fail("parameter %q must be IP addresses", "addresses")
			return nil
		}
		all = append(all, a)
	}
	if p.err == nil {
		unlessStray(c, p, func() { c.SetIPAddresses(s.ICCID, all...) })
	}
	return shown(c, s.ICCID)
}

// unlessStray does what a stray has no effect with, and then says so.
func unlessStray(c *supersimtest.Cloud, p *params, do func()) {
	before := c.Strays()
	if do(); c.Strays() > before {
		p.fail("that had no effect: the SIM, message or profile is not in the state for it")
	}
}

func (l *Lab) usage(p *params) any {
	c, s := l.named(p, "sim")
	const most = 1 << 50 // bytes
	up, down := p.number("up", most), p.number("down", most)
	if p.err != nil {
		return nil
	}
	unlessStray(c, p, func() {
		if network := p.str("network"); network != "" {
			c.AddUsageOn(network, s.ICCID, up, down)
		} else {
			c.AddUsage(s.ICCID, up, down)
		}
	})
	return shown(c, s.ICCID)
}

func (l *Lab) smsFrom(p *params) any {
	c, s := l.named(p, "sim")
	if p.err == nil {
		unlessStray(c, p, func() { c.ReceiveSMS(s.ICCID, p.str("text")) })
	}
	return shown(c, s.ICCID)
}

func (l *Lab) smsEnd(p *params) any {
	c, failed := l.Cloud(), p.yes("failed")
	if p.err != nil {
		return nil
	}
	unlessStray(c, p, func() {
		if failed {
			c.Undelivered(p.str("sid"))
		} else {
			c.Delivered(p.str("sid"))
		}
	})
	return l.messages(p)
}

func (l *Lab) ipFrom(p *params) any {
	c, s := l.named(p, "sim")
	payload := []byte(p.str("text"))
	if b64 := p.str("base64"); b64 != "" {
		var err error
		if payload, err = base64.StdEncoding.DecodeString(b64); err != nil || p.str("text") != "" {
			p.fail("either text or base64 must hold the payload")
		}
	}
	ip, port := p.str("ip"), p.number("port", 65535)
	if ip == "" {
		ip = "100.64.0.2" // such as the vendor's network gives
	}
	if net.ParseIP(ip) == nil {
		p.fail("parameter %q must be an IP address", "ip")
	}
	if p.err == nil {
		unlessStray(c, p, func() { c.ReceiveIP(s.ICCID, ip, int(port), payload) })
	}
	return shown(c, s.ICCID)
}

func (l *Lab) ipEnd(p *params) any {
	c, failed := l.Cloud(), p.yes("failed")
	if !failed && net.ParseIP(p.str("ip")) == nil {
		p.fail("parameter %q must be an IP address", "ip")
	}
	if p.err != nil {
		return nil
	}
	unlessStray(c, p, func() {
		if failed {
			c.FailedIP(p.str("sid"))
		} else {
			c.SentIP(p.str("sid"), p.str("ip"))
		}
	})
	return l.messages(p)
}

func (l *Lab) messages(*params) any {
	return map[string]any{"messages": list(l.Cloud().Messages(), func(m supersimtest.MessageView) messageView { return messageView(m) })}
}

func (l *Lab) devices(p *params) any {
	if l.gateway == nil {
		p.fail("there is no UDP address here")
		return nil
	}
	return l.gateway.view()
}

func (l *Lab) bindDevice(p *params) any {
	iccid := ""
	if p.str("sim") != "" {
		_, s := l.named(p, "sim")
		iccid = s.ICCID
	}
	address := p.str("address")
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = address
	}
	if net.ParseIP(host) == nil {
		p.fail("parameter %q must be an IP address, with or without a port", "address")
	}
	if p.err == nil && l.gateway != nil {
		l.gateway.bind(address, iccid)
	}
	return l.devices(p)
}

func (l *Lab) settings(p *params) any {
	c, s := l.named(p, "sim")
	if p.err != nil {
		return nil
	}
	status := p.str("status")
	if status == "" {
		status = "scheduled"
	}
	sid := ""
	unlessStray(c, p, func() { sid = c.AddSettingsUpdate(s.ICCID, status) })
	return map[string]any{"sid": sid, "status": status}
}

func (l *Lab) esims(*params) any {
	return map[string]any{"esims": list(l.Cloud().ESims(), func(v supersimtest.ESimView) esimView { return esimView(v) })}
}

func (l *Lab) esimStep(p *params) any {
	c, sid := l.Cloud(), p.str("sid")
	step := map[string]func(){
		"downloaded": func() { c.DownloadESim(sid) },
		"installed":  func() { c.InstallESim(sid) },
		"failed":     func() { c.FailESim(sid, p.str("code"), p.str("text")) },
	}[p.str("step")]
	if step == nil {
		p.fail("parameter %q must be downloaded, installed or failed", "step")
		return nil
	}
	unlessStray(c, p, step)
	return l.esims(p)
}
