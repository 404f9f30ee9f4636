package atcmd

import "strings"

// ReadOnly tells whether a command line (without "AT") changes nothing: not
// the module, not the card, not the network, no money. known are further
// commands that only read, those of the module's profile. What is not known to
// read counts as one that writes.
func ReadOnly(cmd string, known ...string) bool {
	if CheckCommand(cmd) != nil {
		return false
	}
	cmd = withoutBlanks(cmd)
	for {
		part, rest := nextPart(cmd)
		if !reads(part) && !contains(known, part) {
			return false
		}
		if rest == "" {
			return true
		}
		cmd = rest
	}
}

func contains(list []string, s string) bool {
	for _, e := range list {
		if e != "" && strings.EqualFold(e, s) {
			return true
		}
	}
	return false
}

// readExecutes are the commands whose bare form reads (27.007, 27.005, V.250).
var readExecutes = []string{
	"I", "&V", "+CGMI", "+CGMM", "+CGMR", "+CGSN", "+GMI", "+GMM", "+GMR", "+GSN", "+GCAP", "+CSQ", "+CESQ", "+CIMI", "+CEER",
	"+CCID", "+ICCID", "+QCCID", "+CICCID", "#CCID", "^SCID", "^ICCID", "%XICCID", "+NCCID", "%CCID", "+SQNCCID", "+CPAS", "+CBC", "+CLCC", "+CGPADDR", "+CGCONTRDP",
	"+CNUM", "+CSCA", "+COPN", "+CPOL", "+CPLS", "+CLAC", "+CPINR", "+CNSMOD", "+CPSI", "+QNWINFO", "+QCSQ", "+QPINC", "+SPIC",
}

// readSets are the commands that only read, with these first arguments; nil
// allows any.
var readSets = map[string][]string{
	"+CGCONTRDP": nil, "+CGPADDR": nil, "+CPINR": nil, "+CGSN": nil, "+CESQ": nil, "+CEER": nil, "+QPINC": nil, "+SPIC": nil,
	"+QENG": {`"servingcell"`, `"neighbourcell"`}, "+CRSM": {"176", "178", "192", "242"}, // READ BINARY, READ RECORD, GET RESPONSE, STATUS
	"+QSPN": nil, "+QGDCNT": {}, "^SPIC": nil,
}

// reads tells whether one command of a line only reads.
func reads(part string) bool {
	if part == "" || contains(readExecutes, part) {
		return true
	}
	if len(part) > 1 && (part[0] == 'S' || part[0] == 's') && strings.HasSuffix(part, "?") {
		return allDigits([]byte(part[1 : len(part)-1]))
	}
	if !extended(part[0]) || part[0] == '&' || part[0] == '\\' {
		return false
	}
	name, args, set := strings.Cut(part, "=")
	switch {
	case args == "?" && set:
		return !strings.HasSuffix(strings.ToUpper(name), "COPS") // a search takes the module off the network for minutes
	case !set:
		return strings.HasSuffix(name, "?") && !strings.ContainsAny(name[1:], "+^#%*$!&\\@")
	case strings.EqualFold(name, "+CSIM"):
		return readAPDU(args)
	case strings.EqualFold(name, "+QCFG"):
		return strings.Count(args, `"`) == 2 && !strings.Contains(args, ",") // with a value it writes
	}
	first, ok := readSets[strings.ToUpper(name)]
	arg, _, _ := strings.Cut(args, ",")
	return ok && (first == nil || contains(first, arg))
}

// readAPDU tells whether the arguments of +CSIM are an APDU that only reads
// (ETSI TS 102 221, 10.1.2): SELECT, READ BINARY, READ RECORD, GET RESPONSE,
// STATUS, MANAGE CHANNEL, and VERIFY without a PIN, which asks for the tries
// left. An application is selected on a channel of its own only: on the basic
// one that would end the module's own session.
func readAPDU(args string) bool {
	_, apdu, ok := strings.Cut(args, ",")
	apdu = strings.ToUpper(strings.Trim(apdu, `"`))
	if !ok || len(apdu) < 8 || !isHex(apdu) {
		return false
	}
	switch apdu[2:4] {
	case "B0", "B2", "C0", "F2", "70":
		return true
	case "A4":
		basic := apdu[0] == 'A' || apdu[1]&3 == 0 && apdu[0] != '4' // CLA 00, 80, A0; 01 to 03 and 4x are logical channels
		return !basic || apdu[4:6] != "04"
	case "20", "2C":
		return len(apdu) == 10 && apdu[8:] == "00"
	}
	return false
}

// sending are the ends of the names of commands that send a message: 27.005
// 3.5.1, 3.5.2 and 3.5.5 with makers' forms (+QCMGS, +UCMGS), SIMCom's
// +CMGSEX and +CMGSO, which has the text in its arguments, and Cinterion's
// ^SCMS. writing are those that ask for a text at a prompt and store it.
var (
	sending = []string{"CMGS", "CMSS", "CMGC", "CMGSEX", "CMGSO", "SCMS"}
	writing = []string{"CMGW", "SCMW"}
)

func endsIn(name string, ends []string) bool {
	for _, e := range ends {
		if strings.HasSuffix(name, e) {
			return true
		}
	}
	return false
}

// SendsSMS counts the commands of a line that send a message. last tells
// whether the line ends with it: an error is then its own.
func SendsSMS(cmd string) (n int, last bool) {
	cmd = withoutBlanks(cmd)
	for {
		part, rest := nextPart(cmd)
		name, args, set := strings.Cut(strings.ToUpper(part), "=")
		if last = set && args != "?" && endsIn(name, sending); last {
			n++
		}
		if rest == "" {
			return n, last
		}
		cmd = rest
	}
}

// WantsText tells whether a command of a line is followed by a text at a
// prompt: +CMGS, +CMGC and +CMGW (27.005 3.5) and their kin.
func WantsText(cmd string) bool {
	cmd = withoutBlanks(cmd)
	for {
		part, rest := nextPart(cmd)
		name, args, set := strings.Cut(strings.ToUpper(part), "=")
		prompts := endsIn(name, sending) && !strings.HasSuffix(name, "CMSS") && !strings.HasSuffix(name, "CMGSO") || endsIn(name, writing)
		if (set || name == "+CMGW") && args != "?" && prompts {
			return true
		}
		if rest == "" {
			return false
		}
		cmd = rest
	}
}

// DropAT takes the "AT" off a command as a person types it, and blanks around.
func DropAT(cmd string) string {
	cmd = strings.TrimSpace(cmd)
	if hasPrefixFold(cmd, "AT") {
		cmd = strings.TrimLeft(cmd[2:], " ")
	}
	return cmd
}
