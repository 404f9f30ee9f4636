package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// watchPorts calls changed when a serial port appears in the folder of devices, or is given to another owner as udev does soon
// after, until ctx ends. It wakes for nothing else. Without inotify, or without the folder, ports are still found by looking.
func watchPorts(ctx context.Context, devices string, changed func()) error {
	fd, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err != nil {
		return fmt.Errorf("cannot watch for ports: %w", err)
	}
	f := os.NewFile(uintptr(fd), "inotify") // nonblocking, so that Close ends a Read
	defer f.Close()
	if _, err := unix.InotifyAddWatch(fd, devices, unix.IN_CREATE|unix.IN_ATTRIB|unix.IN_MOVED_TO); err != nil {
		return fmt.Errorf("cannot watch for ports in %s: %w", devices, err)
	}
	stop := context.AfterFunc(ctx, func() { _ = f.Close() })
	defer stop()
	buf := make([]byte, 4096)
	for {
		n, err := f.Read(buf)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("cannot watch for ports: %w", err)
		}
		if tellsOfPort(buf[:n]) {
			changed()
		}
	}
}

// tellsOfPort reads the events of inotify(7): any about a serial port, or that some were lost?
func tellsOfPort(b []byte) bool {
	const header = unix.SizeofInotifyEvent
	found := false
	for len(b) >= header {
		mask := binary.NativeEndian.Uint32(b[4:])
		size := int(binary.NativeEndian.Uint32(b[12:]))
		if len(b) < header+size {
			return found
		}
		name, _, _ := strings.Cut(string(b[header:header+size]), "\x00")
		found = found || mask&unix.IN_Q_OVERFLOW != 0 || strings.HasPrefix(filepath.Base(name), "tty")
		b = b[header+size:]
	}
	return found
}
