package doctor

import (
	"fmt"
	"strings"

	"simagent/agent/local"
)

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
