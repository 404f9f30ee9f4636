package modemtest

import (
	"fmt"
	"slices"
	"strings"
)

// indicator is one of +CIND (27.007, 8.9).
type indicator struct {
	name  string
	high  int
	value func(*Modem) int
}

// maxIndicators bounds the list of a persona.
const maxIndicators = 16

// indicators are those that a persona can have; usualIndicators is the order without Persona.Indicators.
var indicators = []indicator{
	{"battchg", 5, func(*Modem) int { return 5 }},
	{"signal", 5, func(m *Modem) int {
		if n := m.csq(); n != 99 {
			return min(n*5/31+1, 5)
		}
		return 0
	}},
	{"service", 1, func(m *Modem) int { return toInt(served(m.network.show.CS) || m.attached()) }},
	{"call", 1, func(*Modem) int { return 0 }},
	{"roam", 1, func(m *Modem) int {
		r := &m.network.show
		return toInt(r.CS == 5 || r.PS == 5 || r.EPS == 5)
	}},
	{"smsfull", 1, func(m *Modem) int {
		s := m.store[m.mem3()]
		return toInt(s.used() == len(s.places))
	}},
	{"sounder", 1, func(*Modem) int { return 0 }},
	{"message", 1, func(*Modem) int { return 0 }},
	{"gprs", 2, func(m *Modem) int { return toInt(m.attached()) }},
	{"callsetup", 3, func(*Modem) int { return 0 }},
	{"callheld", 1, func(*Modem) int { return 0 }},
	{"simind", 2, holder},
}

var usualIndicators = []string{"battchg", "signal", "service", "call", "roam", "smsfull"}

// indicators are those of this module, in the order of its list.
func (m *Modem) indicators() (list []indicator) {
	names := m.persona.Indicators
	if names == nil {
		names = usualIndicators
	}
	for _, name := range names[:min(len(names), maxIndicators)] {
		if i := slices.IndexFunc(indicators, func(i indicator) bool { return i.name == name }); i >= 0 {
			list = append(list, indicators[i])
		}
	}
	return list
}

func toInt(on bool) int {
	if on {
		return 1
	}
	return 0
}

func testCIND(c *call) error {
	var list []string
	for _, i := range c.m.indicators() {
		sep := "-"
		if i.high == 1 {
			sep = ","
		}
		list = append(list, fmt.Sprintf(`("%s",(0%s%d))`, i.name, sep, i.high))
	}
	c.say("+CIND: " + strings.Join(list, ","))
	return nil
}

func readCIND(c *call) error {
	var list []string
	for _, i := range c.m.indicators() {
		list = append(list, itoa(i.value(c.m)))
	}
	c.say("+CIND: " + strings.Join(list, ","))
	return nil
}

// setCMER is +CMER=mode[,keyp[,disp[,ind[,bfr]]]] (27.007, 8.10).
func setCMER(c *call) error {
	var v [5]string
	for i := range v {
		n, err := c.num(i, 0, []int{3, 2, 2, 2, 1}[i], 0)
		if err != nil || len(c.args) > len(v) {
			return cmeParameters
		}
		v[i] = itoa(n)
	}
	c.m.set.stored["+CMER"] = strings.Join(v[:], ",")
	c.m.seen = c.m.indicatorValues()
	return nil
}

func (m *Modem) indicatorValues() (v [maxIndicators]int) {
	for i, one := range m.indicators() {
		v[i] = one.value(m)
	}
	return v
}

// sayIndicators prints +CIEV for what has changed since, when +CMER asks for it. Under mu.
func (m *Modem) sayIndicators() {
	if s := m.set.stored["+CMER"]; len(s) < 7 || s[0] == '0' || s[6] == '0' {
		return
	}
	now := m.indicatorValues()
	for i, v := range now {
		if v != m.seen[i] {
			m.urc(fmt.Sprintf("+CIEV: %d,%d", i+1, v))
		}
	}
	m.seen = now
}

// sayPacketEvent prints +CGEV (27.007, 10.1.19) when +CGEREP asks for it. Under mu.
func (m *Modem) sayPacketEvent(event string) {
	if s := m.set.stored["+CGEREP"]; s != "" && s[0] != '0' {
		m.urc("+CGEV: " + event)
	}
}
