package supersim

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCredentialFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cloud key")
	read := CredentialFile(path)
	write := func(s string, mode os.FileMode) {
		require.NoError(t, os.WriteFile(path, []byte(s), 0o600))
		require.NoError(t, os.Chmod(path, mode))
	}
	for _, s := range []string{"SKa:s3cret", "SKa:s3cret\n", "SKa\ns3cret", "SKa\r\ns3cret\r\n", "\xef\xbb\xbfSKa:s3cret\n\n", "  SKa \n s3cret "} {
		write(s, 0o600)
		user, secret, err := read(t.Context())
		require.NoError(t, err, "%q", s)
		require.Equal(t, "SKa/s3cret", user+"/"+secret)
	}
	write("SKa:with:colons", 0o400)
	_, secret, err := read(t.Context())
	require.NoError(t, err)
	require.Equal(t, "with:colons", secret, "and a changed file counts at once")

	for s, want := range map[string]string{
		"": "empty", " \n\t\n": "empty", "hunter22": "must hold", ":hunter22": "user is empty", "SKhunter22:": "secret is empty",
		"SKa:hunter22 x": "holds a space", "SKa\nhunter22\nmore": "line break", "SKa:x\nhunter22": "colon", "SKa:hunter22é": "outside ASCII",
		"SKa:" + strings.Repeat("hunter22", 600): "larger than 4096",
	} {
		write(s, 0o600)
		_, _, err := read(t.Context())
		require.ErrorContains(t, err, want, "%q", s)
		require.NotContains(t, err.Error(), "hunter22")
	}
}

func TestCredentialFileMustBePrivate(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "cloud key")
	require.NoError(t, os.WriteFile(path, []byte("SKa:hunter22"), 0o600))
	for _, mode := range []os.FileMode{0o640, 0o620, 0o604, 0o602, 0o601, 0o644, 0o666, 0o777} {
		require.NoError(t, os.Chmod(path, mode))
		_, _, err := CredentialFile(path)(t.Context())
		require.ErrorContains(t, err, "chmod 600 '"+path+"'", "%v", mode)
		require.NotContains(t, err.Error(), "hunter22")
	}
	require.NoError(t, os.Chmod(path, 0o600))
	link := filepath.Join(dir, "link")
	require.NoError(t, os.Symlink(path, link))
	_, _, err := CredentialFile(link)(t.Context())
	require.NoError(t, err)
	fifo := filepath.Join(dir, "fifo")
	require.NoError(t, syscall.Mkfifo(fifo, 0o600))
	for _, p := range []string{dir, fifo, "/dev/null"} {
		_, _, err := CredentialFile(p)(t.Context())
		require.ErrorContains(t, err, "not a regular file")
	}
	_, _, err = CredentialFile(filepath.Join(dir, "none"))(t.Context())
	require.ErrorContains(t, err, "no such file")
}
