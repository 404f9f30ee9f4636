// Package cause holds the causes with which a network refuses a registration
// or a data session, and what each means for the person in front of it. It is
// pure data: safe for any number of goroutines.
package cause

// Domain is the protocol whose numbers a cause is one of.
type Domain uint8

// The protocols, with the clause that numbers their causes.
const (
	MM   Domain = 1 // mobility in GSM and UMTS, circuit and packet: TS 24.008 10.5.3.6, 10.5.5.14
	EMM  Domain = 2 // mobility in LTE: TS 24.301 9.9.3.9
	ESM  Domain = 3 // sessions in LTE, and by number those of TS 24.008 10.5.6.6: TS 24.301 9.9.4.4
	GMM5 Domain = 4 // mobility in 5GS: TS 24.501 9.11.3.2
	GSM5 Domain = 5 // sessions in 5GS: TS 24.501 9.11.4.2
)

// String returns the protocol's name as 3GPP writes it.
func (d Domain) String() string {
	switch d {
	case MM:
		return "MM"
	case EMM:
		return "EMM"
	case ESM:
		return "ESM"
	case GMM5:
		return "5GMM"
	case GSM5:
		return "5GSM"
	}
	return "?"
}

// entry is one cause; the tables are sorted by code.
type entry struct {
	code uint8
	text string
}

// protocolText are the protocol errors that every domain numbers alike.
var protocolText = []entry{
	{95, "semantically incorrect message"}, {96, "invalid mandatory information"}, {97, "message type unknown"},
	{98, "message type not compatible with the protocol state"}, {99, "information element unknown"},
	{100, "conditional IE error"}, {101, "message not compatible with the protocol state"}, {111, "protocol error, unspecified"},
}

// Text returns the name of a cause, "" when the standard gives it none.
func Text(d Domain, code int) string {
	var table []entry
	switch d {
	case MM:
		table = mmText
	case EMM:
		table = emmText
	case ESM:
		table = esmText
	case GMM5:
		table = mm5Text
	case GSM5:
		table = sm5Text
	default:
		return ""
	}
	if t := find(table, code); t != "" {
		return t
	}
	return find(protocolText, code)
}

func find(table []entry, code int) string {
	for _, e := range table {
		if int(e.code) == code {
			return e.text
		}
	}
	return ""
}
