package host

import (
	"cmp"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"simagent/boards"
)

// Host is the machine that is looked at. The zero value is this one; tests give it a folder of their own. It only reads,
// keeps no state and is safe for use by several goroutines.
type Host struct {
	Root string // folder that stands for /, default "/"
}

// tooLong bounds what is read of one file: nothing that is looked at here is a tenth of it.
const tooLong = 64 << 10

// name is the name of a file of this host in the tree that holds it: name("/proc/cmdline").
func (h Host) name(file string) string { return filepath.Join(cmp.Or(h.Root, "/"), file) }

// read returns a file; false when it cannot be read.
func (h Host) read(file string) (string, bool) {
	f, err := os.Open(h.name(file))
	if err != nil {
		return "", false
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, tooLong))
	return string(b), err == nil
}

// text returns a file of one line without what ends it, be it a newline (sysfs) or a NUL (device tree); "" when it cannot be read.
func (h Host) text(file string) string {
	s, _ := h.read(file)
	return strings.TrimSpace(strings.TrimRight(s, "\x00"))
}

func (h Host) exists(file string) bool {
	_, err := os.Lstat(h.name(file))
	return err == nil
}

// glob lists the files that match, as names of this host, sorted.
func (h Host) glob(pattern string) []string {
	root := h.name("/")
	found, _ := filepath.Glob(filepath.Join(root, pattern))
	for i := range found {
		found[i] = "/" + strings.TrimPrefix(strings.TrimPrefix(found[i], root), "/")
	}
	return found
}

// Resolve follows the links of a file of this host; false when nothing is at their end. An absolute link starts at the
// host's own root again. The kernel gives up after 40 links as well (MAXSYMLINKS).
func (h Host) Resolve(file string) (string, bool) {
	for range 40 {
		to, err := os.Readlink(h.name(file))
		if err != nil {
			return file, h.exists(file)
		}
		if !path.IsAbs(to) {
			to = path.Join(path.Dir(file), to)
		}
		file = path.Clean(to)
	}
	return file, false
}

// Fingerprint reads what boards are recognised by. What cannot be read is left out.
func (h Host) Fingerprint() boards.Fingerprint {
	return boards.Fingerprint{Model: h.text(treeModel), HAT: h.hat(), USB: h.usb()}
}

// The device tree as the kernel shows it, Documentation/ABI/testing/sysfs-firmware-ofw.
const (
	tree      = "/proc/device-tree/"
	treeModel = tree + "model"
	treeHAT   = tree + "hat/"
)

func (h Host) hat() *boards.HAT {
	if !h.exists(treeHAT) {
		return nil
	}
	return &boards.HAT{
		Vendor: h.text(treeHAT + "vendor"), Product: h.text(treeHAT + "product"), UUID: h.text(treeHAT + "uuid"),
		ProductID: h.text(treeHAT + "product_id"), ProductVer: h.text(treeHAT + "product_ver"),
	}
}

// usb lists the devices on all buses in the order of their places, without the host's own root hubs ("usb1") and without
// interfaces ("1-1:1.0").
func (h Host) usb() []boards.USBID {
	const folder = "/sys/bus/usb/devices"
	entries, err := os.ReadDir(h.name(folder))
	if err != nil {
		return nil
	}
	var list []boards.USBID
	for _, e := range entries {
		if strings.Contains(e.Name(), ":") || strings.HasPrefix(e.Name(), "usb") {
			continue
		}
		dir := path.Join(folder, e.Name())
		id := boards.USBID{VID: hexID(h.text(dir + "/idVendor")), PID: hexID(h.text(dir + "/idProduct"))}
		if id.VID != "" && id.PID != "" {
			list = append(list, id)
		}
	}
	return list
}

// hexID returns four hex digits in lower case; "" for anything else.
func hexID(s string) string {
	if _, err := strconv.ParseUint(s, 16, 16); err != nil || len(s) != 4 {
		return ""
	}
	return strings.ToLower(s)
}

// firstOf returns the first of these files that can be read, with its name; "" when none can.
func (h Host) firstOf(files ...string) (name, content string) {
	i := slices.IndexFunc(files, func(f string) bool { _, ok := h.read(f); return ok })
	if i < 0 {
		return "", ""
	}
	content, _ = h.read(files[i])
	return files[i], content
}
