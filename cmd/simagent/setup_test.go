package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"simagent/agent/setup"
	"simagent/atcmd/ports"
	"simagent/atcmd/ports/portstest"
)

// site is a system that is set up: a machine with ports, an empty /etc, and commands that are only noted.
type site struct {
	*installer
	t    *testing.T
	ran  []string
	fail string // the command that fails
}

func newSite(t *testing.T, f ports.Finder) *site {
	s := &site{t: t, installer: &installer{finder: f, root: t.TempDir(), again: "simagent setup"}}
	s.flags = setupFlags{name: setup.DefaultName, mm: "device", binary: "/usr/bin/simagent", apply: true}
	s.installer.run = func(_ context.Context, c setup.Command) error {
		if s.fail != "" && strings.HasPrefix(c.String(), s.fail) {
			return errors.New("cannot run it")
		}
		s.ran = append(s.ran, c.String())
		if strings.HasPrefix(c.String(), "systemctl enable") {
			s.link("/etc/systemd/system/multi-user.target.wants/"+c.Args[3], "../simagent@.service")
		}
		return nil
	}
	return s
}

// setUp runs it once and returns the screen, with ' for the quotes of commands; what people read fits the width.
func (s *site) setUp() (string, error) {
	var b bytes.Buffer
	s.ran, s.out = nil, &b
	err := s.install(s.t.Context())
	for line := range strings.Lines(b.String()) {
		require.LessOrEqual(s.t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), 82, line) // a file's line is set in
	}
	return "\n" + strings.ReplaceAll(b.String(), "`", "'"), err
}

func (s *site) must() string {
	s.t.Helper()
	out, err := s.setUp()
	require.NoError(s.t, err)
	return out
}

func (s *site) path(name string) string { return filepath.Join(s.root, name) }

func (s *site) read(name string) string {
	s.t.Helper()
	b, err := os.ReadFile(s.path(name))
	require.NoError(s.t, err)
	return string(b)
}

func (s *site) write(name, text string) {
	require.NoError(s.t, os.MkdirAll(filepath.Dir(s.path(name)), 0o755))
	require.NoError(s.t, os.WriteFile(s.path(name), []byte(text), 0o644))
}

func (s *site) link(name, to string) {
	require.NoError(s.t, os.MkdirAll(filepath.Dir(s.path(name)), 0o755))
	require.NoError(s.t, os.Symlink(to, s.path(name)))
}

// files lists everything below the root but folders.
func (s *site) files() (all []string) {
	require.NoError(s.t, filepath.WalkDir(s.root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, strings.TrimPrefix(path, s.root))
		}
		return err
	}))
	return all
}

// oneModem is a machine with an EC25 that nobody holds.
func oneModem(t *testing.T) (*portstest.Tree, ports.Finder) {
	tr, f := machine(t)
	tr.Four("1-1.2", "2c7c:0125", 0, 0)
	return tr, f
}

const (
	rulePath = "/etc/udev/rules.d/78-simagent.rules"
	unitPath = "/etc/systemd/system/simagent@.service"
	usersOf  = "/etc/sysusers.d/simagent.conf"
	confPath = "/etc/simagent/modem.toml"
	bootLink = "/etc/systemd/system/multi-user.target.wants/simagent@modem.service"
)

func TestSetupShowsAndWritesNothing(t *testing.T) {
	_, f := oneModem(t)
	s := newSite(t, f)
	s.flags.apply, s.euid = false, 1000
	out := s.must()
	require.Empty(t, s.files())
	require.Empty(t, s.ran)
	head, rest, _ := strings.Cut(out, "  # By 'simagent setup'")
	require.Equal(t, `
Modem         Quectel EC25/EG25, 2c7c:0125, interface 02, now dev/ttyUSB2
ModemManager  leaves the whole module (--mm device)

/etc/sysusers.d/simagent.conf is not there:
`, head)
	for _, part := range []string{"/etc/udev/rules.d/78-simagent.rules is not there:", `    ENV{ID_USB_INTERFACE_NUM}=="02", \`, `    ENV{ID_USB_INTERFACE_NUM}=="03", \`, "  WatchdogSec=3min"} {
		require.Contains(t, rest, part)
	}
	_, end, _ := strings.Cut(rest, "WantedBy=multi-user.target\n\n")
	require.Equal(t, `/etc/simagent/modem.toml is not there: it gets every key with a comment,
  as 'simagent config' prints them.

Then, in this order:
  systemd-sysusers /etc/sysusers.d/simagent.conf  # makes the user and the group
  udevadm control --reload                        # reads the rules anew
  # applies them to what is plugged in
  udevadm trigger --subsystem-match=tty --subsystem-match=usb
  udevadm settle --timeout=10                     # waits for that
  systemctl daemon-reload                         # reads the unit
  systemctl enable --now simagent@modem.service   # starts it, now and at boot

Nothing was written. This does it:
  sudo simagent setup --apply
`, end)
}

func TestSetupApplies(t *testing.T) {
	_, f := oneModem(t)
	s := newSite(t, f)
	defer syscall.Umask(syscall.Umask(0o077))
	require.Equal(t, `
Modem         Quectel EC25/EG25, 2c7c:0125, interface 02, now dev/ttyUSB2
ModemManager  leaves the whole module (--mm device)

written  /etc/sysusers.d/simagent.conf
written  /etc/udev/rules.d/78-simagent.rules
written  /etc/systemd/system/simagent@.service
written  /etc/simagent/modem.toml
run      systemd-sysusers /etc/sysusers.d/simagent.conf
run      udevadm control --reload
run      udevadm trigger --subsystem-match=tty --subsystem-match=usb
run      udevadm settle --timeout=10
run      systemctl daemon-reload
run      systemctl enable --now simagent@modem.service

It runs. 'simagent status' asks it; where several run, with --run
/run/simagent/modem.
`, s.must())
	require.Equal(t, []string{confPath, bootLink, unitPath, usersOf, rulePath}, s.files(), "nothing besides")
	for _, name := range []string{confPath, unitPath, usersOf, rulePath} {
		for ; name != "/"; name = filepath.Dir(name) {
			info, err := os.Stat(s.path(name))
			require.NoError(t, err)
			want := fs.FileMode(0o755)
			if !info.IsDir() {
				want = setup.Mode
			}
			require.Equal(t, want, info.Mode().Perm(), "everybody may read %s, whatever the umask", name)
		}
	}
	require.Contains(t, s.read(confPath), "\nport = \"\"\n", "the daemon looks for the only one itself")

	require.Equal(t, `
Modem         Quectel EC25/EG25, 2c7c:0125, interface 02, now dev/ttyUSB2
ModemManager  leaves the whole module (--mm device)

the same /etc/sysusers.d/simagent.conf
the same /etc/udev/rules.d/78-simagent.rules
the same /etc/systemd/system/simagent@.service
the same /etc/simagent/modem.toml
 
Nothing to do.
`, strings.Replace(s.must(), "\n\nNothing", "\n \nNothing", 1))
	require.Empty(t, s.ran)
	s.flags.apply = false
	require.Contains(t, s.must(), "/etc/simagent/modem.toml is there, and yours.\n\nNothing to do.\n")
}

// Where a package has brought unit and user, they stay its own, also over its upgrades.
func TestSetupBesidePackage(t *testing.T) {
	_, f := oneModem(t)
	s := newSite(t, f)
	s.flags.binary = setup.PackagedBinary
	s.write(setup.PackagedUnit, "[Unit]\n")
	s.must()
	require.Equal(t, []string{confPath, bootLink, rulePath, setup.PackagedUnit}, s.files())
	for _, c := range s.ran {
		require.NotContains(t, c, "sysusers")
		require.NotContains(t, c, "daemon-reload")
	}
	require.Contains(t, s.must(), "\nNothing to do.\n")
	s.flags.binary = "/usr/local/bin/simagent"
	s.must()
	require.Contains(t, s.files(), unitPath, "another program needs a unit of its own")
}

// What an earlier setup wrote is replaced, and the agent restarted.
func TestSetupChangesItsOwn(t *testing.T) {
	tr, f := oneModem(t)
	s := newSite(t, f)
	s.must()
	tr.Process(512, "ModemManager", "/system.slice/ModemManager.service", portstest.Numbers[3].Path)
	s.flags.mm, s.flags.apply = "port", false
	out := s.must()
	require.Contains(t, out, rulePath+" differs:\n")
	require.Contains(t, out, "\n  -  ENV{ID_MM_DEVICE_IGNORE}=\"1\"\n")
	require.Contains(t, out, "\n  +  ENV{ID_MM_PORT_IGNORE}=\"1\", \\\n")
	s.flags.apply = true
	s.must()
	require.Contains(t, s.read(rulePath), "ID_MM_PORT_IGNORE")
	require.Contains(t, s.ran, "systemctl try-restart ModemManager.service", "it holds the module's other AT port")
	require.Equal(t, "systemctl restart simagent@modem.service", s.ran[len(s.ran)-1])
	require.Contains(t, s.must(), "\nNothing to do.\n")
	require.Empty(t, s.ran)
}

// A file that somebody edited is left; --force replaces it once, and keeps it.
func TestSetupLeavesWhatWasEdited(t *testing.T) {
	_, f := oneModem(t)
	s := newSite(t, f)
	s.must()
	mine := strings.Replace(s.read(rulePath), `MODE="0660"`, `MODE="0666"`, 1)
	s.write(rulePath, mine)
	require.NoError(t, os.Remove(s.path(unitPath)))
	s.link(unitPath, "/dev/null") // masked
	out := s.must()
	require.Contains(t, out, "left     /etc/udev/rules.d/78-simagent.rules, edited by hand:\n         --force replaces it and keeps it as 78-simagent.rules.bak\n")
	require.Contains(t, out, "left     /etc/systemd/system/simagent@.service, edited by hand:")
	require.Contains(t, out, "\nNothing to do, but for what was left.\n")
	require.Equal(t, mine, s.read(rulePath))
	require.Empty(t, s.ran)

	s.flags.force = true
	out = s.must()
	require.Contains(t, out, "written  "+rulePath+"\nkept     "+rulePath+".bak\n")
	require.NotEqual(t, mine, s.read(rulePath))
	require.Equal(t, mine, s.read(rulePath+".bak"))
	to, err := os.Readlink(s.path(unitPath + ".bak"))
	require.NoError(t, err)
	require.Equal(t, "/dev/null", to)
	require.NotEmpty(t, s.ran)
	require.Contains(t, s.must(), "\nNothing to do.\n")
	require.Equal(t, mine, s.read(rulePath+".bak"), "what is ours is no reason for a backup")
}

// A setup that was broken off is gone on with.
func TestSetupBrokenOff(t *testing.T) {
	_, f := oneModem(t)
	s := newSite(t, f)
	s.fail = "udevadm trigger"
	_, err := s.setUp()
	require.Error(t, err)
	require.Len(t, s.ran, 2)
	s.fail = ""
	s.must()
	require.Len(t, s.ran, 6, "all commands, though no file has changed")
	s.must()
	require.Empty(t, s.ran)
}

func TestSetupRefuses(t *testing.T) {
	tr, f := oneModem(t)
	tr.Link("dev/pts0", "/dev/ptmx")
	for name, c := range map[string]struct {
		set  func(*site)
		want string
	}{
		"not root":       {func(s *site) { s.euid = 1000 }, "cannot set the system up: only root may\nsudo simagent setup --apply"},
		"name":           {func(s *site) { s.flags.name = "../x" }, "cannot use the name \"../x\""},
		"mm":             {func(s *site) { s.flags.mm = "off" }, "cannot use --mm off: want device, port or none"},
		"diag port":      {func(s *site) { s.flags.port = "dev/ttyUSB0" }, "it takes no AT commands (diag)"},
		"no such port":   {func(s *site) { s.flags.port = "dev/ttyUSB9" }, "no such device"},
		"no port for it": {func(s *site) { s.flags.port = "dev/pts0" }, "no rule can name it"},
		"two ways":       {func(s *site) { s.flags.port, s.flags.usb = "dev/ttyUSB2", "2c7c:0125" }, "cannot use --usb with --port"},
		"ids":            {func(s *site) { s.flags.usb = "2c7c" }, "want VID:PID such as 2c7c:0125"},
		"ids not known":  {func(s *site) { s.flags.usb = "0403:6001" }, "want VID:PID:INTERFACE"},
		"board":          {func(s *site) { s.flags.board = "toaster" }, "unknown board \"toaster\""},
		"board of two":   {func(s *site) { s.flags.board = "generic-uart"; s.write(confPath, "[board]\nname = \"generic-usb\"\n") }, "modem.toml names generic-usb"},
		"board of none":  {func(s *site) { s.flags.board = "generic-uart"; s.write(confPath, "[modem]\nbaud = 9600\n") }, "modem.toml names none"},
		"board in file":  {func(s *site) { s.flags.board = "generic-uart"; s.write(confPath, "[board]\nfile = \"/x.toml\"\n") }, "modem.toml names /x.toml"},
		"configuration":  {func(s *site) { s.write(confPath, "[modem]\nbauds = 1\n") }, "cannot use configuration /etc/simagent/modem.toml"},
		"program":        {func(s *site) { s.flags.binary = "/usr/bin/sim agent" }, "cannot use --binary"},
		"program here":   {func(s *site) { s.flags.binary = "" }, "a service sees no homes and no temporary folders\nsudo install "},
		"no root":        {func(s *site) { s.root += "/none" }, "cannot use --root"},
		"below a folder": {func(s *site) { s.flags.root = "rootfs"; s.link("/etc", s.t.TempDir()) }, "cannot look at rootfs/etc/sysusers.d/simagent.conf"},
		"link out of it": {func(s *site) { s.link("/etc", s.t.TempDir()) }, "cannot look at /etc/sysusers.d/simagent.conf: path escapes from parent"},
	} {
		s := newSite(t, f)
		c.set(s)
		_, err := s.setUp()
		require.ErrorContains(t, err, c.want, name)
		require.Empty(t, s.ran, name)
		for _, file := range s.filesIfAny() {
			require.NotContains(t, file, "rules", name)
		}
	}
}

func (s *site) filesIfAny() []string {
	if _, err := os.Stat(s.root); err != nil {
		return nil
	}
	return s.files()
}

// A script's variable that is empty does not set up the system that the script runs on.
func TestSetupRootEmpty(t *testing.T) {
	cmd := newRoot()
	cmd.SetArgs([]string{"setup", "--root", "", "--usb", "2c7c:0125", "--binary", "/usr/bin/simagent"})
	require.ErrorContains(t, cmd.ExecuteContext(t.Context()), "cannot use --root: it is empty")
}

// An image: nothing is run, and what it still needs is said. The module need not be plugged in.
func TestSetupImage(t *testing.T) {
	_, f := machine(t)
	s := newSite(t, f)
	s.installer.run, s.euid, s.flags.binary = nil, 1000, ""
	s.flags.root, s.flags.usb, s.flags.board = "rootfs", "2C7C:0125", "sixfab-base"
	s.root = "rootfs"
	require.NoError(t, os.Mkdir("rootfs", 0o755))
	require.Contains(t, s.must(), `
written  rootfs/etc/simagent/modem.toml

No command was run. The image still needs:
  systemd-sysusers --root=rootfs                  # makes the user and the group
  systemctl --root=rootfs enable simagent@modem.service  # has it start at boot
`)
	require.Contains(t, s.read(rulePath), `ENV{ID_USB_INTERFACE_NUM}=="02"`)
	require.Contains(t, s.read(rulePath), `KERNEL=="gpiochip*"`, "the board has lines")
	require.Contains(t, s.read(usersOf), "m simagent gpio")
	require.Contains(t, s.read(unitPath), "ExecStart=/usr/bin/simagent run")
	require.Contains(t, s.read(confPath), "name = \"sixfab-base\"")

	s.flags.name, s.flags.usb, s.flags.board, s.flags.port = "uart", "", "", "/dev/ttyAMA7"
	out := s.must()
	require.NotContains(t, out, "\nModemManager  ", "there is nothing to choose")
	require.Contains(t, flat(out), "ModemManager 1.20 and later leaves UARTs of the board alone by itself")
	require.Contains(t, s.read("/etc/udev/rules.d/78-simagent-uart.rules"), `KERNEL=="ttyAMA7"`)
	require.Contains(t, s.read("/etc/simagent/uart.toml"), "port = \"/dev/simagent-uart\"")
	require.Contains(t, s.read("/etc/simagent/uart.toml"), "name = \"generic-uart\"")
}

// Two of a kind: the serial number tells them apart, and is shown shortened, since it may be an IMEI.
func TestSetupTwoAlike(t *testing.T) {
	tr, f := oneModem(t)
	tr.Serial(tr.Iface(tr.USB("1-1.3", "2c7c:0125", "860000000000042"), 2, "ff/00/00", "option"), "ttyUSB9")
	s := newSite(t, f)
	_, err := s.setUp()
	require.ErrorContains(t, err, "--port", "which one?")
	s.flags.port, s.flags.apply = "dev/ttyUSB9", false
	out := s.must()
	require.NotContains(t, out, "860000000000042")
	require.Contains(t, out, `ATTRS{serial}=="…0042"`)
	s.flags.showIDs = true
	require.Contains(t, s.must(), `ATTRS{serial}=="860000000000042"`)
	s.flags.apply = true
	s.must()
	require.Contains(t, s.read(rulePath), `ATTRS{serial}=="860000000000042"`)
	require.Contains(t, s.read(confPath), "port = \"/dev/simagent-modem\"")
}

// What the rule has changed is no reason to take it out of the rule again.
func TestSetupKeepsAwake(t *testing.T) {
	tr, f := oneModem(t)
	s := newSite(t, f)
	control := "sys/devices/platform/scb/usb1/1-1.2/power/control"
	tr.File(control, "auto\n")
	s.must()
	require.Contains(t, s.read(rulePath), `ATTR{power/control}="on"`)
	tr.File(control, "on\n")
	require.Contains(t, s.must(), "Nothing to do.")
	require.Contains(t, s.read(rulePath), `ATTR{power/control}="on"`)
}

func TestSetupTellsDialout(t *testing.T) {
	_, f := oneModem(t)
	s := newSite(t, f)
	s.write("/etc/group", "dialout:x:20:pi,ann\nsimagent:x:998:ann\n")
	require.Contains(t, flat(s.must()), "In the group dialout, which opens serial ports but not this one any more: pi. 'sudo usermod -aG simagent NAME'")
}

func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestRunCommand(t *testing.T) {
	require.NoError(t, runCommand(t.Context(), setup.Command{Args: []string{"true"}}))
	err := runCommand(t.Context(), setup.Command{Args: []string{"ls", "/none;\x1b[2J"}})
	require.ErrorContains(t, err, "cannot run `ls ")
	require.ErrorContains(t, err, "exit status 2: ")
	require.NotContains(t, strings.TrimPrefix(err.Error(), "cannot run `ls /none;\x1b[2J`"), "\x1b")
	require.EqualError(t, runCommand(t.Context(), setup.Command{Args: []string{"no-such-program-here"}}), "cannot run `no-such-program-here`: no-such-program-here is not installed")
}

func TestPreparePort(t *testing.T) {
	require.NoError(t, preparePort("/dev/ptmx"))
	require.ErrorContains(t, preparePort("/dev/null"), "it is not a serial port")
	require.ErrorContains(t, preparePort("/dev/none"), "no such port")
}
