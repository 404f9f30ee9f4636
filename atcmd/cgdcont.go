package atcmd

import "fmt"

// A Context is a packet data context as it is defined in the module.
type Context struct {
	CID  int
	Type string // "IP", "IPV6", "IPV4V6", "PPP", "Non-IP"
	APN  string // "" when the network chooses
}

// ParseCGDCONT reads one line of the answer of AT+CGDCONT? (27.007 10.1.1):
// `+CGDCONT: <cid>,<PDP_type>,<APN>,<PDP_addr>,…`, for example
// `+CGDCONT: 1,"IPV4V6","super","0.0.0.0.0.0.0.0",0,0`.
func ParseCGDCONT(line string) (Context, error) {
	name, f, ok := cut(line)
	if !ok || name != "+CGDCONT" {
		return Context{}, fmt.Errorf("not a +CGDCONT line")
	}
	c := Context{CID: f.must("context")}
	c.Type, _ = f.next()
	apn, _ := f.next()
	if f.err != nil {
		return Context{}, fmt.Errorf("cannot read +CGDCONT: %v", f.err)
	}
	c.Type, c.APN = clip(c.Type), clipTo(apn, maxAPN)
	return c, nil
}

// A ContextRange says which contexts of a type a module may define.
type ContextRange struct {
	Min, Max int
	Type     string
}

// ParseCGDCONTTest reads one line of the answer of AT+CGDCONT=? (27.007
// 10.1.1): `+CGDCONT: (1-16),"IP",,,(0-2),(0-4)`. A list with gaps gives what
// is in front of the first: the contexts in a gap do not exist. The types may
// stand in parentheses.
func ParseCGDCONTTest(line string) ([]ContextRange, error) {
	name, rest, ok := nameAndRest(line)
	if !ok || name != "+CGDCONT" {
		return nil, fmt.Errorf("not a +CGDCONT line")
	}
	list, rest, _, _ := nextGroup(rest)
	low, high, ok := firstRange(list)
	if !ok {
		return nil, fmt.Errorf("cannot read +CGDCONT: no range of contexts")
	}
	types, _, _, _ := nextGroup(rest)
	var out []ContextRange
	for f := (fields{rest: types, more: types != ""}); f.more && len(out) < maxFields; {
		if t, _ := f.next(); t != "" {
			out = append(out, ContextRange{low, high, clip(t)})
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("cannot read +CGDCONT: no type in it")
	}
	return out, nil
}
