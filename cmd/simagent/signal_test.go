package main_test

import (
	"encoding/pem"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"simagent/agent/local"
	"simagent/atcmd/modemtest"
)

func pemOf(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// fill writes into a terminal's slave until it takes no more. The kernel moves
// bytes on in the background: only a port that stays full is full. It may make
// room later, too, which more fills.
func fill(t *testing.T, path string) (more func()) {
	t.Helper()
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = unix.Close(fd) })
	more = func() {
		for {
			if _, err := unix.Write(fd, make([]byte, 256)); err == nil {
				continue
			}
			n, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}, 200)
			if err == nil && n == 0 {
				return
			}
		}
	}
	more()
	return more
}

// Each of these is told to end, once by TERM and once by INT.
func TestEndsInTime(t *testing.T) {
	t.Parallel()
	cases := map[string]func(*testing.T) *daemon{
		"idle": func(t *testing.T) *daemon {
			b := newLab(t)
			d := b.start("--config", b.config(""))
			d.await("working", func(st local.Status) bool { return working(st) && is(st.Cloud.Status, "ready") })
			return d
		},
		"at the very start": func(t *testing.T) *daemon {
			b := newLab(t)
			d := b.start("--config", b.config(""))
			until(t, "started", func() bool { return strings.Contains(d.log(), "msg=started") }, d.log)
			return d
		},
		"no port": func(t *testing.T) *daemon {
			b := newBench(t)
			d := b.start("--port", b.dir+"/none")
			d.await("absent", func(st local.Status) bool { return st.Verdict.Code == 10 })
			return d
		},
		"port silent, being asked": func(t *testing.T) *daemon {
			master, path := terminal(t)
			asked := make(chan struct{}, 1)
			serve(t, master, func() {
				buf := make([]byte, 64)
				for {
					if _, err := master.Read(buf); err != nil {
						return
					}
					select {
					case asked <- struct{}{}:
					default:
					}
				}
			})
			b := newBench(t)
			d := b.start("--port", path)
			<-asked
			return d
		},
		"module silent in the middle": func(t *testing.T) *daemon {
			b := newLab(t)
			d := b.start("--config", b.config(""))
			d.await("working", working)
			b.lab.Modem.Fault(modemtest.Fault{Times: -1, Ignore: true})
			n := len(b.lab.Modem.Commands())
			until(t, "asked again", func() bool { return len(b.lab.Modem.Commands()) > n }, d.show)
			return d
		},
		"port stuck": func(t *testing.T) *daemon {
			_, path := terminal(t)
			fill(t, path)
			b := newBench(t)
			d := b.start("--port", path)
			d.await("opening", func(st local.Status) bool { return st.Link.State == "opening" })
			return d
		},
		"port stuck for long": func(t *testing.T) *daemon {
			_, path := terminal(t)
			more := fill(t, path)
			b := newBench(t)
			d := b.start("--port", path)
			d.await("silent", func(st local.Status) bool { more(); return st.Link.State == "silent" })
			until(t, "stuck", func() bool { more(); return strings.Contains(d.screen(), "the port takes no bytes") }, d.screen)
			return d
		},
		"module stuck in the middle": func(t *testing.T) *daemon {
			b := newLab(t)
			d := b.start("--config", b.config(""))
			d.await("working", working)
			b.lab.Modem.Stall(true)
			fill(t, b.port)
			return d
		},
		"flood of URCs": func(t *testing.T) *daemon {
			b := newLab(t)
			d := b.start("--config", b.config(""))
			d.await("working", working)
			t.Cleanup(b.lab.Modem.Flood("+CEREG: 5", 5_000, 0))
			d.await("still answering", working)
			return d
		},
		"cloud hanging": func(t *testing.T) *daemon {
			b := newLab(t)
			var asked chan struct{}
			b.api, asked = hangingCloud(t)
			d := b.start("--config", b.config(""))
			<-asked
			return d
		},
	}
	for name, c := range cases {
		for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
			t.Run(name+", "+unix.SignalName(sig), func(t *testing.T) {
				t.Parallel()
				d := c(t)
				d.stop(sig)
				require.NoFileExists(t, d.b.run+"/simagent.sock", "the socket is taken away")
				require.Contains(t, d.log(), "msg=ended")
			})
		}
	}
}

// While a person waits for an SMS or watches, the end is not held up.
func TestEndsInTimeWithAskers(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	d := b.start("--config", b.config(""))
	d.await("working", func(st local.Status) bool { return working(st) && is(st.Cloud.Status, "ready") })
	b.lab.Modem.Fault(modemtest.Fault{Match: "+CMGS", Times: -1, Ignore: true})
	type result struct {
		errs string
		code int
	}
	asker := make(chan result, 1)
	go func() {
		_, errs, code := execute(t, binary, append([]string{"sms", "--force", "hello"}, b.folders()...)...)
		asker <- result{errs, code}
	}()
	until(t, "sending", func() bool { return strings.Contains(strings.Join(b.lab.Modem.Commands(), "\n"), "+CMGS") }, d.show)
	d.stop(syscall.SIGTERM)
	r := <-asker
	require.Equal(t, 1, r.code)
	require.NotEmpty(t, r.errs)
	require.NotContains(t, r.errs, "EOF", "words of a programmer: %s", r.errs)
}

func TestHangup(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	file := b.config("")
	d := b.start("--config", file)
	d.await("working", working)
	good, err := os.ReadFile(file)
	require.NoError(t, err)
	hup := func(said string) {
		t.Helper()
		n := len(d.log())
		require.NoError(t, d.cmd.Process.Signal(syscall.SIGHUP))
		until(t, "said: "+said, func() bool { return strings.Contains(d.log()[n:], said) }, d.log)
	}
	hup("configuration read anew")
	require.NoError(t, os.WriteFile(file, append([]byte("[log]\nlevel = \"debug\"\n[board]\nname = \"generic-uart\"\n"), good...), 0o600))
	hup("these keys changed, and wait for a restart: board.name")
	require.NoError(t, os.WriteFile(file, append(good, "\npool = \"1s\"\n"...), 0o600))
	hup("unknown key cloud.pool")
	require.Contains(t, d.log(), "the configuration is kept as it was")
	require.NoError(t, os.WriteFile(file, []byte("[modem]\npoll = \"0s\"\n"), 0o600))
	hup("modem.poll: 0s, want 1s to 24h")
	require.NoError(t, os.Remove(file))
	hup("cannot read configuration: open " + file + ": no such file or directory")
	require.NoError(t, os.WriteFile(file, good, 0o600))
	hup("configuration read anew")
	d.await("working still", working)
	for range 50 { // a storm of them is no trouble
		require.NoError(t, d.cmd.Process.Signal(syscall.SIGHUP))
	}
	d.await("working still", working)
	d.stop(syscall.SIGTERM)
}

// HUP without a file changes nothing, and does not end the daemon.
func TestHangupWithoutFile(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	d := b.start("--port", b.port)
	d.await("up", func(st local.Status) bool { return st.Link.State == "up" })
	require.NoError(t, d.cmd.Process.Signal(syscall.SIGHUP))
	until(t, "read", func() bool { return strings.Contains(d.log(), "configuration read anew") }, d.log)
	require.NotContains(t, d.log(), "wait for a restart")
}

// A log that nobody reads any more is no reason to stop counting.
func TestLogThatIsClosed(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	r, w, err := os.Pipe()
	require.NoError(t, err)
	d := b.prepare("--config", b.config("[log]\nlevel = \"debug\"\n"))
	d.cmd.Stderr = w
	d.launch()
	require.NoError(t, w.Close())
	_, err = io.ReadFull(r, make([]byte, 10))
	require.NoError(t, err)
	require.NoError(t, r.Close())
	d.await("working", working)
}

// A port that takes no bytes is opened again and again: no try may leave
// anything behind.
func TestStuckPortLeaksNothing(t *testing.T) {
	t.Parallel()
	_, path := terminal(t)
	fill(t, path)
	b := newBench(t)
	d := b.start("--port", path)
	count := func(dir string) int {
		all, err := os.ReadDir("/proc/" + strconv.Itoa(d.cmd.Process.Pid) + "/" + dir)
		require.NoError(t, err)
		return len(all)
	}
	tries := func(n int) { // a try is seen by the port among the open files
		seen, open := 0, false
		until(t, "tried", func() bool {
			link := 0
			all, _ := filepath.Glob("/proc/" + strconv.Itoa(d.cmd.Process.Pid) + "/fd/*")
			for _, f := range all {
				if to, err := os.Readlink(f); err == nil && to == path {
					link++
				}
			}
			if link > 0 && !open {
				seen++
			}
			open = link > 0
			return seen > n
		}, d.show)
	}
	tries(1)
	threads, files := count("task"), count("fd")
	tries(2)
	// Something may be open for a moment at either count; what each try leaves behind never goes.
	until(t, "back at two files more than a try before", func() bool { return count("fd") <= files+2 }, d.show)
	until(t, "without a thread that is stuck in a write for each try", func() bool { return count("task") <= threads+1 }, d.show)
}
