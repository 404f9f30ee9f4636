package module

import "simagent/atcmd/format"

// What the u-blox families share. Sources: u-blox AT commands manuals of
// SARA-R4 (UBX-17003787) and SARA-R5 (UBX-19047455); ModemManager 1.24 plugins
// ublox; ubxlib.

// ubloxCounter is one line a context, whole bytes since the last
// AT+UGCNTSET=<cid>,0,0: `+UGCNTRD: 4,2704,1819,80724,51839`.
var ubloxCounter = Counter{
	Command: "+UGCNTRD", Sent: "sent", Received: "received", Unit: 1, Keeps: KeepsUnknown,
	Lines: []format.Line{{
		Name: "+UGCNTRD", Title: "bytes of a context", Source: "u-blox AT commands manual, +UGCNTRD",
		Fields: []format.Field{number("cid"), byteCount("session_sent"), byteCount("session_received"), byteCount("sent"), byteCount("received")},
	}},
}

// ubloxRetries is `+UPINCNT: <pin>,<pin2>,<puk>,<puk2>`.
var ubloxRetries = Query{Command: "+UPINCNT", Lines: []format.Line{{
	Name: "+UPINCNT", Title: "tries left", Source: "u-blox AT commands manual, +UPINCNT",
	Fields: []format.Field{number("pin"), number("pin2"), number("puk"), number("puk2")},
}}}

// ubloxCard are the states of +UUSIMSTAT, and the indicator simind, the twelfth
// of +CIND. +USIMSTAT is stored and so not written; +CMER is not.
var ubloxCard = []CardURC{
	{"+UUSIMSTAT: 0", CardRemoved},
	{"+UUSIMSTAT: 1", CardInserted},
	{"+UUSIMSTAT: 6", CardReady},
	{"+UUSIMSTAT: 9", CardChanged},
	{"+CIEV: 12,0", CardRemoved},
	{"+CIEV: 12,1", CardInserted},
}

// ubloxSetup switches all indicators on; one alone cannot be chosen.
var ubloxSetup = []string{"+CMER=1,0,0,2,1"}

var ubloxSimStates = map[int]string{
	0: "no card", 1: "PIN needed", 2: "PIN blocked", 3: "PUK blocked", 4: "not operational", 5: "in restricted use",
	6: "operational", 7: "SIM phonebook ready", 8: "USIM phonebook ready", 9: "refreshed by the card",
	10: "refresh by the card failed", 11: "refresh waits for the end of the PPP connection",
}

var ubloxFormats = []format.Line{
	{Name: "+UUSIMSTAT", Title: "state of the card", Source: "u-blox AT commands manual, +USIMSTAT",
		Fields: []format.Field{enum("state", ubloxSimStates)}},
	{Name: "+UUSBCONF", Title: "USB profile", Source: "ModemManager plugins/ublox",
		Fields: []format.Field{enum("profile", map[int]string{0: "fairly back-compatible", 2: "ECM", 3: "RNDIS"}),
			textField("network"), textField("audio"), hexField("usb_product")}},
	{Name: "+UBMCONF", Title: "networking mode", Source: "ModemManager plugins/ublox",
		Fields: []format.Field{enum("mode", map[int]string{1: "router", 2: "bridge"})}},
	{Name: "+UMNOPROF", Title: "operator profile", Source: "u-blox AT commands manual, +UMNOPROF",
		Fields: []format.Field{number("profile")}},
}

// ubloxLimits: a Particle boron waits as long; a module writes its NVM before it is off.
var ubloxLimits = []Limit{{"+CFUN=", 180}, {"+COPS=", 180}, {"+CPWROFF", 40}}

var (
	ubloxPower    = Power{Restart: []string{"+CFUN=15", "+CFUN=16"}, Off: []string{"+CPWROFF"}, Early: true}
	ubloxPower16  = Power{Restart: []string{"+CFUN=16"}, Off: []string{"+CPWROFF"}, Early: true}
	ubloxDoubtOff = Doubt{"+CPWROFF", "OK comes before the module is off, and no line tells the end: V_INT does."}
	ubloxDoubtCIE = Doubt{"+CIEV: 12", "That simind is the twelfth indicator is from a list of another series; the number is not in every manual."}
	ubloxDoubtCnt = Doubt{"+UGCNTRD", "Whether the totals survive a power cut is not said; not every firmware has the command."}
)
