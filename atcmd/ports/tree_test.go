package ports

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// tree is a machine made of files: sysfs with the links that the kernel makes, procfs, /dev and lock files.
type tree struct {
	t    testing.TB
	root string
	next int // index into numbers
}

// numbers are character devices that every machine has. A tty of the tree is a link to one of them, so that it has a
// device number without root.
var numbers = []struct{ path, dev string }{
	{"/dev/null", "1:3"}, {"/dev/zero", "1:5"}, {"/dev/full", "1:7"}, {"/dev/random", "1:8"}, {"/dev/urandom", "1:9"},
}

func newTree(t testing.TB) *tree {
	tr := &tree{t: t, root: t.TempDir()}
	for _, dir := range []string{"sys/class/tty", "sys/devices/virtual", "sys/bus/usb/devices", "dev", "proc", "lock"} {
		require.NoError(t, os.MkdirAll(filepath.Join(tr.root, dir), 0o755))
	}
	return tr
}

func (tr *tree) finder() Finder {
	return Finder{Sysfs: tr.path("sys"), Dev: tr.path("dev"), Proc: tr.path("proc"), Lock: tr.path("lock")}
}

func (tr *tree) path(elem ...string) string {
	return filepath.Join(append([]string{tr.root}, elem...)...)
}

func (tr *tree) file(name, content string) {
	name = tr.path(name)
	require.NoError(tr.t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(tr.t, os.WriteFile(name, []byte(content), 0o644))
}

func (tr *tree) link(name, to string) {
	name = tr.path(name)
	require.NoError(tr.t, os.MkdirAll(filepath.Dir(name), 0o755))
	if strings.HasPrefix(to, tr.root) { // sysfs links are relative
		rel, err := filepath.Rel(filepath.Dir(name), to)
		require.NoError(tr.t, err)
		to = rel
	}
	require.NoError(tr.t, os.Symlink(to, name))
}

func (tr *tree) dir(name string) string {
	require.NoError(tr.t, os.MkdirAll(tr.path(name), 0o755))
	return tr.path(name)
}

// usb plugs a device in at a place such as "1-1.2".
func (tr *tree) usb(place, ids, serial string) string {
	dir := "sys/devices/platform/scb/usb1/" + place
	vid, pid, _ := strings.Cut(ids, ":")
	tr.file(dir+"/idVendor", vid+"\n")
	tr.file(dir+"/idProduct", pid+"\n")
	if serial != "" {
		tr.file(dir+"/serial", serial+"\n")
	}
	tr.link("sys/bus/usb/devices/"+place, tr.path(dir))
	return dir
}

// unplug takes a device and its ttys away.
func (tr *tree) unplug(place string, ttys ...string) {
	require.NoError(tr.t, os.RemoveAll(tr.path("sys/devices/platform/scb/usb1", place)))
	require.NoError(tr.t, os.Remove(tr.path("sys/bus/usb/devices", place)))
	for _, name := range ttys {
		require.NoError(tr.t, os.Remove(tr.path("sys/class/tty", name)))
		require.NoError(tr.t, os.Remove(tr.path("dev", name)))
		tr.next--
	}
}

// iface gives the device an interface; class is "ff/00/00". It returns the folder.
func (tr *tree) iface(device string, number int, class, driver string) string {
	dir := fmt.Sprintf("%s/%s:1.%d", device, filepath.Base(device), number)
	parts := strings.Split(class, "/")
	tr.file(dir+"/bInterfaceNumber", fmt.Sprintf("%02x\n", number))
	tr.file(dir+"/bInterfaceClass", parts[0]+"\n")
	tr.file(dir+"/bInterfaceSubClass", parts[1]+"\n")
	tr.file(dir+"/bInterfaceProtocol", parts[2]+"\n")
	tr.link(dir+"/driver", tr.dir("sys/bus/usb/drivers/"+driver))
	return dir
}

// serial puts a usb-serial port on an interface, as option and cp210x make them.
func (tr *tree) serial(iface, name string) {
	port := tr.dir(iface + "/" + name)
	tr.link(iface+"/"+name+"/driver", tr.dir("sys/bus/usb-serial/drivers/option1"))
	tr.tty(iface+"/"+name+"/tty/"+name, port)
}

// acm puts a cdc_acm port on an interface.
func (tr *tree) acm(iface, name string) { tr.tty(iface+"/tty/"+name, tr.path(iface)) }

// uart puts a port of the machine itself below /sys/devices/platform; serialBase adds the layers of kernel 6.6 and later.
func (tr *tree) uart(name, driver string, serialBase bool) {
	chip := "sys/devices/platform/soc/" + name + ".serial"
	tr.dir(chip)
	tr.link(chip+"/driver", tr.dir("sys/bus/platform/drivers/"+driver))
	parent := chip
	if serialBase {
		parent = chip + "/ctrl.0/port.0"
		tr.dir(parent)
		tr.link(chip+"/ctrl.0/driver", tr.dir("sys/bus/serial-base/drivers/ctrl"))
		tr.link(parent+"/driver", tr.dir("sys/bus/serial-base/drivers/port"))
	}
	tr.tty(parent+"/tty/"+name, tr.path(parent))
	tr.file(parent+"/tty/"+name+"/type", "5\n")
}

// tty makes the class device, its links and the node in /dev.
func (tr *tree) tty(dir, device string) {
	name := filepath.Base(dir)
	number := numbers[tr.next%len(numbers)]
	tr.next++
	tr.file(dir+"/dev", number.dev+"\n")
	tr.link(dir+"/device", device)
	tr.link("sys/class/tty/"+name, tr.path(dir))
	require.NoError(tr.t, os.Symlink(number.path, tr.path("dev", name)))
}

// four plugs in a module with four serial ports on interfaces from first on, and returns the device's folder.
func (tr *tree) four(place, ids string, first, tty int) string {
	dev := tr.usb(place, ids, "860000000000000")
	for i := range 4 {
		tr.serial(tr.iface(dev, first+i, "ff/00/00", "option"), fmt.Sprintf("ttyUSB%d", tty+i))
	}
	return dev
}

// process starts one in the fake procfs with these files open.
func (tr *tree) process(pid int, comm, cgroup string, open ...string) {
	dir := fmt.Sprintf("proc/%d", pid)
	tr.file(dir+"/comm", comm+"\n")
	tr.file(dir+"/cgroup", "0::"+cgroup+"\n")
	tr.file(dir+"/cmdline", comm+"\x00")
	tr.dir(dir + "/fd")
	for i, path := range open {
		require.NoError(tr.t, os.Symlink(path, tr.path(dir, "fd", fmt.Sprint(i))))
	}
}
