package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent"
	trays "simagent/agent/bench"
	"simagent/agent/config"
	"simagent/agent/local"
)

// benchFlags are the options of `simagent bench`.
type benchFlags struct {
	cloudFlags
	port, plan, out string
	baud, count     int
	spend           trays.Allowed
}

func newBenchCommand(f *folders) *cobra.Command {
	var b benchFlags
	cmd := &cobra.Command{
		Use: "bench", Short: "Test a tray of SIMs, one after the other, without a keyboard", Args: cobra.NoArgs,
		Long: `Test SIMs one after the other in a modem on this bench. Put one in: it is identified,
its card is read, it registers or the cause of the refusal is told, it attaches, its
signal is measured, and the cloud is asked about it. Then it has PASS, or FAIL with
the reason, and the next one can be put in; the bench sees that by itself. A Sim that
is "new" in the cloud passes as "not activated". A SIM that is put in again is "seen
before" and gets no second result, but for one that was taken out, or lost with the
module, before its end: that is tested again and keeps its number.

Nothing is spent: no data, no SMS, no reset, no PIN. The messages of the module about
card and network are switched on, as the daemon does, and operators are told by their
number (AT+COPS=3,2), until the module's next restart. With
--spend-bytes and --spend-sms a SIM that passes so far sends UDP to the platform
(report.address) by the modem's network interface, and SMS Commands by the module;
only with the cloud, if by its count the Sim does not become active by it, and what
was sent must show up in the cloud's lists. Both count against the five SMS Commands
and the 250 KB of a ready Sim.

--out FOLDER gets bench-TIME.jsonl, .csv and .html, each SIM as soon as it has its
verdict; the page needs nothing but itself. ICCIDs are shortened unless --show-ids.
"simagent bench plan" prints what a SIM must do; change a copy, and name it by --plan.
The daemon must not run on the same module. Which cloud: as "simagent sims --help" says.

Exit code: 0 all passed, 1 one failed or the bench could not go on, 2 no SIM was tested.`,
		Example: `  simagent bench --port /dev/ttyUSB2 --config simagent.toml --out results
  simagent bench --count 20 --plan antenna.toml`,
		RunE: func(cmd *cobra.Command, _ []string) error { return b.run(cmd, f) },
	}
	b.where(cmd.Flags())
	fs := cmd.Flags()
	fs.StringVar(&b.port, "port", "", "AT port; without it the configured one, or the only known AT interface")
	fs.IntVar(&b.baud, "baud", 0, "bits per second of a UART; 0: the configuration's, 115200 without")
	fs.StringVar(&b.plan, "plan", "", "TOML `FILE` that says what each SIM must do")
	fs.StringVar(&b.out, "out", "", "`FOLDER` for the results; without it nothing is written")
	fs.IntVar(&b.count, "count", 0, "end after so many results; 0: at Ctrl-C")
	fs.IntVar(&b.spend.Bytes, "spend-bytes", 0, "bytes of IP packets that each SIM may spend, 46 to 10000")
	fs.IntVar(&b.spend.SMS, "spend-sms", 0, "SMS Commands that each SIM may spend, 1 or 2")
	fs.BoolVar(&b.ids, "show-ids", false, "print and write ICCIDs and SIDs in full; they are personal data")
	cmd.AddCommand(benchPlan(), benchModule(f))
	return cmd
}

func benchPlan() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use: "plan", Short: "Print the plan of a bench, with a comment at each key", Args: cobra.NoArgs,
		Example: "  simagent bench plan > antenna.toml",
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := planOf(file)
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(cmd.OutOrStdout(), p.Print())
			return err
		},
	}
	cmd.Flags().StringVar(&file, "plan", "", "TOML `FILE` to read first")
	return cmd
}

func planOf(file string) (trays.Plan, error) {
	if file == "" {
		return trays.Default(), nil
	}
	return trays.LoadPlan(file)
}

// check refuses what cannot work before anything is opened.
func (b *benchFlags) check() error {
	switch {
	case b.count < 0:
		return errors.New("--count must be 0 or more")
	case b.baud != 0 && (b.baud < 300 || b.baud > 4_000_000):
		return errors.New("--baud must be 300 to 4000000")
	case b.spend.Bytes != 0 && (b.spend.Bytes < leastDatagram || b.spend.Bytes > mostBenchBytes):
		return fmt.Errorf("--spend-bytes must be %d to %d: headers count, and the cloud's list must show whose it is", leastDatagram, mostBenchBytes)
	case b.spend.SMS < 0 || b.spend.SMS > mostBenchSMS:
		return fmt.Errorf("--spend-sms must be 0 to %d: five SMS Commands make a ready Sim active", mostBenchSMS)
	}
	return nil
}

// configuration is the daemon's file, if one is named, and whether it or the
// flags name a cloud.
func (b *benchFlags) configuration() (cfg config.Config, cloud bool, err error) {
	if b.names() {
		cfg, err = b.config()
		if errors.Is(err, errNoCloud) && b.file != "" {
			cfg, err = config.Load(b.file)
			return cfg, false, err
		}
		return cfg, err == nil, err
	}
	return config.Default(), false, nil
}

func (b *benchFlags) run(cmd *cobra.Command, f *folders) error {
	if err := b.check(); err != nil {
		return err
	}
	plan, err := planOf(b.plan)
	if err != nil {
		return err
	}
	cfg, cloud, err := b.configuration()
	if err != nil {
		return err
	}
	switch {
	case plan.Cloud.Ask == trays.AskNever:
		cloud = false
	case plan.Cloud.Ask == trays.AskAlways && !cloud:
		return fmt.Errorf("the plan wants the cloud's word: %w", errNoCloud)
	}
	if b.spend != (trays.Allowed{}) && !cloud {
		return fmt.Errorf("refused: what is spent is checked against the cloud's count: %w", errNoCloud)
	}
	if b.port == "" {
		b.port = cfg.Modem.Port
	}
	if err := noDaemonHas(cmd.Context(), f, b.port); err != nil {
		return err
	}
	h := &benchRun{
		opt: trays.Options{Plan: plan, Cloud: cloud, Spend: b.spend, Count: b.count, IDs: b.ids},
		out: cmd.OutOrStdout(), number: cfg.SMS.Number,
	}
	o := &opener{path: b.port, second: cfg.Modem.Second, iface: cfg.Meter.Interface, baud: cfg.Modem.Baud, flow: cfg.Modem.Flow}
	if b.baud != 0 {
		o.baud = b.baud
	}
	h.open = func(ctx context.Context) (agent.Port, error) { return o.open(ctx, "") }
	if cloud {
		guard := newGuard(cfg, func() []string { return append(b.modemInterfaces(&cfg), o.interfaces()...) }, nil)
		client, err := newCloud(cfg.Cloud, guard.DialContext, cloudAttempts)
		if err != nil {
			return b.named(err)
		}
		defer client.Close()
		h.cloud, h.provider = client, cfg.Cloud.Provider
		h.datagram = sendIPCommand(cfg.Report.Address, guard)
		h.networks = o.interfaces
	}
	if b.out != "" {
		if h.files, err = newBenchFiles(b.out, time.Now()); err != nil {
			return err
		}
	}
	return h.run(cmd.Context())
}

// noDaemonHas says that a daemon has the module. One that runs on another port
// is left alone if ours is named.
func noDaemonHas(ctx context.Context, f *folders, port string) error {
	st, err := local.NewClient(f.run).Status(ctx, false)
	if err != nil {
		return nil // none runs, or it cannot be asked: opening the port has the last word
	}
	has := word(st.Link.Port)
	if port != "" && has != "" && !sameDevice(port, has) {
		return nil
	}
	what := "a running simagent has the module"
	if has != "" {
		what = "a running simagent has " + has
	}
	return &exitError{1, what + ": the bench needs it alone. Stop it meanwhile:\n  sudo systemctl stop 'simagent@*'    (or Ctrl-C where it runs)\nor name another module's port: --port"}
}

func sameDevice(a, b string) bool {
	x, err1 := os.Stat(a)
	y, err2 := os.Stat(b)
	return a == b || err1 == nil && err2 == nil && os.SameFile(x, y)
}
