package ports

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSilent tells apart the reasons for which a known device has no serial port.
func TestSilent(t *testing.T) {
	for name, c := range map[string]struct {
		ids    string
		ifaces []string // "class driver", numbered from 0
		want   string
	}{
		"no interfaces yet":             {"2c7c:0125", nil, ModeStarting},
		"driver bound, no tty yet":      {"2c7c:0125", []string{"ff/00/00 option", "ff/00/00 option"}, ModeStarting},
		"no driver":                     {"2c7c:0125", []string{"ff/00/00", "ff/00/00", "ff/ff/ff qmi_wwan"}, ""},
		"CDC ACM without cdc_acm":       {"1546:1102", []string{"02/02/01", "0a/00/00"}, ""},
		"MBIM alone":                    {"2c7c:0125", []string{"02/0e/00 cdc_mbim", "0a/00/02 cdc_mbim"}, ModeNetwork},
		"QMI and a debug bridge":        {"1bc7:1201", []string{"ff/ff/ff qmi_wwan", "ff/42/01"}, ModeNetwork},
		"RNDIS alone":                   {"1e0e:9011", []string{"02/02/ff rndis_host", "0a/00/00 rndis_host"}, ModeNetwork},
		"fastboot":                      {"2c7c:0800", []string{"ff/42/03"}, ModeLoader},
		"router of a maker of sticks":   {"12d1:1c05", []string{"02/06/00 cdc_ether", "0a/00/00 cdc_ether"}, ModeHiLink},
		"router with a card reader":     {"19d2:1589", []string{"e0/01/03 rndis_host", "0a/00/00 rndis_host", "08/06/50 usb-storage"}, ModeHiLink},
		"driver CD under an unknown id": {"19d2:2004", []string{"08/06/50 usb-storage"}, ModeStorage},
	} {
		t.Run(name, func(t *testing.T) {
			tr := newTree(t)
			dev := tr.USB("1-1", c.ids, "")
			for i, iface := range c.ifaces {
				class, driver := iface, ""
				if len(iface) > 8 {
					class, driver = iface[:8], iface[9:]
				}
				tr.Iface(dev, i, class, driver)
			}
			list, err := tr.finder().List()
			require.NoError(t, err)
			require.Len(t, list, 1)
			require.Equal(t, c.want, list[0].Mode)
			require.NotEmpty(t, list[0].Trouble())
			_, err = tr.finder().Only()
			require.ErrorContains(t, err, list[0].Trouble())
		})
	}
}

// A module shows its ports one by one while it starts. The first is not taken for
// the only one, nor another for the one with AT.
func TestOnlyWhileStarting(t *testing.T) {
	tr := newTree(t)
	dev := tr.USB("1-1", "2c7c:0125", "")
	for i := range 4 {
		tr.Iface(dev, i, "ff/00/00", "option")
	}
	tr.Serial(dev+"/1-1:1.0", "ttyUSB0")
	_, err := tr.finder().Only()
	require.ErrorContains(t, err, "2c7c:0125 Quectel EC25/EG25 has no port on interface 02, where AT is")
	tr.Serial(dev+"/1-1:1.3", "ttyUSB1")
	_, err = tr.finder().Only()
	require.Error(t, err)
	tr.Serial(dev+"/1-1:1.2", "ttyUSB2")
	p, err := tr.finder().Only()
	require.NoError(t, err)
	require.Equal(t, tr.Path("dev/ttyUSB2"), p.Device)

	tr = newTree(t) // ids without a layout
	dev = tr.USB("1-1", "2c7c:0900", "")
	tr.Serial(tr.Iface(dev, 2, "ff/00/00", "option"), "ttyUSB0")
	tr.Iface(dev, 3, "ff/00/00", "")
	_, err = tr.finder().Only()
	require.ErrorContains(t, err, "of which the AT port is not known")
	tr.Unplug("1-1", "ttyUSB0")
	tr.Serial(tr.Iface(tr.USB("1-1", "2c7c:0900", ""), 2, "ff/00/00", "option"), "ttyUSB0")
	_, err = tr.finder().Only()
	require.NoError(t, err)
}

// Two modules of one model share everything but their place on the bus.
func TestEqualModulesAfterReset(t *testing.T) {
	tr := newTree(t)
	three := func(place string, tty ...string) {
		dev := tr.USB(place, "1bc7:1101", "")
		for i, name := range tty {
			tr.Serial(tr.Iface(dev, i, "ff/00/00", "option"), name)
		}
	}
	three("1-1.1", "ttyUSB0", "ttyUSB1", "ttyUSB2")
	three("1-1.2", "ttyUSB3", "ttyUSB4", "ttyUSB5")
	f := tr.finder()
	_, err := f.Only()
	var several *SeveralError
	require.ErrorAs(t, err, &several)
	first, second := several.Ports[0], several.Ports[1]

	tr.Unplug("1-1.1", "ttyUSB0", "ttyUSB1", "ttyUSB2")
	tr.Unplug("1-1.2", "ttyUSB3", "ttyUSB4", "ttyUSB5")
	three("1-1.2", "ttyUSB0", "ttyUSB1", "ttyUSB2") // the other way round
	three("1-1.1", "ttyUSB3", "ttyUSB4", "ttyUSB5")
	again, err := f.Again(first)
	require.NoError(t, err)
	require.Equal(t, tr.Path("dev/ttyUSB4"), again.Device)
	again, err = f.Again(second)
	require.NoError(t, err)
	require.Equal(t, tr.Path("dev/ttyUSB1"), again.Device)
	rescue, ok := f.Second(again)
	require.True(t, ok)
	require.Equal(t, "1-1.2", rescue.USBPath)
}
