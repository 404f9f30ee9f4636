package main_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/local"
	"simagent/agent/supersim/supersimtest"
	"simagent/atcmd/modemtest"
)

// binary is the simagent under test, built once.
var binary string

// TestMain lets many tests wait at once: most of the time they do just that.
func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "test.parallel" })
	if !given {
		_ = flag.Set("test.parallel", "12") // the flag is there
	}
	_ = os.Setenv("GORACE", "atexit_sleep_ms=0 halt_on_error=1") // a binary with the detector waits a second at its end
	os.Exit(build(m))
}

func build(m *testing.M) int {
	dir, err := os.MkdirTemp("", "simagent-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "simagent")
	args := []string{"build", "-o", binary}
	if raceFlag != "" {
		args = append(args, raceFlag)
	}
	if out, err := exec.Command("go", append(args, ".")...).CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "cannot build simagent: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// patience is how long a condition may take on a busy machine; nothing waits
// so long when it works.
const patience = 40 * time.Second

// until polls a condition, and shows what there is when it stays false.
func until(t *testing.T, what string, ok func() bool, show func() string) {
	t.Helper()
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	for limit := time.Now().Add(patience); !ok(); <-tick.C {
		if time.Now().After(limit) {
			require.FailNow(t, "not "+what+" in "+patience.String(), show())
		}
	}
}

// bench is one emulated modem, or another thing on a terminal, and the folders
// of the simagent that looks at it.
type bench struct {
	t          *testing.T
	dir        string
	state, run string
	lab        *agenttest.Lab
	port       string
	api        string // base URL of the cloud
	credential string
	provider   string // of [cloud], twilio if empty
	extra      string // further lines of [cloud]
}

// newBench makes the folders alone.
func newBench(t *testing.T) *bench {
	t.Helper()
	dir, err := os.MkdirTemp("", "sa-") // a socket's path must be short
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return &bench{t: t, dir: dir, state: filepath.Join(dir, "state"), run: filepath.Join(dir, "run")}
}

// newLab adds a laboratory with a ready Sim on a terminal, and its cloud.
func newLab(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	b.lab = agenttest.New(agenttest.Options{ScheduledFor: 10 * time.Millisecond})
	require.NoError(t, b.lab.Cloud.Put(b.lab.ICCID, "ready", b.lab.Cloud.AddFleet("lab")))
	b.port = serveModem(t, b.lab.Modem)
	srv := httptest.NewServer(b.lab.Cloud)
	t.Cleanup(func() { srv.CloseClientConnections(); srv.Close(); b.lab.Close() })
	b.api = srv.URL + "/v1"
	b.credential = filepath.Join(b.dir, "credential")
	require.NoError(t, agenttest.WriteCredential(b.credential))
	return b
}

// serveModem puts a module on a terminal until the test ends.
func serveModem(t *testing.T, m *modemtest.Modem) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ready, done := make(chan string, 1), make(chan error, 1)
	go func() { done <- agenttest.ServeModemPTY(ctx, m, func(path string) { ready <- path }) }() // the cleanup waits
	t.Cleanup(func() { cancel(); <-done })
	select {
	case path := <-ready:
		return path
	case err := <-done:
		done <- err
		t.Skip(err)
		return ""
	}
}

// config writes a file with short times.
func (b *bench) config(more string) string {
	b.t.Helper()
	text := fmt.Sprintf("[modem]\nport = %q\npoll = \"1s\"\n[meter]\nsource = \"module\"\npoll = \"100ms\"\npoll_idle = \"100ms\"\n", b.port)
	if b.api != "" {
		text += fmt.Sprintf("[cloud]\nprovider = %q\nbase_url = %q\ncredentials = %q\npoll = \"1s\"\n%s", cmp.Or(b.provider, "twilio"), b.api, b.credential, b.extra)
	}
	path := filepath.Join(b.dir, "simagent.toml")
	require.NoError(b.t, os.WriteFile(path, []byte(text+more), 0o600))
	return path
}

func (b *bench) folders() []string { return []string{"--state", b.state, "--run", b.run} }

// command runs simagent to its end.
func (b *bench) command(args ...string) (stdout, stderr string, code int) {
	b.t.Helper()
	return execute(b.t, binary, append(args, b.folders()...)...)
}

func execute(t *testing.T, name string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience/2)
	defer cancel()
	var out, errs bytes.Buffer
	c := exec.CommandContext(ctx, name, args...)
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		_, exited := errors.AsType[*exec.ExitError](err)
		require.True(t, exited, "%v", err)
	}
	return out.String(), errs.String(), c.ProcessState.ExitCode()
}

// daemon is a running simagent.
type daemon struct {
	t      *testing.T
	b      *bench
	cmd    *exec.Cmd
	client *local.Client
	ended  chan struct{}
	stuck  bool // and asked for its goroutines

	mu  sync.Mutex
	out bytes.Buffer
}

// Write collects the log.
func (d *daemon) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.out.Write(p)
}

func (d *daemon) log() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.out.String()
}

// start runs the daemon; the test's end ends it and looks over its log.
func (b *bench) start(args ...string) *daemon {
	b.t.Helper()
	return b.prepare(args...).launch()
}

func (b *bench) prepare(args ...string) *daemon {
	return b.of(exec.Command(binary, append(append([]string{"run"}, args...), b.folders()...)...))
}

// of is a daemon by any command.
func (b *bench) of(c *exec.Cmd) *daemon {
	d := &daemon{t: b.t, b: b, cmd: c, client: local.NewClient(b.run), ended: make(chan struct{})}
	c.Stdout, c.Stderr = d, d
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return d
}

func (d *daemon) launch() *daemon {
	d.t.Helper()
	require.NoError(d.t, d.cmd.Start())
	go func() { _ = d.cmd.Wait(); close(d.ended) }() // the cleanup waits
	d.t.Cleanup(func() {
		if !d.isOver() {
			_ = d.cmd.Process.Signal(syscall.SIGTERM)
			kill := time.AfterFunc(5*time.Second, func() { _ = d.cmd.Process.Kill() })
			<-d.ended
			if !kill.Stop() {
				d.t.Error("killed: TERM did not end it")
			}
		}
		if !d.stuck {
			d.clean(d.log())
		}
	})
	return d
}

func (d *daemon) isOver() bool {
	select {
	case <-d.ended:
		return true
	default:
		return false
	}
}

// clean looks for what must be nowhere: secrets, whole ids, crashes.
func (d *daemon) clean(text string) {
	d.t.Helper()
	for _, bad := range []string{"panic:", "DATA RACE", "goroutine 1", "%!", supersimtest.AuthToken, supersimtest.KeySecret, supersimtest.AccountSID, agenttest.ICCID} {
		require.NotContains(d.t, text, bad)
	}
	if d.b.lab != nil {
		require.NotContains(d.t, text, d.b.lab.SID)
	}
}

// ask fetches the status; ok is false while there is none.
func (d *daemon) ask() (local.Status, bool) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	st, err := d.client.Status(ctx, false)
	return st, err == nil
}

// await waits for a status.
func (d *daemon) await(what string, ok func(local.Status) bool) local.Status {
	d.t.Helper()
	var st local.Status
	until(d.t, what, func() bool {
		var have bool
		st, have = d.ask()
		return have && ok(st) || d.isOver()
	}, d.show)
	require.False(d.t, d.isOver(), "it has ended: %s", d.log())
	return st
}

// show is all that there is to see of a daemon that does not do as it should,
// its goroutines too: it ends by that.
func (d *daemon) show() string {
	st, _ := d.ask()
	b, _ := json.MarshalIndent(st, "", " ")
	log := d.log()
	d.stuck = true
	_ = d.cmd.Process.Signal(syscall.SIGQUIT)
	<-d.ended
	return string(b) + "\n" + log + d.log()[len(log):]
}

// screen is what a person sees, checked for what must not be there; lines are
// joined, since a sentence may be wrapped.
func (d *daemon) screen() string {
	d.t.Helper()
	out, errs, code := d.b.command("status")
	require.Zero(d.t, code, errs)
	d.clean(out)
	return flat(out)
}

func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// stop sends a signal and wants the end within two seconds with exit code 0.
func (d *daemon) stop(sig syscall.Signal) {
	d.t.Helper()
	start := time.Now()
	require.NoError(d.t, d.cmd.Process.Signal(sig))
	select {
	case <-d.ended:
	case <-time.After(patience):
		require.FailNow(d.t, "it does not end", d.log())
	}
	require.Less(d.t, time.Since(start), 2*time.Second+slack, d.log())
	require.Zero(d.t, d.cmd.ProcessState.ExitCode(), d.log())
}

// slack is what a busy machine may add to the two seconds.
const slack = time.Second

func working(st local.Status) bool {
	return st.Link.State == "up" && st.SIM.State == "ready" && is(st.Network.Registration, "roaming") && st.Account.Data.Low != nil
}

func is(s *string, want string) bool { return s != nil && *s == want }

func has(s *string, part string) bool { return s != nil && strings.Contains(*s, part) }
