package pdu

import "strings"

// An Address is a number or a name (23.040 9.1.2.5).
type Address struct {
	Digits string // 0-9 * # a b c, at most 20, without a plus sign; "" for a name
	Name   string // of an alphanumeric sender
	TON    byte   // type of number: 0 unknown, 1 international, 2 national, 5 alphanumeric
	NPI    byte   // numbering plan: 1 telephone
}

// The types of number that change how an address reads.
const (
	international = 1
	alphanumeric  = 5
)

// String writes the address as people do: a plus sign before an international number.
func (a Address) String() string {
	switch {
	case a.TON == alphanumeric:
		return a.Name
	case a.TON == international && a.Digits != "":
		return "+" + a.Digits
	}
	return a.Digits
}

// maxDigits is the most that TP-OA and TP-DA hold: ten octets.
const maxDigits = 20

// address reads an address whose length counts half-octets: TP-OA, TP-DA, TP-RA.
func (r *reader) address() (a Address) {
	n := int(r.octet())
	kind := r.octet()
	if n > maxDigits {
		r.fail("an address is too long")
		return Address{}
	}
	b := r.octets((n + 1) / 2)
	if r.why != "" {
		return Address{}
	}
	a.TON, a.NPI = kind>>4&7, kind&15
	if a.TON == alphanumeric {
		a.Name = fromSeptets(unpack(b, 4*n/7, 0))
	} else {
		a.Digits = digits(b, n)
	}
	return a
}

// centre reads the service centre's address, whose length counts octets with
// the type (27.005 3.1, 24.011 8.2.5.1).
func (r *reader) centre() (a Address) {
	n := int(r.octet())
	if n == 0 {
		return Address{}
	}
	if n > 1+maxDigits/2 {
		r.fail("an address is too long")
		return Address{}
	}
	b := r.octets(n)
	if r.why != "" {
		return Address{}
	}
	return Address{Digits: digits(b[1:], 2*(n-1)), TON: b[0] >> 4 & 7, NPI: b[0] & 15}
}

// symbols are the half-octets of a number (23.040 9.1.2.3); F fills up.
const symbols = "0123456789*#abc"

// digits reads n half-octets, low one first.
func digits(b []byte, n int) string {
	var s strings.Builder
	for i := range n {
		h := b[i/2] >> (4 * (i % 2)) & 15
		if int(h) < len(symbols) {
			s.WriteByte(symbols[h])
		}
	}
	return s.String()
}
