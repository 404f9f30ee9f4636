package doctor

import (
	"fmt"
	"strings"

	"simagent/agent/local"
)

// route: by which interface do our own requests leave?
func (e *exam) route() Finding {
	r, c := &e.Route, &e.Cloud
	needed := c.Provider != ""
	modem := "no interface of this board is known to be the modem's"
	if len(r.Modem) > 0 {
		modem = "the modem's: " + strings.Join(r.Modem, ", ")
	}
	switch {
	case !r.Checked:
		return because("the kernel's routes were not asked")
	case r.Refused == "" && r.Via != "":
		return ok("The cloud is asked by "+r.Via+": cloud.via says so, and that is not questioned.", modem)
	case r.Refused == "" && r.Out == "":
		return ok("The cloud is on this machine itself.", modem)
	case r.Guessed && c.By != "" && c.Status != "" && c.Error == "":
		return ok("The daemon reaches the cloud by a way that it allows.", modem)
	case r.Refused == "" && needed && !r.Guessed:
		return ok("The cloud is asked by "+r.Out+", which is not the modem's.", modem)
	case r.Refused == "":
		return ok("This board sends by "+r.Out+", which is not the modem's.", modem)
	case r.By == "" && !needed:
		return ok("There is no way out of this board, and no cloud is configured that needs one.", r.Refused)
	case r.By == "":
		return Finding{State: Fail, Text: "There is no way to the cloud.", Evidence: local.Text(r.Refused), Fix: "ip route", Hands: "Connect this board to a network besides the modem's: the cloud is never asked by the modem."}
	case !needed:
		return ok("This board sends by "+r.By+": what it sends is on the SIM's account.", r.Refused)
	}
	if len(r.Modem) == 0 {
		modem = ""
	}
	f := Finding{State: Fail, Text: "The cloud is not asked: " + clause(strings.Split(r.Refused, "; set cloud.via")[0]), Evidence: local.Text(modem), Fix: "ip route",
		Hands: "Connect this board to another network: requests to the cloud would cost the SIM's bytes."}
	if strings.Contains(r.Refused, "; set cloud.via") {
		f.Fix = lines(e.key("cloud", "via", `"`+r.By+`"`))
		f.Hands = local.Text("If you know that " + r.By + " is not the modem. Else connect this board to another network.")
	}
	return f
}

// sim is the Sim as `simagent sims` takes it.
func (e *exam) simArg() string {
	if e.Cloud.SIM == "" {
		return "ICCID"
	}
	return e.Cloud.SIM
}

// cloud: what does the Super SIM API say of this Sim?
func (e *exam) cloud() Finding {
	c := &e.Cloud
	evidence := ""
	if c.By == "" && !c.Checked.IsZero() {
		evidence = "asked just now"
	} else if c.By != "" {
		evidence = c.By + " asked"
		if age := e.Time.Sub(c.Checked); !c.Checked.IsZero() && age > 0 {
			evidence += " " + span(age) + " ago"
		}
	}
	if c.Status != "" && c.Error != "" {
		evidence = join("; ", evidence, "since then: "+c.Error)
	}
	switch {
	case c.Provider == "":
		return because("no cloud is configured")
	case c.Missing:
		return Finding{State: Fail, Text: "The cloud account does not have this SIM.", Evidence: local.Text(evidence), Fix: lines(e.onCloud("sims claim " + e.simArg())),
			Hands: "The line asks for the registration code. Or the credential is that of another account."}
	case c.Status != "":
		return e.status(evidence)
	case c.Left != "":
		return because(c.Left)
	case e.Credentials.Error != "" || e.Credentials.Refused != "":
		return because("the credentials do not serve: see that line")
	case c.Route || e.Route.Checked && e.Route.Refused != "":
		return because("there is no way to it: see the line route")
	case c.Error != "":
		return Finding{State: Warn, Text: "The cloud cannot be asked: " + clause(c.Error), Evidence: local.Text(evidence), Hands: local.Text(c.Hint)}
	case e.Card.ICCID == "":
		return unless(e.noCard, "the SIM's number is not known")
	}
	return because("it has not said anything yet")
}

func (e *exam) status(evidence string) Finding {
	c := &e.Cloud
	f := Finding{State: Fail, Evidence: local.Text(evidence)}
	switch c.Status {
	case "new":
		f.Text = "The Sim is still \"new\": no network takes it before it is activated."
		f.Fix = lines(e.onCloud(e.readyCommand()))
		f.Hands = "The line says what it costs, and asks."
		if c.Pending {
			f.State, f.Fix, f.Hands = Warn, "", "Nothing to do: [desired] is about to make it ready."
		}
	case "inactive":
		f.Text = "The Sim is \"inactive\": no network takes it."
		f.Fix, f.Hands = lines(e.onCloud("sims activate "+e.simArg())), "That costs money: the line says so, and asks."
	case "scheduled":
		return Finding{State: Warn, Text: "The cloud is changing the Sim (\"scheduled\").", Evidence: f.Evidence, Hands: "Nothing to do but wait."}
	default:
		text := "The Sim is \"" + c.Status + "\""
		if c.Fleet != "" {
			text += ", in the Fleet " + c.Fleet
		}
		return ok(text+".", evidence)
	}
	if e.registered() {
		f.State, f.Fix, f.Hands = Warn, "", "It is registered all the same: the cloud's word will follow."
	}
	return f
}

func (e *exam) readyCommand() string {
	c := &e.Cloud
	command := "sims ready " + e.simArg()
	switch {
	case c.Fleet != "":
	case c.Wanted != "":
		command += " --fleet " + word(c.Wanted)
	default:
		command += " --fleet FLEET"
	}
	return command
}

// limit: is something used up?
func (e *exam) limit() Finding {
	l := &e.Limit
	switch {
	case l.NoData:
		return Finding{State: Fail, Text: strings.TrimSpace("The Sim's Fleet "+l.Fleet) + " allows no data.", Fix: lines(e.onCloud("sims fleet " + e.simArg() + " OTHER")), Hands: "What a Fleet allows is fixed when it is made: name another one."}
	case l.Over != "":
		hands := l.OverHands
		if hands == "" {
			hands = "Wait for the next billing period, or raise the Fleet's data limit."
		}
		return Finding{State: Fail, Text: sentence(l.Over), Hands: local.Text(hands)}
	case l.NotCounted != "":
		return Finding{State: Warn, Text: "Nothing counts the bytes: " + clause(l.NotCounted), Fix: lines(e.key("meter", "interface", `"INTERFACE"`)), Hands: "INTERFACE is the modem's network interface; `ip link` lists them."}
	case !l.Known || l.Low == nil:
		return unless(e.noCard, "no account of this SIM is kept here")
	}
	return e.thresholds()
}

// The shares of a threshold past which a person is told.
const (
	nearThreshold = 0.8
	pastThreshold = 1.0
)

func (e *exam) thresholds() Finding {
	l := &e.Limit
	if l.Data == nil && l.SMSMost == nil {
		return ok(fmt.Sprintf("%d B in this billing period; no threshold applies.", *l.Low), "")
	}
	worst, what := 0.0, ""
	var seen []string
	share := func(name, unit string, used, most *int64) {
		if used == nil || most == nil || *most <= 0 {
			return
		}
		seen = append(seen, fmt.Sprintf("%s %d of %d%s", name, *used, *most, unit))
		if f := float64(*used) / float64(*most); f > worst {
			worst, what = f, name
		}
	}
	data := l.High
	if data == nil {
		data = l.Low
	}
	share("data", " B", data, l.Data)
	share("SMS Commands", "", l.SMS, l.SMSMost)
	if !l.ReadyUntil.IsZero() {
		seen = append(seen, "ready until "+l.ReadyUntil.UTC().Format("2006-01-02"))
	}
	evidence := strings.Join(seen, ", ")
	switch {
	case worst >= pastThreshold:
		return Finding{State: Warn, Text: "The threshold of " + what + " is passed: the Sim may have become active, which costs money.", Evidence: local.Text(evidence), Fix: lines(e.onCloud(strings.TrimSpace("sims show " + e.Cloud.SIM)))}
	case worst >= nearThreshold:
		return Finding{State: Warn, Text: fmt.Sprintf("%d %% of the free %s is used: past it the Sim becomes active and costs money.", int(worst*100), what), Evidence: local.Text(evidence),
			Fix: lines(e.usage()), Hands: "Stop what spends it, or let it become active."}
	case l.High == nil:
		return ok("No threshold is near, as far as it is known: what the SIM used before is not.", evidence)
	}
	return ok(fmt.Sprintf("%d %% of the free use is used up.", int(worst*100)), evidence)
}

func (e *exam) usage() string {
	command := e.tool("usage --by hour")
	if e.Tool.State != "" {
		command += " --state " + word(e.Tool.State)
	}
	return command
}

// credentials: can the cloud be asked with them?
func (e *exam) credentials() Finding {
	c := &e.Credentials
	switch {
	case !c.Needed:
		return because("no cloud is configured")
	case c.Refused != "":
		f := Finding{State: Fail, Text: "The cloud refuses the credential: " + clause(c.Refused), Evidence: local.Text(c.Place), Hands: local.Text(c.Hint)}
		if f.Hands == "" {
			f.Hands = "Check that user and secret belong together and are in force."
		}
		return f
	case c.Error != "":
		return e.unusable()
	case c.Checked && c.Command:
		return ok("The token command gives a credential, and the cloud takes it.", c.Place)
	case c.Checked && e.Cloud.Status != "":
		return ok("The file is its owner's alone, and the cloud takes it.", c.Place)
	case c.Checked:
		return ok("The file is its owner's alone and has the right form.", c.Place)
	case e.Cloud.Status != "":
		return ok("The cloud takes those of the daemon.", "")
	case c.Command:
		return because("a token command runs only when the cloud is asked")
	}
	return because("no --config says where they are")
}

func (e *exam) unusable() Finding {
	c := &e.Credentials
	why, fix, _ := strings.Cut(c.Error, "; type: ")
	f := Finding{State: Fail, Text: sentence(why), Evidence: local.Text(c.Place), Fix: lines(fix)}
	switch {
	case fix != "":
	case c.Command:
		f.Hands = "Run the token command by hand to see what is wrong with it."
	case strings.HasPrefix(c.Place, "systemd:"):
		f.Hands = "Look at LoadCredential= in the unit: systemd hands credentials to the service alone, so ask the running daemon."
	default:
		f.Fix = lines("install -m 600 /dev/stdin " + word(c.Place))
		f.Hands = "Type USER:SECRET after it, then Enter and Ctrl-D."
	}
	return f
}
