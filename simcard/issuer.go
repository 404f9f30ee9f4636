package simcard

import "strings"

// SuperSIMPrefixes returns the leading digits of cards sold as Super SIM, a fresh list that the
// caller may extend and give to IssuedBy. Sources: twilio.com/docs/iot/supersim/check-a-device-has-super-sim
// (8988307, 8988323); KORE's migration guide for the cards shipped from the third quarter of 2025 (8910392).
func SuperSIMPrefixes() []string { return []string{"8988307", "8988323", "8910392"} }

// SuperSIM reports whether the number has one of SuperSIMPrefixes. False says little: prefixes are
// added over the years, so it is a reason to look twice and never to refuse a card.
func (i ICCID) SuperSIM() bool { return i.IssuedBy(SuperSIMPrefixes()...) }

// IssuedBy reports whether the number starts with one of the prefixes. Empty prefixes match nothing.
func (i ICCID) IssuedBy(prefixes ...string) bool {
	for _, p := range prefixes {
		if p != "" && strings.HasPrefix(i.digits, p) {
			return true
		}
	}
	return false
}
