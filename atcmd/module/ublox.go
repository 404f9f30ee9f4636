package module

// What the u-blox families share. Sources: u-blox AT commands manuals of
// SARA-R4 (UBX-17003787) and SARA-R5 (UBX-19047455); ModemManager 1.24 plugins
// ublox; ubxlib.

// ubloxCounter is one line a context, whole bytes since the last
// AT+UGCNTSET=<cid>,0,0: `+UGCNTRD: 4,2704,1819,80724,51839`.
var ubloxCounter = Counter{Command: "+UGCNTRD", Sent: "sent", Received: "received", Unit: 1, Keeps: KeepsUnknown, forms: ubloxUGCNTRD}

const ubloxUGCNTRD = "" +
	"u-blox AT commands manual, +UGCNTRD\n" +
	"+UGCNTRD|bytes of a context|cid;session_sent@B;session_received@B;sent@B;received@B\n"

// ubloxRetries is `+UPINCNT: <pin>,<pin2>,<puk>,<puk2>`.
var ubloxRetries = Query{Command: "+UPINCNT", forms: ubloxUPINCNT}

const ubloxUPINCNT = "" +
	"u-blox AT commands manual, +UPINCNT\n" +
	"+UPINCNT|tries left|pin;pin2;puk;puk2\n"

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

const ubloxFormats = "" +
	"u-blox AT commands manual, +USIMSTAT\n" +
	"+UUSIMSTAT|state of the card|state=no card/PIN needed/PIN blocked/PUK blocked/not operational/in restricted use/operational/SIM phonebook ready/USIM phonebook ready/refreshed by the card/refresh by the card failed/refresh waits for the end of the PPP connection\n" +
	"ModemManager plugins/ublox\n" +
	"+UUSBCONF|USB profile|profile=fairly back-compatible/2:ECM/RNDIS;network$;audio$;usb_product#\n" +
	"+UBMCONF|networking mode|mode=1:router/bridge\n" +
	"u-blox AT commands manual, +UMNOPROF\n" +
	"+UMNOPROF|operator profile|profile\n"

// ubloxLimits: a Particle boron waits as long; a module writes its NVM before it is off.
var ubloxLimits = []Limit{{"+CFUN=", 180}, {"+COPS=", 180}, {"+CPWROFF", 40}}

var (
	ubloxPower    = Power{Restart: []string{"+CFUN=15", "+CFUN=16"}, Off: []string{"+CPWROFF"}, Early: true}
	ubloxPower16  = Power{Restart: []string{"+CFUN=16"}, Off: []string{"+CPWROFF"}, Early: true}
	ubloxDoubtOff = Doubt{"+CPWROFF", "OK comes before the module is off, and no line tells the end: V_INT does."}
	ubloxDoubtCIE = Doubt{"+CIEV: 12", "That simind is the twelfth indicator is from a list of another series; the number is not in every manual."}
	ubloxDoubtCnt = Doubt{"+UGCNTRD", "Whether the totals survive a power cut is not said; not every firmware has the command."}
)
