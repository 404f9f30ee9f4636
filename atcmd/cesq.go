package atcmd

import "fmt"

// Levels is what +CESQ says, as the module wrote it; 99 (RxLev, BER) and 255
// (the others) are unknown.
type Levels struct {
	RxLev, BER int // GSM
	RSCP, EcN0 int // UMTS
	RSRQ, RSRP int // LTE
}

// ParseLevels reads `+CESQ: <rxlev>,<ber>,<rscp>,<ecno>,<rsrq>,<rsrp>[,…]`
// (27.007 8.69), for example `+CESQ: 99,99,255,255,20,80`. An empty level is
// unknown.
func ParseLevels(line string) (Levels, error) {
	name, f, ok := cut(line)
	if !ok || name != "+CESQ" {
		return Levels{}, fmt.Errorf("not a +CESQ line")
	}
	v := [6]int{99, 99, 255, 255, 255, 255}
	for i := range v {
		if !f.more && f.err == nil {
			f.err = fmt.Errorf("%d levels of six", i)
		}
		v[i] = f.int(v[i])
	}
	if f.err != nil {
		return Levels{}, fmt.Errorf("cannot read +CESQ: %v", f.err)
	}
	return Levels{v[0], v[1], v[2], v[3], v[4], v[5]}, nil
}

// RxLevDBm is the received level of GSM in dBm, 0..63 is -111+n. Like the other
// quantities it is NoDBm for a level that is unknown or out of range.
func (l Levels) RxLevDBm() int { return scale(l.RxLev, 63, -111, 1) }

// RSCPdBm is the received power of UMTS in dBm, 0..96 is -121+n.
func (l Levels) RSCPdBm() int { return scale(l.RSCP, 96, -121, 1) }

// EcN0Tenths is Ec/N0 of UMTS in tenths of a dB, 0..49 is -24.5+n/2 dB.
func (l Levels) EcN0Tenths() int { return scale(l.EcN0, 49, -245, 5) }

// RSRQTenths is the quality of LTE in tenths of a dB, 0..34 is -20+n/2 dB.
func (l Levels) RSRQTenths() int { return scale(l.RSRQ, 34, -200, 5) }

// RSRPdBm is the received power of LTE in dBm, 0..97 is -141+n.
func (l Levels) RSRPdBm() int { return scale(l.RSRP, 97, -141, 1) }

func scale(level, top, base, step int) int {
	if level < 0 || level > top {
		return NoDBm
	}
	return base + step*level
}

// ParseCESQ reads the line as ParseLevels does into a Signal. RSSI is filled
// from rxlev on GSM and from rscp on UMTS.
func ParseCESQ(line string) (Signal, error) {
	l, err := ParseLevels(line)
	if err != nil {
		return NoSignal, err
	}
	s := Signal{RSSI: l.RxLevDBm(), RSRP: l.RSRPdBm(), RSRQ: l.RSRQTenths()}
	if s.RSSI == NoDBm {
		s.RSSI = l.RSCPdBm()
	}
	return s, nil
}
