package agent

import (
	"fmt"
	"strings"
	"time"

	"simagent/atcmd"
)

// simVerdict is what the cloud says against this Sim.
func (m *Machine) simVerdict() Verdict {
	fine := "SIM and modem are fine: "
	status := m.Cloud.Status
	if m.Settings.Provider == "" || m.Net.Stat.Registered() && status != "scheduled" {
		status = "" // nobody asks, or the network knows better
	}
	switch status {
	case "new":
		text := fine + "the Sim is not activated, it is still \"new\" in the cloud."
		if m.Net.Stat == atcmd.Denied {
			text = fine + "the Sim is not activated (\"new\" in the cloud), so the network refuses it" + because(m.Net.causeText()) + "."
		}
		return Verdict{NotActivated, text, m.activation()}
	case "scheduled":
		if m.Cloud.ScheduledFor > 0 && !m.Cloud.Since.IsZero() && m.Now.Sub(m.Cloud.Since) > scheduledStuck {
			return Verdict{UpdatePending, fmt.Sprintf("The cloud has been changing the Sim for %s: that is too long.", span(m.Now.Sub(m.Cloud.Since))), "Ask the vendor's support; the Sim's sid is in `simagent status --show-ids`."}
		}
		return Verdict{UpdatePending, "The cloud is changing the Sim (\"scheduled\").", "Nothing to do but wait."}
	case "inactive":
		return Verdict{Deactivated, fine + "the Sim is \"inactive\" in the cloud, so the network refuses it.", m.sims("activate "+ShortICCID(m.Account.Ledger.ICCID)) + ": that costs money."}
	}
	if m.Cloud.Missing {
		return Verdict{NotInAccount, "The cloud account does not have this SIM.", m.sims("claim ICCID") + " adds it with its registration code; or check whose credential cloud.credentials holds."}
	}
	return Verdict{}
}

// activation is how a new Sim is made ready, and what became of [desired].
func (m *Machine) activation() string {
	fleet := m.Settings.Want.Fleet
	if m.Cloud.Wish.Err != "" {
		fleet = "" // it may be what was wrong
	}
	if fleet == "" || ShortSID(fleet) != fleet && strings.HasPrefix(fleet, "HF") {
		fleet = "FLEET" // a SID in full is for --show-ids
	}
	if m.Cloud.FleetSID != "" {
		fleet = ""
	}
	do := "ready " + ShortICCID(m.Account.Ledger.ICCID)
	if fleet != "" {
		do += " --fleet " + fleet
	}
	do = m.sims(do)
	switch w := m.Cloud.Wish; {
	case w.Err != "":
		return do + " ([desired] failed: " + w.Err + ")."
	case w.Pending:
		return "Nothing to do: [desired] is about to change it."
	case w.Held != "":
		return do + " (" + w.Held + ")."
	}
	return do
}

// sims is a command that asks the cloud, such that it works as it is typed.
func (m *Machine) sims(command string) string {
	if file := m.Settings.ConfigFile; file != "" {
		command += " --config " + file
	}
	return "`simagent sims " + command + "`"
}

// fleetVerdict is why the network may refuse an activated Sim: its Fleet.
func (m *Machine) fleetVerdict() Verdict {
	c := &m.Cloud
	if m.Settings.Provider == "" || c.Status != "ready" && c.Status != "active" || c.Fleet.SID != c.FleetSID {
		return Verdict{}
	}
	if c.Fleet.DataOff {
		return Verdict{DataDisabled, "SIM and modem are fine: the Sim's Fleet" + named(c.Fleet.Name) + " allows no data.", m.sims("fleet "+ShortICCID(m.Account.Ledger.ICCID)+" OTHER") + ": what a Fleet allows is fixed when it is made."}
	}
	used := int64(0)
	if c.Period.SID == m.Account.Ledger.Period.SID {
		used = c.Period.Bytes
	}
	if b := m.Account.Ledger.Bytes(); !m.Account.Ledger.Period.Start.IsZero() {
		used = max(used, b.Low) // the cloud's figure comes late
	}
	if c.Fleet.Limit > 0 && used >= c.Fleet.Limit {
		next := "Wait for the next billing period, or raise the Fleet's data limit."
		if until := m.Account.Ledger.Period.Until; !until.IsZero() {
			next = "Wait for the next billing period, from " + until.UTC().Format("2006-01-02") + " on, or raise the Fleet's data limit."
		}
		return Verdict{OverLimit, fmt.Sprintf("SIM and modem are fine: the data limit of the Fleet%s is used up, %d of %d B in this billing period.", named(c.Fleet.Name), used, c.Fleet.Limit), next}
	}
	return Verdict{}
}

func named(name string) string {
	if name == "" {
		return ""
	}
	return " " + name
}

// elsewhereVerdict is usage that this device did not cause.
func (m *Machine) elsewhereVerdict() Verdict {
	f, ok := m.elsewhere()
	if !ok {
		return Verdict{}
	}
	return Verdict{UsedElsewhere, sentence(f.words()) + " Another device has this SIM, or the card or the module itself spent.", m.sims("usage --by hour") + " shows when; where else is this SIM used?"}
}

func (m *Machine) cloudVerdict() Verdict {
	switch {
	case m.Cloud.Err != "" && m.Settings.Provider != "":
		return Verdict{CloudFails, "It works, but the cloud cannot be asked: " + strings.TrimSuffix(m.Cloud.Err, ".") + ".", m.Cloud.Hint}
	case !clockSet(m.Now) && m.time().IsZero():
		return Verdict{ClockUnset, fmt.Sprintf("It works, but the clock says %d: times are not known until it is set.", m.Now.Year()), "Let NTP set it (`timedatectl`), or fit a clock."}
	case !clockSet(m.Now):
		_, by := m.timeBy()
		return Verdict{ClockUnset, fmt.Sprintf("It works, but this board's clock says %d; the time is taken from the %s.", m.Now.Year(), by), "Let NTP set it (`timedatectl`), or fit a clock."}
	case m.starved() != "":
		return Verdict{SupplyLow, "It works, but " + m.starved() + ".", supplyHelp}
	case m.Cloud.Skew.Abs() > 5*time.Minute:
		return Verdict{ClockUnset, fmt.Sprintf("It works, but the clock is %s off the cloud's.", span(m.Cloud.Skew.Abs())), "Let NTP set it (`timedatectl`)."}
	}
	return Verdict{}
}
