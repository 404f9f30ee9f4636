package doctor

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"simagent/agent/local"
	"simagent/atcmd"
	"simagent/atcmd/cause"
)

// patience is the longest that a Super SIM keeps one of its identities: its applet changes them on a timer of 3 to
// 20 minutes, by its version.
const patience = 20 * time.Minute

// registration: has a network taken the SIM, and why not?
func (e *exam) registration() Finding {
	n := &e.Network
	switch {
	case e.noCard != "":
		return because(e.noCard)
	case !n.Known:
		return because("the module did not say")
	case n.Stat == atcmd.UICCFailure:
		return Finding{State: Fail, Text: "The module reports that the SIM fails.", Evidence: "registration status 90", Hands: "Clean its contacts, seat it anew, and try it in another device."}
	case n.Stat.Registered():
		text := "Registered (" + n.Stat.String() + ")"
		if where := strings.TrimSpace(n.Operator + " " + n.Technology); where != "" {
			text += " on " + where
		}
		return ok(text+".", n.Signal)
	case n.Radio != nil && (*n.Radio == atcmd.FunFlight || *n.Radio == atcmd.FunMinimum):
		return Finding{State: Fail, Text: "The radio is switched off.", Evidence: local.Text(fmt.Sprintf("AT+CFUN? says %d", *n.Radio)), Fix: lines(e.at("+CFUN=1"))}
	case n.Deregister:
		return Finding{State: Fail, Text: "The module was told to stay off the network.", Evidence: "AT+COPS? says 2", Fix: lines(e.at("+COPS=0"))}
	case n.Stat == atcmd.Denied:
		return e.refused()
	}
	return e.searching()
}

// see sends the reader on to the line that says why.
func see(f Finding, line string) Finding {
	if line != "" {
		f.State, f.Fix, f.Hands = Warn, "", ""
		f.Text += " The line " + line + " says why."
	}
	return f
}

func (e *exam) refused() Finding {
	n := &e.Network
	f := Finding{State: Fail, Text: "The network refuses the registration.", Evidence: local.Text(n.Said)}
	class := cause.Other
	if n.Domain != 0 {
		class = cause.ClassOf(n.Domain, n.Cause)
		if text := cause.Text(n.Domain, n.Cause); text != "" {
			f.Text = fmt.Sprintf("The network refuses the registration: %s (%s cause %d, %s)", text, n.Domain, n.Cause, class)
			if advice := cause.Advice(n.Domain, n.Cause); advice != "" {
				f.Text += "; " + advice
			}
			f.Text = sentence(f.Text)
		}
	}
	show := e.onCloud(strings.TrimSpace("sims show " + e.Cloud.SIM))
	switch class {
	case cause.Permanent:
		f.Fix, f.Hands = lines(show), "No reset cures that. Is the Sim active in the cloud, does its Fleet allow this network, is the device's IMEI allowed?"
	case cause.Place:
		f.Hands = "Wait 20 minutes: a Super SIM tries its other identities. Then try another place or antenna, and look whether the Fleet's networks cover this one."
	case cause.Congestion:
		f.Hands = "Wait: the module tries again by itself."
	case cause.APN:
		f.Fix, f.Hands = lines(e.setAPN()), "Look at the APN and at what the Fleet allows."
	case cause.Authentication:
		f.Hands = "Wait 20 minutes, then try the SIM in another device: if that fails as well, have it replaced."
	case cause.Again:
		f.Hands = "Wait: the module registers anew by itself."
	case cause.Protocol:
		f.Fix = lines(e.at("+CFUN=1,1"))
	default:
		f.Fix, f.Hands = lines(show), "If the Sim is new or inactive in the cloud, that is why. Else ask the module for the cause again: "+local.Text(e.onModule("at AT+CEER"))
	}
	return see(f, e.explained())
}

func (e *exam) setAPN() string {
	if e.APN.Command == "" {
		return ""
	}
	return e.at(e.APN.Command)
}

func (e *exam) searching() Finding {
	n := &e.Network
	text := "No network has taken the SIM: " + n.Stat.String()
	if n.For > 0 {
		text += " for " + span(n.For)
	}
	f := Finding{State: Warn, Text: text + ".", Evidence: local.Text(join("; ", n.Signal, n.Said)),
		Hands: "Be patient: a Super SIM changes its identity every 3 to 20 minutes until a network takes it. Check the antenna meanwhile."}
	if n.For > patience {
		f.State = Fail
		f.Hands = "Check the antenna and its plug, and try another place. Resets make it longer: the SIM starts its round anew."
	}
	line := e.explained()
	if line == "" && e.homeForbidden() != "" {
		line = "fplmn"
	}
	return see(f, line)
}

// join leaves out what is empty.
func join(sep string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), sep)
}

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
