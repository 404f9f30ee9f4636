package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// imageVM is a machine that boots an image of virt-arm64. Its disk is served by cutdisk_nbd.go: QEMU hands on each write
// and each flush of the guest, and keeps nothing back.
type imageVM struct {
	qemu    string
	kernel  string
	root    string // PARTUUID of the first partition; the root is the one after it
	disk    string // unix socket of the network block device
	modem   string // unix socket of the module
	usb     bool   // the module is behind a serial adapter on USB
	agent   string // port on this machine's loopback for the relay in the guest
	console string // file

	cmd     *exec.Cmd
	ended   chan struct{}
	started time.Time
}

// hostOfGuest is this machine for a guest of QEMU's user network.
var hostOfGuest = net.IPv4(10, 0, 2, 2)

// arguments are the machine's. The kernel is the image's own one: it is handed over as a boot loader would.
func (m *imageVM) arguments() []string {
	serial := []string{"-device", "pci-serial,chardev=modem"}
	if m.usb {
		serial = []string{"-device", "qemu-xhci,id=usb", "-device", "usb-serial,bus=usb.0,chardev=modem"}
	}
	args := append(bareMachine("virt", "cortex-a53", m.console),
		"-kernel", m.kernel, "-append", "console=ttyAMA0,115200 root=PARTUUID="+m.root+"/PARTNROFF=1 ro rootwait init=/gokrazy/init panic=-1 oops=panic",
		"-drive", "file=nbd:unix:"+m.disk+",format=raw,if=none,id=disk,cache=writeback", "-device", "virtio-blk-pci,drive=disk",
		"-netdev", "user,id=lan,hostfwd=tcp:"+m.agent+"-"+relayPort, "-device", "virtio-net-pci,netdev=lan",
		"-chardev", "socket,id=modem,path="+m.modem)
	return append(args, serial...)
}

// start starts it. It ends with this program at the latest.
func (m *imageVM) start() error {
	m.cmd = exec.Command(m.qemu, m.arguments()...)
	m.cmd.Stderr = os.Stderr
	m.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	m.ended, m.started = make(chan struct{}), time.Now()
	started := make(chan error, 1)
	go func() { // kill waits for ended
		runtime.LockOSThread() // the death signal is sent when the thread that started it ends
		err := m.cmd.Start()
		started <- err
		if err == nil {
			_ = m.cmd.Wait() // that it ended is what matters
		}
		close(m.ended)
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("cannot run QEMU: %w", err)
	}
	return nil
}

// kill is the power going.
func (m *imageVM) kill() {
	if m.cmd == nil {
		return
	}
	_ = m.cmd.Process.Kill()
	<-m.ended
	m.cmd = nil
}

// rest lets so much time pass while it runs.
func (m *imageVM) rest(ctx context.Context, d time.Duration) error {
	select {
	case <-m.ended:
		return errors.New("QEMU ended early")
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// freePort is an address on the loopback that nobody listens on.
func freePort() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}
