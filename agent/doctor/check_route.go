package doctor

import (
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
