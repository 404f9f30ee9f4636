package route

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// machine is a made-up /sys/class/net in a temporary folder.
type machine struct {
	t    *testing.T
	root string
}

func newMachine(t *testing.T) machine {
	root, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	return machine{t, root}
}

func (m machine) file(path, text string) {
	path = filepath.Join(m.root, path)
	require.NoError(m.t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(m.t, os.WriteFile(path, []byte(text+"\n"), 0o644))
}

func (m machine) link(path, target string) {
	path = filepath.Join(m.root, path)
	require.NoError(m.t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(m.t, os.MkdirAll(filepath.Join(m.root, target), 0o755))
	require.NoError(m.t, os.Symlink(filepath.Join(m.root, target), path))
}

// virtual makes an interface without a device behind it.
func (m machine) virtual(name, typ, devtype string, lower ...string) {
	m.file("class/net/"+name+"/type", typ)
	m.file("class/net/"+name+"/uevent", "INTERFACE="+name+"\nDEVTYPE="+devtype)
	for _, l := range lower {
		m.link("class/net/"+name+"/lower_"+l, "class/net/"+l)
	}
}

// onUSB makes an interface on the USB device at devices/usb/DEV.
func (m machine) onUSB(name, typ, dev, driver, id string) {
	m.physical(name, typ, "devices/usb/"+dev+"/if0", driver)
	m.file("devices/usb/"+dev+"/idVendor", id[:4])
	m.file("devices/usb/"+dev+"/idProduct", id[5:])
}

func (m machine) physical(name, typ, dev, driver string) {
	m.virtual(name, typ, "")
	m.link("class/net/"+name+"/device", dev)
	m.link(dev+"/driver", "bus/drivers/"+driver)
}

func (m machine) tty(name, dev string) { m.link("class/tty/"+name+"/device", dev) }

// gateway has one of everything.
func gateway(t *testing.T) machine {
	m := newMachine(t)
	m.virtual("lo", "772", "")
	m.physical("eth0", "1", "devices/platform/eth", "bcmgenet")
	m.physical("wlan0", "1", "devices/mmc/1", "brcmfmac")
	m.file("class/net/wlan0/uevent", "DEVTYPE=wlan")
	m.onUSB("eth1", "1", "1-1", "smsc95xx", "0424:ec00")
	m.onUSB("eth2", "1", "1-2", "cdc_ether", "0bda:8153")
	m.onUSB("eth3", "1", "1-3", "cdc_ether", "4242:0001")
	m.onUSB("usb0", "1", "1-4", "cdc_ether", "1e0e:9011")
	m.onUSB("usb1", "1", "1-5", "rndis_host", "4242:0002")
	m.onUSB("usb2", "1", "1-6", "r8152", "4242:0003")
	m.tty("ttyACM0", "devices/usb/1-6/if2")
	m.onUSB("eth4", "1", "1-7", "r8152", "413c:81d7")
	m.onUSB("eth5", "1", "1-8", "r8152", "413c:8147")
	m.onUSB("dock0", "1", "1-9", "r8152", "413c:b06e")
	m.onUSB("wwan0", "519", "2-1", "qmi_wwan", "2c7c:0125")
	m.onUSB("cell0", "1", "2-2", "other", "4242:0004")
	m.file("class/net/cell0/uevent", "DEVTYPE=wwan")
	m.physical("rmnet0", "1", "devices/platform/ipa", "ipa")
	m.physical("if519", "519", "devices/platform/x", "x")
	m.physical("if512", "512", "devices/platform/x2", "x")
	m.physical("if24", "24", "devices/platform/x3", "x")
	m.physical("mbim9", "1", "devices/platform/y", "cdc_mbim")
	m.virtual("ppp0", "512", "")
	m.virtual("tun0", "65534", "")
	m.virtual("wg0", "65534", "wireguard")
	m.virtual("veth0", "1", "veth")
	m.virtual("br0", "1", "bridge", "eth0", "wlan0")
	m.virtual("br1", "1", "bridge", "eth0", "veth0")
	m.virtual("br2", "1", "bridge")
	m.virtual("bond0", "1", "bond", "eth0", "wwan0")
	m.virtual("br0.7", "1", "vlan", "br0")
	m.virtual("vx0", "1", "vxlan", "eth0")
	m.virtual("loop0", "1", "bridge", "loop0")
	m.physical("lan1", "1", "devices/platform/dsa", "mt7530")
	m.link("class/net/lan1/lower_eth0", "class/net/eth0")
	return m
}
