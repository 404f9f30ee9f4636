package ports

import (
	"fmt"
	"path/filepath"
	"strings"
)

// RulesFile is where a udev rule must stand to have effect, see Port.UdevRule. It is not the one that `simagent setup` writes,
// which would take a line of it for somebody's own work.
const RulesFile = "/etc/udev/rules.d/79-simagent-mm.rules"

// Advice is one sentence that says what is in the way and the command that frees the port.
func (h Holder) Advice() string {
	device := h.Port.Device
	switch {
	case h.Stale:
		return fmt.Sprintf("%s was left behind by a process that is gone: `sudo rm %s`", h.LockFile, h.LockFile)
	case h.Command == "ModemManager":
		return h.verb("ModemManager") + device + ": `sudo systemctl stop ModemManager` frees it now" + h.rule()
	case strings.HasSuffix(h.Command, "getty"):
		return h.verb("a login prompt") + device + ": `sudo systemctl disable --now " + h.getty() + "`" + h.console()
	case h.Command == "pppd":
		return h.verb("pppd") + device + ": " + h.stop("sudo poff -a")
	case h.Command == "simagent":
		return h.verb("another "+h.String()) + device + ": `simagent status` asks it (--run names its run folder), or " + h.stop(fmt.Sprintf("sudo kill %d", h.PID)) + " ends it"
	}
	return h.verb(h.String()) + device + ": " + h.stop(fmt.Sprintf("sudo kill %d", h.PID))
}

// verb says how sure we are: a suspect's open files are hidden from us.
func (h Holder) verb(who string) string {
	if h.Suspect {
		return who + " runs and probably holds "
	}
	return who + " holds "
}

// stop prefers the unit, since a service that is killed comes back.
func (h Holder) stop(otherwise string) string {
	if h.Unit != "" {
		return "`sudo systemctl stop " + h.Unit + "`"
	}
	return "`" + otherwise + "`"
}

// getty is the unit of a login prompt. Without a cgroup to read it from, the name that systemd gives it on that port.
func (h Holder) getty() string {
	if h.Unit != "" {
		return strings.TrimSuffix(h.Unit, ".service")
	}
	return "serial-getty@" + filepath.Base(h.Port.Device)
}

// console adds what brings a login prompt back at the next start: systemd makes one for the kernel's console.
func (h Holder) console() string {
	if h.Port.USB() {
		return ""
	}
	return ", and take console=" + filepath.Base(h.Port.Device) + " off the kernel's command line"
}

// rule adds what keeps ModemManager away for good, where there is a rule for it.
func (h Holder) rule() string {
	rule := h.Port.UdevRule()
	if rule == "" {
		return ", `sudo systemctl disable ModemManager` for good"
	}
	return ", `sudo simagent setup --apply` for good, or this line in " + RulesFile + ": " + rule
}
