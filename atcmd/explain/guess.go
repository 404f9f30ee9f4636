package explain

import (
	"strings"

	"simagent/atcmd"
	"simagent/atcmd/pdu"
	"simagent/simcard"
)

// guess explains a bare line by its shape alone.
func guess(o *Object, line string) bool {
	d := unquoted(line)
	if strings.HasPrefix(line, "+") {
		return false
	}
	if (len(d) >= 18 && len(d) <= 22) && (strings.HasPrefix(d, "89") || strings.HasPrefix(d, "98")) && cardNumber(o, d) {
		return true
	}
	switch {
	case len(d) == 32 && digits(d) && strings.HasPrefix(d, "89"):
		if id, err := simcard.ParseEID(d); err == nil {
			o.set("eid", id.Digits())
			o.Meaning = "number of an eUICC (EID) " + id.Digits() + ", not of its profile"
			return true
		}
	case digits(d) && (len(d) == 15 || len(d) == 16) && luhn(d[:15]):
		o.Meaning = imei(o, d)
		return true
	case digits(d) && len(d) == 15:
		if imeiStart(d) {
			o.Meaning = imei(o, d)
		} else {
			o.Meaning = imsi(o, d)
		}
		o.Meaning += " (by its form alone: no command tells)"
		return true
	case (len(d) == 5 || len(d) == 6) && digits(d):
		if mcc, mnc, err := atcmd.ParsePLMN(d); err == nil {
			o.set("mcc", mcc)
			o.set("mnc", mnc)
			o.Meaning = "network " + plmnText(d) + ", if it is one"
			return true
		}
	}
	if lock(o, line) {
		return true
	}
	if strings.ContainsAny(line, ":,") && serial(o, line) {
		return true
	}
	if len(d) >= 26 && len(d)%2 == 0 && hexText(d) {
		if m, err := pdu.Decode(d, -1); err == nil && (m.Text != "" || len(m.Data) > 0 || m.Type == pdu.StatusReport) {
			message(o, d, -1)
			return true
		}
	}
	return aboutKnown(o, line)
}

// imeiStart tells whether a number starts as module numbers do, by the body
// that gave it (GSMA TS.06: 01 PTCRB, 35 BABT, 86 TAF, 98 and 99 others). No
// network's country is 35x but a few small ones, none is 86x, 98x or 99x.
func imeiStart(d string) bool {
	switch d[:2] {
	case "01", "35", "86", "98", "99":
		return true
	}
	return false
}

// aboutKnown takes the lines of ATI that are plain without their command.
func aboutKnown(o *Object, line string) bool {
	switch key, _, _ := strings.Cut(line, ":"); strings.ToLower(key) {
	case "manufacturer", "model", "revision", "imei", "imei sv", "fsn":
		return aboutLine(o, line)
	}
	return false
}

// technology explains the name of an access technology alone.
func technology(o *Object, words string) bool {
	set := atcmd.ParseTechnology(words)
	if set == 0 || len(words) > 24 || strings.ContainsAny(words, ":=") {
		return false
	}
	for _, w := range strings.Fields(words) { // "GPRS Monitor" is a heading
		switch w {
		case "FDD", "TDD", "CAT-M1", "CAT-NB1", "SA", "NSA":
		default:
			if atcmd.ParseTechnology(w) == 0 {
				return false
			}
		}
	}
	list, names := []int{}, []string{}
	for a := atcmd.AcT(0); a < 14; a++ {
		if set.Has(a) {
			list, names = append(list, int(a)), append(names, a.String())
		}
	}
	o.set("act", list)
	o.set("act_name", names)
	o.Meaning = "the access technology " + strings.Join(names, ", ")
	return true
}

// cardNumber explains an ICCID in any of its forms.
func cardNumber(o *Object, text string) bool {
	i, err := simcard.ParseICCID(text)
	if err != nil {
		if !strings.HasPrefix(unquoted(text), "89") && !strings.HasPrefix(unquoted(text), "98") && len(unquoted(text)) < 18 {
			return false
		}
		o.set("iccid", nil)
		o.Meaning = err.Error()
		return true
	}
	o.Meaning = iccid(o, i)
	if strings.HasPrefix(i.Raw(), "98") {
		o.Meaning += " (the module prints it with its digits swapped in pairs)"
	}
	return true
}

// serial explains what AT+CGSN and AT+GSN answer.
func serial(o *Object, line string) bool {
	s, err := atcmd.ParseGSN([]string{line})
	if err != nil {
		if d := unquoted(line); digits(d) && (len(d) == 14 || len(d) == 16) {
			o.Meaning = imei(o, d)
			return true
		}
		return false
	}
	if s.IMEI != "" {
		o.Meaning = imei(o, s.IMEI)
	}
	if s.MEID != "" {
		o.set("meid", s.MEID)
		o.Meaning = "module number (MEID) " + s.MEID
	}
	if s.ESN != "" {
		o.set("esn", s.ESN)
		o.Meaning = strings.TrimPrefix(o.Meaning+"; serial number (ESN) "+s.ESN, "; ")
	}
	return true
}
