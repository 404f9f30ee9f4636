package modemtest

import "fmt"

// fibocomCommands are those that the L8xx, NL668 and FM series share.
func fibocomCommands(*Persona) map[string]command {
	return map[string]command{
		"+GTCCINFO": {read: sayGTCCINFO},
		"+CPWROFF":  switchesOff,
	}
}

// fibocomXMM are what the modules with Intel's chip set (L850) have besides.
func fibocomXMM(*Persona) map[string]command {
	return map[string]command{"+XCESQ": {test: "(0-1)", read: sayXCESQ, set: func(*call) error { return nil }}}
}

// fibocomQualcomm are what the modules with Qualcomm's chip set (NL668) have besides.
func fibocomQualcomm(*Persona) map[string]command {
	return map[string]command{"+GTSTATIS": {read: func(c *call) error {
		// Received comes first: rates, then bytes.
		c.say(fmt.Sprintf("+GTSTATIS: 0,0,%d,%d", c.m.rx, c.m.tx))
		return nil
	}}}
}

// sayGTCCINFO prints a heading and the serving cell on a line without a prefix:
// 1,rat,mcc,mnc,tac,cell,earfcn,pci,band,bandwidth,rssnr,rxlev,rsrp,rsrq; rat 4 is E-UTRAN, band 100 more
// than the band of E-UTRAN, earfcn and pci hexadecimal, rxlev to rsrq as in +CESQ, rssnr in halves of a dB.
func sayGTCCINFO(c *call) error {
	c.say("+GTCCINFO: ")
	r, s, ok := c.m.serving()
	if !ok {
		return nil
	}
	mcc, mnc := r.plmn()
	rsrp, rsrq := min(max(s.RSRPdBm+141, 0), 97), min(max(2*s.RSRQdB+40, 0), 34)
	switch {
	case r.lte():
		c.say("LTE service cell: ")
		c.say(fmt.Sprintf("1,4,%s,%s,%04X,%08X,%X,%X,%d,50,%d,%d,%d,%d", mcc, mnc, r.TAC, r.CI, cellEARFCN, cellPCI, 100+cellBand,
			2*s.SINRdB, rsrp, rsrp, rsrq))
	case !r.gsm():
		c.say("UMTS service cell: ")
		c.say(fmt.Sprintf("1,2,%s,%s,%04X,%07X,10713,123,1,,37,%d,,", mcc, mnc, r.TAC, r.CI, min(max(rssi(s)+117, 0), 96)))
	}
	return nil
}

// sayXCESQ is `+XCESQ: n,rxlev,ber,rscp,ecno,rsrq,rsrp,rssnr`: +CESQ and the signal to noise ratio in halves
// of a dB.
func sayXCESQ(c *call) error {
	rsrq, rsrp, rssnr := 255, 255, 255
	if r, s, ok := c.m.serving(); ok && r.lte() {
		rsrp, rsrq, rssnr = min(max(s.RSRPdBm+141, 0), 97), min(max(2*s.RSRQdB+40, 0), 34), 2*s.SINRdB
	}
	c.say(fmt.Sprintf("+XCESQ: 0,99,99,255,255,%d,%d,%d", rsrq, rsrp, rssnr))
	return nil
}
