package ports

import "strings"

// Known is an interface of the table by which a module takes AT commands first: what rules for all modules go by.
type Known struct {
	VID  string
	PIDs []string // empty: all of the vendor
	// Interface is its number, -1 where the table goes by the next two.
	Interface          int
	SubClass, Protocol int
	Second             int // number of another AT port of the module, -1: none
}

// AllKnown lists the table's first AT interfaces, in its order. A module whose interfaces a card of RNDIS moves up stands in it
// twice: a rule cannot see the card, but where there is none, no tty has those numbers.
func AllKnown() []Known {
	var list []Known
	for _, m := range makers {
		for line := range strings.Lines(m.rows) {
			list = append(list, m.parseRow(strings.TrimSuffix(line, "\n")).known(m.vid)...)
		}
	}
	return list
}

func (r row) known(vid string) (list []Known) {
	k := Known{VID: vid, PIDs: strings.Fields(r.pids), Interface: -1, Second: -1}
	if r.pids == "*" {
		k.PIDs = nil
	}
	switch {
	case r.mode != "":
		return nil
	case r.protocols == nil:
		k.Interface, k.Second = strings.IndexByte(r.layout, 'a'), strings.IndexByte(r.layout, 'A')
		if k.Interface < 0 {
			return nil
		}
		list = []Known{k}
		if up := r.rndisShift; up > 0 {
			k.Interface += up
			if k.Second >= 0 {
				k.Second += up
			}
			list = append(list, k)
		}
		return list
	}
	for n := range 1 << 16 {
		if k.SubClass, k.Protocol = n>>8, n&0xff; r.protocols(k.SubClass, k.Protocol) == RoleAT {
			list = append(list, k)
		}
	}
	return list
}
