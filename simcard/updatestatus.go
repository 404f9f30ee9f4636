package simcard

import "fmt"

// UpdateStatus is how the last registration in a location file ended: three low bits of its last byte.
type UpdateStatus byte

// The values that LOCI, PSLOCI and EPSLOCI share (3GPP TS 31.102, 4.2.17, 4.2.23, 4.2.91).
const (
	Updated    UpdateStatus = 0
	NotUpdated UpdateStatus = 1
	NotAllowed UpdateStatus = 2 // LOCI and PSLOCI: network not allowed; EPSLOCI: roaming not allowed
	AreaBarred UpdateStatus = 3 // LOCI: location area not allowed; PSLOCI: routing area not allowed
)

// String says the status in a few words.
func (s UpdateStatus) String() string {
	switch s {
	case Updated:
		return "updated"
	case NotUpdated:
		return "not updated"
	case NotAllowed:
		return "network not allowed"
	case AreaBarred:
		return "area not allowed"
	}
	return fmt.Sprintf("reserved (%d)", byte(s))
}

// Area is where a card was registered last. Numbers that the file marks as deleted stay as they are:
// FFFE, and 0000 on older cards, is no area.
type Area struct {
	PLMN PLMN   // "" when the file names no network
	Code uint16 // location area code (LAC), or tracking area code (TAC)
}

// Known reports whether the card has been registered anywhere.
func (a Area) Known() bool {
	return a.PLMN != "" && a.Code != 0xFFFE && a.Code != 0xFFFF && a.Code != 0
}

// area reads five bytes: network and code. A network that is not one, as cards have that were
// initialised to 00 or to a broken value, is taken as none.
func area(b []byte) Area {
	p, err := DecodePLMN(b[:plmnBytes])
	if err != nil {
		p = ""
	}
	return Area{PLMN: p, Code: uint16(b[3])<<8 | uint16(b[4])}
}
