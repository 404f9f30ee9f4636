// Package config reads the daemon's TOML file into a valid configuration and
// prints the effective one back.
package config

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"
	"unicode"

	"github.com/pelletier/go-toml/v2"

	"simagent/agent/report"
	"simagent/boards/tomlread"
)

// Config is the effective configuration. Every key of the file is optional; a
// key that a running daemon takes over at HUP is marked in the sample.
type Config struct {
	Modem    Modem    `toml:"modem"`
	SIM      SIM      `toml:"sim"`
	SMS      SMS      `toml:"sms"`
	Meter    Meter    `toml:"meter"`
	Cloud    Cloud    `toml:"cloud"`
	Report   Report   `toml:"report"`
	Alarm    Alarm    `toml:"alarm"`
	Want     Want     `toml:"desired"`
	Board    Board    `toml:"board"`
	Recovery Recovery `toml:"recovery"`
	Metrics  Metrics  `toml:"metrics"`
	Page     Page     `toml:"page"`
	Log      Log      `toml:"log"`
}

// Modem is the way to the module.
type Modem struct {
	Port    string   `toml:"port"`         // "" is the only known AT interface that is plugged in
	Second  string   `toml:"second_port"`  // another AT port of the same module; "" is the one that its USB interfaces name
	Baud    int      `toml:"baud"`         // bits per second
	Search  bool     `toml:"baud_search"`  // a UART that is silent is tried at other speeds
	Flow    bool     `toml:"flow_control"` // RTS and CTS
	Poll    Duration `toml:"poll"`         // how often the module is asked when nothing happens
	Clock   string   `toml:"clock"`        // local, utc or off
	Connect string   `toml:"connect"`      // off or context
}

// SIM is about the card.
type SIM struct {
	PINFile  string `toml:"pin_file"` // "" is none: a locked card stays locked
	APN      string `toml:"apn"`      // of the first context
	Settings string `toml:"settings"` // show, apply or off
}

// SMS is about SMS Commands.
type SMS struct {
	Number string   `toml:"number"` // what SMS Commands are sent to
	Also   []string `toml:"also"`   // further numbers whose messages are SMS Commands
	Delete string   `toml:"delete"` // never, commands or all
}

// Meter is where bytes are counted.
type Meter struct {
	Source    string   `toml:"source"`    // auto, interface, module or none
	Interface string   `toml:"interface"` // network interface; "" is the one on the modem's USB device
	Poll      Duration `toml:"poll"`      // while bytes move
	PollIdle  Duration `toml:"poll_idle"` // at rest
}

// Report is what leaves the device.
type Report struct {
	URL       string   `toml:"url"`     // the user's own address; "" is none
	Key       string   `toml:"key"`     // a file with what reports to it are signed with, or systemd:NAME
	CAFile    string   `toml:"ca_file"` // PEM; "" is the system's
	IPCommand bool     `toml:"ip_command"`
	SMS       int      `toml:"sms"`     // SMS Commands that reports may take in a billing period
	Address   string   `toml:"address"` // host:port, an IP address
	Heartbeat Duration `toml:"heartbeat"`
	Interval  Duration `toml:"interval"` // at most one report of changes in this time
}

// Alarm is what else happens on an alarm.
type Alarm struct {
	Command []string `toml:"command"` // a program and its arguments, run without a shell
}

// Board is what carries the module: one of the catalogue or one of a file, at
// most one of the two.
type Board struct {
	Name string `toml:"name"` // "" is none
	File string `toml:"file"` // of a board of one's own; "" is none
}

// Recovery is what is done about a module that does not work.
type Recovery struct {
	Most     string   `toml:"most"`     // the strongest thing that is done
	Resets   int      `toml:"resets"`   // in a day
	Patience Duration `toml:"patience"` // with a network that does not take the SIM
}

// Log is what the daemon says of itself.
type Log struct {
	Level   string `toml:"level"` // debug, info, warn or error
	ShowIDs bool   `toml:"show_ids"`
}

// Default is the configuration without a file.
func Default() Config {
	return Config{
		Modem:    Modem{Baud: 115200, Poll: Duration(2 * time.Minute), Clock: "local", Connect: "off"},
		SIM:      SIM{APN: "super", Settings: "show"},
		SMS:      SMS{Number: "000", Also: []string{"2936"}, Delete: "never"},
		Meter:    Meter{Source: "auto", Poll: Duration(time.Second), PollIdle: Duration(15 * time.Second)},
		Cloud:    Cloud{Provider: "none", Poll: Duration(15 * time.Minute)},
		Report:   Report{IPCommand: true, Address: "100.64.0.1:6969", Heartbeat: Duration(24 * time.Hour), Interval: Duration(time.Minute)},
		Recovery: Recovery{Most: "power", Resets: 4, Patience: Duration(25 * time.Minute)},
		Log:      Log{Level: "info"},
	}
}

// Load reads the file at path over the defaults. Every error names the file,
// the line or key, and what was expected.
func Load(path string) (Config, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a FIFO that nobody writes to is empty, and does not hang
	if err != nil {
		return Config{}, fmt.Errorf("cannot read configuration: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1)) // a device or a pipe may have no end
	if err != nil {
		return Config{}, fmt.Errorf("cannot read configuration: %w", err)
	}
	if len(b) > maxFile {
		return Config{}, fmt.Errorf("cannot read configuration: %s is larger than 1 MiB", path)
	}
	c, err := Parse(b)
	if err != nil {
		return Config{}, fmt.Errorf("cannot use configuration %s: %w", path, err)
	}
	return c, nil
}

// maxFile is the longest configuration that is read, bytes: far more than all keys with their comments.
const maxFile = 1 << 20

// Parse reads TOML over the defaults and checks the result.
func Parse(b []byte) (Config, error) {
	c := Default()
	if err := tomlread.Decode(b, &c); err != nil {
		return Config{}, decodeError(string(b), err)
	}
	return c, c.Check()
}

// decodeError puts the decoder's errors into one line: where, which key, what
// was expected.
func decodeError(file string, err error) error {
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		var all []string
		for _, e := range strict.Errors {
			line, _ := e.Position()
			all = append(all, fmt.Sprintf("line %d: unknown key %s%s", line, strings.Join(e.Key(), "."), suggest(strings.Join(e.Key(), "."))))
		}
		return errors.New(strings.Join(all, "; "))
	}
	if e, ok := errors.AsType[*tomlread.Error](err); ok {
		name := keyAt(file, e.Line)
		if want := wanted(name); want != "" && !strings.Contains(e.Text, "already") {
			if !e.Kind && e.Bare([]byte(file)) && want != "a number" && want != "true or false" {
				want += ", in quotes"
			}
			return fmt.Errorf("line %d: %s: want %s", e.Line, name, want)
		}
		if section, ok := strings.CutPrefix(name, "."); ok && e.Kind && slices.ContainsFunc(keys, func(k key) bool { return strings.HasPrefix(k.name, section+".") }) {
			return fmt.Errorf("line %d: %s: want a table: [%s]", e.Line, section, section)
		}
	}
	return err
}

// keyAt names the key that stands on a line, section in front: the decoder
// does not say it when a value has the wrong type.
func keyAt(file string, line int) string {
	section := ""
	for i, l := range strings.Split(file, "\n") {
		l = strings.TrimSpace(l)
		if name, ok := strings.CutPrefix(l, "["); ok {
			section = strings.TrimSpace(strings.TrimSuffix(name, "]"))
		}
		if i+1 == line {
			if strings.HasPrefix(l, "[") {
				return "." + strings.Trim(section, "[] ")
			}
			name, _, _ := strings.Cut(l, "=")
			return section + "." + strings.TrimSpace(name)
		}
	}
	return ""
}

// Check refuses values that cannot work; the error names the key.
func (c Config) Check() error {
	for _, f := range []func() error{c.checkModem, c.checkSIM, c.checkMeter, c.checkCloud, c.checkCallback, c.checkWant, c.checkReport, c.checkBoard, c.checkRecovery, c.checkMetrics, c.checkPage} {
		if err := f(); err != nil {
			return err
		}
	}
	return oneOf("log.level", c.Log.Level, "debug", "info", "warn", "error")
}

func (c Config) checkModem() error {
	if c.Modem.Baud < 300 || c.Modem.Baud > 4_000_000 {
		return fmt.Errorf("modem.baud: %d, want 300 to 4000000", c.Modem.Baud)
	}
	if err := devicePath("modem.port", c.Modem.Port, "/dev/ttyUSB2"); err != nil {
		return err
	}
	if err := devicePath("modem.second_port", c.Modem.Second, "/dev/ttyUSB3"); err != nil {
		return err
	}
	if c.Modem.Second != "" && c.Modem.Second == c.Modem.Port {
		return errors.New("modem.second_port: the same as modem.port, want another AT port of the module")
	}
	for _, n := range append([]string{c.SMS.Number}, c.SMS.Also...) {
		if !number(n) {
			return fmt.Errorf("sms.number, sms.also: %q, want 3 to 15 digits", n)
		}
	}
	if err := oneOf("sms.delete", c.SMS.Delete, "never", "commands", "all"); err != nil {
		return err
	}
	if err := oneOf("modem.clock", c.Modem.Clock, "local", "utc", "off"); err != nil {
		return err
	}
	if err := oneOf("modem.connect", c.Modem.Connect, "off", "context"); err != nil {
		return err
	}
	return between("modem.poll", c.Modem.Poll, time.Second, 24*time.Hour)
}

func devicePath(key, path, such string) error {
	if path != "" && !strings.HasPrefix(path, "/") || strings.ContainsFunc(path, unicode.IsControl) {
		return fmt.Errorf("%s: %q, want a path such as %s", key, path, such)
	}
	return nil
}

func (c Config) checkSIM() error {
	if strings.ContainsFunc(c.SIM.PINFile, unicode.IsControl) {
		return fmt.Errorf("sim.pin_file: %q, want a path such as /etc/simagent/pin", c.SIM.PINFile)
	}
	// 23.003 9.1: labels of letters, digits and hyphens with dots between, 100 octets at most.
	if a := c.SIM.APN; len(a) > 100 || strings.Trim(strings.ToLower(a), "abcdefghijklmnopqrstuvwxyz0123456789.-") != "" {
		return fmt.Errorf("sim.apn: %q, want letters, digits, dots and hyphens", a)
	}
	return oneOf("sim.settings", c.SIM.Settings, "show", "apply", "off")
}

func number(s string) bool {
	return len(s) >= 3 && len(s) <= 15 && strings.Trim(s, "0123456789") == ""
}

func (c Config) checkMeter() error {
	if err := oneOf("meter.source", c.Meter.Source, "auto", "interface", "module", "none"); err != nil {
		return err
	}
	if c.Meter.Interface != "" && (len(c.Meter.Interface) > 15 || strings.ContainsAny(c.Meter.Interface, "/ \t\n") || c.Meter.Interface == "." || c.Meter.Interface == "..") {
		return fmt.Errorf("meter.interface: %q, want the name of a network interface such as wwan0", c.Meter.Interface)
	}
	if err := between("meter.poll", c.Meter.Poll, 100*time.Millisecond, time.Hour); err != nil {
		return err
	}
	return between("meter.poll_idle", c.Meter.PollIdle, time.Duration(c.Meter.Poll), time.Hour)
}

func (c Config) checkReport() error {
	if a, err := netip.ParseAddrPort(c.Report.Address); err != nil || a.Port() == 0 {
		return fmt.Errorf("report.address: %q, want an IP address and port such as 100.64.0.1:6969", c.Report.Address)
	}
	if err := between("report.interval", c.Report.Interval, time.Second, 24*time.Hour); err != nil {
		return err
	}
	if err := c.checkReportURL(); err != nil {
		return err
	}
	if c.Report.SMS < 0 || c.Report.SMS > 100 {
		return fmt.Errorf("report.sms: %d, want 0 to 100 SMS Commands", c.Report.SMS)
	}
	if len(c.Alarm.Command) > 0 && (c.Alarm.Command[0] == "" || strings.ContainsRune(strings.Join(c.Alarm.Command, ""), 0)) {
		return errors.New("alarm.command: want a program and its arguments, such as [\"/usr/local/bin/tell\", \"gateway-7\"]")
	}
	return between("report.heartbeat", c.Report.Heartbeat, time.Minute, 31*24*time.Hour)
}

func (c Config) checkBoard() error {
	if c.Board.Name != "" && c.Board.File != "" {
		return errors.New("board.file: want board.name or board.file, not both; a file can say that it is like a board")
	}
	return devicePath("board.file", c.Board.File, "/etc/simagent/board.toml")
}

func (c Config) checkReportURL() error {
	r := c.Report
	switch {
	case r.URL == "" && (r.Key != "" || r.CAFile != ""):
		return errors.New("report.url: want an address, since report.key or report.ca_file is set")
	case r.URL == "":
		return nil
	case r.Key == "":
		return errors.New("report.key: want the path of a file with what reports to report.url are signed with, so that nobody else can make them")
	}
	if err := report.CheckURL(r.URL); err != nil {
		return fmt.Errorf("report.url: %w", err)
	}
	return nil
}

func (c Config) checkRecovery() error {
	if err := oneOf("recovery.most", c.Recovery.Most, "none", "register", "radio", "module", "usb", "power"); err != nil {
		return err
	}
	if n := c.Recovery.Resets; n < 0 || n > 24 {
		return fmt.Errorf("recovery.resets: %d, want 0 to 24", n)
	}
	return between("recovery.patience", c.Recovery.Patience, 20*time.Minute, 24*time.Hour)
}

func oneOf(key, v string, allowed ...string) error {
	for _, a := range allowed {
		if v == a {
			return nil
		}
	}
	return fmt.Errorf("%s: %q, want one of %s", key, v, strings.Join(allowed, ", "))
}

func between(key string, d Duration, least, most time.Duration) error {
	if time.Duration(d) < least || time.Duration(d) > most {
		return fmt.Errorf("%s: %s, want %s to %s", key, d, Duration(least), Duration(most))
	}
	return nil
}
