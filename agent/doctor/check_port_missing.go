package doctor

import (
	"fmt"
	"strings"

	"simagent/agent/local"
	"simagent/atcmd/ports"
)

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
