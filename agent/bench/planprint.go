package bench

import (
	"strconv"
	"strings"

	"simagent/agent/local"
)

// planKey is a key of the file: what it is, and its value as TOML.
type planKey struct {
	name, help string
	value      func(Plan) string
}

// planKeys lists every key in the order of the printed file.
var planKeys = []planKey{
	{"card.within", "from being put in to a number that two reads agree on", func(p Plan) string { return quoted(p.Card.Within.String()) }},
	{"card.prefixes", `beginnings that the number may have, ["8988307"]; empty: any (a Super SIM of a new series is not to fail)`, func(p Plan) string { return list(p.Card.Prefixes) }},
	{"card.check_digit", "the number's last digit must fit the others (ITU-T E.118); some operators have none", func(p Plan) string { return strconv.FormatBool(p.Card.CheckDigit) }},
	{"register.need", "false: the card and the cloud alone, as without an antenna; attach and signal are then not looked at", func(p Plan) string { return strconv.FormatBool(p.Register.Need) }},
	{"register.within", "from being put in; a Super SIM changes its identity every 3 to 20 minutes until a network takes it: longer is surer", func(p Plan) string { return quoted(p.Register.Within.String()) }},
	{"register.refused", "a refusal for good that has stood so long ends the waiting; its cause goes into the verdict", func(p Plan) string { return quoted(p.Register.Refused.String()) }},
	{"register.cause_of_new", `how long a Sim that is "new" is watched for the network's cause; it passes as "not activated" all the same`, func(p Plan) string { return quoted(p.Register.CauseOfNew.String()) }},
	{"register.operators", `networks it may be on, MCC and MNC: ["310410"]; empty: any`, func(p Plan) string { return list(p.Register.Operators) }},
	{"attach.need", "it must be attached for data; nothing is sent for that", func(p Plan) string { return strconv.FormatBool(p.Attach.Need) }},
	{"attach.within", "from being registered", func(p Plan) string { return quoted(p.Attach.Within.String()) }},
	{"attach.apn", `the module's first context must have it ("super" for a Super SIM's data); empty: not looked at, since it is the module's and no SIM's. It is never written`, func(p Plan) string { return quoted(p.Attach.APN) }},
	{"signal.samples", "readings, one a second; 0: the level is not looked at", func(p Plan) string { return strconv.Itoa(p.Signal.Samples) }},
	{"signal.rsrp_least", "dBm, of LTE and later: the median of the readings", func(p Plan) string { return strconv.Itoa(p.Signal.RSRPLeast) }},
	{"signal.rssi_least", "dBm, where the module tells no RSRP", func(p Plan) string { return strconv.Itoa(p.Signal.RSSILeast) }},
	{"cloud.ask", "auto: if --config or --provider names one; always: refuse to start without; never", func(p Plan) string { return quoted(p.Cloud.Ask) }},
	{"cloud.within", "from the number to the cloud's word", func(p Plan) string { return quoted(p.Cloud.Within.String()) }},
	{"cloud.status", `statuses that the Sim may have; "new" then passes as "not activated"`, func(p Plan) string { return list(p.Cloud.Status) }},
	{"cloud.fleet", "SID of the Fleet that it must be in; empty: any", func(p Plan) string { return quoted(p.Cloud.Fleet) }},
	{"spend.within", "from sending to being in the cloud's list; nothing is sent without --spend-bytes or --spend-sms", func(p Plan) string { return quoted(p.Spend.Within.String()) }},
}

// Print writes the plan as a file with a comment at each key; ParsePlan reads it
// back.
func (p Plan) Print() string {
	var b strings.Builder
	b.WriteString("# What each SIM must do. Keys that are left out have these values.\n")
	section := ""
	for _, k := range planKeys {
		s, name, _ := strings.Cut(k.name, ".")
		if s != section {
			b.WriteString("\n[" + s + "]\n")
			section = s
		}
		for _, l := range local.Fold(k.help, 76) {
			b.WriteString("# " + l + "\n")
		}
		b.WriteString(name + " = " + k.value(p) + "\n")
	}
	return b.String()
}

func quoted(s string) string { return strconv.Quote(s) }

func list(all []string) string {
	var q []string
	for _, s := range all {
		q = append(q, quoted(s))
	}
	return "[" + strings.Join(q, ", ") + "]"
}
