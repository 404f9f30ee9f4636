package main_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// freeAddress is one of loopback that nobody has, nor gets before it is used: the servers of other tests listen at 127.0.0.1.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.2:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

func fetch(t *testing.T, c *http.Client, url, bearer string) (code int, text string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	resp, err := c.Do(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(b)
}

// A daemon with all of its faces: the page behind its token, live until the daemon ends, metrics on a socket and in a file
// that goes with it; a whole id on none of them.
func TestDaemonShowsItself(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	const token = "0123456789-made-up"
	file, socket, prom := filepath.Join(b.dir, "token"), filepath.Join(b.dir, "metrics.sock"), filepath.Join(b.dir, "simagent.prom")
	require.NoError(t, os.WriteFile(file, []byte(token+"\n"), 0o600))
	at := freeAddress(t)
	d := b.start("--config", b.config(fmt.Sprintf("[page]\nlisten = %q\ntoken = %q\n[metrics]\nlisten = %q\ntextfile = %q\n", at, file, socket, prom)))
	d.await("working", working)
	c := &http.Client{Timeout: patience}

	code, _ := fetch(t, c, "http://"+at+"/main", "")
	require.Equal(t, 401, code)
	code, text := fetch(t, c, "http://"+at+"/", token)
	require.Equal(t, 200, code)
	require.Contains(t, text, "Until the SIM becomes active")
	d.clean(text)

	scrape := &http.Client{Timeout: patience, Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}}}
	defer scrape.CloseIdleConnections()
	code, text = fetch(t, scrape, "http://whatever/metrics", "")
	require.Equal(t, 200, code)
	require.Contains(t, text, `simagent_link_state{state="up"} 1`)
	require.Contains(t, text, "simagent_data_low_bytes{")
	d.clean(text)
	info, err := os.Stat(prom)
	require.NoError(t, err, "written at the start")
	require.Equal(t, os.FileMode(0o644), info.Mode().Perm())

	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+at+"/events", nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	line, err := bufio.NewReader(resp.Body).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "event: status\n", line)
	d.stop(syscall.SIGTERM) // in time, though somebody listens
	require.NoFileExists(t, prom)
	require.NotContains(t, d.log(), token)
}

// What cannot be served ends the start, with the key that says so.
func TestFacesThatCannotBe(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	open, short := filepath.Join(b.dir, "open"), filepath.Join(b.dir, "short")
	require.NoError(t, os.WriteFile(open, []byte("0123456789-made-up"), 0o644))
	require.NoError(t, os.WriteFile(short, []byte("1234"), 0o600))
	l, err := net.Listen("tcp", "127.0.0.2:0")
	require.NoError(t, err)
	defer l.Close()
	for config, want := range map[string]string{
		fmt.Sprintf("[page]\nlisten = %q\n", l.Addr()):                             "(page.listen)",
		fmt.Sprintf("[page]\nlisten = \"127.0.0.1:8088\"\ntoken = %q\n", open):     "(page.token): cannot use page token " + open + ": others than its owner have access",
		fmt.Sprintf("[page]\nlisten = \"127.0.0.1:8088\"\ntoken = %q\n", short):    "fewer than 16 characters",
		fmt.Sprintf("[metrics]\nlisten = %q\n", open):                              "(metrics.listen): cannot listen on " + open + ": there is a file that is not a socket",
		fmt.Sprintf("[metrics]\nlisten = %q\n", filepath.Join(b.dir, "no/socket")): "(metrics.listen)",
	} {
		_, errs, code := b.command("run", "--config", b.config(config))
		require.Equal(t, 1, code, errs)
		require.Contains(t, errs, want)
	}
}

// With everything at its default nothing listens but the socket.
func TestNothingListensByDefault(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	d := b.start("--config", b.config(""))
	d.await("working", working)
	require.NotContains(t, d.log(), "serves")
	sockets := map[string]bool{}
	list, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", d.cmd.Process.Pid))
	require.NoError(t, err)
	for _, e := range list {
		if to, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%s", d.cmd.Process.Pid, e.Name())); err == nil && strings.HasPrefix(to, "socket:[") {
			sockets[strings.Trim(strings.TrimPrefix(to, "socket:"), "[]")] = true
		}
	}
	for _, table := range []string{"tcp", "tcp6"} {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/net/%s", d.cmd.Process.Pid, table))
		require.NoError(t, err)
		for l := range strings.SplitSeq(string(text), "\n") {
			if f := strings.Fields(l); len(f) > 9 && f[3] == "0A" { // LISTEN, proc_net_tcp
				require.False(t, sockets[f[9]], l)
			}
		}
	}
}
