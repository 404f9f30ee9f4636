package host

import (
	"fmt"
	"path"
	"strings"
)

// The UARTs of a Raspberry Pi by their names in Linux: uart.adoc, and raspberrypi/documentation pull request 3294 for the
// Pi 5.
const (
	miniUART  = "/dev/ttyS0"
	pl011     = "/dev/ttyAMA0" // on a Pi 5 the one on the header
	debugUART = "/dev/ttyAMA10"
	primary   = "/dev/serial0" // link to the one that is on GPIO14 and 15; on a Pi 5 to the debug connector
)

// uarts is one look at a port of a Raspberry Pi.
type uarts struct {
	Host
	pi
	model   string
	port    string // as it was asked for
	real    string // the device at the end of its links
	config  bootConfig
	cmdline string
	gokrazy bool // its files are made by the gok tool, not edited
}

// UARTTraps says what keeps a modem on the UART of a Raspberry Pi from working; none for any other machine and for
// ports that are no UART of the board. port is a path such as /dev/serial0. What was changed in config.txt after the start
// does not show: the text is read, not what the firmware made of it, except where /dev/serial0 tells.
func (h Host) UARTTraps(port string) []Trap {
	model := h.text(treeModel)
	board, known := piOf(model)
	if !known {
		return nil
	}
	u := uarts{Host: h, pi: board, model: model, port: port, cmdline: h.text("/proc/cmdline")}
	u.gokrazy = strings.Contains(u.cmdline, "init=/gokrazy/init")
	name, text := h.firstOf("/boot/firmware/config.txt", "/boot/config.txt")
	u.config = parseBootConfig(text, board.sections)
	u.config.file = name
	there := false
	if u.real, there = h.Resolve(port); !there {
		return u.missing()
	}
	var list []Trap
	for _, look := range []func() (Trap, bool){u.mini, u.bluetooth, u.attach, u.debug, u.console, u.getty} {
		if trap, ok := look(); ok {
			list = append(list, trap)
		}
	}
	return list
}

// missing says why there is no such port, for the names of the UART on the header.
func (u *uarts) missing() []Trap {
	switch u.port {
	case primary, miniUART, pl011:
	default:
		return nil
	}
	evidence := "there is no " + u.port
	if name, real := u.header(); name != "" {
		if real != name {
			real = name + ", a link to " + real
		}
		return []Trap{{
			Text:     "the UART on pins 8 and 10 of the header has another name",
			Evidence: evidence + ", but " + real,
			Fix:      `port = "` + name + `"   # under [modem] in the configuration`,
		}}
	}
	line := "enable_uart=1"
	if u.rp1 {
		line = "dtparam=uart0=on"
	}
	t := Trap{Text: "the UART on pins 8 and 10 of the header is not enabled", Evidence: evidence, Fix: u.add(line)}
	switch {
	case u.config.file == "":
		t.Evidence += ", and no config.txt can be read"
	case u.enabled():
		t.Evidence += ", but " + u.config.file + " enables it"
		t.Text, t.Fix = "the UART on pins 8 and 10 of the header is enabled only after a restart", "sudo reboot"
	default:
		t.Evidence += ", and " + u.config.file + " has no " + line
	}
	if u.rp1 && !u.enabled() {
		t.Text += rp1Doubt
	}
	return []Trap{t}
}

// header is the port on the header, as far as that can be told, and the device behind it; "" when it is not there.
func (u *uarts) header() (name, real string) {
	candidates := []string{primary, pl011}
	if u.pi.bluetooth && !u.config.overlay("disable-bt", "miniuart-bt") {
		candidates[1] = miniUART
	}
	for _, name := range candidates {
		if real, ok := u.Resolve(name); ok && real != debugUART {
			return name, real
		}
	}
	return "", ""
}

// rp1Doubt is what no source of the maker confirms.
const rp1Doubt = " (that dtparam=uart0=on does it on a Pi 5 is not confirmed; dtoverlay=uart0-pi5 is the other way)"

// enabled tells whether config.txt switches the header's UART on.
func (u *uarts) enabled() bool {
	if u.rp1 {
		return u.config.on("uart0") || u.config.on("uart0_console") || u.config.overlay("uart0", "uart0-pi5")
	}
	return u.config.settings["enable_uart"] == "1"
}

// mini is the mini UART whose baud rate may move.
func (u *uarts) mini() (Trap, bool) {
	if u.rp1 || u.real != miniUART || u.config.fixedClock() {
		return Trap{}, false
	}
	t := Trap{
		Text:     "the mini UART takes its baud rate from the core clock, and nothing holds that still",
		Evidence: u.name() + ", and " + u.config.file + " has neither enable_uart=1 nor core_freq nor force_turbo=1",
		Fix:      u.add("enable_uart=1"),
	}
	if u.config.file == "" {
		t.Text = "the mini UART takes its baud rate from the core clock, which may not stand still"
		t.Evidence = u.name() + ", and no config.txt can be read"
	}
	return t, true
}

// name is the evidence of which device it is: "/dev/ttyAMA0 is a link to /dev/ttyS0, the mini UART".
func (u *uarts) name() string {
	what := map[string]string{miniUART: "the mini UART", pl011: "the PL011", debugUART: "the debug UART"}[u.real]
	if u.port == u.real {
		return u.port + " is " + what
	}
	return u.port + " is a link to " + u.real + ", " + what
}

// bluetooth is the PL011 that goes to the Bluetooth chip and not to the header. /dev/serial0 tells how it is; where there is
// none, config.txt how it should be.
func (u *uarts) bluetooth() (Trap, bool) {
	if u.real != pl011 || !u.pi.bluetooth {
		return Trap{}, false
	}
	freed := u.config.overlay("disable-bt", "miniuart-bt")
	t := Trap{Text: "this UART belongs to the Bluetooth chip and does not reach pins 8 and 10 of the header"}
	switch real, ok := u.Resolve(primary); {
	case ok && real == pl011, !ok && freed:
		return Trap{}, false
	case ok && freed:
		t.Evidence = primary + " is " + real + ", although " + u.config.file + " gives " + pl011 + " to the header after a restart"
		t.Fix = "sudo reboot"
		return t, true
	case ok:
		t.Evidence = primary + " is " + real
	case u.config.file == "":
		t.Evidence = "this is a " + u.model + ", and no config.txt can be read"
	default:
		t.Evidence = "this is a " + u.model + ", and " + u.config.file + " has neither dtoverlay=disable-bt nor dtoverlay=miniuart-bt"
	}
	t.Fix = u.add("dtoverlay=disable-bt")
	return t, true
}

// attach is the service that would talk Bluetooth to the modem: uart.adoc wants it off with disable-bt.
func (u *uarts) attach() (Trap, bool) {
	const unit = "/etc/systemd/system/multi-user.target.wants/hciuart.service"
	if u.real != pl011 || !u.config.overlay("disable-bt") || !u.exists(unit) {
		return Trap{}, false
	}
	return Trap{
		Text:     "hciuart looks for the Bluetooth chip on this UART when the board starts",
		Evidence: u.config.file + " has dtoverlay=disable-bt, and " + unit + " is there",
		Fix:      "sudo systemctl disable --now hciuart",
	}, true
}

// debug is the connector of the Pi 5 between its HDMI ports.
func (u *uarts) debug() (Trap, bool) {
	if !u.rp1 || u.real != debugUART {
		return Trap{}, false
	}
	t := Trap{Text: "this UART is on the debug connector and does not reach pins 8 and 10 of the header", Evidence: u.name()}
	if u.exists(pl011) {
		t.Evidence += "; " + pl011 + " is there too"
		t.Fix = `port = "` + pl011 + `"   # under [modem] in the configuration`
		return t, true
	}
	t.Evidence += ", and there is no " + pl011
	t.Text += rp1Doubt
	t.Fix = u.add("dtparam=uart0=on")
	return t, true
}

// console is the kernel's log on the port, and the login prompt that follows it there.
func (u *uarts) console() (Trap, bool) {
	for word := range strings.FieldsSeq(u.cmdline) {
		value, ok := strings.CutPrefix(word, "console=")
		if !ok {
			continue
		}
		name, _, _ := strings.Cut(value, ",")
		// The firmware writes ttyS0 for serial0 before the kernel sees it.
		if real, _ := u.Resolve("/dev/" + name); real != u.real {
			continue
		}
		return Trap{
			Text:     "the kernel's console is on this port: the modem hears its log, and a login prompt as a rule",
			Evidence: "/proc/cmdline has " + word,
			Fix:      u.consoleOff(name),
		}, true
	}
	return Trap{}, false
}

func (u *uarts) consoleOff(name string) string {
	switch {
	case u.gokrazy:
		return `"SerialConsole": "disabled"   # in the instance's config.json, then gok update`
	case u.exists("/usr/bin/raspi-config"):
		return "sudo raspi-config nonint do_serial_cons 1   # then reboot"
	}
	file := "/boot/firmware/cmdline.txt"
	if !u.exists(file) {
		file = "/boot/cmdline.txt"
	}
	return fmt.Sprintf(`sudo sed -i -E 's/console=(serial0|%s)[^ ]* ?//g' %s   # then reboot`, name, file)
}

// getty is a login prompt that somebody asked for without a console.
func (u *uarts) getty() (Trap, bool) {
	if _, ok := u.console(); ok || !strings.HasPrefix(path.Base(u.real), "tty") {
		return Trap{}, false
	}
	for _, name := range []string{u.port, u.real} {
		unit := "serial-getty@" + path.Base(name) + ".service"
		link := "/etc/systemd/system/getty.target.wants/" + unit
		masked, _ := u.Resolve("/etc/systemd/system/" + unit)
		if u.exists(link) && masked != "/dev/null" {
			return Trap{
				Text:     "a login prompt is on this port and answers the modem",
				Evidence: link + " is there",
				Fix:      "sudo systemctl disable --now " + unit,
			}, true
		}
	}
	return Trap{}, false
}

// add is the line to type that puts a line into config.txt.
func (u *uarts) add(line string) string {
	if u.gokrazy {
		return `"BootloaderExtraLines": ["` + line + `"]   # in the instance's config.json, then gok update`
	}
	c := u.config
	if c.file == "" {
		c = bootConfig{file: "/boot/firmware/config.txt", newline: true}
	}
	return c.fix(line)
}
