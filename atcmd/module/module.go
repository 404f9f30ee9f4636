// Package module holds the module families as data: what to ask each for, and
// how it says it. The core asks the profile; it never asks "is this an EG25?".
package module

import "strings"

// A Profile is what the agent knows about one family of modules. An empty
// field means that the family has no such thing, or that no source says it.
type Profile struct {
	Name    string   // for people: "Quectel EC2x/EG2x"
	Makers  []string // what +CGMI says, lower case, any part of it
	Models  []string // beginnings of what +CGMM says, upper case; empty: every model of the makers
	ICCID   []string // commands that print the ICCID, after the generic +CRSM
	Counter string   // command that reads the byte counter, "" if there is none
	Setup   []string // commands that switch URCs on; an error of one is passed over
	Signal  string   // command for the signal in detail: +CESQ, or +CSQ where that is missing
	Source  string   // where the above was read
}

// Identify returns the profile for what +CGMI and +CGMM say: the first that
// fits, Generic otherwise.
func Identify(manufacturer, model string) Profile {
	maker, name := strings.ToLower(manufacturer), strings.ToUpper(model)
	for _, p := range All() {
		if p.fits(maker, name) {
			return p
		}
	}
	return Generic
}

// All returns the profiles in the order in which they are tried, without Generic.
func All() []Profile { return []Profile{quectelEC2x, simcom7600} }

func (p Profile) fits(maker, model string) bool {
	known := false
	for _, m := range p.Makers {
		known = known || strings.Contains(maker, m)
	}
	if !known || len(p.Models) == 0 {
		return known
	}
	for _, m := range p.Models {
		if strings.HasPrefix(model, m) {
			return true
		}
	}
	return false
}
