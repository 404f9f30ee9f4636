package main

import (
	"cmp"
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

// imageMachine is what QEMU has for an image.
type imageMachine struct {
	qemu, machine, cpu string
	kernel             bool     // it has no firmware: the image's kernel is handed over, as a boot loader would
	serial             []string // devices that put the module at port
	port               string
}

var imageMachines = map[string]imageMachine{
	"virt-arm64": {"qemu-system-aarch64", "virt", "cortex-a53", true, []string{"-device", "pci-serial,chardev=modem"}, "/dev/ttyS0"},
	"pc-amd64":   {"qemu-system-x86_64", "pc", "qemu64", false, []string{"-serial", "chardev:modem"}, "/dev/ttyS1"}, // the console is the first
}

// imageVM is a machine that boots an image. Its disk is served by cutdisk_nbd.go: QEMU hands on each write
// and each flush of the guest, and keeps nothing back.
type imageVM struct {
	imageMachine
	program string // QEMU; "" is the machine's own
	image   string // the kernel, where the machine needs one
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

// arguments are the machine's.
func (m *imageVM) arguments() []string {
	args := bareMachine(m.machine, m.cpu, m.console)
	if m.kernel {
		args = append(args, "-kernel", m.image, "-append", "console=ttyAMA0,115200 root=PARTUUID="+m.root+"/PARTNROFF=1 ro rootwait init=/gokrazy/init panic=-1 oops=panic")
	}
	args = append(args, "-drive", "file=nbd:unix:"+m.disk+",format=raw,if=none,id=disk,cache=writeback", "-device", "virtio-blk-pci,drive=disk",
		"-netdev", "user,id=lan,hostfwd=tcp:"+m.agent+"-"+relayPort, "-device", "virtio-net-pci,netdev=lan",
		"-chardev", "socket,id=modem,path="+m.modem)
	if m.usb {
		return append(args, "-device", "qemu-xhci,id=usb", "-device", "usb-serial,bus=usb.0,chardev=modem")
	}
	return append(args, m.serial...)
}

// start starts it. It ends with this program at the latest.
func (m *imageVM) start() error {
	m.cmd = exec.Command(cmp.Or(m.program, m.qemu), m.arguments()...)
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
