package blocktest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// Enter moves the goroutine of a test to a thread with mounts of its own, which end with it. What uses a mounted Disk has to
// be on that goroutine, or a process that it starts. The answer says why it is not possible here, "" when it is.
func Enter() (why string) {
	if os.Geteuid() != 0 {
		return "it needs root"
	}
	for _, tool := range []string{"mkfs.ext4", "e2fsck"} {
		if _, err := exec.LookPath(tool); err != nil {
			return tool + " is missing"
		}
	}
	for _, path := range []string{"/dev/loop-control", "/dev/fuse"} {
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			return err.Error()
		}
		_ = f.Close()
	}
	runtime.LockOSThread() // for good: the thread ends with the goroutine, and takes the mounts along
	if err := unix.Unshare(unix.CLONE_NEWNS); err != nil {
		return "no mount namespace can be made: " + err.Error()
	}
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return "the mounts cannot be made private: " + err.Error()
	}
	// What the rest takes, tried once.
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		return err.Error()
	}
	defer os.RemoveAll(dir)
	image, err := format(dir, page)
	if err != nil {
		return err.Error()
	}
	m, err := Mount(NewDisk(image, 0, nil), dir)
	if err != nil {
		return err.Error()
	}
	if err := m.Close(); err != nil {
		return err.Error()
	}
	return ""
}

// Ext4 gives the image of an empty ext4 file system of 32 MiB with the defaults of mkfs, but for the size of blocks.
func Ext4(t testing.TB, block int) []byte {
	image, err := format(t.TempDir(), block)
	require.NoError(t, err)
	return image
}

func format(dir string, block int) ([]byte, error) {
	path := filepath.Join(dir, "image")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		return nil, err
	}
	if err := os.Truncate(path, 32<<20); err != nil {
		return nil, err
	}
	args := []string{"-q", "-b", fmt.Sprint(block), "-E", "lazy_itable_init=0,lazy_journal_init=0,nodiscard", path}
	if out, err := exec.Command("mkfs.ext4", args...).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("mkfs.ext4: %v: %s", err, out)
	}
	return os.ReadFile(path)
}

// Check has e2fsck look at an image that was unmounted; nothing is repaired.
func Check(t testing.TB, image []byte) {
	path := filepath.Join(t.TempDir(), "image")
	require.NoError(t, os.WriteFile(path, image, 0o600))
	out, err := exec.Command("e2fsck", "-f", "-n", path).CombinedOutput()
	require.NoError(t, err, "%s", out)
}

// Mounted is a file system on a Disk.
type Mounted struct {
	Dir  string // where it is mounted
	Loop string // name of the block device: loop0

	file string // as which FUSE shows the disk
	fuse int
	done chan struct{} // closed when serve has ended
}

// Mount mounts the ext4 on a disk below dir. Its journal is replayed.
func Mount(d *Disk, dir string) (*Mounted, error) {
	m := &Mounted{Dir: filepath.Join(dir, "mounted"), file: filepath.Join(dir, "disk"), done: make(chan struct{})}
	if err := errors.Join(os.MkdirAll(m.Dir, 0o700), os.WriteFile(m.file, nil, 0o600)); err != nil {
		return nil, err
	}
	fuse, err := unix.Open("/dev/fuse", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("/dev/fuse: %w", err)
	}
	m.fuse = fuse
	options := fmt.Sprintf("fd=%d,rootmode=%o,user_id=0,group_id=0", fuse, unix.S_IFREG)
	if err := unix.Mount("simagent-test", m.file, "fuse", unix.MS_NOSUID|unix.MS_NODEV, options); err != nil {
		_ = unix.Close(fuse)
		return nil, fmt.Errorf("cannot mount FUSE: %w", err)
	}
	go func() { // Close waits
		defer close(m.done)
		serve(fuse, d)
	}()
	loop, err := m.attach()
	if err != nil {
		return nil, errors.Join(err, m.closeFUSE())
	}
	defer loop.Close() // from then on the mount alone holds the device
	m.Loop = filepath.Base(loop.Name())
	if err := unix.Mount(loop.Name(), m.Dir, "ext4", unix.MS_NOSUID|unix.MS_NODEV, ""); err != nil {
		_ = loop.Close()
		return nil, errors.Join(fmt.Errorf("cannot mount %s: %w", loop.Name(), err), m.closeFUSE())
	}
	return m, nil
}

// attach gives a loop device over the file; the last one who closes it detaches it.
func (m *Mounted) attach() (*os.File, error) {
	control, err := os.OpenFile("/dev/loop-control", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer control.Close()
	// Not os.OpenFile: it asks the kernel to poll the file, which asks serve, while the runtime holds the processor that serve
	// may need.
	backing, err := unix.Open(m.file, unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	defer unix.Close(backing)
	for range 20 { // others may be quicker to take the free one
		n, err := unix.IoctlRetInt(int(control.Fd()), unix.LOOP_CTL_GET_FREE)
		if err != nil {
			return nil, fmt.Errorf("no loop device is free: %w", err)
		}
		loop, err := os.OpenFile(fmt.Sprintf("/dev/loop%d", n), os.O_RDWR, 0)
		if err != nil {
			return nil, err
		}
		config := unix.LoopConfig{Fd: uint32(backing), Info: unix.LoopInfo64{Flags: unix.LO_FLAGS_AUTOCLEAR}}
		err = unix.IoctlLoopConfigure(int(loop.Fd()), &config)
		if err == nil {
			return loop, nil
		}
		_ = loop.Close()
		if !errors.Is(err, unix.EBUSY) {
			return nil, fmt.Errorf("cannot attach /dev/loop%d: %w", n, err)
		}
	}
	return nil, errors.New("no loop device stays free")
}

// Close unmounts and returns when nothing uses the disk any more.
func (m *Mounted) Close() error {
	err := unix.Unmount(m.Dir, 0)
	if err != nil {
		err = fmt.Errorf("cannot unmount %s: %w", m.Dir, errors.Join(err, unix.Unmount(m.Dir, unix.MNT_DETACH)))
	}
	return errors.Join(err, m.closeFUSE())
}

func (m *Mounted) closeFUSE() error {
	err := unix.Unmount(m.file, unix.MNT_DETACH) // the loop device may be on its way to let go of it
	<-m.done
	return errors.Join(err, unix.Close(m.fuse))
}

// Sync writes all of the file system out.
func (m *Mounted) Sync() error {
	dir, err := os.Open(m.Dir)
	if err != nil {
		return err
	}
	return errors.Join(unix.Syncfs(int(dir.Fd())), dir.Close())
}
