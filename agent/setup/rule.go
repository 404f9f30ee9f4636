package setup

import (
	"fmt"
	"path/filepath"
	"strings"
)

// rule is the text for udev(7). The agent is wanted by its port and never bound to it: one that ends with the port could
// neither report that nor do anything about it.
func (w Want) rule() string {
	var b strings.Builder
	end := "simagent_" + w.Name + "_end"
	fmt.Fprintf(&b, "# Port and module of %s:\n# %s.\n", w.Unit(), w.Modem())
	fmt.Fprintf(&b, "ACTION==\"remove\", GOTO=%q\n", end)
	if w.MM == Device && w.usb() {
		b.WriteString("\n# ModemManager leaves the whole module alone (1.12 and later).\n")
		writeRule(&b, w.module(), `ENV{ID_MM_DEVICE_IGNORE}="1"`)
	}
	b.WriteString("\n# The AT port: for the agent's group, under a name that outlives a reset. The\n# agent starts with it, and does not end with it.\n")
	if w.MM == OnPort && w.usb() {
		b.WriteString("# ModemManager leaves this one port alone, and keeps the module's others.\n")
	}
	writeRule(&b, w.tty(), w.atPort()...)
	if w.Second != nil && w.MM != OnPort {
		b.WriteString("\n# The second AT port, for when the first hangs.\n")
		writeRule(&b, w.interfaceOf(w.Second.Interface), w.owned()...)
	}
	if w.Awake && w.usb() {
		b.WriteString("\n# The kernel does not suspend the module: what it reports then could be lost.\n")
		writeRule(&b, w.device(), `ATTR{power/control}="on"`)
	}
	if w.MM != OnPort && w.usb() {
		b.WriteString("\n# The agent may reset the module's USB device when the module hangs.\n")
		writeRule(&b, w.device(), `GROUP="`+Account+`", MODE="0660"`)
	}
	if w.GPIO {
		b.WriteString("\n# The board's lines: all GPIO chips, since a rule cannot see their labels.\n")
		writeRule(&b, `SUBSYSTEM=="gpio", KERNEL=="gpiochip*"`, `GROUP="`+gpioGroup+`", MODE="0660"`)
	}
	fmt.Fprintf(&b, "\nLABEL=%q\n", end)
	return b.String()
}

// usb tells whether the port is found by USB ids; a port that is not plugged in has no place on the bus.
func (w Want) usb() bool { return w.Port.VID != "" }

// Modem names the module in words, without a number that is its own.
func (w Want) Modem() string {
	p := w.Port
	if !w.usb() {
		return "the UART " + filepath.Base(p.Device)
	}
	name := p.Module
	if name == "" {
		name = "USB device"
	}
	return fmt.Sprintf("%s, %s, interface %02x", name, p.ID(), p.Interface)
}

// writeRule writes one rule, what it does on lines of their own.
func writeRule(b *strings.Builder, match string, does ...string) {
	b.WriteString(match + ", \\\n  " + strings.Join(does, ", \\\n  ") + "\n")
}

// module matches the USB device and all that belongs to it. udev wants keys that look at parents to agree on one of them.
func (w Want) module() string {
	match := fmt.Sprintf("SUBSYSTEMS==\"usb\", \\\n  "+`ATTRS{idVendor}=="%s", ATTRS{idProduct}=="%s"`, w.Port.VID, w.Port.PID)
	switch {
	case w.Apart.Serial != "":
		match += ", \\\n  " + fmt.Sprintf(`ATTRS{serial}=="%s"`, string(w.Apart.Serial))
	case w.Apart.Place != "":
		match += ", \\\n  " + fmt.Sprintf(`KERNELS=="%s"`, w.Apart.Place)
	}
	return match
}

// device matches the USB device alone.
func (w Want) device() string {
	match := fmt.Sprintf("SUBSYSTEM==\"usb\", ENV{DEVTYPE}==\"usb_device\", \\\n  "+`ATTR{idVendor}=="%s", ATTR{idProduct}=="%s"`, w.Port.VID, w.Port.PID)
	switch {
	case w.Apart.Serial != "":
		match += ", \\\n  " + fmt.Sprintf(`ATTR{serial}=="%s"`, string(w.Apart.Serial))
	case w.Apart.Place != "":
		match += ", \\\n  " + fmt.Sprintf(`KERNEL=="%s"`, w.Apart.Place)
	}
	return match
}

// tty matches the AT port.
func (w Want) tty() string {
	if !w.usb() {
		return fmt.Sprintf(`SUBSYSTEM=="tty", KERNEL=="%s"`, filepath.Base(w.Port.Device))
	}
	return w.interfaceOf(w.Port.Interface)
}

func (w Want) interfaceOf(number int) string {
	return fmt.Sprintf("SUBSYSTEM==\"tty\", %s, \\\n  ENV{ID_USB_INTERFACE_NUM}==\"%02x\"", w.module(), number)
}

// atPort is what the rule does with the AT port.
func (w Want) atPort() []string {
	does := w.owned()
	if w.MM == OnPort && w.usb() {
		does = append(does, `ENV{ID_MM_PORT_IGNORE}="1"`)
	}
	return append(does, `SYMLINK+="`+w.link()+`"`, `TAG+="systemd", ENV{SYSTEMD_WANTS}+="`+w.Unit()+`"`)
}

// owned gives a port to the agent's group. Closing a USB port whose module takes nothing lasts 30 s unless root has told
// the driver not to wait; it forgets that when the module is plugged in again, so the rule has it told.
func (w Want) owned() []string {
	does := []string{`GROUP="` + Account + `", MODE="0660"`}
	if w.usb() {
		does = append(does, `RUN+="`+w.Binary+` prepare-port $devnode"`)
	}
	return does
}
