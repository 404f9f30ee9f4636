package main

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"simagent/atcmd/ports/portstest"
)

// onUSB is a machine with a hub, and on it a module with four ports and a stick with a cdc_acm port.
func onUSB(t *testing.T) *portstest.Tree {
	tr := portstest.New(t)
	place := func(dev, bus, number, ids string) {
		vid, pid, _ := strings.Cut(ids, ":")
		tr.File(dev+"/busnum", bus+"\n")
		tr.File(dev+"/devnum", number+"\n")
		tr.File(dev+"/idVendor", vid+"\n")
		tr.File(dev+"/idProduct", pid+"\n")
		tr.File(dev+"/authorized", "1")
	}
	root := "sys/devices/platform/scb/usb1"
	place(root, "1", "1", "1d6b:0002")
	place(tr.Four("1-1.2", "2c7c:0125", 0, 0), "1", "4", "2c7c:0125")
	stick := tr.USB("1-1.3", "1546:1102", "")
	tr.ACM(tr.Iface(stick, 0, "02/02/01", "cdc_acm"), "ttyACM0")
	place(stick, "1", "112", "1546:1102")
	tr.UART("ttyAMA0", "uart-pl011", false)
	tr.File("dev/bus/usb/001/001", "")
	tr.File("dev/bus/usb/001/004", "")
	tr.File("dev/bus/usb/001/112", "")
	return tr
}

// resetOn resets with a call that writes down what it was made on.
func resetOn(t *testing.T, tr *portstest.Tree, port string, answer error) (node string, err error) {
	r := usbReset{root: tr.Root, ioctl: func(fd uintptr, request uint) error {
		require.Equal(t, usbdevfsReset(), request)
		node, _ = os.Readlink("/proc/self/fd/" + strconv.Itoa(int(fd)))
		node = strings.TrimPrefix(node, tr.Root)
		return answer
	}}
	err = r.do(port)
	return node, err
}

func TestResetUSB(t *testing.T) {
	tr := onUSB(t)
	tr.Link("dev/serial/by-path/pci-0:1.2-port0", tr.Path("dev/serial/ttyUSB2"))
	tr.File("dev/serial/ttyUSB2", "")
	for port, want := range map[string]string{
		"/dev/ttyUSB0": "/dev/bus/usb/001/004", "/dev/ttyUSB3": "/dev/bus/usb/001/004", "/dev/ttyACM0": "/dev/bus/usb/001/112",
		tr.Path("dev/serial/by-path/pci-0:1.2-port0"): "/dev/bus/usb/001/004",
	} {
		node, err := resetOn(t, tr, port, nil)
		require.NoError(t, err, port)
		require.Equal(t, want, node, port)
	}
	_, err := resetOn(t, tr, "/dev/ttyUSB0", unix.ENODEV)
	require.NoError(t, err, "it came back as another device")
	require.Equal(t, "1", attribute(tr.Path("sys/bus/usb/devices/1-1.2"), "authorized"))
}

func TestResetUSBErrors(t *testing.T) {
	tr := onUSB(t)
	for port, want := range map[string]string{
		"/dev/ttyAMA0": "cannot reset the USB device of /dev/ttyAMA0: it is not on the USB",
		"/dev/ttyUSB9": "cannot reset the USB device of /dev/ttyUSB9: there is no such port",
	} {
		node, err := resetOn(t, tr, port, nil)
		require.EqualError(t, err, want)
		require.Empty(t, node)
	}
	_, err := resetOn(t, tr, "/dev/ttyUSB0", unix.EPERM)
	require.EqualError(t, err, "cannot reset the USB device of /dev/ttyUSB0: no permission for /dev/bus/usb/001/004: it needs root, or this line in "+
		`/etc/udev/rules.d/79-simagent-usb.rules: SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ATTR{idVendor}=="2c7c", ATTR{idProduct}=="0125", GROUP="dialout", MODE="0660"`)
	_, err = resetOn(t, tr, "/dev/ttyUSB0", unix.EBUSY)
	require.EqualError(t, err, "cannot reset the USB device of /dev/ttyUSB0: /dev/bus/usb/001/004: device or resource busy")
	require.ErrorContains(t, resetUSB(tr.Root, "/dev/ttyUSB9"), "there is no such port")
}

// The file in place of a device node does not know the real call, so that the second way is taken.
func TestResetUSBByAuthorized(t *testing.T) {
	tr := onUSB(t)
	require.NoError(t, resetUSB(tr.Root, "/dev/ttyUSB1"))
	require.Equal(t, "1", attribute(tr.Path("sys/bus/usb/devices/1-1.2"), "authorized"))
	require.NoError(t, os.RemoveAll(tr.Path("dev/bus")))
	for _, refuse := range []string{"", "0", "1"} {
		var writes []string
		r := usbReset{root: tr.Root, write: func(name, value string) error {
			require.True(t, strings.HasSuffix(name, "/1-1.2/authorized"), name)
			writes = append(writes, value)
			if value == refuse {
				return unix.EACCES
			}
			return nil
		}}
		err := r.do("/dev/ttyUSB1")
		require.Equal(t, []string{"0", "1"}, writes, "it never stays without leave")
		require.Equal(t, refuse == "", err == nil)
		if refuse != "" {
			require.ErrorContains(t, err, "permission denied: it needs root, since /dev/bus/usb/001/004 cannot be used")
		}
	}
	require.NoError(t, os.Remove(tr.Path("sys/bus/usb/devices/1-1.2/authorized")))
	require.ErrorContains(t, resetUSB(tr.Root, "/dev/ttyUSB1"), "authorized: no such file")
}
