// Package ports answers which serial port of a Linux machine belongs to which part of which cellular module, and who holds it.
//
// It reads sysfs and procfs and opens no device: writing AT to every port of a module to find the right one disturbs its
// diagnostics and positioning ports, and the interface number says the same without asking.
package ports

import (
	"fmt"
	"log/slog"
	"strings"
)

// Role says what one serial port of a module is for. The text is stable: it is printed and goes into JSON.
type Role string

const (
	// RoleAT takes AT commands: the port to use.
	RoleAT Role = "at"
	// RoleATSecondary takes AT commands too: the rescue path when the first port hangs.
	RoleATSecondary Role = "at-secondary"
	// RolePPP takes AT commands until it dials, and belongs to pppd.
	RolePPP Role = "ppp"
	// RoleGPS sends NMEA sentences.
	RoleGPS Role = "gps"
	// RoleDiag speaks the chip maker's binary diagnostics protocol.
	RoleDiag Role = "diag"
	// RoleIgnore must not be opened: audio, firmware loading, trace, or no AT behind it.
	RoleIgnore Role = "ignore"
	// RoleUnknown is a port of which no source says what it is for; every UART is one.
	RoleUnknown Role = "unknown"
)

// The modes of a USB device that change what its ports mean. The empty Mode is the ordinary one.
const (
	// ModeEDL is Qualcomm's emergency download mode: the firmware is not running.
	ModeEDL = "edl"
	// ModeDump is a Qualcomm module whose firmware crashed and that offers its memory for a dump.
	ModeDump = "dump"
	// ModeLoader is a module that waits for firmware: fastboot, or the loader of its maker or of its chip.
	ModeLoader = "loader"
	// ModeHiLink is a stick that plays a router behind an Ethernet interface and has no AT port.
	ModeHiLink = "hilink"
	// ModeStorage is a stick that still shows its driver CD.
	ModeStorage = "storage"
	// ModeNetwork is a module that shows network interfaces alone (MBIM, QMI, ECM) and no serial port.
	ModeNetwork = "network"
	// ModeStarting is a device whose interfaces or ports are not there yet.
	ModeStarting = "starting"
	// ModeRNDIS is a module whose first two interfaces are an RNDIS network card, which moves its serial ports up by two.
	// It is no fault.
	ModeRNDIS = "rndis"
)

// Serial is the serial number of a USB device. Many modules put their IMEI there, so printing, logging and marshalling
// it show the last four characters at most; string(s) is the whole.
type Serial string

// String is the redacted form.
func (s Serial) String() string {
	switch {
	case s == "":
		return ""
	case len(s) < 12:
		return "…"
	}
	return "…" + string(s[len(s)-4:])
}

// GoString is the redacted form, for %#v.
func (s Serial) GoString() string { return fmt.Sprintf("%q", s.String()) }

// LogValue is the redacted form, for slog.
func (s Serial) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText is the redacted form, for JSON and its like.
func (s Serial) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Port is one serial port, or one known USB device that has none.
type Port struct {
	Device    string // path of the tty, "/dev/ttyUSB2"; empty when the device has no serial port
	VID, PID  string // USB ids, four lower-case hex digits; empty for a UART
	Interface int    // bInterfaceNumber; -1 when there is none
	USBPath   string // place on the bus, "1-1.2"; it outlives a reset, ttyUSBn does not; empty for a UART
	Serial    Serial // USB serial number, redacted when printed
	Role      Role   // what the port is for
	Module    string // name of the module family, empty when the ids are not in the table
	Driver    string // kernel driver bound to it, "option"; empty when none is
	Mode      string // one of the Mode constants, empty in the ordinary mode
}

// USB tells whether the port sits on the USB.
func (p Port) USB() bool { return p.USBPath != "" }

// ID is "vid:pid", or empty for a UART.
func (p Port) ID() string {
	if p.VID == "" {
		return ""
	}
	return p.VID + ":" + p.PID
}

// String describes the port in one line without personal data: "/dev/ttyUSB2 Quectel EC25/EG25 (2c7c:0125 at 1-1.2, interface 02): at".
func (p Port) String() string {
	var b strings.Builder
	name := p.Device
	if name == "" {
		name = "no port:"
	}
	b.WriteString(name)
	if p.Module != "" {
		b.WriteString(" " + p.Module)
	}
	if p.USB() {
		fmt.Fprintf(&b, " (%s at %s", p.ID(), p.USBPath)
		if p.Interface >= 0 {
			fmt.Fprintf(&b, ", interface %02x", p.Interface)
		}
		b.WriteString(")")
	}
	if p.Device != "" {
		b.WriteString(": " + string(p.Role))
	}
	if p.Mode != "" {
		b.WriteString(" [" + p.Mode + "]")
	}
	return b.String()
}

// UdevRule is the line that keeps ModemManager off this one port and leaves it the others. It belongs into
// /etc/udev/rules.d/79-simagent-mm.rules: after 60-serial.rules, which sets ID_USB_INTERFACE_NUM, and before
// 80-mm-candidate.rules. Empty for a UART, which ModemManager 1.20 and later leaves alone by default.
func (p Port) UdevRule() string {
	if !p.USB() || p.Interface < 0 {
		return ""
	}
	return fmt.Sprintf(`ACTION!="remove", SUBSYSTEM=="tty", ENV{ID_VENDOR_ID}=="%s", ENV{ID_MODEL_ID}=="%s", `+
		`ENV{ID_USB_INTERFACE_NUM}=="%02x", ENV{ID_MM_PORT_IGNORE}="1"`, p.VID, p.PID, p.Interface)
}
