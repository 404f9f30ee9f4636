package atcmd

import (
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/vectors"
)

// exchange opens a session, sends cmd when it is not empty, feeds raw in the
// given chunks and returns what the session makes of it.
func exchange(t *testing.T, cmd string, chunks ...string) (info, urc []string, err error) {
	synctest.Test(t, func(t *testing.T) {
		here, there := net.Pipe()
		s := NewSession(here, Options{})
		go func() {
			if cmd != "" {
				buf := make([]byte, 1024)
				_, _ = there.Read(buf)
			}
			for _, c := range chunks {
				_, _ = there.Write([]byte(c))
			}
			buf := make([]byte, 1024)
			for { // markers stay without an answer
				if _, err := there.Read(buf); err != nil {
					return
				}
			}
		}()
		if cmd != "" {
			info, err = s.Do(t.Context(), strings.TrimPrefix(cmd, "AT"))
		}
		synctest.Wait()
		urc = urcs(s)
		_ = s.Close(time.Second)
		_ = there.Close()
	})
	return info, urc, err
}

// A final ends the command, and tells of an error or not.
func checkFinal(t *testing.T, v vectors.Vector) {
	_, _, err := exchange(t, "AT+X", v.Text(t))
	final, _ := v.Expect["final"].(bool)
	failed, _ := v.Expect["error"].(bool)
	_, isCommandError := err.(*CommandError)
	switch {
	case !final:
		require.ErrorContains(t, err, "no answer in")
	case failed:
		require.True(t, isCommandError, "%v", err)
	default:
		require.NoError(t, err)
	}
}

// The origin removes whatever stands before the first CRLF; a session takes
// only the exact echo. So these rows show that text which is no echo survives.
func checkEcho(t *testing.T, v vectors.Vector) {
	want := []string{}
	var s Splitter
	s.Feed([]byte(v.Word("without_echo")+"\r\n"), func(l []byte) { want = append(want, string(l)) })
	got := []string{}
	c := loose("+X")
	c.feed([]byte("AT+X\r\r\n" + v.Text(t) + "\r\nOK\r\n"))
	for _, l := range strings.Split(strings.TrimSpace(string(c.out)), "\n") {
		if l, ok := strings.CutPrefix(l, string(rune(infoMark))); ok {
			got = append(got, l)
		} else if l != "OK" {
			got = append(got, strings.TrimPrefix(l, "+CME ERROR: "))
		}
	}
	for _, w := range want {
		require.Contains(t, got, w)
	}
}

// loose returns a conditioner that waits for the answer of cmd, without a port.
func loose(cmd string) *conditioner {
	c := &conditioner{urcs: &urcQueue{ch: make(chan URC, 4096)}, unmarked: make(chan struct{}, 1)}
	c.begin(request{cmd: cmd})
	c.state, c.armed = c.armed, idle // as if it were written
	return c
}

func checkFraming(t *testing.T, v vectors.Vector) {
	cmd := ""
	if len(v.Chunks) > 0 && strings.HasPrefix(v.Chunks[0], "AT+") {
		cmd, _, _ = strings.Cut(v.Chunks[0], "\r")
	}
	events, _ := v.Expect["events"].([]any)
	var info, urc []string
	var err error
	if len(events) > 0 && events[0].(map[string]any)["prompt"] != nil {
		return // data mode is not ours
	}
	info, urc, err = exchange(t, cmd, v.Chunks...)
	if len(events) == 0 {
		require.Empty(t, info)
		for _, u := range urc { // words are kept for people, but no named report is made of them
			require.NotContains(t, u, ":")
		}
	}
	for _, e := range events {
		e := e.(map[string]any)
		if u, ok := e["urc"].(string); ok {
			require.Contains(t, urc, u)
		}
		if lines, ok := e["response"].([]any); ok {
			require.Len(t, info, len(lines))
			for i, l := range lines {
				require.Equal(t, l, info[i])
			}
		}
		if text, ok := e["response_contains"].(string); ok {
			require.Contains(t, strings.Join(info, "\n"), text)
		}
		if final, ok := e["final"].(string); ok {
			checkFinalLine(t, final, err)
		}
	}
}

func checkFinalLine(t *testing.T, final string, err error) {
	if final == "OK" {
		require.NoError(t, err)
		return
	}
	_, ok := err.(*CommandError)
	require.True(t, ok, "%v", err)
}

// checkReply plays an answer through a session, and reads what the row says of it.
func checkReply(t *testing.T, v vectors.Vector) {
	if missing, _ := v.Expect["note_missing_final"].(bool); missing {
		neverCrash(v)
		return
	}
	info, urc, err := exchange(t, v.Command, v.Text(t))
	checkFinalLine(t, v.Word("final"), err)
	if want, ok := v.Expect["info"].([]any); ok {
		require.Len(t, info, len(want))
		for i, l := range want {
			require.Equal(t, l, info[i])
		}
	} else if err == nil { // the origin gives the final only: all other lines are the answer
		require.Equal(t, len(v.Lines)-1, len(info)+len(urc))
	}
	if after, ok := v.Expect["after_final"].([]any); ok && len(after) == 0 {
		require.Empty(t, urc)
	}
	if counts, ok := v.Expect["qgdcnt"].([]any); ok {
		c, err := ParseQGDCNT(info[0])
		require.NoError(t, err)
		require.EqualValues(t, counts[0].(float64)+counts[1].(float64), c.Sent+c.Received)
	}
	if cpin := v.Word("cpin"); cpin != "" {
		code, err := ParseCPIN(info[0])
		require.NoError(t, err)
		require.Equal(t, cpin, code)
	}
	if csq, ok := v.Expect["csq"].(map[string]any); ok {
		s, err := ParseCSQ(info[0])
		require.NoError(t, err)
		require.EqualValues(t, csq["dbm"], s.RSSI)
	}
	if want, ok := v.Expect["cpms"].(map[string]any); ok {
		s, err := ParseCPMS(info[0])
		require.NoError(t, err)
		require.Equal(t, want, map[string]any{"mem1": s[0].Name, "used": float64(s[0].Used), "total": float64(s[0].Total)})
	}
	if want := v.Word("value"); want != "" && v.Command == "AT+CGSN" {
		s, err := ParseGSN(info)
		require.NoError(t, err)
		require.Equal(t, want, s.IMEI)
	}
	if cops, ok := v.Expect["cops"].(map[string]any); ok {
		checkCOPS(t, vectors.Vector{Lines: info, Expect: cops})
	}
}
