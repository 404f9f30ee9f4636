package atcmd

import (
	"fmt"
	"strings"
)

// PacketEvent is what a +CGEV line tells of.
type PacketEvent uint8

// The events of 27.007 10.1.19; the two of IPv6 are Nordic's (nRF91 +CGEV page).
const (
	UnknownEvent  PacketEvent = 0
	Detached      PacketEvent = 1 // NW DETACH, ME DETACH
	ClassChanged  PacketEvent = 2 // NW CLASS, ME CLASS
	ContextUp     PacketEvent = 3 // PDN ACT: a connection of its own
	ContextDown   PacketEvent = 4 // PDN DEACT, or DEACT with a type and an address
	SecondaryUp   PacketEvent = 5 // ACT: a further bearer of a connection
	SecondaryDown PacketEvent = 6 // DEACT with two contexts
	Modified      PacketEvent = 7 // NW MODIFY, ME MODIFY
	Reactivated   PacketEvent = 8 // NW REACT
	Rejected      PacketEvent = 9 // REJECT: the network asked for a context, the module refused
	IPv6Up        PacketEvent = 10
	IPv6Failed    PacketEvent = 11
)

// Packet is one +CGEV line. Numbers that are not in it are -1.
type Packet struct {
	Event   PacketEvent
	Network bool   // the network did it, not the module
	Named   bool   // the form with a type and an address, that of GPRS
	Type    string // of the context: "IP"
	Address string
	Class   string
	CID     int
	Parent  int // of a further bearer: the context it belongs to
	Reason  int // ME PDN ACT: 0 IPv4 only, 1 IPv6 only, 2 single address; MODIFY: what changed
	Kind    int // <event_type>: 0 it is so, 1 an answer is asked for
}

// ParseCGEV reads `+CGEV: <event> <parameters>` (27.007 10.1.19), for example
// `+CGEV: ME PDN ACT 1,0` or `+CGEV: NW DEACT "IP","10.1.2.3",1`. Modules leave
// out who did it (`PDN ACT 1`, Quectel), write EPS for it (SIMCom), or give the
// type without an address (`NW ACT IP,1`, u-blox). The name may be missing.
func ParseCGEV(line string) (Packet, error) {
	rest := line
	if name, r, ok := nameAndRest(line); ok && strings.HasPrefix(name, "+") {
		if name != "+CGEV" {
			return Packet{}, fmt.Errorf("not a +CGEV line")
		}
		rest = r
	}
	p := Packet{CID: -1, Parent: -1, Reason: -1, Kind: -1}
	word, tail := nextWord(rest)
	p.Network = word == "NW"
	switch word {
	case "NW", "ME", "EPS":
		word, tail = nextWord(tail)
	}
	pdn := word == "PDN"
	if pdn {
		word, tail = nextWord(tail)
	}
	if !p.parameters(word, pdn, tail) {
		return Packet{}, fmt.Errorf("cannot read +CGEV: an event or form that is not known")
	}
	return p, nil
}

// parameters reads what stands behind the event's words.
func (p *Packet) parameters(word string, pdn bool, tail string) bool {
	f := fields{rest: tail, more: tail != ""}
	switch word {
	case "DETACH":
		p.Event = Detached
	case "CLASS":
		p.Event = ClassChanged
		p.Class, _ = f.next()
	case "REJECT":
		p.Event, p.Network = Rejected, true
		p.named(&f)
	case "REACT":
		p.Event = Reactivated
		p.named(&f)
	case "ACT", "DEACT":
		p.change(word == "ACT", pdn, &f)
	case "MODIFY":
		p.Event = Modified
		p.CID, p.Reason, p.Kind = f.must("context"), f.int(-1), f.int(-1)
	case "IPV6":
		p.Event = IPv6Up
		if rest, failed := strings.CutPrefix(tail, "FAIL "); failed {
			p.Event, f.rest = IPv6Failed, rest
		}
		p.CID = f.must("context")
	}
	return p.Event != UnknownEvent && f.err == nil
}

// named reads <PDP_type>,<PDP_addr>[,<cid>].
func (p *Packet) named(f *fields) {
	p.Named = true
	p.Type, _ = f.next()
	p.Address, _ = f.next()
	p.CID = f.int(-1)
}

// change reads an activation or deactivation. Without PDN the first parameter
// tells the form: a type's name, or the context that a further bearer belongs to.
func (p *Packet) change(up, pdn bool, f *fields) {
	digit := leadingDigits(strings.TrimLeft(f.rest, " \"")) > 0
	switch {
	case pdn && up:
		p.Event, p.CID, p.Reason = ContextUp, f.must("context"), f.int(-1)
	case pdn:
		p.Event, p.CID = ContextDown, f.must("context")
	case !digit && up:
		p.Event, p.Named = ContextUp, true
		p.Type, _ = f.next()
		p.CID = f.must("context")
	case !digit:
		p.Event = ContextDown
		p.named(f)
	default:
		p.Event = SecondaryDown
		if up {
			p.Event = SecondaryUp
		}
		p.Parent, p.CID, p.Kind = f.must("context"), f.must("context"), f.int(-1)
	}
}

// nextWord cuts the first word off.
func nextWord(s string) (word, rest string) {
	word, rest, _ = strings.Cut(strings.TrimLeft(s, " "), " ")
	return word, strings.TrimLeft(rest, " ")
}
