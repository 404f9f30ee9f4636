package modemtest

import (
	"fmt"
	"strings"
	"time"
)

// quectelCommands are those of the Quectel EC2x/EG2x AT commands manual.
func quectelCommands(*Persona) map[string]command {
	return map[string]command{
		"+QCSQ":    {exec: sayQCSQ},
		"+QNWINFO": {exec: sayQNWINFO},
		"+QENG":    {test: `("servingcell","neighbourcell")`, set: sayQENG},
		"+QSPN":    {exec: saySPN},
		"+QGMR":    {exec: func(c *call) error { c.say(c.m.persona.Revision + "_01.001.01.001"); return nil }},
		"+QLTS": {exec: func(c *call) error {
			c.say(`+QLTS: "` + c.m.opt.Now().UTC().Format("2006/01/02,15:04:05") + `+00,0"`)
			return nil
		}},
		"+QPOWD":    {test: "(0,1)", exec: powerDown, set: setQPOWD},
		"+QSIMSTAT": reporting("+QSIMSTAT", 1, holder),
		"+QINISTAT": {exec: sayQINISTAT, read: sayQINISTAT},
		"+QPINC":    {exec: sayQPINC, read: sayQPINC, set: sayQPINC},
		"+QGDCNT":   {test: "(0,1)", read: readQGDCNT, set: setQGDCNT},
		"+QAUGDCNT": {test: "(0,30-65535)", read: func(c *call) error {
			c.say("+QAUGDCNT: " + itoa(c.m.set.autosaveSeconds))
			return nil
		}, set: setQAUGDCNT},
	}
}

// sayQCSQ is +QCSQ: "LTE",rssi,rsrp,sinr,rsrq; <sinr> counts fifths of a dB from -20 dB.
func sayQCSQ(c *call) error { return qcsq(c, "LTE") }

func qcsq(c *call, lte string) error {
	s := c.m.signal
	switch {
	case !served(c.m.network.show.CS) && !c.m.attached() || c.m.csq() == 99:
		c.say(`+QCSQ: "NOSERVICE"`)
	case c.m.network.show.lte():
		sinr := min(max(5*(s.SINRdB+20), 0), 250)
		c.say(fmt.Sprintf(`+QCSQ: "%s",%d,%d,%d,%d`, lte, rssi(s), s.RSRPdBm, sinr, s.RSRQdB))
	case c.m.network.show.gsm():
		c.say(fmt.Sprintf(`+QCSQ: "GSM",%d`, rssi(s)))
	default:
		c.say(fmt.Sprintf(`+QCSQ: "WCDMA",%d,%d,-6`, rssi(s), rssi(s)-4))
	}
	return nil
}

// rssi is the received power in dBm that stands behind <rssi> of +CSQ.
func rssi(s Signal) int { return -113 + 2*min(s.CSQ, 31) }

func sayQNWINFO(c *call) error { return qnwinfo(c, "FDD LTE") }

func qnwinfo(c *call, lte string) error {
	r := &c.m.network.show
	switch {
	case !served(r.CS) && !c.m.attached():
		c.say("+QNWINFO: No Service")
	case r.lte():
		c.say(fmt.Sprintf(`+QNWINFO: "%s","%s","LTE BAND %d",%d`, lte, r.Operator, cellBand, cellEARFCN))
	case r.gsm():
		c.say(fmt.Sprintf(`+QNWINFO: "GSM","%s","GSM 900",62`, r.Operator))
	default:
		c.say(fmt.Sprintf(`+QNWINFO: "WCDMA","%s","WCDMA 2100",10713`, r.Operator))
	}
	return nil
}

// sayQENG is +QENG="servingcell"; neighbours there are none.
func sayQENG(c *call) error { return qeng(c, "LTE", "30") }

// qeng prints the serving cell: lte names E-UTRAN, tail is what stands behind the SINR.
func qeng(c *call, lte, tail string) error {
	switch strings.ToLower(c.arg(0)) {
	case "servingcell":
	case "neighbourcell":
		return nil
	default:
		return cmeParameters
	}
	r, s := &c.m.network.show, c.m.signal
	if len(r.Operator) < 5 || !served(r.CS) && !c.m.attached() {
		c.say(`+QENG: "servingcell","SEARCH"`)
		return nil
	}
	mcc, mnc := r.plmn()
	switch {
	case r.lte():
		c.say(fmt.Sprintf(`+QENG: "servingcell","NOCONN","%s","FDD",%s,%s,%X,%d,%d,%d,5,5,%X,%d,%d,%d,%d,%s`, lte,
			mcc, mnc, r.CI, cellPCI, cellEARFCN, cellBand, r.TAC, s.RSRPdBm, s.RSRQdB, rssi(s), qengSINR(s), tail))
	case r.gsm():
		c.say(fmt.Sprintf(`+QENG: "servingcell","NOCONN","GSM",%s,%s,%X,%X,12,62,0,%d,5,0,64,30,30,1,-,-,-,-,-,-,-,-,-,"-"`,
			mcc, mnc, r.TAC, r.CI, rssi(s)))
	default:
		c.say(fmt.Sprintf(`+QENG: "servingcell","NOCONN","WCDMA",%s,%s,%X,%X,10713,123,1,%d,-6,-,-,-,-,-`,
			mcc, mnc, r.TAC, r.CI, rssi(s)-4))
	}
	return nil
}

// qengSINR is <sinr> of +QENG for E-UTRA, which counts steps of 2 dB from -20 dB (RG520N AT Commands Manual,
// 5.20).
func qengSINR(s Signal) int { return (s.SINRdB + 20) / 2 }

// saySPN is +QSPN: full name, short name, name of the card, coding, PLMN.
func saySPN(c *call) error {
	if err := c.needCard(); err != nil {
		return err
	}
	r := &c.m.network.show
	c.say(fmt.Sprintf(`+QSPN: "%s","%s","Super SIM",0,"%s"`, r.LongName, r.LongName, r.Operator))
	return nil
}

// setQPOWD is +QPOWD=n: OK first, POWERED DOWN when it is done.
func setQPOWD(c *call) error {
	if _, err := c.num(0, 0, 1, 1); err != nil {
		return err
	}
	return powerDown(c)
}

// sayQINISTAT adds 1 for the card, 2 for messages, 4 for the phone book.
func sayQINISTAT(c *call) error {
	n := 0
	for bit, on := range []bool{c.m.simUp, c.m.smsUp, c.m.bookUp} {
		if on {
			n |= 1 << bit
		}
	}
	c.say("+QINISTAT: " + itoa(n))
	return nil
}

func sayQPINC(c *call) error {
	if err := c.needHolder(); err != nil {
		return err
	}
	pin := c.m.card.PIN()
	if len(c.args) == 0 || c.arg(0) == "SC" {
		c.say(fmt.Sprintf(`+QPINC: "SC",%d,%d`, pin.Tries, pin.PUKTries))
	}
	if len(c.args) == 0 || c.arg(0) == "P2" {
		c.say(`+QPINC: "P2",3,10`)
	}
	return nil
}

// readQGDCNT is +QGDCNT: sent,received.
func readQGDCNT(c *call) error {
	c.say(fmt.Sprintf("+QGDCNT: %d,%d", c.m.tx, c.m.rx))
	return nil
}

// setQGDCNT clears the counters (0) or saves them (1).
func setQGDCNT(c *call) error {
	n, err := c.num(0, 0, 1, -1)
	switch {
	case err != nil || n < 0:
		return cmeParameters
	case n == 0:
		c.m.clearCounters()
	default:
		c.m.saved = [2]uint64{c.m.tx, c.m.rx}
	}
	return nil
}

// setQAUGDCNT sets the interval of saving, which survives a reset as the counters do.
func setQAUGDCNT(c *call) error {
	n, err := c.num(0, 0, 65535, -1)
	if err != nil || n < 0 || n > 0 && n < 30 {
		return cmeParameters
	}
	c.m.set.autosaveSeconds, c.m.profile.autosaveSeconds = n, n
	c.m.savedAt = time.Now()
	return nil
}

// autosave saves the counters as they stood at the latest multiple of the interval; it is called before
// they change. Under mu.
func (m *Modem) autosave() {
	every := time.Duration(m.set.autosaveSeconds) * time.Second
	if every <= 0 || time.Since(m.savedAt) < every {
		return
	}
	m.saved = [2]uint64{m.tx, m.rx}
	m.savedAt = m.savedAt.Add(time.Since(m.savedAt).Truncate(every))
}
