package host_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/boards/host"
)

const (
	confTxt = "boot/firmware/config.txt"
	hciuart = "etc/systemd/system/multi-user.target.wants/hciuart.service"
	getty   = "etc/systemd/system/getty.target.wants/serial-getty@"
)

// Machines as they come up with the UART enabled and nothing on it.
var (
	pi3 = map[string]string{
		"proc/device-tree/model": "Raspberry Pi 3 Model B Plus Rev 1.3\x00", "proc/cmdline": "console=tty1 root=PARTUUID=1 rootwait\n",
		"usr/bin/raspi-config": "", confTxt: "[cm5]\ndtoverlay=dwc2\n\n[all]\nenable_uart=1\n",
		"dev/ttyS0": "", "dev/ttyAMA0": "", "dev/serial0": "-> ttyS0", "dev/serial1": "-> ttyAMA0", "dev/ttyUSB2": "",
	}
	pi4   = with(pi3, "proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\x00")
	zeroW = with(pi3, "proc/device-tree/model", "Raspberry Pi Zero W Rev 1.1\x00", "!"+confTxt, "", "boot/config.txt", "enable_uart=1\n")
	zero  = with(zeroW, "proc/device-tree/model", "Raspberry Pi Zero Rev 1.3\x00", "dev/serial0", "-> ttyAMA0", "!dev/serial1", "")
	pi5   = with(pi3, "proc/device-tree/model", "Raspberry Pi 5 Model B Rev 1.0\x00", "!dev/ttyS0", "", "!dev/ttyAMA0", "", "!dev/serial1", "",
		"dev/ttyAMA10", "", "dev/serial0", "-> ttyAMA10")
	gokrazy = map[string]string{
		"proc/device-tree/model": "Raspberry Pi 3 Model B Rev 1.2\x00",
		"proc/cmdline":           "console=ttyS0,115200 root=PARTUUID=1 init=/gokrazy/init rootwait\n",
		"dev/ttyS0":              "", "dev/ttyAMA0": "-> /dev/ttyS0",
	}
)

// traps are what UARTTraps says, a line each: text | evidence | fix.
func traps(t *testing.T, files map[string]string, port string) []string {
	list := []string{}
	for _, trap := range machine(t, files).UARTTraps(port) {
		require.NotEmpty(t, trap.Evidence)
		require.False(t, strings.HasSuffix(trap.Text, "."), trap.Text)
		list = append(list, trap.Text+" | "+trap.Evidence+" | "+trap.Fix)
	}
	return list
}

func TestUARTWithoutTraps(t *testing.T) {
	for what, c := range map[string]struct {
		files map[string]string
		port  string
	}{
		"Pi 3, mini UART with a fixed clock": {pi3, "/dev/serial0"},
		"Pi 4":                               {pi4, "/dev/serial0"},
		"Zero W":                             {zeroW, "/dev/ttyS0"},
		"Zero has the PL011 on the header":   {with(zero, "boot/config.txt", ""), "/dev/serial0"},
		"a module on USB":                    {with(pi3, confTxt, ""), "/dev/ttyUSB2"},
		"a module on USB that is not there":  {with(pi3, confTxt, ""), "/dev/ttyUSB9"},
		"Pi 4 without Bluetooth":             {with(pi4, confTxt, "dtoverlay=disable-bt", "dev/serial0", "-> ttyAMA0"), "/dev/serial0"},
		"Pi 4 with Bluetooth on mini UART":   {with(pi4, confTxt, "dtoverlay=miniuart-bt", "dev/serial0", "-> ttyAMA0", hciuart, ""), "/dev/ttyAMA0"},
		"Pi 3, the older name, no serial0":   {with(pi3, confTxt, "dtoverlay=pi3-disable-bt", "!dev/serial0", ""), "/dev/ttyAMA0"},
		"the clock held by core_freq":        {with(pi3, confTxt, "core_freq=250"), "/dev/ttyS0"},
		"Pi 5, the header":                   {with(pi5, "dev/ttyAMA0", ""), "/dev/ttyAMA0"},
		"a PC":                               {map[string]string{"dev/ttyS0": "", "proc/cmdline": "console=ttyS0"}, "/dev/ttyS0"},
		"another board with a device tree":   {with(pi3, "proc/device-tree/model", "Pine64 PinePhone\x00", confTxt, ""), "/dev/ttyS0"},
		"a login prompt that was masked": {with(pi3, getty+"ttyS0.service", "-> /x", "etc/systemd/system/serial-getty@ttyS0.service", "-> /dev/null",
			"dev/null", ""), "/dev/ttyS0"},
	} {
		require.Empty(t, traps(t, c.files, c.port), what)
	}
}

func TestMiniUART(t *testing.T) {
	require.Equal(t, []string{
		"the mini UART takes its baud rate from the core clock, and nothing holds that still | " +
			"/dev/serial0 is a link to /dev/ttyS0, the mini UART, and /boot/firmware/config.txt has neither enable_uart=1 nor core_freq nor force_turbo=1 | " +
			"printf '[all]\\nenable_uart=1\\n' | sudo tee -a /boot/firmware/config.txt   # then reboot",
	}, traps(t, with(pi3, confTxt, "# enable_uart=1\n[pi4]\nenable_uart=1\n"), "/dev/serial0"))
	require.Empty(t, traps(t, with(pi4, confTxt, "# enable_uart=1\n[pi4]\nenable_uart=1\n"), "/dev/serial0"))
	require.Equal(t, []string{
		"the mini UART takes its baud rate from the core clock, which may not stand still | /dev/ttyS0 is the mini UART, and no config.txt can be read | " +
			"echo enable_uart=1 | sudo tee -a /boot/firmware/config.txt   # then reboot",
	}, traps(t, with(pi4, "!"+confTxt, ""), "/dev/ttyS0"))
}

func TestBluetoothHasThePL011(t *testing.T) {
	const text = "this UART belongs to the Bluetooth chip and does not reach pins 8 and 10 of the header | "
	require.Equal(t, []string{text + "/dev/serial0 is /dev/ttyS0 | echo dtoverlay=disable-bt | sudo tee -a /boot/firmware/config.txt   # then reboot"},
		traps(t, pi4, "/dev/ttyAMA0"))
	require.Equal(t, []string{text + "this is a Raspberry Pi Zero W Rev 1.1, and /boot/config.txt has neither dtoverlay=disable-bt nor dtoverlay=miniuart-bt | " +
		"printf '\\ndtoverlay=disable-bt\\n' | sudo tee -a /boot/config.txt   # then reboot"},
		traps(t, with(zeroW, "!dev/serial0", "", "boot/config.txt", "enable_uart=1"), "/dev/ttyAMA0"))
	require.Equal(t, []string{text + "this is a Raspberry Pi 4 Model B Rev 1.4, and no config.txt can be read | echo dtoverlay=disable-bt | sudo tee -a /boot/firmware/config.txt   # then reboot"},
		traps(t, with(pi4, "!dev/serial0", "", "!"+confTxt, ""), "/dev/ttyAMA0"))
	require.Equal(t, []string{text + "/dev/serial0 is /dev/ttyS0, although /boot/firmware/config.txt gives /dev/ttyAMA0 to the header after a restart | sudo reboot"},
		traps(t, with(pi4, confTxt, "dtoverlay=miniuart-bt\n"), "/dev/ttyAMA0"))
	require.Equal(t, []string{"hciuart looks for the Bluetooth chip on this UART when the board starts | /boot/firmware/config.txt has dtoverlay=disable-bt, and /" + hciuart +
		" is there | sudo systemctl disable --now hciuart"},
		traps(t, with(pi4, confTxt, "dtoverlay=disable-bt\n", "dev/serial0", "-> ttyAMA0", hciuart, ""), "/dev/serial0"))
}

func TestConsoleOnThePort(t *testing.T) {
	const text = "the kernel's console is on this port: the modem hears its log, and a login prompt as a rule | "
	console := with(pi3, "proc/cmdline", "console=ttyS0,115200 console=tty1 rootwait\n", getty+"ttyS0.service", "-> /x")
	require.Equal(t, []string{text + "/proc/cmdline has console=ttyS0,115200 | sudo raspi-config nonint do_serial_cons 1   # then reboot"},
		traps(t, console, "/dev/serial0"), "the prompt goes with the console")
	require.Equal(t, []string{text + "/proc/cmdline has console=ttyS0,115200 | sudo sed -i -E 's/console=(serial0|ttyS0)[^ ]* ?//g' /boot/firmware/cmdline.txt   # then reboot"},
		traps(t, with(console, "!usr/bin/raspi-config", "", "boot/firmware/cmdline.txt", ""), "/dev/ttyS0"))
	require.Equal(t, []string{text + "/proc/cmdline has console=serial0,115200 | sudo sed -i -E 's/console=(serial0|serial0)[^ ]* ?//g' /boot/cmdline.txt   # then reboot"},
		traps(t, with(zero, "!usr/bin/raspi-config", "", "proc/cmdline", "console=serial0,115200\n"), "/dev/ttyAMA0"))
	require.Equal(t, []string{"a login prompt is on this port and answers the modem | /" + getty + "ttyS0.service is there | sudo systemctl disable --now serial-getty@ttyS0.service"},
		traps(t, with(pi3, getty+"ttyS0.service", "-> /x"), "/dev/serial0"))
	require.Equal(t, []string{"a login prompt is on this port and answers the modem | /" + getty + "serial0.service is there | sudo systemctl disable --now serial-getty@serial0.service"},
		traps(t, with(pi3, getty+"serial0.service", "-> /x"), "/dev/serial0"))
}

func TestPi5(t *testing.T) {
	const doubt = " (that dtparam=uart0=on does it on a Pi 5 is not confirmed; dtoverlay=uart0-pi5 is the other way)"
	const fix = " | echo dtparam=uart0=on | sudo tee -a /boot/firmware/config.txt   # then reboot"
	require.Equal(t, []string{"this UART is on the debug connector and does not reach pins 8 and 10 of the header" + doubt +
		" | /dev/serial0 is a link to /dev/ttyAMA10, the debug UART, and there is no /dev/ttyAMA0" + fix}, traps(t, pi5, "/dev/serial0"))
	require.Equal(t, []string{"this UART is on the debug connector and does not reach pins 8 and 10 of the header" +
		` | /dev/ttyAMA10 is the debug UART; /dev/ttyAMA0 is there too | port = "/dev/ttyAMA0"   # under [modem] in the configuration`},
		traps(t, with(pi5, "dev/ttyAMA0", ""), "/dev/ttyAMA10"))
	require.Equal(t, []string{"the UART on pins 8 and 10 of the header is not enabled" + doubt +
		" | there is no /dev/ttyAMA0, and /boot/firmware/config.txt has no dtparam=uart0=on" + fix}, traps(t, pi5, "/dev/ttyAMA0"))
	require.Equal(t, []string{"the UART on pins 8 and 10 of the header is enabled only after a restart" +
		" | there is no /dev/ttyAMA0, but /boot/firmware/config.txt enables it | sudo reboot"},
		traps(t, with(pi5, confTxt, "dtparam=i2c_arm=on,uart0=on\n"), "/dev/ttyAMA0"))
}

func TestNoSuchUART(t *testing.T) {
	off := with(pi3, "!dev/serial0", "", "!dev/ttyS0", "", confTxt, "enable_uart=0\n")
	require.Equal(t, []string{"the UART on pins 8 and 10 of the header is not enabled | there is no /dev/serial0, and /boot/firmware/config.txt has no enable_uart=1 | " +
		"echo enable_uart=1 | sudo tee -a /boot/firmware/config.txt   # then reboot"}, traps(t, off, "/dev/serial0"))
	require.Equal(t, []string{"the UART on pins 8 and 10 of the header is enabled only after a restart | there is no /dev/ttyS0, but /boot/firmware/config.txt enables it | sudo reboot"},
		traps(t, with(off, confTxt, "enable_uart=1\n"), "/dev/ttyS0"))
	require.Equal(t, []string{"the UART on pins 8 and 10 of the header is not enabled | there is no /dev/serial0, and no config.txt can be read | " +
		"echo enable_uart=1 | sudo tee -a /boot/firmware/config.txt   # then reboot"}, traps(t, with(off, "!"+confTxt, ""), "/dev/serial0"))
	const other = "the UART on pins 8 and 10 of the header has another name | "
	require.Equal(t, []string{other + `there is no /dev/ttyS0, but /dev/serial0, a link to /dev/ttyAMA0 | port = "/dev/serial0"   # under [modem] in the configuration`},
		traps(t, with(zero, "!dev/ttyS0", ""), "/dev/ttyS0"))
	require.Equal(t, []string{other + `there is no /dev/serial0, but /dev/ttyS0 | port = "/dev/ttyS0"   # under [modem] in the configuration`},
		traps(t, gokrazy, "/dev/serial0"))
	require.Equal(t, []string{other + `there is no /dev/ttyS0, but /dev/ttyAMA0 | port = "/dev/ttyAMA0"   # under [modem] in the configuration`},
		traps(t, with(pi5, "dev/ttyAMA0", ""), "/dev/ttyS0"))
}

// gokrazy's /dev/ttyAMA0 is a link to the mini UART, its console is there too, and its files are made elsewhere.
func TestGokrazy(t *testing.T) {
	want := []string{
		"the mini UART takes its baud rate from the core clock, which may not stand still | /dev/ttyAMA0 is a link to /dev/ttyS0, the mini UART, and no config.txt can be read | " +
			`"BootloaderExtraLines": ["enable_uart=1"]   # in the instance's config.json, then gok update`,
		"the kernel's console is on this port: the modem hears its log, and a login prompt as a rule | /proc/cmdline has console=ttyS0,115200 | " +
			`"SerialConsole": "disabled"   # in the instance's config.json, then gok update`,
	}
	require.Equal(t, want, traps(t, gokrazy, "/dev/ttyAMA0"))
	require.Empty(t, traps(t, with(gokrazy, "boot/config.txt", "enable_uart=1\n", "proc/cmdline", "init=/gokrazy/init"), "/dev/ttyAMA0"))
}

// Links that go round end.
func TestLinksInACircle(t *testing.T) {
	require.Empty(t, traps(t, with(pi3, "dev/a", "-> b", "dev/b", "-> /dev/a"), "/dev/a"))
	require.Empty(t, host.Host{Root: t.TempDir()}.UARTTraps("/dev/ttyS0"))
}
