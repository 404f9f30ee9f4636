package modemtest

import "time"

// fibocom is what Fibocom's modules share.
func fibocom() Persona {
	return Persona{
		ICCID: []ICCIDReply{{Command: "+CCID", Prefix: "+CCID: "}, {Command: "+ICCID", Prefix: "+ICCID: "}},
		Card: []CardURC{{Removed: []string{"+SIM: Removed", "+SIM DROP"}, Inserted: []string{"+SIM: Inserted"},
			Unlocked: []string{"+SIM READY"}}},
		CMEE:       1,
		MaxCREG:    3,
		MaxCEREG:   3,
		ResetFun:   []int{15},
		SMSStorage: "SM",
		CNMI:       "0,0,0,0,0",
		ReadyBook:  []string{"+PBREADY"},
		OffTime:    3 * time.Second,
		Settings:   append(commonSettings(), Setting{"+GTUSBMODE", "0", ""}, Setting{"+GTACT", "10", ""}),
		Pace:       pace(15*time.Millisecond, 60*time.Millisecond, map[string]time.Duration{"+GTCCINFO": 50 * time.Millisecond}),
	}
}

// L850 is a Fibocom L850-GL (Intel), whose identity has prefixes, quotation marks and two names. Formats: L8
// family AT commands, public logs. Not confirmed: +GTCCINFO's SINR, the highest n of +CREG and +CEREG.
func L850() *Persona {
	p := fibocom()
	p.Manufacturer = `+CGMI: "Fibocom"`
	p.Model = `+CGMM: "L850 LTE Module","L850"`
	p.Revision = `+CGMR: "18500.5001.00.05.27.30"`
	p.Identity = []string{"Fibocom", "L850"}
	p.IMEI = "350000000000071"
	p.family = []commandSet{fibocomCommands, fibocomXMM}
	return &p
}

// NL668 is a Fibocom NL668-GL (Qualcomm). Not confirmed: +GTSTATIS there, which is known of later models and
// tells received first.
func NL668() *Persona {
	p := fibocom()
	p.Manufacturer = "Fibocom Wireless Inc."
	p.Model = "NL668-GL"
	p.Revision = "19906.5090.00.02.00.23"
	p.Identity = []string{"Manufacturer: Fibocom Wireless Inc.", "Model: NL668-GL", "Revision: 19906.5090.00.02.00.23",
		"IMEI: 350000000000089", "+GCAP: +CGSM"}
	p.IMEI = "350000000000089"
	p.family = []commandSet{fibocomCommands, fibocomQualcomm}
	return &p
}
