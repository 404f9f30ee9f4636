package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent/config"
	judge "simagent/agent/doctor"
	"simagent/agent/local"
	"simagent/atcmd/ports"
	"simagent/boards/host"
)

func newDoctor(f *folders) *cobra.Command {
	d := &doctor{folders: f}
	cmd := &cobra.Command{
		Use: "doctor", Short: "Look for every known cause, and say what to type", Args: func(cmd *cobra.Command, args []string) error { return notLooked(cobra.NoArgs(cmd, args)) },
		Long: `Go through every known cause for a modem that does not work, from the port
outwards: port, holder, power, uart, sim, pin, registration, fplmn, roaming,
apn, pdp, route, cloud, limit, credentials, clock, disk. Each line is ok, warn,
fail or not checked (-), with what was seen and the line to type; the first that
fails is repeated at the end. What another line explains does not fail as well.

It asks the running daemon, and through it the module; without a daemon it opens
the port itself, as "simagent card" does. Nothing is set, reset, raised or
entered, and nothing is sent over the modem; on a port of its own it switches
the echo off and error numbers on, until the module's next start. The cloud is
asked by the daemon, or with --config by this command: four GETs at most, by an
interface that is proven not to be the modem's.

The exit code is 0 when nothing fails (there may be warnings), 1 when something
fails, and 2 when nothing was looked at or could be said: the configuration or
a flag is wrong, or it was interrupted.`,
		Example: `  simagent doctor
  sudo simagent doctor --config /etc/simagent.toml
  simagent doctor --json | jq -r .first`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return d.run(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	cmd.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return notLooked(c.Root().FlagErrorFunc()(c, err)) })
	cmd.Flags().StringVar(&d.file, "config", "", "TOML `FILE` of the daemon")
	cmd.Flags().StringVar(&d.port, "port", "", "look at this port, and open it unless the daemon has it")
	cmd.Flags().BoolVar(&d.json, "json", false, "print JSON; unknown is null")
	cmd.Flags().BoolVar(&d.showIDs, "show-ids", false, "print ICCID and sids in full; they are personal data")
	cmd.Flags().BoolVar(&d.noCloud, "no-cloud", false, "do not ask the cloud")
	return cmd
}

// notLooked gives an error the exit code that says that nothing was examined, so that a script does not take a wrong
// flag for a finding.
func notLooked(err error) error {
	if err == nil {
		return nil
	}
	return &exitError{2, err.Error()}
}

// doctor gathers the facts that package agent/doctor judges. It is used by one goroutine.
type doctor struct {
	folders *folders
	file    string
	port    string
	json    bool
	showIDs bool
	noCloud bool

	finder ports.Finder
	host   host.Host
	cfg    config.Config
	status *local.Status // of the daemon; nil without one
	whose  string        // ICCID in full; "" when it is not known
}

// mostAsked bounds how long the module is asked, and cloudWaits how long the cloud is.
const (
	mostAsked  = 2 * time.Minute
	cloudWaits = 25 * time.Second
)

func (d *doctor) run(ctx context.Context, out, errs io.Writer) error {
	var err error
	if d.cfg, err = loadConfig(d.file, d.port); err != nil {
		return notLooked(err)
	}
	var s *silence
	if isTerminal(errs) {
		s = startSilence(errs, "asking the module …")
	}
	r := judge.NewReport(d.facts(ctx))
	s.end()
	if ctx.Err() != nil {
		return notLooked(errors.New("interrupted: nothing was changed"))
	}
	if d.json {
		err = judge.WriteJSON(out, r)
	} else {
		_, err = io.WriteString(out, judge.Screen(r, judge.ScreenOptions{Width: width(out), Color: color(out)}))
	}
	if err == nil && r.Failed > 0 {
		return &exitError{code: 1} // the last lines have said why
	}
	return notLooked(err)
}

// facts gathers what can be known, from the port outwards.
func (d *doctor) facts(ctx context.Context) judge.Facts {
	name, _ := os.Hostname()
	f := judge.Facts{Time: time.Now(), Host: name, Version: version}
	d.askDaemon(ctx, &f)
	f.Tool = d.tool()
	d.portFacts(&f)
	d.hostFacts(&f)
	d.moduleFacts(ctx, &f)
	d.statusFacts(&f)
	d.accountFacts(&f)
	d.routeFacts(ctx, &f)
	d.cloudFacts(ctx, &f)
	d.clockFacts(&f)
	d.diskFacts(&f)
	return f
}

// hostFacts are what the board says of itself: its supply, and the traps of its UART, if the module is on one.
func (d *doctor) hostFacts(f *judge.Facts) {
	s := d.host.Supply()
	f.Power.Known, f.Power.Low, f.Power.WasLow, f.Power.Source = s.Known, s.Low, s.WasLow, s.Source
	path := d.cfg.Modem.Port
	if f.Port.Path != "" {
		path = f.Port.Path
	}
	if path == "" || f.Port.Found.USB() || strings.HasPrefix(path, "/dev/ttyUSB") || strings.HasPrefix(path, "/dev/ttyACM") {
		return
	}
	if strings.HasPrefix(d.host.Fingerprint().Model, "Raspberry Pi") { // of others no traps are known
		f.UART = judge.UART{Known: true, Traps: d.host.UARTTraps(path)}
	}
}

// tool is how this person calls simagent, so that the lines to type work as they stand.
func (d *doctor) tool() judge.Tool {
	t := judge.Tool{Port: d.cfg.Modem.Port}
	if d.folders.run != defaultRun() {
		t.Run = d.folders.run
	}
	if d.folders.state != defaultState() {
		t.State = d.folders.state
	}
	switch {
	case d.file != "":
		t.Config = absolute(d.file)
	case d.status != nil && d.status.Config != "":
		t.Config = string(d.status.Config)
	default:
		t.Config, _ = instanceConfig(d.folders.run, rootsFolder, rootsConfig)
	}
	return t
}

// userName is who types this; "" when nothing tells.
func userName() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return u.Username
}

// askDaemon fetches the status of the daemon, unless another port is to be looked at than its own.
func (d *doctor) askDaemon(ctx context.Context, f *judge.Facts) {
	ask, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	c := local.NewClient(d.folders.run)
	st, err := c.Status(ask, d.showIDs)
	if err != nil && !errors.Is(err, local.ErrNoDaemon) {
		f.Holders.Said, f.Holders.Ask, f.Holders.Mute = err.Error(), "sudo simagent doctor", errors.Is(err, local.ErrMute)
	}
	if err != nil || d.port != "" && st.Link.Port != nil && !samePort(d.port, *st.Link.Port) {
		return
	}
	d.status = &st
	f.Disk.Daemon = true
}

func samePort(a, b string) bool {
	x, errX := filepath.EvalSymlinks(a)
	y, errY := filepath.EvalSymlinks(b)
	return a == b || errX == nil && errY == nil && x == y
}
