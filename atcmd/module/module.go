// Package module holds the module families as data: what to ask each for, and
// how it says it. The core asks the profile; it never asks "is this an EG25?".
package module

import (
	"strings"

	"simagent/atcmd/format"
)

// A Profile is what is known about one family of modules. An empty field means
// that the family has no such thing, or that no source says it. Commands stand
// without "AT".
type Profile struct {
	Name   string   // for people: "Quectel EC2x/EG2x"
	Makers []string // what +CGMI says, lower case, any part of it
	Models []string // beginnings of what +CGMM says, upper case; empty: every model of the makers
	Source string   // where it was read: manuals with clauses, public drivers
	Doubts []Doubt  // what no source confirms

	ICCID   []string  // commands that print the ICCID, after the generic +CRSM
	Retries Query     // tries left of PIN and PUK; fields pin, puk, pin2, puk2
	Setup   []string  // commands that switch URCs on; lost at a restart; an error of one is passed over
	Card    []CardURC // URCs about the card
	Signal  Query     // the signal in detail; fields rssi, rsrp, rsrq, sinr, rscp, ecno, band, act
	Counter Counter
	Power   Power
	Wants   []Want // settings that a Super SIM needs
	Limits  []Limit

	LockCSIM bool // +CSIM=1 goes before the first APDU and +CSIM=0 behind the last: the module keeps off the card meanwhile

	formats []string // texts of further lines that the family prints, for explanations; see Formats

	// What it shares with its maker's other families: copies of variables
	// would be code.
	power  *Power
	wants  []Want  // in front of its own
	doubts []Doubt // behind its own
}

// A family is a Profile as the program carries it: data that no code builds.
// Its forms are texts of package format, parsed for the family in use alone.
type family Profile

// profile parses what the queries read.
func (f *family) profile() Profile {
	p := Profile(*f)
	p.Signal.Lines = format.Parse(f.Signal.forms)
	p.Retries.Lines = format.Parse(f.Retries.forms)
	p.Counter.Lines = format.Parse(f.Counter.forms)
	if f.power != nil {
		p.Power = *f.power
	}
	p.Wants = append(f.wants, f.Wants...) // a literal has no room behind it: this copies
	p.Doubts = append(f.Doubts, f.doubts...)
	return p
}

// Formats returns the further lines that the family prints, for explanations.
// It parses them at each call.
func (p Profile) Formats() []format.Line { return format.Parse(p.formats...) }

// A Doubt is something that no source confirms; people are shown it.
type Doubt struct {
	About string // the field or the command: "QGDCNT"
	Why   string // one sentence
}

// A Query is a command and the lines that answer it.
type Query struct {
	Command string
	Lines   []format.Line
	forms   string // their text
}

// CardEvent is what a URC says of the card.
type CardEvent uint8

// The events of a card.
const (
	NoEvent      CardEvent = iota
	CardRemoved            // it is gone
	CardInserted           // it is there, perhaps not ready yet
	CardReady              // it can be read
	CardChanged            // it may be another one, or have another identity: read it anew
)

// A CardURC is the beginning of a line, with its value: "+QSIMSTAT: 1,0".
// Blanks do not count; behind it a letter or a digit must not follow.
type CardURC struct {
	Line  string
	Event CardEvent
}

// Power are the ways to start anew and to switch off, the gentlest first.
type Power struct {
	Restart []string // commands after which the module boots
	Off     []string // commands after which it may lose power
	Gone    string   // the line after which it is off: "POWERED DOWN"
	Early   bool     // OK comes at once, long before it is off
}

// A Want is a setting that a Super SIM needs. It is written only when the
// answer differs, and only when the configuration allows it.
type Want struct {
	About   string   // "roaming", "scan order", "context"
	Read    string   // command that reads it
	Answer  string   // the answer's beginning up to the value: `+QCFG: "roamservice",`; a * is any parameter
	Fits    []string // values that need no writing, without blanks and quotation marks, up to a comma or the end; empty: none, the line must not be there
	Write   string   // command that sets it
	Restart bool     // it is in force after a restart only
	Why     string   // one sentence
}

// Limit is how long the family may take for a command, where that is longer
// than 27.007's modules usually do.
type Limit struct {
	Command string // its beginning: "+COPS="
	Seconds int
}

// Identify returns the profile for what +CGMI and +CGMM say: the first that
// fits, Generic otherwise.
func Identify(manufacturer, model string) Profile {
	maker, name := strings.ToLower(manufacturer), strings.ToUpper(model)
	for _, f := range families {
		if f.fits(maker, name) {
			return f.profile()
		}
	}
	return Generic()
}

// All returns the profiles in the order in which Identify tries them, without
// Generic.
func All() []Profile {
	var all []Profile
	for _, f := range families {
		all = append(all, f.profile())
	}
	return all
}

func (f *family) fits(maker, model string) bool {
	known := false
	for _, m := range f.Makers {
		known = known || strings.Contains(maker, m)
	}
	if !known || len(f.Models) == 0 {
		return known
	}
	for _, m := range f.Models {
		if strings.HasPrefix(model, m) {
			return true
		}
	}
	return false
}

// Forms calls take with each family's form for a line of that name with those
// parameters: those of its queries first, Generic last. Capitals of the name
// do not count. No other form is parsed.
func Forms(name, rest string, take func(*format.Line)) {
	for i := range len(families) + 1 {
		f := &generic
		if i < len(families) {
			f = families[i]
		}
		for _, text := range [...]string{f.Signal.forms, f.Counter.forms, f.Retries.forms} {
			if l := format.Search(name, rest, text); l != nil {
				take(l)
			}
		}
		if l := format.Search(name, rest, f.formats...); l != nil {
			take(l)
		}
	}
}

// AboutCard tells whether any family has the line among its URCs about the card.
func AboutCard(line string) bool {
	for _, f := range families {
		if cardEvent(f.Card, line) != NoEvent {
			return true
		}
	}
	return false
}

// CardEvent tells what a URC says of the card, NoEvent when nothing.
func (p Profile) CardEvent(line string) CardEvent { return cardEvent(p.Card, line) }

func cardEvent(urcs []CardURC, line string) CardEvent {
	for _, u := range urcs {
		if begins(line, u.Line) {
			return u.Event
		}
	}
	return NoEvent
}

// begins tells whether line starts with want, blanks aside, and no letter or
// digit follows.
func begins(line, want string) bool {
	i := 0
	for j := 0; j < len(want); {
		switch {
		case want[j] == ' ':
			j++
		case i == len(line):
			return false
		case line[i] == ' ':
			i++
		case line[i] != want[j]:
			return false
		default:
			i, j = i+1, j+1
		}
	}
	if i == len(line) {
		return true
	}
	c := line[i] | 0x20
	return (c < '0' || c > '9') && (c < 'a' || c > 'z')
}
