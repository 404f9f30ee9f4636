package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReadKmsg(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kmsg")
	require.NoError(t, os.WriteFile(path, []byte("6,339,5140900,-;usb 1-1: new device\n SUBSYSTEM=usb\n"), 0o600))
	lines, err := readKmsg(path)
	require.NoError(t, err)
	require.Equal(t, []string{"[5.140900] usb 1-1: new device"}, lines)
	_, err = readKmsg(path + "none")
	require.ErrorIs(t, err, os.ErrNotExist)
}
