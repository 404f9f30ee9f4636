package modemtest

import "fmt"

// simcomCommands are those that SIM7000 to SIM7600 share. Formats: SIM7500_SIM7600 Series AT Command
// Manual and SIM7070_SIM7080_SIM7090 Series AT Command Manual.
func simcomCommands(*Persona) map[string]command {
	return map[string]command{
		"+SPIC": {exec: tries(func(pin, puk, pin2, puk2 int) []string {
			return []string{fmt.Sprintf("+SPIC: %d,%d,%d,%d", pin, puk, pin2, puk2)}
		})},
		"+CNSMOD": {test: "(0,1)", read: func(c *call) error {
			mode := 0
			if r, _, ok := c.m.serving(); ok {
				mode = map[bool]int{true: 8, false: 4}[r.lte()]
				if r.gsm() {
					mode = 2
				}
			}
			c.say(fmt.Sprintf("+CNSMOD: 0,%d", mode))
			return nil
		}, set: func(*call) error { return nil }},
	}
}

// simcom7600Commands: +CPSI in tenths of a dB, hot swap, +CRESET and +CPOF.
func simcom7600Commands(*Persona) map[string]command {
	return map[string]command{
		"+CPSI":   {read: func(c *call) error { return sayCPSI(c, "LTE", 10) }},
		"+CRESET": restarts,
		"+CPOF":   switchesOff,
	}
}

// simcom7080Commands: +CPSI in dB; +CPOWD=1 has no OK.
func simcom7080Commands(*Persona) map[string]command {
	return map[string]command{
		"+CPSI":    {read: func(c *call) error { return sayCPSI(c, "LTE CAT-M1", 1) }},
		"+CSMINS":  reporting("+CSMINS", 1, holder),
		"+CREBOOT": restarts,
		"+CPOWD": {test: "(0,1)", set: func(c *call) error {
			if n, err := c.num(0, 0, 1, -1); err != nil || n < 0 {
				return cmeParameters
			}
			_ = powerDown(c)
			return errNone // NORMAL POWER DOWN stands for it
		}},
	}
}

// simcomA76Commands: +CPSI in report values, the rest as SIM7600.
func simcomA76Commands(*Persona) map[string]command {
	return map[string]command{
		"+CPSI":   {read: sayCPSIA76},
		"+CRESET": restarts,
		"+CPOF":   switchesOff,
	}
}

// sayCPSIA76 is sayCPSI with RSRQ counted by halves of a dB from -20 dB, RSRP from -140 dBm and RSSI from -110 dBm
// (A76XX Series AT Command Manual, 4.2.9).
func sayCPSIA76(c *call) error {
	r, s, ok := c.m.serving()
	if !ok || !r.lte() {
		return sayCPSI(c, "LTE", 1)
	}
	mcc, mnc := r.plmn()
	c.say(fmt.Sprintf("+CPSI: LTE,Online,%s-%s,0x%04X,%d,%d,EUTRAN-BAND%d,%d,5,0,%d,%d,%d,%d", mcc, mnc, r.TAC, r.CI, cellPCI, cellBand,
		cellEARFCN, max(2*s.RSRQdB+40, 0), max(s.RSRPdBm+140, 0), max(rssi(s)+110, 0), s.SINRdB))
	return nil
}

// sayCPSI is `+CPSI: LTE,Online,mcc-mnc,tac,cell,pci,band,earfcn,dlbw,ulbw,rsrq,rsrp,rssi,rssnr`; times
// is how often a dB is counted.
func sayCPSI(c *call, lte string, times int) error {
	r, s, ok := c.m.serving()
	if !ok {
		mode := "Online"
		if c.m.csq() == 99 {
			mode = "Low Power Mode"
		}
		c.say("+CPSI: NO SERVICE," + mode)
		return nil
	}
	mcc, mnc := r.plmn()
	switch {
	case r.lte():
		c.say(fmt.Sprintf("+CPSI: %s,Online,%s-%s,0x%04X,%d,%d,EUTRAN-BAND%d,%d,5,5,%d,%d,%d,%d", lte, mcc, mnc, r.TAC,
			r.CI, cellPCI, cellBand, cellEARFCN, times*s.RSRQdB, times*s.RSRPdBm, times*rssi(s), s.SINRdB))
	case r.gsm():
		c.say(fmt.Sprintf("+CPSI: GSM,Online,%s-%s,0x%04x,%d,62 EGSM 900,%d,2110,42-42", mcc, mnc, r.TAC, r.CI, rssi(s)))
	default:
		c.say(fmt.Sprintf("+CPSI: WCDMA,Online,%s-%s,0x%04X,%d,WCDMA IMT 2000,123,10713,0,6,%d,%d,33,52,500", mcc, mnc,
			r.TAC, r.CI, 6, -rssi(s)))
	}
	return nil
}
