package ports

import (
	"path/filepath"
	"slices"
	"strings"
)

// Facts are what the table says about a pair of USB ids, apart from the ports.
type Facts struct {
	Source string   // where the row was read; empty for a row that stands for all products of a vendor
	Doubts []string // what no source confirms, a sentence each
	Models []Model  // models that have these ids; several when the ids do not tell which
}

// Model is a module as it names itself by +CGMI and +CGMM, so that its profile can
// be looked up before it is asked.
type Model struct{ Maker, Name string }

// Facts looks the device of the port up; false when its ids are not in the table.
func (p Port) Facts() (Facts, bool) {
	r, ok := lookup(p.VID, p.PID)
	if !ok {
		return Facts{}, false
	}
	f := Facts{Source: source(r.source)}
	for _, letter := range r.doubts {
		f.Doubts = append(f.Doubts, doubt(letter))
	}
	for model := range strings.SplitSeq(r.models, ",") {
		if maker, name, _ := strings.Cut(model, " "); maker != "" {
			f.Models = append(f.Models, Model{Maker: maker, Name: name})
		}
	}
	return f, true
}

// Stable returns udev's by-path name of a device, which survives renumbering and,
// unlike by-id, holds no serial number; the device itself when there is none.
func (f Finder) Stable(device string) string { return f.stable(device) }

// Networks names the network interfaces of the USB device at a place such as
// "1-1.2", in alphabetical order.
func (f Finder) Networks(usbPath string) []string {
	if usbPath == "" {
		return nil
	}
	links, _ := filepath.Glob(filepath.Join(f.sysfs(), "class/net/*/device"))
	var names []string
	for _, link := range links {
		hardware, err := filepath.EvalSymlinks(link)
		if err != nil {
			continue
		}
		if in, ok := f.usbInterface(hardware); ok && filepath.Base(in.usbDevice.dir) == usbPath {
			names = append(names, filepath.Base(filepath.Dir(link)))
		}
	}
	slices.Sort(names)
	return names
}
