package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"simagent/agent/bundle"
)

// kernelLines reads the kernel's log of this boot: from /dev/kmsg, or where that is root's, by journalctl.
func kernelLines(ctx context.Context) ([]string, error) {
	lines, err := readKmsg("/dev/kmsg")
	if err == nil {
		return lines, nil
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	out, other := exec.CommandContext(ctx, "journalctl", "--dmesg", "--boot", "--no-pager", "--quiet", "--no-hostname", "--output", "short-monotonic").Output()
	if other != nil || len(out) == 0 {
		return nil, fmt.Errorf("cannot read the kernel's log: /dev/kmsg: %w; use sudo", err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n"), nil
}

// mostRecord is what a record of /dev/kmsg has at most, in bytes (PRINTK_MESSAGE_MAX of the kernel is 2,048, and it says so by EINVAL).
const mostRecord = 8192

// readKmsg reads all records that are there. Each read gives one.
func readKmsg(path string) (lines []string, err error) {
	fd, err := unix.Open(path, unix.O_RDONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = unix.Close(fd) }()
	b := make([]byte, mostRecord)
	for {
		n, err := unix.Read(fd, b)
		switch {
		case errors.Is(err, unix.EPIPE), errors.Is(err, unix.EINTR): // records were overwritten meanwhile: on with the next
			continue
		case errors.Is(err, unix.EAGAIN), err == nil && n == 0:
			return lines, nil
		case err != nil:
			return nil, err
		}
		if l, ok := bundle.KernelLine(string(b[:n])); ok {
			lines = append(lines, l)
		}
	}
}
