package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"simagent/agent/local"
)

func TestTheOnlyInstanceIsAsked(t *testing.T) {
	t.Setenv("RUNTIME_DIRECTORY", "")
	runs, states, own := t.TempDir(), t.TempDir(), t.TempDir()
	chosen := func(name string, args ...string) folders {
		f := folders{run: own, state: "own"}
		cmd := &cobra.Command{Use: name}
		cmd.Flags().StringVar(&f.run, "run", own, "")
		cmd.Flags().StringVar(&f.state, "state", "own", "")
		require.NoError(t, cmd.ParseFlags(args))
		preferInstance(cmd, &f, runs, states)
		return f
	}
	makeSocket := func(dir string) {
		require.NoError(t, os.MkdirAll(dir, 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(dir, local.SocketName), nil, 0o600))
	}
	usual := folders{run: own, state: "own"}
	require.Equal(t, usual, chosen("status"), "none runs")
	makeSocket(filepath.Join(runs, "modem"))
	require.Equal(t, folders{run: filepath.Join(runs, "modem"), state: filepath.Join(states, "modem")}, chosen("status"))
	require.Equal(t, usual, chosen("run"), "a daemon has its own")
	require.Equal(t, "/x", chosen("status", "--run", "/x").run)
	makeSocket(filepath.Join(runs, "second"))
	require.Equal(t, usual, chosen("status"), "which one is meant is not known")
	require.NoError(t, os.RemoveAll(filepath.Join(runs, "second")))
	makeSocket(own)
	require.Equal(t, usual, chosen("status"), "the usual one comes first")
}
