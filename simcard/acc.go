package simcard

import "fmt"

// AccessClasses is EF ACC: bit n set means that the card belongs to access control class n. Ordinary
// cards have one of 0 to 9, special ones also some of 11 to 15. The network bars classes when it is loaded.
type AccessClasses uint16

// DecodeACC reads EF ACC (file 6F78; 3GPP TS 31.102, 4.2.15): two bytes, class 15 first. 00 01 is class 0.
func DecodeACC(ef []byte) (AccessClasses, error) {
	if len(ef) != 2 {
		return 0, fmt.Errorf("cannot read ACC: %w", ErrLength)
	}
	return AccessClasses(ef[0])<<8 | AccessClasses(ef[1]), nil
}

// List returns the classes in ascending order. Class 10 is for emergency calls and never the card's: its bit is passed over.
func (a AccessClasses) List() []int {
	var list []int
	for n := range 16 {
		if n != 10 && a>>n&1 == 1 {
			list = append(list, n)
		}
	}
	return list
}
