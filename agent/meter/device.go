package meter

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Interface types (the `type` file) that this project tells apart; values are
// the kernel's ARPHRD_* (include/uapi/linux/if_arp.h).
const (
	TypeEthernet = 1
	TypePPP      = 512
	TypeRawIP    = 519
	TypeLoopback = 772
	TypeNone     = 65534
)

// Device is what sysfs says of one network interface.
type Device struct {
	Name      string
	Type      int      // ARPHRD_*
	OperState string   // "up", "down", "unknown", …; "" when not told
	DevType   string   // DEVTYPE of uevent: "wwan", "wlan", "bridge", …; "" for plain Ethernet
	Physical  bool     // has a device behind it
	Driver    string   // kernel driver, "" when none
	Lower     []string // interfaces it is built on (bridge ports, bond members, the VLAN's parent), sorted
	Bus       string   // folder of the USB device, else the PCI device, that carries it; "" when neither
	Vendor    string   // USB vendor id, four lower-case hex digits; "" when not on USB
	Product   string   // USB product id, likewise
}

// Device describes the interface called name; errors.Is(err, ErrMissing) when there is none.
func (i Interface) Device(name string) (Device, error) {
	d, err := i.device(name)
	if err != nil {
		return Device{}, fmt.Errorf("cannot describe interface: %w", err)
	}
	return d, nil
}

func (i Interface) device(name string) (Device, error) {
	if !ValidName(name) {
		return Device{}, fmt.Errorf("%q cannot be an interface name", name)
	}
	dir := i.netDir(name)
	typ, err := i.readUint(filepath.Join(dir, "type"))
	if errors.Is(err, fs.ErrNotExist) {
		return Device{}, fmt.Errorf("%s: %w", name, ErrMissing)
	}
	if err != nil {
		return Device{}, fmt.Errorf("%s: %w", name, err)
	}
	d := Device{Name: name, Type: int(typ), OperState: readLine(filepath.Join(dir, "operstate"))}
	d.DevType = devType(filepath.Join(dir, "uevent"))
	d.Lower = lower(dir)
	real, err := filepath.EvalSymlinks(filepath.Join(dir, "device"))
	if err != nil {
		return d, nil // virtual: nothing behind it
	}
	d.Physical = true
	d.Driver = driverIn(dir)
	d.Bus = i.bus(real)
	d.Vendor = strings.ToLower(readLine(filepath.Join(d.Bus, "idVendor")))
	d.Product = strings.ToLower(readLine(filepath.Join(d.Bus, "idProduct")))
	return d, nil
}

// ValidName tells whether name can be an interface: 1 to 15 bytes (IFNAMSIZ less
// the NUL), no slash, colon or blank, and not a dot folder.
func ValidName(name string) bool {
	return len(name) >= 1 && len(name) <= 15 && name != "." && name != ".." &&
		!strings.ContainsAny(name, "/: \t\r\n\x00")
}

func (i Interface) netDir(name string) string {
	return filepath.Join(rootOr(i.Sysfs, "/sys"), "class/net", name)
}

// bus climbs from a resolved device folder to the nearest USB device (it has
// idVendor) or PCI function (it has vendor and class). Nearest, so that a modem
// and an Ethernet chip behind one hub stay two devices.
func (i Interface) bus(dir string) string {
	top, err := filepath.EvalSymlinks(rootOr(i.Sysfs, "/sys"))
	if err != nil {
		return ""
	}
	for strings.HasPrefix(dir, top+string(filepath.Separator)) {
		if exists(filepath.Join(dir, "idVendor")) ||
			exists(filepath.Join(dir, "vendor")) && exists(filepath.Join(dir, "class")) {
			return dir
		}
		dir = filepath.Dir(dir)
	}
	return ""
}

func lower(dir string) []string {
	links, _ := filepath.Glob(filepath.Join(dir, "lower_*"))
	var names []string
	for _, l := range links {
		names = append(names, strings.TrimPrefix(filepath.Base(l), "lower_"))
	}
	slices.Sort(names)
	return names
}

func devType(uevent string) string {
	b, _ := os.ReadFile(uevent)
	for line := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(strings.TrimSpace(line), "DEVTYPE="); ok {
			return v
		}
	}
	return ""
}

func readLine(path string) string {
	b, _ := os.ReadFile(path)
	line, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimSpace(line)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
