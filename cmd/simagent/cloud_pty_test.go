package main_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"simagent/agent/supersim/supersimtest"
)

// person is somebody at a terminal on which a command runs.
type person struct {
	t    *testing.T
	tty  *os.File
	cmd  *exec.Cmd
	done chan struct{} // the command has ended, and all that it wrote was read

	mu   sync.Mutex
	seen strings.Builder
}

// sit starts a command on a terminal of 80 columns.
func (a *account) sit(args ...string) *person {
	a.t.Helper()
	return a.sitAt(80, args...)
}

func (a *account) sitAt(columns uint16, args ...string) *person {
	a.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	p := &person{t: a.t, cmd: a.command(ctx, args...), done: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), "TERM=xterm")
	var err error
	p.tty, err = pty.StartWithSize(p.cmd, &pty.Winsize{Rows: 24, Cols: columns})
	require.NoError(a.t, err)
	go func() { // ends when the command has closed the terminal; the cleanup waits
		defer close(p.done)
		_, _ = io.Copy(p, p.tty) // ends with EIO
		_ = p.cmd.Wait()
	}()
	a.t.Cleanup(func() { cancel(); <-p.done; _ = p.tty.Close(); a.clean(p.screen()) })
	return p
}

// Write collects what the person sees.
func (p *person) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen.Write(b)
}

func (p *person) screen() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen.String()
}

// sees waits for a text.
func (p *person) sees(text string) {
	p.t.Helper()
	until(p.t, "seen: "+text, func() bool { return strings.Contains(p.screen(), text) }, p.screen)
}

func (p *person) types(text string) {
	p.t.Helper()
	_, err := io.WriteString(p.tty, text)
	require.NoError(p.t, err)
}

// ends waits for the end, and gives all that was seen and the exit code.
func (p *person) ends() (string, int) {
	p.t.Helper()
	<-p.done
	return strings.ReplaceAll(p.screen(), "\r\n", "\n"), p.cmd.ProcessState.ExitCode()
}

const ctrlC = "\x03"

func TestQuestionOnATerminal(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{"y\n": "active", "Yes\n": "active", "\n": "new", "n\n": "new", "yea\n": "new", "\x04": "new", ctrlC: "new"} {
		a := newAccount(t, supersimtest.Options{})
		a.put(cardOne, "new", a.AddFleet("one"))
		p := a.sit("sims", "activate", cardOne)
		p.sees("8988307…0014 goes from new to active in Fleet one. It is billed monthly from now\r\non.\r\nContinue? [y/N] ")
		require.Zero(t, a.changes())
		p.types(answer)
		out, code := p.ends()
		require.Equal(t, want, a.SimStatus(cardOne).Status, "%q: %s", answer, out)
		require.Equal(t, want == "active", code == 0, "%q: %s", answer, out)
		switch {
		case answer == ctrlC:
			require.Contains(t, out, "simagent: interrupted: nothing was changed\n")
		case want == "new":
			require.Contains(t, out, "simagent: nothing was changed\n")
		}
	}
}

func TestProgressOnATerminal(t *testing.T) {
	t.Parallel()
	a := newAccount(t, supersimtest.Options{ScheduledFor: 3 * time.Second})
	a.put(cardOne, "new", a.AddFleet("one"))
	p := a.sit("sims", "ready", cardOne, "--yes")
	out, code := p.ends()
	require.Zero(t, code, out)
	require.Regexp(t, `(\r\x1b\[Kscheduled for \d+s){2,}\r\x1b\[K`, out, "a busy machine may miss a second")
	require.True(t, strings.HasSuffix(out, "\r\x1b[K8988307…0014 is ready in Fleet one.\n"), "%q", out)
}

func TestCtrlCWhileWaiting(t *testing.T) {
	t.Parallel()
	a := newAccount(t, supersimtest.Options{})
	a.put(cardOne, "new", a.AddFleet("one"))
	a.Fault(supersimtest.Fault{Kind: supersimtest.FaultStuck})
	p := a.sit("sims", "ready", cardOne, "--yes")
	p.sees("scheduled for 0s")
	p.types(ctrlC)
	out, code := p.ends()
	require.Equal(t, 1, code)
	require.True(t, strings.HasSuffix(out, "\r\x1b[Ksimagent: interrupted; the update goes on in the cloud\nWait on: simagent sims wait 8988307…0014\n"), "%q", out)
	require.Equal(t, "scheduled", a.SimStatus(cardOne).Status)
}

// Who waits for a cloud or a program that takes its time is told so, while a log is not.
func TestSilenceOnATerminal(t *testing.T) {
	t.Parallel()
	a := newAccount(t, supersimtest.Options{})
	url, _ := hangingCloud(t)
	a.flags = append(a.flags, "--base-url", url)
	p := a.sit("sims", "list")
	command := filepath.Join(a.b.dir, "command.toml")
	text := fmt.Sprintf("[cloud]\nprovider = \"twilio\"\nbase_url = %q\ntoken_command = [\"sleep\", \"60\"]\n", url)
	require.NoError(t, os.WriteFile(command, []byte(text), 0o600))
	a.flags = []string{"--config", command}
	q := a.sit("sims", "list")
	p.sees("waiting for the cloud …\r\n")
	q.sees("waiting for the token command or the cloud …\r\n")
	for _, it := range []*person{p, q} {
		it.types(ctrlC)
		_, code := it.ends()
		require.Equal(t, 1, code)
	}
}

// The registration code is typed without being shown, and the terminal shows what is typed again afterwards.
func TestClaimOnATerminal(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{freeCode + "\n", ctrlC} {
		a := newAccount(t, supersimtest.Options{})
		a.AddUnregistered(cardFree, freeCode)
		p := a.sit("sims", "claim", cardFree)
		p.sees("Registration code (not shown): ")
		p.types(answer)
		until(t, "shown again", func() bool { return echoes(p.tty) }, p.screen)
		out, code := p.ends()
		require.NotContains(t, out, freeCode)
		if answer == ctrlC {
			require.Equal(t, 1, code)
			require.Contains(t, out, "simagent: interrupted: nothing was changed\n")
			require.Zero(t, a.changes())
			continue
		}
		require.Zero(t, code, out)
		require.Contains(t, out, "8988307…0032 is on this account now, and new.\nTo use it: simagent sims ready 8988307…0032 --fleet FLEET\n")
	}
}

// echoes tells whether a terminal shows what is typed.
func echoes(tty *os.File) bool {
	t, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS)
	return err == nil && t.Lflag&unix.ECHO != 0
}

// TERM ends a command that waits for its input.
func TestSignalAtAQuestion(t *testing.T) {
	t.Parallel()
	a := newAccount(t, supersimtest.Options{})
	a.AddUnregistered(cardFree, freeCode)
	p := a.sit("sims", "claim", cardFree)
	p.sees("Registration code")
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	_, code := p.ends()
	require.Equal(t, 1, code)
}
