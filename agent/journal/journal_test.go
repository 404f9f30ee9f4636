package journal

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// listen is a journal's socket.
func listen(t *testing.T, path string) *net.UnixConn {
	t.Helper()
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func receive(t *testing.T, l *net.UnixConn) map[string]string {
	t.Helper()
	b := make([]byte, 1<<18)
	require.NoError(t, l.SetReadDeadline(time.Now().Add(10*time.Second)))
	n, err := l.Read(b)
	require.NoError(t, err)
	m, err := parse(b[:n])
	require.NoError(t, err)
	return m
}

// parse reads a datagram as the journal does.
func parse(b []byte) (map[string]string, error) {
	m := map[string]string{}
	for len(b) > 0 {
		i := bytes.IndexAny(b, "=\n")
		if i <= 0 {
			return nil, errors.New("no field")
		}
		name := string(b[:i])
		if _, twice := m[name]; twice {
			return nil, errors.New("twice " + name)
		}
		if b[i] == '=' {
			end := bytes.IndexByte(b, '\n')
			if end < 0 {
				return nil, errors.New("no end")
			}
			m[name], b = string(b[i+1:end]), b[end+1:]
			continue
		}
		if len(b) < i+9 {
			return nil, errors.New("no length")
		}
		n := int(binary.LittleEndian.Uint64(b[i+1:]))
		if len(b) < i+10+n || b[i+9+n] != '\n' {
			return nil, errors.New("too short")
		}
		m[name], b = string(b[i+9:i+9+n]), b[i+10+n:]
	}
	return m, nil
}

func TestFieldsOverASocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "socket")
	l := listen(t, path)
	s := NewSocket(path)
	defer s.Close()
	var text bytes.Buffer
	log := slog.New(&Handler{Level: slog.LevelInfo, Send: s.Send, Else: slog.NewTextHandler(&text, nil)})
	ctx := About(t.Context(), Denied, Subject{ICCID: "8988307…2342", Port: "/dev/ttyUSB2"})
	log.WarnContext(ctx, "registration denied", "cause", 8)
	require.Equal(t, map[string]string{"MESSAGE": "registration denied", "PRIORITY": "4", "SYSLOG_IDENTIFIER": "simagent", "SIMAGENT_EVENT": "denied", "MESSAGE_ID": ID(Denied),
		"ICCID": "8988307…2342", "PORT": "/dev/ttyUSB2", "SIMAGENT_CAUSE": "8"}, receive(t, l))
	log.Debug("not this")
	log.With("a", 1).WithGroup("g").Error("two\nlines", slog.Group("in", "x", "y\nz"), "", "nameless", "ü-key", true)
	require.Equal(t, map[string]string{"MESSAGE": "two\nlines", "PRIORITY": "3", "SYSLOG_IDENTIFIER": "simagent", "SIMAGENT_A": "1", "SIMAGENT_G_IN_X": "y\nz", "SIMAGENT_G___KEY": "true"}, receive(t, l))

	require.NoError(t, l.Close()) // the journal starts anew
	require.NoError(t, os.Remove(path))
	log.Info("lost on the way")
	require.Contains(t, text.String(), `msg="lost on the way"`, "text takes it")
	l = listen(t, path)
	log.Info("there again")
	require.Equal(t, "there again", receive(t, l)["MESSAGE"])

	log.Info(strings.Repeat("é", mostValue))
	require.LessOrEqual(t, len(receive(t, l)["MESSAGE"]), mostValue)
}

// Names have what the journal allows, levels are those of syslog, and text that takes a line has its attributes.
func TestNamesLevelsAndText(t *testing.T) {
	var got map[string]string
	var fails error
	var text bytes.Buffer
	log := slog.New(&Handler{Level: slog.LevelDebug, Else: slog.NewTextHandler(&text, &slog.HandlerOptions{Level: slog.LevelDebug}), Send: func(b []byte) (err error) {
		got, err = parse(b)
		return errors.Join(err, fails)
	}})
	log.Debug("x", strings.Repeat("k", 100), 1)
	require.Equal(t, "7", got["PRIORITY"])
	require.Equal(t, "1", got["SIMAGENT_"+strings.Repeat("K", 64-len("SIMAGENT_"))])
	fails = errors.New("away")
	log.With("a", 1).WithGroup("g").Info("y", "b", 2)
	require.Contains(t, text.String(), "msg=y a=1 g.b=2")
}

// A journal that hangs holds nobody up for long, and loses nothing.
func TestHangingJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "socket")
	listen(t, path)
	s := NewSocket(path)
	s.wait = time.Millisecond
	defer s.Close()
	var text bytes.Buffer
	log := slog.New(&Handler{Level: slog.LevelInfo, Send: s.Send, Else: slog.NewTextHandler(&text, nil)})
	for range 2000 { // more than a socket's queue
		log.Info("a line")
		if text.Len() > 0 {
			break
		}
	}
	require.Contains(t, text.String(), "a line")
}

// Whatever is logged is a datagram that the journal understands, with names that it takes.
func TestMessage(t *testing.T) {
	name := regexp.MustCompile(`^[A-Z][A-Z0-9_]{0,63}$`)
	rapid.Check(t, func(t *rapid.T) {
		key, value, text := rapid.String().Draw(t, "key"), rapid.String().Draw(t, "value"), rapid.String().Draw(t, "text")
		var got []byte
		h := &Handler{Level: slog.LevelDebug, Send: func(b []byte) error { got = b; return nil }, Else: slog.DiscardHandler}
		slog.New(h).WithGroup(rapid.String().Draw(t, "group")).InfoContext(context.Background(), text, key, value)
		m, err := parse(got)
		require.NoError(t, err)
		require.Equal(t, text, m["MESSAGE"])
		for k := range m {
			require.Regexp(t, name, k)
		}
	})
}

func TestIDs(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range Events() {
		require.Regexp(t, `^[a-z_]+$`, e)
		require.Regexp(t, `^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$`, ID(e), e)
		require.False(t, seen[ID(e)], e)
		seen[ID(e)] = true
	}
	require.Equal(t, "2123e82abd69403f92ef1a33098fe20a", ID(Denied), "an id that people filter by is for ever")
	require.Empty(t, ID("nonsense"))
}

func TestStream(t *testing.T) {
	require.True(t, Stream("8:1234", 8, 1234))
	for _, v := range []string{"", "8", "8:", "8:1235", "9:1234", "8:1234:1", ":"} {
		require.False(t, Stream(v, 8, 1234), v)
	}
}
