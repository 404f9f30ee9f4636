package explain

import "simagent/atcmd"

// special explains the lines whose fields need more than a description. It
// tells whether the line was one.
func special(o *Object, l said) bool {
	switch l.name {
	case "+CREG", "+CGREG", "+CEREG", "+C5GREG":
		return registration(o, l)
	case "+CSQ":
		return levels(o, l.args, csqLevels)
	case "+CESQ":
		return levels(o, l.args, cesqLevels)
	case "+XCESQ":
		if len(l.args) > 1 {
			o.number("mode", l.args.at(0))
			return levels(o, l.args[1:], xcesqLevels)
		}
	case "+COPS":
		return operator(o, l)
	case "+CRSM":
		restricted(o, l)
		return true
	case "+CGDCONT":
		return definition(o, l)
	case "+CGACT":
		return active(o, l)
	case "+CGCONTRDP":
		return bearer(o, l)
	case "+CGEV":
		return packetEvent(o, l.name+": "+l.rest)
	case "+CPIN":
		return lock(o, l.rest)
	case "+CFUN":
		return functionality(o, l)
	}
	return messages(o, l) || times(o, l) || numbers(o, l) || makerLine(o, l)
}

// numbers explains the lines that bear the number of a card, a subscription or a module.
func numbers(o *Object, l said) bool {
	v := l.args.at(0)
	switch l.name {
	case "+CCID", "+ICCID", "+QCCID", "+CICCID", "^ICCID", "#CCID", "!ICCID", "%XICCID", "%CCID", "+NCCID", "^SCID", "+ZGETICCID", "+SQNCCID", "$MYCCID", "+SCID":
		return cardNumber(o, v)
	case "+CIMI", "#CIMI":
		if digits(v) {
			o.Meaning = imsi(o, v)
			return true
		}
	case "+CGSN", "+GSN", "#CGSN", "^CGSN":
		return serial(o, l.rest)
	case "+CNUM":
		number, toa, err := atcmd.ParseCNUM(l.name + ": " + l.rest)
		if err != nil {
			return false
		}
		o.text("alpha", v)
		o.set("number", number)
		o.set("toa", orNil(toa, toa >= 0))
		o.Meaning = "the card's own number is " + number
		if number == "" {
			o.Meaning = "the card does not know its own number"
		}
		return true
	case "+CGMI", "+GMI":
		return about(o, "manufacturer", "the maker is ", l.rest)
	case "+CGMM", "+GMM":
		return about(o, "model", "the model is ", l.rest)
	case "+CGMR", "+GMR", "+QGMR", "+SGSW", "^SGMR":
		return about(o, "revision", "the firmware is ", l.rest)
	}
	return false
}

func about(o *Object, field, text, value string) bool {
	if a := oneArg(value); a.quoted {
		value = a.text
	}
	if value == "" {
		return false
	}
	o.set(field, value)
	o.Meaning = text + value
	return true
}
