package modemtest

import "fmt"

// nordicCommands are those of the nRF9160 AT Commands reference and of the Serial LTE Modem application.
func nordicCommands(*Persona) map[string]command {
	return map[string]command{
		"%XMONITOR":    {exec: sayXMONITOR},
		"%XSIM":        {read: func(c *call) error { c.say("%XSIM: " + oneIf(c.m.simUp)); return nil }, set: setNordicFlag},
		"%CESQ":        {set: setNordicFlag},
		"%XCONNSTAT":   {read: sayXCONNSTAT, set: setXCONNSTAT},
		"%XSYSTEMMODE": {read: storedCommand(Setting{Name: "%XSYSTEMMODE"}).read, set: setXSYSTEMMODE},
		"%SHORTSWVER":  says("%SHORTSWVER: nrf9160_1.3.5"),
		"%HWVERSION":   says("%HWVERSION: nRF9160 SICA B1A"),
		"+CSQ":         says("+CSQ: 99,99"), // it measures neither GSM nor UMTS
		"+CPIN":        {read: sayNordicCPIN, set: setCPIN},
		"+CPINR":       {set: setNordicCPINR},
		"#XRESET":      restarts,
		"#XSHUTDOWN":   switchesOff,
	}
}

// setXSYSTEMMODE is refused while the radio is on.
func setXSYSTEMMODE(c *call) error {
	if fun := c.m.network.fun; fun == 0 || fun == funFull {
		return cme(518) // not allowed in active state
	}
	c.m.set.stored[c.name] = c.raw
	return nil
}

// sayNordicCPIN puts the name of a code between quotation marks, but not READY.
func sayNordicCPIN(c *call) error {
	if err := c.needHolder(); err != nil {
		return errPlain
	}
	switch c.m.cardState() {
	case cardLocked:
		c.say(`+CPIN: "SIM PIN"`)
	case cardPUK:
		c.say(`+CPIN: "SIM PUK"`)
	default:
		return readCPIN(c)
	}
	return nil
}

func setNordicFlag(c *call) error {
	n, err := c.num(0, 0, 1, -1)
	if err != nil || n < 0 {
		return errPlain
	}
	c.m.set.stored[c.name] = itoa(n)
	return nil
}

// sayXMONITOR is `%XMONITOR: status,"name","short","plmn","tac",AcT,band,"cell",pci,earfcn,rsrp,snr,"","active",
// "tau ext","tau"`; the rest behind the status is there while registered. <rsrp> counts from -141 dBm, <snr>
// from -25 dB.
func sayXMONITOR(c *call) error {
	r, s, ok := c.m.serving()
	stat := c.m.network.show.EPS
	if !ok {
		if c.m.card == nil && c.m.network.fun != funOff {
			stat = 90 // UICC failure
		}
		c.say(fmt.Sprintf("%%XMONITOR: %d", stat))
		return nil
	}
	c.say(fmt.Sprintf(`%%XMONITOR: %d,"%s","%s","%s","%04X",%d,%d,"%08X",%d,%d,%d,%d,"","00000000","00000000","01001001"`,
		stat, r.LongName, r.LongName, r.Operator, r.TAC, c.m.act(r), cellBand, r.CI, cellPCI, cellEARFCN,
		min(max(s.RSRPdBm+141, 0), 97), min(max(s.SINRdB+25, 0), 49)))
	return nil
}

// setXCONNSTAT starts a new period (1) or ends it (0).
func setXCONNSTAT(c *call) error {
	c.m.since = [2]uint64{c.m.tx, c.m.rx}
	return setNordicFlag(c)
}

// sayXCONNSTAT is `%XCONNSTAT: SMS sent,SMS received,sent,received,largest,average`, data in whole
// kilobytes; that those have 1,024 bytes is not confirmed.
func sayXCONNSTAT(c *call) error {
	if c.m.set.stored["%XCONNSTAT"] != "1" {
		c.say("%XCONNSTAT: 0,0,0,0,0,0")
		return nil
	}
	tx, rx := c.m.tx-min(c.m.tx, c.m.since[0]), c.m.rx-min(c.m.rx, c.m.since[1])
	c.say(fmt.Sprintf("%%XCONNSTAT: %d,0,%d,%d,1358,134", c.m.sent, tx/1024, rx/1024))
	return nil
}

// setNordicCPINR is +CPINR="SIM PIN": one line, without the default number of tries.
func setNordicCPINR(c *call) error {
	if err := c.needHolder(); err != nil {
		return errPlain
	}
	pin := c.m.card.PIN()
	left, ok := map[string]int{"SIM PIN": pin.Tries, "SIM PUK": pin.PUKTries, "SIM PIN2": 3, "SIM PUK2": 10}[c.arg(0)]
	if !ok {
		return errPlain
	}
	c.say(fmt.Sprintf(`+CPINR: "%s",%d`, c.arg(0), left))
	return nil
}
