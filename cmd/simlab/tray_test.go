package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A hand at the control changes the SIMs, and a verdict does in a folder.
func TestTrayIsTold(t *testing.T) {
	cards := filepath.Join(t.TempDir(), "cards")
	require.NoError(t, os.WriteFile(cards, []byte("ready\nnew\n"), 0o600))
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	f := trayFlags{cards: cards, persona: "eg25-g", cloudFlags: cloudFlags{listen: "127.0.0.1:0", plain: true}}
	done := make(chan error, 1)
	go func() { done <- f.run(ctx, w, io.Discard) }()
	var info benchInfo
	require.NoError(t, json.NewDecoder(r).Decode(&info))
	for _, want := range []string{`{"in":true,"kind":"ready","left":1}`, `{"in":true,"kind":"new","left":0}`, `{"in":false,"kind":"","left":0}`} {
		resp, err := http.Post(info.Control+"/next", "", nil)
		require.NoError(t, err)
		b, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		require.JSONEq(t, want, string(bytes.TrimSpace(b)))
	}
	cancel()
	require.NoError(t, <-done)
}

func TestTrayCountsVerdicts(t *testing.T) {
	f := trayFlags{results: t.TempDir()}
	text := `{"kind":"run"}` + "\n" + `{"kind":"sim","n":1}` + "\n" + `{"kind":"seen","n":1}` + "\n"
	require.NoError(t, os.WriteFile(filepath.Join(f.results, "bench-1.jsonl"), []byte(text), 0o600))
	require.Equal(t, 2, f.verdicts(time.Now().Add(-time.Hour)))
	require.Zero(t, f.verdicts(time.Now().Add(time.Hour)), "those of an earlier run")
}
