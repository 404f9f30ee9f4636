package main_test

import (
	"net"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A daemon that systemd watches: ready once its loop answers, fed watchdog, a reload in its words, and an end that is
// announced; on no line a whole id.
func TestDaemonTellsSystemd(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	socket := filepath.Join(b.dir, "notify")
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	require.NoError(t, err)
	defer l.Close()
	d := b.prepare("--config", b.config(""))
	d.cmd.Env = append(d.cmd.Environ(), "NOTIFY_SOCKET="+socket, "WATCHDOG_USEC=400000")
	d.launch()

	var all []string
	require.NoError(t, l.SetReadDeadline(time.Now().Add(patience)))
	heard := func(want string) {
		t.Helper()
		buf := make([]byte, 4096)
		for {
			n, err := l.Read(buf)
			require.NoError(t, err, "no %s: %q", want, all)
			d.clean(string(buf[:n]))
			all = append(all, string(buf[:n]))
			if strings.Contains(all[len(all)-1], want) {
				return
			}
		}
	}
	heard("READY=1")
	require.Len(t, all, 1, "the first that is said")
	_, ok := d.ask()
	require.True(t, ok, "the socket is served by then")
	heard("STATUS=Everything works")
	require.NoError(t, d.cmd.Process.Signal(syscall.SIGHUP))
	heard("RELOADING=1\nMONOTONIC_USEC=")
	heard("READY=1")
	heard("WATCHDOG=1")
	d.stop(syscall.SIGTERM)
	heard("STOPPING=1")
}
