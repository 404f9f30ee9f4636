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

// ParseCESQ reads `+CESQ: <rxlev>,<ber>,<rscp>,<ecno>,<rsrq>,<rsrp>[,…]`
// (27.007 8.69): rxlev 0..63 is -111+n dBm, rscp 0..96 is -121+n, rsrq 0..34 is
// -20+n/2 dB, rsrp 0..97 is -141+n; 99 and 255 are unknown. RSSI is filled from
// rxlev on GSM and from rscp on UMTS.
func ParseCESQ(line string) (Signal, error) {
	name, f, ok := cut(line)
	if !ok || name != "+CESQ" {
		return NoSignal, fmt.Errorf("not a +CESQ line")
	}
	var v [6]int
	for i := range v {
		if !f.more && f.err == nil {
			f.err = fmt.Errorf("%d levels of six", i)
		}
		v[i] = f.int(255) // an empty one is unknown
	}
	if f.err != nil {
		return NoSignal, fmt.Errorf("cannot read +CESQ: %v", f.err)
	}
	s := NoSignal
	switch {
	case v[0] >= 0 && v[0] <= 63:
		s.RSSI = -111 + v[0]
	case v[2] >= 0 && v[2] <= 96:
		s.RSSI = -121 + v[2]
	}
	if v[4] >= 0 && v[4] <= 34 {
		s.RSRQ = -200 + 5*v[4]
	}
	if v[5] >= 0 && v[5] <= 97 {
		s.RSRP = -141 + v[5]
	}
	return s, nil
}
