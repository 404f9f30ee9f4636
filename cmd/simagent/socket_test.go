package main_test

import (
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// listen puts something that is no simagent on the socket.
func listen(t *testing.T, b *bench) net.Listener {
	t.Helper()
	require.NoError(t, os.MkdirAll(b.run, 0o700))
	l, err := net.Listen("unix", filepath.Join(b.run, "simagent.sock"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	return l
}

// A socket that takes the question and never answers, as of a daemon that is
// stopped: status gives up, and says so in words for people.
func TestStatusOfADaemonThatHangs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	listen(t, b)
	out, errs, code := b.command("status")
	require.Equal(t, 1, code)
	require.Empty(t, out)
	require.Contains(t, errs, "simagent: cannot ask the daemon: ")
	require.NotContains(t, errs, "context deadline", "words of a programmer")
	require.NotContains(t, errs, "http://", "words of a programmer")
}

func TestStatusOfAStranger(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status     int
		body, want string
	}{
		"HTML":       {200, "<html>hello</html>", "cannot read the daemon's answer"},
		"404":        {404, "404 page not found", "404 Not Found"},
		"error":      {503, `{"error":"the daemon is ending"}`, "the daemon is ending"},
		"broken":     {200, `{"schema":1,"link":{`, "cannot read the daemon's answer"},
		"wrong type": {200, `{"schema":"one"}`, "cannot read the daemon's answer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			l := listen(t, b)
			srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(c.status)
				_, _ = w.Write([]byte(c.body)) // the asker may have gone
			})}
			done := make(chan struct{})
			go func() { defer close(done); _ = srv.Serve(l) }() // the cleanup waits
			t.Cleanup(func() { _ = srv.Close(); <-done })
			out, errs, code := b.command("status")
			require.Equal(t, 1, code)
			require.Empty(t, out)
			require.Contains(t, errs, c.want)
		})
	}
}

// A daemon started beside a stranger on its socket leaves that alone.
func TestRunBesideAStranger(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	listen(t, b)
	_, errs, code := b.command("run")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "another simagent runs there")
	require.FileExists(t, filepath.Join(b.run, "simagent.sock"))
}
