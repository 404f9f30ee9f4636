package atcmd

import (
	"bytes"
	"strings"
)

// urcPrefixes are lines that no command answers with: they are unsolicited
// whatever is pending. Sources: V.250 (RING), 27.005 3.4 (+CMTI +CMT +CBM
// +CDS +CDSI), 27.007 (+CRING +CGEV +CTZV +CTZE +CUSD +CCWA), the manuals of
// the families in module (+QIND +QUSIM RDY ^SIMST …).
var urcPrefixes = []string{
	"RING", "+CRING:", "+CMTI:", "+CMT:", "+CBM:", "+CDS:", "+CDSI:", "+CGEV:", "+CTZV:", "+CTZE:", "+CTZEU:",
	"+CUSD:", "+CCWA:", "+CIEV:", "+QIND:", "+QUSIM:", "+QIURC:", "+QPDPACT", "+QUSSTAT:", "RDY", "APP RDY",
	"POWERED DOWN", "NORMAL POWER DOWN", "PB DONE", "SMS DONE", "SMS READY", "SMS Ready", "Call Ready", "+SIM READY",
	"*ATREADY:", "*PSUTTZ:", "DST:", "^SYSSTART", "^SHUTDOWN", "^MODE:", "^RSSI:", "^HCSQ:", "^BOOT:", "^SRVST:",
	"^DSFLOWRPT:", "^STIN:", "^NWTIME:", "+UUSIMSTAT:", "+UUSORD:", "+UUPSDA:", "+UUPSDD:", "+PACSP",
	"+CPBREADY", "+CSQN:", "UNDER-VOLTAGE", "OVER-VOLTAGE", "+CALV:",
}

// bodied are the URCs whose second line is their text: the message or its PDU
// (27.005 3.4.1).
var bodied = []string{"+CMT:", "+CDS:", "+CBM:"}

// A pending is the command that waits for its final, prepared once for the
// questions that every incoming line asks.
type pending struct {
	cmd    string   // as it went out, "AT" included
	names  []string // "+CREG", "+CSQ": the names its answers may carry
	basic  bool     // a command without a name: ATI, AT, ATE0
	reads  bool     // "+CREG?" was asked: an answer with <n> is due
	prompt bool     // a text follows at '>'
}

// prepare fills p from a command line without its "AT".
func (p *pending) prepare(cmd string, prompt bool) {
	p.cmd = "AT" + cmd
	p.names = p.names[:0]
	p.basic, p.reads, p.prompt = false, false, prompt
	for part := range strings.SplitSeq(cmd, ";") {
		name := part
		if i := strings.IndexAny(part, "=?"); i >= 0 {
			name = part[:i]
			p.reads = p.reads || part[i:] == "?"
		}
		if name == "" || !extended(name[0]) {
			p.basic = true
		}
		if i := strings.IndexAny(name, "+^#%*$!"); i > 0 {
			name = name[i:] // ATE0+CMEE=1: basic commands in front
		}
		p.names = append(p.names, name)
	}
}

func extended(c byte) bool { return strings.IndexByte("+^#%*$!@&\\", c) >= 0 }

// verdict is where a line goes.
type verdict uint8

const (
	toCommand verdict = iota
	toURC
	toHold // looks like a URC, but may be an answer that leaves <n> out
)

// attribute says where a line that is no final goes while p is pending. The
// shape decides the layout, and the pending command decides whether it was
// asked for; never one from the other.
func (p *pending) attribute(line []byte) verdict {
	for _, u := range urcPrefixes {
		if bytes.HasPrefix(line, []byte(u)) && !p.asked(u) {
			return toURC
		}
	}
	name, _, named := bytes.Cut(line, []byte(":"))
	if !named || len(name) == 0 || !extended(name[0]) || bytes.ContainsAny(name, " ,\"") {
		return toCommand // bare text: what ATI, +CGSN and +CCID say
	}
	name = bytes.TrimRight(name, " ")
	for _, n := range p.names {
		if !kin(n, name) {
			continue
		}
		if registrationName(name) && p.reads && !hasN(line) {
			return toHold
		}
		return toCommand
	}
	if p.basic {
		return toCommand // ATI answers with +GCAP: on some modules
	}
	return toURC
}

// asked tells whether the pending command is the one that prefix u answers
// (AT+CUSD? answers +CUSD:).
func (p *pending) asked(u string) bool {
	u = strings.TrimSuffix(u, ":")
	for _, n := range p.names {
		if n == u {
			return true
		}
	}
	return false
}

// kin tells whether a line named name may answer the command called cmd: the
// same name, or one that differs by its first letters (+QCCID answers +CCID:,
// +CICCID answers +ICCID:, ^ICCID answers ICCID:).
func kin(cmd string, name []byte) bool {
	if strings.EqualFold(cmd, string(name)) {
		return true
	}
	if len(cmd) < 5 || len(name) < 5 {
		return false
	}
	a, b := strings.ToUpper(cmd[1:]), strings.ToUpper(string(name[1:]))
	return strings.HasSuffix(a, b) || strings.HasSuffix(b, a)
}

func registrationName(name []byte) bool {
	switch string(name) {
	case "+CREG", "+CGREG", "+CEREG", "+C5GREG":
		return true
	}
	return false
}

// hasBody tells whether the URC's text comes as a second line.
func hasBody(line []byte) bool {
	for _, b := range bodied {
		if bytes.HasPrefix(line, []byte(b)) {
			return true
		}
	}
	return false
}
