package setup

import (
	"fmt"
	"slices"
	"strings"

	"simagent/agent/config"
	"simagent/atcmd/ports"
)

// Packaged are the files of a package for systems with systemd: they know no modem yet, and serve any that is plugged in. What
// `simagent setup` writes later for one module stands in /etc, and replaces the rule and the users of the same name.
//
// The port stays in the group dialout, which the agent's user joins: a package does not take ports from people. ModemManager
// keeps the modules, but for their first AT ports.
func Packaged(known []ports.Known) []File {
	w := Want{Name: DefaultName, Binary: PackagedBinary, GPIO: true, Config: config.Default()}
	return []File{
		{Path: "/usr/lib/sysusers.d/simagent.conf", Text: w.users() + "# Serial ports belong to this one.\nm " + Account + " dialout\n"},
		{Path: "/usr/lib/udev/rules.d/78-simagent.rules", Text: w.packagedRule(known)},
		{Path: PackagedUnit, Text: strings.Replace(w.unit(), "\n# It is", "\nDocumentation=man:simagent(1) man:simagent.toml(5)\n# It is", 1)},
		{Path: w.ConfigPath(), Text: w.sample(), Keep: true},
	}
}

// Where a package has the program and the unit.
const (
	PackagedBinary = "/usr/bin/simagent"
	PackagedUnit   = "/usr/lib/systemd/system/simagent@.service"
)

// packagedRule starts nothing: the instance is up since boot, and looks for the module itself.
func (w Want) packagedRule(known []ports.Known) string {
	var b strings.Builder
	b.WriteString("# The first AT port of each module that simagent knows: ModemManager leaves it\n" +
		"# alone and keeps the module's others, so that its data over QMI, MBIM or another\n" +
		"# port go on; and the driver does not wait 30 s at close for a module that hangs.\n" +
		"# `simagent setup` writes rules for one module, in which ModemManager may also be\n" +
		"# told to leave all of it; a link to /dev/null of this name in /etc/udev/rules.d\n" +
		"# leaves everything to ModemManager.\n" +
		"ACTION==\"remove\", GOTO=\"simagent_end\"\nSUBSYSTEM!=\"tty\", GOTO=\"simagent_gpio\"\n\n")
	ours, driver := []string{`ENV{ID_MM_PORT_IGNORE}="1"`, `RUN+="` + w.Binary + ` prepare-port $devnode"`}, []string{`RUN+="` + w.Binary + ` prepare-port $devnode"`}
	for _, m := range matches(known) {
		writeRule(&b, m, ours...)
	}
	b.WriteString("\n# The second ones, for when the first hangs.\n")
	for _, m := range secondMatches(known) {
		writeRule(&b, m, driver...)
	}
	b.WriteString("GOTO=\"simagent_end\"\n\nLABEL=\"simagent_gpio\"\n# The lines of boards: all GPIO chips, since a rule cannot see their labels.\n")
	writeRule(&b, `SUBSYSTEM=="gpio", KERNEL=="gpiochip*"`, `GROUP="`+gpioGroup+`", MODE="0660"`)
	b.WriteString("\nLABEL=\"simagent_end\"\n")
	return b.String()
}

// matches names the first AT ports, those of a vendor with the same number in one rule.
func matches(known []ports.Known) []string {
	var g groups
	for _, k := range known {
		last := fmt.Sprintf(`ENV{ID_USB_INTERFACE_NUM}=="%02x"`, k.Interface)
		if k.Interface < 0 {
			last = fmt.Sprintf(`ATTRS{bInterfaceSubClass}=="%02x", ATTRS{bInterfaceProtocol}=="%02x"`, k.SubClass, k.Protocol)
		}
		g.add(k, last)
	}
	return g.rules()
}

func secondMatches(known []ports.Known) []string {
	var g groups
	for _, k := range known {
		if k.Second >= 0 {
			g.add(k, fmt.Sprintf(`ENV{ID_USB_INTERFACE_NUM}=="%02x"`, k.Second))
		}
	}
	return g.rules()
}

// groups gathers product ids by vendor and interface, in the order in which they came.
type groups struct {
	keys [][2]string
	pids map[[2]string][]string
}

func (g *groups) add(k ports.Known, last string) {
	key := [2]string{k.VID, last}
	if !slices.Contains(g.keys, key) {
		g.keys = append(g.keys, key)
	}
	if g.pids == nil {
		g.pids = map[[2]string][]string{}
	}
	if len(k.PIDs) == 0 {
		k.PIDs = []string{"*"}
	}
	g.pids[key] = append(g.pids[key], k.PIDs...)
}

func (g *groups) rules() (list []string) {
	for _, key := range g.keys {
		match := `ENV{ID_VENDOR_ID}=="` + key[0] + `"`
		if pids := g.pids[key]; !slices.Contains(pids, "*") {
			match += `, ENV{ID_MODEL_ID}=="` + strings.Join(pids, "|") + `"`
		}
		list = append(list, match+", \\\n  "+key[1])
	}
	return list
}
