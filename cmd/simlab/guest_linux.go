package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"
)

// newGuest makes the command that `simlab vm` runs as the first process of its guest. It is of no use elsewhere: it
// mounts, inserts kernel modules and switches the machine off.
func newGuest() *cobra.Command {
	var only []string
	var limit time.Duration
	cmd := &cobra.Command{
		Use: "guest", Short: "The first process of the guest of simlab vm", Args: cobra.NoArgs, Hidden: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if os.Getpid() != 1 {
				return errors.New("simlab guest is the first process of a guest; simlab vm makes one")
			}
			ctx, cancel := context.WithTimeout(cmd.Context(), limit)
			defer cancel()
			err := runGuest(ctx, only)
			if err != nil {
				fmt.Fprintln(os.Stderr, "simlab:", err)
			}
			unix.Sync()
			return errors.Join(err, unix.Reboot(unix.LINUX_REBOOT_CMD_POWER_OFF))
		},
	}
	cmd.Flags().StringSliceVar(&only, "only", nil, "")
	cmd.Flags().DurationVar(&limit, "limit", 5*time.Minute, "")
	return cmd
}

// The guest's places: what vm.go packs, and what it makes itself.
const (
	guestAgent     = "/bin/simagent"
	guestModuleDir = "/modules"
	guestConfigfs  = "/sys/kernel/config"
	guestUDC       = "dummy_udc.0" // the first that dummy_hcd makes
	guestResults   = "/dev/ttyS1"  // vm.go reads the other end
)

// runGuest makes a system of the bare kernel, plays the scenarios, and writes a line for each.
func runGuest(ctx context.Context, only []string) error {
	if err := guestSystem(); err != nil {
		return err
	}
	results, err := openRaw(guestResults)
	if err != nil {
		return fmt.Errorf("cannot write results: %w", err)
	}
	defer results.Close()
	return playGuest(ctx, only, json.NewEncoder(results))
}

// guestSystem mounts what programs expect, inserts the kernel's modules and brings the loopback up.
func guestSystem() error {
	for _, m := range []struct{ kind, at string }{{"proc", "/proc"}, {"sysfs", "/sys"}, {"devtmpfs", "/dev"}, {"tmpfs", "/run"}, {"tmpfs", "/tmp"}} {
		if err := unix.Mount(m.kind, m.at, m.kind, 0, ""); err != nil {
			return fmt.Errorf("cannot mount %s: %w", m.at, err)
		}
	}
	if err := insertModules(guestModuleDir); err != nil {
		return err
	}
	if err := unix.Mount("configfs", guestConfigfs, "configfs", 0, ""); err != nil {
		return fmt.Errorf("cannot mount %s: %w", guestConfigfs, err)
	}
	if err := unix.Sethostname([]byte("guest")); err != nil {
		return err
	}
	if err := os.Setenv("PATH", filepath.Dir(guestAgent)); err != nil {
		return err
	}
	return loopbackUp()
}

// insertModules inserts the kernel modules of a folder in the order of their names.
func insertModules(dir string) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("cannot insert kernel modules: %w", err)
	}
	sort.Slice(files, func(i, j int) bool { return files[i].Name() < files[j].Name() })
	for _, file := range files {
		f, err := os.Open(filepath.Join(dir, file.Name()))
		if err != nil {
			return fmt.Errorf("cannot insert kernel modules: %w", err)
		}
		err = unix.FinitModule(int(f.Fd()), "", 0)
		_ = f.Close() // it was only read
		if err != nil {
			return fmt.Errorf("cannot insert kernel module %s: %w", file.Name(), err)
		}
	}
	return nil
}

// loopbackUp brings lo up, which gives it its address.
func loopbackUp() error {
	s, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("cannot bring lo up: %w", err)
	}
	defer unix.Close(s)
	r, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	r.SetUint16(unix.IFF_UP)
	if err := unix.IoctlIfreq(s, unix.SIOCSIFFLAGS, r); err != nil {
		return fmt.Errorf("cannot bring lo up: %w", err)
	}
	return nil
}

// kernelUptime is how long the kernel has run.
func kernelUptime() float64 {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_BOOTTIME, &t) != nil {
		return 0
	}
	return time.Duration(t.Nano()).Seconds()
}
