package main

import (
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/journal"
)

// Fields go to the journal when standard error is the journal's, and text to standard error otherwise.
func TestLogToTheJournal(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "socket")
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	require.NoError(t, err)
	defer l.Close()
	stderr, err := os.Create(filepath.Join(dir, "stderr"))
	require.NoError(t, err)
	defer stderr.Close()
	var st syscall.Stat_t
	require.NoError(t, syscall.Fstat(int(stderr.Fd()), &st))
	log := func(stream string) *slog.Logger {
		return newLog(stderr, func(name string) string {
			require.Equal(t, "JOURNAL_STREAM", name)
			return stream
		}, path, slog.LevelInfo)
	}
	log(fmt.Sprintf("%d:%d", st.Dev, st.Ino)).InfoContext(event(t.Context(), journal.Started), "started", "version", "1.2.3")
	b := make([]byte, 4096)
	n, err := l.Read(b)
	require.NoError(t, err)
	require.Equal(t, "MESSAGE=started\nPRIORITY=6\nSYSLOG_IDENTIFIER=simagent\nSIMAGENT_EVENT=started\nMESSAGE_ID="+journal.ID("started")+"\nSIMAGENT_VERSION=1.2.3\n", string(b[:n]))
	for _, stream := range []string{"", fmt.Sprintf("%d:%d", st.Dev, st.Ino+1)} {
		log(stream).InfoContext(event(t.Context(), journal.Started), "as text")
	}
	text, err := os.ReadFile(stderr.Name())
	require.NoError(t, err)
	require.Regexp(t, `^time=\S+ level=INFO msg="as text"\ntime=\S+ level=INFO msg="as text"\n$`, string(text))
}
