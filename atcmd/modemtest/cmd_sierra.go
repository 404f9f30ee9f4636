package modemtest

import "fmt"

// hl78Commands are those of the AirPrime HL78xx AT Commands Interface Guide.
func hl78Commands(*Persona) map[string]command {
	return map[string]command{
		"+KCELLMEAS": {test: "(0-65535)", set: sayKCELLMEAS, exec: sayKCELLMEAS},
		"+KSIMDET":   reporting("+KSIMDET", 1, nil),
		"+CPOF":      switchesOff,
		"+CPWROFF":   switchesOff,
	}
}

// sayKCELLMEAS is `+KCELLMEAS: rsrp,path loss,PUSCH power,PUCCH power,sinr`.
func sayKCELLMEAS(c *call) error {
	if _, s, ok := c.m.serving(); ok {
		c.say(fmt.Sprintf("+KCELLMEAS: %d,%d,0,0,%d", s.RSRPdBm, 15-s.RSRPdBm, s.SINRdB))
	}
	return nil
}

// emCommands are those of the AirPrime EM74xx and EM75xx AT Command Reference.
func emCommands(*Persona) map[string]command {
	return map[string]command{
		"!GSTATUS": {read: sayGSTATUS},
		"!RESET":   restarts,
		"+CPINC": {read: tries(func(pin, puk, pin2, puk2 int) []string {
			return []string{fmt.Sprintf("+CPINC: %d,%d,%d,%d", pin, pin2, puk, puk2)}
		})},
	}
}

// sayGSTATUS prints a table in two columns, between which tabs stand.
func sayGSTATUS(c *call) error {
	r, s, ok := c.m.serving()
	c.say("!GSTATUS: ")
	if !ok {
		mode := "ONLINE"
		if c.m.csq() == 99 {
			mode = "LOW POWER MODE"
		}
		c.say("Current Time:  602\t\tTemperature: 35")
		c.say(fmt.Sprintf("Reset Counter: 1\t\tMode:        %-15s", mode))
		c.say("System mode:   Unknown    \tPS state:    Not attached ")
		return nil
	}
	c.say("Current Time:  4306\t\tTemperature: 35")
	c.say("Reset Counter: 1\t\tMode:        ONLINE         ")
	if !r.lte() {
		c.say("System mode:   WCDMA      \tPS state:    Attached     ")
		c.say("WCDMA band:    WCDMA800   \tGSM band:    Unknown    ")
		c.say("WCDMA channel: 4436\t\tGSM channel: 65535")
		return nil
	}
	c.say("System mode:   LTE        \tPS state:    Attached     ")
	c.say(fmt.Sprintf("LTE band:      B%-6d\tLTE bw:      20 MHz  ", cellBand))
	c.say(fmt.Sprintf("LTE Rx chan:   %d\t\tLTE Tx chan: %d", cellEARFCN, cellEARFCN+18000))
	c.say("EMM state:     Registered     \tNormal Service ")
	c.say("RRC state:     RRC Idle       ")
	c.say("IMS reg state: No Srv  \t\t")
	c.say("")
	c.say(fmt.Sprintf("PCC RxM RSSI:  %d\t\tPCC RxM RSRP:  %d", rssi(s), s.RSRPdBm))
	c.say(fmt.Sprintf("PCC RxD RSSI:  %d\t\tPCC RxD RSRP:  %d", rssi(s)-2, s.RSRPdBm-3))
	c.say(fmt.Sprintf("Tx Power:      --\t\tTAC:         %04x (%d)", r.TAC, r.TAC))
	c.say(fmt.Sprintf("RSRQ (dB):     %d.0\t\tCell ID:     %08x (%d)", s.RSRQdB, r.CI, r.CI))
	c.say(fmt.Sprintf("SINR (dB):     %d.0", s.SINRdB))
	return nil
}
