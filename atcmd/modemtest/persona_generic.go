package modemtest

import "time"

// Generic27007 is a module that knows 3GPP TS 27.007 and 27.005 and no vendor's commands: no lines at
// power-on, plain ERROR until +CMEE says otherwise, no messages announced until +CNMI says so.
func Generic27007() *Persona {
	return &Persona{
		Manufacturer: "Generic",
		Model:        "MT-27007",
		Revision:     "1.00",
		Identity:     []string{"Generic MT-27007"},
		IMEI:         "350000000000006",
		SMSStorage:   "SM",
		SMSCapacity:  20,
		FirstSMS:     1,
		CNMI:         "0,0,0,0,0",
		Settings:     commonSettings(),
		Pace: map[string]time.Duration{
			"": 30 * time.Millisecond, "+COPS=?": 30 * time.Second, "+COPS=": 2 * time.Second,
			"+CFUN=": time.Second, "+CMGS": 2 * time.Second,
		},
	}
}

// commonSettings are the commands of 27.007, 27.005 and V.250 that only remember a value here.
func commonSettings() []Setting {
	return []Setting{
		{"+CSCS", `"GSM"`, `("GSM","IRA","UCS2")`},
		{"+CTZU", "0", "(0,1)"},
		{"+CTZR", "0", "(0-2)"},
		{"+CGEREP", "0,0", "(0-2),(0,1)"},
		{"+CMER", "0,0,0,0,0", "(0-3),0,0,(0-2),(0,1)"},
		{"+IPR", "115200", "(0,4800,9600,19200,38400,57600,115200,230400,460800,921600)"},
		{"+IFC", "0,0", "(0,2),(0,2)"},
		{"+ICF", "3,3", "(3),(3)"},
		{"+CSMP", "17,167,0,0", ""},
		{"+CSDH", "0", "(0,1)"},
		{"+CSCA", `"+15550000000",145`, ""},
		{"+CSMS", "0,1,1,1", "(0,1)"},
		{"+CMMS", "0", "(0-2)"},
		{"+CGSMS", "1", "(0-3)"},
		{"+CRC", "0", "(0,1)"},
		{"+CLIP", "0,1", "(0,1)"},
		{"+CUSD", "0", "(0-2)"},
		{"+CSSN", "0,0", "(0,1),(0,1)"},
		{"+CCWA", "0", "(0,1)"},
		{"+COLP", "0,1", "(0,1)"},
		{"+CEMODE", "2", "(0-3)"},
		{"+WS46", "31", "(12,22,25,28,29,30,31)"},
		{"+CPSMS", "0", ""},
		{"+CEDRXS", "", ""},
		{"+CGAUTH", "", "(1-16),(0-3),64,64"},
		{"+CGEQREQ", "", ""},
		{"+CVHU", "0", "(0,1)"},
	}
}
