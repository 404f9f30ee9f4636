package doctor

import (
	"fmt"
	"slices"
	"strings"

	"simagent/agent/local"
	"simagent/atcmd"
)

// roaming: is the module set as a Super SIM needs it, but for the APN?
func (e *exam) roaming() Finding {
	s := &e.Settings
	switch {
	case e.noModule != "":
		return because(e.noModule)
	case !s.Known:
		return unless(s.None, "the module's settings were not read")
	}
	unfit := e.unfit()
	if len(unfit) == 0 {
		var names []string
		for _, one := range s.List {
			names = append(names, one.About+" "+one.Value)
		}
		return ok("The module is set as a Super SIM needs it.", strings.Join(names, ", "))
	}
	f := Finding{State: Fail}
	var fixes, texts, seen []string
	for _, one := range unfit {
		seen = append(seen, one.About+" is "+orEmpty(one.Value))
		if one.Written {
			texts = append(texts, sentence(one.About+" is set, and counts after a restart of the module"))
			fixes = append(fixes, e.at("+CFUN=1,1"))
			continue
		}
		texts = append(texts, sentence(one.About+" is not as a Super SIM needs it: "+one.Why))
		fixes = append(fixes, e.at(one.Command))
	}
	if e.registered() || e.noCard != "" || e.notYet() {
		f.State = Warn
	}
	f.Text, f.Evidence, f.Fix = strings.Join(texts, " "), local.Text(strings.Join(seen, ", ")), lines(slices.Compact(fixes)...)
	return f
}

func quoted(s string) string {
	if s == "" {
		return "empty"
	}
	return `"` + s + `"`
}

func orEmpty(s string) string {
	if s == "" {
		return "empty"
	}
	return s
}

// wrongAPN tells whether the first context has another APN than it should. What
// another SIM than a Super SIM needs is only known when a person has said it.
func (e *exam) wrongAPN() bool {
	a := &e.APN
	if !a.Known || a.Wanted == "" || e.Card.Super != nil && !*e.Card.Super && a.Wanted == "super" {
		return false
	}
	return !atcmd.SameAPN(a.Wanted, a.Value)
}

func (e *exam) apn() Finding {
	a := &e.APN
	evidence := "AT+CGDCONT?"
	if a.Granted != "" {
		evidence += "; the network gave " + quoted(a.Granted)
	}
	switch {
	case e.noModule != "":
		return because(e.noModule)
	case !a.Known:
		return because("the module did not say its APN")
	case !e.wrongAPN():
		return ok("The APN is "+quoted(a.Value)+".", evidence)
	}
	f := Finding{State: Fail, Text: fmt.Sprintf("The APN is %s, and should be %s: data goes through that access point.", quoted(a.Value), quoted(a.Wanted)), Evidence: local.Text(evidence), Fix: lines(e.setAPN())}
	if a.Command == "" {
		f.Hands = "Set the APN of the first context by hand."
	}
	if a.Granted != "" && atcmd.SameAPN(a.Wanted, a.Granted) || a.Value == "" && e.carries() || e.noCard != "" || e.notYet() {
		f.State = Warn // the network knows better, or nothing can work yet
	}
	return f
}

// carries tells whether a context is active and has an address.
func (e *exam) carries() bool {
	return slices.ContainsFunc(e.Session.List, func(c Context) bool { return c.Active && c.Address != "" })
}

// pdp: is there a way for packets?
func (e *exam) pdp() Finding {
	switch {
	case e.noCard != "":
		return because(e.noCard)
	case !e.Network.Known:
		return because("it is not known whether the module is registered")
	case !e.registered():
		return because("the module is not registered")
	case e.Network.Attached != nil && !*e.Network.Attached:
		return see(Finding{State: Fail, Text: "The module is registered, and not attached for data.", Evidence: "AT+CGATT? says 0", Fix: lines(e.at("+CGATT=1"))}, e.explained())
	case !e.Session.Known:
		return because("the module did not say its contexts")
	}
	var active, addresses []string
	for _, c := range e.Session.List {
		if c.Active {
			active = append(active, fmt.Sprintf("%d", c.CID))
		}
		if c.Active && c.Address != "" {
			addresses = append(addresses, fmt.Sprintf("context %d has %s", c.CID, c.Address))
		}
	}
	switch {
	case len(active) == 0:
		f := Finding{State: Warn, Text: "No PDP context is active: no data can pass.", Evidence: "AT+CGACT?",
			Hands: "simagent raises none by itself. What carries this board's data (ModemManager, pppd, the module's own network card) has to."}
		return f
	case len(addresses) == 0:
		return Finding{State: Warn, Text: "A PDP context is active and has no address.", Evidence: local.Text("AT+CGPADDR; active: " + strings.Join(active, ", ")),
			Hands: "Look at the APN; then raise the context anew with what carries this board's data."}
	}
	return ok("A PDP context is active and has an address.", strings.Join(addresses, ", "))
}
