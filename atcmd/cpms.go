package atcmd

import "fmt"

// A Storage is one of those for messages.
type Storage struct {
	Name        string // "SM", "ME", "MT", "SR", "BM", "TA"; "" in the answer of the set form
	Used, Total int    // messages; -1 when not told
}

// Full tells that no further message fits: the network keeps what comes.
func (s Storage) Full() bool { return s.Total > 0 && s.Used >= s.Total }

// ParseCPMS reads the answer of AT+CPMS? (27.005 3.2.2): for each of the three
// uses (read and delete, write and send, receive) a name and two numbers, as
// `+CPMS: "SM",3,40,"SM",3,40,"ME",0,23`; or that of the set form, which has the
// numbers alone. Uses that are missing have an empty name and -1.
func ParseCPMS(line string) ([3]Storage, error) {
	none := Storage{Used: -1, Total: -1}
	out := [3]Storage{none, none, none}
	name, rest, ok := nameAndRest(line)
	if !ok || name != "+CPMS" {
		return out, fmt.Errorf("not a +CPMS line")
	}
	var t [maxFields]string
	n, _ := splitFields(rest, &t)
	step := 3
	if _, number := decimal(t[0]); number {
		step = 2
	}
	for i := range out {
		if (i+1)*step > n {
			break
		}
		v := t[i*step : (i+1)*step]
		used, ok1 := decimal(v[step-2])
		total, ok2 := decimal(v[step-1])
		if !ok1 || !ok2 || used < 0 || total < 0 {
			continue
		}
		out[i].Used, out[i].Total = used, total
		if step == 3 {
			out[i].Name = clip(v[0])
		}
	}
	if out[0] == none {
		return out, fmt.Errorf("cannot read +CPMS: no storage in it")
	}
	return out, nil
}

// ParseCPMSTest reads the answer of AT+CPMS=? (27.005 3.2.2): the names for each
// of the three uses, as `+CPMS: ("SM","ME"),("SM","ME"),("SM","ME")`. A list of
// one may have no parentheses, and some modules put them around the whole.
func ParseCPMSTest(line string) ([3][]string, error) {
	var out [3][]string
	name, rest, ok := nameAndRest(line)
	if !ok || name != "+CPMS" {
		return out, fmt.Errorf("not a +CPMS line")
	}
	if inner, _, group, _ := nextGroup(rest); group && len(inner) > 0 && inner[0] == '(' {
		rest = inner
	}
	found := false
	for i := range out {
		var text string
		if text, rest, _, ok = nextGroup(rest); !ok {
			break
		}
		for f := (fields{rest: text, more: text != ""}); f.more && len(out[i]) < maxFields; {
			if s, _ := f.next(); s != "" {
				out[i], found = append(out[i], clip(s)), true
			}
		}
	}
	if !found {
		return out, fmt.Errorf("cannot read +CPMS: no storage in it")
	}
	return out, nil
}
