package setup

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/agent/config"
	"simagent/atcmd/ports"
)

func ec25() Want {
	return Want{
		Name: DefaultName, Binary: "/usr/bin/simagent", MM: Device, Config: config.Default(),
		Port: ports.Port{Device: "/dev/ttyUSB2", VID: "2c7c", PID: "0125", Interface: 2, USBPath: "1-1.2", Module: "Quectel EC25/EG25"},
	}
}

func TestRuleDevice(t *testing.T) {
	w := ec25()
	w.Second = &ports.Port{Interface: 3}
	w.Awake, w.GPIO = true, true
	require.Equal(t, `# Port and module of simagent@modem.service:
# Quectel EC25/EG25, 2c7c:0125, interface 02.
ACTION=="remove", GOTO="simagent_modem_end"

# ModemManager leaves the whole module alone (1.12 and later).
SUBSYSTEMS=="usb", \
  ATTRS{idVendor}=="2c7c", ATTRS{idProduct}=="0125", \
  ENV{ID_MM_DEVICE_IGNORE}="1"

# The AT port: for the agent's group, under a name that outlives a reset. The
# agent starts with it, and does not end with it.
SUBSYSTEM=="tty", SUBSYSTEMS=="usb", \
  ATTRS{idVendor}=="2c7c", ATTRS{idProduct}=="0125", \
  ENV{ID_USB_INTERFACE_NUM}=="02", \
  GROUP="simagent", MODE="0660", \
  RUN+="/usr/bin/simagent prepare-port $devnode", \
  SYMLINK+="simagent-modem", \
  TAG+="systemd", ENV{SYSTEMD_WANTS}+="simagent@modem.service"

# The second AT port, for when the first hangs.
SUBSYSTEM=="tty", SUBSYSTEMS=="usb", \
  ATTRS{idVendor}=="2c7c", ATTRS{idProduct}=="0125", \
  ENV{ID_USB_INTERFACE_NUM}=="03", \
  GROUP="simagent", MODE="0660", \
  RUN+="/usr/bin/simagent prepare-port $devnode"

# The kernel does not suspend the module: what it reports then could be lost.
SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", \
  ATTR{idVendor}=="2c7c", ATTR{idProduct}=="0125", \
  ATTR{power/control}="on"

# The agent may reset the module's USB device when the module hangs.
SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", \
  ATTR{idVendor}=="2c7c", ATTR{idProduct}=="0125", \
  GROUP="simagent", MODE="0660"

# The board's lines: all GPIO chips, since a rule cannot see their labels.
SUBSYSTEM=="gpio", KERNEL=="gpiochip*", \
  GROUP="gpio", MODE="0660"

LABEL="simagent_modem_end"
`, w.rule())
	for line := range strings.Lines(w.rule()) {
		require.LessOrEqual(t, len(line), 80)
	}
}

// ModemManager keeps the module: one port is ours, the second stays its own. Two that are alike have their serial number
// in the rule.
func TestRulePort(t *testing.T) {
	w := ec25()
	w.Name, w.MM, w.Second, w.Apart = "gw-2", OnPort, &ports.Port{Interface: 3}, Apart{Serial: "AB12"}
	require.Equal(t, `# Port and module of simagent@gw-2.service:
# Quectel EC25/EG25, 2c7c:0125, interface 02.
ACTION=="remove", GOTO="simagent_gw-2_end"

# The AT port: for the agent's group, under a name that outlives a reset. The
# agent starts with it, and does not end with it.
# ModemManager leaves this one port alone, and keeps the module's others.
SUBSYSTEM=="tty", SUBSYSTEMS=="usb", \
  ATTRS{idVendor}=="2c7c", ATTRS{idProduct}=="0125", \
  ATTRS{serial}=="AB12", \
  ENV{ID_USB_INTERFACE_NUM}=="02", \
  GROUP="simagent", MODE="0660", \
  RUN+="/usr/bin/simagent prepare-port $devnode", \
  ENV{ID_MM_PORT_IGNORE}="1", \
  SYMLINK+="simagent-gw-2", \
  TAG+="systemd", ENV{SYSTEMD_WANTS}+="simagent@gw-2.service"

LABEL="simagent_gw-2_end"
`, w.rule())
	require.Equal(t, "/etc/udev/rules.d/78-simagent-gw-2.rules", w.RulePath())
	require.Equal(t, "/etc/udev/rules.d/78-simagent.rules", ec25().RulePath())
	require.Equal(t, "/dev/simagent-gw-2", w.Link())
}

func TestRulePlace(t *testing.T) {
	w := ec25()
	w.Apart, w.Awake = Apart{Place: "1-1.2"}, true
	require.Equal(t, 2, strings.Count(w.rule(), "ATTRS{idProduct}==\"0125\", \\\n  KERNELS==\"1-1.2\""))
	require.Contains(t, w.rule(), "ATTR{idProduct}==\"0125\", \\\n  KERNEL==\"1-1.2\"")
	w.Apart = Apart{Serial: "AB12"}
	require.Contains(t, w.rule(), "ATTR{idProduct}==\"0125\", \\\n  ATTR{serial}==\"AB12\"")
}

// ModemManager needs no word about a UART, and must find none that means nothing.
func TestRuleUART(t *testing.T) {
	for _, mm := range []MM{Device, OnPort, NoMM} {
		w := Want{Name: "modem", Binary: "/usr/bin/simagent", MM: mm, Awake: true, Port: ports.Port{Device: "/dev/ttyAMA0", Interface: -1}}
		require.Equal(t, `# Port and module of simagent@modem.service:
# the UART ttyAMA0.
ACTION=="remove", GOTO="simagent_modem_end"

# The AT port: for the agent's group, under a name that outlives a reset. The
# agent starts with it, and does not end with it.
SUBSYSTEM=="tty", KERNEL=="ttyAMA0", \
  GROUP="simagent", MODE="0660", \
  SYMLINK+="simagent-modem", \
  TAG+="systemd", ENV{SYSTEMD_WANTS}+="simagent@modem.service"

LABEL="simagent_modem_end"
`, w.rule())
	}
}

func TestRuleWithoutModemManager(t *testing.T) {
	w := ec25()
	w.MM = NoMM
	require.NotContains(t, w.rule(), "ID_MM")
	require.NotContains(t, w.rule(), "power/control")
	require.NotContains(t, w.rule(), "gpio")
}

func TestTellApart(t *testing.T) {
	at := func(place, ids string, serial ports.Serial) ports.Port {
		return ports.Port{USBPath: place, VID: ids[:4], PID: ids[5:], Serial: serial}
	}
	a := at("1-1", "2c7c:0125", "A1")
	for name, c := range map[string]struct {
		p    ports.Port
		all  []ports.Port
		want Apart
	}{
		"alone":                   {a, []ports.Port{a}, Apart{}},
		"its own other ports":     {a, []ports.Port{a, a, a}, Apart{}},
		"another kind":            {a, []ports.Port{a, at("1-2", "1e0e:9001", "A1")}, Apart{}},
		"serial numbers":          {a, []ports.Port{a, at("1-2", "2c7c:0125", "A2")}, Apart{Serial: "A1"}},
		"the same number":         {a, []ports.Port{a, at("1-2", "2c7c:0125", "A2"), at("1-3", "2c7c:0125", "A1")}, Apart{Place: "1-1"}},
		"no number":               {at("1-1", "2c7c:0125", ""), []ports.Port{at("1-2", "2c7c:0125", "A2")}, Apart{Place: "1-1"}},
		"a number with a quote":   {at("1-1", "2c7c:0125", `A"1`), []ports.Port{at("1-2", "2c7c:0125", "A2")}, Apart{Place: "1-1"}},
		"a number that is a glob": {at("1-1", "2c7c:0125", "A*"), []ports.Port{at("1-2", "2c7c:0125", "A2")}, Apart{Place: "1-1"}},
		"UARTs":                   {ports.Port{Device: "/dev/ttyS0"}, []ports.Port{{Device: "/dev/ttyS1"}}, Apart{}},
	} {
		require.Equal(t, c.want, TellApart(c.p, c.all), name)
	}
}

func TestUsers(t *testing.T) {
	w := ec25()
	require.Contains(t, w.users(), "\nu simagent - \"Super SIM agent\" /var/lib/simagent\n")
	require.NotContains(t, w.users(), "gpio")
	w.GPIO = true
	require.Contains(t, w.users(), "\nm simagent gpio\n")
}

// What the unit must have, each for a reason that a person could forget.
func TestUnit(t *testing.T) {
	text := "\n" + ec25().unit()
	for _, line := range []string{
		"Type=notify", "WatchdogSec=3min", "Restart=always", "StartLimitIntervalSec=0", // it reports and recovers
		"ExecStart=/usr/bin/simagent run --config /etc/simagent/%i.toml",
		"Wants=modprobe@usbserial.service modprobe@cdc_acm.service", "After=modprobe@usbserial.service modprobe@cdc_acm.service", // a module plugged in later may be opened
		"StateDirectory=simagent/%i", "RuntimeDirectory=simagent/%i", "RuntimeDirectoryPreserve=yes", // the checkpoint outlives a crash
		"ProtectSystem=strict", "CapabilityBoundingSet=", "DevicePolicy=closed", "DeviceAllow=char-ttyUSB rw", "ProtectClock=yes", "WantedBy=multi-user.target",
	} {
		require.Contains(t, text, "\n"+line+"\n")
	}
	for _, bad := range []string{"BindsTo=", "\nSystemCallFilter=adjtimex", "\nPrivateUsers=", "\nProtectProc=", "\nProcSubset=", "SupplementaryGroups=", "BINARY"} {
		require.NotContains(t, text, bad)
	}
	for line := range strings.Lines(text) {
		require.LessOrEqual(t, len(line), 81, line)
	}
}

func TestSampleIsValid(t *testing.T) {
	w := ec25()
	w.Config.Modem.Port, w.Config.Board.Name = w.Link(), "generic-uart"
	cfg, err := config.Parse([]byte(w.sample()))
	require.NoError(t, err)
	require.Equal(t, w.Config.Print(), cfg.Print())
	require.True(t, strings.HasPrefix(w.sample(), `# Configuration of simagent@modem.service. What stands here are the defaults, but
# for modem.port and board.name. `), w.sample())
}

func TestCheckName(t *testing.T) {
	for _, good := range []string{"modem", "gw-2", "7", "a_b", strings.Repeat("a", 32)} {
		require.NoError(t, CheckName(good))
	}
	for _, bad := range []string{"", "-a", "_a", "A", "a b", "a/b", "..", "a\n", "ä", "%i", strings.Repeat("a", 33)} {
		require.Error(t, CheckName(bad), bad)
	}
}

func TestCompare(t *testing.T) {
	f := ours("/etc/x", "one\ntwo\n")
	require.Equal(t, "# By `simagent setup`, sum c3f9c8c283a2b1f2; once edited, it is left alone.\none\ntwo\n", f.Text)
	require.Equal(t, Same, f.Compare(f.Text))
	require.Equal(t, Differs, f.Compare(ours("/etc/x", "one\n").Text), "of an earlier setup")
	for _, there := range []string{
		"", "one\ntwo\n", f.Text + "three\n", strings.Replace(f.Text, "one", "own", 1), "\n" + f.Text, f.Text[:len(headBefore)+4],
		strings.Replace(ours("/etc/x", "one\n").Text, "sum ", "sum 0", 1),
	} {
		require.Equal(t, Edited, f.Compare(there), there)
	}
	f.Keep = true
	require.Equal(t, Same, f.Compare("anything"))
	require.True(t, Missing.Needed() && Differs.Needed() && !Same.Needed() && !Edited.Needed())
}

func FuzzUntouched(f *testing.F) {
	f.Add(ours("/etc/x", "one\n").Text)
	f.Add(headBefore)
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		if !untouched(text) {
			require.True(t, untouched(ours("", text).Text))
			return
		}
		_, body, _ := strings.Cut(text, "\n")
		require.Equal(t, text, ours("", body).Text, "only what setup wrote is untouched")
	})
}

func TestCommands(t *testing.T) {
	typed := func(list []Command) (out []string) {
		for _, c := range list {
			require.NotEmpty(t, c.Why)
			out = append(out, c.String())
		}
		return out
	}
	w := ec25()
	require.Equal(t, []string{
		"systemd-sysusers /etc/sysusers.d/simagent.conf", "udevadm control --reload",
		"udevadm trigger --subsystem-match=tty --subsystem-match=usb", "udevadm settle --timeout=10",
		"systemctl daemon-reload", "systemctl enable --now simagent@modem.service",
	}, typed(w.Commands(Now{})))
	w.GPIO = true
	require.Equal(t, []string{
		"systemd-sysusers /etc/sysusers.d/simagent.conf", "udevadm control --reload",
		"udevadm trigger --subsystem-match=tty --subsystem-match=usb --subsystem-match=gpio", "udevadm settle --timeout=10",
		"systemctl try-restart ModemManager.service",
		"systemctl daemon-reload", "systemctl restart simagent@modem.service",
	}, typed(w.Commands(Now{Enabled: true, Held: true})))
	w.MM = NoMM
	require.NotContains(t, typed(w.Commands(Now{Held: true})), "systemctl try-restart ModemManager.service")
	require.Equal(t, []string{"systemd-sysusers --root=rootfs", "systemctl --root=rootfs enable simagent@modem.service"}, typed(w.ImageCommands("rootfs")))
}

func TestNotes(t *testing.T) {
	w := ec25()
	require.Empty(t, w.Notes())
	w.MM = OnPort
	require.Contains(t, w.Notes()[0], "only over QMI or MBIM")
	w.Second = &ports.Port{Interface: 3}
	require.Empty(t, w.Notes())
	w.Apart.Place = "1-1.2"
	require.Contains(t, w.Notes()[0], "the place 1-1.2")
	uart := Want{Name: "modem", MM: Device, Port: ports.Port{Device: "/dev/ttyAMA0", Interface: -1}}
	require.Len(t, uart.Notes(), 1)
	require.Contains(t, uart.Notes()[0], "ModemManager 1.20 and later leaves UARTs of the board alone")
	uart.MM = NoMM
	require.Empty(t, uart.Notes())
	for _, device := range []string{"/dev/ttymxc0", "/dev/ttySC0", "/dev/ttySAC1"} {
		uart.Port.Device = device
		require.Len(t, uart.Notes(), 1, device)
		require.Contains(t, uart.Notes()[0], "DeviceAllow=")
	}
}

func TestOutside(t *testing.T) {
	groups := "root:x:0:\ndialout:x:20:pi,ann,simagent,\ngpio:x:997:pi\nsimagent:x:998:ann\nbroken\n"
	require.Equal(t, []string{"pi"}, Outside(groups))
	require.Empty(t, Outside(""))
	require.Equal(t, []string{"ann"}, Members(groups, "simagent"))
	require.Empty(t, Members(groups, "root"))
}

func FuzzMembers(f *testing.F) {
	f.Add("dialout:x:20:pi,ann\n", "dialout")
	f.Fuzz(func(t *testing.T, text, group string) {
		for _, name := range Members(text, group) {
			require.NotEmpty(t, name)
			require.Contains(t, text, name)
			require.NotContains(t, name, ":")
			require.NotContains(t, name, "\n")
		}
	})
}

func TestDiff(t *testing.T) {
	require.Equal(t, []string{"…", " b", "-c", "+C", " d", "…", " f", "+g"}, Diff("a\nb\nc\nd\ne\nf\n", "a\nb\nC\nd\ne\nf\ng\n", 1))
	require.Equal(t, []string{" a", "-b", "+c"}, Diff(ours("", "a\nb\n").Text, ours("", "a\nc\n").Text, 1), "without the sums")
	require.Empty(t, Diff("a\n", "a\n", 1))
	require.Empty(t, Diff(strings.Repeat("a\n", diffMost+1), "a\n", 1))
}

// Both texts can be read out of an edit that leaves nothing out, and it changes no line that need not change.
func TestDiffIsWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"", "a", "b", "-", "+c"}), 1, 12).Draw(t, "lines"), "\n") + "\n"
		})
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		if a == b {
			return
		}
		var before, after, common []string
		for _, line := range Diff(a, b, 100) {
			if line[0] != '+' {
				before = append(before, line[1:])
			}
			if line[0] != '-' {
				after = append(after, line[1:])
			}
			if line[0] == ' ' {
				common = append(common, line)
			}
		}
		require.Equal(t, a, strings.Join(before, "\n")+"\n")
		require.Equal(t, b, strings.Join(after, "\n")+"\n")
		if strings.HasPrefix(a, b) || strings.HasPrefix(b, a) {
			require.Len(t, common, min(strings.Count(a, "\n"), strings.Count(b, "\n")))
		}
	})
}
