package modemtest

import "maps"

// settings are what commands change and &W keeps.
type settings struct {
	echo, verbose, quiet bool
	s0, s3, s4, s5       byte
	s6, s7, s8, s10      byte // V.250 6.3.9 to 6.3.12: kept, of no effect here
	cmee                 int
	creg, cgreg, cereg   int // <n>
	copsFormat           int
	cmgf                 int
	service              int // +CSMS
	cnmi                 [5]int
	autosaveSeconds      int // +QAUGDCNT, 0 is off
	stored               map[string]string
	keyed                map[string]map[string]string
}

// factory is the state of &F.
func factory(p *Persona) settings {
	s := settings{
		echo: !p.NoEcho, verbose: true, s3: '\r', s4: '\n', s5: charBackspace, s6: 2, s8: 2, s10: 15, cmee: p.CMEE,
		stored: make(map[string]string), keyed: make(map[string]map[string]string),
	}
	for _, v := range p.Settings {
		s.stored[v.Name] = v.Value
	}
	for name, values := range p.Keyed {
		s.keyed[name] = maps.Clone(values)
	}
	if args, ok := splitArgs(p.CNMI); ok && len(args) == len(s.cnmi) {
		for i, a := range args {
			s.cnmi[i], _ = number(a, 0, 9)
		}
	}
	return s
}

func (s settings) clone() settings {
	c := s
	c.stored = maps.Clone(s.stored)
	c.keyed = make(map[string]map[string]string, len(s.keyed))
	for name, values := range s.keyed {
		c.keyed[name] = maps.Clone(values)
	}
	return c
}
