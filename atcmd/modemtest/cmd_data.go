package modemtest

import (
	"fmt"
	"slices"
)

// pdpContext is one line of +CGDCONT.
type pdpContext struct {
	id        int
	kind, apn string
	wanted    bool // active by default, as the first one of an LTE module, or by +CGACT
	active    bool
}

// maxContext is the highest <cid>.
const maxContext = 16

func defaultContexts() []pdpContext {
	return []pdpContext{{id: 1, kind: "IPV4V6", wanted: true}}
}

// refreshContexts follows the attach state. Under mu.
func (m *Modem) refreshContexts() {
	for i := range m.pdp {
		p := &m.pdp[i]
		was := p.active
		if p.active = p.wanted && m.attached(); p.active == was || !m.attached() {
			continue // the end of the attach is told by itself
		}
		if p.active {
			m.sayPacketEvent("ME PDN ACT " + itoa(p.id))
		} else {
			m.sayPacketEvent("ME PDN DEACT " + itoa(p.id))
		}
	}
}

// context returns the context with a number, nil when it is not defined.
func (m *Modem) context(id int) *pdpContext {
	i := slices.IndexFunc(m.pdp, func(p pdpContext) bool { return p.id == id })
	if i < 0 {
		return nil
	}
	return &m.pdp[i]
}

// address is a made-up one (RFC 6598 space).
func (p *pdpContext) address() string { return fmt.Sprintf("100.64.0.%d", p.id+1) }

// dataCommands are 27.007, 10.1.
func dataCommands() map[string]command {
	return map[string]command{
		"+CGDCONT": {probe: testCGDCONT, read: readCGDCONT, set: setCGDCONT},
		"+CGACT": {test: "(0,1)", read: func(c *call) error {
			for _, p := range c.m.pdp {
				c.say(fmt.Sprintf("+CGACT: %d,%s", p.id, oneIf(p.active)))
			}
			return nil
		}, set: setCGACT},
		"+CGDATA":    {test: `"PPP"`, set: enterData},
		"+CGPADDR":   {exec: sayAddresses, set: sayAddresses},
		"+CGCONTRDP": {exec: sayContexts, set: sayContexts},
	}
}

func testCGDCONT(c *call) error {
	for _, kind := range []string{"IP", "IPV6", "IPV4V6"} {
		c.say(fmt.Sprintf(`+CGDCONT: (1-%d),"%s",,,(0-2),(0-4),(0,1),(0,1)`, maxContext, kind))
	}
	return nil
}

func readCGDCONT(c *call) error {
	for _, p := range c.m.pdp {
		c.say(fmt.Sprintf(`+CGDCONT: %d,"%s","%s","",0,0,0,0`, p.id, p.kind, p.apn))
	}
	return nil
}

func setCGDCONT(c *call) error {
	id, err := c.num(0, 1, maxContext, 1)
	if err != nil {
		return err
	}
	if len(c.args) < 2 {
		c.m.pdp = slices.DeleteFunc(c.m.pdp, func(p pdpContext) bool { return p.id == id })
		return nil
	}
	switch c.arg(1) {
	case "IP", "IPV6", "IPV4V6", "PPP":
	default:
		return cmeParameters
	}
	if p := c.m.context(id); p != nil {
		p.kind, p.apn = c.arg(1), c.arg(2)
		return nil
	}
	c.m.pdp = append(c.m.pdp, pdpContext{id: id, kind: c.arg(1), apn: c.arg(2)})
	slices.SortFunc(c.m.pdp, func(a, b pdpContext) int { return a.id - b.id })
	return nil
}

func setCGACT(c *call) error {
	on, err := c.num(0, 0, 1, -1)
	if err != nil || on < 0 {
		return cmeParameters
	}
	id, err := c.num(1, 1, maxContext, 0)
	if err != nil {
		return err
	}
	if on == 1 && !c.m.attached() {
		return cmeNoNetwork
	}
	if id != 0 && c.m.context(id) == nil {
		return cmeParameters
	}
	for i := range c.m.pdp {
		if id == 0 || c.m.pdp[i].id == id {
			c.m.pdp[i].wanted = on == 1
		}
	}
	c.m.refreshContexts()
	return nil
}

// sayAddresses is +CGPADDR[=cid,…].
func sayAddresses(c *call) error {
	for _, p := range c.m.pdp {
		if !c.wants(p.id) {
			continue
		}
		switch {
		case p.active:
			c.say(fmt.Sprintf(`+CGPADDR: %d,"%s"`, p.id, p.address()))
		default:
			c.say(fmt.Sprintf("+CGPADDR: %d,\"0.0.0.0\"", p.id))
		}
	}
	return nil
}

// sayContexts is +CGCONTRDP[=cid]: active contexts only.
func sayContexts(c *call) error {
	for _, p := range c.m.pdp {
		if p.active && c.wants(p.id) {
			c.say(fmt.Sprintf(`+CGCONTRDP: %d,5,"%s","%s","","100.64.0.1","100.64.0.1"`, p.id, p.apn, p.address()))
		}
	}
	return nil
}

// wants reports whether a context is among the arguments; none means all.
func (c *call) wants(id int) bool {
	return len(c.args) == 0 || slices.Contains(c.args, itoa(id))
}

// AddTraffic counts bytes that the module has sent and received over the air.
func (m *Modem) AddTraffic(tx, rx uint64) {
	m.do(func() {
		m.autosave()
		m.tx += tx
		m.rx += rx
		if m.network.show.AcT >= 11 { // NR, alone or beside E-UTRA
			m.nr[0] += tx
			m.nr[1] += rx
		}
	})
}

// Counters returns the bytes sent and received that the module would report.
func (m *Modem) Counters() (tx, rx uint64) {
	m.do(func() { tx, rx = m.tx, m.rx })
	return tx, rx
}
