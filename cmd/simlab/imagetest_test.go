package main

import (
	"bufio"
	"context"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/config"
	"simagent/agent/ledger"
	"simagent/agent/local"
)

// says is a status of this account.
func says(low, high int64) (st local.Status) {
	st.Account.Data.Low, st.Account.Data.High = &low, &high
	return st
}

func TestImageJudge(t *testing.T) {
	truth := int64(10_000)
	lease := ledger.LeaseBytes(0, ledger.ReadyBytes)
	fresh := func() *imageJudge { return &imageJudge{metered: func() int64 { return truth }} }

	j := fresh()
	require.NoError(t, j.always(local.Status{}), "nothing is known")
	require.NoError(t, j.always(says(9_000, 9_500)))
	require.EqualError(t, j.always(says(10_001, 12_000)), "low is 10001, above the truth of 10000")
	require.EqualError(t, j.always(says(0, 8_999)), "high is 8999, and 9000 were counted before; 0 may be lost")
	require.False(t, j.counted(says(9_000, 9_999)))
	require.True(t, j.counted(says(9_000, 10_000)))

	j = fresh()
	j.cuts = 2
	require.EqualError(t, j.atRest(says(0, truth+2*lease+1)), "high is 7813 above the truth of 10000, and may be 7812 after 2 kills")
	require.NoError(t, j.atRest(says(0, truth+2*lease)))
	require.NoError(t, j.atRest(says(0, truth+2*lease)), "it need not become less")
	j.cuts = 1
	require.NoError(t, j.atRest(says(0, truth+lease)))
	require.Error(t, j.atRest(says(0, truth+lease+1)), "nor may it become more without a kill")

	j = fresh()
	require.EqualError(t, j.atRest(says(0, 9_000)), "high is 9000, below the truth of 10000; 0 may be lost")
	require.NoError(t, j.always(says(9_500, 9_500)))
	j.moduleOff(9_000)
	require.Equal(t, int64(500), j.lost, "what was heard is not lost")
	require.NoError(t, j.atRest(says(0, 9_500)))
	require.Error(t, j.atRest(says(0, 9_499)))
}

// A question for the counters is seen, also when it comes in pieces; what was metered at the question before is sure.
func TestWatchedPort(t *testing.T) {
	metered := int64(100)
	p := &polls{metered: func() int64 { return metered }}
	here, there := net.Pipe()
	w := &watchedPort{Conn: here, polls: p}
	p.opened()
	require.True(t, p.firstByte().IsZero())
	for _, text := range []string{"AT+CSQ;+QGD", "CNT?\r", "AT+QGDCNT?\r"} {
		go func() { _, _ = there.Write([]byte(text)) }()
		_, err := w.Read(make([]byte, 64))
		require.NoError(t, err)
		metered += 100
	}
	require.Equal(t, int64(200), p.sure())
	require.False(t, p.firstByte().IsZero())
	require.NoError(t, there.Close())
}

// What the guest is told is a configuration that simagent takes, and leads to this machine.
func TestGuestConfiguration(t *testing.T) {
	dir := t.TempDir()
	b, err := newImageBench(t.Context(), dir)
	require.NoError(t, err)
	defer b.end()
	require.NoError(t, b.configure("/dev/ttyS0"))
	c, err := config.Load(b.config)
	require.NoError(t, err)
	require.Equal(t, "/dev/ttyS0", c.Modem.Port)
	require.Contains(t, c.Cloud.BaseURL, "https://10.0.2.2:")
	require.Contains(t, c.Report.URL, "https://10.0.2.2:")
	require.False(t, c.Report.IPCommand)
	for _, path := range []string{c.Cloud.Credentials, c.Cloud.CAFile, c.Report.Key, c.Report.CAFile} {
		st, err := os.Stat(filepath.Join(b.files, filepath.Base(path)))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), st.Mode())
	}
}

func TestRelay(t *testing.T) {
	far, err := net.Listen("unix", filepath.Join(t.TempDir(), "far"))
	require.NoError(t, err)
	near, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		relay(ctx, near, func(ctx context.Context) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", far.Addr().String())
		})
	}()
	asks, err := net.Dial("tcp", near.Addr().String())
	require.NoError(t, err)
	answers, err := far.Accept()
	require.NoError(t, err)
	for _, pair := range [][2]net.Conn{{asks, answers}, {answers, asks}} {
		_, err = pair[0].Write([]byte("a line\n"))
		require.NoError(t, err)
		line, err := bufio.NewReader(pair[1]).ReadString('\n')
		require.NoError(t, err)
		require.Equal(t, "a line\n", line)
	}
	cancel()
	<-done
	_, err = asks.Read(make([]byte, 1))
	require.Error(t, err, "the end of the relay ends what goes through it")

	require.NoError(t, far.Close()) // nobody there: the one who asks is told so
	near, err = net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	go relay(ctx, near, func(context.Context) (net.Conn, error) { return nil, net.ErrClosed })
	asks, err = net.Dial("tcp", near.Addr().String())
	require.NoError(t, err)
	_, err = asks.Read(make([]byte, 1))
	require.Error(t, err)
}
