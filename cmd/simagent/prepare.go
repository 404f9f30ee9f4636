package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"
)

// newPreparePort is what the udev rule of `simagent setup` has root do to a USB port that has just been plugged in.
func newPreparePort() *cobra.Command {
	return &cobra.Command{
		Use: "prepare-port DEVICE", Hidden: true, Args: cobra.ExactArgs(1),
		Short: "Have the driver of a port not wait at close for a module that takes nothing",
		RunE:  func(_ *cobra.Command, args []string) error { return preparePort(args[0]) },
	}
}

// preparePort sets what the daemon may not set without CAP_SYS_ADMIN. The driver keeps it until the port is unplugged.
func preparePort(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return fmt.Errorf("cannot open %s: %w", path, reason(err))
	}
	defer f.Close()
	raw, err := f.SyscallConn()
	if err != nil {
		return fmt.Errorf("cannot open %s: %w", path, reason(err))
	}
	var problem error
	err = raw.Control(func(fd uintptr) {
		if _, problem = unix.IoctlGetTermios(int(fd), unix.TCGETS); problem == nil {
			closeAtOnce(int(fd))
		}
	})
	if err != nil || problem != nil {
		return fmt.Errorf("cannot open %s: it is not a serial port", path)
	}
	return nil
}
