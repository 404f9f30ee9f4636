package meter

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// steadyTries bounds the attempts to read bytes and packets of one moment. A try
// is nine small files, some 50 us: at 2,000 packets/s nine tries in ten succeed.
const steadyTries = 32

// bySysfs reads the counters file by file. index is 0 when any will do.
func (r *Reader) bySysfs(name string, index int) (link, string, error) {
	dir := r.Interface.netDir(name)
	for range steadyTries {
		l, driver, steady, err := r.readOnce(dir)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return link{}, "", ErrMissing
		case err != nil:
			return link{}, "", err
		case !steady:
			continue
		case index != 0 && l.index != index: // renamed since it was looked for
			return link{}, "", ErrUnsteady
		}
		l.name = name
		return l, r.learn(l.index, driver), nil
	}
	return link{}, "", ErrUnsteady
}

// readOnce reads one set of counters. The files are read one after the other, so
// packets and ifindex are read on both sides of the bytes: when a packet count
// moved, or the interface was replaced meanwhile, the set is not of one moment,
// and a correction made from it could make TX run backwards, which looks like a reset.
func (r *Reader) readOnce(dir string) (l link, driver string, steady bool, err error) {
	var typ, index, packetsAgain, indexAgain uint64
	for _, f := range []struct {
		file string
		to   *uint64
	}{
		{"ifindex", &index},
		{"type", &typ},
		{"statistics/tx_packets", &l.txPackets},
		{"statistics/rx_packets", &l.rxPackets},
		{"statistics/tx_bytes", &l.tx},
		{"statistics/rx_bytes", &l.rx},
		{"statistics/tx_packets", &packetsAgain},
	} {
		if *f.to, err = r.Interface.readUint(filepath.Join(dir, f.file)); err != nil {
			return link{}, "", false, err
		}
	}
	l.oper = readLine(filepath.Join(dir, "operstate"))
	l.index, l.typ = int(index), int(typ)
	driver, known := r.drivers[l.index]
	if !known {
		driver = driverIn(dir)
	}
	if indexAgain, err = r.Interface.readUint(filepath.Join(dir, "ifindex")); err != nil {
		return link{}, "", false, err
	}
	return l, driver, l.txPackets == packetsAgain && index == indexAgain, nil
}

// driverIn names the kernel driver of the device behind an interface's folder; "" when there is none.
func driverIn(dir string) string {
	link, err := os.Readlink(filepath.Join(dir, "device/driver"))
	if err != nil {
		return ""
	}
	return filepath.Base(link)
}

// driverOf is driverIn for the interface called name, if that is the one with this index.
func (i Interface) driverOf(name string, index int) (string, bool) {
	dir := i.netDir(name)
	driver := driverIn(dir)
	return driver, i.indexOf(name) == index
}

// indexOf is the index of the interface called name, 0 when there is none.
func (i Interface) indexOf(name string) int {
	n, err := strconv.Atoi(readLine(filepath.Join(i.netDir(name), "ifindex")))
	if err != nil {
		return 0
	}
	return n
}

// nameOf looks for the interface with this index.
func (i Interface) nameOf(index int) (string, error) {
	names, err := i.names()
	if err != nil {
		return "", err
	}
	for _, name := range names {
		if i.indexOf(name) == index {
			return name, nil
		}
	}
	return "", ErrMissing
}

// names lists the interfaces, sorted.
func (i Interface) names() ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(rootOr(i.Sysfs, "/sys"), "class/net"))
	if err != nil {
		return nil, fmt.Errorf("cannot list interfaces: %w", err)
	}
	names := make([]string, len(entries))
	for n, e := range entries {
		names[n] = e.Name()
	}
	return names, nil
}

// elsewhere tells whether a caller or a test put something in the place of this machine's files.
func (i Interface) elsewhere() bool { return i.Sysfs != "" || i.Proc != "" || i.readFile != nil }

func (i Interface) readUint(path string) (uint64, error) {
	read := i.readFile
	if read == nil {
		read = os.ReadFile
	}
	b, err := read(path)
	if err != nil {
		return 0, err
	}
	v, err := strconv.ParseUint(strings.TrimSpace(string(b)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%s is not a count", filepath.Base(path))
	}
	return v, nil
}
