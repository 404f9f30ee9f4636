package atcmd

import "fmt"

// Routes are the values of AT+CNMI that a module takes, for each parameter bit
// n for value n: mode, mt (SMS-DELIVER), bm (broadcast), ds (report), bfr.
type Routes [5]uint8

// Takes tells whether a parameter, 0 for mode to 4 for bfr, may have a value.
func (r Routes) Takes(parameter, value int) bool {
	return parameter >= 0 && parameter < len(r) && value >= 0 && value < 8 && r[parameter]&(1<<value) != 0
}

// ParseCNMITest reads the answer of AT+CNMI=? (27.005 3.4.1):
// `+CNMI: (0-2),(0,1,3),(0),(0,1),(0,1)`. Parameters may be missing at the end.
func ParseCNMITest(line string) (Routes, error) {
	var out Routes
	name, rest, ok := nameAndRest(line)
	if !ok || name != "+CNMI" {
		return out, fmt.Errorf("not a +CNMI line")
	}
	for i := range out {
		var text string
		if text, rest, _, ok = nextGroup(rest); !ok {
			break
		}
		for f := (fields{rest: text, more: text != ""}); f.more; {
			t, _ := f.next()
			low, high, ok := bounds(t)
			for v := low; ok && v <= min(high, 7); v++ {
				out[i] |= 1 << v
			}
		}
	}
	if out[0] == 0 || out[1] == 0 {
		return Routes{}, fmt.Errorf("cannot read +CNMI: no list of modes in it")
	}
	return out, nil
}
