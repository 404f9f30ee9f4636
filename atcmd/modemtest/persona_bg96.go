package modemtest

import "time"

// BG96 is a Quectel BG96: Cat-M, which it calls CAT-M in cell information and <AcT> 8 in registrations. Formats:
// BG96 AT Commands Manual V2.3, public logs. Not confirmed: +QGDCNT there, the highest n of +CREG.
func BG96() *Persona {
	return &Persona{
		Manufacturer: "Quectel",
		Model:        "BG96",
		Revision:     "BG96MAR02A07M1G",
		Identity:     []string{"Quectel", "BG96", "Revision: BG96MAR02A07M1G"},
		IMEI:         "860000000000014",
		family:       []commandSet{quectelCommands, quectelLPWA("CAT-M")},
		ICCID:        quectelICCID(),
		Card:         quectelCard(),
		EmptySMS:     true,
		CMEE:         1,
		MaxCREG:      2,
		LTEAcT:       8,
		SMSStorage:   "ME",
		CNMI:         "2,1,0,0,0",
		Ready:        []string{"RDY"},
		ReadyFun:     []string{"+CFUN: 1", "APP RDY"},
		ReadySIM:     []string{"+QUSIM: 1"},
		ReadySMS:     []string{"+QIND: SMS DONE"},
		PrintCPIN:    true,
		PoweredDown:  "POWERED DOWN",
		OffTime:      2 * time.Second,
		Settings:     append(commonSettings(), quectelSettings()...),
		Keyed:        quectelLPWAKeyed(),
		Pace:         pace(20*time.Millisecond, 80*time.Millisecond, map[string]time.Duration{"+COPS=?": time.Minute}),
	}
}

// quectelLPWAKeyed is +QCFG of BG95 and BG96.
func quectelLPWAKeyed() map[string]map[string]string {
	return map[string]map[string]string{
		"+QCFG": {
			"nwscanmode": "0", "nwscanseq": "020301", "iotopmode": "0", "roamservice": "255", "servicedomain": "1",
			"band": "0xf,0x100002000000000f0e189f,0x10004200000000090e189f", "urc/delay": "0", "apready": "0,0,500",
			"psm/enter": "0", "urc/ri/ring": `"pulse",120,1000,5000,"off",1`,
		},
		"+QURCCFG": {"urcport": `"usbat"`},
	}
}
