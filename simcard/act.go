package simcard

import "strings"

// AcT is the set of radio accesses of an entry in a PLMN list: two bytes, the first in the high one
// (3GPP TS 31.102, 4.2.5).
type AcT uint16

// The bits that stand for one access each.
const (
	ActUTRAN      AcT = 0x8000
	ActEUTRAN     AcT = 0x4000
	ActNGRAN      AcT = 0x0800
	ActGSM        AcT = 0x0080
	ActGSMCompact AcT = 0x0040
	ActHRPD       AcT = 0x0020 // cdma2000
	Act1xRTT      AcT = 0x0010 // cdma2000
)

// Unverified: the bit of NG-RAN above and the four below are from memory of 4.2.5 of later releases; public
// decoders confirm the other six only.

// The bits that narrow another one: with neither of the pair, all of its modes are meant.
const (
	actWideband   AcT = 0x2000 // of E-UTRAN: WB-S1
	actNarrowband AcT = 0x1000 // of E-UTRAN: NB-S1
	actExtended   AcT = 0x0008 // of GSM: EC-GSM-IoT
	actPlainGSM   AcT = 0x0004 // of GSM: without EC-GSM-IoT
)

// AllAccesses reports whether no access is named, which the specification reads as "any, none preferred".
func (a AcT) AllAccesses() bool { return a == 0 }

// String lists the accesses, "E-UTRAN, UTRAN, GSM"; a narrowed one with its mode, "E-UTRAN (NB-S1)".
// Reserved bits are left out.
func (a AcT) String() string {
	var list []string
	add := func(bit AcT, name string) {
		if a&bit != 0 {
			list = append(list, name)
		}
	}
	add(ActNGRAN, "NG-RAN")
	add(ActEUTRAN, "E-UTRAN"+a.mode(actWideband, " (WB-S1)", actNarrowband, " (NB-S1)"))
	add(ActUTRAN, "UTRAN")
	add(ActGSM, "GSM"+a.mode(actPlainGSM, "", actExtended, " (EC-GSM-IoT)"))
	add(ActGSMCompact, "GSM COMPACT")
	add(ActHRPD, "cdma2000 HRPD")
	add(Act1xRTT, "cdma2000 1xRTT")
	return strings.Join(list, ", ")
}

// mode names the only mode of a pair that is set; both or none mean all and add nothing.
func (a AcT) mode(one AcT, oneName string, other AcT, otherName string) string {
	switch a & (one | other) {
	case one:
		return oneName
	case other:
		return otherName
	}
	return ""
}
