package secret

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pin")
	require.NoError(t, os.WriteFile(path, []byte("1234\n"), 0o600))
	b, err := Read(path, "PIN file")
	require.NoError(t, err)
	require.Equal(t, "1234\n", string(b))
	require.NoError(t, os.Chmod(path, 0o640))
	_, err = Read(path, "PIN file")
	require.EqualError(t, err, "cannot use PIN file "+path+": others than its owner have access (mode 0640); type: chmod 600 "+path)
	require.NoError(t, os.Chmod(path, 0o600))
	require.NoError(t, os.WriteFile(path, []byte(strings.Repeat("x", 5000)), 0o600))
	_, err = Read(path, "PIN file")
	require.ErrorContains(t, err, "larger than 4096 bytes")
}

func TestShellWord(t *testing.T) {
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

// Somebody has put the token where its file belongs.
func TestPastedSecretIsNotShown(t *testing.T) {
	for _, pasted := range []string{"AC00112233:0123456789abcdef", "s3cret/with/a/slash", strings.Repeat("long", 100)} {
		_, err := Read(pasted, "credential file")
		require.ErrorContains(t, err, "cannot read credential file: ")
		require.NotContains(t, err.Error(), pasted)
	}
	_, err := Read("/none/credential", "credential file")
	require.ErrorContains(t, err, "/none/credential")
	require.ErrorIs(t, err, os.ErrNotExist)
}
