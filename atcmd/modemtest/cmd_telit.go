package modemtest

import "fmt"

// telitCommands are those of the LE910C1 and ME910C1 AT Commands Reference Guides.
func telitCommands(p *Persona) map[string]command {
	return map[string]command{
		"#CGMI": says("#CGMI: " + p.Manufacturer), "#CGMM": says("#CGMM: " + p.Model),
		"#CGMR": says("#CGMR: " + p.Revision), "#CGSN": says("#CGSN: " + p.IMEI),
		"#CIMI": {exec: func(c *call) error {
			if err := c.needCard(); err != nil {
				return err
			}
			c.say("#CIMI: " + c.m.card.IMSI())
			return nil
		}},
		"#QSS":      reporting("#QSS", 2, telitCardState),
		"#PCT":      {exec: tries(telitTries)},
		"#RFSTS":    {exec: sayRFSTS},
		"#PSNT":     {test: "(0,1)", read: sayPSNT, set: func(*call) error { return nil }},
		"#GDATAVOL": {test: "(0-2)", set: setGDATAVOL},
		"#REBOOT":   restarts,
		"#SHDN":     switchesOff,
	}
}

// telitCardState is <status> of #QSS: 0 no card, 1 card, 2 unlocked, 3 messages and phone book, too.
func telitCardState(m *Modem) int {
	switch {
	case m.card == nil:
		return 0
	case m.simUp && m.smsUp && m.bookUp:
		return 3
	case m.simUp:
		return 2
	}
	return 1
}

// telitTries prints the counter of the code that is asked for at present: the PIN's, or the PUK's when
// the PIN is blocked.
func telitTries(pin, puk, _, _ int) []string {
	if pin == 0 {
		pin = puk
	}
	return []string{"#PCT: " + itoa(pin)}
}

// sayRFSTS is, over E-UTRAN, `#RFSTS: "mcc mnc",earfcn,rsrp,rssi,rsrq,tac,rac,[txpwr],drx,mm,rrc,cell,
// "imsi","name",sd,band`; rac 255 is none. The forms have 16, over GSM 14, over UMTS 22 fields.
func sayRFSTS(c *call) error {
	r, s, ok := c.m.serving()
	if !ok {
		return nil
	}
	mcc, mnc := r.plmn()
	name, imsi := r.LongName, ""
	if c.m.card != nil {
		imsi = c.m.card.IMSI()
	}
	switch {
	case r.lte():
		c.say(fmt.Sprintf(`#RFSTS: "%s %s",%d,%d,%d,%d,%04X,255,,128,3,1,%07X,"%s","%s",3,%d`, mcc, mnc, cellEARFCN, s.RSRPdBm,
			rssi(s), s.RSRQdB, r.TAC, r.CI, imsi, name, cellBand))
	case r.gsm():
		c.say(fmt.Sprintf(`#RFSTS: "%s %s",62,%d,%04X,00,5,19,10,,%04X,"%s","%s",3,0`, mcc, mnc, rssi(s), r.TAC, r.CI, imsi, name))
	default:
		c.say(fmt.Sprintf(`#RFSTS: "%s %s",10713,123,-6.0,%d,%d,%04X,01,,64,19,1,1,,%07X,"%s","%s",3,1,10713,123,-6`, mcc, mnc, rssi(s)-4,
			rssi(s), r.TAC, r.CI, imsi, name))
	}
	return nil
}

// sayPSNT is #PSNT: 0 GPRS, 1 EGPRS, 2 WCDMA, 3 HSDPA, 4 LTE, 5 unknown.
func sayPSNT(c *call) error {
	n := 5
	if r, _, ok := c.m.serving(); ok {
		n = map[int]int{0: 0, 3: 1, 2: 2, 4: 3, 5: 3, 6: 3, 7: 4}[r.AcT]
	}
	c.say(fmt.Sprintf("#PSNT: 0,%d", n))
	return nil
}

// setGDATAVOL is #GDATAVOL: 0 clears, 1 tells the present session, 2 what came since it was cleared, in
// lines <cid>,<total>,<sent>,<received>. The session is not told apart here.
func setGDATAVOL(c *call) error {
	mode, err := c.num(0, 0, 2, -1)
	if err != nil || mode < 0 {
		return cmeParameters
	}
	if mode == 0 {
		c.m.clearCounters()
		return nil
	}
	for i, p := range c.m.pdp {
		tx, rx := c.m.tx, c.m.rx
		if i > 0 { // all traffic is that of the first context
			tx, rx = 0, 0
		}
		c.say(fmt.Sprintf("#GDATAVOL: %d,%d,%d,%d", p.id, tx+rx, tx, rx))
	}
	return nil
}
