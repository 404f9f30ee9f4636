package doctor

import (
	"fmt"
	"strings"

	"simagent/agent/local"
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

func (e *exam) denied() Finding {
	d := e.Port.Denied
	group, user := d.Group, d.User
	if group == "" {
		group = "dialout"
	}
	if user == "" {
		user = "$USER"
	}
	f := Finding{State: Fail, Text: fmt.Sprintf("%s is there, and %s may not open it.", e.Port.Path, strings.Replace(user, "$USER", "this user", 1)),
		Evidence: local.Text("permission denied; it belongs to the group " + group)}
	again := "sudo " + e.onModule("doctor")
	if d.Closed || group == "root" { // root's group opens far more than a port: nobody is told to join it
		f.Evidence, f.Fix = "permission denied; no group of users may open it", lines(again)
		f.Hands = "Most ports belong to the group dialout. What `simagent setup` shows gives this one to a group for good."
		return f
	}
	f.Fix, f.Hands = lines("sudo usermod -aG "+group+" "+user), local.Text("Then log in again. Until then: "+again)
	return f
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
	if p.Before {
		f.Hands = "It answered here before: take the module's power away for 30 s."
		return f
	}
	f.Fix = lines(string(f.Fix), e.key("modem", "baud_search", "true"))
	f.Hands = "Is the module switched on, and is this its UART? The line has the daemon try other speeds than modem.baud."
	return f
}
