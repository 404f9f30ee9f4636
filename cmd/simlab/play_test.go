package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPlayModemAnswersFromTheTranscript(t *testing.T) {
	link := filepath.Join(t.TempDir(), "modem")
	ctx, cancel := context.WithCancel(t.Context())
	here, there := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- playModem(ctx, there, "../../testdata/transcripts/eg25-g.at", link, false) // ends with ctx, below
	}()
	line, err := bufio.NewReader(here).ReadString('\n')
	require.NoError(t, err)
	var said struct{ Port, Model, Source string }
	require.NoError(t, json.Unmarshal([]byte(line), &said))
	require.Equal(t, link, said.Port)
	require.Equal(t, "EG25", said.Model)
	require.Contains(t, said.Source, "emulated persona")
	port, err := os.OpenFile(said.Port, os.O_RDWR, 0)
	require.NoError(t, err)
	_, err = port.WriteString("at+cgmm\rAT+NONE\r")
	require.NoError(t, err)
	var got strings.Builder
	for r := bufio.NewReader(port); !strings.Contains(got.String(), "ERROR\r\n"); {
		line, err := r.ReadString('\n')
		require.NoError(t, err)
		got.WriteString(line)
	}
	require.Equal(t, "\r\nEG25\r\n\r\nOK\r\n\r\nERROR\r\n", got.String())
	require.NoError(t, port.Close())
	cancel()
	require.NoError(t, <-done)
	_, err = os.Lstat(link)
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestPlayModemNamesABadFile(t *testing.T) {
	require.ErrorContains(t, playModem(t.Context(), io.Discard, "/nonexistent.at", "", false), "--play /nonexistent.at: cannot read transcript")
	path := filepath.Join(t.TempDir(), "x.at")
	require.NoError(t, os.WriteFile(path, []byte("hello\n"), 0o600))
	require.ErrorContains(t, playModem(t.Context(), io.Discard, path, "", false), "does not begin with simagent-transcript")
}
