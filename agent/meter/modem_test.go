package meter

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// gateway is a Pi: Ethernet chip and modem behind one hub, a UART, a second modem.
func gateway(t *testing.T) tree {
	tr := newTree(t)
	hub := "platform/soc/3f980000.usb/usb1/1-1"
	tr.usb(hub, "0424", "9514")
	tr.usb(hub+"/1-1.1", "0424", "ec00")
	tr.net("eth0", "1", hub+"/1-1.1/1-1.1:1.0", "smsc95xx")
	tr.usb(hub+"/1-1.3", "2C7C", "0125")
	tr.net("wwan0", "519", hub+"/1-1.3/1-1.3:1.4", "qmi_wwan")
	tr.tty("ttyUSB2", hub+"/1-1.3/1-1.3:1.2")
	tr.tty("ttyUSB3", hub+"/1-1.3/1-1.3:1.3")
	tr.usb(hub+"/1-1.4", "1e0e", "9011")
	tr.net("usb0", "1", hub+"/1-1.4/1-1.4:1.0", "rndis_host")
	tr.tty("ttyUSB6", hub+"/1-1.4/1-1.4:1.4")
	tr.tty("ttyAMA0", "platform/soc/3f201000.serial")
	tr.usb("platform/soc/3f980000.usb/usb1/1-2", "10c4", "ea60")
	tr.tty("ttyUSB9", "platform/soc/3f980000.usb/usb1/1-2/1-2:1.0")
	tr.file("sys/class/tty/console/dev", "5:1\n")
	tr.net("lo", "772", "", "")
	return tr
}

func TestOfPort(t *testing.T) {
	tr := gateway(t)
	r := tr.reader()
	for port, want := range map[string][]string{
		"ttyUSB2": {"wwan0"}, "/dev/ttyUSB3": {"wwan0"}, "ttyUSB6": {"usb0"}, "ttyUSB9": nil,
	} {
		got, err := r.OfPort(port)
		require.NoError(t, err, port)
		require.Equal(t, want, got, port)
	}
	_, err := r.OfPort("ttyAMA0")
	require.ErrorIs(t, err, ErrNoBus)
	_, err = r.OfPort("console")
	require.ErrorIs(t, err, ErrNoBus)
	_, err = r.OfPort("ttyUSB7")
	require.ErrorIs(t, err, ErrMissing)
	for _, bad := range []string{"", "..", "../ttyUSB2", "a/b"} {
		_, err = r.OfPort(bad)
		require.ErrorContains(t, err, "cannot be a port name", bad)
	}
}

func TestOfPortFollowsLinksInDev(t *testing.T) {
	tr := gateway(t)
	tr.file("dev/ttyUSB2", "")
	byID := filepath.Join(tr.root, "usb-Quectel-if02")
	require.NoError(t, os.Symlink(filepath.Join(tr.root, "dev/ttyUSB2"), byID))
	got, err := tr.reader().OfPort(byID)
	require.NoError(t, err)
	require.Equal(t, []string{"wwan0"}, got)
}

func TestOfPortOnPCI(t *testing.T) {
	tr := newTree(t)
	dev := "pci0000:00/0000:01:00.0"
	tr.file("sys/devices/"+dev+"/vendor", "0x17cb\n")
	tr.file("sys/devices/"+dev+"/class", "0xff0000\n")
	tr.net("wwan0", "519", dev+"/mhi0/wwan/wwan0", "mhi_net")
	tr.file("sys/devices/"+dev+"/mhi0/wwan/wwan0/wwan0at0/type", "AT\n")
	tr.link("sys/devices/"+dev+"/mhi0/wwan/wwan0/wwan0at0/device", "sys/devices/"+dev+"/mhi0/wwan/wwan0")
	tr.link("sys/class/wwan/wwan0at0", "sys/devices/"+dev+"/mhi0/wwan/wwan0/wwan0at0")
	got, err := tr.reader().OfPort("wwan0at0")
	require.NoError(t, err)
	require.Equal(t, []string{"wwan0"}, got)
}

func TestDevice(t *testing.T) {
	tr := gateway(t)
	tr.file("sys/devices/virtual/net/br0/uevent", "INTERFACE=br0\nDEVTYPE=bridge\n")
	tr.net("br0", "1", "", "")
	tr.link("sys/devices/virtual/net/br0/lower_wlan0", "sys/class/net/lo")
	tr.link("sys/devices/virtual/net/br0/lower_eth0", "sys/class/net/eth0")
	r := tr.reader()
	d, err := r.Device("br0")
	require.NoError(t, err)
	require.Equal(t, Device{Name: "br0", Type: 1, OperState: "up", DevType: "bridge", Lower: []string{"eth0", "wlan0"}}, d)

	d, err = r.Device("wwan0")
	require.NoError(t, err)
	require.Equal(t, "1-1.3", filepath.Base(d.Bus), "the nearest USB device, not the hub")
	require.Equal(t, []string{"2c7c", "0125", "qmi_wwan"}, []string{d.Vendor, d.Product, d.Driver})
	require.True(t, d.Physical)
	require.Equal(t, []string{"ttyUSB2", "ttyUSB3"}, r.Ports(d.Bus))

	d, err = r.Device("eth0")
	require.NoError(t, err)
	require.Empty(t, r.Ports(d.Bus))
	require.Empty(t, r.Ports(""))
}
