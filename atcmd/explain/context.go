package explain

import (
	"net/netip"
	"strings"

	"simagent/atcmd"
)

// definition explains `+CGDCONT: <cid>,<PDP_type>,<APN>,…` (27.007 10.1.1).
func definition(o *Object, l said) bool {
	c, err := atcmd.ParseCGDCONT(l.name + ": " + l.rest)
	if err != nil {
		return false
	}
	o.set("cid", c.CID)
	o.text("pdp_type", c.Type)
	o.text("apn", c.APN)
	for i, name := range [...]string{"pdp_addr", "d_comp", "h_comp", "ipv4_addr_alloc", "request_type", "p_cscf_discovery", "im_cn_signalling", "nslpi", "secure_pco"} {
		switch v := l.args.at(3 + i); {
		case 3+i >= len(l.args):
		case i == 0:
			o.text(name, v)
		default:
			o.number(name, v)
		}
	}
	o.Meaning = "context " + itoa(c.CID) + " is defined: " + c.Type
	if c.APN == "" {
		o.Meaning += ", no APN: the network chooses"
	} else {
		o.Meaning += ", APN " + quoted(c.APN)
	}
	return true
}

// active explains `+CGACT: <cid>,<state>` (27.007 10.1.10).
func active(o *Object, l said) bool {
	cid, on, err := atcmd.ParseCGACT(l.name + ": " + l.rest)
	if err != nil {
		return false
	}
	o.set("cid", cid)
	o.set("active", on)
	o.Meaning = "context " + itoa(cid) + " is not active"
	if on {
		o.Meaning = "context " + itoa(cid) + " is active: data can flow"
	}
	return true
}

// bearer explains +CGCONTRDP (27.007 10.1.23).
func bearer(o *Object, l said) bool {
	b, err := atcmd.ParseCGCONTRDP(l.name + ": " + l.rest)
	if err != nil {
		return false
	}
	o.set("cid", b.CID)
	o.set("bearer_id", orNil(b.ID, b.ID >= 0))
	o.text("apn", b.APN)
	for _, a := range [...]struct {
		name string
		addr netip.Addr
	}{{"local_address", b.Local}, {"subnet", b.Mask}, {"gateway_address", b.Gateway}, {"dns_primary_address", b.DNS1}, {"dns_secondary_address", b.DNS2}} {
		o.set(a.name, orNil(a.addr.String(), a.addr.IsValid()))
	}
	s := "context " + itoa(b.CID) + " is active"
	if b.APN != "" {
		s += " on APN " + quoted(b.APN)
	}
	if b.Local.IsValid() {
		s += ", address " + b.Local.String()
	}
	if b.Gateway.IsValid() {
		s += ", gateway " + b.Gateway.String()
	}
	if b.DNS1.IsValid() {
		s += ", DNS " + b.DNS1.String()
	}
	o.Meaning = s
	return true
}

// packetEvent explains +CGEV (27.007 10.1.19), with its name or without.
func packetEvent(o *Object, line string) bool {
	p, err := atcmd.ParseCGEV(line)
	if err != nil {
		return false
	}
	by, who := "me", "the module"
	if p.Network {
		by, who = "nw", "the network"
	}
	kind, s := event(p, by, who)
	o.set("type", kind)
	o.set("pdp_type", orNil(p.Type, p.Type != ""))
	o.set("pdp_addr", orNil(p.Address, p.Address != ""))
	o.set("cid", orNil(p.CID, p.CID >= 0))
	o.set("parent_cid", orNil(p.Parent, p.Parent >= 0))
	o.set("event_type", orNil(p.Kind, p.Kind >= 0))
	if p.Event == atcmd.ContextUp || p.Event == atcmd.Modified {
		o.set("reason", orNil(p.Reason, p.Reason >= 0))
	}
	if p.Class != "" {
		o.set("class", p.Class)
		s += " " + p.Class
	}
	if p.Event == atcmd.ContextUp && p.Reason >= 0 && p.Reason <= 2 {
		s += [...]string{"; only IPv4 was granted", "; only IPv6 was granted", "; only one address at a time was granted"}[p.Reason]
	}
	if p.Address != "" {
		s += ", address " + p.Address
	}
	o.Meaning = s
	return true
}

func event(p atcmd.Packet, by, who string) (kind, meaning string) {
	context := "a context"
	if p.CID >= 0 {
		context = "context " + itoa(p.CID)
	}
	switch p.Event {
	case atcmd.Detached:
		return by + "_detach", who + " ended the registration for data: every context is gone"
	case atcmd.ClassChanged:
		return by + "_class", who + " changed the class of the device to"
	case atcmd.ContextUp:
		return by + "_act_primary", who + " activated " + context + ": data can flow"
	case atcmd.ContextDown:
		if p.Named {
			return by + "_deact_pdp", who + " deactivated " + context
		}
		return by + "_deact_primary", who + " deactivated " + context + ": no more data on it"
	case atcmd.SecondaryUp:
		return by + "_act_secondary", who + " added bearer " + itoa(p.CID) + " to context " + itoa(p.Parent)
	case atcmd.SecondaryDown:
		return by + "_deact_secondary", who + " took bearer " + itoa(p.CID) + " from context " + itoa(p.Parent)
	case atcmd.Modified:
		return by + "_modify", who + " changed the quality or filters of " + context
	case atcmd.Reactivated:
		return by + "_react", who + " activated a context anew"
	case atcmd.Rejected:
		return "reject", "the network asked for a context, and the module refused it"
	}
	return "", ""
}

// lock explains `+CPIN: <code>` (27.007 8.3).
func lock(o *Object, rest string) bool {
	code, err := atcmd.ParseCPIN(rest)
	if text := strings.ToUpper(unquoted(rest)); text == "SIM REMOVED" || text == "NOT DETECTED" { // SIMCom, Telit
		code, err = text, nil
	}
	if err != nil {
		return false
	}
	o.set("code", code)
	word := strings.ToLower(strings.NewReplacer(" ", "_", "-", "_").Replace(code))
	switch code {
	case "READY":
		word = "none"
		o.Meaning = "the SIM is there and needs no PIN"
	case "NOT READY":
		o.Meaning = "the SIM is gone, or not ready yet"
	case "SIM REMOVED":
		o.Meaning = "the SIM was taken out"
	case "NOT INSERTED", "NOT DETECTED":
		o.Meaning = "no SIM is in the slot"
	case "SIM PIN":
		o.Meaning = "the SIM waits for its PIN (AT+CPIN)"
	case "SIM PUK":
		o.Meaning = "the PIN is blocked: only the PUK of the issuer opens it, and ten wrong ones destroy the card"
	case "SIM PIN2", "SIM PUK2":
		o.Meaning = "the SIM waits for " + code[4:] + "; that bars some settings only, not the network"
	default:
		o.Meaning = "the module is locked to a network or device and waits for a code: " + code
	}
	o.set("lock", word)
	return true
}

// functionality explains `+CFUN: <fun>` (27.007 8.2).
func functionality(o *Object, l said) bool {
	fun, err := atcmd.ParseCFUN(l.name + ": " + l.rest)
	if err != nil {
		return false
	}
	o.set("fun", fun)
	power, s := any(nil), "a functionality of the maker's own ("+itoa(fun)+")"
	switch fun {
	case 0:
		power, s = "off", "minimum functionality: radio off, and the SIM on most modules"
	case 1:
		power, s = "on", "full functionality: the radio is on"
	case 4:
		power, s = "low", "flight mode: the radio is off"
	case 19: // u-blox SARA-R4, TOBY-L4: minimum functionality with the SIM off
		power, s = "low", "minimum functionality with the SIM off (u-blox)"
	}
	o.set("power", power)
	if len(l.args) > 1 {
		o.number("rst", l.args.at(1))
	}
	o.Meaning = s
	return true
}
