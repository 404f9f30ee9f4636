package modemtest

import (
	"fmt"
	"os"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// OpenPTY makes a pseudo terminal for Serve: give it master, and slavePath to the program under test. The
// slave is in raw mode and stays open here, so that the master sees no error between two clients. close
// closes both; it may be called after Serve has closed master. Linux only.
func OpenPTY() (master *os.File, slavePath string, close func() error, err error) {
	master, slave, err := pty.Open()
	if err != nil {
		return nil, "", nil, fmt.Errorf("cannot open pty: %w", err)
	}
	if _, err := term.MakeRaw(int(slave.Fd())); err != nil {
		_ = master.Close()
		_ = slave.Close()
		return nil, "", nil, fmt.Errorf("cannot open pty: %w", err)
	}
	path := slave.Name()
	if master, err = interruptible(master); err != nil {
		_ = slave.Close()
		return nil, "", nil, fmt.Errorf("cannot open pty: %w", err)
	}
	return master, path, func() error {
		_ = master.Close() // may be closed already, by Serve
		return slave.Close()
	}, nil
}

// interruptible exchanges f for one whose Close frees a Read or Write that is blocked: the package that opens
// the terminal leaves the descriptor in blocking mode.
func interruptible(f *os.File) (*os.File, error) {
	defer f.Close()
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		_ = unix.Close(fd)
		return nil, err
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}
