package modemtest

import "fmt"

// cinterionCommands are those of the PLS62-W AT Command Set.
func cinterionCommands(*Persona) map[string]command {
	return map[string]command{
		"^SPIC":  {exec: tries(cinterionTries), set: sayFacilityTries},
		"^SCKS":  reporting("^SCKS", 1, holder),
		"^SMONI": {exec: saySMONI},
		"^SMSO":  {exec: saySMSO},
		"^SSET":  reporting("^SSET", 1, nil),
	}
}

// cinterionTries prints the counter of the code that is asked for at present, as telitTries does.
func cinterionTries(pin, puk, _, _ int) []string {
	if pin == 0 {
		pin = puk
	}
	return []string{"^SPIC: " + itoa(pin)}
}

// sayFacilityTries is ^SPIC="SC",n: the counter of the PIN (0) or of the PUK (1), whatever is asked for.
func sayFacilityTries(c *call) error {
	n, err := c.num(1, 0, 1, 0)
	if err != nil || c.arg(0) != "SC" {
		return cmeParameters
	}
	return tries(func(pin, puk, _, _ int) []string { return []string{"^SPIC: " + itoa([]int{pin, puk}[n])} })(c)
}

// saySMSO answers with a line before its OK; ^SHUTDOWN follows when it is done.
func saySMSO(c *call) error {
	c.say("^SMSO: MS OFF")
	return powerDown(c)
}

// saySMONI is, over E-UTRAN, `^SMONI: 4G,earfcn,band,dlbw,ulbw,mode,mcc,mnc,tac,cell,pci,srxlev,rsrp,rsrq,state`.
func saySMONI(c *call) error {
	r, s, ok := c.m.serving()
	if !ok {
		c.say("^SMONI: 4G,SEARCH")
		return nil
	}
	mcc, mnc := r.plmn()
	switch {
	case r.lte():
		c.say(fmt.Sprintf("^SMONI: 4G,%d,%d,10,10,FDD,%s,%s,%04X,%07X,%d,33,%d,%d,NOCONN", cellEARFCN, cellBand, mcc, mnc,
			r.TAC, r.CI, cellPCI, s.RSRPdBm, s.RSRQdB))
	case r.gsm():
		c.say(fmt.Sprintf("^SMONI: 2G,71,%d,%s,%s,%04X,%04X,33,33,3,6,G,NOCONN", rssi(s), mcc, mnc, r.TAC, r.CI))
	default:
		c.say(fmt.Sprintf("^SMONI: 3G,10564,296,-7.5,%d,%s,%s,%04X,%07X,%d,-78,NOCONN", rssi(s)-4, mcc, mnc, r.TAC, r.CI, rssi(s)))
	}
	return nil
}
