package modemtest

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

const csq = "\r\n+CSQ: 20,99\r\n"

func TestFaults(t *testing.T) {
	for name, c := range map[string]struct {
		fault Fault
		want  string
	}{
		"ignore":     {Fault{Ignore: true}, ""},
		"swallow":    {Fault{Swallow: true}, ""},
		"no final":   {Fault{NoFinal: true}, csq},
		"lines":      {Fault{Lines: []string{"+CSQ: x"}}, "\r\n+CSQ: x\r\n" + ok},
		"final":      {Fault{Final: "COMMAND NOT SUPPORT"}, csq + "\r\nCOMMAND NOT SUPPORT\r\n"},
		"after echo": {Fault{AfterEcho: []string{"+CREG: 1"}}, "\r\n+CREG: 1\r\n" + csq + ok},
		"between":    {Fault{Between: []string{"+CREG: 1"}}, csq + "\r\n+CREG: 1\r\n" + ok},
		"garbage":    {Fault{Before: []byte{0xFF, 'q'}, After: []byte("zz")}, "\xffq" + csq + ok + "zz"},
		"NULs":       {Fault{NULs: 2}, "\x00\x00" + (csq + ok)[:10] + "\x00" + (csq + ok)[10:]},
		"long":       {Fault{Long: 70_000}, strings.Repeat("x", 70_000) + csq + ok},
		"CR only":    {Fault{CROnly: true}, strings.ReplaceAll(csq+ok, "\r\n", "\r")},
		"CR CR LF":   {Fault{CRCRLF: true}, strings.ReplaceAll(csq+ok, "\r\n", "\r\r\n")},
		"split":      {Fault{Split: true}, csq + ok},
		"other line": {Fault{Match: "+CREG", Ignore: true}, csq + ok},
	} {
		t.Run(name, func(t *testing.T) {
			dialogue(t, eg25(), func(m *Modem, cl *client) {
				m.Fault(c.fault)
				cl.expect("AT+CSQ\r", c.want)
				cl.expect("AT+CSQ\r", csq+ok)
			})
		})
	}
}

func TestFaultTimes(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		m.Fault(Fault{Times: 2, Match: "+csq", Swallow: true}, Fault{Times: -1, Match: "+CREG", Final: "NA"})
		c.expect("AT+CREG?\r", "\r\n+CREG: 0,5\r\n\r\nNA\r\n", "AT+CSQ\r", "", "AT+CSQ\r", "", "AT+CSQ\r", csq+ok)
		c.expect("AT+CREG?\r", "\r\n+CREG: 0,5\r\n\r\nNA\r\n")
		m.ClearFaults()
		c.expect("AT+CREG?\r", info("+CREG: 0,5"))
	})
}

func TestGluedEcho(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect("ATE1\r", ok)
		m.Fault(Fault{EchoGlued: true})
		c.expect("AT+", "", "CSQ\r", "AT+CSQ+CSQ: 20,99\r\n"+ok)
		c.expect("AT\r", "AT\r"+ok)
	})
}

func TestLateAnswer(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		m.Fault(Fault{Match: "CSQ", Delay: 3 * time.Second})
		c.expect("AT+CSQ\r", "")
		written := make(chan struct{})
		go func() { c.write("AT+CREG?\r"); close(written) }() // waits in the link; joined below
		synctest.Wait()
		m.URC("+MEANWHILE: 1")
		require.Equal(t, "\r\n+MEANWHILE: 1\r\n", c.heard())
		time.Sleep(3 * time.Second)
		require.Equal(t, csq+ok+info("+CREG: 0,5"), c.heard())
		<-written
	})
}

func TestSplitWithGap(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		m.Fault(Fault{Split: true, Gap: time.Millisecond})
		c.expect("AT\r", "\r")
		m.URC("+AFTER: 1")
		time.Sleep(time.Second)
		require.Equal(t, "\nOK\r\n\r\n+AFTER: 1\r\n", c.heard())
	})
}

func TestStall(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		m.Stall(true)
		done := make(chan struct{})
		go func() { c.write("AT\r"); c.write("AT\r"); close(done) }() // joined below
		require.Empty(t, c.heard())
		m.Stall(false)
		require.Equal(t, ok+ok, c.heard())
		<-done
	})
}

func TestFloodIsComplete(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		stop := m.Flood("+U: %d", 1000, 3000)
		defer stop()
		var all strings.Builder
		for range 30 {
			time.Sleep(100 * time.Millisecond)
			all.WriteString(c.send("AT+CSQ\r"))
		}
		got := strings.ReplaceAll(all.String(), csq+ok, "")
		var want strings.Builder
		for i := range 3000 {
			fmt.Fprintf(&want, "\r\n+U: %d\r\n", i+1)
		}
		require.Equal(t, want.String(), got)
		require.Zero(t, m.LostURCs())
		stop = m.Flood("+V", 10, 0)
		time.Sleep(time.Second + time.Millisecond)
		stop()
		require.Equal(t, 11, strings.Count(c.heard(), "+V"))
		time.Sleep(time.Second)
		require.Empty(t, c.heard())
	})
}

func TestClientThatDoesNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := New(eg25())
		near, far := net.Pipe()
		done := make(chan error)
		go func() { done <- m.Serve(t.Context(), near) }() // joined below
		m.Flood("+"+strings.Repeat("U", 1000), 1000, 2000)
		time.Sleep(3 * time.Second)
		require.Greater(t, m.LostURCs(), 1000)
		_ = far.Close()
		require.NoError(t, <-done)
		m.ClearFaults()
	})
}

func TestServeEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := New(eg25())
		ctx, cancel := context.WithCancel(t.Context())
		near, far := net.Pipe()
		defer far.Close()
		done := make(chan error)
		go func() { done <- m.Serve(ctx, near) }() // joined below
		synctest.Wait()
		m.URC("nobody reads") // the writer is blocked
		cancel()
		require.ErrorIs(t, <-done, ctx.Err())
	})
}
