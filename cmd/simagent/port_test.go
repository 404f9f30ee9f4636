package main_test

import (
	"bufio"
	"context"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"simagent/agent/agenttest"
	"simagent/agent/local"
	"simagent/atcmd/modemtest"
)

// terminal opens a pseudo terminal that a test serves by itself.
func terminal(t *testing.T) (master *os.File, path string) {
	t.Helper()
	master, path, closePTY, err := modemtest.OpenPTY()
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { _ = closePTY() })
	return master, path
}

// serve runs f until the terminal is closed.
func serve(t *testing.T, master *os.File, f func()) {
	t.Helper()
	var wg sync.WaitGroup
	wg.Go(f)
	t.Cleanup(func() { _ = master.Close(); wg.Wait() })
}

// noModem runs simagent on a port and wants the silent state and its sentence.
func noModem(t *testing.T, path string) *daemon {
	t.Helper()
	b := newBench(t)
	b.port = path
	d := b.start("--config", b.config(""))
	d.await("silent", func(st local.Status) bool { return st.Link.State == "silent" })
	s := d.screen()
	require.Contains(t, s, path+" answers no AT command")
	require.Contains(t, s, "Attention")
	require.Contains(t, s, "Is it the module's AT port, and is the module switched on?")
	require.NotContains(t, s, "context deadline", "words of a programmer")
	require.NotContains(t, s, "no turn", "words of a programmer")
	return d
}

func TestPortThatNeverAnswers(t *testing.T) {
	t.Parallel()
	master, path := terminal(t)
	serve(t, master, func() { _, _ = io.Copy(io.Discard, master) })
	noModem(t, path)
}

func TestEchoIsNoModem(t *testing.T) {
	t.Parallel()
	master, path := terminal(t)
	serve(t, master, func() { _, _ = io.Copy(master, master) })
	noModem(t, path)
}

// A program that reads lines and prints them again with a line end, as `cat`
// does on a terminal in its usual mode.
func TestMirrorIsNoModem(t *testing.T) {
	t.Parallel()
	master, path := terminal(t)
	serve(t, master, func() {
		r := bufio.NewReader(master)
		for {
			l, err := r.ReadString('\r')
			if err != nil {
				return
			}
			l = strings.TrimSpace(l)
			_, _ = io.WriteString(master, l+"\r\n"+l+"\r\n")
		}
	})
	noModem(t, path)
}

func TestLoginPromptIsNoModem(t *testing.T) {
	t.Parallel()
	master, path := terminal(t)
	serve(t, master, func() {
		r := bufio.NewReader(master)
		for {
			l, err := r.ReadString('\r')
			if err != nil {
				return
			}
			_, _ = io.WriteString(master, strings.TrimSpace(l)+"\r\nPassword: \r\nLogin incorrect\r\ngateway login: ")
		}
	})
	noModem(t, path)
}

func TestGarbageIsNoModem(t *testing.T) {
	t.Parallel()
	master, path := terminal(t)
	serve(t, master, func() { _, _ = io.Copy(io.Discard, master) })
	serve(t, master, func() { garbage(master) })
	noModem(t, path)
}

// garbage writes random bytes without end, but no line that is a final: that
// would be an answer.
func garbage(w io.Writer) {
	r := rand.NewChaCha8([32]byte{1})
	buf := make([]byte, 512)
	for {
		_, _ = r.Read(buf)
		for i := range buf {
			// Letters, too: of the gigabytes that a quick machine writes some lines are OK or NA.
			if letter := buf[i] | 0x20; letter >= 'a' && letter <= 'z' || buf[i] >= '0' && buf[i] <= '9' {
				buf[i] = 0x80
			}
		}
		if _, err := w.Write(buf); err != nil {
			return
		}
	}
}

// Noise around every answer: it works nevertheless.
func TestNoiseAroundAnswers(t *testing.T) {
	t.Parallel()
	noise := make([]byte, 300)
	r := rand.NewChaCha8([32]byte{2})
	_, _ = r.Read(noise)
	for i := range noise {
		if noise[i] >= '0' && noise[i] <= '9' {
			noise[i] = 0xfe
		}
	}
	for name, f := range map[string]modemtest.Fault{
		"garbage":     {Times: -1, Before: append(noise, "\r\n"...)},
		"NULs":        {Times: -1, NULs: 40},
		"70 KB lines": {Times: -1, Long: 70_000},
		"CR CR LF":    {Times: -1, CRCRLF: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newLab(t)
			b.lab.Modem.Fault(f)
			d := b.start("--config", b.config(""))
			d.await("working", working)
			s := d.screen()
			require.Contains(t, s, "Quectel EG25")
			require.Contains(t, s, "roaming LAB 310-410")
		})
	}
}

// What a module says of itself goes to the screen, but no control characters do.
func TestModuleThatTalksToTheTerminal(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	b.lab.Modem.Fault(
		modemtest.Fault{Match: "+CGMM", Lines: []string{"EG25\x1b[2J\x1b]0;owned\x07\xff\xfe"}, Times: -1},
		modemtest.Fault{Match: "+COPS?", Lines: []string{"+COPS: 0,0,\"\x1b[31mLAB\xff\",7"}, Times: -1})
	d := b.start("--config", b.config(""))
	d.await("working", working)
	out, _, _ := b.command("status", "--history")
	require.NotContains(t, out, "\x1b")
	require.NotContains(t, out, "\x07")
	require.NotContains(t, d.log(), "\x1b")
	require.Equal(t, strings.ToValidUTF8(out, "?"), out)
}

func TestPortThatVanishesAndComesBack(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	first := b.lab
	m := agenttest.New(agenttest.Options{})
	require.NoError(t, m.Cloud.Put(m.ICCID, "ready", m.Cloud.AddFleet("lab")))
	t.Cleanup(m.Close)
	master, one, closePTY, err := modemtest.OpenPTY()
	if err != nil {
		t.Skip(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- m.Modem.Serve(ctx, master) }()
	link := filepath.Join(b.dir, "modem")
	require.NoError(t, os.Symlink(one, link))
	two := b.port
	require.NotEqual(t, one, two)
	b.port = link
	d := b.start("--config", b.config(""))
	d.await("working", working)
	require.NoError(t, os.Remove(link))
	cancel()
	<-done
	require.NoError(t, closePTY())
	st := d.await("absent", func(st local.Status) bool { return st.Link.State == "absent" })
	require.True(t, has(&st.Verdict.Text, link), st.Verdict.Text)
	d.await("no such port", func(st local.Status) bool { return has(&st.Verdict.Text, "no such port") })
	require.Contains(t, d.screen(), "Cannot open "+link+": no such port.")
	require.NoError(t, os.Symlink(two, link))
	d.await("working again", working)
	require.NotEmpty(t, first.Modem.Commands())
	require.Contains(t, d.log(), link+" is lost")
}

func TestNoSerialPort(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "notes.txt")
	require.NoError(t, os.WriteFile(file, []byte("hello"), 0o600))
	fifo := filepath.Join(dir, "fifo")
	require.NoError(t, unix.Mkfifo(fifo, 0o600))
	socket := filepath.Join(dir, "sock")
	l, err := net.Listen("unix", socket)
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	loop := filepath.Join(dir, "loop")
	require.NoError(t, os.Symlink(loop, loop))
	for path, want := range map[string]string{
		file:                           "Cannot open " + file + ": it is not a serial port.",
		fifo:                           "Cannot open " + fifo + ": it is not a serial port.",
		socket:                         "Cannot open " + socket + ": it is a socket, and not a serial port; socat can join it to a pseudo terminal.",
		"/dev/null":                    "Cannot open /dev/null: it is not a serial port.",
		dir:                            "Cannot open " + dir + ": it is not a serial port.",
		filepath.Join(dir, "ttyUSB99"): "Cannot open " + filepath.Join(dir, "ttyUSB99") + ": no such port.",
		loop:                           "Cannot open " + loop + ": too many levels of symbolic links.",
	} {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			d := b.start("--port", path)
			st := d.await("absent", func(st local.Status) bool { return st.Link.State == "absent" && st.Verdict.Code == 10 })
			require.False(t, st.Verdict.OK)
			require.Contains(t, d.screen(), want)
			d.stop(unix.SIGTERM)
		})
	}
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "hello", string(b), "the file is not written to")
}

func TestPortHeldByAnotherProgram(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	slave, err := os.OpenFile(b.port, os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	helper := exec.Command("sleep", "600")
	helper.Stdin = slave
	require.NoError(t, helper.Start())
	require.NoError(t, slave.Close())
	t.Cleanup(func() { _ = helper.Process.Kill(); _ = helper.Wait() })
	d := b.start("--config", b.config(""))
	d.await("held", func(st local.Status) bool { return st.Link.State == "held" })
	pid := strconv.Itoa(helper.Process.Pid)
	s := d.screen()
	require.Contains(t, s, b.port+" is held by sleep ("+pid+").")
	require.Contains(t, s, "sudo kill "+pid)
	require.Empty(t, b.lab.Modem.Commands(), "a port that another has is left alone")
	require.NoError(t, helper.Process.Kill())
	d.await("working once it is free", working)
}

func TestTwoDaemonsOnOnePort(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	one := b.start("--config", b.config(""))
	one.await("working", working)
	other := newBench(t)
	other.port = b.port
	two := other.start("--port", b.port)
	two.await("held", func(st local.Status) bool { return st.Link.State == "held" })
	pid := strconv.Itoa(one.cmd.Process.Pid)
	s := two.screen()
	require.Contains(t, s, b.port+" is held by simagent ("+pid+").")
	require.Contains(t, s, "sudo kill "+pid)
	one.await("working undisturbed", working)
	one.stop(unix.SIGTERM)
	two.await("taken over", func(st local.Status) bool { return st.Link.State == "up" })
}

func TestTwoDaemonsOnOneFolder(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	file := b.config("")
	one := b.start("--config", file)
	one.await("working", working)
	pid := strconv.Itoa(one.cmd.Process.Pid)
	for name, c := range map[string]struct{ args, want string }{
		"same run folder":   {"--run " + b.run + " --state " + b.dir + "/s2", "cannot use the run folder " + b.run + ": another simagent runs there; --run and --state give this one folders of its own"},
		"same state folder": {"--run " + b.dir + "/r2 --state " + b.state, "cannot use the state folder " + b.state + ": process " + pid + " uses it; --state and --run give this one folders of its own"},
	} {
		out, errs, code := execute(t, binary, append([]string{"run", "--config", file}, strings.Fields(c.args)...)...)
		require.Equal(t, 1, code, name)
		require.Empty(t, out)
		require.Equal(t, "simagent: "+c.want+"\n", errs, name)
	}
	one.await("still there", working)
	require.NoFileExists(t, b.dir+"/r2/simagent.sock", "what ends leaves no socket")
}

// Many at once: one stays, and it can be asked.
func TestManyDaemonsAtOnce(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	file := b.config("")
	var all []*daemon
	for range 16 {
		all = append(all, b.start("--config", file))
	}
	alive := func() (n int) {
		for _, d := range all {
			if !d.isOver() {
				n++
			}
		}
		return n
	}
	until(t, "one alone", func() bool { return alive() <= 1 }, func() string { return strconv.Itoa(alive()) + " run" })
	for _, d := range all {
		if !d.isOver() {
			d.await("working", working)
			return
		}
	}
	require.Fail(t, "none runs", all[0].log())
}

// Finals that nobody asked for, as after a program that left in the middle of
// a command: the link may need a second try, but it never waits for ever.
func TestStrayFinals(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	stop := b.lab.Modem.Flood("OK", 3_000, 0)
	defer stop()
	d := b.start("--config", b.config(""))
	d.await("decided", func(st local.Status) bool { return st.Link.State == "up" || st.Link.State == "silent" })
	stop()
	d.stop(unix.SIGTERM)
	again := b.start("--config", b.config(""))
	again.await("working", working)
}
