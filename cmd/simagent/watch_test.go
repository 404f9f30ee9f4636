package main_test

import (
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"simagent/agent/local"
)

// sit starts a command on a terminal of 80x24 that the command has for itself.
func (b *bench) sit(env []string, args ...string) *person {
	b.t.Helper()
	return b.sitDown(exec.Command(binary, append(args, b.folders()...)...), env)
}

func (b *bench) sitDown(cmd *exec.Cmd, env []string) *person {
	b.t.Helper()
	p := &person{t: b.t, cmd: cmd, done: make(chan struct{})}
	p.cmd.Env = append(append(os.Environ(), "TERM=xterm", "LC_ALL=C.UTF-8"), env...)
	var err error
	p.tty, err = pty.StartWithSize(p.cmd, &pty.Winsize{Rows: 24, Cols: 80})
	require.NoError(b.t, err)
	go func() { // ends when the command has closed the terminal; the cleanup waits
		defer close(p.done)
		_, _ = io.Copy(p, p.tty) // ends with EIO
		_ = p.cmd.Wait()
	}()
	b.t.Cleanup(func() { _ = p.cmd.Process.Kill(); <-p.done; _ = p.tty.Close() })
	return p
}

const left = "\x1b[m\x1b[H\x1b[2J\x1b[?7h\x1b[?25h\x1b[?1049l"

// The screen of a working SIM, the daemon's end and its return, a resized window; and whatever ends it leaves the terminal
// as it was.
func TestWatchOnATerminal(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	d := b.start("--config", b.config(""))
	d.await("working", func(st local.Status) bool { return working(st) && is(st.Cloud.Status, "ready") })
	p := b.sit(nil, "watch", "--every", "200ms")
	p.sees("h history   space pause")
	p.sees("Quectel EG25")
	p.sees("\x1b[0;32mroaming")
	require.False(t, echoes(p.tty))
	d.clean(p.screen())
	require.NoError(t, pty.Setsize(p.tty, &pty.Winsize{Rows: 12, Cols: 40}))
	until(t, "drawn anew", func() bool { return strings.Count(p.screen(), "\x1b[2J") == 2 }, p.screen)
	d.stop(syscall.SIGTERM)
	p.sees("No daemon is running;")
	p.types("q")
	out, code := p.ends()
	require.Zero(t, code)
	require.True(t, strings.HasPrefix(out, "\x1b[?1049h\x1b[?25l\x1b[?7l"), "%q", out[:40])
	require.True(t, strings.HasSuffix(out, left), "%q", out[len(out)-80:])

	for name, end := range map[string]func(*person){
		"Ctrl-C": func(p *person) { p.types(ctrlC) },
		"TERM":   func(p *person) { require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM)) },
		"HUP":    func(p *person) { require.NoError(t, p.cmd.Process.Signal(syscall.SIGHUP)) },
	} {
		p := b.sit([]string{"NO_COLOR=1"}, "watch")
		p.sees("looking again.")
		until(t, "raw", func() bool { return !echoes(p.tty) }, p.screen)
		end(p)
		until(t, "cooked: "+name, func() bool { return echoes(p.tty) || !alive(p) }, p.screen)
		out, code := p.ends()
		require.Zero(t, code, name)
		require.True(t, strings.HasSuffix(out, left), "%q", out)
		require.NotContains(t, out, "\x1b[0;")
	}
}

// To be suspended, by Ctrl-Z or by anybody's signal, leaves the terminal first. Without a shell it goes on; with one it waits to be
// continued.
func TestWatchIsSuspended(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.sit(nil, "watch", "--every", "200ms")
	p.sees("looking again.")
	for n, stop := range []func(){func() { require.NoError(t, p.cmd.Process.Signal(syscall.SIGTSTP)) }, func() { p.types("\x1a") }} {
		stop()
		until(t, "left and come back", func() bool {
			return strings.Count(p.screen(), left) == n+1 && strings.Count(p.screen(), "looking again.") == n+2
		}, p.screen)
		require.False(t, echoes(p.tty))
	}
	p.types("q")
	_, code := p.ends()
	require.Zero(t, code)

	p = b.sitDown(exec.Command("bash", "--norc", "-ic", binary+" watch "+strings.Join(b.folders(), " ")+"; echo is $?; fg; echo over"), nil)
	p.sees("looking again.")
	p.types("\x1a")
	p.sees("is 14") // 128 and a signal
	until(t, "continued", func() bool { return strings.Count(p.screen(), "looking again.") == 2 }, p.screen)
	p.types("q")
	p.sees("over")
}

// A terminal that takes nothing, as that of an SSH connection which has gone, does not keep it from ending.
func TestWatchEndsOnATerminalThatHangs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	keyboard, tty, err := pty.Open()
	require.NoError(t, err)
	defer keyboard.Close()
	defer tty.Close()
	cmd := exec.Command(binary, append([]string{"watch", "--every", "200ms"}, b.folders()...)...)
	cmd.Env = append(os.Environ(), "TERM=xterm")
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.SysProcAttr = tty, tty, tty, &syscall.SysProcAttr{Setsid: true, Setctty: true}
	require.NoError(t, cmd.Start())
	defer cmd.Process.Kill()
	until(t, "raw", func() bool { return !echoes(keyboard) }, func() string { return "" })
	require.NoError(t, unix.IoctlSetInt(int(tty.Fd()), unix.TCXONC, unix.TCOOFF))
	require.NoError(t, pty.Setsize(keyboard, &pty.Winsize{Rows: 12, Cols: 40})) // which is drawn
	require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }() // ends with the command
	select {
	case err := <-done:
		require.NoError(t, err)
	case <-time.After(patience):
		t.Fatal("it hangs")
	}
}

func alive(p *person) bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// Without a terminal it says what there is instead; one that cannot move its cursor gets plain text.
func TestWatchElsewhere(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, errs, code := b.command("watch")
	require.Equal(t, 1, code)
	require.Equal(t, "simagent: watch needs a terminal; for a pipe or a file there is: simagent status --watch\n", errs)
	_, errs, _ = b.command("watch", "--every", "1ms")
	require.Contains(t, errs, "cannot ask every 1ms: want --every 200ms to 1m")
	p := b.sit([]string{"TERM=dumb"}, "watch", "--every", "200ms")
	p.sees("No simagent is running; waiting for it.")
	d := b.start("--port", b.dir+"/none")
	p.sees("Attention    Modem")
	d.stop(syscall.SIGTERM)
	until(t, "said again", func() bool { return strings.Count(p.screen(), "waiting for it") == 2 }, p.screen)
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	out, code := p.ends()
	require.Zero(t, code)
	require.NotContains(t, out, "\x1b")
}
