package modemtest

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"sync"

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

// Clients counts the programs that have a terminal open.
type Clients struct{ events *os.File }

// WatchClients begins to count; the terminal at path is not open yet but here. Run goes on with it.
func WatchClients(path string) (*Clients, error) {
	fd, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err == nil {
		c := &Clients{os.NewFile(uintptr(fd), "inotify")}
		if _, err = unix.InotifyAddWatch(fd, path, unix.IN_OPEN|unix.IN_CLOSE); err == nil {
			return c, nil
		}
		_ = c.events.Close()
	}
	return nil, fmt.Errorf("cannot watch terminal: %w", err)
}

// Close ends a count that Run never went on with.
func (c *Clients) Close() error { return c.events.Close() }

// Run calls gone whenever the last program has closed the terminal, until ctx ends. Two that open it, or close it, in
// the same instant may count as one, because inotify(7) tells equal events once.
func (c *Clients) Run(ctx context.Context, gone func()) {
	stop := context.AfterFunc(ctx, func() { _ = c.events.Close() })
	defer stop()
	buf := make([]byte, 4096)
	for open := 0; ; {
		n, err := c.events.Read(buf)
		if err != nil {
			return
		}
		for i := 0; i+unix.SizeofInotifyEvent <= n; i += unix.SizeofInotifyEvent { // no name follows an event of a file
			switch mask := binary.NativeEndian.Uint32(buf[i+4:]); {
			case mask&unix.IN_OPEN != 0:
				open++
			case mask&unix.IN_CLOSE != 0 && open > 0:
				if open--; open == 0 {
					gone()
				}
			}
		}
	}
}

// ServeClients is Serve on a terminal whose clients are counted: when the last one closes it, DTR drops.
func (m *Modem) ServeClients(ctx context.Context, rw io.ReadWriteCloser, c *Clients) error {
	watching, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup // the count; joined here
	wg.Go(func() { c.Run(watching, func() { m.Release(rw) }) })
	err := m.Serve(ctx, rw)
	stop()
	wg.Wait()
	return err
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
