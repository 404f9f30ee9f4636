package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"simagent/agent/config"
	"simagent/agent/setup"
	"simagent/atcmd/ports"
	"simagent/boards"
)

// setupFlags are what a person says to `simagent setup`.
type setupFlags struct {
	name, mm, port, usb, board, root, binary string
	apply, force, showIDs                    bool
}

func newSetup() *cobra.Command {
	var f setupFlags
	cmd := &cobra.Command{
		Use: "setup", Short: "Show or write what runs the daemon as a service", Args: cobra.NoArgs,
		Long: `Show the files by which systemd and udev run the daemon as simagent@NAME for the
modem that is plugged in, and the commands that make them count: user and group,
a udev rule for the port, the unit, a sample configuration. Nothing is written
without --apply. With it files are written and the commands run; what is so
already is left, and so is a file that somebody edited, but for --force.

The rule says who has the module:
  --mm device   ModemManager leaves it alone (ID_MM_DEVICE_IGNORE)
  --mm port     ModemManager keeps it, but for our AT port (ID_MM_PORT_IGNORE):
                data over QMI or MBIM by ModemManager, the Super SIM by simagent
  --mm none     there is no ModemManager

For an image: --root DIR --apply writes below DIR and runs no command, the unit
has /usr/bin/simagent, and --usb names a module that is not plugged in here.`,
		Example: "  simagent setup\n  sudo simagent setup --apply\n  sudo simagent setup --mm port --port /dev/ttyUSB2 --apply\n" +
			"  simagent setup --root rootfs --usb 2c7c:0125 --apply",
		RunE: func(cmd *cobra.Command, _ []string) error {
			s := installer{flags: f, root: f.root, out: cmd.OutOrStdout(), euid: os.Geteuid(), again: "simagent setup" + given(cmd)}
			switch {
			case f.root != "":
			case cmd.Flags().Changed("root"): // a script's variable that is empty, and never meant this system
				return errors.New("cannot use --root: it is empty; leave it out to set this system up")
			default:
				s.root, s.run = "/", runCommand
			}
			return s.install(cmd.Context())
		},
	}
	cmd.Flags().BoolVar(&f.apply, "apply", false, "write the files and run the commands")
	cmd.Flags().BoolVar(&f.force, "force", false, "replace edited files, and keep them as NAME.bak")
	cmd.Flags().StringVar(&f.name, "name", setup.DefaultName, "the instance, simagent@`NAME`")
	cmd.Flags().StringVar(&f.mm, "mm", string(setup.Device), "`WHO` has the module: device, port or none, see above")
	cmd.Flags().StringVar(&f.port, "port", "", "`PATH` of the AT port; else the only known one")
	cmd.Flags().StringVar(&f.usb, "usb", "", "`IDS` of a module that is not here: VID:PID[:INTERFACE]")
	cmd.Flags().StringVar(&f.board, "board", "", "`BOARD` for a new configuration, as in boards list")
	cmd.Flags().StringVar(&f.root, "root", "", "root `DIR` of an image; no commands are run")
	cmd.Flags().StringVar(&f.binary, "binary", "", "`PATH` of simagent there; else this program's")
	cmd.Flags().BoolVar(&f.showIDs, "show-ids", false, "show a serial number in the rule in full")
	return cmd
}

// given repeats the flags that were given, but for those that are about what is done.
func given(cmd *cobra.Command) string {
	var b strings.Builder
	for _, name := range []string{"name", "mm", "port", "usb", "board", "root", "binary"} {
		if flag := cmd.Flags().Lookup(name); flag.Changed {
			b.WriteString(" --" + name + " " + flag.Value.String())
		}
	}
	return b.String()
}

// installer is one `simagent setup`. Tests give it roots and commands of their own.
type installer struct {
	flags  setupFlags
	finder ports.Finder
	root   string                                           // of the system that is set up
	run    func(ctx context.Context, c setup.Command) error // nil for an image
	out    io.Writer
	euid   int
	again  string // the command with its flags, to be typed again
}

// install shows what is wanted, or brings it about.
func (s *installer) install(ctx context.Context) error {
	if s.flags.apply && s.run != nil && s.euid != 0 {
		return errors.New("cannot set the system up: only root may\nsudo " + s.again + " --apply")
	}
	root, err := os.OpenRoot(s.root)
	if err != nil {
		return fmt.Errorf("cannot use --root: %w", err)
	}
	defer root.Close()
	tree := &tree{root, s.flags.root}
	want, err := s.want(tree)
	if err != nil {
		return err
	}
	p, err := s.plan(tree, want)
	if err != nil {
		return err
	}
	said := &screenWriter{w: s.out}
	s.out = said
	if s.flags.apply {
		err = s.carryOut(ctx, tree, p)
	} else {
		s.show(p)
	}
	return cmp.Or(err, said.err)
}

// at is a path of the system that is set up, as a person finds it.
func (s *installer) at(name string) string { return filepath.Join(s.flags.root, name) }

// want puts together what the person says and what is plugged in.
func (s *installer) want(t *tree) (setup.Want, error) {
	w := setup.Want{Name: s.flags.name, MM: setup.MM(s.flags.mm), Config: config.Default()}
	if err := setup.CheckName(w.Name); err != nil {
		return w, err
	}
	if w.MM != setup.Device && w.MM != setup.OnPort && w.MM != setup.NoMM {
		return w, fmt.Errorf("cannot use --mm %s: want device, port or none", w.MM)
	}
	var err error
	if w.Port, err = s.modem(); err != nil {
		return w, err
	}
	if p := w.Port; p.USB() {
		list, err := s.finder.List()
		if err != nil {
			return w, err
		}
		w.Apart = setup.TellApart(p, list)
		if q, ok := s.finder.Second(p); ok {
			w.Second = &q
		}
	}
	if w.Binary, err = s.program(); err != nil {
		return w, err
	}
	w.Packaged = w.Binary == setup.PackagedBinary && t.text(setup.PackagedUnit) != ""
	w.Awake = s.suspends(w.Port) || strings.Contains(t.text(w.RulePath()), "power/control")
	board, err := s.board(t, &w)
	w.GPIO = len(board.Lines) > 0
	return w, err
}

// modem is the port that is meant.
func (s *installer) modem() (ports.Port, error) {
	switch {
	case s.flags.usb != "" && s.flags.port != "":
		return ports.Port{}, errors.New("cannot use --usb with --port: one of them names the module")
	case s.flags.usb != "":
		return unplugged(s.flags.usb)
	case s.flags.port == "":
		return s.finder.Only()
	}
	p, err := s.finder.Resolve(s.flags.port)
	if base := filepath.Base(s.flags.port); err != nil && s.flags.root != "" && uartNames.MatchString(base) {
		return ports.Port{Device: "/dev/" + base, Interface: -1, Role: ports.RoleUnknown}, nil // of another machine
	}
	switch {
	case err != nil:
		return p, err
	case p.Role == ports.RoleGPS || p.Role == ports.RoleDiag || p.Role == ports.RoleIgnore:
		return p, fmt.Errorf("cannot use port %s: it takes no AT commands (%s); `simagent ports` shows which does", s.flags.port, p.Role)
	case !p.USB() && !uartNames.MatchString(filepath.Base(p.Device)):
		return p, fmt.Errorf("cannot use port %s: no rule can name it, since it is neither on the USB nor a UART", s.flags.port)
	}
	return p, nil
}

var (
	uartNames = regexp.MustCompile(`^tty[A-Za-z]+[0-9]+$`)
	usbNames  = regexp.MustCompile(`^([0-9a-f]{4}):([0-9a-f]{4})(?::([0-9a-f]{2}))?$`)
)

// unplugged is the AT port of a module by its ids.
func unplugged(ids string) (ports.Port, error) {
	m := usbNames.FindStringSubmatch(strings.ToLower(ids))
	if m == nil {
		return ports.Port{}, fmt.Errorf("cannot use --usb %s: want VID:PID such as 2c7c:0125, or VID:PID:INTERFACE", ids)
	}
	p := ports.Port{VID: m[1], PID: m[2], Role: ports.RoleAT}
	if p.Interface = p.ATInterface(); m[3] != "" {
		n, _ := strconv.ParseUint(m[3], 16, 8) // two digits
		p.Interface = int(n)
	}
	if p.Interface < 0 {
		return p, fmt.Errorf("cannot use --usb %s: the table does not say which of its interfaces takes AT commands; want VID:PID:INTERFACE", ids)
	}
	return p, nil
}

// program is where the unit finds simagent. It sees neither homes nor the /tmp of others.
func (s *installer) program() (string, error) {
	path := s.flags.binary
	switch {
	case path != "" && !programs.MatchString(path):
		return "", fmt.Errorf("cannot use --binary %s: want an absolute path without blanks", path)
	case path != "":
		return path, nil
	case s.flags.root != "":
		return "/usr/bin/simagent", nil
	}
	path, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("cannot find this program: %w; name it with --binary", err)
	}
	for _, dir := range []string{"/home/", "/root/", "/tmp/", "/var/tmp/", "/run/"} {
		if strings.HasPrefix(path, dir) || !programs.MatchString(path) {
			return "", fmt.Errorf("cannot run the daemon from %s: a service sees no homes and no temporary folders\nsudo install %s /usr/local/bin/ && sudo /usr/local/bin/%s", path, path, s.again)
		}
	}
	return path, nil
}

var programs = regexp.MustCompile(`^/[A-Za-z0-9_./+-]+$`)

// suspends tells whether the kernel may suspend the module.
func (s *installer) suspends(p ports.Port) bool {
	sysfs := s.finder.Sysfs
	if sysfs == "" {
		sysfs = "/sys"
	}
	b, err := os.ReadFile(filepath.Join(sysfs, "bus/usb/devices", p.USBPath, "power/control"))
	return p.USB() && err == nil && strings.TrimSpace(string(b)) == "auto"
}

// board is what the instance's configuration names, and fills in the sample where there is none.
func (s *installer) board(t *tree, w *setup.Want) (boards.Board, error) {
	name := s.flags.board
	var cfg *config.Config
	if there := t.text(w.ConfigPath()); there != "" {
		parsed, err := config.Parse([]byte(there))
		if cfg = &parsed; err != nil {
			return boards.Board{}, fmt.Errorf("cannot use configuration %s: %w", s.at(w.ConfigPath()), err)
		}
		if name != "" && name != cfg.Board.Name {
			return boards.Board{}, fmt.Errorf("cannot use --board %s: %s names %s, change it there", name, s.at(w.ConfigPath()), cmp.Or(cfg.Board.Name, cfg.Board.File, "none"))
		}
		name = cfg.Board.Name
	}
	if name == "" && !w.Port.USB() && w.Port.VID == "" {
		name = "generic-uart"
	}
	if name != "" {
		w.Config.Board.Name = name
	}
	if s.flags.port != "" {
		w.Config.Modem.Port = w.Link() // without it the daemon looks for the module itself, and says what it finds instead
	}
	if cfg != nil {
		b, _, err := boardOf(*cfg)
		return b, err
	}
	b, _, err := boardOf(w.Config)
	return b, err
}

// held tells whether ModemManager has a port of the module now.
func (s *installer) held(p ports.Port) bool {
	list, _ := s.finder.List() // what cannot be read is not known to be held
	for _, q := range list {
		if q.Device == "" || q.USBPath != p.USBPath || !p.USB() && q.Device != p.Device {
			continue
		}
		holders, _ := s.finder.Holders(q.Device)
		if slices.ContainsFunc(holders, func(h ports.Holder) bool { return h.Command == "ModemManager" && !h.Stale }) {
			return true
		}
	}
	return false
}

// plan is what is wanted beside what there is.
type plan struct {
	want     setup.Want
	files    []planned
	commands []setup.Command // none when nothing changes
	notes    []string
}

type planned struct {
	setup.File
	state setup.State
	there string
}

func (s *installer) plan(t *tree, w setup.Want) (*plan, error) {
	p := &plan{want: w, notes: w.Notes()}
	_, err := t.root.Lstat(inside(w.EnabledPath()))
	enabled := err == nil
	changes := false
	for _, f := range w.Files() {
		state, there, err := t.look(f)
		if err != nil {
			return nil, err
		}
		changes = changes || state.Needed() || state == setup.Edited && s.flags.force
		p.files = append(p.files, planned{f, state, there})
	}
	switch {
	case s.run == nil && (changes || !enabled):
		p.commands = w.ImageCommands(s.root)
	case changes || !enabled:
		p.commands = w.Commands(setup.Now{Enabled: enabled, Held: s.held(w.Port)})
	}
	if out := setup.Outside(t.text("/etc/group")); len(out) > 0 {
		p.notes = append(p.notes, fmt.Sprintf("In the group dialout, which opens serial ports but not this one any more: %s. `sudo usermod -aG %s NAME`, and who logs in again may open it, and ask the daemon without sudo.", strings.Join(out, ", "), setup.Account))
	}
	return p, nil
}

// isNotThere is the only reason for which a file counts as missing.
func isNotThere(err error) bool { return errors.Is(err, fs.ErrNotExist) }
