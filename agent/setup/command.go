package setup

import "strings"

// Command is a program and its arguments, run without a shell.
type Command struct {
	Args []string
	Why  string // a few words for people
}

// String is the command as it is typed.
func (c Command) String() string { return strings.Join(c.Args, " ") }

// Now is what is so on the system that is set up.
type Now struct {
	Enabled bool // the instance starts at boot
	Held    bool // ModemManager has a port of the module
}

// Commands make the files count, in this order. Users come before the rule, which names their group; the instance comes
// last, so that a setup that was broken off is seen by its not being enabled.
func (w Want) Commands(now Now) []Command {
	trigger := []string{"udevadm", "trigger", "--subsystem-match=tty"}
	if w.usb() {
		trigger = append(trigger, "--subsystem-match=usb")
	}
	if w.GPIO {
		trigger = append(trigger, "--subsystem-match=gpio")
	}
	var list []Command
	if !w.Packaged {
		list = append(list, Command{[]string{"systemd-sysusers", "/etc/sysusers.d/simagent.conf"}, "makes the user and the group"})
	}
	list = append(list, Command{[]string{"udevadm", "control", "--reload"}, "reads the rules anew"},
		Command{trigger, "applies them to what is plugged in"},
		Command{[]string{"udevadm", "settle", "--timeout=10"}, "waits for that"})
	if now.Held && w.MM != NoMM {
		list = append(list, Command{[]string{"systemctl", "try-restart", "ModemManager.service"}, "has it let go of the module; its connections end for a moment"})
	}
	if !w.Packaged {
		list = append(list, Command{[]string{"systemctl", "daemon-reload"}, "reads the unit"})
	}
	if now.Enabled {
		return append(list, Command{[]string{"systemctl", "restart", w.Unit()}, "runs it anew"})
	}
	return append(list, Command{[]string{"systemctl", "enable", "--now", w.Unit()}, "starts it, now and at boot"})
}

// ImageCommands are what an image below dir still needs; udev and systemd read the rest when it starts.
func (w Want) ImageCommands(dir string) []Command {
	enable := Command{[]string{"systemctl", "--root=" + dir, "enable", w.Unit()}, "has it start at boot"}
	if w.Packaged {
		return []Command{enable}
	}
	return []Command{{[]string{"systemd-sysusers", "--root=" + dir}, "makes the user and the group"}, enable}
}

// Notes are what a person should know besides, a sentence each.
func (w Want) Notes() []string {
	var notes []string
	switch {
	case w.MM == NoMM:
	case !w.usb():
		notes = append(notes, "ModemManager 1.20 and later leaves UARTs of the board alone by itself (its filter policies are STRICT, the default, and ALLOWLIST-ONLY), so the rule says nothing to it. An older one may probe the port: `sudo systemctl disable --now ModemManager`.")
	case w.MM == OnPort && w.Second == nil:
		notes = append(notes, "ModemManager keeps the module without this port; no other AT port is known here, so it can do so only over QMI or MBIM.")
	}
	if w.Apart.Place != "" {
		notes = append(notes, "Two modules of this kind are plugged in, and no serial number that a rule can name tells them apart: the rule goes by the place "+w.Apart.Place+" on the USB. Leave each in its socket.")
	}
	if !w.usb() && !allowed(w.Port.Device) {
		notes = append(notes, "The unit lets the agent open ttyUSB, ttyACM, ttyAMA and ttyS alone: `sudo systemctl edit "+w.Unit()+"` and add DeviceAllow= for this UART in [Service] (/proc/devices has the name that follows char-).")
	}
	return notes
}

// allowed tells whether the unit's DeviceAllow= covers a UART.
func allowed(device string) bool {
	name := device[strings.LastIndexByte(device, '/')+1:]
	for _, class := range []string{"ttyAMA", "ttyS"} {
		if rest, ok := strings.CutPrefix(name, class); ok && strings.Trim(rest, "0123456789") == "" {
			return true
		}
	}
	return false
}
