package route

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestProve(t *testing.T) {
	m := gateway(t)
	g := &Guard{Sysfs: m.root, Modem: func() []string { return []string{"eth9", "eth1"} }}
	for name, want := range map[string]string{
		// Proven.
		"eth0": "", "wlan0": "", "eth2": "", "dock0": "", "br0": "", "br0.7": "", "lan1": "", "lo": "",
		// Not proven.
		"eth1":   "is the modem",
		"eth9":   "is the modem",
		"gone":   "is gone",
		"a/b":    "cannot be examined",
		"eth3":   "has the driver cdc_ether and the USB id 4242:0001, which may be a modem",
		"usb0":   "belongs to USB device 1e0e:9011 of a maker of cellular modules",
		"usb1":   "has the modem driver rndis_host",
		"usb2":   "is on one USB device with the serial port ttyACM0, as a modem would be",
		"eth4":   "belongs to USB device 413c:81d7 of a maker of cellular modules",
		"eth5":   "belongs to USB device 413c:8147 of a maker of cellular modules",
		"wwan0":  "carries bare IP packets, as modems and tunnels do",
		"cell0":  "the kernel marks as cellular (DEVTYPE=wwan)",
		"rmnet0": "has the name of a cellular interface",
		"if519":  "carries bare IP packets, as modems and tunnels do",
		"if512":  "is a PPP interface, as a dialled modem makes",
		"if24":   "has interface type 24, not Ethernet or Wi-Fi",
		"mbim9":  "has the modem driver cdc_mbim",
		"ppp0":   "is a PPP interface, as a dialled modem makes",
		"tun0":   "carries bare IP packets, as modems and tunnels do",
		"wg0":    "carries bare IP packets, as modems and tunnels do",
		"veth0":  "is a virtual interface, whose packets may leave by the modem",
		"vx0":    "is a virtual interface, whose packets may leave by the modem",
		"br1":    "goes through veth0, which is a virtual interface, whose packets may leave by the modem",
		"br2":    "is a bridge with no interface under it",
		"bond0":  "goes through wwan0, which carries bare IP packets, as modems and tunnels do",
		"loop0":  "goes through loop0, which ",
	} {
		why := g.prove(name)
		if want == "" {
			require.Empty(t, why, name)
			continue
		}
		require.Contains(t, why, want, name)
		switch want {
		case "is the modem", "is gone", "cannot be examined":
			require.Equal(t, want, why, "no advice to override this")
		default:
			require.Contains(t, why, `; set cloud.via = "`, name)
		}
	}
}
