package main

import (
	"errors"
	"fmt"
	"strings"

	"simagent/simcard"
	"simagent/simcard/overat"
)

// cardScreen is what stands on the card, for people; the last line says what to do.
func cardScreen(c overat.Card, showIDs bool) string {
	p := cardPage{show: showIDs, ended: c.Lock.Err}
	p.identity(c)
	p.lock(c)
	p.subscription(c)
	networks(&p, "Forbidden", c.FPLMN, plmnWords)
	networks(&p, "Like home", c.EHPLMN, plmnWords)
	networks(&p, "Preferred", c.UPLMN, accessWords)
	networks(&p, "Operator's", c.OPLMN, accessWords)
	networks(&p, "Home on", c.HPLMN, accessWords)
	p.locations(c)
	networks(&p, "Emergency", c.ECC, emergencyWords)
	switch {
	case c.EID.Known():
		p.row("eUICC", p.id(c.EID.Value.String(), c.EID.Value.Digits()))
	case errors.Is(c.EID.Err, overat.ErrNoEUICC):
		p.row("eUICC", "no")
	default:
		p.missing("eUICC", c.EID.Err)
	}
	for _, why := range p.why {
		p.sentence("Not read", strings.Join(p.unread[why], ", ")+": "+why)
	}
	p.end(c)
	return p.b.String()
}

func (p *cardPage) identity(c overat.Card) {
	if !c.Identity.Known() {
		if overat.Uncertain(c.Identity.Err) {
			p.row("SIM", "uncertain")
			return
		}
		p.row("SIM", "not read")
		return
	}
	id := c.Identity.Value
	kind := "not a Super SIM by its number"
	if id.ICCID.SuperSIM() {
		kind = "Super SIM"
	}
	check := "no second source"
	if id.Check == overat.Agreed {
		check = id.Checked + " agrees"
	}
	luhn := ""
	if id.LuhnBad {
		luhn = "the check digit does not fit"
	}
	p.row("SIM", p.id(id.ICCID.String(), id.ICCID.Digits()), kind, "read by "+id.Source+", "+check, luhn)
}

func (p *cardPage) lock(c overat.Card) {
	if !c.Lock.Known() {
		p.missing("Lock", c.Lock.Err)
		return
	}
	text := "open"
	if c.Lock.Value != "READY" {
		text = "waits for " + c.Lock.Value
	}
	p.row("Lock", text, triesText("PIN", c.Tries, c.Tries.Value.PIN), triesText("PUK", c.Tries, c.Tries.Value.PUK))
}

func triesText(name string, f overat.Field[overat.Tries], left int) string {
	switch {
	case !f.Known() || left == simcard.TriesUnknown:
		return ""
	case left == 1:
		return name + " 1 try left"
	}
	return fmt.Sprintf("%s %d tries left", name, left)
}

func (p *cardPage) subscription(c overat.Card) {
	mode := ""
	if c.AD.Known() && c.AD.Value.Mode != simcard.ModeNormal {
		mode = "mode: " + c.AD.Value.Mode.String()
	}
	if c.IMSI.Known() {
		home := ""
		if n := c.Home(); n != "" {
			home = "home " + plmnText(n)
		}
		classes := ""
		if c.ACC.Known() {
			classes = "access class " + strings.Trim(strings.ReplaceAll(fmt.Sprint(c.ACC.Value.List()), " ", ", "), "[]")
		}
		p.row("IMSI", p.id(c.IMSI.Value.String(), c.IMSI.Value.Digits()), home, classes, mode)
	} else {
		p.missing("IMSI", c.IMSI.Err)
	}
	if c.SPN.Known() {
		p.row("Name", printableText(c.SPN.Value.Name))
	} else {
		p.missing("Name", c.SPN.Err)
	}
}

// networks lays a list side by side; an empty one is a dash.
func networks[T any](p *cardPage, name string, f overat.Field[[]T], words func([]T) []string) {
	switch list := words(f.Value); {
	case !f.Known():
		p.missing(name, f.Err)
	case len(list) == 0:
		p.row(name, "none")
	default:
		p.row(name, list...)
	}
}

func plmnWords(list []simcard.PLMN) (words []string) {
	for _, n := range list {
		words = append(words, plmnText(n))
	}
	return words
}

func accessWords(list []simcard.PLMNAcT) (words []string) {
	for _, e := range list {
		words = append(words, strings.TrimSpace(plmnText(e.PLMN)+" "+e.AcT.String()))
	}
	return words
}

func emergencyWords(list []simcard.Emergency) (words []string) {
	for _, e := range list {
		words = append(words, strings.TrimSpace(e.Number+" "+printableText(e.Name)))
	}
	return words
}

// plmnText writes 310410 as 310-410.
func plmnText(n simcard.PLMN) string {
	if len(n) < 4 {
		return string(n)
	}
	return string(n[:3] + "-" + n[3:])
}

func (p *cardPage) locations(c overat.Card) {
	if v := c.LOCI.Value; c.LOCI.Known() {
		p.location("Calls, SMS", v.Area, v.Status, v.TMSI, "TMSI")
	} else {
		p.missing("Calls, SMS", c.LOCI.Err)
	}
	if v := c.PSLOCI.Value; c.PSLOCI.Known() {
		p.location("Data 2G, 3G", v.Area, v.Status, v.PTMSI, "P-TMSI")
	} else {
		p.missing("Data 2G, 3G", c.PSLOCI.Err)
	}
	switch v := c.EPS.Value; {
	case !c.EPS.Known():
		p.missing("Data LTE", c.EPS.Err)
	case v.GUTI != nil:
		p.location("Data LTE", v.Area, v.Status, v.GUTI.MTMSI, "M-TMSI")
	default:
		p.location("Data LTE", v.Area, v.Status, 0xFFFFFFFF, "")
	}
}

// location says where the card was registered, and how that ended.
func (p *cardPage) location(name string, a simcard.Area, s simcard.UpdateStatus, t simcard.TMSI, kind string) {
	where := "nowhere yet"
	if a.Known() {
		where = fmt.Sprintf("%s area %04X", plmnText(a.PLMN), a.Code)
	}
	number := ""
	if !t.IsZero() {
		number = kind + " " + p.id(t.String(), fmt.Sprintf("%08X", uint32(t)))
	}
	p.row(name, where, s.String(), number)
}

// end is the one sentence on what a person should know first.
func (p *cardPage) end(c overat.Card) {
	lock := c.Lock.Value
	switch {
	case overat.Uncertain(c.Identity.Err):
		p.sentence("Attention", "Two reads gave two numbers: "+strings.TrimPrefix(c.Identity.Err.Error(), "cannot read ICCID: ")+". Read it again.")
	case !c.Identity.Known():
		p.sentence("Attention", "The card is not read: "+strings.TrimPrefix(shortReason(c.Identity.Err), "cannot read ICCID: "))
	case lock == "SIM PUK" || lock == "SIM PUK2":
		p.sentence("Attention", "The card is blocked. Its PUK is entered by hand, and after ten wrong ones the card is lost.")
	case lock == "SIM PIN":
		p.sentence("Attention", "The card waits for SIM PIN: most of its files cannot be read. `simagent run` enters it once, from the file that sim.pin_file names.")
	case c.Lock.Known() && lock != "READY":
		p.sentence("Attention", "The card waits for "+lock+": most of its files cannot be read.")
	case len(p.why) > 0:
		p.row("Attention", "Some of the card's files cannot be read.")
	case len(c.FPLMN.Value) > 0:
		p.sentence("OK", "The card can be read. The forbidden networks are not tried again by themselves: simagent card clear-fplmn")
	default:
		p.row("OK", "The card can be read.")
	}
}
