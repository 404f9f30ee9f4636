package transcript

import (
	"strconv"
	"strings"
)

// apdu is what a command asks of the card.
type apdu struct {
	ins  byte // 0: not understood
	file int  // that it reads or writes, 0 when not known
}

// apduState is what +CSIM has selected.
type apduState struct {
	file int
	last byte // the instruction before a GET RESPONSE
}

// Instructions of ETSI TS 102 221, 10.1.2, that hold no secret on their own or
// whose data are a file's.
const (
	insSelect, insStatus, insGetResponse             = 0xA4, 0xF2, 0xC0
	insReadBinary, insReadRecord                     = 0xB0, 0xB2
	insUpdateBinary, insUpdateRecord                 = 0xD6, 0xDC
	insVerify, insChange, insDisable, insEnable      = 0x20, 0x24, 0x26, 0x28
	insUnblock, insTerminalProfile, insManageChannel = 0x2C, 0x10, 0x70
)

// restrictedCommand takes +CRSM=command,file,p1,p2,p3,"data" (27.007 8.18).
func (r *Redactor) restrictedCommand(w *work, f []span) apdu {
	var a apdu
	if len(f) > 1 {
		ins, err1 := strconv.Atoi(w.text(f[0]))
		file, err2 := strconv.Atoi(w.text(f[1]))
		if err1 == nil && err2 == nil && ins > 0 && ins < 256 {
			a = apdu{byte(ins), file & 0xFFFF}
		}
	}
	if len(f) > 5 {
		w.put(f[5].from, r.fileData(a, w.text(f[5])))
	}
	return a
}

// genericCommand takes +CSIM=length,"hex" and +CGLA=channel,length,"hex"
// (27.007 8.17, 8.43).
func (r *Redactor) genericCommand(w *work, f []span) apdu {
	s := f[len(f)-1]
	t := w.text(s)
	b, ok := bytesOf(t)
	if !ok || len(b) < 4 {
		w.put(s.from, r.sub.opaque('u', t))
		return apdu{}
	}
	a := apdu{ins: b[1], file: r.card.file}
	data := ""
	if len(b) > 5 {
		data = t[10:]
	}
	switch a.ins {
	case insSelect:
		r.card.file = selected(b)
		data = ""
	case insGetResponse:
		a.ins = r.card.last // the answer belongs to that
	case insStatus, insTerminalProfile, insManageChannel:
		data = ""
	case insReadBinary, insUpdateBinary:
		if b[2]&0x80 != 0 { // by short identifier
			a.file, r.card.file = 0, 0
		}
	case insReadRecord, insUpdateRecord:
		if b[3]&0xF8 != 0 {
			a.file, r.card.file = 0, 0
		}
	}
	r.card.last = a.ins
	if data != "" {
		w.put(s.from+10, r.fileData(a, data))
	}
	w.keep(s.from, s.to)
	return a
}

// selected returns the file that a SELECT names, 0 for an application.
func selected(b []byte) int {
	n := len(b)
	if n < 7 || b[2] == 0x04 {
		return 0
	}
	end := min(5+int(b[4]), n)
	if end < 7 {
		return 0
	}
	return int(b[end-2])<<8 | int(b[end-1])
}

// cardAnswer takes +CRSM: sw1,sw2,"data" and +CSIM: length,"data with sw".
func (r *Redactor) cardAnswer(w *work, name string, f []span) {
	var a apdu
	n := r.fileGot
	r.fileGot++
	for _, c := range r.cmds {
		if c.name == "+CRSM" || c.name == "+CSIM" || c.name == "+CGLA" {
			if n == 0 && c.name == name {
				a = c.apdu
			}
			n--
		}
	}
	s := f[len(f)-1]
	t := w.text(s)
	switch {
	case name == "+CRSM" && len(f) < 3:
		return
	case name != "+CRSM" && len(t) < 4:
		return
	case name != "+CRSM": // the status word stays
		s.to -= 4
		t = w.text(s)
		w.keep(s.to, s.to+4)
	}
	if a.ins == insGetResponse || a.ins == insStatus || a.ins == insSelect || a.ins == insManageChannel {
		w.keep(s.from, s.to) // the properties of a file
		return
	}
	w.put(s.from, r.fileData(a, t))
}

// fileData redacts what is read from or written to a file.
func (r *Redactor) fileData(a apdu, t string) string {
	b, ok := bytesOf(t)
	if !ok {
		return r.sub.opaque('u', t)
	}
	switch a.ins {
	case insVerify, insChange, insDisable, insEnable, insUnblock:
		st := r.sub.stream('s', t)
		for i, x := range b {
			if x >= '0' && x <= '9' {
				b[i] = '0' + byte(st.next()%10)
			}
		}
		return hexLike(t, b)
	case insReadBinary, insReadRecord, insUpdateBinary, insUpdateRecord:
		return r.file(a.file, t, b)
	}
	return r.sub.opaque('u', t)
}

// file redacts the contents of an elementary file (3GPP TS 31.102, 4.2; ETSI
// TS 102 221, 13). Those that hold nothing of a person or place stay.
func (r *Redactor) file(id int, t string, b []byte) string {
	switch id {
	case 0x2FE2: // ICCID
		return r.sub.number(t, anyNumber)
	case 0x6F07: // IMSI
		return r.imsiFile(t, b)
	case 0x6FAD, 0x6F46, 0x6F7B, 0x6F60, 0x6F61, 0x6F62, 0x6F31, 0x6FB7, 0x6F38, 0x6F56, 0x6FAE, 0x6FC5, 0x2F00, 0x2F05, 0x6F05, 0x6F30:
		return t // AD, SPN, FPLMN, PLMN lists, search period, ECC, UST, EST, phase, PNN, DIR, PL, LI
	case 0x6F7E: // LOCI: TMSI, LAI, time, state
		return r.but(t, b, 4, 7, 9)
	case 0x6F73: // PSLOCI: P-TMSI, its signature, RAI, state
		return r.but(t, b, 7, 10, 13)
	case 0x6FE3: // EPSLOCI: GUTI of 12 with its network in bytes 2 to 4, TAI, state
		return r.but(t, b, 12, 15, 17)
	case 0x6F40: // MSISDN
		return r.numberFile(t, b)
	}
	return r.sub.opaque('u', t)
}

// but redacts the bytes up to plmn and those from area to end; the network
// between them stays, as does what is blank.
func (r *Redactor) but(t string, b []byte, plmn, area, end int) string {
	if len(b) < end {
		return r.sub.opaque('u', t)
	}
	st := r.sub.stream('g', t)
	for i := range b[:end] {
		if (i < plmn || i >= area) && b[i] != 0xFF && !(plmn == 12 && i < 5) {
			b[i] = byte(st.next() % 0xFE)
		}
	}
	return hexLike(t, b)
}

// imsiFile: length, then swapped BCD behind a nibble with the parity (31.102, 4.2.2).
func (r *Redactor) imsiFile(t string, b []byte) string {
	if len(b) != 9 || b[0] < 7 || b[0] > 8 {
		return r.sub.opaque('u', t)
	}
	digits := strings.TrimRight(strings.ToUpper(swap(t[2 : 2+2*int(b[0])])[1:]), "F")
	if !allDigits(digits) || len(digits) < 14 {
		return r.sub.opaque('u', t)
	}
	out := []byte(t)
	row := []byte(swap(t[2 : 2+2*int(b[0])]))
	copy(row[1:], r.sub.number(digits, isIMSI))
	copy(out[2:], swap(string(row)))
	return string(out)
}

// numberFile: a name, then length, type and ten bytes of number, and two more
// (31.102, 4.2.26).
func (r *Redactor) numberFile(t string, b []byte) string {
	x := len(b) - 14
	if x < 0 {
		return r.sub.opaque('u', t)
	}
	n := int(b[x])
	name := r.sub.stream('t', string(b[:x]))
	for i := range b[:x] {
		if b[i] != 0xFF {
			b[i] = 'a' + byte(name.next()%26)
		}
	}
	if n >= 2 && n <= 11 {
		number := b[x+2 : x+1+n]
		count := 2 * len(number)
		for count > 0 && number[(count-1)/2]>>(4*((count-1)%2))&15 == 15 {
			count--
		}
		if digits, ok := semiOctets(number, count); ok {
			putSemiOctets(number, r.sub.phone(digits))
			return hexLike(t, b)
		}
	}
	if n == 0xFF {
		return hexLike(t, b)
	}
	return r.sub.opaque('u', t)
}
