package modemtest

import "time"

// PLS62 is a Cinterion (Gemalto, Thales, Telit) PLS62-W. Formats: PLS62-W AT Command Set, public drivers. Not
// confirmed: the highest n of +CREG, the lines at power-on behind ^SYSSTART.
func PLS62() *Persona {
	return &Persona{
		Manufacturer: "Cinterion",
		Model:        "PLS62-W",
		Revision:     "REVISION 02.000",
		Identity:     []string{"Cinterion", "PLS62-W", "REVISION 02.000"},
		IMEI:         "350000000000063",
		family:       []commandSet{cinterionCommands},
		ICCID:        []ICCIDReply{{Command: "^SCID", Prefix: "^SCID: "}},
		Card:         []CardURC{{Setting: "^SCKS", On: "1", Removed: []string{"^SCKS: 0"}, Inserted: []string{"^SCKS: 1"}}},
		MaxCREG:      2,
		MaxCEREG:     2,
		SMSStorage:   "SM",
		FirstSMS:     1,
		CNMI:         "0,0,0,0,0",
		Ready:        []string{"^SYSSTART"},
		ReadyBook:    []string{"+PBREADY"},
		PoweredDown:  "^SHUTDOWN",
		OffTime:      2 * time.Second,
		Settings: append(commonSettings(), Setting{"^SCKS", "0", ""}, Setting{"^SCFG", "", ""}, Setting{"^SIND", "", ""},
			Setting{"^SXRAT", "2,0", ""}),
		Pace: pace(15*time.Millisecond, 60*time.Millisecond, map[string]time.Duration{"^SMONI": 30 * time.Millisecond}),
	}
}
