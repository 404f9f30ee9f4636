package route

import (
	"errors"
	"fmt"
	"slices"

	"simagent/agent/meter"
)

// lowerDepth bounds the climb down from a bridge over a bond over a VLAN.
const lowerDepth = 8

// prove returns "" when the interface is proven not to be the modem's, else the
// end of a sentence that begins "… leaves by NAME, which ". What is not known to be
// safe is not proven.
func (g *Guard) prove(name string) string {
	return g.proveDepth(name, lowerDepth)
}

func (g *Guard) proveDepth(name string, depth int) string {
	if slices.Contains(g.modem(), name) {
		return "is the modem"
	}
	d, err := g.sys().Device(name)
	if errors.Is(err, meter.ErrMissing) {
		return "is gone"
	}
	if err != nil {
		return "cannot be examined"
	}
	if why := cellular(d); why != "" {
		return why + hint(name)
	}
	if d.Type == meter.TypeLoopback {
		return "" // an address of this machine
	}
	if d.Type != meter.TypeEthernet {
		return fmt.Sprintf("has interface type %d, not Ethernet or Wi-Fi%s", d.Type, hint(name))
	}
	if why := g.proveLower(d, depth); why != "" {
		return why
	}
	if d.Vendor != "" {
		if ports := g.sys().Ports(d.Bus); len(ports) > 0 {
			return fmt.Sprintf("is on one USB device with the serial port %s, as a modem would be%s", ports[0], hint(name))
		}
	}
	return ""
}

// proveLower: a virtual interface is proven by what it is built on, when it is of a
// kind that sends through that and nothing else. Tunnels send by any route.
func (g *Guard) proveLower(d meter.Device, depth int) string {
	switch {
	case d.Physical && len(d.Lower) == 0:
		return ""
	case !d.Physical && !stacked[d.DevType]:
		return "is a virtual interface, whose packets may leave by the modem" + hint(d.Name)
	case len(d.Lower) == 0:
		return "is a " + d.DevType + " with no interface under it" + hint(d.Name)
	case depth == 0:
		return "is stacked too deep to examine" + hint(d.Name)
	}
	for _, low := range d.Lower {
		if why := g.proveDepth(low, depth-1); why != "" {
			return fmt.Sprintf("goes through %s, which %s", low, why)
		}
	}
	return ""
}

// stacked are the DEVTYPEs that send only through their lower interfaces.
var stacked = map[string]bool{"bridge": true, "bond": true, "vlan": true, "macvlan": true}

// cellular tells by which mark an interface looks like a modem's; "" for none.
func cellular(d meter.Device) string {
	id := d.Vendor + ":" + d.Product
	switch {
	case d.DevType == "wwan":
		return "the kernel marks as cellular (DEVTYPE=wwan)"
	case d.Type == meter.TypePPP:
		return "is a PPP interface, as a dialled modem makes"
	case d.Type == meter.TypeRawIP || d.Type == meter.TypeNone:
		return "carries bare IP packets, as modems and tunnels do"
	case modemName(d.Name):
		return "has the name of a cellular interface"
	case modemDrivers[d.Driver]:
		return "has the modem driver " + d.Driver
	case cellularVendors[d.Vendor] || cellularProducts[id]:
		return "belongs to USB device " + id + " of a maker of cellular modules"
	case sharedDrivers[d.Driver] && !adapterVendors[d.Vendor]:
		return "has the driver " + d.Driver + " and the USB id " + id + ", which may be a modem"
	}
	return ""
}

func hint(name string) string { return fmt.Sprintf(viaHint, name) }
