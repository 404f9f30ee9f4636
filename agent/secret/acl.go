package secret

import (
	"encoding/binary"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// Tags of a POSIX access list as Linux stores it (linux/posix_acl.h), and its version (linux/posix_acl_xattr.h).
const (
	aclVersion  = 2
	aclUserObj  = 0x01
	aclUser     = 0x02
	aclGroupObj = 0x04
	aclMask     = 0x10
	aclOther    = 0x20
)

// onlyOwnACL reports whether the group bits in open are only the mask of an access list that lets nobody in but the
// owner, root and ourselves. systemd gives a credential to a service with User= in this way, and the file then shows mode 0440.
func onlyOwnACL(f *os.File, open fs.FileMode) bool {
	if open&0o007 != 0 {
		return false
	}
	b := make([]byte, 1024)
	n, err := unix.Fgetxattr(int(f.Fd()), "system.posix_acl_access", b)
	if err != nil {
		return false
	}
	return aclIsPrivate(b[:n], uint32(os.Getuid()))
}

// aclIsPrivate judges the stored form: a version and entries of tag, permissions and id, little endian. Anything
// unknown or malformed counts as access for others.
func aclIsPrivate(b []byte, uid uint32) bool {
	if len(b) < 4 || (len(b)-4)%8 != 0 || binary.LittleEndian.Uint32(b) != aclVersion {
		return false
	}
	sawGroup := false
	for e := b[4:]; len(e) > 0; e = e[8:] {
		tag, perm, id := binary.LittleEndian.Uint16(e), binary.LittleEndian.Uint16(e[2:]), binary.LittleEndian.Uint32(e[4:])
		switch {
		case tag == aclUserObj || tag == aclMask:
		case tag == aclGroupObj:
			sawGroup = true
			if perm != 0 {
				return false
			}
		case perm == 0 && tag == aclOther:
		case tag == aclUser && (id == uid || id == 0) && perm&0o2 == 0:
		default:
			return false
		}
	}
	return sawGroup
}
