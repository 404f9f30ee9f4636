package statedir

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

// OS is a folder of the real file system, by its path.
type OS string

// Names lists the regular files.
func (d OS) Names() ([]string, error) {
	entries, err := os.ReadDir(string(d))
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		if e.Type().IsRegular() {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// Open gives a file; see Folder.
func (d OS) Open(name string, how How) (File, error) {
	flags := os.O_RDONLY
	switch how {
	case Write:
		flags = os.O_RDWR
	case New:
		flags = os.O_RDWR | os.O_CREATE | os.O_TRUNC
	}
	f, err := os.OpenFile(filepath.Join(string(d), name), flags|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

// Publish renames and syncs the folder.
func (d OS) Publish(from, to string) error {
	if err := os.Rename(filepath.Join(string(d), from), filepath.Join(string(d), to)); err != nil {
		return err
	}
	return d.SyncNames()
}

// SyncNames syncs the folder.
func (d OS) SyncNames() error {
	f, err := os.Open(string(d))
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

type osFile struct{ *os.File }

func (f osFile) ReadAll(most int64) ([]byte, error) {
	return io.ReadAll(io.NewSectionReader(f.File, 0, most))
}

// Sync is fdatasync: the time stamp of the file need not be durable.
func (f osFile) Sync() error {
	return Retry(func() error { return syscall.Fdatasync(int(f.Fd())) })
}

func (f osFile) Gone() bool {
	var st syscall.Stat_t
	return syscall.Fstat(int(f.Fd()), &st) == nil && st.Nlink == 0
}

// Retry repeats a call that a signal interrupted.
func Retry(call func() error) error {
	for {
		if err := call(); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}
