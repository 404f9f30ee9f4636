package explain

import (
	"simagent/simcard"
	"simagent/simcard/overat"
)

// restricted explains `+CRSM: <sw1>,<sw2>[,<response>]` (27.007 8.18) by the
// command and the file of the pending AT+CRSM.
func restricted(o *Object, l said) {
	r, err := overat.ParseCRSM(l.name + ": " + l.rest)
	if err != nil {
		positional(o, l)
		o.Meaning = err.Error()
		return
	}
	p, _ := l.cmd.part("+CRSM")
	a := splitArgs(p.params)
	ins, asked := integer(a.at(0))
	id, known := integer(a.at(1))
	if known {
		fileFields(o, simcard.FileID(id))
	}
	cardAnswer(o, r)
	if !asked {
		ins = insRead
	}
	o.Meaning = cardMeaning(o, simcard.FileID(id), known, ins, r)
}

// Instructions of +CRSM and of APDUs, TS 102 221 10.1.2.
const (
	insRead       = 176
	insReadRecord = 178
	insResponse   = 192
	insUpdate     = 214
	insUpdateRec  = 220
	insStatus     = 242
	insSelect     = 164
	insVerify     = 32
	insUnblock    = 44
)

func cardAnswer(o *Object, r overat.Response) {
	o.set("sw", hexNumber(uint64(r.Status), 4)[2:])
	o.set("status", r.Status.Meaning())
	o.text("data", upperHex(r.Data))
}

// cardMeaning says what a card answered, with the contents of a file that was read.
func cardMeaning(o *Object, id simcard.FileID, known bool, ins int, r overat.Response) string {
	status := r.Status.Meaning()
	if left, ok := r.Status.Retries(); ok {
		o.set("blocked", left == 0)
		o.set("retries", orNil(left, r.Status.SW1() == 0x63)) // 6983 and 9840 count nothing
		return retriesMeaning(left)
	}
	about := "the card"
	if known {
		about = fileName(id)
	}
	switch {
	case !r.Status.OK():
		return about + ": " + status
	case ins == insRead || ins == insReadRecord:
		if len(r.Data) == 0 {
			if known {
				decodeNothing(o, id)
			}
			return about + ": " + status + ", no data"
		}
		if !known {
			return "the card: " + itoa(len(r.Data)) + " bytes of a file (nothing before tells which)"
		}
		return about + ": " + contents(o, id, r.Data)
	case ins == insResponse || ins == insStatus || ins == insSelect:
		if s := fileInfo(o, r.Data); s != "" {
			return about + ": " + s
		}
	case ins == insUpdate || ins == insUpdateRec:
		return about + ": written"
	}
	return about + ": " + status
}

func retriesMeaning(left int) string {
	switch left {
	case 0:
		return "the code is blocked: no tries left"
	case 1:
		return "1 try of the code left"
	}
	return itoa(left) + " tries of the code left"
}
