package main

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"slices"

	"github.com/spf13/cobra"

	profiles "simagent/atcmd/module"
	"simagent/atcmd/ports"
)

func newPorts() *cobra.Command {
	var file string
	var verbose, asJSON bool
	cmd := &cobra.Command{
		Use: "ports", Short: "List what is plugged in, which port is what, and who holds it", Args: cobra.NoArgs,
		Long: `List the modules and serial ports of this machine: which port is what, by USB
ids and interface number, who holds it, and what is wrong with a module that has
no port. Nothing is opened and nothing is sent. The port that "simagent run"
takes is marked with >. -v adds the names that outlive a reset, where each row of
the table was read, and what no source confirms.

--json prints one object; what is not known is null:
  schema            1
  devices           vid, pid, usb (place on the bus), module, mode (edl, dump,
                    loader, hilink, storage, network, starting, rndis; null:
                    ordinary), trouble (what to do), serial (redacted),
                    networks, source, doubts, profiles (name, source, doubts:
                    about, why), ports
  uarts             ports without a USB device
  ports             device, stable (udev's by-path name), interface, role (at,
                    at-secondary, ppp, gps, diag, ignore, unknown), driver,
                    taken, holders (null: not known; else pid, command, unit,
                    lock_file, stale, suspect, advice), udev_rule (keeps
                    ModemManager off)
  taken             the port that "simagent run" takes
  reason            why there is none
  hidden_processes  how many processes of others could not be looked into`,
		Example: "  simagent ports\n  sudo simagent ports -v\n  simagent ports --json | jq -r .taken",
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(file, "")
			if err != nil {
				return err
			}
			s, err := surveyPorts(ports.Finder{}, cfg.Modem.Port)
			if err != nil {
				return err
			}
			if asJSON {
				return writePortsJSON(cmd.OutOrStdout(), s)
			}
			out := bufio.NewWriter(cmd.OutOrStdout())
			writePorts(out, s, verbose)
			return out.Flush()
		},
	}
	cmd.Flags().StringVar(&file, "config", "", "TOML `FILE` that may name the port")
	cmd.Flags().BoolVarP(&verbose, "verbose", "v", false, "also stable names, sources and what is not confirmed")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	return cmd
}

// portSurvey is everything that `simagent ports` says.
type portSurvey struct {
	devices []*pluggedDevice
	uarts   []*surveyedPort
	taken   string // path of the port that `run` takes, "" when it finds none
	reason  error  // why it finds none
	hidden  int    // processes whose open files we may not see
}

// pluggedDevice is one USB device with what the table and the profiles say of it.
type pluggedDevice struct {
	ports.Port // the first of its ports, or itself when it has none
	known      bool
	facts      ports.Facts
	profiles   []*profiles.Profile
	networks   []string
	list       []*surveyedPort
}

// surveyedPort is one serial port and who has it.
type surveyedPort struct {
	ports.Port
	stable  string // udev's by-path name, "" when there is none
	taken   bool
	holders []ports.Holder
	unknown error // why nothing is known about holders
}

// surveyPorts looks at everything that is plugged in. configured is modem.port. The
// error says that sysfs cannot be read.
func surveyPorts(f ports.Finder, configured string) (*portSurvey, error) {
	list, err := f.List()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("cannot list serial ports: there is no /sys/class/tty here; in a container, " +
			"mount the host's /sys, or name the port: simagent run --port /dev/ttyUSB2")
	}
	if err != nil {
		return nil, err
	}
	s := &portSurvey{}
	s.taken, s.reason = takenPort(f, configured)
	for _, p := range list {
		if !p.USB() {
			s.uarts = append(s.uarts, s.survey(f, p))
			continue
		}
		if n := len(s.devices); n == 0 || s.devices[n-1].USBPath != p.USBPath {
			s.devices = append(s.devices, plugged(f, p))
		}
		if d := s.devices[len(s.devices)-1]; p.Device != "" {
			d.list = append(d.list, s.survey(f, p))
		}
	}
	return s, nil
}

// takenPort is the path of the port that `run` opens.
func takenPort(f ports.Finder, configured string) (string, error) {
	if configured != "" {
		p, err := f.Resolve(configured)
		return p.Device, err
	}
	p, err := f.Only()
	return p.Device, err
}

func plugged(f ports.Finder, p ports.Port) *pluggedDevice {
	d := &pluggedDevice{Port: p, networks: f.Networks(p.USBPath)}
	d.facts, d.known = p.Facts()
	for _, m := range d.facts.Models {
		if p := profiles.Identify(m.Maker, m.Name); !slices.ContainsFunc(d.profiles, func(q *profiles.Profile) bool { return q.Name == p.Name }) {
			d.profiles = append(d.profiles, &p)
		}
	}
	return d
}

func (s *portSurvey) survey(f ports.Finder, p ports.Port) *surveyedPort {
	sp := &surveyedPort{Port: p, taken: p.Device == s.taken}
	if name := f.Stable(p.Device); name != p.Device {
		sp.stable = name
	}
	if _, err := os.Stat(p.Device); err != nil {
		sp.unknown = err
		return sp
	}
	holders, err := f.Holders(p.Device)
	sp.holders = holders
	if hidden, ok := errors.AsType[*ports.HiddenError](err); ok {
		s.hidden = max(s.hidden, hidden.Processes)
	} else if err != nil {
		sp.unknown = err
	}
	return sp
}
