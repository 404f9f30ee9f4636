package doctor

import (
	"fmt"
	"strings"

	"simagent/agent/local"
	"simagent/atcmd"
)

// sim: is a card in, and can it be read?
func (e *exam) sim() Finding {
	c := &e.Card
	if e.noModule != "" {
		e.noCard = e.noModule
		return because(e.noModule)
	}
	why := strings.TrimSuffix(c.Error, ".")
	fail := func(text, no, hands string) Finding {
		e.noCard = no
		return Finding{State: Fail, Text: text, Evidence: local.Text(why), Hands: local.Text(hands)}
	}
	answers := c.State == "ready" || c.State == "pin" || c.State == "puk" || c.State == "locked"
	if !answers && c.Radio != nil && *c.Radio == atcmd.FunMinimum {
		f := fail("The module is switched off but for its AT port, and the SIM with it.", "the module is switched off", "")
		f.Evidence, f.Fix = "AT+CFUN? says 0", lines(e.at("+CFUN=1"))
		return f
	}
	switch c.State {
	case "ready", "pin", "puk":
		return e.present()
	case "absent":
		return fail("No SIM is in the module.", "no SIM is in", "Put it in, contacts down, until it clicks; look whether the tray is the one that is in use.")
	case "locked":
		return fail("The module refuses this SIM: it is locked to another operator, or to other SIMs.", "the module refuses the SIM", "Have its seller unlock the module, or use another one: the SIM is not at fault.")
	case "failed":
		return fail("The SIM answers with errors.", "the SIM fails", "Clean its contacts, seat it anew, and try it in another device.")
	case "unreadable":
		return fail("A SIM is in, and its number cannot be read.", "the SIM cannot be read", "Is this the AT port of the module? Another one may know more: `simagent ports` lists them.")
	case "unsupported":
		return fail("The module refuses every question about a SIM.", "the SIM cannot be read", "Is a SIM in? Is this the AT port of a cellular module? `simagent ports` lists the others.")
	case "uncertain":
		return fail("Two readings of the SIM's number disagree.", "it is not certain which SIM is in", "Clean its contacts and seat it anew.")
	case "busy":
		e.noCard = "the SIM is starting"
		return Finding{State: Warn, Text: "The SIM is still starting.", Evidence: local.Text(why), Hands: "Wait a minute and ask again; then seat it anew."}
	}
	e.noCard = "the SIM was not read"
	return unless(why, "the SIM was not read yet")
}

func (e *exam) present() Finding {
	c := &e.Card
	switch {
	case c.ICCID == "":
		return ok("A SIM is in; its number was not read.", c.Error)
	case c.Super == nil:
		return ok("A SIM is in: "+c.ICCID+".", c.Source)
	case *c.Super:
		return ok("A Super SIM is in: "+c.ICCID+".", c.Source)
	}
	return Finding{State: Warn, Text: "The SIM " + c.ICCID + " is not a Super SIM by its number.", Evidence: local.Text(c.Source), Hands: "Is it the right card? What is said below about APN and roaming is for a Super SIM."}
}

// pin: is it open, and how many tries are left?
func (e *exam) pin() Finding {
	p := &e.PIN
	left := ""
	if p.Tries != nil {
		left = fmt.Sprintf("%d tries left", *p.Tries)
	}
	switch {
	case e.noCard != "":
		return because(e.noCard)
	case e.Card.State == "puk":
		e.noCard = "the SIM is blocked"
		if p.PUK != nil {
			left = fmt.Sprintf("%d tries of the PUK left", *p.PUK)
		}
		return Finding{State: Fail, Text: "The SIM is blocked, and asks for its PUK.", Evidence: local.Text(left), Hands: "Unblock it in a phone, or replace it: simagent never enters a PUK."}
	case e.Card.State == "pin":
		e.noCard = "the SIM waits for its PIN"
		return e.locked(left)
	case p.Tries != nil && *p.Tries < 2:
		return Finding{State: Warn, Text: "It is open, and next to no tries of the PIN are left.", Evidence: local.Text(left), Hands: "Enter it correctly in a phone: that brings the tries back."}
	}
	return ok("The SIM is open.", left)
}

func (e *exam) locked(left string) Finding {
	p := &e.PIN
	f := Finding{State: Fail, Text: "The SIM asks for its PIN. A Super SIM comes without one.", Evidence: local.Text(left)}
	few := p.Tries != nil && *p.Tries < 2
	switch {
	case few:
		f.Hands = "Enter it in a phone, and switch it off there: simagent does not spend the last try."
	case p.Withheld != "":
		f.Text = "The SIM asks for its PIN, which is not sent: " + clause(p.Withheld)
		f.Hands = "Enter it in a phone, and switch it off there."
	case p.Problem != "":
		why, fix, _ := strings.Cut(p.Problem, "; type: ")
		f.Text = "The SIM asks for its PIN, and the file of sim.pin_file gives none: " + clause(why)
		f.Fix, f.Hands = lines(fix), "Mend the file, and restart simagent."
	case p.File != "":
		f.Text = "The SIM asks for its PIN, which is in " + p.File + "."
		f.Fix, f.Hands = lines(e.onCloud("run")), "The daemon enters it once; this command enters none."
		if e.Asked == "daemon" {
			f.Fix, f.Hands = lines(e.tool("status --history")), "The daemon enters it once, and says there how that ended."
		}
	default:
		f.Fix = lines("sudo install -m 600 /dev/stdin /etc/simagent/pin", e.key("sim", "pin_file", `"/etc/simagent/pin"`))
		f.Hands = "Switch the PIN off in a phone; or type it after the first line, then Enter and Ctrl-D, and restart simagent: it is tried once."
	}
	return f
}
