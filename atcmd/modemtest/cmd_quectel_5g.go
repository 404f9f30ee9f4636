package modemtest

import (
	"fmt"
	"strings"
)

// quectelNR says how the firmware of an RM5xx counts.
type quectelNR struct {
	unisoc     bool // forms of the RM500U
	mirror     bool // +QGDCNT and +QGDNRCNT both tell all bytes; otherwise each its own radio's
	swapped    bool // +QGDNRCNT tells received first
	swappedLTE bool // +QGDCNT tells received first
}

// quectel5G are the commands of RM5xx; +QGDNRCNT is in the RG520N and RM520N manuals, 9.7.
func quectel5G(how quectelNR) commandSet {
	return func(*Persona) map[string]command {
		return map[string]command{
			"+QENG":     {test: `("servingcell","neighbourcell")`, set: how.sayQENG},
			"+QNWINFO":  {exec: how.sayQNWINFO},
			"+QCAINFO":  {exec: how.sayQCAINFO},
			"+QGDCNT":   {test: "(0,1)", read: func(c *call) error { how.sayLTE(c); return nil }, set: how.setLTE},
			"+QGDNRCNT": {test: "(0,1)", read: func(c *call) error { how.sayNR(c); return nil }, set: setQGDNRCNT},
			"+C5GREG": reporting("+C5GREG", 3, func(m *Modem) int {
				if m.network.show.AcT == 11 {
					return m.network.show.EPS
				}
				return 0
			}),
		}
	}
}

func (how quectelNR) sayLTE(c *call) {
	tx, rx := c.m.tx, c.m.rx
	if !how.mirror {
		tx, rx = tx-c.m.nr[0], rx-c.m.nr[1]
	}
	c.sayPair(tx, rx, how.swappedLTE)
}

func (how quectelNR) sayNR(c *call) {
	tx, rx := c.m.tx, c.m.rx
	if !how.mirror {
		tx, rx = c.m.nr[0], c.m.nr[1]
	}
	c.sayPair(tx, rx, how.swapped)
}

func (c *call) sayPair(tx, rx uint64, swapped bool) {
	if swapped {
		tx, rx = rx, tx
	}
	c.say(fmt.Sprintf("%s: %d,%d", c.name, tx, rx))
}

// setLTE is +QGDCNT=n; where it counts E-UTRA alone, the bytes of NR stay.
func (how quectelNR) setLTE(c *call) error {
	nr := c.m.nr
	err := setQGDCNT(c)
	if !how.mirror && c.arg(0) == "0" {
		c.m.tx, c.m.rx, c.m.nr = nr[0], nr[1], nr
	}
	return err
}

// setQGDNRCNT clears what NR has carried; saving is not told apart here.
func setQGDNRCNT(c *call) error {
	n, err := c.num(0, 0, 1, -1)
	if err != nil || n < 0 {
		return cmeParameters
	}
	if n == 0 {
		c.m.tx, c.m.rx = c.m.tx-c.m.nr[0], c.m.rx-c.m.nr[1]
		c.m.nr = [2]uint64{}
	}
	return nil
}

// sayQENG prints three lines with NR beside E-UTRA, else one. SINR is in dB for NR.
func (how quectelNR) sayQENG(c *call) error {
	r, s, ok := c.m.serving()
	if !ok || r.AcT != 11 && r.AcT != 13 || !strings.EqualFold(c.arg(0), "servingcell") {
		if how.unisoc {
			return qeng(c, "LTE", "30")
		}
		return qeng(c, "LTE", "15,0,30") // <cqi>,<tx_power>,<srxlev>
	}
	mcc, mnc := r.plmn()
	if r.AcT == 11 {
		bandwidth, tail := 12, "1,30" // <scs>,<srxlev>
		if how.unisoc {
			bandwidth, tail = 100, "18,34,1" // <tx_power>,<srxlev>,<scs>
		}
		c.say(fmt.Sprintf(`+QENG: "servingcell","NOCONN","NR5G-SA","TDD",%s,%s,%09X,702,%X,633984,78,%d,%d,%d,%d,%s`,
			mcc, mnc, r.CI, r.TAC, bandwidth, s.RSRPdBm, s.RSRQdB, s.SINRdB, tail))
		return nil
	}
	c.say(`+QENG: "servingcell","NOCONN"`)
	c.say(fmt.Sprintf(`+QENG: "LTE","FDD",%s,%s,%X,%d,%d,%d,5,5,%X,%d,%d,%d,%d,15,0,30`, mcc, mnc, r.CI, cellPCI,
		cellEARFCN, cellBand, r.TAC, s.RSRPdBm, s.RSRQdB, rssi(s), qengSINR(s)))
	c.say(fmt.Sprintf(`+QENG: "NR5G-NSA",%s,%s,702,%d,%d,%d,633984,78,12,1`, mcc, mnc, s.RSRPdBm, s.SINRdB, s.RSRQdB))
	return nil
}

func (how quectelNR) sayQNWINFO(c *call) error {
	r := &c.m.network.show
	switch on := r.AcT == 11 && (served(r.CS) || c.m.attached()); {
	case on && how.unisoc:
		c.say(fmt.Sprintf(`+QNWINFO: "NR5G-SA",%s,"NR N78",633984`, r.Operator))
		return nil
	case on:
		c.say(fmt.Sprintf(`+QNWINFO: "TDD NR5G","%s","NR5G BAND 78",633984`, r.Operator))
		return nil
	}
	return qnwinfo(c, "FDD LTE")
}

func (how quectelNR) sayQCAINFO(c *call) error {
	r, s, ok := c.m.serving()
	switch {
	case !ok:
	case r.AcT == 11 && how.unisoc:
		c.say(fmt.Sprintf(`+QCAINFO: "PCC",633984,100,"NR N78",1,702,%d,%d,%d,%d`, s.RSRPdBm, s.RSRQdB, rssi(s), s.SINRdB))
	case r.AcT == 11:
		c.say(`+QCAINFO: "PCC",633984,12,"NR5G BAND 78",702`)
	case r.lte():
		c.say(fmt.Sprintf(`+QCAINFO: "PCC",%d,100,"LTE BAND %d",1,%d,%d,%d,%d,%d`, cellEARFCN, cellBand, cellPCI,
			s.RSRPdBm, s.RSRQdB, rssi(s), s.SINRdB))
	}
	return nil
}
