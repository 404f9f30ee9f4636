package main

import (
	"cmp"
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// serialStruct is struct serial_struct of linux/serial.h as far as it is
// needed: closing_wait stands at the same place on all architectures, behind
// four int-sized and one pointer-sized group, so the whole is kept as bytes.
type serialStruct struct {
	typ, line    int32
	port         uint32
	irq, flags   int32
	xmitFIFOSize int32
	customDiv    int32
	baudBase     int32
	closeDelay   uint16
	ioType       byte
	reserved     byte
	hub6         int32
	closingWait  uint16 // hundredths of a second
	closingWait2 uint16
	rest         [64]byte // pointers and what newer kernels add
}

// noWait is ASYNC_CLOSING_WAIT_NONE: a close does not wait for bytes that a
// hung module will never take; the default is 30 s.
const noWait = 65535

// closeAtOnce asks the driver not to drain at close. It needs CAP_SYS_ADMIN on
// most drivers; without it, or on a port that has no such setting, closing
// takes its time in a goroutine of its own.
func closeAtOnce(fd int) {
	var s serialStruct
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.TIOCGSERIAL, uintptr(unsafe.Pointer(&s))); errno != 0 {
		return
	}
	s.closingWait = noWait
	_, _, _ = unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.TIOCSSERIAL, uintptr(unsafe.Pointer(&s)))
}

// flowControl switches RTS and CTS on: go.bug.st/serial always leaves them off.
func flowControl(f *os.File, on bool) error {
	if !on {
		return nil
	}
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var problem error
	err = raw.Control(func(fd uintptr) {
		t, err := unix.IoctlGetTermios(int(fd), unix.TCGETS2)
		if err == nil {
			t.Cflag |= unix.CRTSCTS
			err = unix.IoctlSetTermios(int(fd), unix.TCSETS2, t)
		}
		if err != nil {
			problem = fmt.Errorf("cannot switch RTS/CTS on: %w", err)
		}
	})
	return cmp.Or(problem, err)
}
