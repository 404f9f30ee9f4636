package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"

	"go.bug.st/serial"
	"golang.org/x/sys/unix"

	"simagent/agent"
)

// lockedPort is a serial port and the lock that keeps others of us away. The
// lock is a descriptor of the same port that never blocks in the kernel: what
// is written goes by it, so that a port that takes no bytes holds no thread,
// and Close frees the writer.
type lockedPort struct {
	serial.Port
	lock    *os.File
	closed  chan struct{} // closed when Close has returned
	release func()        // takes the lock file away
}

func (p *lockedPort) Write(b []byte) (int, error) { return p.lock.Write(b) }

// Read goes by the lock as well: Go's poller waits for it. A thread that blocks
// in the kernel instead, as in the serial package, has the runtime's monitor
// look for it each time that some bytes come: ten wake-ups for one.
func (p *lockedPort) Read(b []byte) (int, error) { return p.lock.Read(b) }

func (p *lockedPort) Close() error {
	defer close(p.closed)
	defer p.release()
	return errors.Join(p.lock.Close(), p.Port.Close())
}

// take checks that f is a serial port, locks it, and has its driver not drain
// at close. It goes round os.File.Fd, which would make f block.
func take(f *os.File) error {
	path := f.Name()
	raw, err := f.SyscallConn()
	if err != nil {
		return fmt.Errorf("cannot open %s: %w", path, reason(err))
	}
	var problem error
	err = raw.Control(func(handle uintptr) {
		fd := int(handle)
		if _, err := unix.IoctlGetTermios(fd, unix.TCGETS); err != nil {
			problem = fmt.Errorf("cannot open %s: it is not a serial port", path)
			return
		}
		if err := unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB); err != nil {
			problem = &agent.HeldError{Text: path + " is locked by another program, perhaps a second simagent\nsudo fuser -v " + path}
			return
		}
		closeAtOnce(fd)
	})
	return cmp.Or(problem, err)
}

// openSerial opens the port for this process alone: flock, since TIOCEXCL does
// not bind root, and no waiting for a dead module at close.
func openSerial(path string, baud int, flow bool) (p *lockedPort, err error) {
	lock, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		if errors.Is(err, unix.EBUSY) {
			return nil, &agent.HeldError{Text: path + " is held by another program\nsudo fuser -v " + path}
		}
		return nil, fmt.Errorf("cannot open %s: %w", path, reason(err))
	}
	defer func() {
		if r := recover(); r != nil { // go.bug.st/serial panics when descriptors run past 1023
			err = fmt.Errorf("cannot open %s: %v", path, r)
		}
		if err != nil {
			_ = lock.Close()
		}
	}()
	if err := take(lock); err != nil {
		return nil, err
	}
	port, err := serial.Open(path, &serial.Mode{BaudRate: baud, DataBits: 8})
	if err != nil {
		if e, ok := errors.AsType[*serial.PortError](err); ok && e.Code() == serial.PortBusy {
			return nil, &agent.HeldError{Text: path + " is held by another program\nsudo fuser -v " + path}
		}
		return nil, fmt.Errorf("cannot open %s: %w", path, reason(err))
	}
	if err := flowControl(lock, flow); err != nil {
		_ = port.Close()
		return nil, fmt.Errorf("cannot open %s: %w", path, err)
	}
	_ = port.ResetInputBuffer() // answers to whoever had the port before; without it they are sorted out later
	return &lockedPort{Port: port, lock: lock, closed: make(chan struct{}), release: func() {}}, nil
}
