package modemtest

import (
	"fmt"
	"strings"
	"time"
)

// quectelCommands are those of the Quectel EC2x/EG2x AT commands manual.
func quectelCommands() map[string]command {
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
		"+QPOWD":    {test: "(0,1)", exec: powerDown, set: powerDown},
		"+QSIMSTAT": {test: "(0,1)", read: readQSIMSTAT, set: setQSIMSTAT},
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
func sayQCSQ(c *call) error {
	s := c.m.signal
	switch {
	case !served(c.m.network.show.CS) && !c.m.attached() || c.m.csq() == 99:
		c.say(`+QCSQ: "NOSERVICE"`)
	case c.m.network.show.AcT == 7:
		sinr := min(max(5*(s.SINRdB+20), 0), 250)
		c.say(fmt.Sprintf(`+QCSQ: "LTE",%d,%d,%d,%d`, rssi(s), s.RSRPdBm, sinr, s.RSRQdB))
	case c.m.network.show.AcT == 0 || c.m.network.show.AcT == 3:
		c.say(fmt.Sprintf(`+QCSQ: "GSM",%d`, rssi(s)))
	default:
		c.say(fmt.Sprintf(`+QCSQ: "WCDMA",%d,%d,-6`, rssi(s), rssi(s)-4))
	}
	return nil
}

// rssi is the received power in dBm that stands behind <rssi> of +CSQ.
func rssi(s Signal) int { return -113 + 2*min(s.CSQ, 31) }

func sayQNWINFO(c *call) error {
	r := &c.m.network.show
	switch {
	case !served(r.CS) && !c.m.attached():
		c.say("+QNWINFO: No Service")
	case r.AcT == 7:
		c.say(fmt.Sprintf(`+QNWINFO: "FDD LTE","%s","LTE BAND 2",900`, r.Operator))
	case r.AcT == 0 || r.AcT == 3:
		c.say(fmt.Sprintf(`+QNWINFO: "GSM","%s","GSM 900",62`, r.Operator))
	default:
		c.say(fmt.Sprintf(`+QNWINFO: "WCDMA","%s","WCDMA 2100",10713`, r.Operator))
	}
	return nil
}

// sayQENG is +QENG="servingcell"; neighbours there are none.
func sayQENG(c *call) error {
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
	mcc, mnc := r.Operator[:3], r.Operator[3:]
	switch r.AcT {
	case 7:
		c.say(fmt.Sprintf(`+QENG: "servingcell","NOCONN","LTE","FDD",%s,%s,%X,123,900,2,5,5,%X,%d,%d,%d,%d,30`,
			mcc, mnc, r.CI, r.TAC, s.RSRPdBm, s.RSRQdB, rssi(s), s.SINRdB))
	case 0, 3:
		c.say(fmt.Sprintf(`+QENG: "servingcell","NOCONN","GSM",%s,%s,%X,%X,12,62,0,%d,5,0,64,30,30,1,-,-,-,-,-,-,-,-,-,"-"`,
			mcc, mnc, r.TAC, r.CI, rssi(s)))
	default:
		c.say(fmt.Sprintf(`+QENG: "servingcell","NOCONN","WCDMA",%s,%s,%X,%X,10713,123,1,%d,-6,-,-,-,-,-`,
			mcc, mnc, r.TAC, r.CI, rssi(s)-4))
	}
	return nil
}

// saySPN is +QSPN: full name, short name, name of the card, coding, PLMN.
func saySPN(c *call) error {
	if err := c.needCard(); err != nil {
		return err
	}
	r := &c.m.network.show
	c.say(fmt.Sprintf(`+QSPN: "%s","%s","Super SIM",0,"%s"`, r.LongName, r.LongName, r.Operator))
	return nil
}

// powerDown is +QPOWD[=n]: OK first, POWERED DOWN when it is done.
func powerDown(c *call) error {
	if _, err := c.num(0, 0, 1, 1); err != nil {
		return err
	}
	c.m.after(0, c.m.shutdown)
	return nil
}

func readQSIMSTAT(c *call) error {
	c.say(fmt.Sprintf("+QSIMSTAT: %d,%s", c.m.set.qsimstat, oneIf(c.m.card != nil)))
	return nil
}

func setQSIMSTAT(c *call) error {
	n, err := c.num(0, 0, 1, -1)
	if err != nil || n < 0 {
		return cmeParameters
	}
	c.m.set.qsimstat = n
	return nil
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
		c.m.tx, c.m.rx, c.m.saved = 0, 0, [2]uint64{}
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
