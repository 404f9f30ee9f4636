package modemtest

// basicCommands are those of ITU-T V.250, chapter 6.
func basicCommands() map[string]command {
	none := command{exec: func(*call) error { return nil }}
	t := map[string]command{
		"E":     {exec: func(c *call) error { return c.flag(&c.m.set.echo) }},
		"V":     {exec: func(c *call) error { return c.flag(&c.m.set.verbose) }},
		"Q":     {exec: func(c *call) error { return c.flag(&c.m.set.quiet) }},
		"Z":     {exec: func(c *call) error { c.m.set = c.m.profile.clone(); return nil }},
		"&F":    {exec: func(c *call) error { c.m.set = factory(c.m.persona); return nil }},
		"&W":    {exec: func(c *call) error { c.m.profile = c.m.set.clone(); return nil }},
		"S":     {exec: func(*call) error { return nil }, read: readRegister, set: setRegister},
		"I":     {exec: sayIdentity},
		"D":     {exec: dial},
		"H":     {exec: endCall},
		"&D":    {exec: func(c *call) error { return c.keep("&D", 2) }},
		"A":     {exec: func(*call) error { return errNoCarrier }},
		"O":     {exec: goOnline},
		"+CMEE": {test: "(0,1,2)", read: func(c *call) error { c.say("+CMEE: " + itoa(c.m.set.cmee)); return nil }, set: setCMEE},
		"+FCLASS": {test: "0", read: func(c *call) error { c.say("+FCLASS: 0"); return nil },
			set: func(*call) error { return nil }},
	}
	// What concerns the telephone line and the circuits of a serial port has no effect here.
	for _, name := range []string{"X", "L", "M", "P", "T", "N", "&C", "&S", "&K", "&Q", "&R", "&V", "&G", `\Q`, `\V`} {
		t[name] = none
	}
	return t
}

// flag sets a parameter that is 0 or 1; without a number it is 0 (V.250, 5.3.1).
func (c *call) flag(v *bool) error {
	switch c.raw {
	case "", "0":
		*v = false
	case "1":
		*v = true
	default:
		return errPlain
	}
	return nil
}

// keep remembers the number of a basic command, at most high.
func (c *call) keep(name string, high int) error {
	n, ok := number("0"+c.raw, 0, high)
	if !ok {
		return errPlain
	}
	c.m.set.stored[name] = itoa(n)
	return nil
}

// register returns the S-parameter with a number, nil when it has no effect here.
func (s *settings) register(n string) *byte {
	switch n {
	case "0":
		return &s.s0
	case "3":
		return &s.s3
	case "4":
		return &s.s4
	case "5":
		return &s.s5
	case "6":
		return &s.s6
	case "7":
		return &s.s7
	case "8":
		return &s.s8
	case "10":
		return &s.s10
	}
	return nil
}

func readRegister(c *call) error {
	value := byte(0)
	if r := c.m.set.register(c.raw); r != nil {
		value = *r
	}
	c.say(string([]byte{'0' + value/100, '0' + value/10%10, '0' + value%10}))
	return nil
}

func setRegister(c *call) error {
	high := 255
	if n := c.arg(0); n == "3" || n == "4" || n == "5" {
		high = 127 // V.250, 6.2.1 to 6.2.3
	}
	n, ok := number(c.arg(1), 0, high)
	if !ok {
		return errPlain
	}
	if r := c.m.set.register(c.arg(0)); r != nil {
		*r = byte(n)
	}
	return nil
}

func setCMEE(c *call) error {
	n, err := c.num(0, 0, 2, 0)
	if err == nil {
		c.m.set.cmee = n
	}
	return err
}
