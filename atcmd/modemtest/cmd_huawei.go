package modemtest

import (
	"fmt"
	"time"
)

// huaweiCommands are those of the ME909s AT Command Interface Specification, which the sticks share. Many
// of their lines have no blank behind the colon.
func huaweiCommands(*Persona) map[string]command {
	return map[string]command{
		"^HCSQ":        {read: func(c *call) error { c.say(hcsq(c.m)); return nil }},
		"^SYSINFOEX":   {exec: saySYSINFOEX},
		"^CPIN":        {read: sayHuaweiCPIN},
		"^DSFLOWQRY":   {exec: sayDSFLOWQRY},
		"^DSFLOWCLR":   {exec: func(c *call) error { c.m.clearCounters(); return nil }},
		"^CURC":        reporting("^CURC", 1, nil),
		"^RESET":       restarts,
		"^SIMSWITCH":   {read: func(c *call) error { c.say("^SIMSWITCH:0"); return nil }},
		"^SETPORT":     {read: func(c *call) error { c.say("^SETPORT:A1,A2;10,12,16,A1,A2"); return nil }},
		"^GETPORTMODE": says("^GETPORTMODE:TYPE:WCDMA:huawei,MDM:0,PCUI:2,NDIS:1"),
	}
}

// hcsq is `^HCSQ:"LTE",rssi,rsrp,sinr,rsrq`: counts from -121 dBm, -141 dBm, -20.2 dB by fifths and -20 dB by
// halves; `^HCSQ:"WCDMA",rssi,rscp,ecio`; `^HCSQ:"GSM",rssi`.
func hcsq(m *Modem) string {
	r, s, ok := m.serving()
	level := min(max(rssi(s)+121, 0), 96)
	switch {
	case !ok:
		return `^HCSQ:"NOSERVICE"`
	case r.lte():
		return fmt.Sprintf(`^HCSQ:"LTE",%d,%d,%d,%d`, level, min(max(s.RSRPdBm+141, 0), 97),
			min(max(5*s.SINRdB+101, 0), 251), min(max(2*s.RSRQdB+40, 0), 34))
	case r.gsm():
		return fmt.Sprintf(`^HCSQ:"GSM",%d`, level)
	}
	return fmt.Sprintf(`^HCSQ:"WCDMA",%d,%d,58`, level, max(level-4, 0))
}

// saySYSINFOEX is ^SYSINFOEX:service,domain,roaming,card,,system mode,"name",sub mode,"name".
func saySYSINFOEX(c *call) error {
	r, _, ok := c.m.serving()
	sim := oneIf(c.m.simUp)
	switch {
	case !ok:
		c.say("^SYSINFOEX:0,0,0," + sim + `,,0,"NO SERVICE",0,"NO SERVICE"`)
	case r.lte():
		c.say("^SYSINFOEX:2,3," + oneIf(r.CS == 5 || r.EPS == 5) + "," + sim + `,,6,"LTE",101,"LTE"`)
	default:
		c.say("^SYSINFOEX:2,3," + oneIf(r.CS == 5 || r.PS == 5) + "," + sim + `,,3,"WCDMA",41,"WCDMA"`)
	}
	return nil
}

// sayHuaweiCPIN is `^CPIN: state,[tries],puk,pin,puk2,pin2`; <tries> are those of the code asked for.
func sayHuaweiCPIN(c *call) error {
	if err := c.needHolder(); err != nil {
		return err
	}
	pin := c.m.card.PIN()
	state, left := "READY", ""
	switch c.m.cardState() {
	case cardLocked:
		state, left = "SIM PIN", itoa(pin.Tries)
	case cardPUK:
		state, left = "SIM PUK", itoa(pin.PUKTries)
	case cardDead:
		return cmeSIMFailure
	}
	c.say(fmt.Sprintf("^CPIN: %s,%s,%d,%d,10,3", state, left, pin.PUKTries, pin.Tries))
	return nil
}

// sayDSFLOWQRY is ^DSFLOWQRY:time,sent,received,total time,total sent,total received in hexadecimal; seconds
// and bytes. One of the sources has sent and received the other way round.
func sayDSFLOWQRY(c *call) error {
	m := c.m
	seconds := uint32(m.rx/1e6) + 58 // made up
	c.say(fmt.Sprintf("^DSFLOWQRY:%08X,%016X,%016X,%08X,%016X,%016X", seconds, m.tx-min(m.since[0], m.tx),
		m.rx-min(m.since[1], m.rx), seconds, m.tx, m.rx))
	return nil
}

// huaweiChatter is what the module prints by itself until AT^CURC=0.
func huaweiChatter() []Chatter {
	return []Chatter{
		{Every: 5 * time.Second, Setting: "^CURC", text: func(m *Modem) string { return "^RSSI:" + itoa(m.csq()) }},
		{Every: 5 * time.Second, Setting: "^CURC", text: hcsq},
		{Every: 2 * time.Second, Setting: "^CURC", text: func(m *Modem) string {
			return fmt.Sprintf("^DSFLOWRPT:0000003A,00000000,00000000,%016X,%016X,0003E800,0003E800", m.tx, m.rx)
		}},
	}
}
