package modemtest

import (
	"fmt"
	"strings"
)

// NamedPersona is an entry of Personas. New makes a fresh Persona, which the caller may change.
type NamedPersona struct {
	Name string // lower case, as programs take it from a command line: "eg25-g"
	New  func() *Persona
}

// Personas returns all personas of this package, sorted by name.
func Personas() []NamedPersona {
	return []NamedPersona{
		{"a7670", A7670},
		{"bg95", BG95},
		{"bg96", BG96},
		{"e3372", E3372},
		{"eg25-g", EG25G},
		{"em7565", EM7565},
		{"generic", Generic27007},
		{"hl7800", HL7800},
		{"l850", L850},
		{"le910c1", LE910C1},
		{"nl668", NL668},
		{"nrf9160", NRF9160},
		{"pls62", PLS62},
		{"rm500u", RM500U},
		{"rm502q", RM502Q},
		{"rm520n", RM520N},
		{"sara-r5", SARAR5},
		{"sim7080", SIM7080},
		{"sim7600", SIM7600},
	}
}

// ByName makes the persona with a name, in either case; hyphens may be left out. The error lists the
// names that there are.
func ByName(name string) (*Persona, error) {
	var names []string
	for _, p := range Personas() {
		if plain(p.Name) == plain(name) {
			return p.New(), nil
		}
		names = append(names, p.Name)
	}
	return nil, fmt.Errorf("unknown persona %q: %s", name, strings.Join(names, ", "))
}

func plain(name string) string { return strings.ReplaceAll(strings.ToLower(name), "-", "") }
