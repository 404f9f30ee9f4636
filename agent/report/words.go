package report

import (
	"fmt"

	"simagent/atcmd"
)

// verdicts are the codes of package agent in few words; the sentence itself stays on the device.
var verdicts = [...]struct {
	code uint16
	text string
}{
	{0, "all well"}, {1, "starting"},
	{10, "no module"}, {11, "the port is held"}, {12, "the module is silent"},
	{20, "no SIM"}, {21, "the SIM wants a PIN"}, {22, "the SIM wants a PUK"}, {23, "the SIM fails"},
	{24, "the ICCID is uncertain"}, {25, "the SIM is starting"}, {26, "the module is locked"}, {27, "the SIM cannot be read"},
	{30, "not activated"}, {31, "an update is pending"}, {32, "deactivated"}, {33, "not in this account"},
	{34, "data is disabled"}, {35, "over the data limit"},
	{40, "the network denies it"}, {41, "searching for a network"}, {42, "not attached"}, {43, "the radio is off"},
	{44, "wrong settings"},
	{50, "near a threshold"}, {51, "may be active"}, {52, "nothing counts the bytes"}, {53, "the past is not known"},
	{54, "the SIM's SMS storage is full"}, {55, "usage elsewhere"},
	{60, "the account is not kept"}, {70, "the cloud fails"}, {80, "the clock is not set"}, {81, "the supply is too low"}, {90, "no daemon"},
}

// VerdictText is the verdict of a report in few words; "verdict 200" for a code that this version does not know.
func VerdictText(code uint16) string {
	for _, v := range verdicts {
		if v.code == code {
			return v.text
		}
	}
	return fmt.Sprintf("verdict %d", code)
}

// RegistrationText is the <stat> of key 4 in words; "stat 200" for one that this version does not know.
func RegistrationText(stat uint8) string {
	if stat > 127 {
		return fmt.Sprintf("stat %d", stat)
	}
	return atcmd.Stat(stat).String()
}

// RATText is the <AcT> of key 6 by its usual name; "AcT 200" for one that this version does not know.
func RATText(act uint8) string {
	if act > 127 {
		return fmt.Sprintf("AcT %d", act)
	}
	return atcmd.AcT(act).String()
}
