package modemtest

import "time"

// LE910C1 is a Telit LE910C1-EU: it prints nothing at power-on, and #QSS tells of the card. Formats: LE910Cx
// AT Commands Reference Guide, public drivers. Not confirmed: the highest n of +CEREG, #RFSTS without E-UTRA.
func LE910C1() *Persona {
	return &Persona{
		Manufacturer: "Telit",
		Model:        "LE910C1-EU",
		Revision:     "25.20.226",
		Identity:     []string{"332"},
		IMEI:         "350000000000014",
		family:       []commandSet{telitCommands},
		ICCID:        []ICCIDReply{{Command: "#CCID", Prefix: "#CCID: "}, {Command: "+ICCID", Prefix: "+ICCID: "}},
		Card: []CardURC{
			{Setting: "#QSS", On: "12", Removed: []string{"#QSS: 0"}, Inserted: []string{"#QSS: 1"}},
			{Setting: "#QSS", On: "2", Unlocked: []string{"#QSS: 2"}, Ready: []string{"#QSS: 3"}},
		},
		MaxCREG:     2,
		MaxCEREG:    2,
		SMSStorage:  "SM",
		FirstSMS:    1,
		CNMI:        "0,0,0,0,0",
		ResetFun:    []int{},
		OffTime:     8 * time.Second,
		Settings:    append(commonSettings(), Setting{"#QSS", "0", ""}, Setting{"#SIMDET", "2", "(0-2)"}, Setting{"#AUTOATT", "1", "(0,1)"}),
		Pace:        pace(25*time.Millisecond, 90*time.Millisecond, map[string]time.Duration{"#RFSTS": 40 * time.Millisecond}),
		SMSCapacity: 50,
	}
}
