package modemtest

import (
	"fmt"
	"math"
)

// ubloxCommands are those of the SARA-R5 series AT commands manual (UBX-19047455).
func ubloxCommands(*Persona) map[string]command {
	return map[string]command{
		"+UGCNTRD":  {exec: sayUGCNTRD},
		"+UGCNTSET": {set: setUGCNTSET},
		"+UPINCNT": {exec: tries(func(pin, puk, pin2, puk2 int) []string {
			return []string{fmt.Sprintf("+UPINCNT: %d,%d,%d,%d", pin, pin2, puk, puk2)}
		})},
		"+USIMSTAT": reporting("+USIMSTAT", 7, nil),
		"+UCGED":    {test: "(0,2)", read: sayUCGED, set: setUCGED},
		"+CPWROFF":  switchesOff,
	}
}

// sayUGCNTRD prints `+UGCNTRD: cid,sent,received,total sent,total received` for each active context. The
// bytes of the session are those of the total here.
func sayUGCNTRD(c *call) error {
	first := true
	for _, p := range c.m.pdp {
		if !p.active {
			continue
		}
		tx, rx := c.m.tx, c.m.rx
		if !first { // all traffic is that of the first context
			tx, rx = 0, 0
		}
		first = false
		c.say(fmt.Sprintf("+UGCNTRD: %d,%d,%d,%d,%d", p.id, tx, rx, tx, rx))
	}
	return nil
}

// setUGCNTSET is +UGCNTSET=cid,sent,received: the totals go on from there.
func setUGCNTSET(c *call) error {
	id, err := c.num(0, 1, maxContext, 0)
	if err != nil || c.m.context(id) == nil {
		return cmeParameters
	}
	tx, err := c.num(1, 0, math.MaxInt32, 0)
	if err != nil {
		return err
	}
	rx, err := c.num(2, 0, math.MaxInt32, 0)
	if err != nil {
		return err
	}
	c.m.clearCounters()
	c.m.tx, c.m.rx = uint64(tx), uint64(rx)
	return nil
}

// sayUCGED prints, with +UCGED=2, two lines without a prefix; <rsrp> and <rsrq> are coded as in +CESQ.
func sayUCGED(c *call) error {
	if c.m.set.stored["+UCGED"] != "2" {
		c.say("+UCGED: 0")
		return nil
	}
	c.say("+UCGED: 2")
	r, s, ok := c.m.serving()
	if !ok || !r.lte() {
		c.say("6,0,fff,fff")
		c.say("65535,255,255,255,ffff,fffffff,65535,00000000,ffff,ff,255,255,255,1,255,255,255,255,255,0,255,255,0")
		return nil
	}
	mcc, mnc := r.plmn()
	rsrp, rsrq := min(max(s.RSRPdBm+141, 0), 97), min(max(2*s.RSRQdB+40, 0), 34)
	c.say(fmt.Sprintf("6,4,%s,%s", mcc, mnc))
	c.say(fmt.Sprintf("%d,%d,25,25,%x,%x,%d,d60814d1,8001,01,%d,%d,%d.00,1,1,10,%d,-50,-6,0,255,255,0", cellEARFCN, cellBand,
		r.TAC, r.CI, cellPCI, rsrp, rsrq, s.SINRdB, rsrp))
	return nil
}

func setUCGED(c *call) error {
	if n, err := c.num(0, 0, 2, -1); err != nil || n < 0 || n == 1 {
		return cmeParameters
	}
	c.m.set.stored["+UCGED"] = c.arg(0)
	return nil
}
