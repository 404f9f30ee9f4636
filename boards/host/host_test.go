package host_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/boards"
	"simagent/boards/host"
)

// machine makes a host of files. A value that begins with "-> " is a link.
func machine(t *testing.T, files map[string]string) host.Host {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		name = filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		if to, ok := strings.CutPrefix(content, "-> "); ok {
			require.NoError(t, os.Symlink(to, name))
			continue
		}
		require.NoError(t, os.WriteFile(name, []byte(content), 0o644))
	}
	return host.Host{Root: root}
}

// with is a machine with more files, or with others; an empty name of a file to leave out is "!name".
func with(base map[string]string, more ...string) map[string]string {
	all := map[string]string{}
	for k, v := range base {
		all[k] = v
	}
	for i := 0; i < len(more); i += 2 {
		if name, ok := strings.CutPrefix(more[i], "!"); ok {
			delete(all, name)
			continue
		}
		all[more[i]] = more[i+1]
	}
	return all
}

func TestFingerprint(t *testing.T) {
	h := machine(t, map[string]string{
		"proc/device-tree/model":                             "Raspberry Pi 4 Model B Rev 1.4\x00",
		"proc/device-tree/hat/vendor":                        "Sixfab\x00",
		"proc/device-tree/hat/product":                       "Base HAT\x00",
		"proc/device-tree/hat/uuid":                          "00000000-0000-0000-0000-000000000000\x00",
		"proc/device-tree/hat/product_id":                    "0x0001\x00",
		"proc/device-tree/hat/product_ver":                   "0x0002\x00",
		"sys/devices/platform/scb/usb1/idVendor":             "1d6b\n",
		"sys/devices/platform/scb/usb1/idProduct":            "0002\n",
		"sys/devices/platform/scb/usb1/1-1/idVendor":         "2C7C\n",
		"sys/devices/platform/scb/usb1/1-1/idProduct":        "0125\n",
		"sys/devices/platform/scb/usb1/1-2/idVendor":         "garbage\n",
		"sys/devices/platform/scb/usb1/1-2/idProduct":        "0001\n",
		"sys/devices/platform/scb/usb1/1-1/1-1:1.0/idVendor": "ffff\n",
		"sys/bus/usb/devices/usb1":                           "-> ../../../devices/platform/scb/usb1",
		"sys/bus/usb/devices/1-1":                            "-> ../../../devices/platform/scb/usb1/1-1",
		"sys/bus/usb/devices/1-2":                            "-> ../../../devices/platform/scb/usb1/1-2",
		"sys/bus/usb/devices/1-1:1.0":                        "-> ../../../devices/platform/scb/usb1/1-1/1-1:1.0",
	})
	require.Equal(t, boards.Fingerprint{
		Model: "Raspberry Pi 4 Model B Rev 1.4",
		HAT:   &boards.HAT{Vendor: "Sixfab", Product: "Base HAT", UUID: "00000000-0000-0000-0000-000000000000", ProductID: "0x0001", ProductVer: "0x0002"},
		USB:   []boards.USBID{{VID: "2c7c", PID: "0125"}},
	}, h.Fingerprint())
	require.Equal(t, boards.Fingerprint{}, machine(t, nil).Fingerprint(), "a PC without USB")
}

const (
	throttled = "sys/devices/platform/soc/soc:firmware/get_throttled"
	alarm     = "sys/class/hwmon/hwmon1/in0_lcrit_alarm"
)

func TestSupply(t *testing.T) {
	volt := map[string]string{"sys/class/hwmon/hwmon0/name": "cpu_thermal\n", "sys/class/hwmon/hwmon0/in0_lcrit_alarm": "1\n",
		"sys/class/hwmon/hwmon1/name": "rpi_volt\n"}
	for what, c := range map[string]struct {
		files map[string]string
		want  host.Supply
	}{
		"nobody looks":         {with(volt), host.Supply{}},
		"all is well":          {with(volt, throttled, "0\n", alarm, "0\n"), host.Supply{Known: true, Source: "/" + throttled + ", /" + alarm}},
		"it was low":           {with(nil, throttled, "50000\n"), host.Supply{Known: true, WasLow: true, Source: "/" + throttled}},
		"it is low":            {with(nil, throttled, "0x50005\n"), host.Supply{Known: true, Low: true, WasLow: true, Source: "/" + throttled}},
		"hot, but not low":     {with(nil, throttled, "e0008\n"), host.Supply{Known: true, Source: "/" + throttled}},
		"low by the driver":    {with(volt, alarm, "1\n"), host.Supply{Known: true, Low: true, WasLow: true, Source: "/" + alarm}},
		"the firmware forgot":  {with(volt, alarm, "1\n", throttled, "0\n"), host.Supply{Known: true, Low: true, WasLow: true, Source: "/" + throttled + ", /" + alarm}},
		"no number":            {with(volt, alarm, "?\n", throttled, "low\n"), host.Supply{}},
		"an address in a name": {with(nil, "sys/devices/platform/soc@107c000000/soc@107c000000:firmware/get_throttled", "1\n"), host.Supply{Known: true, Low: true, WasLow: true, Source: "/sys/devices/platform/soc@107c000000/soc@107c000000:firmware/get_throttled"}},
	} {
		require.Equal(t, c.want, machine(t, c.files).Supply(), what)
	}
}
