package module

const (
	sim7600Manual = "SIMCom SIM7500_SIM7600 Series AT Command Manual V1.12"
	sim7070Manual = "SIMCom SIM7070_SIM7080_SIM7090 Series AT Command Manual V1.08"
	a76xxManual   = "SIMCom A76XX Series AT Command Manual V1.09"
)

// spic: +SPIC: 3,10,0,10
const spic = "" +
	sim7600Manual + " 4.6\n" +
	"+SPIC|tries left|pin;puk;pin2;puk2\n"

// simcomLines are what SIM7600 and A76xx print.
const simcomLines = "" +
	a76xxManual + " 6.2.1\n" +
	// +ICCID: 8988307000000001238
	"+ICCID|ICCID|iccid$$\n" +
	"some firmware of SIM7600\n" +
	"+CICCID|ICCID|iccid$$\n" +
	spic +
	sim7600Manual + " 5.11\n" +
	// +CNMP: 2
	"+CNMP|access technologies|mode" + cnmpWords + "\n" +
	a76xxManual + " 6.2.10\n" +
	"+UIMHOTSWAPON|card detection|enabled=off/insertion/insertion and removal\n" +
	a76xxManual + " 6.2.11\n" +
	"+UIMHOTSWAPLEVEL|level of the card detection|level=active low/active high\n" +
	"seen on SIM5320, SIM7600\n" +
	// +SIMCARD: NOT AVAILABLE
	"+SIMCARD|card|state$\n" +
	sim7600Manual + " 5.15\n" +
	// +CNSMOD: 0,8 is the answer, +CNSMOD: 8 the URC
	"+CNSMOD,*,|access technology|act" + cnsmodWords + "\n" +
	"+CNSMOD|access technology|reported=no/yes;act" + cnsmodWords + "\n"

const cnsmodWords = "=no service/GSM/GPRS/EDGE/WCDMA/HSDPA/HSUPA/HSPA/LTE/TD-SCDMA/TD-HSDPA/TD-HSUPA/TD-HSPA/CDMA/EVDO/CDMA and EVDO/CDMA and LTE/23:eHRPD/CDMA and eHRPD"

const cnmpWords = "=2:all/13:GSM only/WCDMA only/19:GSM and WCDMA/38:LTE only/GSM, WCDMA and LTE/48:all but LTE/51:GSM and LTE/54:WCDMA and LTE"

// simcomRetries is the same in all families.
var simcomRetries = Query{Command: "+SPIC", forms: spic}

// simcomCard are the URCs about the card. Without UIMHOTSWAPON only the start
// of the module reports it.
var simcomCard = []CardURC{
	{"+CPIN: SIM REMOVED", CardRemoved}, {"+CPIN: NOT INSERTED", CardRemoved}, {"+CPIN: NOT READY", CardRemoved},
	{"+SIMCARD: NOT AVAILABLE", CardRemoved},
	{"+CPIN: READY", CardReady}, {"+CPIN: SIM PIN", CardInserted}, {"+CPIN: SIM PUK", CardInserted},
}

var simcomWants = []Want{{About: "access technologies", Read: "+CNMP?", Answer: "+CNMP:", Fits: []string{"2", "38", "39", "51", "54"}, Write: "+CNMP=2",
	Why: "A Super SIM may find LTE only in one place and an older network only in another."}}

var doubtHotswap = Doubt{"UIMHOTSWAPON", "It is stored at each write and depends on the board's card switch, so it is not switched on: the poll notices another card."}
