package boards

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// How a board was recognised.
type How string

const (
	FromHAT   How = "hat"   // the EEPROM of a HAT names it
	FromModel How = "model" // the computer's own model names it
	FromUSB   How = "usb"   // a module that it is sold with is on the bus
)

// Match is a board that may be this one.
type Match struct {
	Board    Board
	How      How
	Evidence string // one sentence without a full stop
	Sure     bool   // it is this board and no other; only then may its lines be driven without a person naming it
}

// Recognise returns the boards that the fingerprint fits, the likeliest first and then by name.
//
// Only the EEPROM of a HAT that names exactly one board, on a computer that the board fits, makes sure. USB ids never do: many
// boards carry an EC25, and it may as well be in a stick. Two stacked HATs both answer at the address of the EEPROM, and what the
// firmware then reads is garbled: it names no board, or, at the worst, is the other HAT's. Then there is at most a guess, and a
// person has to name the board.
func Recognise(f Fingerprint, all []Board) []Match {
	var found []Match
	for _, b := range all {
		if m, ok := recognise(f, b); ok {
			found = append(found, m)
		}
	}
	named := 0
	for _, m := range found {
		if m.How == FromHAT {
			named++
		}
	}
	for i := range found {
		m := &found[i]
		m.Sure = m.How == FromHAT && named == 1 && m.Board.fits(f.Model)
	}
	rank := []How{FromHAT, FromModel, FromUSB}
	slices.SortStableFunc(found, func(a, b Match) int {
		return cmp.Or(cmp.Compare(slices.Index(rank, a.How), slices.Index(rank, b.How)), strings.Compare(a.Board.Name, b.Board.Name))
	})
	return found
}

// recognise tells by what the fingerprint fits a board, if it does.
func recognise(f Fingerprint, b Board) (Match, bool) {
	if f.HAT != nil && b.HAT != (EEPROM{}) && b.HAT == (EEPROM{Vendor: f.HAT.Vendor, Product: f.HAT.Product}) {
		return Match{Board: b, How: FromHAT, Evidence: fmt.Sprintf("the HAT's EEPROM says %q by %q", f.HAT.Product, f.HAT.Vendor)}, true
	}
	if b.Model != "" && b.Model == f.Model {
		return Match{Board: b, How: FromModel, Evidence: fmt.Sprintf("the computer says it is a %q", f.Model)}, true
	}
	if !b.fits(f.Model) {
		return Match{}, false
	}
	for _, u := range b.USB { // in the order of the board, whatever that of the bus is
		if slices.Contains(f.USB, USBID{VID: u.VID, PID: u.PID}) {
			return Match{Board: b, How: FromUSB, Evidence: fmt.Sprintf("USB device %s:%s is plugged in, which other boards carry, too", u.VID, u.PID)}, true
		}
	}
	return Match{}, false
}

// fits tells whether the board can be on a computer of that model; unknown is no reason against it.
func (b Board) fits(model string) bool {
	if b.Model != "" {
		return model == b.Model
	}
	return model == "" || len(b.Hosts) == 0 || slices.ContainsFunc(b.Hosts, func(h string) bool { return strings.HasPrefix(model, h) })
}
