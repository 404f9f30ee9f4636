package meter

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

var (
	// ErrMissing: the interface is not there (unplugged, renamed, or not yet up).
	ErrMissing = errors.New("no such interface")
	// ErrUnsteady: the counters moved during every attempt to read them together.
	// The next poll will do; nothing is lost, the counters are absolute.
	ErrUnsteady = errors.New("counters do not hold still")
)

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

// Read gives the counters of the interface called name, once; a Reader does so again and again at less cost.
// errors.Is(err, ErrMissing) when it is gone; ErrUnsteady when it is too busy to read, poll again.
func (i Interface) Read(name string) (Sample, error) {
	r := Reader{Interface: i}
	defer r.Close()
	return r.Read(name)
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

// width: drivers on usbnet (since Linux 4.12) and PPP keep 64-bit counters
// everywhere, others keep an unsigned long, which is 32 bits on a 32-bit kernel.
func (i Interface) width(typ int, driver string) int {
	if usbnetDrivers[driver] || typ == TypePPP {
		return 64
	}
	if i.wordBits != 0 {
		return i.wordBits
	}
	return strconv.IntSize
}

func rootOr(root, standard string) string {
	if root == "" {
		return standard
	}
	return root
}
