// Package portstest makes machines out of files: sysfs with the links that the
// kernel makes, procfs, /dev and lock files, for tests of what finds and names
// ports. It is linked into tests only.
package portstest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Tree is one machine. Its folders are sys, dev, proc and lock below Root.
type Tree struct {
	Root string
	t    testing.TB
	next int // index into Numbers
}

// Numbers are character devices that every machine has. A tty of the tree is a link to one of them, so that it has a
// device number without root.
var Numbers = []struct{ Path, Dev string }{
	{"/dev/null", "1:3"}, {"/dev/zero", "1:5"}, {"/dev/full", "1:7"}, {"/dev/random", "1:8"}, {"/dev/urandom", "1:9"},
	{"/dev/tty", "5:0"},
}

// New makes a machine without a single port.
func New(t testing.TB) *Tree {
	tr := &Tree{t: t, Root: t.TempDir()}
	for _, dir := range []string{"sys/class/tty", "sys/devices/virtual", "sys/bus/usb/devices", "dev", "proc", "lock"} {
		require.NoError(t, os.MkdirAll(filepath.Join(tr.Root, dir), 0o755))
	}
	return tr
}

// Path joins names to the root.
func (tr *Tree) Path(elem ...string) string {
	return filepath.Join(append([]string{tr.Root}, elem...)...)
}

// File writes a file with its folders.
func (tr *Tree) File(name, content string) {
	name = tr.Path(name)
	require.NoError(tr.t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(tr.t, os.WriteFile(name, []byte(content), 0o644))
}

// Link makes a symbolic link; one to a place in the tree is relative, as in sysfs.
func (tr *Tree) Link(name, to string) {
	name = tr.Path(name)
	require.NoError(tr.t, os.MkdirAll(filepath.Dir(name), 0o755))
	if strings.HasPrefix(to, tr.Root) { // sysfs links are relative
		rel, err := filepath.Rel(filepath.Dir(name), to)
		require.NoError(tr.t, err)
		to = rel
	}
	require.NoError(tr.t, os.Symlink(to, name))
}

// Dir makes a folder and returns its whole path.
func (tr *Tree) Dir(name string) string {
	require.NoError(tr.t, os.MkdirAll(tr.Path(name), 0o755))
	return tr.Path(name)
}

// USB plugs a device in at a place such as "1-1.2".
func (tr *Tree) USB(place, ids, serial string) string {
	dir := "sys/devices/platform/scb/usb1/" + place
	vid, pid, _ := strings.Cut(ids, ":")
	tr.File(dir+"/idVendor", vid+"\n")
	tr.File(dir+"/idProduct", pid+"\n")
	if serial != "" {
		tr.File(dir+"/serial", serial+"\n")
	}
	tr.Link("sys/bus/usb/devices/"+place, tr.Path(dir))
	return dir
}

// Unplug takes a device and its ttys away.
func (tr *Tree) Unplug(place string, ttys ...string) {
	require.NoError(tr.t, os.RemoveAll(tr.Path("sys/devices/platform/scb/usb1", place)))
	require.NoError(tr.t, os.Remove(tr.Path("sys/bus/usb/devices", place)))
	for _, name := range ttys {
		require.NoError(tr.t, os.Remove(tr.Path("sys/class/tty", name)))
		require.NoError(tr.t, os.Remove(tr.Path("dev", name)))
		tr.next--
	}
}

// Iface gives the device an interface; class is "ff/00/00", driver "" for none. It returns the folder.
func (tr *Tree) Iface(device string, number int, class, driver string) string {
	dir := fmt.Sprintf("%s/%s:1.%d", device, filepath.Base(device), number)
	parts := strings.Split(class, "/")
	tr.File(dir+"/bInterfaceNumber", fmt.Sprintf("%02x\n", number))
	tr.File(dir+"/bInterfaceClass", parts[0]+"\n")
	tr.File(dir+"/bInterfaceSubClass", parts[1]+"\n")
	tr.File(dir+"/bInterfaceProtocol", parts[2]+"\n")
	if driver != "" {
		tr.Link(dir+"/driver", tr.Dir("sys/bus/usb/drivers/"+driver))
	}
	return dir
}

// Serial puts a usb-serial port on an interface, as option and cp210x make them.
func (tr *Tree) Serial(iface, name string) {
	port := tr.Dir(iface + "/" + name)
	tr.Link(iface+"/"+name+"/driver", tr.Dir("sys/bus/usb-serial/drivers/option1"))
	tr.tty(iface+"/"+name+"/tty/"+name, port)
}

// ACM puts a cdc_acm port on an interface.
func (tr *Tree) ACM(iface, name string) { tr.tty(iface+"/tty/"+name, tr.Path(iface)) }

// UART puts a port of the machine itself below /sys/devices/platform; serialBase adds the layers of kernel 6.6 and later.
func (tr *Tree) UART(name, driver string, serialBase bool) {
	chip := "sys/devices/platform/soc/" + name + ".serial"
	tr.Dir(chip)
	tr.Link(chip+"/driver", tr.Dir("sys/bus/platform/drivers/"+driver))
	parent := chip
	if serialBase {
		parent = chip + "/ctrl.0/port.0"
		tr.Dir(parent)
		tr.Link(chip+"/ctrl.0/driver", tr.Dir("sys/bus/serial-base/drivers/ctrl"))
		tr.Link(parent+"/driver", tr.Dir("sys/bus/serial-base/drivers/port"))
	}
	tr.tty(parent+"/tty/"+name, tr.Path(parent))
	tr.File(parent+"/tty/"+name+"/type", "5\n")
}

// tty makes the class device, its links and the node in /dev.
func (tr *Tree) tty(dir, device string) {
	name := filepath.Base(dir)
	number := Numbers[tr.next%len(Numbers)]
	tr.next++
	tr.File(dir+"/dev", number.Dev+"\n")
	tr.Link(dir+"/device", device)
	tr.Link("sys/class/tty/"+name, tr.Path(dir))
	require.NoError(tr.t, os.Symlink(number.Path, tr.Path("dev", name)))
}

// Four plugs in a module with four serial ports on interfaces from first on, and returns the device's folder.
func (tr *Tree) Four(place, ids string, first, tty int) string {
	dev := tr.USB(place, ids, "860000000000000")
	for i := range 4 {
		tr.Serial(tr.Iface(dev, first+i, "ff/00/00", "option"), fmt.Sprintf("ttyUSB%d", tty+i))
	}
	return dev
}

// Process starts one in the fake procfs with these files open.
func (tr *Tree) Process(pid int, comm, cgroup string, open ...string) {
	dir := fmt.Sprintf("proc/%d", pid)
	tr.File(dir+"/comm", comm+"\n")
	tr.File(dir+"/cgroup", "0::"+cgroup+"\n")
	tr.File(dir+"/cmdline", comm+"\x00")
	tr.Dir(dir + "/fd")
	for i, path := range open {
		require.NoError(tr.t, os.Symlink(path, tr.Path(dir, "fd", fmt.Sprint(i))))
	}
}

// Net puts a network interface on a folder of sysfs that Iface returned.
func (tr *Tree) Net(iface, name string) {
	tr.Link(tr.rel(tr.Dir(iface+"/net/"+name))+"/device", tr.Path(iface))
	tr.Link("sys/class/net/"+name, tr.Path(iface, "net", name))
}

// rel is a path below the root without it.
func (tr *Tree) rel(path string) string { return strings.TrimPrefix(path, tr.Root+"/") }

// Lock writes a lock file of the port that names a process.
func (tr *Tree) Lock(tty string, pid int) { tr.File("lock/LCK.."+tty, fmt.Sprintf("%10d\n", pid)) }
