package atcmd

import (
	"bufio"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// late plays a module that has answers of an earlier session still to give: each comes before the first answer of this one.
func late(t *testing.T, port io.ReadWriter, stale []string, answers map[string]string) {
	r := bufio.NewReader(port)
	for first := true; ; first = false {
		line, err := r.ReadString('\r')
		if err != nil {
			return
		}
		if first {
			for _, text := range stale {
				_, _ = io.WriteString(port, text)
			}
		}
		time.Sleep(15 * time.Millisecond)
		answer, known := answers[strings.TrimSpace(line)]
		if !known {
			answer = "\r\nOK\r\n"
		}
		if _, err := io.WriteString(port, answer); err != nil {
			return
		}
	}
}

func TestAlignAfterALateAnswer(t *testing.T) {
	ok := "\r\nOK\r\n"
	answers := map[string]string{"AT+CMEE?": "\r\n+CMEE: 1\r\n" + ok, "AT+CGMM": "\r\nEG25\r\n" + ok, "AT+CGMI": "\r\nQuectel\r\n" + ok}
	for name, stale := range map[string][]string{
		"nothing": nil, "one": {"\r\n+CGDCONT: 1,\"IP\",\"super\"\r\n" + ok}, "an error": {"\r\nERROR\r\n"}, "two": {ok, "\r\n+CSQ: 20,99\r\n" + ok},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				here, there := net.Pipe()
				s := NewSession(here, Options{})
				go late(t, there, stale, answers)
				for _, cmd := range []string{"Q0V1", "E0", "V1", "+CMEE=1"} {
					_, _ = s.Do(t.Context(), cmd)
				}
				begin := time.Now()
				require.NoError(t, s.Align(t.Context()))
				if stale == nil {
					require.Less(t, time.Since(begin), 50*time.Millisecond, "a line in order costs one command")
				}
				for cmd, want := range map[string]string{"+CGMI": "Quectel", "+CGMM": "EG25"} {
					info, err := s.Do(t.Context(), cmd)
					require.NoError(t, err)
					require.Equal(t, []string{want}, info)
				}
				require.NoError(t, s.Close(time.Second))
				_ = there.Close()
				synctest.Wait()
			})
		})
	}
}

// A module that refuses the question, or says nothing to it, is left as it is.
func TestAlignWithoutAnAnswer(t *testing.T) {
	for name, answer := range map[string]string{"refused": "\r\nERROR\r\n", "empty": "\r\nOK\r\n"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				here, there := net.Pipe()
				s := NewSession(here, Options{})
				go late(t, there, nil, map[string]string{"AT+CMEE?": answer})
				require.NoError(t, s.Align(t.Context()))
				require.NoError(t, s.Close(time.Second))
				require.Error(t, s.Align(t.Context()))
				_ = there.Close()
				synctest.Wait()
			})
		})
	}
}
