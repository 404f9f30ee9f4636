package main

import (
	"bytes"
	"encoding/json"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/ports"
	"simagent/atcmd/ports/portstest"
)

// machine makes a tree whose ports have short names, "dev/ttyUSB2".
func machine(t *testing.T) (*portstest.Tree, ports.Finder) {
	tr := portstest.New(t)
	t.Chdir(tr.Root)
	tr.Process(1, "systemd", "/init.scope")
	require.NoError(t, os.Symlink("1", tr.Path("proc/self")))
	return tr, ports.Finder{Sysfs: tr.Path("sys"), Dev: "dev", Proc: tr.Path("proc"), Lock: "lock"}
}

// screen is what people see, with ' for the quotes of commands; every line but those
// that are there to be copied fits the width.
func screen(t *testing.T, f ports.Finder, configured string, verbose bool) string {
	s, err := surveyPorts(f, configured)
	require.NoError(t, err)
	var b bytes.Buffer
	writePorts(&b, s, verbose)
	for line := range strings.Lines(b.String()) {
		if !strings.HasPrefix(line, "ACTION") && !strings.HasPrefix(line, "  --port") {
			require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), 80, line)
		}
	}
	return "\n" + strings.ReplaceAll(b.String(), "`", "'")
}

// gatewayPorts is a Raspberry Pi with an EC25 that ModemManager holds, a stick in HiLink
// mode and a module in emergency download mode.
func gatewayPorts(t *testing.T) (*portstest.Tree, ports.Finder) {
	tr, f := machine(t)
	dev := tr.Four("1-1.2", "2c7c:0125", 0, 0)
	tr.Net(tr.Iface(dev, 4, "ff/ff/ff", "qmi_wwan"), "wwan0")
	tr.Link("dev/serial/by-path/platform-usb-0:1.2:1.2-port0", tr.Path("dev/ttyUSB2"))
	stick := tr.USB("1-1.3", "12d1:14dc", "")
	tr.Net(tr.Iface(stick, 0, "02/06/00", "cdc_ether"), "eth1")
	tr.USB("1-1.4", "05c6:9008", "")
	tr.UART("ttyAMA0", "uart-pl011", false)
	tr.Process(512, "ModemManager", "/system.slice/ModemManager.service", portstest.Numbers[2].Path)
	return tr, f
}

func TestPortsScreen(t *testing.T) {
	_, f := gatewayPorts(t)
	require.Equal(t, `
  port         if  role          driver
Quectel EC25/EG25, 2c7c:0125 at USB 1-1.2, network wwan0
  dev/ttyUSB0  00  diag          option
  dev/ttyUSB1  01  gps           option
> dev/ttyUSB2  02  at            option      held: ModemManager (512)
  dev/ttyUSB3  03  at-secondary  option
  ModemManager holds dev/ttyUSB2: 'sudo systemctl stop ModemManager' frees it
  now, 'sudo simagent setup --apply' for good; -v shows the rule alone.
Huawei stick, 12d1:14dc at USB 1-1.3, network eth1
  ! It is in HiLink mode: it plays a router and has no AT port; switch it to
  stick (modem) mode.
Qualcomm module, 05c6:9008 at USB 1-1.4
  ! It is a module in emergency download mode: its firmware does not run; power
  it off for 30 s, and if it comes back so, flash it.
UARTs of the board
  dev/ttyAMA0      unknown       uart-pl011
  Nothing tells what is behind a UART: name yours as modem.port in the
  configuration, or with --port.
> dev/ttyUSB2 is the port that 'simagent run' takes.
`, screen(t, f, "", false))
}

// With -v: names that outlive a reset, the rule for udev, sources, and what is not
// confirmed of the row and of the profile.
func TestPortsScreenVerbose(t *testing.T) {
	tr, f := machine(t)
	tr.Serial(tr.Iface(tr.USB("1-1", "05c6:90b2", "860000000000000"), 2, "ff/ff/ff", "option"), "ttyUSB0")
	tr.Link("dev/serial/by-path/platform-usb-0:1:1.2-port0", tr.Path("dev/ttyUSB0"))
	tr.Process(512, "ModemManager", "/system.slice/ModemManager.service", portstest.Numbers[0].Path)
	got := screen(t, f, "", true)
	head, rest, ok := strings.Cut(got, "  Profile u-blox SARA-R4, from ")
	require.True(t, ok)
	require.Equal(t, `
  port         if  role          driver
u-blox SARA-R4, 05c6:90b2 at USB 1-1
> dev/ttyUSB0  02  at            option      held: ModemManager (512)
    dev/serial/by-path/platform-usb-0:1:1.2-port0
  ModemManager holds dev/ttyUSB0: 'sudo systemctl stop ModemManager' frees it
  now, 'sudo simagent setup --apply' for good, or this line in
  /etc/udev/rules.d/79-simagent-mm.rules:
ACTION!="remove", SUBSYSTEM=="tty", ENV{ID_VENDOR_ID}=="05c6", ENV{ID_MODEL_ID}=="90b2", ENV{ID_USB_INTERFACE_NUM}=="02", ENV{ID_MM_PORT_IGNORE}="1"
  Serial number …0000
  Row of the table from Linux, drivers/usb/serial/option.c and the notes of its
  commits.
  Not confirmed: The kernel keeps off 01 and 03; that 02 takes AT is concluded
  from users' reports.
`, head)
	s, err := surveyPorts(f, "")
	require.NoError(t, err)
	require.Len(t, s.devices[0].profiles, 1)
	require.NotEmpty(t, s.devices[0].profiles[0].Doubts)
	for _, doubt := range s.devices[0].profiles[0].Doubts {
		require.Contains(t, strings.Join(strings.Fields(rest), " "), strings.ReplaceAll("Not confirmed: "+doubt.About+": "+doubt.Why, "`", "'"))
	}
}

// Ports of all kinds that are no use as they are.
func TestPortsScreenTroubles(t *testing.T) {
	tr, f := machine(t)
	tr.Serial(tr.Iface(tr.USB("1-1", "0403:6001", ""), 0, "ff/ff/ff", "ftdi_sio"), "ttyUSB0")
	rndis := tr.USB("1-2", "2c7c:0125", "")
	tr.Net(tr.Iface(rndis, 0, "e0/01/03", "rndis_host"), "usb0")
	tr.Serial(tr.Iface(rndis, 4, "ff/00/00", "option"), "ttyUSB1")
	tr.Serial(tr.Iface(rndis, 5, "ff/00/00", "option"), "ttyUSB2")
	tr.Iface(tr.USB("1-3", "2c7c:0800", ""), 2, "ff/00/00", "")
	tr.USB("1-4", "1bc7:1201", "")
	tr.Iface(tr.USB("1-5", "2cb7:01a0", ""), 0, "02/0e/00", "cdc_mbim")
	tr.Serial(tr.Iface(tr.USB("1-6", "2c7c:0125", ""), 2, "ff/00/00", "option"), "ttyUSB3")
	tr.Lock("ttyUSB3", 4711)
	tr.Serial(tr.Iface(tr.USB("1-7", "1bc7:1101", ""), 0, "ff/00/00", "option"), "ttyUSB4")
	tr.Process(900, "simagent", "/system.slice/simagent@gw.service", portstest.Numbers[1].Path)
	require.Equal(t, `
  port         if  role          driver
Unknown USB device, 0403:6001 at USB 1-1
  A serial adapter, or a module that the table does not know: if it is the
  modem, name its port with --port.
  dev/ttyUSB0  00  unknown       ftdi_sio
Quectel EC25/EG25, 2c7c:0125 at USB 1-2, network usb0, RNDIS first
  dev/ttyUSB1  04  at            option      held: simagent (900)
  dev/ttyUSB2  05  at-secondary  option
  The daemon has it: 'simagent status' and 'simagent at CMD' ask it.
Quectel RM500Q, 2c7c:0800 at USB 1-3
  ! It has no serial port: no driver is bound to it ('sudo modprobe option', or
  'cdc_acm').
Telit LE910C1, 1bc7:1201 at USB 1-4
  ! It has no serial port yet: it has just been plugged in or reset; if it stays
  so for a minute, look at 'dmesg'.
Fibocom NL668, 2cb7:01a0 at USB 1-5
  ! It shows network interfaces but no serial port: choose a USB composition
  with AT ports (the maker's AT command for it), or use its UART.
Quectel EC25/EG25, 2c7c:0125 at USB 1-6
  dev/ttyUSB3  02  at            option      held: stale lock file
  lock/LCK..ttyUSB3 was left behind by a process that is gone: 'sudo rm
  lock/LCK..ttyUSB3'
Telit ME910C1, 1bc7:1101 at USB 1-7
  ! It has no port on interface 01, where AT is: it is still starting, or no
  driver is bound there.
  dev/ttyUSB4  00  diag          option
Cannot choose between 2 modules; name one:
  --port dev/ttyUSB1   Quectel EC25/EG25 at 1-2
  --port dev/ttyUSB3   Quectel EC25/EG25 at 1-6
`, screen(t, f, "", false))
}

func TestPortsScreenNothing(t *testing.T) {
	_, f := machine(t)
	require.Equal(t, `
No serial port and no known module is plugged in. A module on USB appears here
some seconds after its power is on: 'lsusb' shows whether it is on the bus,
'dmesg' why not. A UART has to be enabled by the board's firmware (enable_uart=1
on a Raspberry Pi).
`, screen(t, f, "", false))
	_, err := surveyPorts(ports.Finder{Sysfs: t.TempDir()}, "")
	require.ErrorContains(t, err, "there is no /sys/class/tty here; in a container, mount")
}

// A board whose module hangs on a UART: the configuration says which.
func TestPortsScreenUART(t *testing.T) {
	tr, f := machine(t)
	tr.UART("ttyS0", "bcm2835-aux-uart", true)
	tr.UART("ttyAMA0", "uart-pl011", true)
	tr.Process(300, "agetty", "/system.slice/serial-getty@ttyS0.service", portstest.Numbers[0].Path)
	require.Equal(t, `
  port         if  role          driver
UARTs of the board
> dev/ttyAMA0      unknown       uart-pl011
  dev/ttyS0        unknown       bcm2835-aux-uart  held: agetty (300)
  a login prompt holds dev/ttyS0: 'sudo systemctl disable --now
  serial-getty@ttyS0', and take console=ttyS0 off the kernel's command line
  Nothing tells what is behind a UART: name yours as modem.port in the
  configuration, or with --port.
> dev/ttyAMA0 is the port that 'simagent run' takes.
`, screen(t, f, "dev/ttyAMA0", false))
	require.Contains(t, screen(t, f, "", false), "'simagent run' finds no AT port by itself here.")
	require.Contains(t, screen(t, f, "dev/ttyS7", false), "Cannot use port dev/ttyS7: no such device")
}

// In a container sysfs shows ports that its /dev has not.
func TestPortsScreenContainer(t *testing.T) {
	tr, f := machine(t)
	tr.Four("1-1.2", "2c7c:0125", 0, 0)
	for _, name := range []string{"ttyUSB0", "ttyUSB1", "ttyUSB2", "ttyUSB3"} {
		require.NoError(t, os.Remove(tr.Path("dev", name)))
	}
	require.Contains(t, screen(t, f, "", false), "> dev/ttyUSB2  02  at            option\n    It is not in /dev here: in a container, pass the device in.\n")
	s, err := surveyPorts(f, "")
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, writePortsJSON(&b, s))
	require.Equal(t, 4, strings.Count(b.String(), `"holders": null`), "not known is null, not nobody")
}

// Without rights to look into a process, a likely holder is named as such, and the
// screen says that there may be more.
func TestPortsScreenHidden(t *testing.T) {
	tr, f := machine(t)
	tr.Four("1-1.2", "2c7c:0125", 0, 0)
	tr.Process(512, "ModemManager", "/system.slice/ModemManager.service")
	tr.Process(600, "bash", "/user.slice/session-3.scope")
	for _, pid := range []string{"512", "600"} {
		require.NoError(t, os.Chmod(tr.Path("proc", pid, "fd"), 0))
	}
	for dir := tr.Root; dir != os.TempDir() && len(dir) > 1; dir = dir[:strings.LastIndexByte(dir, '/')] { // made for their owner only
		require.NoError(t, os.Chmod(dir, 0o755))
	}
	var got *portSurvey
	var err error
	var done sync.WaitGroup
	done.Go(func() { // its thread ends with it: the identity is dropped for nobody else
		runtime.LockOSThread()
		if os.Geteuid() == 0 {
			_ = syscall.Setfsuid(65534)
		}
		got, err = surveyPorts(f, "")
	})
	done.Wait()
	require.NoError(t, err)
	var b bytes.Buffer
	writePorts(&b, got, false)
	require.Contains(t, b.String(), "> dev/ttyUSB2  02  at            option      held: ModemManager (512)?\n")
	require.Equal(t, 1, strings.Count(b.String(), "ModemManager runs and probably holds dev/ttyUSB2: "), "told once, of the port that counts")
	require.NotContains(t, b.String(), "probably holds dev/ttyUSB0")
	require.Contains(t, b.String(), "\nCannot see the open files of 2 processes of other users: run as root to be sure\nwho holds the port.\n")
}

func TestPortsJSON(t *testing.T) {
	_, f := gatewayPorts(t)
	s, err := surveyPorts(f, "")
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, writePortsJSON(&b, s))
	require.NotContains(t, b.String(), "860000000000000", "the serial number of a module is its IMEI")
	require.Contains(t, b.String(), `"serial": "…0000"`)
	var o struct {
		Schema  int
		Taken   *string
		Reason  *string
		Devices []struct {
			USB      string
			Mode     *string
			Networks []string
			Doubts   []string
			Profiles []struct{ Name string }
			Ports    []map[string]any
		}
		UARTs []map[string]any
	}
	require.NoError(t, json.Unmarshal(b.Bytes(), &o))
	require.Equal(t, 1, o.Schema)
	require.Equal(t, "dev/ttyUSB2", *o.Taken)
	require.Nil(t, o.Reason)
	require.Len(t, o.Devices, 3)
	require.Nil(t, o.Devices[0].Mode)
	require.Equal(t, []string{"wwan0"}, o.Devices[0].Networks)
	require.Len(t, o.Devices[0].Profiles, 1)
	port := o.Devices[0].Ports[2]
	require.Equal(t, []any{"dev/ttyUSB2", "dev/serial/by-path/platform-usb-0:1.2:1.2-port0", 2.0, "at", true},
		[]any{port["device"], port["stable"], port["interface"], port["role"], port["taken"]})
	holder := port["holders"].([]any)[0].(map[string]any)
	require.Equal(t, []any{512.0, "ModemManager", "ModemManager.service", nil}, []any{holder["pid"], holder["command"], holder["unit"], holder["lock_file"]})
	require.Equal(t, "hilink", *o.Devices[1].Mode)
	require.Equal(t, "edl", *o.Devices[2].Mode)
	require.Empty(t, o.Devices[2].Ports)
	require.Len(t, o.UARTs, 1)
	for _, key := range []string{"stable", "interface", "udev_rule"} {
		require.Contains(t, o.UARTs[0], key)
		require.Nil(t, o.UARTs[0][key])
	}
	require.Equal(t, []any{}, o.UARTs[0]["holders"], "nobody is not unknown")
}

// The command itself, on this machine, whatever is plugged in here.
func TestPortsCommand(t *testing.T) {
	if _, err := os.Stat("/sys/class/tty"); err != nil {
		t.Skip("not run: no sysfs here")
	}
	for _, args := range [][]string{{"ports"}, {"ports", "-v"}, {"ports", "--json"}} {
		root := newRoot()
		var out bytes.Buffer
		root.SetOut(&out)
		root.SetArgs(args)
		require.NoError(t, root.Execute())
		require.NotEmpty(t, out.String())
		if args[len(args)-1] == "--json" {
			require.True(t, json.Valid(out.Bytes()))
		}
	}
}
