package meter

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

var (
	// ErrMissing: the interface is not there (unplugged, renamed, or not yet up).
	ErrMissing = errors.New("no such interface")
	// ErrUnsteady: the counters moved during every attempt to read them together.
	// The next poll will do; nothing is lost, the counters are absolute.
	ErrUnsteady = errors.New("counters do not hold still")
)

// steadyTries bounds the attempts to read bytes and packets of one moment. A try
// is six small files, some 50 us: at 2,000 packets/s nine tries in ten succeed.
const steadyTries = 32

// ethernetHeader is the 14 bytes of a MAC header without a VLAN tag (IEEE 802.3).
const ethernetHeader = 14

// Interface reads interface counters. The zero value reads this machine.
//
// Correction of TX. usbnet counts received frames after the Ethernet header was
// taken off, and sent frames with it; the operator sees IP packets. For an
// Ethernet-type interface of a driver in headerDrivers, TX is therefore the
// kernel's bytes less 14 for each sent packet, never below zero. RNDIS framing (44
// more bytes a packet) is left in: over-counting is the safe side. Keep the
// choice of Raw for the life of a counter: corrected and raw samples do not mix.
type Interface struct {
	Sysfs string // "" is /sys
	Proc  string // "" is /proc
	Raw   bool   // true: TX as the kernel counts it, no correction

	wordBits int                               // width of an unsigned long; 0 is this build's
	readFile func(path string) ([]byte, error) // nil is os.ReadFile
}

// Read gives the counters of the interface called name. errors.Is(err, ErrMissing)
// when it is gone; ErrUnsteady when it is too busy to read, poll again.
func (i Interface) Read(name string) (Sample, error) {
	dev, err := i.device(name)
	if err != nil {
		return Sample{}, fmt.Errorf("cannot read counters: %w", err)
	}
	boot, err := i.BootID()
	if err != nil {
		return Sample{}, err
	}
	dir := i.netDir(name)
	for range steadyTries {
		s, steady, err := i.readOnce(dir)
		if errors.Is(err, fs.ErrNotExist) {
			return Sample{}, fmt.Errorf("cannot read counters of %s: %w", name, ErrMissing)
		}
		if err != nil {
			return Sample{}, fmt.Errorf("cannot read counters of %s: %w", name, err)
		}
		if !steady {
			continue
		}
		s.Source, s.BootID, s.At = name, boot, time.Now()
		s.OperState = dev.OperState
		s.Width = i.width(dev)
		s.TX = s.RawTX
		if !i.Raw && dev.Type == TypeEthernet && headerDrivers[dev.Driver] {
			s.TX -= min(s.TX, ethernetHeader*s.TXPackets)
		}
		return s, nil
	}
	return Sample{}, fmt.Errorf("cannot read counters of %s: %w", name, ErrUnsteady)
}

// BootID is the kernel's random id of this boot.
func (i Interface) BootID() (string, error) {
	b, err := os.ReadFile(filepath.Join(rootOr(i.Proc, "/proc"), "sys/kernel/random/boot_id"))
	if err != nil {
		return "", fmt.Errorf("cannot read boot id: %w", err)
	}
	id := strings.TrimSpace(string(b))
	if id == "" {
		return "", errors.New("cannot read boot id: the file is empty")
	}
	return id, nil
}

// readOnce reads one set of counters. The files are read one after the other, so
// packets and ifindex are read on both sides of the bytes: when a packet count
// moved, or the interface was replaced meanwhile, the set is not of one moment,
// and a correction made from it could make TX run backwards, which looks like a reset.
func (i Interface) readOnce(dir string) (s Sample, steady bool, err error) {
	var again Sample
	var index, indexAgain uint64
	for _, f := range []struct {
		file string
		to   *uint64
	}{
		{"ifindex", &index},
		{"statistics/tx_packets", &s.TXPackets},
		{"statistics/rx_packets", &s.RXPackets},
		{"statistics/tx_bytes", &s.RawTX},
		{"statistics/rx_bytes", &s.RX},
		{"statistics/tx_packets", &again.TXPackets},
		{"ifindex", &indexAgain},
	} {
		if *f.to, err = i.readUint(filepath.Join(dir, f.file)); err != nil {
			return Sample{}, false, err
		}
	}
	s.IfIndex = int(index)
	return s, s.TXPackets == again.TXPackets && index == indexAgain, nil
}

// width: drivers on usbnet (since Linux 4.12) and PPP keep 64-bit counters
// everywhere, others keep an unsigned long, which is 32 bits on a 32-bit kernel.
func (i Interface) width(d Device) int {
	if usbnetDrivers[d.Driver] || d.Type == TypePPP {
		return 64
	}
	if i.wordBits != 0 {
		return i.wordBits
	}
	return strconv.IntSize
}

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

func rootOr(root, standard string) string {
	if root == "" {
		return standard
	}
	return root
}
