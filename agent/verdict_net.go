package agent

import (
	"fmt"

	"simagent/atcmd/cause"
)

// refusedVerdict is what the network's cause says, where it says what to do: the Sim's own state in the cloud was looked
// at before.
func (m *Machine) refusedVerdict() Verdict {
	n := &m.Net
	class, code, ok := n.causeClass()
	if !ok || m.Cloud.Status == "" && class != cause.Place && class != cause.Congestion {
		return Verdict{} // a Sim that is not activated is refused with all kinds of causes
	}
	v := Verdict{Code: Denied, Text: "SIM and modem are fine: the network refuses the registration" + because(n.causeText()) + "."}
	advice := cause.Advice(causeDomain(n.best().Domain), code)
	if f := n.forbids(); f != "" {
		v.Text += " Forbidden on the card: " + f + "."
	}
	switch class {
	case cause.Permanent:
		v.Next = sentence(advice) + " Have the vendor look at the Sim and at the device's IMEI."
	case cause.Place:
		v.Next = sentence(advice) + " The module looks for it by itself; `simagent card clear-fplmn` has it try networks again that refused before."
	case cause.Congestion:
		v.Next = sentence(advice) + " The module does that by itself."
	case cause.APN:
		if s := m.settingsVerdict(); s.Code != AllWell {
			return s
		}
		v.Next = sentence(advice) + fmt.Sprintf(" It is set to %q here.", n.APN)
	default:
		if advice == "" {
			return Verdict{}
		}
		v.Next = sentence(advice)
	}
	return v
}
