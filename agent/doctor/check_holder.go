package doctor

import (
	"fmt"
	"strings"

	"simagent/agent/local"
	"simagent/atcmd/ports"
)

// holder: has another program the port?
func (e *exam) holder() Finding {
	h := &e.Holders
	if e.Port.Missing != "" || e.Port.Path == "" && h.Said == "" || e.Port.Starts {
		return unless(e.noModule, "no port is known")
	}
	answers := e.Port.Asked && e.Port.Silent == ""
	for _, one := range h.List {
		if one.Stale {
			continue
		}
		f := e.held(one)
		if answers && one.Suspect {
			f.State = Warn
		}
		if !answers {
			e.noModule = one.Command + " holds the port"
			if one.Command == "" {
				e.noModule = "another program holds the port"
			}
		}
		return f
	}
	if h.Said != "" {
		e.noModule = "another program holds the port"
		text, rest := split(h.Said)
		return Finding{State: Fail, Text: sentence(text), Fix: lines(append(commands(rest), h.Ask)...), Hands: "End what has the port, or ask it."}
	}
	for _, one := range h.List {
		return Finding{State: Warn, Text: "A lock file was left behind by a process that is gone.", Evidence: local.Text(one.LockFile), Fix: lines("sudo rm " + word(one.LockFile))}
	}
	if !h.Known {
		return because("nothing tells who has the port open")
	}
	evidence := ""
	if h.Hidden > 0 {
		evidence = fmt.Sprintf("%d processes of other users hide their open files", h.Hidden)
	}
	if e.Asked == "daemon" {
		return ok("The running daemon has it, and nobody else.", evidence)
	}
	return ok("Nobody else has it.", evidence)
}

func (e *exam) held(h ports.Holder) Finding {
	verb, evidence := "holds", fmt.Sprintf("process %d has it open", h.PID)
	if h.Suspect {
		verb, evidence = "runs and probably holds", fmt.Sprintf("the open files of process %d are hidden from this user", h.PID)
	}
	if h.LockFile != "" {
		evidence = "lock file " + h.LockFile
	}
	if h.Unit != "" {
		evidence += ", unit " + h.Unit
	}
	f := Finding{State: Fail, Text: fmt.Sprintf("%s %s %s.", h, verb, e.Port.Path), Evidence: local.Text(evidence)}
	switch {
	case h.Command == "simagent" && e.Holders.Mute:
		f.Text = fmt.Sprintf("The daemon (%d) %s %s, and does not answer.", h.PID, verb, e.Port.Path)
		f.Fix = lines(fmt.Sprintf("ps -o pid,stat,args -p %d", h.PID))
		f.Hands = local.Text(fmt.Sprintf("A T in STAT is a stopped one: `sudo kill -CONT %d` lets it go on. Else end it by `sudo kill %d`, and start it again.", h.PID, h.PID))
		if h.Unit != "" {
			f.Fix, f.Hands = lines("sudo systemctl restart "+word(h.Unit)), ""
		}
	case h.Command == "simagent":
		f.Text = fmt.Sprintf("Another simagent (%d) %s %s.", h.PID, verb, e.Port.Path)
		if f.Fix = lines(e.Holders.Ask); f.Fix == "" {
			f.Fix, f.Hands = "sudo simagent doctor", "Ask that daemon, as the user that runs it; --run names its run folder."
		}
	case h.Command == "ModemManager":
		f.Fix = lines("sudo systemctl stop ModemManager", "sudo systemctl disable ModemManager")
		if rule := h.Port.UdevRule(); rule != "" {
			f.Fix = lines("sudo systemctl stop ModemManager", fmt.Sprintf("echo '%s' | sudo tee -a %s", rule, ports.RulesFile), "sudo udevadm control --reload && sudo udevadm trigger -c add -s tty")
			f.Hands = "The first line frees the port now. The others keep ModemManager off this one port for good: then start it again, if something else needs it. Or have 'sudo simagent setup --apply' do all that, and run the daemon as a service."
		}
	default:
		f.Fix = lines(commands(h.Advice())...)
		if i := strings.LastIndex(h.Advice(), "`, and "); i >= 0 {
			f.Hands = local.Text(sentence(h.Advice()[i+len("`, and "):]))
		}
	}
	return f
}
