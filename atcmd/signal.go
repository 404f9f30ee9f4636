package atcmd

import (
	"fmt"
	"strings"
)

// NoDBm marks a level that the module does not know.
const NoDBm = 127

// Signal is what +CSQ and +CESQ say, in dBm; NoDBm where unknown. RSRQ is in
// tenths of a dB.
type Signal struct {
	RSSI int
	RSRP int
	RSRQ int
}

// NoSignal is a Signal of which nothing is known.
var NoSignal = Signal{RSSI: NoDBm, RSRP: NoDBm, RSRQ: NoDBm}

// ParseCSQ reads `+CSQ: <rssi>,<ber>` (27.007 8.5): 0..31 is -113+2n dBm, 99
// unknown. Values above 31 (100..199 are TD-SCDMA's in some modules) are unknown.
func ParseCSQ(line string) (Signal, error) {
	name, rest, ok := nameAndRest(line)
	if !ok || name != "+CSQ" {
		return NoSignal, fmt.Errorf("not a +CSQ line")
	}
	if i := strings.IndexByte(rest, ','); i >= 0 {
		rest = trimBlanks(rest[:i])
	}
	v, ok := decimal(rest)
	if !ok {
		return NoSignal, fmt.Errorf("cannot read +CSQ: rssi is missing or no number")
	}
	s := NoSignal
	if v >= 0 && v <= 31 {
		s.RSSI = -113 + 2*v
	}
	return s, nil
}
