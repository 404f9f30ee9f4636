package atcmd

import "bytes"

// urcNames are names that no command answers with, unless it bears the name
// itself (AT+CUSD? answers +CUSD:): such a line is unsolicited whatever is
// pending. Sources: 27.005 3.4 (+CMTI +CMT +CBM +CDS +CDSI), 27.007 (+CRING
// +CGEV +CTZV +CTZE +CUSD +CCWA +CSSI +CSSU), the manuals of the families in module.
var urcNames = map[string]bool{
	"+CRING": true, "+CMTI": true, "+CMT": true, "+CBM": true, "+CBMI": true, "+CDS": true, "+CDSI": true,
	"+CGEV": true, "+CTZV": true, "+CTZE": true, "+CTZEU": true, "+CUSD": true, "+CCWA": true, "+CLIP": true,
	"+CSSI": true, "+CSSU": true, "+CIEV": true, "+CALV": true, "+CSQN": true, "+PACSP": true, "+AT": true,
	"+QIND": true, "+QUSIM": true, "+QIURC": true, "+QPDPACT": true, "+QUSSTAT": true, "+NITZ": true,
	"*ATREADY": true, "*PSUTTZ": true, "*PSNWID": true,
	"^MODE": true, "^RSSI": true, "^HCSQ": true, "^BOOT": true, "^SRVST": true, "^DSFLOWRPT": true, "^STIN": true,
	"^NWTIME": true, "^SIMST": true, "^NDISSTAT": true, "^CSNR": true, "^EARST": true,
	"+UUSIMSTAT": true, "+UUSORD": true, "+UUSOCL": true, "+UUPSDA": true, "+UUPSDD": true,
}

// bareURCs are unsolicited lines without a name and a colon, by their
// beginning: V.250 5.7.1 (RING) and the boot messages of the families.
var bareURCs = []string{
	"RING", "RDY", "READY", "APP RDY", "POWERED DOWN", "NORMAL POWER DOWN", "PB DONE", "SMS DONE", "SMS READY",
	"SMS Ready", "Call Ready", "UNDER-VOLTAGE", "OVER-VOLTAGE", "DST:", "+SIM READY", "+SIM DROP", "+PACSP",
	"+CPBREADY", "+QPDPACT", "^SYSSTART", "^SHUTDOWN", "+SYSSTART", "+SHUTDOWN", "*ATREADY",
}

// bareURC tells whether a line without a name is one of bareURCs.
func bareURC(line []byte) bool {
	switch line[0] {
	case 'R', 'A', 'P', 'N', 'S', 'C', 'U', 'O', 'D', '+', '^', '*':
		for _, u := range bareURCs {
			if u[0] == line[0] && bytes.HasPrefix(line, []byte(u)) {
				return true
			}
		}
	}
	return false
}

// silentSet are names whose set form (AT+CREG=2) answers nothing: a line of
// that name before its OK is unsolicited, often the very report just switched on.
var silentSet = map[string]bool{
	"+CREG": true, "+CGREG": true, "+CEREG": true, "+C5GREG": true, "+CPIN": true, "+CFUN": true, "+CGATT": true,
	"+QSIMSTAT": true, "#QSS": true, "^SCKS": true, "%XSIM": true, "+CTZR": true, "+CGEREP": true,
}

// hasBody tells whether the text of a URC comes as a second line: the message
// or its PDU. A status report has one in PDU mode only (27.005 3.4.1).
func hasBody(line []byte) bool {
	switch string(before(line, ':')) {
	case "+CMT", "+CBM":
		return true
	case "+CDS":
		return pduHeader(line)
	}
	return false
}

// pduHeader tells whether a +CMT, +CDS or +CBM line is that of PDU mode:
// `+CMT: [<alpha>],<length>`, `+CDS: <length>` (27.005 3.4.1).
func pduHeader(line []byte) bool {
	rest := line[len(before(line, ':')):]
	if len(rest) < 2 || bytes.Count(rest, []byte{','}) > 1 {
		return false
	}
	_, ok := decimal(string(bytes.TrimSpace(rest[1+bytes.LastIndexByte(rest[1:], ',')+1:])))
	return ok
}
