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
