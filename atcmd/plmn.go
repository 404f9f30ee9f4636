package atcmd

import "errors"

var errPLMN = errors.New("cannot read the network: not a country and network code of 5 or 6 digits")

// ParsePLMN takes a network's code in digits apart (23.003 12.1): three digits
// of country (MCC), two or three of network (MNC): "310410" is 310 and 410. No
// country has 000.
func ParsePLMN(text string) (mcc, mnc string, err error) {
	if len(text) != 5 && len(text) != 6 || !allDigits([]byte(text)) || text[:3] == "000" {
		return "", "", errPLMN
	}
	return text[:3], text[3:], nil
}
