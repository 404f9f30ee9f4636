package modemtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// networkCommands are 27.007, 7.2, 7.3, 10.1.9 and 10.1.20.
func networkCommands(p *Persona) map[string]command {
	t := map[string]command{
		"+COPS": {probe: scanNetworks, read: readCOPS, set: setCOPS},
		"+CGATT": {test: "(0,1)", read: func(c *call) error {
			c.say("+CGATT: " + oneIf(c.m.attached()))
			return nil
		}, set: setCGATT},
		"+CEER": {exec: sayCause},
	}
	high := map[string]int{"+CREG": p.maxCREG(), "+CGREG": p.maxCREG(), "+CEREG": p.maxCEREG()}
	for i := range domains {
		d := &domains[i]
		t[d.name] = command{
			test: fmt.Sprintf("(0-%d)", high[d.name]),
			read: func(c *call) error {
				n := *d.n(&c.m.set)
				c.say(fmt.Sprintf("%s: %d,%s", d.name, n, d.text(c.m, &c.m.network.show, n)))
				return nil
			},
			set: func(c *call) error {
				n, err := c.num(0, 0, high[d.name], 0)
				if err == nil {
					*d.n(&c.m.set) = n
				}
				return err
			},
		}
	}
	return t
}

// setCGATT attaches to packet service or leaves it.
func setCGATT(c *call) error {
	on, err := c.num(0, 0, 1, -1)
	if err != nil || on < 0 {
		return cmeParameters
	}
	if err := c.needCard(); err != nil {
		return err
	}
	m := c.m
	if on == 0 && !m.network.psOff {
		m.network.psOff = true
		m.after(0, func() {
			wasOn := m.attached()
			m.showRegistration(m.masked())
			if f := m.onDetach; f != nil && wasOn {
				m.pending = append(m.pending, func() { f("+CGATT=0") })
			}
		})
	}
	if on == 1 && m.network.psOff {
		m.network.psOff = false
		m.after(0, func() { m.ask("") })
	}
	return nil
}

func readCOPS(c *call) error {
	n := &c.m.network
	mode := 0
	switch {
	case n.deregister:
		mode = 2
	case n.manual != "":
		mode = 1
	}
	r := &n.show
	if r.Operator == "" || !served(r.CS) && !c.m.attached() {
		c.say("+COPS: " + itoa(mode))
		return nil
	}
	name := r.Operator
	if c.m.set.copsFormat < 2 && r.LongName != "" {
		name = c.coded(r.LongName)
	}
	c.say(fmt.Sprintf(`+COPS: %d,%d,"%s",%d`, mode, c.m.set.copsFormat, name, c.m.act(r)))
	return nil
}

// scanNetworks is +COPS=?: the network that offers itself, and a made-up one that refuses.
func scanNetworks(c *call) error {
	if err := c.needCard(); err != nil {
		return err
	}
	n := &c.m.network
	if !c.m.up || n.fun == funOff || n.fun == funFlight {
		return cmeNoNetwork
	}
	line := "+COPS: "
	if o := n.offer.Operator; o != "" {
		state, name := 1, n.offer.LongName
		if n.show.Operator == o && (served(n.show.CS) || c.m.attached()) {
			state = 2
		}
		if name == "" {
			name = o
		}
		name = c.coded(name)
		line += fmt.Sprintf(`(%d,"%s","%s","%s",%d),`, state, name, name, o, c.m.act(&n.offer))
	}
	c.say(line + fmt.Sprintf(`(3,"%s","%s","00102",7),,(0-4),(0-2)`, c.coded("Test Net"), c.coded("Test")))
	return nil
}

func setCOPS(c *call) error {
	mode, err := c.num(0, 0, 4, 0)
	if err != nil {
		return err
	}
	format, err := c.num(1, 0, 2, c.m.set.copsFormat)
	if err != nil {
		return err
	}
	if mode == 3 {
		c.m.set.copsFormat = format
		return nil
	}
	if err := c.needCard(); err != nil {
		return err
	}
	m, n := c.m, &c.m.network
	switch mode {
	case 0:
		again := n.deregister || n.manual != "" || !m.attached() && !served(n.show.CS)
		n.deregister, n.manual = false, ""
		if again {
			m.after(0, func() { m.ask("") })
		}
	case 2:
		n.deregister = true
		m.after(0, func() { m.leave("+COPS=2") })
	default:
		return m.selectNetwork(c.arg(2), mode == 4)
	}
	return nil
}

// selectNetwork is manual selection; with fallback, automatic follows a refusal. Without a function for
// OnAttachRequest only the network on offer can be found.
func (m *Modem) selectNetwork(want string, fallback bool) error {
	n := &m.network
	if want == "" {
		return cmeParameters
	}
	found := m.onAttach != nil || want == n.offer.Operator || strings.EqualFold(want, n.offer.LongName)
	if !found && !fallback {
		n.manual = want
		m.after(0, func() { m.leave("+COPS=1") })
		return cmeNoNetwork
	}
	n.deregister, n.manual = false, want
	if !found {
		n.manual = ""
	}
	m.after(0, func() { m.ask(n.manual) })
	return nil
}

// sayCause is +CEER: the latest refusal in words of this package.
func sayCause(c *call) error {
	if n := c.m.network.lastCause; n != 0 {
		c.say(fmt.Sprintf("+CEER: Registration rejected, cause %d", n))
	} else {
		c.say("+CEER: No cause information available")
	}
	return nil
}

// sayCommands is +CLAC: the commands of this module.
func sayCommands(c *call) error {
	for _, name := range slices.Sorted(maps.Keys(c.m.table)) {
		c.say("AT" + name)
	}
	return nil
}

func oneIf(on bool) string {
	if on {
		return "1"
	}
	return "0"
}
