package config

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A file without an end is refused, and not read until memory ends.
func TestLoadEndless(t *testing.T) {
	_, err := Load("/dev/zero")
	require.ErrorContains(t, err, "/dev/zero is larger than 1 MiB")
}

// A FIFO that nobody writes to is an empty file: the open of one cannot be interrupted, and a HUP would end the loop.
func TestLoadFIFO(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fifo")
	require.NoError(t, syscall.Mkfifo(path, 0o600))
	c, err := Load(path)
	require.NoError(t, err)
	require.Equal(t, Default(), c)
}
