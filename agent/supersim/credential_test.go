package supersim

import (
	"encoding/binary"
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
	require.Equal(t, `'it'\''s'`, shellWord("it's"))
	require.Equal(t, "/etc/simagent/key.1", shellWord("/etc/simagent/key.1"))
}

func TestAccessList(t *testing.T) {
	acl := func(version uint32, entries ...[3]uint32) []byte {
		b := binary.LittleEndian.AppendUint32(nil, version)
		for _, e := range entries {
			b = binary.LittleEndian.AppendUint16(b, uint16(e[0]))
			b = binary.LittleEndian.AppendUint16(b, uint16(e[1]))
			b = binary.LittleEndian.AppendUint32(b, e[2])
		}
		return b
	}
	none := uint32(0xffffffff)
	owner, group, mask, other := [3]uint32{aclUserObj, 4, none}, [3]uint32{aclGroupObj, 0, none}, [3]uint32{aclMask, 4, none}, [3]uint32{aclOther, 0, none}
	me, you := [3]uint32{aclUser, 4, 1000}, [3]uint32{aclUser, 4, 1001}
	require.True(t, aclIsPrivate(acl(2, owner, me, group, mask, other), 1000), "what systemd writes")
	require.False(t, aclIsPrivate(acl(2, owner, you, group, mask, other), 1000))
	require.False(t, aclIsPrivate(acl(2, owner, [3]uint32{aclUser, 6, 1000}, group, mask, other), 1000), "we need not write it")
	require.False(t, aclIsPrivate(acl(2, owner, me, [3]uint32{aclGroupObj, 4, none}, mask, other), 1000))
	require.False(t, aclIsPrivate(acl(2, owner, me, group, mask, [3]uint32{aclOther, 4, none}), 1000))
	require.False(t, aclIsPrivate(acl(2, owner, me, group, [3]uint32{0x08, 4, 5}, mask, other), 1000), "a named group")
	require.False(t, aclIsPrivate(acl(3, owner, me, group, mask, other), 1000))
	require.False(t, aclIsPrivate(acl(2, owner), 1000))
	require.False(t, aclIsPrivate(nil, 1000))
	require.False(t, aclIsPrivate(acl(2, group)[:7], 1000))
}
