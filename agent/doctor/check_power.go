package doctor

import (
	"fmt"
	"strings"

	"simagent/agent/local"
)

// power: does the supply hold? A fault is said and never answered with a reset.
func (e *exam) power() Finding {
	p := &e.Power
	const stronger = "Use a stronger supply and a short, thick cable; a module draws peaks of 2 A."
	switch {
	case p.Low:
		return Finding{State: Fail, Text: "The supply is too low now.", Evidence: local.Text(p.Source), Hands: stronger}
	case p.Drops != nil && *p.Drops > 2:
		return Finding{State: Warn, Text: fmt.Sprintf("The module vanished from its port %d times in the last 24 h: that is how a weak supply shows.", *p.Drops),
			Evidence: "the daemon's list of changes", Hands: stronger}
	case p.WasLow:
		return Finding{State: Warn, Text: "The supply was too low since the board started.", Evidence: local.Text(p.Source), Hands: stronger}
	case p.Known:
		return ok("The supply holds.", p.Source)
	case e.Port.Missing != "":
		return unless(e.noModule, "the port is not there")
	case p.Drops != nil && *p.Drops > 0:
		return ok(fmt.Sprintf("The module vanished from its port %s in the last 24 h; the supply's voltage is not known here.", []string{"once", "twice"}[*p.Drops-1]), "the daemon's list of changes")
	case p.Drops != nil:
		return ok("The module stayed on its port; the supply's voltage is not known here.", "the daemon's list of changes")
	}
	return because("nothing here tells how the supply is")
}

// uart: is the board's serial line what it seems?
func (e *exam) uart() Finding {
	u := &e.UART
	if len(u.Traps) > 0 {
		return e.trapped()
	}
	switch {
	case e.Port.Found.USB():
		return ok("None is needed: the port is on USB.", "")
	case u.Known:
		return ok("The board's UART is as a modem needs it.", "")
	case e.Port.Path == "" || e.Port.Missing != "":
		return unless(e.noModule, "no port is known")
	}
	return because("nothing here tells how the board's UARTs are wired")
}

// trapped joins all traps: one UART, one finding.
func (e *exam) trapped() Finding {
	var texts, seen, fixes []string
	for _, t := range e.UART.Traps {
		texts, seen = append(texts, sentence(t.Text)), append(seen, t.Evidence)
		fixes = append(fixes, strings.Split(t.Fix, "\n")...)
	}
	f := Finding{State: Fail, Text: join(" ", texts...), Evidence: local.Text(join("; ", seen...)), Fix: lines(fixes...)}
	if e.Port.Asked && e.Port.Silent == "" {
		f.State = Warn
	}
	if f.Text == "" {
		f.Text = "Something about this UART keeps a modem from working."
	}
	if f.Fix == "" {
		f.Hands = "No line mends that: change the board's wiring or its settings as said."
	}
	return f
}
