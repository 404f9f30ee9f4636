package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"periph.io/x/conn/v3/gpio"
	"pgregory.net/rapid"

	"simagent/boards"
	"simagent/boards/host"
)

// wired is a board with a line of each kind, on the USB and on the UART.
func wired() boards.Board {
	flight := powerKey
	flight.Name, flight.Line, flight.Held, flight.Consumer = boards.Flight, "GPIO4", true, "simagent:flight"
	button := statusLine
	button.Name, button.Line, button.Consumer = boards.Button, "GPIO22", "simagent:button"
	return boards.Board{
		Name: "wired", Title: "A HAT made up for tests", Lines: []boards.Line{powerKey, flight, statusLine, button},
		USB:  []boards.USB{{VID: "2c7c", PID: "0125", AT: 2}, {VID: "1bc7", PID: "1201", AT: 4}},
		UART: boards.UART{Devices: []string{"/dev/serial0", "/dev/ttyAMA0", "/dev/ttyS0"}, Baud: 115200},
	}
}

// pi4 makes a Raspberry Pi 4 of files; more are names and contents, "-> " before a link.
func pi4(t *testing.T, more ...string) host.Host {
	files := append([]string{
		"proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\x00", "proc/cmdline", "console=tty1\n", "usr/bin/raspi-config", "",
		"boot/firmware/config.txt", "enable_uart=1\n", "dev/ttyS0", "", "dev/ttyAMA0", "", "dev/serial0", "-> ttyS0",
	}, more...)
	root := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		name := filepath.Join(root, files[i])
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		if to, ok := strings.CutPrefix(files[i+1], "-> "); ok {
			require.NoError(t, os.Symlink(to, name))
		} else {
			require.NoError(t, os.WriteFile(name, []byte(files[i+1]), 0o644))
		}
	}
	return host.Host{Root: root}
}

// ec25 is an EC25 on the bus.
var ec25 = []string{"sys/bus/usb/devices/1-1/idVendor", "2c7c\n", "sys/bus/usb/devices/1-1/idProduct", "0125\n"}

// checked looks at a board.
func checked(k *fakeGPIO, h host.Host, b boards.Board, chosen string) *boardCheck {
	c := &boardCheck{gpio: gpioDevice{k}, host: h, board: b, chosen: chosen, print: h.Fingerprint()}
	c.look()
	return c
}

// checkScreen is what people see; only the lines to type may be wider than the screen.
func checkScreen(t *testing.T, c *boardCheck) string {
	var b bytes.Buffer
	c.write(&b)
	for line := range strings.Lines(b.String()) {
		if !strings.Contains(line, "sudo ") {
			require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), 80, line)
		}
	}
	return "\n" + b.String()
}

func TestBoardCheckAllWell(t *testing.T) {
	k := header()
	k.take("GPIO4", "simagent:flight", gpioOutput)
	k.line("GPIO22").high = true
	c := checked(k, pi4(t, ec25...), wired(), boardConfigured)
	require.Equal(t, `
wired: A HAT made up for tests, as configured
on Raspberry Pi 4 Model B Rev 1.4
Lines
  pwrkey  GPIO6 of pinctrl-bcm2711   not driven  not read        free
  flight  GPIO4 of pinctrl-bcm2711   output      not read        simagent:flight
  status  GPIO23 of pinctrl-bcm2711  input       low: active     free
  button  GPIO22 of pinctrl-bcm2711  input       high: inactive  free
  Not read: pwrkey: the kernel shows a level only to who has the line, and
  giving an output back may change it.
  Not read: flight: only who has a line can read it.
USB
  2c7c:0125 is there, AT on interface 02
UART
  /dev/serial0, which is /dev/ttyS0, 115200 bit/s
All is as expected.
`, checkScreen(t, c))
	require.Equal(t, []string{"GPIO23 in up by simagent:status", "GPIO23 released", "GPIO22 in up by simagent:button", "GPIO22 released"}, k.log)
}

func TestBoardCheckTroubles(t *testing.T) {
	k := header()
	k.take("GPIO6", "sixfab", gpioOutput)
	k.take("GPIO4", "simagent:flight", gpioInput)
	k.line("GPIO23").flags = gpioOutput
	k.line("GPIO22").name = "BUTTON"
	h := pi4(t, "etc/systemd/system/getty.target.wants/serial-getty@ttyS0.service", "", "sys/class/hwmon/hwmon1/name", "rpi_volt\n",
		"sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n")
	require.NoError(t, os.WriteFile(filepath.Join(h.Root, "proc/cmdline"), []byte("console=ttyS0,115200\n"), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(h.Root, "boot/firmware/config.txt"), []byte("#\n"), 0o644))
	c := checked(k, h, wired(), boardNamed)
	require.Equal(t, `
wired: A HAT made up for tests, as named
on Raspberry Pi 4 Model B Rev 1.4
Lines
! pwrkey  GPIO6 of pinctrl-bcm2711   output  not read        sixfab
! flight  GPIO4 of pinctrl-bcm2711   input   not read        simagent:flight
! status  GPIO23 of pinctrl-bcm2711  output  not read        free
! button  GPIO22                             not read
  ! pwrkey: it is in use by sixfab.
  ! flight: its direction is not that of the board.
  ! status: it is an output now, and the board drives it too.
  ! button: chip pinctrl-bcm2711 has no line GPIO22.
  Not read: pwrkey, flight: only who has a line can read it.
  Not read: status: reading it would make it an input.
USB
  None of its modules is there (2c7c:0125, 1bc7:1201): it is off, or its cable
  is missing, or it is used by its UART.
UART
  /dev/serial0, which is /dev/ttyS0, 115200 bit/s
! The mini UART takes its baud rate from the core clock, and nothing holds that
  still.
    /dev/serial0 is a link to /dev/ttyS0, the mini UART, and
    /boot/firmware/config.txt has neither enable_uart=1 nor core_freq nor
    force_turbo=1.
    echo enable_uart=1 | sudo tee -a /boot/firmware/config.txt   # then reboot
! The kernel's console is on this port: the modem hears its log, and a login
  prompt as a rule.
    /proc/cmdline has console=ttyS0,115200.
    sudo raspi-config nonint do_serial_cons 1   # then reboot
! Supply: the voltage is too low now (/sys/class/hwmon/hwmon1/in0_lcrit_alarm):
  a stronger supply, a shorter cable, or power for the module by itself.
7 things are not as expected: see the !.
`, checkScreen(t, c))
	require.Empty(t, k.log)
}

func TestBoardCheckWithoutChips(t *testing.T) {
	k := header()
	k.list = nil
	b := wired()
	b.UART.Devices = nil
	c := checked(k, host.Host{Root: t.TempDir()}, b, boardNamed)
	require.Equal(t, `
wired: A HAT made up for tests, as named
Lines
! pwrkey  GPIO6     not read
! flight  GPIO4     not read
! status  GPIO23    not read
! button  GPIO22    not read
  ! pwrkey, flight, status, button: there is no GPIO chip in /dev.
USB
! None of its modules is there (2c7c:0125, 1bc7:1201): it is off, or its cable
  is missing.
2 things are not as expected: see the !.
`, checkScreen(t, c))
}

// What is wrong with the UART does not count while the module is on the USB.
func TestBoardCheckUARTBesideUSB(t *testing.T) {
	h := pi4(t, append([]string{"sys/devices/platform/soc/soc:firmware/get_throttled", "50000\n"}, ec25...)...)
	require.NoError(t, os.WriteFile(filepath.Join(h.Root, "proc/cmdline"), []byte("console=ttyS0,115200\n"), 0o644))
	b := wired()
	b.Lines = nil
	c := checked(header(), h, b, boardNamed)
	require.Equal(t, `
wired: A HAT made up for tests, as named
on Raspberry Pi 4 Model B Rev 1.4
Lines: it has none.
USB
  2c7c:0125 is there, AT on interface 02
UART
  /dev/serial0, which is /dev/ttyS0, 115200 bit/s
  The module is on the USB; what follows matters only when it is to be used by
  its UART.
  The kernel's console is on this port: the modem hears its log, and a login
  prompt as a rule.
    /proc/cmdline has console=ttyS0,115200.
    sudo raspi-config nonint do_serial_cons 1   # then reboot
Supply: good now, but the voltage was too low since the start
(/sys/devices/platform/soc/soc:firmware/get_throttled).
All is as expected.
`, checkScreen(t, c))
	b.USB = nil
	b.UART.Devices = []string{"/dev/ttymxc2"}
	c = checked(header(), h, b, boardNamed)
	require.Contains(t, checkScreen(t, c), "UART\n! There is no /dev/ttymxc2.\n")
	require.Equal(t, 1, c.problems())
}

func TestBoardCheckJSON(t *testing.T) {
	k := header()
	k.take("GPIO4", "sixfab", gpioOutput)
	h := pi4(t)
	require.NoError(t, os.WriteFile(filepath.Join(h.Root, "proc/cmdline"), []byte("console=ttyS0,115200\n"), 0o644))
	b := wired()
	b.Lines = b.Lines[1:3]
	var out bytes.Buffer
	require.NoError(t, writeBoardCheckJSON(&out, checked(k, h, b, boardNamed)))
	require.JSONEq(t, `{"schema":1,"board":"wired","title":"A HAT made up for tests","model":"Raspberry Pi 4 Model B Rev 1.4","chosen":"named","lines":[
		{"name":"flight","line":"GPIO4","chip":"pinctrl-bcm2711","wants":"out","direction":"out","consumer":"sixfab","level":null,"active":null,
		 "not_read":"only who has a line can read it","problem":"it is in use by sixfab"},
		{"name":"status","line":"GPIO23","chip":"pinctrl-bcm2711","wants":"in","direction":"in","consumer":null,"level":"low","active":true,"not_read":null,"problem":null}],
		"usb":[{"vid":"2c7c","pid":"0125","at":2,"seen":false},{"vid":"1bc7","pid":"1201","at":4,"seen":false}],
		"uart":{"device":"/dev/serial0","real":"/dev/ttyS0","baud":115200,"counts":true,"problem":null,"traps":[
		 {"text":"the kernel's console is on this port: the modem hears its log, and a login prompt as a rule","evidence":"/proc/cmdline has console=ttyS0,115200",
		  "fix":"sudo raspi-config nonint do_serial_cons 1   # then reboot"}]},
		"supply":null,"problems":2}`, out.String())
	require.True(t, json.Valid(out.Bytes()))
}

// Whatever state the lines are in and whoever has them, the check drives none: it asks the kernel for inputs only, for those
// alone that are inputs, are free and belong to a board that somebody named, and gives them back.
func TestBoardCheckNeverDrives(t *testing.T) {
	h := pi4(t)
	list := append(boards.All(), wired())
	rapid.Check(t, func(rt *rapid.T) {
		k := header()
		for _, chip := range k.list {
			chip.label = rapid.SampledFrom([]string{"pinctrl-bcm2711", "pinctrl-rp1", "pinctrl-bcm2835", "other"}).Draw(rt, "label")
			for _, l := range chip.lines {
				l.flags = rapid.SampledFrom([]uint64{gpioInput, gpioOutput}).Draw(rt, "direction")
				l.high = rapid.Bool().Draw(rt, "high")
				if rapid.Bool().Draw(rt, "used") {
					l.flags |= gpioUsed
					l.consumer = rapid.SampledFrom([]string{"", "sixfab", "simagent:pwrkey", "simagent:status"}).Draw(rt, "consumer")
				}
			}
		}
		before := states(k)
		b := rapid.SampledFrom(list).Draw(rt, "board")
		chosen := rapid.SampledFrom([]string{boardNamed, boardConfigured, boardRecognised}).Draw(rt, "chosen")
		c := checked(k, h, b, chosen)
		require.Equal(rt, before, states(k), "all is as it was")
		require.Zero(rt, k.opened())
		for _, entry := range k.log {
			require.Regexp(rt, `^GPIO\d+ (in( up| down| float)? by simagent:.*|released)$`, entry)
			require.NotEqual(rt, boardRecognised, chosen)
			name, _, _ := strings.Cut(entry, " ")
			i := slices.IndexFunc(b.Lines, func(l boards.Line) bool { return l.Line == name })
			require.Equal(rt, boards.In, b.Lines[i].Direction)
		}
		for _, l := range c.lines {
			require.True(rt, l.notRead != "" || l.Direction == boards.In)
		}
	})
}

func states(k *fakeGPIO) []string {
	var list []string
	for _, chip := range k.list {
		for _, l := range chip.lines {
			list = append(list, fmt.Sprint(l.name, l.consumer, l.flags, gpio.Level(l.high)))
		}
	}
	return list
}

func TestBoardCheckChooses(t *testing.T) {
	sixfab, err := boards.Named("sixfab-base")
	require.NoError(t, err)
	print := boards.Fingerprint{Model: "Raspberry Pi 4 Model B Rev 1.4", USB: []boards.USBID{{VID: "2c7c", PID: "0125"}}}
	all := []boards.Board{sixfab, {Name: "stick", USB: []boards.USB{{VID: "2c7c", PID: "0125"}}}, {Name: "other", USB: []boards.USB{{VID: "1e0e", PID: "9001"}}}, {Name: "generic"}}
	_, err = onlyBoard(recognised(slices.Clone(all), print))
	require.EqualError(t, err, "several boards fit: sixfab-base, stick; name one")
	print.Model = ""
	b, err := onlyBoard(recognised(slices.Clone(all), print))
	require.NoError(t, err)
	require.Equal(t, "stick", b.Name, "a PC has no header")
	_, err = onlyBoard(nil)
	require.EqualError(t, err, "no board is recognised here: name one; simagent boards list shows them")

	file := filepath.Join(t.TempDir(), "simagent.toml")
	require.NoError(t, os.WriteFile(file, []byte("[board]\nname = \"sixfab-base\"\n"), 0o644))
	c := boardCheck{host: pi4(t)}
	require.NoError(t, c.choose(nil, file))
	require.Equal(t, "sixfab-base configured", c.board.Name+" "+c.chosen)
	require.NoError(t, c.choose([]string{"generic-usb"}, file))
	require.Equal(t, "generic-usb named", c.board.Name+" "+c.chosen)
	require.ErrorContains(t, c.choose([]string{"sixfab"}, file), `unknown board "sixfab"`)
	require.Error(t, c.choose(nil, file+".missing"))
	require.ErrorContains(t, c.choose(nil, ""), "no board is recognised here")
}

// The command's own exit code and help.
func TestBoardCheckCommand(t *testing.T) {
	run := func(args ...string) (string, error) {
		cmd := newBoardsCheck()
		var out bytes.Buffer
		cmd.SetOut(&out)
		cmd.SetErr(&out)
		cmd.SetArgs(args)
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		err := cmd.Execute()
		return out.String(), err
	}
	text, err := run("generic-usb") // whether a module is plugged in here is not ours to say
	require.Equal(t, err == nil, strings.Contains(text, "All is as expected.\n"), text)
	text, err = run("generic-usb", "--json")
	require.Equal(t, err == nil, strings.Contains(text, `"problems": 0`), text)
	text, err = run("--help")
	require.NoError(t, err)
	for line := range strings.Lines(text) {
		require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), 80, line)
	}
}

// A board that says nothing of its module has any that is plugged in; with none it is not as expected.
func TestBoardCheckOfAnyModule(t *testing.T) {
	t.Parallel()
	any, err := boards.Named("generic-usb")
	require.NoError(t, err)
	c := checked(header(), pi4(t, "sys/class/tty/tty0/dev", "4:0\n"), any, boardNamed)
	require.Contains(t, checkScreen(t, c), "\nUSB\n! No module is there, known or with a serial port: it is off, or its cable is\n  missing.\nOne thing is not as expected: see the !.\n")

	c = checked(header(), pi4(t, append(ec25, "sys/class/tty/tty0/dev", "4:0\n")...), any, boardNamed)
	require.Contains(t, checkScreen(t, c), "\nUSB\n  2c7c:0125 is there, Quectel EC25/EG25\nAll is as expected.\n")
	var b bytes.Buffer
	require.NoError(t, writeBoardCheckJSON(&b, c))
	require.Contains(t, b.String(), `"usb": [
    {
      "vid": "2c7c",
      "pid": "0125",
      "at": null,
      "seen": true
    }
  ]`)
}
