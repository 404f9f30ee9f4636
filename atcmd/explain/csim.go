package explain

import (
	"encoding/hex"
	"strings"

	"simagent/simcard"
	"simagent/simcard/overat"
)

// apdu is what a command APDU asks.
type apdu struct {
	ins  int
	file simcard.FileID // of a SELECT; 0 for none
	ok   bool
}

// readAPDU reads the APDU of AT+CSIM=<length>,"<hex>" or AT+CGLA (ISO 7816-4).
func readAPDU(p part) apdu {
	a := splitArgs(p.params)
	if len(a) == 0 {
		return apdu{}
	}
	b, err := hex.DecodeString(a[len(a)-1].text)
	if err != nil || len(b) < 4 {
		return apdu{}
	}
	x := apdu{ins: int(b[1]), ok: true}
	if x.ins == insSelect && len(b) >= 7 && len(b) >= 5+int(b[4]) && b[2] != 4 { // P1 04 selects by name
		n := 5 + int(b[4])
		x.file = simcard.FileID(b[n-2])<<8 | simcard.FileID(b[n-1])
	}
	return x
}

// apduTitle says what an APDU does.
func apduTitle(x apdu) string {
	switch x.ins {
	case insRead:
		return "reads the selected file"
	case insReadRecord:
		return "reads a record of the selected file"
	case insUpdate, insUpdateRec:
		return "writes the selected file"
	case insResponse:
		return "fetches the rest of an answer"
	case insStatus:
		return "asks for the state of the selected directory"
	case insSelect:
		if x.file != 0 {
			return "selects " + fileName(x.file)
		}
		return "selects a file or an application"
	case insVerify:
		return "gives a PIN to the card, or asks how many tries are left"
	case insUnblock:
		return "unblocks a PIN with the PUK, or asks how many tries are left"
	case 0x88:
		return "runs an authentication"
	case 0x70:
		return "opens or closes a logical channel"
	}
	return "sends an APDU to the card"
}

// generic explains `+CSIM: <length>,"<hex>"` (27.007 8.17) and +CGLA of the same
// form (8.43) by the pending APDU. selected is the file that was selected before.
func (e *Explainer) generic(o *Object, l said) {
	r, err := overat.ParseCSIM("+CSIM: " + l.rest)
	if err != nil {
		o.set("retries", nil)
		o.Meaning = strings.Replace(err.Error(), "+CSIM", l.name, 1)
		return
	}
	if n, ok := integer(splitArgs(l.rest).at(0)); ok {
		o.set("length", n)
	}
	p, _ := l.cmd.part(l.name)
	x := readAPDU(p)
	file := e.file
	if x.ins == insSelect {
		file = x.file
	}
	if file != 0 {
		fileFields(o, file)
	}
	cardAnswer(o, r)
	ins := x.ins
	if !x.ok {
		ins = insVerify
	}
	o.Meaning = cardMeaning(o, file, file != 0, ins, r)
	if _, counted := r.Status.Retries(); !counted && (ins == insVerify || ins == insUnblock) {
		o.set("retries", nil)
	}
	if n := more(r.Status); x.ins == insSelect {
		if e.file = x.file; !r.Status.OK() && n == 0 {
			e.file = 0
		}
	}
	if n := more(r.Status); n > 0 {
		o.Meaning += "; GET RESPONSE fetches the " + itoa(n) + " bytes that wait"
	}
}

// more is how many bytes wait behind 61xx and 9Fxx.
func more(s simcard.StatusWord) int {
	if s.SW1() == 0x61 || s.SW1() == 0x9F {
		return int(s.SW2())
	}
	return 0
}
