package doctor

import (
	"fmt"
	"slices"
	"strings"

	"simagent/agent/local"
	"simagent/atcmd"
)

// homeForbidden is the home network, or the one where the card was last, that the
// card's list forbids; "" when neither is.
func (e *exam) homeForbidden() string {
	for _, id := range slices.Concat(e.Forbidden.Home, e.Forbidden.Last) {
		if slices.Contains(e.Forbidden.List, id) {
			return id
		}
	}
	return ""
}

// fplmn: does the card itself keep the module off a network?
func (e *exam) fplmn() Finding {
	b := &e.Forbidden
	empty := lines(e.onModule("card clear-fplmn"), e.at("+CFUN=1,1"))
	evidence := local.Text("EF FPLMN: " + strings.Join(b.List, ", "))
	id := e.homeForbidden()
	switch {
	case e.noCard != "":
		return because(e.noCard)
	case !b.Known:
		return unless(b.Error, "the card's list of forbidden networks was not read")
	case len(b.List) == 0:
		return ok("The card forbids no network.", "EF FPLMN is empty")
	case e.registered() && !slices.Contains(b.Home, id):
		return ok("The card forbids networks, and is registered on another.", string(evidence))
	case id == "":
		f := Finding{State: Warn, Text: "These networks refused the card once and are not tried again by themselves.", Evidence: evidence, Fix: empty, Hands: "Type that if one of them should serve here."}
		return f
	}
	f := Finding{State: Fail, Text: fmt.Sprintf("The card forbids %s, where it was registered last: it is not tried again by itself.", id), Evidence: evidence, Fix: empty,
		Hands: "Empty the list, once what made the network refuse the SIM is mended."}
	if slices.Contains(b.Home, id) {
		f.Text = fmt.Sprintf("The card forbids %s, its home network: it is not tried again by itself.", id)
	}
	if e.registered() || e.explained() != "" || e.Network.Stat == atcmd.Denied {
		f.State = Warn
	}
	return f
}
