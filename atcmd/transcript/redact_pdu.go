package transcript

// pdu replaces the numbers and the text of an SMS PDU in hex, with or without
// the number of the service centre in front (3GPP TS 23.040, 9.2), and leaves
// a valid PDU. What does not parse is replaced as a whole.
func (s *substitutes) pdu(t string) string {
	b, ok := bytesOf(t)
	if !ok || len(b) == 0 {
		return s.opaque('u', t)
	}
	p := pduEditor{sub: s, b: append([]byte(nil), b...), ok: true}
	if p.serviceCentre(); p.message() {
		return hexLike(t, p.b)
	}
	p = pduEditor{sub: s, b: append([]byte(nil), b...), ok: true}
	if p.message() {
		return hexLike(t, p.b)
	}
	return s.opaque('u', t)
}

// pduEditor walks over a PDU and replaces in place. ok is false once it does
// not fit.
type pduEditor struct {
	sub *substitutes
	b   []byte
	at  int
	ok  bool
}

// take moves over n bytes and returns them.
func (p *pduEditor) take(n int) []byte {
	if n < 0 || p.at+n > len(p.b) {
		p.ok = false
		return make([]byte, max(n, 1))
	}
	p.at += n
	return p.b[p.at-n : p.at]
}

func (p *pduEditor) byte() int { return int(p.take(1)[0]) }

// serviceCentre has its length in bytes, with the type (24.011, 8.2.5.1).
func (p *pduEditor) serviceCentre() {
	if n := p.byte(); n > 0 {
		p.address(p.byte(), 2*(n-1))
	}
}

// message is one TPDU; the kind tells the fields (23.040, 9.2.2).
func (p *pduEditor) message() bool {
	first := p.byte()
	switch first & 3 {
	case 0: // DELIVER
		p.address2()
		p.userData(first, p.coding(7))
	case 1: // SUBMIT
		p.take(1)
		p.address2()
		p.userData(first, p.coding([]int{0, 7, 1, 7}[first>>3&3]))
	case 2: // STATUS-REPORT
		p.take(1)
		p.address2()
		p.take(7 + 7 + 1)
		p.at = min(p.at, len(p.b))
		rest := p.b[p.at:]
		st := p.sub.stream('u', string(rest))
		for i := range rest {
			rest[i] = byte(st.next())
		}
		p.at = len(p.b)
		return p.ok
	default:
		return false
	}
	return p.ok && p.at == len(p.b)
}

func (p *pduEditor) address2() { n := p.byte(); p.address(p.byte(), n) }

// coding takes protocol, coding and so many bytes of time; it returns the coding.
func (p *pduEditor) coding(time int) int {
	p.take(1)
	c := p.byte()
	p.take(time)
	return c
}

// address has n semi-octets: digits, or letters of seven bits when its type
// says so (23.040, 9.1.2.5). A number of up to six digits is a service.
func (p *pduEditor) address(kind, n int) {
	if n > 40 {
		p.ok = false
		return
	}
	b := p.take((n + 1) / 2)
	if !p.ok {
		return
	}
	if kind&0x70 == 0x50 {
		p.septets(b, 0, n*4/7)
		return
	}
	for n > 0 && b[(n-1)/2]>>(4*((n-1)%2))&15 == 15 {
		n-- // padding that the length counts
	}
	digits, ok := semiOctets(b, n)
	switch {
	case ok && n > 6:
		putSemiOctets(b, p.sub.phone(digits))
	case !ok && n > 6: // *, # and letters: no ordinary number
		st := p.sub.stream('p', string(b))
		for i := range b {
			if b[i]&0xF0 != 0xF0 {
				b[i] = byte(st.next()%10)<<4 | byte(st.next()%10)
			}
		}
	}
}

// septets replaces n characters of seven bits from the given bit on by letters.
func (p *pduEditor) septets(b []byte, bit, n int) {
	if bit+7*n > 8*len(b) {
		p.ok = false
		return
	}
	st := p.sub.stream('t', string(b))
	for ; n > 0; n-- {
		c := 'a' + st.next()%26
		for k := range 7 {
			place := bit + k
			b[place/8] = b[place/8]&^(1<<(place%8)) | byte(c>>k&1)<<(place%8)
		}
		bit += 7
	}
}

// userData replaces the text and keeps its header, by which the parts of a
// long message find each other (23.040, 9.2.3.24).
func (p *pduEditor) userData(first, coding int) {
	n := p.byte()
	sevenBit := coding&0xC0 == 0 && coding&0x2C == 0 || coding&0xF0 == 0xC0 || coding&0xF0 == 0xD0 || coding&0xF4 == 0xF0
	wide := coding&0xEC == 0x08 || coding&0xF0 == 0xE0
	size := n
	if sevenBit {
		size = (7*n + 7) / 8
	}
	b := p.take(size)
	head := 0
	if first&0x40 != 0 && len(b) > 0 {
		head = int(b[0]) + 1
	}
	if !p.ok || head > size {
		p.ok = false
		return
	}
	if sevenBit {
		lead := (8*head + 6) / 7
		if lead > n {
			p.ok = false
			return
		}
		p.septets(b, 7*lead, n-lead)
		return
	}
	st := p.sub.stream('t', string(b))
	for i := head; i < len(b); i++ {
		b[i] = 'a' + byte(st.next()%26)
		if wide && (i-head)%2 == 0 {
			b[i] = 0
		}
	}
}
