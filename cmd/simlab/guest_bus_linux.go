package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// What the guest's kernel shows of the module and of the agent.

// port is the path of the terminal that the driver made of the module's interface n now.
func (g *guest) port(n int) (string, error) {
	found, err := filepath.Glob(fmt.Sprintf("/sys/bus/usb/devices/*-*:1.%d/ttyUSB*", n))
	if err != nil || len(found) != 1 {
		return "", fmt.Errorf("interface %d has %d terminals, want 1", n, len(found))
	}
	return "/dev/" + filepath.Base(found[0]), nil
}

// resetUSB resets the module's device as its node in /dev/bus/usb allows.
func (g *guest) resetUSB() error {
	found, err := filepath.Glob(fmt.Sprintf("/sys/bus/usb/devices/*-*:1.%d", firstAT))
	if err != nil || len(found) != 1 {
		return fmt.Errorf("there are %d modules on the bus, want 1", len(found))
	}
	device, _, _ := strings.Cut(found[0], ":")
	var n [2]int
	for i, name := range []string{"busnum", "devnum"} {
		b, err := os.ReadFile(filepath.Join(device, name))
		if err == nil {
			n[i], err = strconv.Atoi(strings.TrimSpace(string(b)))
		}
		if err != nil {
			return fmt.Errorf("cannot reset USB device: %w", err)
		}
	}
	f, err := os.OpenFile(fmt.Sprintf("/dev/bus/usb/%03d/%03d", n[0], n[1]), os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("cannot reset USB device: %w", err)
	}
	defer f.Close()
	const reset = 'U'<<8 | 20 // USBDEVFS_RESET of linux/usbdevice_fs.h, as on amd64
	if err := unix.IoctlSetInt(int(f.Fd()), reset, 0); err != nil {
		return fmt.Errorf("cannot reset USB device: %w", err)
	}
	return nil
}

// ports waits for the driver to have made all terminals of the module, and returns those with AT.
func (g *guest) ports(ctx context.Context) (first, second string, err error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for {
		first, err = g.port(firstAT)
		if err == nil {
			second, err = g.port(secondAT)
		}
		if err == nil {
			_, err = os.Stat(second)
		}
		if err == nil {
			return first, second, nil
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return "", "", err
		}
	}
}

// opened waits until the agent has a file open, and has had time to write into it.
func (t *trial) opened(ctx context.Context, path string) error {
	ctx, cancel := context.WithTimeout(ctx, guestPatience)
	defer cancel()
	dir := fmt.Sprintf("/proc/%d/fd/", t.agent.cmd.Process.Pid)
	for {
		list, _ := os.ReadDir(dir)
		for _, e := range list {
			if to, err := os.Readlink(dir + e.Name()); err == nil && to == path {
				return rest(ctx, time.Second)
			}
		}
		if err := rest(ctx, 20*time.Millisecond); err != nil {
			return fmt.Errorf("simagent did not open %s", path)
		}
	}
}

// inKernel tells whether a thread of a process waits in a function of the kernel that has this in its name.
func inKernel(pid int, function string) bool {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/wchan", pid))
	for _, f := range files {
		if b, err := os.ReadFile(f); err == nil && strings.Contains(string(b), function) {
			return true
		}
	}
	return false
}

// blockedClose writes to a port that takes nothing, closes it, and returns how long that took: what an agent would wait
// that leaves the driver's closing_wait as it is.
func blockedClose(path string) (time.Duration, error) {
	f, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return 0, err
	}
	if _, err := io.WriteString(f, "AT\r"); err != nil {
		return 0, errors.Join(err, f.Close())
	}
	start := time.Now()
	err = f.Close()
	return time.Since(start), err
}
