package modemtest

// identityCommands are 3GPP TS 27.007, chapter 5, and V.250, 6.1.
func identityCommands(p *Persona) map[string]command {
	print := func(text string) command {
		return command{exec: func(c *call) error { c.say(text); return nil }}
	}
	t := map[string]command{
		"+GMI": print(p.Manufacturer), "+CGMI": print(p.Manufacturer),
		"+GMM": print(p.Model), "+CGMM": print(p.Model),
		"+GMR": print(p.Revision), "+CGMR": print(p.Revision),
		"+GSN":  print(p.IMEI),
		"+GCAP": print("+GCAP: +CGSM"),
		"+CGSN": {test: "(0-3)", exec: print(p.IMEI).exec, set: saySerial},
		"+CCLK": {
			read: func(c *call) error { c.say(`+CCLK: "` + smsTime(c.m.opt.Now()) + `"`); return nil },
			set:  func(*call) error { return nil },
		},
		"+CPAS": {test: "(0,3,4)", exec: func(c *call) error { c.say("+CPAS: 0"); return nil }},
		"+CLAC": {exec: sayCommands},
	}
	return t
}

func sayIdentity(c *call) error {
	if c.raw != "" && c.raw != "0" {
		return nil
	}
	for _, line := range c.m.persona.Identity {
		c.say(line)
	}
	return nil
}

// saySerial prints the forms of +CGSN=n (27.007, 5.4).
func saySerial(c *call) error {
	n, err := c.num(0, 0, 3, 0)
	if err != nil {
		return err
	}
	imei := c.m.persona.IMEI
	switch n {
	case 0:
		c.say(imei)
	case 1:
		c.say(`+CGSN: "` + imei + `"`)
	case 2:
		c.say(`+CGSN: "` + imei[:min(14, len(imei))] + `01"`)
	case 3:
		c.say(`+CGSN: "01"`)
	}
	return nil
}
