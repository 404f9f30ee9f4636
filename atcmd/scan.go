package atcmd

import (
	"strings"
)

// Availability is what a scan says of a network, <stat> of 27.007 7.3.
type Availability uint8

// The four values.
const (
	UnknownNetwork   Availability = 0
	AvailableNetwork Availability = 1
	CurrentNetwork   Availability = 2
	ForbiddenNetwork Availability = 3
)

// A Network is one that a scan found.
type Network struct {
	State       Availability
	Long, Short string // names, "" when not given
	PLMN        string // digits, 5 or more: some modules write a third network digit too many
	AcT         AcT    // NoAcT when not given
}

// maxNetworks bounds a scan; no place has near as many.
const maxNetworks = 128

// ParseScan reads the answer of AT+COPS=? (27.007 7.3), on one line or several:
// `+COPS: (2,"Network","Net","00101",7),(1,…),,(0-4),(0-2)`. What stands in
// parentheses and has no network code is one of the lists behind. Known oddities:
// a parenthesis before the AcT (`(1,"A","A","00101"),2)`), no comma before the
// lists, no quotes, no short name, all texts in UCS2 hexadecimal, and a line
// end between two networks, without the name on the next line (Nokia).
func ParseScan(lines []string) []Network {
	var out []Network
	begun := false
	for _, l := range lines {
		name, rest, ok := nameAndRest(l)
		switch {
		case ok && name == "+COPS":
			begun = true
		case begun && strings.HasPrefix(l, "("):
			rest = l
		default:
			continue
		}
		for len(out) < maxNetworks {
			var text string
			var group, more bool
			if text, rest, group, more = nextGroup(rest); !more {
				break
			}
			n, ok := network(text)
			if !group || !ok {
				continue
			}
			if n.AcT == NoAcT {
				n.AcT, rest = strayAcT(rest)
			}
			out = append(out, n)
		}
	}
	return out
}

// network reads `<stat>,<long>,<short>,<numeric>[,<AcT>]`.
func network(text string) (Network, bool) {
	var t [maxFields]string
	count, _ := splitFields(text, &t)
	stat, ok := decimal(t[0])
	if !ok || stat < 0 || count < 4 {
		return Network{}, false
	}
	n := Network{Long: t[1], Short: t[2], PLMN: t[3], AcT: NoAcT}
	if stat <= int(ForbiddenNetwork) {
		n.State = Availability(stat)
	}
	if code, ok := fromUCS2Hex(n.PLMN); ok && isPLMN(code) {
		n.PLMN = code
		if s, ok := fromUCS2Hex(n.Long); ok {
			n.Long = s
		}
		if s, ok := fromUCS2Hex(n.Short); ok {
			n.Short = s
		}
	}
	if a, ok := decimal(t[4]); ok && a >= 0 && a <= 31 {
		n.AcT = AcT(a)
	}
	n.Long, n.Short = clipTo(n.Long, maxAPN), clipTo(n.Short, maxAPN)
	return n, isPLMN(n.PLMN)
}

// isPLMN tells whether a text is a network code as modules write it, perhaps
// with a hyphen in it.
func isPLMN(s string) bool {
	for i := range len(s) {
		if (s[i] < '0' || s[i] > '9') && s[i] != '-' {
			return false
		}
	}
	return len(s) >= 5 && len(s) <= 8
}

// strayAcT reads an AcT that stands behind the group's parenthesis and has one
// of its own.
func strayAcT(rest string) (AcT, string) {
	s, ok := strings.CutPrefix(strings.TrimLeft(rest, " "), ",")
	s = strings.TrimLeft(s, " ")
	n := leadingDigits(s)
	if !ok || n == 0 || n > 2 || len(s) == n || s[n] != ')' {
		return NoAcT, rest
	}
	a, _ := decimal(s[:n])
	if a > 31 {
		return NoAcT, s[n+1:]
	}
	return AcT(a), s[n+1:]
}
