package doctor

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/atcmd"
	"simagent/atcmd/cause"
	"simagent/atcmd/ports"
	"simagent/boards/host"
)

func ptr[T any](v T) *T { return &v }

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

const shortICCID = "8988307…2342"

// gateway is one where all is well: an EC25 on USB, a daemon, a cloud over Ethernet.
func gateway() Facts {
	usb := ports.Port{Device: "/dev/ttyUSB2", VID: "2c7c", PID: "0125", Interface: 2, USBPath: "1-1.2", Role: ports.RoleAT, Module: "Quectel EC25/EG25", Driver: "option"}
	return Facts{
		Time: noon, Host: "gateway-7", Version: "dev", Asked: "daemon",
		Tool:        Tool{Config: "/etc/simagent.toml"},
		Port:        Port{Path: "/dev/ttyUSB2", Found: usb, Module: "Quectel EG25", Asked: true},
		Holders:     Holders{Known: true},
		Power:       Power{Known: true, Source: "get_throttled=0x0"},
		Card:        Card{State: "ready", ICCID: shortICCID, Source: "read by +CRSM", Super: ptr(true)},
		PIN:         PIN{Tries: ptr(3), PUK: ptr(10)},
		Network:     Network{Known: true, Stat: atcmd.Roaming, Operator: "310-410", Technology: "LTE", Attached: ptr(true), Signal: "RSRP -97 dBm"},
		Forbidden:   Forbidden{Known: true, Home: []string{"001-01"}, Last: []string{"310-410"}},
		Settings:    Settings{Known: true, List: []Setting{{About: "roaming", Value: "255", Fits: true}}},
		APN:         APN{Known: true, Wanted: "super", Value: "super", Granted: "super", Command: `+CGDCONT=1,"IP","super"`},
		Session:     Session{Known: true, List: []Context{{CID: 1, Active: true, Address: "100.64.0.2"}}},
		Route:       Route{Checked: true, Out: "eth0", Modem: []string{"wwan0"}},
		Cloud:       Cloud{Provider: "twilio", By: "the daemon", Status: "ready", Checked: noon.Add(-time.Minute), Fleet: "hq-sensors", SIM: shortICCID},
		Limit:       Limit{Known: true, Low: ptr(int64(183_200)), High: ptr(int64(184_224)), Data: ptr(int64(250_000)), SMS: ptr(int64(2)), SMSMost: ptr(int64(5))},
		Credentials: Credentials{Needed: true, Checked: true, Place: "/etc/simagent/credential"},
		Clock:       Clock{Now: noon, Synced: ptr(true)},
		Disk:        Disk{State: folder("/var/lib/simagent"), Run: folder("/run/simagent"), Daemon: true, User: "pi"},
	}
}

func folder(path string) Folder {
	return Folder{Path: path, Key: "--state", Exists: true, Near: path, Mount: "/", Writable: ptr(true), Free: ptr(int64(1 << 30))}
}

func of(t *testing.T, f Facts, check string) Finding {
	t.Helper()
	for _, found := range Examine(f) {
		if found.Check == check {
			return found
		}
	}
	require.Fail(t, "no such check", check)
	return Finding{}
}

func TestAllWell(t *testing.T) {
	t.Parallel()
	for _, f := range Examine(gateway()) {
		require.Equal(t, OK, f.State, "%+v", f)
		require.Empty(t, f.Fix)
		require.Empty(t, f.Hands)
	}
}

func TestNothingKnown(t *testing.T) {
	t.Parallel()
	for _, f := range Examine(Facts{}) {
		require.Equal(t, NotChecked, f.State, "%+v", f)
		require.True(t, strings.HasPrefix(f.Text, "because "), f.Text)
	}
}

func TestFindings(t *testing.T) {
	t.Parallel()
	no := false
	modemManager := ports.Holder{PID: 512, Command: "ModemManager", Unit: "ModemManager.service", Port: gateway().Port.Found}
	mute := func(f *Facts) { f.Port.Silent = "/dev/ttyUSB2 answers no AT command: timeout" }
	uart := func(f *Facts) {
		f.Port.Found, f.Port.Path = ports.Port{Device: "/dev/ttyS0", Interface: -1}, "/dev/ttyS0"
	}
	search := func(f *Facts) { f.Network = Network{Known: true, Stat: atcmd.Searching} }
	deny := func(code int) func(*Facts) {
		return func(f *Facts) {
			f.Network = Network{Known: true, Stat: atcmd.Denied, Domain: cause.EMM, Cause: code, Said: "AT+CEREG? says cause"}
		}
	}
	console := host.Trap{Text: "the kernel's console is on this UART", Evidence: "/proc/cmdline has console=serial0,115200", Fix: "sudo raspi-config nonint do_serial_cons 1"}
	for _, c := range []struct {
		name  string
		check string
		make  func(*Facts)
		state State
		text  string // a part of the text
		fix   string // all of it
		hands string // a part
	}{
		{"nothing plugged in", "port", func(f *Facts) { f.Port = Port{Missing: "no serial port and no known module is plugged in"} }, Fail, "No serial port and no known module", "lsusb\nsimagent ports", "Plug the modem in"},
		{"other port", "port", func(f *Facts) {
			f.Port = Port{Path: "/dev/ttyUSB9", Missing: "there is no /dev/ttyUSB9", Names: []string{"/dev/ttyUSB2"}}
		}, Fail, "/dev/ttyUSB9 is not there", "simagent doctor --port /dev/ttyUSB2\nport = \"/dev/ttyUSB2\"   # in [modem] of /etc/simagent.toml", ""},
		{"several", "port", func(f *Facts) {
			f.Port = Port{Missing: "cannot choose", Names: []string{"/dev/ttyUSB2", "/dev/ttyUSB6"}}
			f.Tool.Config = ""
		}, Fail, "2 ports", "simagent doctor --port /dev/ttyUSB2\nport = \"/dev/ttyUSB2\"   # in [modem] of the configuration", ""},
		{"download mode", "port", plug(ports.Port{VID: "05c6", PID: "9008", USBPath: "1-1.4", Module: "Qualcomm module", Mode: ports.ModeEDL}), Fail, "Qualcomm module, 05c6:9008 at USB 1-1.4, is in emergency download mode", "", "30 s"},
		{"crashed", "port", plug(ports.Port{VID: "05c6", PID: "900e", USBPath: "1-1", Mode: ports.ModeDump}), Fail, "has crashed", "", "30 s"},
		{"loader", "port", plug(ports.Port{Mode: ports.ModeLoader}), Fail, "loader", "", "flash it"},
		{"hilink", "port", plug(ports.Port{Mode: ports.ModeHiLink}), Fail, "plays a router", "", "stick (modem) mode"},
		{"driver CD", "port", plug(ports.Port{Mode: ports.ModeStorage}), Fail, "driver CD", "sudo apt install usb-modeswitch", "plug it in again"},
		{"network only", "port", plug(ports.Port{Mode: ports.ModeNetwork}), Fail, "no serial port", "", "USB composition"},
		{"starting", "port", plug(ports.Port{Mode: ports.ModeStarting}), Fail, "just plugged in", "dmesg | tail -n 30", ""},
		{"no driver", "port", plug(ports.Port{VID: "2c7c", PID: "0800", Module: "Quectel RM500Q"}), Fail, "no driver is bound",
			"sudo modprobe option\necho 2c7c 0800 | sudo tee /sys/bus/usb-serial/drivers/option1/new_id", ""},
		{"AT port missing", "port", plug(ports.Port{VID: "1bc7", PID: "1101", USBPath: "1-7", Device: "/dev/ttyUSB4", Module: "Telit ME910C1"}), Fail, "has no port on interface 01, where AT is", "dmesg | tail -n 30", ""},
		{"denied", "port", func(f *Facts) { f.Port.Denied = &Denied{User: "pi", Group: "dialout"} }, Fail, "pi may not open it", "sudo usermod -aG dialout pi", "log in again"},
		{"denied, the group too", "port", func(f *Facts) {
			f.Port.Denied, f.Tool.Port, f.Asked = &Denied{User: "pi", Group: "tty", Closed: true}, "/dev/ttyS7", ""
		}, Fail, "pi may not open it", "sudo simagent doctor --port /dev/ttyS7", "setup"},
		{"denied, the group is root's", "port", func(f *Facts) { f.Port.Denied = &Denied{User: "pi", Group: "root"} }, Fail, "pi may not open it", "sudo simagent doctor", "setup"},
		{"denied, nobody known", "port", func(f *Facts) { f.Port.Denied = &Denied{} }, Fail, "this user may not", "sudo usermod -aG dialout $USER", ""},
		{"daemon opens", "port", func(f *Facts) { f.Port.Starts = true }, NotChecked, "because the daemon is still looking", "", ""},
		{"silent USB", "port", mute, Fail, "no module answers on it", "simagent ports -v", "30 s"},
		{"silent UART", "port", func(f *Facts) { mute(f); uart(f) }, Fail, "no module answers", "baud_search = true   # in [modem] of /etc/simagent.toml", "switched on"},
		{"silent UART that answered before", "port", func(f *Facts) { mute(f); uart(f); f.Port.Before = true }, Fail, "no module answers", "", "It answered here before"},
		{"silent for a trap", "port", func(f *Facts) { mute(f); uart(f); f.UART.Traps = []host.Trap{console} }, Warn, "The line uart says", "", ""},
		{"silent for the supply", "port", func(f *Facts) { mute(f); f.Power = Power{Known: true, Low: true} }, Warn, "The line power says", "", ""},

		{"ModemManager", "holder", func(f *Facts) {
			f.Port.Asked, f.Holders.List = false, []ports.Holder{modemManager}
		}, Fail, "ModemManager (512) holds /dev/ttyUSB2.",
			`sudo systemctl stop ModemManager
echo 'ACTION!="remove", SUBSYSTEM=="tty", ENV{ID_VENDOR_ID}=="2c7c", ENV{ID_MODEL_ID}=="0125", ENV{ID_USB_INTERFACE_NUM}=="02", ENV{ID_MM_PORT_IGNORE}="1"' | sudo tee -a /etc/udev/rules.d/79-simagent-mm.rules
sudo udevadm control --reload && sudo udevadm trigger -c add -s tty`, "frees the port now"},
		{"ModemManager probably, and it answers", "holder", func(f *Facts) {
			h := modemManager
			h.Suspect = true
			f.Holders.List = []ports.Holder{h}
		}, Warn, "runs and probably holds", "*", ""},
		{"login prompt", "holder", func(f *Facts) {
			f.Port.Asked = false
			f.Holders.List = []ports.Holder{{PID: 7, Command: "agetty", Unit: "serial-getty@ttyS0.service", Port: ports.Port{Device: "/dev/ttyS0"}}}
		}, Fail, "agetty (7) holds", "sudo systemctl disable --now serial-getty@ttyS0", "console=ttyS0"},
		{"another simagent", "holder", func(f *Facts) {
			f.Port.Asked = false
			f.Holders = Holders{Known: true, List: []ports.Holder{{PID: 900, Command: "simagent"}}, Ask: "sudo simagent doctor --run /run/simagent/gw"}
		}, Fail, "Another simagent (900)", "sudo simagent doctor --run /run/simagent/gw", ""},
		{"the daemon is stopped", "holder", func(f *Facts) {
			f.Port.Asked = false
			f.Holders = Holders{Known: true, Mute: true, List: []ports.Holder{{PID: 900, Command: "simagent"}}, Ask: "simagent doctor"}
		}, Fail, "The daemon (900) holds /dev/ttyUSB2, and does not answer", "ps -o pid,stat,args -p 900", "kill -CONT 900"},
		{"the unit's daemon is wedged", "holder", func(f *Facts) {
			f.Port.Asked = false
			f.Holders = Holders{Known: true, Mute: true, List: []ports.Holder{{PID: 900, Command: "simagent", Unit: "simagent@modem.service"}}}
		}, Fail, "does not answer", "sudo systemctl restart simagent@modem.service", ""},
		{"stale lock", "holder", func(f *Facts) {
			f.Holders.List = []ports.Holder{{PID: 4711, Stale: true, LockFile: "/var/lock/LCK..ttyUSB2"}}
		}, Warn, "left behind", "sudo rm /var/lock/LCK..ttyUSB2", ""},
		{"the daemon says so", "holder", func(f *Facts) {
			f.Port.Asked, f.Holders.Said = false, "/dev/ttyUSB2 is held by pppd (4)\nuse `sudo poff -a`"
		}, Fail, "/dev/ttyUSB2 is held by pppd (4).", "sudo poff -a", ""},
		{"nobody can tell", "holder", func(f *Facts) { f.Holders.Known = false }, NotChecked, "who has the port", "", ""},

		{"supply low", "power", func(f *Facts) { f.Power = Power{Known: true, Low: true, WasLow: true, Source: "get_throttled=0x50005"} }, Fail, "too low now", "", "supply"},
		{"supply was low", "power", func(f *Facts) { f.Power.WasLow = true }, Warn, "was too low", "", "supply"},
		{"drops", "power", func(f *Facts) { f.Power.Drops = ptr(5) }, Warn, "5 times", "", "supply"},
		{"a drop", "power", func(f *Facts) { f.Power = Power{Drops: ptr(1)} }, OK, "vanished from its port once", "", ""},
		{"it is gone", "power", func(f *Facts) { f.Power, f.Port.Missing = Power{Drops: ptr(0)}, "no such port" }, NotChecked, "the port is not there", "", ""},
		{"no drops", "power", func(f *Facts) { f.Power = Power{Drops: ptr(0)} }, OK, "stayed on its port", "", ""},
		{"power not known", "power", func(f *Facts) { f.Power = Power{} }, NotChecked, "supply", "", ""},

		{"console", "uart", func(f *Facts) { uart(f); mute(f); f.UART.Traps = []host.Trap{console} }, Fail, "The kernel's console is on this UART.", console.Fix, ""},
		{"two traps", "uart", func(f *Facts) {
			uart(f)
			f.UART.Traps = []host.Trap{console, {Text: "it is the mini UART", Fix: ""}}
		}, Warn, "The kernel's console is on this UART. It is the mini UART.", console.Fix, ""},
		{"trap for hands", "uart", func(f *Facts) { uart(f); mute(f); f.UART.Traps = []host.Trap{{Text: "x"}} }, Fail, "X.", "", "board"},
		{"looked at", "uart", func(f *Facts) { uart(f); f.UART.Known = true }, OK, "as a modem needs it", "", ""},
		{"not looked at", "uart", uart, NotChecked, "wired", "", ""},

		{"no SIM", "sim", func(f *Facts) { f.Card = Card{State: "absent"} }, Fail, "No SIM", "", "contacts down"},
		{"switched off", "sim", func(f *Facts) { f.Card = Card{State: "absent", Radio: ptr(0)} }, Fail, "switched off", "simagent at --force AT+CFUN=1", ""},
		{"switched off, which the card's error does not say", "sim", func(f *Facts) { f.Card = Card{State: "unknown", Error: "AT+CPIN: ERROR", Radio: ptr(0)} }, Fail, "switched off", "simagent at --force AT+CFUN=1", ""},
		{"switched off, and the card answers", "sim", func(f *Facts) { f.Card.Radio = ptr(0) }, OK, "", "", ""},
		{"locked module", "sim", func(f *Facts) { f.Card = Card{State: "locked"} }, Fail, "refuses this SIM", "", "unlock"},
		{"broken", "sim", func(f *Facts) { f.Card = Card{State: "failed", Error: "CME 13"} }, Fail, "errors", "", "contacts"},
		{"unreadable", "sim", func(f *Facts) { f.Card = Card{State: "unreadable"} }, Fail, "cannot be read", "", "AT port"},
		{"no command", "sim", func(f *Facts) { f.Card = Card{State: "unsupported", Error: "AT+CPIN: ERROR"} }, Fail, "refuses every question", "", "Is a SIM in"},
		{"uncertain", "sim", func(f *Facts) { f.Card = Card{State: "uncertain"} }, Fail, "disagree", "", "contacts"},
		{"busy", "sim", func(f *Facts) { f.Card = Card{State: "busy"} }, Warn, "starting", "", "Wait"},
		{"another kind", "sim", func(f *Facts) { f.Card.Super = &no }, Warn, "not a Super SIM", "", ""},
		{"not read", "sim", func(f *Facts) { f.Card = Card{} }, NotChecked, "not read", "", ""},

		{"PIN", "pin", func(f *Facts) { f.Card.State = "pin" }, Fail, "asks for its PIN",
			"sudo install -m 600 /dev/stdin /etc/simagent/pin\npin_file = \"/etc/simagent/pin\"   # in [sim] of /etc/simagent.toml", "phone"},
		{"PIN, last try", "pin", func(f *Facts) { f.Card.State, f.PIN.Tries, f.PIN.File = "pin", ptr(1), "/etc/simagent/pin" }, Fail, "asks for its PIN", "", "last try"},
		{"PIN file open to all", "pin", func(f *Facts) {
			f.Card.State = "pin"
			f.PIN.File, f.PIN.Problem = "/pin", "cannot use PIN file /pin: others than its owner have access (mode 0644); type: chmod 600 /pin"
		}, Fail, "others than its owner have access (mode 0644).", "chmod 600 /pin", "restart"},
		{"PIN withheld", "pin", func(f *Facts) { f.Card.State, f.PIN.Withheld = "pin", "it was tried on this card before" }, Fail, "tried on this card before", "", "phone"},
		{"PUK", "pin", func(f *Facts) { f.Card.State = "puk" }, Fail, "PUK", "", "never enters"},
		{"few tries", "pin", func(f *Facts) { f.PIN.Tries = ptr(1) }, Warn, "next to no tries", "", "phone"},
		{"no card", "pin", func(f *Facts) { f.Card.State = "absent" }, NotChecked, "because no SIM is in", "", ""},

		{"new Sim", "registration", func(f *Facts) { deny(8)(f); f.Cloud.Status = "new" }, Warn, "EMM cause 8, permanent); this SIM may use no service on this network. The line cloud says why.", "", ""},
		{"permanent", "registration", deny(8), Fail, "EMM cause 8", "simagent sims show " + shortICCID + " --config /etc/simagent.toml", "No reset"},
		{"place", "registration", deny(11), Fail, "place", "", "20 minutes"},
		{"congestion", "registration", deny(22), Fail, "congestion", "", "Wait"},
		{"authentication", "registration", deny(20), Fail, "authentication", "", "another device"},
		{"attach refused for the APN", "registration", deny(19), Fail, "look at the APN", `simagent at --force 'AT+CGDCONT=1,"IP","super"'`, "Fleet"},
		{"signalling", "registration", deny(111), Fail, "protocol", "simagent at --force AT+CFUN=1,1", ""},
		{"lost", "registration", deny(9), Fail, "EMM cause 9", "", "by itself"},
		{"permanent, no configuration given", "registration", func(f *Facts) { deny(8)(f); f.Tool.Config = "" }, Fail, "EMM cause 8", "simagent sims show " + shortICCID + " --config FILE", "No reset"},
		{"permanent, and a wrong APN", "registration", func(f *Facts) { deny(8)(f); f.APN.Value, f.APN.Granted = "x", "" }, Fail, "EMM cause 8", "*", "No reset"},
		{"for the APN, which is wrong", "registration", func(f *Facts) { deny(19)(f); f.APN.Value, f.APN.Granted = "x", "" }, Warn, "The line apn says why", "", ""},
		{"no cause", "registration", func(f *Facts) { f.Network = Network{Known: true, Stat: atcmd.Denied} }, Fail, "refuses the registration.", "*", "AT+CEER"},
		{"SIM fails", "registration", func(f *Facts) { f.Network = Network{Known: true, Stat: atcmd.UICCFailure} }, Fail, "SIM fails", "", "contacts"},
		{"flight mode", "registration", func(f *Facts) { search(f); f.Network.Radio = ptr(4) }, Fail, "radio is switched off", "simagent at --force AT+CFUN=1", ""},
		{"told to stay off", "registration", func(f *Facts) { search(f); f.Network.Deregister = true }, Fail, "stay off", "simagent at --force AT+COPS=0", ""},
		{"searches", "registration", search, Warn, "searching", "", "patient"},
		{"searches for long", "registration", func(f *Facts) { search(f); f.Network.For = time.Hour }, Fail, "searching for 1 h 00 min", "", "antenna"},
		{"searches with a wrong setting", "registration", func(f *Facts) { search(f); f.Network.For = time.Hour; f.Settings.List[0].Fits = false }, Warn, "The line roaming says why", "", ""},
		{"not said", "registration", func(f *Facts) { f.Network = Network{} }, NotChecked, "did not say", "", ""},

		{"home forbidden", "fplmn", func(f *Facts) { search(f); f.Forbidden.List = []string{"001-01"} }, Fail, "forbids 001-01, its home network", "simagent card clear-fplmn\nsimagent at --force AT+CFUN=1,1", "Empty"},
		{"last forbidden", "fplmn", func(f *Facts) { search(f); f.Forbidden.List = []string{"310-410"} }, Fail, "forbids 310-410, where it was registered last", "*", ""},
		{"forbidden by the refusal", "fplmn", func(f *Facts) { deny(11)(f); f.Forbidden.List = []string{"310-410"} }, Warn, "forbids 310-410", "*", ""},
		{"others forbidden", "fplmn", func(f *Facts) { search(f); f.Forbidden.List = []string{"262-01"} }, Warn, "not tried again", "*", ""},
		{"registered elsewhere", "fplmn", func(f *Facts) { f.Forbidden.List = []string{"262-01"} }, OK, "registered on another", "", ""},
		{"not read", "fplmn", func(f *Facts) { f.Forbidden = Forbidden{Error: "EF FPLMN cannot be read: x"} }, NotChecked, "because EF FPLMN cannot be read: x", "", ""},

		{"roaming off", "roaming", func(f *Facts) {
			search(f)
			f.Settings.List = []Setting{{About: "roaming", Value: "1", Command: `+QCFG="roamservice",2,1`, Why: "It roams."}}
		}, Fail, "Roaming is not as a Super SIM needs it: It roams.", `simagent at --force 'AT+QCFG="roamservice",2,1'`, ""},
		{"roaming off, registered", "roaming", func(f *Facts) { f.Settings.List[0].Fits = false }, Warn, "Roaming is not", "*", ""},
		{"waits for a restart", "roaming", func(f *Facts) {
			search(f)
			f.Settings.List = []Setting{{About: "roaming", Written: true}, {About: "scan order", Written: true}}
		}, Fail, "counts after a restart", "simagent at --force AT+CFUN=1,1", ""},
		{"family not known", "roaming", func(f *Facts) { f.Settings = Settings{None: "no such setting of this module is known"} }, NotChecked, "no such setting", "", ""},

		{"wrong APN", "apn", func(f *Facts) { f.APN.Value, f.APN.Granted = "internet", "" }, Fail, `The APN is "internet", and should be "super"`, `simagent at --force 'AT+CGDCONT=1,"IP","super"'`, ""},
		{"wrong APN on a port", "apn", func(f *Facts) { f.APN.Value, f.Tool.Port, f.Asked, f.APN.Granted = "x", "/dev/ttyUSB2", "port", "" }, Fail, "", `simagent at --force 'AT+CGDCONT=1,"IP","super"' --port /dev/ttyUSB2`, ""},
		{"no APN, and it works", "apn", func(f *Facts) { f.APN.Value, f.APN.Granted = "", "" }, Warn, "The APN is empty", "*", ""},
		{"the network knows better", "apn", func(f *Facts) { f.APN.Value, f.APN.Granted = "x", "super.mnc001.mcc001.gprs" }, Warn, "", "*", ""},
		{"another SIM's", "apn", func(f *Facts) { f.APN.Value, f.Card.Super = "internet", &no }, OK, `The APN is "internet".`, "", ""},
		{"not said", "apn", func(f *Facts) { f.APN = APN{} }, NotChecked, "did not say", "", ""},

		{"not attached", "pdp", func(f *Facts) { f.Network.Attached = &no }, Fail, "not attached", "simagent at --force AT+CGATT=1", ""},
		{"not attached for the limit", "pdp", func(f *Facts) { f.Network.Attached = &no; f.Limit.Over = "used up" }, Warn, "The line limit says why", "", ""},
		{"no context", "pdp", func(f *Facts) { f.Session.List[0].Active = false }, Warn, "No PDP context", "", "raises none"},
		{"no address", "pdp", func(f *Facts) { f.Session.List[0].Address = "" }, Warn, "no address", "", "APN"},
		{"not registered", "pdp", search, NotChecked, "because the module is not registered", "", ""},

		{"by the modem", "route", func(f *Facts) {
			f.Route = Route{Checked: true, By: "wwan0", Refused: "what goes out leaves by wwan0, which is the modem's"}
		}, Fail, "leaves by wwan0", "ip route", "another network"},
		{"not proven", "route", func(f *Facts) {
			f.Route = Route{Checked: true, By: "usb0", Refused: `what goes out leaves by usb0, which may be a modem; set cloud.via = "usb0" if you know that it is not the modem`}
		}, Fail, "which may be a modem.", `via = "usb0"   # in [cloud] of /etc/simagent.toml`, "usb0"},
		{"no way out", "route", func(f *Facts) { f.Route = Route{Checked: true, Refused: "there is no default route"} }, Fail, "no way to the cloud", "ip route", ""},
		{"none needed", "route", func(f *Facts) {
			f.Route = Route{Checked: true, Refused: "there is no default route"}
			f.Cloud, f.Credentials = Cloud{}, Credentials{}
		}, OK, "no cloud is configured", "", ""},
		{"the daemon's affair", "route", func(f *Facts) {
			f.Route = Route{Checked: true, Guessed: true, By: "wwan0", Refused: "what goes out leaves by wwan0"}
		}, OK, "The daemon reaches the cloud", "", ""},
		{"not asked", "route", func(f *Facts) { f.Route = Route{} }, NotChecked, "routes", "", ""},

		{"new", "cloud", func(f *Facts) { search(f); f.Cloud.Status, f.Cloud.Fleet = "new", "" }, Fail, `still "new"`, "simagent sims ready " + shortICCID + " --fleet FLEET --config /etc/simagent.toml", "costs"},
		{"new, a Fleet is wished", "cloud", func(f *Facts) { search(f); f.Cloud.Status, f.Cloud.Fleet, f.Cloud.Wanted = "new", "", "hq" }, Fail, "", "simagent sims ready " + shortICCID + " --fleet hq --config /etc/simagent.toml", ""},
		{"new, [desired] acts", "cloud", func(f *Facts) { search(f); f.Cloud.Status, f.Cloud.Pending = "new", true }, Warn, "", "", "Nothing to do"},
		{"new, and registered", "cloud", func(f *Facts) { f.Cloud.Status = "new" }, Warn, "", "", "registered all the same"},
		{"inactive", "cloud", func(f *Facts) { deny(8)(f); f.Cloud.Status = "inactive" }, Fail, "inactive", "simagent sims activate " + shortICCID + " --config /etc/simagent.toml", "costs money"},
		{"scheduled", "cloud", func(f *Facts) { f.Cloud.Status = "scheduled" }, Warn, "changing", "", "wait"},
		{"missing", "cloud", func(f *Facts) { f.Cloud.Status, f.Cloud.Missing = "", true }, Fail, "does not have", "simagent sims claim " + shortICCID + " --config /etc/simagent.toml", "registration code"},
		{"fails", "cloud", func(f *Facts) { f.Cloud.Status, f.Cloud.Error, f.Cloud.Hint = "", "cloud answered 503: busy", "Wait." }, Warn, "cannot be asked: cloud answered 503: busy.", "", "Wait."},
		{"no credential", "cloud", func(f *Facts) { f.Cloud.Status, f.Credentials.Error = "", "x" }, NotChecked, "credentials", "", ""},
		{"no way", "cloud", func(f *Facts) { f.Cloud.Status, f.Cloud.Route = "", true }, NotChecked, "route", "", ""},
		{"not wanted", "cloud", func(f *Facts) { f.Cloud.Status, f.Cloud.Left = "", "of --no-cloud" }, NotChecked, "because of --no-cloud", "", ""},
		{"none", "cloud", func(f *Facts) { f.Cloud = Cloud{} }, NotChecked, "no cloud is configured", "", ""},

		{"over", "limit", func(f *Facts) { f.Limit.Over, f.Limit.OverHands = "the limit is used up", "Wait until 2026-12-01." }, Fail, "The limit is used up.", "", "Wait until 2026-12-01."},
		{"no data", "limit", func(f *Facts) { f.Limit.NoData, f.Limit.Fleet = true, "quiet" }, Fail, "The Sim's Fleet quiet allows no data.", "simagent sims fleet " + shortICCID + " OTHER --config /etc/simagent.toml", ""},
		{"near", "limit", func(f *Facts) { f.Limit.High = ptr(int64(225_000)); f.Tool.Run = "/r" }, Warn, "90 % of the free data", "simagent usage --by hour --run /r", ""},
		{"passed", "limit", func(f *Facts) { f.Limit.SMS = ptr(int64(5)) }, Warn, "threshold of SMS Commands is passed", "simagent sims show " + shortICCID + " --config /etc/simagent.toml", ""},
		{"active", "limit", func(f *Facts) { f.Limit.Data, f.Limit.SMSMost = nil, nil }, OK, "no threshold applies", "", ""},
		{"nothing counts", "limit", func(f *Facts) { f.Limit.NotCounted = "no counter" }, Warn, "Nothing counts", "*", ""},
		{"no account", "limit", func(f *Facts) { f.Limit = Limit{} }, NotChecked, "no account", "", ""},

		{"open to others", "credentials", func(f *Facts) {
			f.Credentials = Credentials{Needed: true, Place: "/c", Error: "cannot use credential file /c: others than its owner have access (mode 0644); type: chmod 600 /c"}
		}, Fail, "others than its owner", "chmod 600 /c", ""},
		{"missing", "credentials", func(f *Facts) {
			f.Credentials = Credentials{Needed: true, Place: "/c", Error: "cannot read credential file: open /c: no such file or directory"}
		}, Fail, "no such file", "install -m 600 /dev/stdin /c", "USER:SECRET"},
		{"systemd's", "credentials", func(f *Facts) { f.Credentials = Credentials{Needed: true, Place: "systemd:x", Error: "no"} }, Fail, "No.", "", "LoadCredential"},
		{"command", "credentials", func(f *Facts) { f.Credentials = Credentials{Needed: true, Command: true, Error: "it fails"} }, Fail, "It fails.", "", "by hand"},
		{"refused", "credentials", func(f *Facts) { f.Credentials.Refused = "cloud answered 401: no" }, Fail, "refuses the credential", "", "belong together"},
		{"the daemon's", "credentials", func(f *Facts) { f.Credentials = Credentials{Needed: true} }, OK, "those of the daemon", "", ""},
		{"not needed", "credentials", func(f *Facts) { f.Credentials = Credentials{} }, NotChecked, "no cloud", "", ""},

		{"1970", "clock", func(f *Facts) { f.Clock.Now = time.Unix(60, 0) }, Fail, "The clock says 1970", "sudo timedatectl set-ntp true", "battery"},
		{"off", "clock", func(f *Facts) { f.Clock.Skew = ptr(-time.Hour) }, Warn, "1 h 00 min behind the cloud's", "sudo timedatectl set-ntp true", ""},
		{"agrees", "clock", func(f *Facts) { f.Clock.Skew, f.Clock.Synced = ptr(time.Second), &no }, OK, "agrees", "", ""},
		{"nobody vouches", "clock", func(f *Facts) { f.Clock.Synced = &no }, Warn, "Nobody vouches", "sudo timedatectl set-ntp true", ""},
		{"the network does", "clock", func(f *Facts) { f.Clock.Synced, f.Clock.By = &no, "network" }, OK, "known", "", ""},
		{"the daemon objects", "clock", func(f *Facts) { f.Clock.Said = "the clock is 9 min off the cloud's" }, Warn, "The clock is 9 min off", "*", ""},
		{"not known", "clock", func(f *Facts) { f.Clock.Synced = nil }, NotChecked, "clock", "", ""},

		{"read-only", "disk", func(f *Facts) { f.Disk.State.ReadOnly = true }, Fail, "read-only", "sudo mount -o remount,rw /", ""},
		{"full", "disk", func(f *Facts) { f.Disk.State.Free = ptr(int64(4096)) }, Fail, "full: 4096 B are free", "df -h /\nsudo du -xh / | sort -h | tail", ""},
		{"nearly full", "disk", func(f *Facts) { f.Disk.State.Free = ptr(int64(5 << 20)) }, Warn, "nearly full", "df -h /", ""},
		{"not ours", "disk", func(f *Facts) { f.Disk.State.Writable, f.Disk.Daemon = &no, false }, Fail, "pi may not write", "sudo install -d -o pi /var/lib/simagent", "root"},
		{"the daemon's own", "disk", func(f *Facts) { f.Disk.State.Writable = &no }, OK, "The daemon keeps", "", ""},
		{"not kept", "disk", func(f *Facts) { f.Disk.NotKept = "no space left" }, Fail, "kept in memory only: no space left.", "df -h /var/lib/simagent", "lost"},
		{"run folder", "disk", func(f *Facts) { f.Disk.Run.ReadOnly = true }, Fail, "/run/simagent is read-only", "*", ""},
		{"kept, by a clock that is ahead of this one", "disk", func(f *Facts) { f.Disk.Daemon, f.Disk.Stored = true, noon.Add(time.Hour) }, OK, "The account is kept.", "", ""},
		{"kept", "disk", func(f *Facts) { f.Disk.Stored = noon.Add(-time.Minute) }, OK, "The account is kept.", "", ""},
		{"not known", "disk", func(f *Facts) { f.Disk = Disk{} }, NotChecked, "state folder", "", ""},
	} {
		t.Run(c.check+", "+c.name, func(t *testing.T) {
			t.Parallel()
			f := gateway()
			c.make(&f)
			got := of(t, f, c.check)
			require.Equal(t, c.state, got.State, "%+v", got)
			require.Contains(t, got.Text, c.text)
			if c.fix == "*" {
				require.NotEmpty(t, got.Fix)
			} else {
				require.Equal(t, c.fix, string(got.Fix))
			}
			require.Contains(t, string(got.Hands), c.hands)
			require.NotContains(t, string(got.Evidence), "written -", "nothing was written in time to come")
		})
	}
}

func plug(p ports.Port) func(*Facts) {
	return func(f *Facts) {
		f.Port = Port{Missing: "no AT port is plugged in that is known as one", Plugged: []ports.Port{p}}
	}
}

// One cause is one failing line: what it keeps from being looked at is not checked, with the reason.
func TestOneCauseOneFailure(t *testing.T) {
	t.Parallel()
	behind := []string{"sim", "pin", "registration", "fplmn", "roaming", "apn", "pdp"}
	for name, c := range map[string]struct {
		make  func(*Facts)
		fails string
		why   string
		not   []string
	}{
		"no port": {func(f *Facts) { f.Port = Port{Missing: "there is none"}; f.blank() }, "port", "because the port is not there", behind},
		"denied":  {func(f *Facts) { f.Port.Denied = &Denied{}; f.blank() }, "port", "because the port may not be opened", behind},
		"silent":  {func(f *Facts) { f.Port.Silent = "x"; f.blank() }, "port", "because the module does not answer", behind},
		"held": {func(f *Facts) {
			f.Port.Asked, f.Holders.List = false, []ports.Holder{{PID: 1, Command: "pppd"}}
			f.blank()
		}, "holder", "because pppd holds the port", behind},
		"no SIM": {func(f *Facts) { f.Card = Card{State: "absent"}; f.Network.Stat = atcmd.NotRegistered }, "sim", "because no SIM is in", []string{"pin", "registration", "fplmn", "pdp"}},
		"PIN":    {func(f *Facts) { f.Card.State = "pin"; f.Network.Stat = atcmd.NotRegistered }, "pin", "because the SIM waits for its PIN", []string{"registration", "fplmn", "pdp"}},
		"new": {func(f *Facts) {
			f.Cloud.Status, f.Network = "new", Network{Known: true, Stat: atcmd.Denied, Domain: cause.EMM, Cause: 8}
			f.APN.Value, f.APN.Granted, f.Settings.List[0].Fits = "internet", "", false
			f.Forbidden.List = []string{"310-410"}
		}, "cloud", "because the module is not registered", []string{"pdp"}},
		"credentials": {func(f *Facts) { f.Cloud.Status, f.Credentials = "", Credentials{Needed: true, Error: "no"} }, "credentials", "because the credentials do not serve: see that line", []string{"cloud"}},
		"route": {func(f *Facts) {
			f.Cloud.Status, f.Route = "", Route{Checked: true, Refused: "no way"}
		}, "route", "because there is no way to it: see the line route", []string{"cloud"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := gateway()
			c.make(&f)
			r := NewReport(f)
			require.Equal(t, 1, r.Failed, "%+v", r.Findings)
			require.Equal(t, c.fails, string(r.First))
			for _, check := range c.not {
				got := of(t, f, check)
				require.Equal(t, NotChecked, got.State, "%+v", got)
				require.Equal(t, c.why, got.Text, check)
			}
		})
	}
}

// blank forgets what only the module can have said.
func (f *Facts) blank() {
	f.Card, f.PIN, f.Network, f.Forbidden, f.Settings, f.APN, f.Session = Card{}, PIN{}, Network{}, Forbidden{}, Settings{}, APN{}, Session{}
}

// Whatever is known: every check once and in order, a state of the four, a reason for what was not checked, something to do
// for what fails, and a screen that fits.
func TestAnyFacts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := anyFacts(t)
		r := NewReport(f)
		require.Len(t, r.Findings, len(Checks()))
		failed, warned, first := 0, 0, ""
		for i, got := range r.Findings {
			require.Equal(t, Checks()[i], got.Check)
			require.NotEmpty(t, got.Text)
			switch got.State {
			case OK:
				require.Empty(t, got.Fix+got.Hands, "%+v", got)
			case Warn:
				warned++
			case Fail:
				if failed++; first == "" {
					first = got.Check
				}
				require.NotEmpty(t, got.Fix+got.Hands, "%+v", got)
			case NotChecked:
				require.True(t, strings.HasPrefix(got.Text, "because "), got.Text)
				require.Empty(t, got.Fix+got.Hands)
			default:
				require.Fail(t, "no such state", string(got.State))
			}
			require.NotContains(t, got.Text, "..")
		}
		require.Equal(t, []any{failed, warned, first}, []any{r.Failed, r.Warned, string(r.First)})
		checkScreen(t, r)
		var b strings.Builder
		require.NoError(t, WriteJSON(&b, r))
		var back Report
		require.NoError(t, json.Unmarshal([]byte(b.String()), &back))
		require.Equal(t, r, back)
	})
}

// anyFacts mixes what is known of a gateway with what is not, and with faults.
func anyFacts(t *rapid.T) Facts {
	f := gateway()
	coin := func(name string) bool { return rapid.Bool().Draw(t, name) }
	words := rapid.SampledFrom([]string{"", "x", "a reason that goes on", "two\nlines: `sudo true`", strings.Repeat("long", 40)})
	say := func(name string) string { return words.Draw(t, name) }
	f.Asked = rapid.SampledFrom([]string{"", "daemon", "port"}).Draw(t, "asked")
	f.Tool = Tool{Run: say("run"), Port: say("tool port"), Config: say("config")}
	if coin("no port") {
		f.Port = Port{Missing: say("missing"), Path: say("path"), Names: rapid.SliceOf(words).Draw(t, "names")}
	}
	if coin("plugged") {
		modes := []string{"", ports.ModeEDL, ports.ModeDump, ports.ModeLoader, ports.ModeHiLink, ports.ModeStorage, ports.ModeNetwork, ports.ModeStarting, ports.ModeRNDIS}
		f.Port.Plugged = []ports.Port{{Mode: rapid.SampledFrom(modes).Draw(t, "mode")}}
	}
	f.Port.Silent, f.Port.Asked, f.Port.Starts = say("silent"), coin("port asked"), coin("starts")
	if coin("denied") {
		f.Port.Denied = &Denied{User: say("user"), Group: say("group"), Closed: coin("closed")}
	}
	if coin("holder") {
		command := rapid.SampledFrom([]string{"", "ModemManager", "agetty", "pppd", "simagent", "minicom"}).Draw(t, "command")
		f.Holders.List = []ports.Holder{{PID: 7, Command: command, Stale: coin("stale"), Suspect: coin("suspect"), LockFile: say("lock"), Port: f.Port.Found}}
	}
	f.Holders.Known, f.Holders.Said, f.Holders.Hidden = coin("holders"), say("said"), rapid.IntRange(0, 3).Draw(t, "hidden")
	f.Power = Power{Known: coin("power"), Low: coin("low"), WasLow: coin("was low")}
	if coin("trap") {
		f.UART.Traps = []host.Trap{{Text: say("trap"), Fix: say("trap fix")}, {Text: "more"}}
	}
	f.UART.Known = coin("uart")
	f.Card.State = rapid.SampledFrom([]string{"", "unknown", "absent", "busy", "pin", "puk", "locked", "unreadable", "unsupported", "failed", "uncertain", "ready"}).Draw(t, "card")
	f.Card.Error, f.Card.ICCID = say("card error"), say("iccid")
	f.PIN = PIN{File: say("pin file"), Problem: say("pin problem"), Withheld: say("withheld")}
	if coin("tries") {
		f.PIN.Tries = ptr(rapid.IntRange(0, 3).Draw(t, "left"))
	}
	f.Network.Known = coin("network")
	f.Network.Stat = atcmd.Stat(rapid.SampledFrom([]int{0, 1, 2, 3, 4, 5, 6, 8, 90}).Draw(t, "stat"))
	f.Network.Domain, f.Network.Cause = cause.Domain(rapid.IntRange(0, 5).Draw(t, "domain")), rapid.IntRange(0, 120).Draw(t, "cause")
	f.Network.For = time.Duration(rapid.IntRange(0, 100).Draw(t, "for")) * time.Minute
	f.Network.Attached = ptr(coin("attached"))
	f.Forbidden.Known, f.Forbidden.List = coin("fplmn"), rapid.SliceOf(rapid.SampledFrom([]string{"001-01", "310-410", "262-01"})).Draw(t, "list")
	f.Settings.Known = coin("settings")
	f.Settings.List[0].Fits, f.Settings.List[0].Written, f.Settings.List[0].Command = coin("fits"), coin("written"), "+X=1"
	f.APN.Value, f.APN.Granted, f.APN.Known, f.APN.Command = say("apn"), say("granted"), coin("apn known"), say("apn command")
	f.Session.List[0].Active = coin("active")
	f.Route = Route{Checked: coin("route"), Refused: say("refused"), By: say("by"), Out: say("out"), Via: say("via")}
	f.Cloud.Provider = rapid.SampledFrom([]string{"", "twilio"}).Draw(t, "provider")
	f.Cloud.Status = rapid.SampledFrom([]string{"", "new", "ready", "active", "inactive", "scheduled", "odd"}).Draw(t, "status")
	f.Cloud.Error, f.Cloud.Missing, f.Cloud.Hint, f.Cloud.SIM = say("cloud error"), coin("sim missing"), say("hint"), say("sim")
	f.Limit.Over, f.Limit.NoData, f.Limit.NotCounted = say("over"), coin("no data"), say("counts")
	f.Credentials = Credentials{Needed: coin("needed"), Checked: coin("checked"), Command: coin("command"), Error: say("cred"), Refused: say("cred refused"), Place: say("place")}
	f.Clock = Clock{Now: f.Time, Synced: ptr(coin("synced")), By: say("clock by")}
	f.Disk.NotKept, f.Disk.Daemon = say("kept"), coin("daemon")
	f.Disk.State.ReadOnly, f.Disk.State.Error = coin("ro"), say("disk error")
	f.Disk.State.Free = ptr(rapid.Int64Range(0, 1<<24).Draw(t, "free"))
	f.Disk.State.Writable = ptr(coin("writable"))
	return f
}
