package main_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/local"
)

// changer puts the next SIM of a tray in after each verdict in a folder, until
// the test ends.
func changer(t *testing.T, tray *agenttest.Tray, folder string) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	t.Cleanup(func() { cancel(); <-done })
	go func() {
		defer close(done)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for verdicts := -1; ; {
			n := 0
			files, _ := filepath.Glob(folder + "/*.jsonl")
			for _, f := range files {
				b, _ := os.ReadFile(f)
				n += bytes.Count(b, []byte(`{"kind":"sim"`))
			}
			if n > verdicts {
				verdicts = n
				tray.Next(ctx, 50*time.Millisecond)
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
	}()
}

// The program as a whole: a terminal, the cloud over HTTP by the route that is proven, and files.
func TestBenchOnATerminal(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	slots, err := agenttest.ParseSlots("ready\nnew\npin\nunknown")
	require.NoError(t, err)
	tray, err := agenttest.NewTray(b.lab, slots)
	require.NoError(t, err)
	out := filepath.Join(b.dir, "results")
	changer(t, tray, out)
	text, errs, code := b.command("bench", "--config", b.config(""), "--out", out, "--count", "4")
	require.Equal(t, 1, code, "%s%s", text, errs)
	require.Empty(t, errs)
	for _, want := range []string{"1 8988307…0016 PASS roaming", "2 8988307…0024 PASS not activated", "3 8988307…0032 FAIL the card waits for its PIN", "4 8988307…0040 FAIL the cloud has no Sim", "4 tested in", "2 passed (1 not activated), 2 failed"} {
		require.Contains(t, flat(text), want)
	}
	files, err := filepath.Glob(out + "/*")
	require.NoError(t, err)
	require.Len(t, files, 3)
}

// A bench on a daemon's module is refused with what frees it; what makes no sense is refused before anything is opened.
func TestBenchRefuses(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	d := b.start("--config", b.config(""))
	d.await("up", func(st local.Status) bool { return st.Link.State == "up" })
	for _, args := range [][]string{{"bench"}, {"bench", "--port", b.port}, {"bench", "module", "--port", b.port}} {
		_, errs, code := b.command(args...)
		require.Equal(t, 1, code)
		require.Contains(t, errs, "a running simagent has "+b.port)
		require.Contains(t, errs, "sudo systemctl stop")
	}
	for want, args := range map[string][]string{
		"checked against the cloud's count": {"bench", "--spend-sms", "1"},
		"--spend-bytes must be 46 to 10000": {"bench", "--spend-bytes", "45"},
		"--spend-sms must be 0 to 2":        {"bench", "--spend-sms", "3"},
		"--count must be 0 or more":         {"bench", "--count", "-1"},
		"cannot read plan":                  {"bench", "--plan", b.dir + "/none"},
		"--provider must be":                {"bench", "--provider", "acme"},
	} {
		_, errs, code := b.command(args...)
		require.Equal(t, 1, code)
		require.Contains(t, errs, want)
	}
}
