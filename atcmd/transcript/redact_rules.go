package transcript

import "strings"

// sigils begin the names of extended commands and results.
const sigils = "+^*%#$!_@"

const (
	longRun  = 14 // digits that are a number of somebody wherever they stand
	shortRun = 6  // where a number is due
	nmea     = "$NMEA"
)

// ruleKind is what a rule does with the fields from its first one on.
type ruleKind uint8

const (
	noRule    ruleKind = iota
	secrets            // user names, passwords, PINs; of results too
	pins               // of commands only: +CPIN: READY holds none
	messages           // numbers and texts
	register           // area and cell of +CREG and its like
	cells              // area and cell in two fields
	serving            // +QENG
	places             // everything that may be a place
	addresses          // IP addresses
	serials            // whole values
)

type rule struct {
	kind ruleKind
	from int
}

// ruleOf returns the rule for a command and the results of its name. Where the
// order of user and password differs between firmwares, both are secrets.
func ruleOf(name string) rule {
	switch strings.TrimRight(name, "?") {
	case "+CPIN", "^CPIN", "+CPIN2", "+SPIN":
		return rule{pins, 0}
	case "+CPWD":
		return rule{pins, 1}
	case "+CLCK", "^SLCK":
		return rule{pins, 2}
	case "+CGAUTH", "$QCPDPP", "+UAUTHREQ", "^AUTHDATA", "#PDPAUTH", "#SGACT", "^SGAUTH", "+MGAUTH", "+XGAUTH", "+UPSD",
		"%PDNAUTH", "+SAPBR":
		return rule{secrets, 2}
	case "+CSTT", "#USERID", "#PASSW":
		return rule{secrets, 0}
	case "+QICSGP":
		return rule{secrets, 2} // 3 in the command, see byRule
	case "+CNCFG":
		return rule{secrets, 3}
	case "+QMTCONN", "+CMQTTCONNECT", "+SMCONF", "+QHTTPCFG", "+QFTPCFG", "+QSSLCFG", "+QMTCFG", "+WSCFG":
		return rule{secrets, 1}
	case "+CNUM", "+CLIP", "+CLCC", "^CLCC", "^SLCC", "+CDIP", "+CNAP", "+COLP", "+CCWA", "+CCFC", "+CSCA", "+CUSD", "+CPBR",
		"+CPBF", "+CPBW", "+CMGS", "+CMGW", "+CMSS", "+CMGR", "+CMGL", "+CMT", "+CDS", "+CBM", "+CSVM", "+CRING", "^DSCI":
		return rule{messages, 0}
	case "+CREG", "+CGREG", "+CEREG", "+C5GREG":
		return rule{register, 0}
	case "+CPSI":
		return rule{cells, 3}
	case "+QENG":
		return rule{serving, 0}
	case "+CGPADDR", "+CGCONTRDP", "+CGDCONT", "+QIACT", "+CIFSR", "+IPADDR", "+CNACT", "+CGDSCONT", "+CGTFTRDP", "+QICFG",
		"+QIOPEN", "+QISTATE", "+UPSND", "#CGPADDR", "+XDNS", "+QIDNSCFG", "+CDNSCFG", "$QCRMCALL", "+NETACT",
		"+QNETDEVSTATUS", "+CGEV", "+QPING", "+CIPOPEN":
		return rule{addresses, 0}
	case "+QGPSLOC", "+CGPSINFO", "+CGNSINF", "+CGNSSINFO", "+QLBS", "+CLBS", "+CIPGSMLOC", "$GPSACP", "#MONI", "#SERVINFO",
		"#RFSTS", "#CSURV", "^SMONI", "^SMONP", "^MONSC", "^MONNC", "!GSTATUS", "!LTEINFO", "!GPSLOC", "+UCGED", "+UCELLINFO",
		"+ULOC", "+UULOC", "+CENG", "+CCED", "+CGED", "+GTCCINFO", "+GTCELLINFO", "+ZCELLINFO", "+ZCELL", "+XCELLINFO",
		"%NCELLMEAS", "%XMONITOR", "+QSCAN", "^DHCP", "+QCELLINFO", "+SQNMONI", "+CELLINFO", "+QCELL", "+CCINFO",
		"+KCELL", nmea:
		return rule{places, 0}
	case "+CSN", "+QCSN", "^SN", "+SIMEI", "+EGMR", "+KGSN", "+QWIFI", "+QMAC", "+CWMACADDR", "+USERIAL":
		return rule{serials, 0}
	}
	return rule{}
}

// byRule redacts the fields by the rule of the name, and says whether there is one.
func (r *Redactor) byRule(w *work, name string, f []span, sent bool) bool {
	rule := ruleOf(name)
	if sent && name == "+QICSGP" { // the command has the protocol in front of the APN
		rule.from++
	}
	f = f[min(rule.from, len(f)):]
	switch rule.kind {
	case noRule:
		return false
	case secrets:
		r.secrets(w, f)
	case pins:
		if sent {
			r.secrets(w, f)
		}
	case messages:
		r.messageFields(w, f)
	case register:
		r.register(w, f)
	case cells:
		for _, s := range f[:min(2, len(f))] {
			r.cell(w, s)
		}
	case serving:
		r.serving(w, f)
	case places:
		r.places(w, f)
	case serials:
		for _, s := range f {
			if s.quoted || s.to-s.from >= shortRun {
				r.number(w, s.from, string(w.b[s.from:s.to]))
			}
		}
	}
	return true
}

// idNames are commands and results whose value is a number of the card, of
// the module or of the subscriber.
var idNames = map[string]bool{
	"+CIMI": true, "+CGSN": true, "+GSN": true, "+CCID": true, "+QCCID": true, "+ICCID": true, "+CICCID": true, "^ICCID": true,
	"!ICCID": true, "#CCID": true, "*ICCID": true, "%XICCID": true, "%CCID": true, "+NCCID": true, "+SQNCCID": true, "^SCID": true, "+ZICCID": true, "%IMSI": true, "#CIMI": true, "^CIMI": true,
	"*CIMI": true, "#CGSN": true, "+QIMSI": true, "+EGMR": true, "+QCSN": true, "+CSN": true, "+CEID": true, "+QEID": true,
	"+QESIM": true, "+EID": true, "#EID": true, "+SIMEI": true, "+UEID": true, "+KGSN": true, "+CRSM": true, "+CSIM": true,
}

// identity tells whether the pending commands ask what the module is: four
// numbers with dots are a firmware then, and no address.
func identity(cmds []command) bool {
	for i := range cmds {
		switch cmds[i].name {
		case "I", "I0", "I1", "I2", "I3", "I9", "+CGMI", "+CGMM", "+CGMR", "+GMI", "+GMM", "+GMR", "+QGMR", "+SIMCOMATI", "#SWPKGV":
			return true
		}
	}
	return false
}

// bareURCs are the lines without a name that modules print unasked.
var bareURCs = map[string]bool{
	"RDY": true, "RING": true, "BUSY": true, "POWERED DOWN": true, "NORMAL POWER DOWN": true, "Call Ready": true,
	"SMS Ready": true, "SMS READY": true, "PB DONE": true, "SMS DONE": true, "APP RDY": true, "NETWORK CLOSED": true,
	"START": true, "STARTUP": true, "SHUTDOWN": true, "CALL READY": true, "MODEM:STARTUP": true, "UNDER-VOLTAGE WARNNING": true,
	"UNDER-VOLTAGE POWER DOWN": true, "OVER-VOLTAGE POWER DOWN": true, "Ready": true, "READY": true, "SYSSTART": true,
	"VOICE CALL: BEGIN": true, "*PSUTTZ": true, "DST: 0": true, "SIM REMOVED": true, "SIM INSERTED": true, "NO SERVICE": true,
}
