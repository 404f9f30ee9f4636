package doctor

import (
	"fmt"
	"strings"

	"simagent/agent/local"
	"simagent/atcmd/ports"
)

// port: is there a port, may it be opened, does something answer?
func (e *exam) port() Finding {
	p := &e.Port
	switch {
	case p.Starts:
		e.noModule = "the daemon is still looking for the port"
		return because("the daemon is still looking for it")
	case p.Missing != "":
		e.noModule = "the port is not there"
		return e.elsewhere(e.missing())
	case p.Denied != nil:
		e.noModule = "the port may not be opened"
		return e.denied()
	case p.Path == "" && e.Holders.Said != "":
		e.noModule = "another program holds the port"
		return because(e.noModule)
	case p.Path == "":
		e.noModule = "no port is known"
		return because("nobody looked for one")
	case p.Silent != "":
		e.noModule = "the module does not answer"
		return e.elsewhere(e.silent())
	}
	text, evidence := p.Path+" is there.", p.sysfs()
	if p.Asked {
		name := p.Module
		if name == "" {
			name = "a module"
		}
		text = fmt.Sprintf("%s: %s answers.", p.Path, name)
	} else {
		e.noModule = "the module was not asked"
	}
	return ok(text, evidence)
}

// sysfs is what the kernel says of the port.
func (p *Port) sysfs() string {
	q := p.Found
	if !q.USB() {
		return ""
	}
	name := q.Module
	if name == "" {
		name = "device"
	}
	text := fmt.Sprintf("%s, %s at USB %s, interface %02x", name, q.ID(), q.USBPath, max(q.Interface, 0))
	if q.Driver != "" {
		text += ", driver " + q.Driver
	}
	return text
}

// elsewhere makes a warning of a failure that a later line explains.
func (e *exam) elsewhere(f Finding) Finding {
	why := ""
	switch {
	case len(e.UART.Traps) > 0:
		why = "uart"
	case e.Power.Low:
		why = "power"
	}
	if why != "" && len(e.Port.Plugged) == 0 {
		f.State, f.Fix, f.Hands = Warn, "", ""
		f.Text += " The line " + why + " says what is probably why."
	}
	return f
}

func (e *exam) missing() Finding {
	p := &e.Port
	text, rest := split(p.Missing)
	f := Finding{State: Fail, Text: sentence(text), Fix: lines(commands(rest)...)}
	for _, d := range p.Plugged {
		if trouble, cure := e.trouble(d); trouble != "" {
			cure.State, cure.Text = Fail, trouble
			return cure
		}
	}
	if len(p.Names) > 0 {
		f.Text = fmt.Sprintf("%d ports could be meant: name one.", len(p.Names))
		if p.Path != "" {
			f.Text = p.Path + " is not there; another port could be meant."
		}
		f.Evidence = local.Text(strings.Join(p.Names, ", "))
		f.Fix = lines(e.tool("doctor --port "+word(p.Names[0])), e.key("modem", "port", `"`+p.Names[0]+`"`))
		return f
	}
	if f.Fix == "" {
		f.Fix = lines("lsusb", "simagent ports")
		f.Hands = "Plug the modem in and switch it on; one on USB appears some seconds after its power is on. One on a UART has to be named: --port /dev/ttyAMA0, for example."
	}
	return f
}

// trouble says why a device cannot serve as it is, and what cures it.
func (e *exam) trouble(d ports.Port) (text string, cure Finding) {
	name := d.Module
	if name == "" {
		name = "A device"
	}
	name = fmt.Sprintf("%s, %s at USB %s, ", name, d.ID(), d.USBPath)
	switch d.Mode {
	case ports.ModeEDL:
		return name + "is in emergency download mode: its firmware does not run.",
			Finding{Hands: "Take its power away for 30 s. If it comes back so, flash it with its maker's tool."}
	case ports.ModeDump:
		return name + "has crashed and waits for a memory dump.",
			Finding{Hands: "Take its power away for 30 s. If it comes back so, flash it with its maker's tool."}
	case ports.ModeLoader:
		return name + "waits in its loader for firmware.",
			Finding{Hands: "Take its power away for 30 s. If it comes back so, flash it with its maker's tool."}
	case ports.ModeHiLink:
		return name + "is in HiLink mode: it plays a router and has no AT port.",
			Finding{Hands: "Switch it to stick (modem) mode, or use another modem."}
	case ports.ModeStorage:
		return name + "still shows its driver CD.",
			Finding{Fix: "sudo apt install usb-modeswitch", Hands: "Then plug it in again. (The line is Debian's.)"}
	case ports.ModeNetwork:
		return name + "shows network interfaces and no serial port.",
			Finding{Hands: "Choose a USB composition with AT ports (by the maker's AT command for it), or use its UART."}
	case ports.ModeStarting:
		return name + "has no serial port yet: it was just plugged in or reset.",
			Finding{Fix: lines("dmesg | tail -n 30"), Hands: "If it stays so for a minute, look at what the kernel says of it."}
	}
	if d.Device == "" {
		return name + "has no serial port: no driver is bound to it.",
			Finding{Fix: lines("sudo modprobe option", fmt.Sprintf("echo %s %s | sudo tee /sys/bus/usb-serial/drivers/option1/new_id", d.VID, d.PID)),
				Hands: "The second line is for a driver that does not know these ids yet."}
	}
	if n := d.ATInterface(); n >= 0 {
		return fmt.Sprintf("%shas no port on interface %02x, where AT is.", name, n),
			Finding{Fix: lines("dmesg | tail -n 30"), Hands: "It is still starting, or no driver is bound there: look at what the kernel says of it."}
	}
	return "", Finding{}
}

func (e *exam) denied() Finding {
	d := e.Port.Denied
	group, user := d.Group, d.User
	if group == "" {
		group = "dialout"
	}
	if user == "" {
		user = "$USER"
	}
	return Finding{State: Fail, Text: fmt.Sprintf("%s is there, and %s may not open it.", e.Port.Path, strings.Replace(user, "$USER", "this user", 1)),
		Evidence: local.Text("permission denied; it belongs to the group " + group), Fix: lines("sudo usermod -aG " + group + " " + user), Hands: local.Text("Then log in again. Until then: sudo " + e.tool("doctor"))}
}

func (e *exam) silent() Finding {
	p := &e.Port
	why, rest := split(p.Silent)
	f := Finding{State: Fail, Text: p.Path + " is there, and no module answers on it.", Evidence: local.Text(why), Fix: lines(commands(rest)...)}
	if p.Found.USB() {
		f.Fix = lines(string(f.Fix), "simagent ports -v")
		f.Hands = "Is it the AT port of the module? Else take the module's power away for 30 s."
		return f
	}
	f.Fix = lines(string(f.Fix), e.key("modem", "baud_search", "true"))
	f.Hands = "Is the module switched on, and is this its UART? The line has the daemon try other speeds than modem.baud."
	return f
}

// rulesFile is where ports.Port.UdevRule says that its rule belongs.
const rulesFile = "/etc/udev/rules.d/78-simagent.rules"

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
	case h.Command == "simagent":
		f.Text = fmt.Sprintf("Another simagent (%d) %s %s.", h.PID, verb, e.Port.Path)
		if f.Fix = lines(e.Holders.Ask); f.Fix == "" {
			f.Fix, f.Hands = "sudo simagent doctor", "Ask that daemon, as the user that runs it; --run names its run folder."
		}
	case h.Command == "ModemManager":
		f.Fix = lines("sudo systemctl stop ModemManager", "sudo systemctl disable ModemManager")
		if rule := h.Port.UdevRule(); rule != "" {
			f.Fix = lines("sudo systemctl stop ModemManager", fmt.Sprintf("echo '%s' | sudo tee -a %s", rule, rulesFile), "sudo udevadm control --reload && sudo udevadm trigger -c add -s tty")
			f.Hands = "The first line frees the port now. The others keep ModemManager off this one port for good: then start it again, if something else needs it."
		}
	default:
		f.Fix = lines(commands(h.Advice())...)
		if i := strings.LastIndex(h.Advice(), "`, and "); i >= 0 {
			f.Hands = local.Text(sentence(h.Advice()[i+len("`, and "):]))
		}
	}
	return f
}

// power: does the supply hold? A fault is said and never answered with a reset.
func (e *exam) power() Finding {
	p := &e.Power
	const stronger = "Use a stronger supply and a short, thick cable; a module draws peaks of 2 A."
	switch {
	case p.Low:
		return Finding{State: Fail, Text: "The supply is too low now.", Evidence: local.Text(p.Source), Hands: stronger}
	case p.Drops != nil && *p.Drops > 2:
		return Finding{State: Warn, Text: fmt.Sprintf("The module vanished from its port %d times in the last 24 h: that is how a weak supply shows.", *p.Drops),
			Evidence: "the daemon's list of changes", Hands: stronger}
	case p.WasLow:
		return Finding{State: Warn, Text: "The supply was too low since the board started.", Evidence: local.Text(p.Source), Hands: stronger}
	case p.Known:
		return ok("The supply holds.", p.Source)
	case p.Drops != nil:
		return ok("The module stayed on its port; the supply's voltage is not known here.", "the daemon's list of changes")
	}
	return because("nothing here tells how the supply is")
}

// uart: is the board's serial line what it seems?
func (e *exam) uart() Finding {
	u := &e.UART
	works := e.Port.Asked && e.Port.Silent == ""
	for i, t := range u.Traps {
		f := Finding{State: Fail, Text: sentence(t.Text), Evidence: local.Text(t.Evidence)}
		if works {
			f.State = Warn
		}
		var fixes []string
		for _, more := range u.Traps[i:] {
			fixes = append(fixes, strings.Split(more.Fix, "\n")...)
			if more != t {
				f.Text += " " + sentence(more.Text)
				f.Evidence += local.Text("; " + more.Evidence)
			}
		}
		f.Fix = lines(fixes...)
		if f.Fix == "" {
			f.Hands = "No line mends that: change the board's wiring or its settings as said."
		}
		return f
	}
	switch {
	case e.Port.Found.USB():
		return ok("None is needed: the port is on USB.", "")
	case u.Known:
		return ok("The board's UART is as a modem needs it.", "")
	case e.Port.Path == "" || e.Port.Missing != "":
		return unless(e.noModule, "no port is known")
	}
	return because("nothing here tells how the board's UARTs are wired")
}
