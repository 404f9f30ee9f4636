package main

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/transcript"
)

// A trace holds both sides in the order in which they happened, says what the persona does not know, and is a
// transcript that plays back.
func TestTrace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "trace.at")
	f := defaultModem()
	f.listen, f.trace = "127.0.0.1:0", file
	t.Run("session", func(t *testing.T) { // its end is the modem's
		conn, err := net.Dial("tcp", runModem(t, f).line().Listen)
		require.NoError(t, err)
		defer conn.Close()
		for _, c := range [][2]string{{"ATE0+CMGF=1\r", "OK"}, {"AT+CSQ\r", "OK"}, {"AT+NOPE=1\r", "ERROR"},
			{"AT+CMGS=\"2936\"\r", ""}, {"ping\x1a", "OK"}} { // a prompt has no line end behind it
			_, err := io.WriteString(conn, c[0])
			require.NoError(t, err)
			hears(t, conn, c[1])
		}
	})
	s, err := transcript.Load(file)
	require.NoError(t, err)
	require.Equal(t, "emulated persona eg25-g", s.Header.Source)
	var said []string
	for _, e := range s.Entries {
		switch e.Kind {
		case transcript.Sent:
			said = append(said, "> "+strings.Trim(e.Data, "\r\n"))
		case transcript.Got:
			if text := strings.TrimSpace(e.Data); text != "" {
				said = append(said, "< "+text)
			}
		}
	}
	require.Equal(t, []string{"> ATE0+CMGF=1", "< ATE0+CMGF=1", "< OK", "> AT+CSQ", "< +CSQ: 20,99", "< OK", "> AT+NOPE=1", "< ERROR",
		"> AT+CMGS=\"2936\"", "< >", "> ping\x1a", "< +CMGS: 1", "< OK"}, said)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(text), "\n# not known: AT+NOPE=\n")
	f.trace = file
	require.ErrorContains(t, f.run(t.Context(), nil, io.Discard, io.Discard), "--trace: ", "an old file is kept")
}
