package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// --link replaces a symbolic link and nothing else, and takes away only its own.
func TestLinkNeverCostsAFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "precious")
	require.NoError(t, os.WriteFile(file, []byte("x"), 0o600))
	_, err := symlink(file, "/dev/pts/9")
	require.ErrorContains(t, err, "no symbolic link")
	unlink(file, "/dev/pts/9")
	require.FileExists(t, file)

	link := filepath.Join(dir, "modem")
	for _, path := range []string{"/dev/pts/8", "/dev/pts/9"} {
		name, err := symlink(link, path)
		require.NoError(t, err)
		require.Equal(t, link, name)
	}
	unlink(link, "/dev/pts/8")
	to, err := os.Readlink(link)
	require.NoError(t, err)
	require.Equal(t, "/dev/pts/9", to, "another simlab's link stays")
	unlink(link, "/dev/pts/9")
	require.NoFileExists(t, link)
	name, err := symlink("", "/dev/pts/8")
	require.NoError(t, err)
	require.Equal(t, "/dev/pts/8", name)
}
