package modemtest

import "time"

// EG25G is a Quectel EG25-G at its AT port (interface 2 of 2c7c:0125), firmware of 2022. Texts and formats
// follow the EC2x/EG2x AT commands manual; the IMEI is made up.
func EG25G() *Persona {
	return &Persona{
		Manufacturer: "Quectel",
		Model:        "EG25",
		Revision:     "EG25GGBR07A08M2G",
		Identity:     []string{"Quectel", "EG25", "Revision: EG25GGBR07A08M2G"},
		IMEI:         "860000000000006",
		family:       []commandSet{quectelCommands},
		ICCID:        quectelICCID(),
		Card:         quectelCard(),
		EmptySMS:     true,
		CMEE:         1,
		SMSStorage:   "ME",
		SMSCapacity:  255,
		CNMI:         "2,1,0,0,0",
		Ready:        []string{"RDY"},
		ReadyFun:     []string{"+CFUN: 1"},
		ReadySIM:     []string{"+QUSIM: 1"},
		ReadySMS:     []string{"+QIND: SMS DONE"},
		ReadyBook:    []string{"+QIND: PB DONE"},
		PrintCPIN:    true,
		PoweredDown:  "POWERED DOWN",
		Settings:     append(commonSettings(), quectelSettings()...),
		Keyed:        quectelKeyed(),
		Pace: map[string]time.Duration{
			"": 15 * time.Millisecond, "+CRSM": 60 * time.Millisecond, "+CSIM": 60 * time.Millisecond,
			"+COPS=?": 25 * time.Second, "+COPS=": 800 * time.Millisecond, "+CFUN=": 400 * time.Millisecond,
			"+CGACT=": 500 * time.Millisecond, "+CGATT=": 500 * time.Millisecond, "+CMGS": 900 * time.Millisecond,
			"+QCCID": 20 * time.Millisecond, "+QENG": 30 * time.Millisecond,
		},
	}
}

// quectelICCID are the commands that all but the Unisoc models have.
func quectelICCID() []ICCIDReply {
	return []ICCIDReply{
		{Command: "+QCCID", Prefix: "+QCCID: "}, {Command: "+CCID", Prefix: "+CCID: "}, {Command: "+ICCID", Prefix: "+ICCID: "},
	}
}

// quectelCard is +QSIMSTAT=1. The blank before the colon is what the modules print.
func quectelCard() []CardURC {
	return []CardURC{{Setting: "+QSIMSTAT", On: "1", Removed: []string{"+QSIMSTAT : 1,0"}, Inserted: []string{"+QSIMSTAT : 1,1"}}}
}

func quectelSettings() []Setting {
	return []Setting{
		{"+QSIMDET", "0,0", "(0,1),(0,1)"},
		{"+QSCLK", "0", "(0,1)"},
		{"+QINDCFG", "", ""},
		{"+QIACT", "", ""},
		{"+QICSGP", "", ""},
		{"+QGPS", "0", ""},
		{"+QDSIM", "0", "(0,1)"},
		{"+QNWLOCK", "", ""},
		{"+QCOPS", "", ""},
	}
}

func quectelKeyed() map[string]map[string]string {
	return map[string]map[string]string{
		"+QCFG": {
			"usbnet": "0", "nwscanmode": "0", "nwscanseq": "0405030201", "roamservice": "255",
			"band": "0x260,0x42000000000000e2,0x0", "servicedomain": "2", "ims": "0,0", "urc/cache": "0",
			"risignaltype": `"respective"`, "urc/ri/ring": `"pulse",120,1000,5000,"off",1`, "airplanecontrol": "0",
			"fast/poweroff": "25,0", "usbcfg": "0x2C7C,0x125,1,1,1,1,1,0,0", "apready": "0,0,500",
		},
		"+QURCCFG": {"urcport": `"usbat"`},
	}
}
