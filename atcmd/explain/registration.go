package explain

import (
	"simagent/atcmd"
	"simagent/atcmd/cause"
)

// registration explains +CREG, +CGREG, +CEREG and +C5GREG (27.007 7.2, 10.1.20,
// 10.1.22, 10.1.47).
func registration(o *Object, l said) bool {
	r, err := atcmd.ParseRegistration(l.name + ": " + l.rest)
	if err != nil {
		return false
	}
	lte := r.Domain == atcmd.EPS || r.Domain == atcmd.NR
	o.set("domain", r.Domain.String())
	if r.HasN {
		o.set("n", r.N)
	}
	o.set("stat", int(r.Stat))
	o.set("state", statWord(r.Stat))
	o.set("lac", orNil(r.Area, r.HasArea))
	if lte {
		o.set("tac", orNil(r.Area, r.HasArea))
	}
	o.set("ci", orNil(r.Cell, r.HasCell))
	lteCell := r.HasCell && r.Cell > 0xFF && r.Cell <= 0xFFFFFFF && r.Domain == atcmd.EPS
	if lteCell {
		o.set("enb", r.Cell>>8)
		o.set("sector", r.Cell&0xFF)
	}
	o.set("act", orNil(int(r.AcT), r.AcT != atcmd.NoAcT))
	o.set("act_name", orNil(r.AcT.String(), r.AcT != atcmd.NoAcT))
	s := statText(r.Stat)
	if r.AcT != atcmd.NoAcT {
		s += ", on " + actText(r.AcT)
	}
	if l.form != formRead && o.Kind == URC {
		s = "now " + s
	}
	if r.HasArea && (r.Area != 0 || r.Cell != 0) {
		name := "LAC"
		if lte {
			name = "TAC"
		}
		s += ", " + name + " " + hexNumber(r.Area, 4)
	}
	if r.HasCell && r.Cell != 0 {
		s += ", cell " + hexNumber(r.Cell, 4)
		if lteCell {
			s = s[:len(s)-len(hexNumber(r.Cell, 4))] + hexNumber(r.Cell, 8)
			s += " (eNB " + itoa(int(r.Cell>>8)) + ", sector " + itoa(int(r.Cell&0xFF)) + ")"
		}
	}
	o.Meaning = s + rejectCause(o, r)
	return true
}

// rejectCause adds the cause that a refused registration bears.
func rejectCause(o *Object, r atcmd.Registration) string {
	if r.Cause < 0 {
		return ""
	}
	o.set("cause_type", r.CauseType)
	o.set("cause", r.Cause)
	if r.CauseType != 0 {
		return "; cause " + itoa(r.Cause) + " of the maker's own"
	}
	d := cause.MM
	switch r.Domain {
	case atcmd.EPS:
		d = cause.EMM
	case atcmd.NR:
		d = cause.GMM5
	}
	if r.Cause == 0 {
		return ""
	}
	return causeFields(o, d, r.Cause)
}

// causeFields adds a cause of the network and returns what to append to a sentence.
func causeFields(o *Object, d cause.Domain, code int) string {
	text := cause.Text(d, code)
	o.set("cause_protocol", d.String())
	o.text("cause_text", text)
	o.set("cause_class", cause.ClassOf(d, code).String())
	s := ", " + d.String() + " cause " + itoa(code)
	if text != "" {
		s += " (" + text + ")"
	}
	if a := cause.Advice(d, code); a != "" {
		s += ": " + a
	}
	return s
}

// statWord is the status as one word for programs.
func statWord(s atcmd.Stat) any {
	words := [...]string{"idle", "home", "searching", "denied", "unknown", "roaming", "home_sms_only", "roaming_sms_only",
		"emergency_only", "home_csfb_not_preferred", "roaming_csfb_not_preferred", "attached_rlos"}
	switch {
	case s >= 0 && int(s) < len(words):
		return words[s]
	case s == atcmd.UICCFailure:
		return "uicc_failure"
	}
	return nil
}

func statText(s atcmd.Stat) string {
	switch s {
	case atcmd.NotRegistered:
		return "not registered and not searching"
	case atcmd.Home:
		return "registered, home network"
	case atcmd.Searching:
		return "not registered, searching"
	case atcmd.Denied:
		return "registration denied"
	case atcmd.UnknownStat:
		return "unknown, out of coverage"
	case atcmd.Roaming:
		return "registered, roaming"
	case atcmd.SMSOnlyHome:
		return "registered for SMS only, home network"
	case atcmd.SMSOnlyRoaming:
		return "registered for SMS only, roaming"
	case atcmd.EmergencyOnly:
		return "emergency calls only"
	case atcmd.CSFBHome:
		return "registered, home network, CSFB not preferred"
	case atcmd.CSFBRoaming:
		return "registered, roaming, CSFB not preferred"
	case atcmd.RLOS:
		return "attached for restricted local services only"
	case atcmd.UICCFailure:
		return "not registered: the SIM failed (a value of Nordic's own)"
	}
	return "an unknown status"
}

// actText names an access technology for a person; those whose short name says
// little in their long form.
func actText(a atcmd.AcT) string {
	if a >= 0 && int(a) > 13 {
		return "an unknown technology"
	}
	return a.String()
}

// networkError explains +CNEC_EMM and +CNEC_ESM (27.007 9.1B).
func networkError(o *Object, l said) bool {
	n, ok := o.number("cause", l.args.at(0))
	if !ok {
		return false
	}
	if l.name == "+CNEC_ESM" {
		o.number("cid", l.args.at(1))
		o.Meaning = "the network refused a data session" + causeFields(o, cause.ESM, n)
		return true
	}
	o.Meaning = "the network refused a registration" + causeFields(o, cause.EMM, n)
	return true
}
