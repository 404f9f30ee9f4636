package explain

import (
	"strings"

	"simagent/atcmd"
	"simagent/atcmd/cause"
)

// finalLine takes a line that ends a command, a prompt, or a final of a lone
// digit (ATV0).
func (e *Explainer) finalLine(o *Object, line string) bool {
	if line == ">" || line == "@" && e.open { // u-blox socket writes prompt with @
		o.Kind, o.Meaning = Prompt, "the module waits for the text; Ctrl-Z sends it, ESC drops it"
		e.said, e.sending = true, true
		return true
	}
	if rest, ok := strings.CutPrefix(line, ">"); ok && e.prompts() { // the text stands behind the prompt
		e.said = true
		return e.sent(o, strings.TrimLeft(rest, " "))
	}
	if text, worked, ok := e.digit(line); ok {
		o.Kind = Error
		if worked {
			o.Kind = Final
		}
		n, _ := integer(line)
		o.set("code", n)
		o.set("result", text)
		o.Meaning = finalMeaning(text) + " (numeric form, ATV0)"
		e.end()
		return true
	}
	worked, final := atcmd.FinalResult(line)
	if !final {
		return false
	}
	o.Kind = Error
	if worked {
		o.Kind = Final
	}
	if ce, ok := atcmd.ParseError(line); ok {
		errorCode(o, ce)
	} else {
		o.set("result", line)
		o.Meaning = finalMeaning(line)
	}
	e.end()
	return true
}

// prompts tells whether the pending command asks for a text.
func (e *Explainer) prompts() bool {
	for _, p := range e.cmd.parts {
		switch p.name {
		case "+CMGS", "+CMGW", "+CMGC", "+CNMA":
			return e.open
		}
	}
	return false
}

// digit reads a final of ATV0 (V.250 5.7.1). A digit that could be an answer
// is none.
func (e *Explainer) digit(line string) (text string, worked, ok bool) {
	if len(line) != 1 || e.open && !e.silent() {
		return "", false, false
	}
	switch line[0] {
	case '0':
		return "OK", true, true
	case '1':
		return "CONNECT", true, true
	case '2':
		return "RING", true, false
	case '3':
		return "NO CARRIER", false, true
	case '4':
		return "ERROR", false, true
	case '6':
		return "NO DIALTONE", false, true
	case '7':
		return "BUSY", false, true
	case '8':
		return "NO ANSWER", false, true
	}
	return "", false, false
}

// silent tells whether the pending command answers nothing before its final.
func (e *Explainer) silent() bool {
	for _, p := range e.cmd.parts {
		if p.form != formSet && (extended(p.name[0]) || p.name[0] == 'I') {
			return false
		}
	}
	return true
}

// finals are the finals by their text, with _ for a blank (V.250 5.7.1; the
// last ones are makers').
const finals = `
OK done: the command worked
ERROR failed, and the module does not say why (AT+CMEE=2 makes it)
CONNECT the port carries data now: no AT is understood until the session ends
NO_CARRIER no connection, or it has ended
BUSY the other end is busy
NO_ANSWER the other end does not answer
NO_DIALTONE no dial tone: the module is not registered, or the line is taken
NO_DIAL_TONE no dial tone: the module is not registered, or the line is taken
ABORTED the command was aborted, often because a byte came before its final
COMMAND_NOT_SUPPORT failed: this module does not know the command
TOO_MANY_PARAMETERS failed: the command has too many parameters
MODEM_ERROR failed, with a number of the maker's own
`

func finalMeaning(line string) string {
	line, _, _ = strings.Cut(line, ":")
	if strings.HasPrefix(line, "CONNECT") {
		line = "CONNECT"
	}
	if t := lookup(finals, strings.ReplaceAll(line, " ", "_")); t != "" {
		return t
	}
	return "failed"
}

// errorCode explains +CME ERROR and +CMS ERROR.
func errorCode(o *Object, e *atcmd.CommandError) {
	source := "cme"
	if e.Kind == atcmd.CMS {
		source = "cms"
	}
	o.set("source", source)
	o.set("code", orNil(e.Code, e.Code >= 0))
	o.text("text", e.Text)
	o.Meaning = "failed: " + e.Text
	if e.Text == "" {
		o.Meaning = "failed with a code that the standard does not know"
	}
	if e.Code == 100 && e.Kind == atcmd.CME || e.Code == 500 && e.Kind == atcmd.CMS {
		o.Meaning = "failed, and the module knows no reason"
	}
	advice := ""
	switch {
	case e.Code < 0:
	case e.Kind == atcmd.CMS:
		advice = cmsAdvice(e.Code)
	default:
		advice = cmeAdvice(o, e.Code)
	}
	if advice != "" {
		o.Meaning += "; " + advice
	}
}

// cmeAdvice says what to do about an error of the module, or, where the code
// stands for a cause of the network (27.007 9.2.2), what that means.
func cmeAdvice(o *Object, code int) string {
	if d, c := networkCause(code); c > 0 {
		o.set("cause_protocol", d.String())
		o.set("cause", c)
		o.set("cause_class", cause.ClassOf(d, c).String())
		return cause.Advice(d, c)
	}
	if code == 515 { // Quectel and others: the firmware is still starting
		o.set("text", "please wait")
		o.Meaning = "failed: please wait (a code of several makers)"
	}
	return lookup(cmeAdvices, itoa(code))
}

// cmeAdvices say what to do about errors of the module.
const cmeAdvices = `
3 not in this state, or not with this SIM
4 this firmware does not know the command or its parameters
10 no card: look at the tray, its contacts and the slot
11 the SIM waits for its PIN
12 the PIN is blocked: only the issuer's PUK opens it
13 the card does not answer as it should
14 the card is still starting: ask again in a few seconds
15 the card does not answer as it should
16 one try of the PIN or password is gone
17 the SIM waits for its PIN
18 the PIN is blocked: only the issuer's PUK opens it
20 delete messages or entries
22 there is no such entry or file
30 no network is found: antenna, coverage, bands
31 the network did not answer in time
32 no network takes this SIM; emergency calls only
50 this firmware does not know the command or its parameters
515 ask again in a few seconds
`

// networkCause returns the cause that a +CME ERROR code stands for: 103 to 126
// are those of mobility plus 100, 126 to 134 those of sessions (27.007 9.2.2).
func networkCause(code int) (cause.Domain, int) {
	switch {
	case code >= 103 && code <= 125 && code != 104 && code != 118 && code != 124, code == 102:
		if cause.Text(cause.EMM, code-100) != "" {
			return cause.EMM, code - 100
		}
	case code >= 126 && code <= 134:
		return cause.ESM, code - 100
	}
	switch code {
	case 149:
		return cause.ESM, 29
	case 177:
		return cause.ESM, 8
	case 179:
		return cause.ESM, 66
	case 192:
		return cause.ESM, 50
	case 193:
		return cause.ESM, 51
	case 194:
		return cause.ESM, 52
	case 196:
		return cause.ESM, 57
	}
	return 0, 0
}

// cmsAdvices say what to do about errors of messages.
const cmsAdvices = `
208 delete messages that are read
211 delete messages that are read
310 no card: look at the tray, its contacts and the slot
314 ask again in a few seconds
321 there is no message at this index
322 delete messages that are read
330 set the service centre with AT+CSCA
`

func cmsAdvice(code int) string {
	switch t := lookup(cmsAdvices, itoa(code)); {
	case t != "":
		return t
	case code < 128:
		return "the network refused the message"
	case code < 256:
		return "the service centre refused the message"
	}
	return ""
}
