package atcmd

import (
	"fmt"
	"strings"
)

// ParseCPIN reads `+CPIN: <code>` (27.007 8.3) and returns the code as the
// standard spells it: "READY", "SIM PIN", "SIM PUK", …, "NOT READY". Quotes
// and missing prefixes are tolerated.
func ParseCPIN(line string) (string, error) {
	code := line
	if name, f, ok := cut(line); ok {
		if name != "+CPIN" {
			return "", fmt.Errorf("not a +CPIN line")
		}
		code, _ = f.next()
	}
	code = strings.ToUpper(strings.Trim(code, " \""))
	switch code {
	case "READY", "NOT READY", "NOT INSERTED", "SIM PIN", "SIM PUK", "SIM PIN2", "SIM PUK2", "PH-SIM PIN", "PH-FSIM PIN", "PH-FSIM PUK",
		"PH-NET PIN", "PH-NET PUK", "PH-NETSUB PIN", "PH-NETSUB PUK", "PH-SP PIN", "PH-SP PUK", "PH-CORP PIN", "PH-CORP PUK":
		return code, nil
	}
	return "", fmt.Errorf("cannot read +CPIN: unknown code %q", clip(code))
}
