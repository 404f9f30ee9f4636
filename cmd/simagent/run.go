package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent"
	"simagent/agent/config"
	"simagent/agent/history"
	"simagent/agent/journal"
	"simagent/agent/local"
	"simagent/agent/recovery"
	"simagent/agent/secret"
	"simagent/boards"
	"simagent/simcard"
)

func newRun(f *folders) *cobra.Command {
	var file, port string
	cmd := &cobra.Command{
		Use: "run", Short: "Run the daemon in the foreground", Args: cobra.NoArgs,
		Long: `Run the daemon in the foreground. It logs to standard error, ends within two
seconds at TERM or INT, and reads its file anew at HUP; "simagent config" marks the
keys that it then takes over.`,
		Example: `  simagent run --port /dev/ttyUSB2
  simagent run --config /etc/simagent.toml`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			load := func() (config.Config, error) { return loadConfig(file, port) }
			cfg, err := load()
			if err != nil {
				return err
			}
			return runDaemon(cmd.Context(), cfg, file, load, *f)
		},
	}
	cmd.Flags().StringVar(&file, "config", "", "TOML `FILE`; every key has a default")
	cmd.Flags().StringVar(&port, "port", "", "AT port; without it the only known AT interface that is plugged in")
	return cmd
}

// loadConfig reads the file, and checks what only this program knows: boards
// and the client of the API. Errors name the file and the key.
func loadConfig(file, port string) (config.Config, error) {
	cfg := config.Default()
	if file != "" {
		var err error
		if cfg, err = config.Load(file); err != nil {
			return cfg, err
		}
	}
	if err := usable(cfg); err != nil {
		return cfg, fmt.Errorf("cannot use configuration %s: %w", file, err)
	}
	if port != "" {
		if !filepath.IsAbs(port) {
			return cfg, fmt.Errorf("cannot use --port %s: want a path such as /dev/ttyUSB2", port)
		}
		cfg.Modem.Port = port
	}
	return cfg, nil
}

func usable(cfg config.Config) error {
	if _, _, err := boardOf(cfg); err != nil {
		return err
	}
	if cfg.Cloud.Provider == "none" {
		return nil
	}
	_, err := newCloud(cfg.Cloud, nil, 1)
	return err
}

// daemon is one `simagent run`.
type daemon struct {
	cfg     config.Config
	file    string // as commands must name it
	run     string
	state   string
	log     *slog.Logger
	level   *slog.LevelVar
	books   *books
	history *history.Book
	opener  *opener
	tap     *tap
	memory  *memory
	lines   *lines // of the board; nil without any
	board   boards.Board
	hands   []recovery.Rung // what its lines can do
	faces   faces
}

func runDaemon(ctx context.Context, cfg config.Config, file string, load func() (config.Config, error), f folders) error {
	d := &daemon{cfg: cfg, file: file, run: f.run, state: f.state, level: new(slog.LevelVar)}
	d.log = newLog(os.Stderr, os.Getenv, journal.Path, d.level)
	d.setLevel(cfg.Log.Level)
	if err := os.MkdirAll(f.run, 0o750); err != nil {
		return fmt.Errorf("cannot make the run folder: %w", err)
	}
	lock, err := lockRun(f.run)
	if err != nil {
		return err
	}
	defer lock.Close()
	signal.Ignore(syscall.SIGPIPE) // a log that nobody reads any more is no reason to stop counting
	listener, err := local.Listen(f.run)
	if err != nil {
		return err
	}
	if d.books, err = openBooks(f.state, d.log); err != nil {
		_ = listener.Close()
		return err
	}
	defer closeBooks(d.books)
	d.history = history.Open(f.state, false) // under the lock of the books
	defer d.history.Close()
	for _, p := range d.history.Problems() {
		d.log.Debug(p.Err.Error())
	}
	d.tap = &tap{}
	d.opener = &opener{tee: &d.tap.tee, path: cfg.Modem.Port, second: cfg.Modem.Second, iface: cfg.Meter.Interface, baud: cfg.Modem.Baud, search: cfg.Modem.Search, flow: cfg.Modem.Flow}
	d.memory = newMemory()
	if err := d.takeBoard(cfg); err != nil {
		_ = listener.Close()
		return err
	}
	if d.lines != nil {
		defer d.lines.Close()
	}
	deps, err := d.deps()
	if err != nil {
		_ = listener.Close()
		return err
	}
	hook, err := listenCallbacks(cfg.Cloud)
	if err != nil {
		_ = listener.Close()
		return err
	}
	if d.faces, err = openFaces(cfg); err != nil {
		_ = listener.Close()
		if hook != nil {
			_ = hook.Close()
		}
		return err
	}
	a := agent.NewAgent(deps, d.settings(cfg))
	return d.serve(ctx, a, listener, hook, load)
}

// lockRun keeps a second daemon from taking the socket of one that has just
// made it. The lock goes with the process.
func lockRun(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot use the run folder: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("cannot use the run folder %s: another simagent runs there; --run and --state give this one folders of its own", dir)
		}
		return nil, fmt.Errorf("cannot use the run folder: %w", err)
	}
	return f, nil
}

// source is what the local API asks.
type source struct {
	*agent.Agent
	*tap
	history *history.Book
}

// Book adds the history, which the agent does not hold.
func (s source) Book(ctx context.Context, showIDs bool) (local.Book, error) {
	b, l, err := s.Agent.Book(ctx, showIDs)
	if err != nil {
		return b, err
	}
	return withHistory(s.history, b, l), nil
}

// Record ends with the daemon, too: it would keep the API from ending.
func (s source) Record(ctx context.Context, w io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { // ends with this call
		select {
		case <-s.Agent.Done():
			cancel()
		case <-ctx.Done():
		}
	}()
	return s.tap.Record(ctx, w)
}

// serve runs the agent and the local API until ctx ends.
func (d *daemon) serve(ctx context.Context, a *agent.Agent, l, hook net.Listener, load func() (config.Config, error)) error {
	d.tap.status = a.Status
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() {
		if err := local.Serve(ctx, asked{l, d.memory}, source{a, d.tap, d.history}); err != nil {
			d.log.Error(err.Error())
			cancel()
		}
	})
	wg.Go(func() {
		if err := watchPorts(ctx, "/dev", a.PortsChanged); err != nil {
			d.log.Debug(err.Error())
		}
	})
	if hook != nil {
		wg.Go(func() {
			if err := d.serveCallbacks(ctx, a, hook); err != nil {
				d.log.Error(err.Error())
			}
		})
	}
	d.serveFaces(ctx, &wg, source{a, d.tap, d.history})
	systemd := newNotifier(os.Getenv, os.Getpid(), d.log)
	if systemd != nil {
		wg.Go(func() { systemd.run(ctx, a.Status) })
	}
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	wg.Go(func() {
		for {
			select {
			case <-hup:
				systemd.reload(func() { d.reload(a, load) })
			case <-ctx.Done():
				return
			}
		}
	})
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(1) // a daemon that waits: half the wake-ups of idle processors
	}
	d.log.InfoContext(event(ctx, journal.Started), "started", "version", version, "run", d.run)
	defer d.memory.stop()
	err := a.Run(ctx)
	d.log.InfoContext(event(ctx, journal.Ended), "ended")
	return err
}

// asked is a socket whose visitors leave memory to be given back.
type asked struct {
	net.Listener
	memory *memory
}

func (l asked) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	l.memory.busy()
	return c, err
}

func (d *daemon) reload(a *agent.Agent, load func() (config.Config, error)) {
	next, err := load()
	if err != nil {
		d.log.Error("the configuration is kept as it was", "error", err)
		return
	}
	merged, ignored := d.cfg.Reload(next)
	d.cfg = merged
	d.setLevel(merged.Log.Level)
	a.Reload(d.settings(merged))
	d.log.InfoContext(event(context.Background(), journal.Reloaded), "configuration read anew")
	if len(ignored) > 0 {
		d.log.Warn("these keys changed, and wait for a restart: " + strings.Join(ignored, ", "))
	}
}

// settings adds the PIN to what the configuration says. A PIN that cannot be
// used is said; a locked card then stays locked.
func (d *daemon) settings(cfg config.Config) agent.Settings {
	s := agent.SettingsOf(cfg)
	s.Hands = d.hands
	s.Config, s.State, s.ConfigFile = absolute(d.file), absolute(d.state), named(d.file)
	_, s.KnowsOff = d.board.Line(boards.Status)
	if cfg.SIM.PINFile == "" {
		return s
	}
	b, err := secret.Read(cfg.SIM.PINFile, "PIN file")
	if err == nil {
		s.PIN, err = simcard.ParsePIN(strings.TrimSpace(string(b)))
	}
	if err != nil {
		s.PINProblem = err.Error()
		d.log.Error(err.Error())
	}
	return s
}

func (d *daemon) setLevel(name string) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(name)); err == nil {
		d.level.Set(l)
	}
}

// closeBooks waits for the disk no longer than a stopping daemon may take.
func closeBooks(b *books) {
	done := make(chan struct{})
	go func() { defer close(done); _ = b.Close() }()
	select {
	case <-done:
	case <-time.After(300 * time.Millisecond):
	}
}
