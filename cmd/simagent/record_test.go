package main_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/atcmd/modemtest"
	"simagent/atcmd/transcript"
)

// With a daemon its line is recorded, without one an agent's own; neither
// transcript holds a number of the card.
func TestRecord(t *testing.T) {
	b := newLab(t)
	d := b.start("--config", b.config(""))
	d.await("a working SIM", working)
	path := filepath.Join(t.TempDir(), "daemon.at")
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, errs, code := b.command("record", "--for", "2s", path)
		if code != 0 {
			t.Errorf("record: %s", errs)
		}
	}()
	until(t, "a transcript", func() bool {
		_, _, _ = b.command("at", "AT+QCCID")
		text, _ := os.ReadFile(path)
		return strings.Contains(string(text), "+QCCID: ")
	}, func() string { text, _ := os.ReadFile(path); return string(text) })
	<-done
	check(t, path)
	_, errs, code := b.command("record", path)
	require.Equal(t, 1, code)
	require.Contains(t, errs, "file exists")
	d.stop(15)

	path = filepath.Join(t.TempDir(), "own.at")
	_, errs, code = b.command("record", "--for", "1500ms", "--port", b.port, path)
	require.Zero(t, code, errs)
	check(t, path)
	text, _ := os.ReadFile(path)
	require.Contains(t, string(text), `AT+CRSM=176,12258`)
}

// No module, a port that another program has and a second recorder are said at
// once, and leave no file behind.
func TestRecordWithoutAModule(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	path := filepath.Join(b.dir, "none.at")
	_, errs, code := b.command("record", "--for", "30s", "--port", "/dev/nope", path)
	require.Equal(t, 1, code)
	require.Contains(t, errs, "cannot open /dev/nope: no such port")
	require.NoFileExists(t, path)

	_, silent, closePTY, err := modemtest.OpenPTY()
	if err != nil {
		t.Skip(err)
	}
	defer closePTY()
	_, errs, code = b.command("record", "--for", "500ms", "--port", silent, path)
	require.Equal(t, 1, code)
	require.Contains(t, errs, "nothing is recorded, since no module answered: ")
	require.NoFileExists(t, path)

	b = newLab(t)
	d := b.start("--config", b.config(""))
	d.await("a working SIM", working)
	_, errs, code = b.command("record", "--for", "30s", "--port", b.port, path)
	require.Equal(t, 1, code)
	require.Contains(t, errs, "is held by simagent")
	require.NoFileExists(t, path)

	first := filepath.Join(b.dir, "first.at")
	ctx, cancel := context.WithCancel(t.Context())
	c := exec.CommandContext(ctx, binary, "record", "--run", b.run, "--state", b.state, first)
	require.NoError(t, c.Start())
	defer func() { cancel(); _ = c.Wait() }()
	until(t, "a header", func() bool {
		text, _ := os.ReadFile(first)
		return len(text) > 0
	}, func() string { return first })
	_, errs, code = b.command("record", "--for", "30s", path)
	require.Equal(t, 1, code)
	require.Contains(t, errs, "simagent: somebody records already\n")
	require.NoFileExists(t, path)
}

// check parses a transcript, which must not hold the card's number.
func check(t *testing.T, path string) {
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	s, err := transcript.Parse(f)
	require.NoError(t, err)
	require.NotEmpty(t, s.Entries)
	text, _ := os.ReadFile(path)
	require.NotContains(t, string(text), agenttest.ICCID[7:])
	require.Contains(t, string(text), agenttest.ICCID[:7], "the issuer stays")
}
