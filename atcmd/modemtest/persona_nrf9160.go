package modemtest

import "time"

// NRF9160 is a Nordic nRF9160 with the Serial LTE Modem application: it boots with the radio and the card
// off, knows E-UTRA only, keeps the padding F of the card number, and takes one command a line. Formats:
// nRF9160 AT Commands reference, Serial LTE Modem documentation. Not confirmed: that a semicolon is refused,
// #XSHUTDOWN, the size of a kilobyte in %XCONNSTAT.
func NRF9160() *Persona {
	return &Persona{
		Manufacturer: "Nordic Semiconductor ASA",
		Model:        "nRF9160-SICA",
		Revision:     "mfw_nrf9160_1.3.5",
		Identity:     []string{"Nordic Semiconductor ASA", "nRF9160-SICA", "mfw_nrf9160_1.3.5"},
		IMEI:         "350000000000055",
		family:       []commandSet{nordicCommands},
		Without:      []string{"+CREG", "+CGREG", "E", "A", "O", "&W", "Z"},
		ICCID:        []ICCIDReply{{Command: "%XICCID", Prefix: "%XICCID: ", Form: ICCIDPadded}},
		Card:         []CardURC{{Setting: "%XSIM", On: "1", Removed: []string{"%XSIM: 0"}, Unlocked: []string{"%XSIM: 1"}}},
		CellDigits:   8,
		NoChain:      true,
		NoEcho:       true,
		StartsOff:    true,
		SMSStorage:   "SM",
		CNMI:         "0,0,0,0,0",
		Ready:        []string{"Ready"},
		Settings:     append(commonSettings(), Setting{"%XSIM", "0", ""}, Setting{"%XSYSTEMMODE", "1,0,1,0", "(0,1),(0,1),(0,1),(0-4)"}),
		Pace:         pace(10*time.Millisecond, 60*time.Millisecond, map[string]time.Duration{"+COPS=?": 2 * time.Minute}),
	}
}
