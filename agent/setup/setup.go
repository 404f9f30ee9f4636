// Package setup makes the files by which a Linux system with systemd and udev runs simagent: the udev rule that keeps
// ModemManager off its port, user and group, the unit, a sample configuration; and the commands that make them count.
//
// It is text alone: the caller finds the modem, looks at what is there, writes and runs.
package setup

import (
	"fmt"
	"regexp"

	"simagent/agent/config"
	"simagent/atcmd/ports"
)

// MM says what ModemManager keeps.
type MM string

// The ways to live with ModemManager.
const (
	Device MM = "device" // it leaves the whole module
	OnPort MM = "port"   // it keeps the module, but for our AT port
	NoMM   MM = "none"   // there is none
)

// Account is the name of the user and of the group that the agent runs as.
const Account = "simagent"

// gpioGroup may use the GPIO chips. Raspberry Pi OS has it; Debian has none.
const gpioGroup = "gpio"

// Want is what is to be set up: one instance of the agent for one modem.
type Want struct {
	Name   string // instance: simagent@NAME, see CheckName
	Binary string // path of the program on the system that is set up
	MM     MM
	Port   ports.Port  // the AT port; its USB ids and interface, or the name of its UART, are what the rule goes by
	Second *ports.Port // another AT port of the module, which the agent may fall back on; nil: none
	Apart  Apart       // what tells the module from another one of the same kind
	Awake  bool        // the kernel has to be kept from suspending the module: its power/control is auto, or was
	GPIO   bool        // the board has lines for the agent to use
	// Packaged says that a package has brought unit, user and groups; its rule is replaced by one of the same name.
	Packaged bool
	Config   config.Config
}

// Apart tells two modules with the same USB ids apart. At most one field is set; none is needed for a module that is the
// only one of its kind.
type Apart struct {
	Serial ports.Serial // USB serial number, which may be the module's IMEI
	Place  string       // on the bus, "1-1.2": where the numbers are alike, or cannot stand in a rule
}

var (
	names   = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,31}$`)
	serials = regexp.MustCompile(`^[A-Za-z0-9._:-]+$`)
)

// CheckName tells why name cannot name an instance.
func CheckName(name string) error {
	if !names.MatchString(name) {
		return fmt.Errorf("cannot use the name %q: want 1 to 32 of a-z, 0-9, _ and -, the first no sign", name)
	}
	return nil
}

// TellApart chooses what tells p from the other ports that are plugged in.
func TellApart(p ports.Port, all []ports.Port) Apart {
	alike, serial := false, serials.MatchString(string(p.Serial))
	for _, q := range all {
		if q.ID() == p.ID() && q.USBPath != p.USBPath {
			alike = true
			serial = serial && q.Serial != p.Serial
		}
	}
	switch {
	case p.VID == "" || !alike:
		return Apart{}
	case serial:
		return Apart{Serial: p.Serial}
	}
	return Apart{Place: p.USBPath}
}

// Link is the name that the port keeps over resets.
func (w Want) Link() string { return "/dev/" + w.link() }

func (w Want) link() string { return "simagent-" + w.Name }

// Unit is the instance's name for systemctl.
func (w Want) Unit() string { return "simagent@" + w.Name + ".service" }

// DefaultName is the instance of a machine with one modem.
const DefaultName = "modem"

// RulePath is where the rule stands: after 60-serial.rules, which sets ID_USB_INTERFACE_NUM, and before
// 80-mm-candidate.rules. A further instance has a file of its own.
func (w Want) RulePath() string {
	if w.Name == DefaultName {
		return "/etc/udev/rules.d/78-simagent.rules"
	}
	return "/etc/udev/rules.d/78-simagent-" + w.Name + ".rules"
}

// ConfigPath is where the unit looks for the instance's configuration.
func (w Want) ConfigPath() string { return "/etc/simagent/" + w.Name + ".toml" }

// EnabledPath is the link by which systemd starts the instance at boot.
func (w Want) EnabledPath() string {
	return "/etc/systemd/system/multi-user.target.wants/" + w.Unit()
}

// Files are what the system needs, in the order in which they are of use.
func (w Want) Files() []File {
	if w.Packaged {
		return []File{ours(w.RulePath(), w.rule()), {Path: w.ConfigPath(), Text: w.sample(), Keep: true}}
	}
	return []File{
		ours("/etc/sysusers.d/simagent.conf", w.users()),
		ours(w.RulePath(), w.rule()),
		ours("/etc/systemd/system/simagent@.service", w.unit()),
		{Path: w.ConfigPath(), Text: w.sample(), Keep: true},
	}
}

// users is the sysusers.d(5) file. A name in "m" that does not exist is made.
func (w Want) users() string {
	text := "# User and group of the agent. Who is in the group may ask it, and open its\n# port.\n" +
		"u " + Account + " - \"Super SIM agent\" /var/lib/simagent\n"
	if w.GPIO {
		text += "# The GPIO chips belong to this group; it is made where the system has none.\n" +
			"m " + Account + " " + gpioGroup + "\n"
	}
	return text
}

// sample is the configuration of a new instance.
func (w Want) sample() string {
	return fmt.Sprintf("# Configuration of %s. What stands here are the defaults, but\n"+
		"# for modem.port and board.name. `systemctl restart %s` has a\n# change counted; for keys marked [HUP] `systemctl reload` will do. Files with\n# secrets must be %s's alone: install -o %s -m 600.\n\n", w.Unit(), w.Unit(), Account, Account) + w.Config.Print()
}
