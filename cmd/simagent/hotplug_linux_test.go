package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPortsAreWatched(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	told, ended := make(chan struct{}, 16), make(chan error, 1)
	ready := filepath.Join(dir, "ttyREADY")
	go func() { ended <- watchPorts(ctx, dir, func() { told <- struct{}{} }) }()
	for seen := false; !seen; { // the watch begins some time
		require.NoError(t, os.WriteFile(ready, nil, 0o600))
		select {
		case <-told:
			seen = true
		default:
			_ = os.Remove(ready)
		}
	}
	for len(told) > 0 {
		<-told
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "sda1"), nil, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "ttyUSB2"), nil, 0o600))
	<-told
	require.NoError(t, os.Chmod(filepath.Join(dir, "ttyUSB2"), 0o660))
	<-told
	cancel()
	require.NoError(t, <-ended)
	require.ErrorContains(t, watchPorts(t.Context(), filepath.Join(dir, "missing"), nil), "cannot watch for ports in ")
}

func FuzzTellsOfPort(f *testing.F) {
	event := func(name string) []byte {
		b := make([]byte, 16+16)
		b[12] = 16
		copy(b[16:], name)
		return b
	}
	f.Add(event("ttyUSB0"))
	f.Add(append(event("sda"), event("ttyUSB0")...))
	f.Add(event("ttyUSB0")[:20])
	f.Fuzz(func(t *testing.T, b []byte) {
		if tellsOfPort(b) { // an event more changes nothing
			require.True(t, tellsOfPort(append(event("sda"), b...)))
		}
	})
}
