package modemtest

import "fmt"

// signalCommands are 27.007, 8.5 and 8.69.
func signalCommands() map[string]command {
	return map[string]command{
		"+CSQ":  {test: "(0-31,99),(0-7,99)", exec: func(c *call) error { c.say(fmt.Sprintf("+CSQ: %d,99", c.m.csq())); return nil }},
		"+CESQ": {test: "(0-63,99),(0-7,99),(0-96,255),(0-49,255),(0-34,255),(0-97,255)", exec: sayCESQ},
	}
}

// csq is 99 while nothing can be received.
func (m *Modem) csq() int {
	if m.network.fun == funOff || m.network.fun == funFlight {
		return 99
	}
	return m.signal.CSQ
}

func sayCESQ(c *call) error {
	rxlev, rsrq, rsrp := 99, 255, 255
	s := c.m.signal
	switch {
	case c.m.csq() == 99:
	case c.m.network.show.AcT == 7 || c.m.network.show.AcT == 0 && c.m.network.show.Operator == "":
		if s.RSRPdBm != 0 {
			rsrp = min(max(s.RSRPdBm+141, 0), 97)
		}
		if s.RSRQdB != 0 {
			rsrq = min(max(2*s.RSRQdB+40, 0), 34)
		}
	default:
		rxlev = min(max(2*s.CSQ-2, 0), 63)
	}
	c.say(fmt.Sprintf("+CESQ: %d,99,255,255,%d,%d", rxlev, rsrq, rsrp))
	return nil
}
