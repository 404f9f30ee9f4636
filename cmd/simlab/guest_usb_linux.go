package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"simagent/agent/agenttest"
	"simagent/atcmd/modemtest"
)

// usbModule is the laboratory's module as a USB device of this machine. Its methods are for one goroutine.
type usbModule struct {
	gadget     gadget
	configfs   string
	controller string
	lab        *agenttest.Lab

	ctx  context.Context // of the module
	stop func()          // of what is plugged in; nil when nothing is
	wg   sync.WaitGroup  // the ports that are served; unplug waits
	ends chan error      // of a port that the module ended, by a reset for example
}

// newUSBModule makes the device and does not plug it in.
func newUSBModule(ctx context.Context, configfs, controller string) (*usbModule, error) {
	u := &usbModule{gadget: ec25, configfs: configfs, controller: controller, ctx: ctx, ends: make(chan error, 8)}
	return u, u.gadget.make(configfs)
}

// plug puts it on the bus, with these of its ports served. The others take no byte, as those of a module that has
// died: the controller refuses each packet, for ever.
func (u *usbModule) plug(serve ...int) error {
	for len(u.ends) > 0 {
		<-u.ends
	}
	ctx, cancel := context.WithCancel(u.ctx)
	u.stop = cancel
	for _, n := range serve {
		u.serve(ctx, n)
	}
	return u.gadget.plug(u.configfs, u.controller)
}

// unplug takes it off the bus. The module itself goes on, as one does that has a power supply of its own.
func (u *usbModule) unplug() error {
	err := u.gadget.plug(u.configfs, "")
	u.stop()
	u.wg.Wait()
	return err
}

// serve has the module answer on the port of interface n until it is unplugged, or the module ends the link. A reset of the
// bus hangs the terminal up, perhaps in the middle of an answer, and is no end.
func (u *usbModule) serve(ctx context.Context, n int) {
	u.wg.Go(func() {
		for ctx.Err() == nil {
			f, err := openRaw(fmt.Sprintf("/dev/ttyGS%d", n))
			if err != nil {
				u.ends <- err
				return
			}
			err = u.lab.Modem.Serve(ctx, f)
			if errors.Is(err, modemtest.ErrReset) || errors.Is(err, modemtest.ErrPoweredDown) {
				u.ends <- err
				return
			}
		}
	})
}

// ended waits until the module has ended its link with this error.
func (u *usbModule) ended(ctx context.Context, want error) error {
	select {
	case err := <-u.ends:
		if errors.Is(err, want) {
			return nil
		}
		return fmt.Errorf("a port of the module ended: %w", err)
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(5 * time.Second):
		return errors.New("the module did not end its link within 5 s")
	}
}

// hang lets the port on which the agent asks next go dead: it reads nothing for d.
func (u *usbModule) hang(d time.Duration) {
	u.lab.Modem.Play(modemtest.Script{{On: "+", Times: 1, Action: modemtest.Action{Kind: modemtest.KindHang, For: d}}})
}

// openRaw opens a terminal that changes no byte, so that Close frees who reads it.
func openRaw(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	raw, err := f.SyscallConn()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	var problem error
	err = raw.Control(func(fd uintptr) {
		t, err := unix.IoctlGetTermios(int(fd), unix.TCGETS)
		if err == nil {
			t.Iflag, t.Oflag, t.Lflag = 0, 0, 0
			t.Cflag = t.Cflag&^unix.CSIZE | unix.CS8 | unix.CREAD | unix.CLOCAL
			t.Cc[unix.VMIN], t.Cc[unix.VTIME] = 1, 0
			err = unix.IoctlSetTermios(int(fd), unix.TCSETS, t)
		}
		problem = err
	})
	if err := errors.Join(err, problem); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot set up %s: %w", path, err), f.Close())
	}
	return f, nil
}
