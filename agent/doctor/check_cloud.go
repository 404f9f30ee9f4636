package doctor

import (
	"simagent/agent/local"
)

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
		if c.Fleet == "" && c.Wanted == "" {
			f.Hands += local.Text(" FLEET is the name of one: " + e.onCloud("fleets") + " lists them.")
		}
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
