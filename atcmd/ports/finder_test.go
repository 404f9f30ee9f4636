package ports

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestListNamesEveryPortOfAModule(t *testing.T) {
	tr := newTree(t)
	tr.Four("1-1.2", "2c7c:0125", 0, 0)
	tr.UART("ttyAMA0", "uart-pl011", false)
	tr.Dir("sys/devices/virtual/tty/tty1")
	tr.Link("sys/class/tty/tty1", tr.Path("sys/devices/virtual/tty/tty1"))

	list, err := tr.finder().List()
	require.NoError(t, err)
	require.Len(t, list, 5, "a virtual terminal is no port")
	for i, role := range []Role{RoleDiag, RoleGPS, RoleAT, RoleATSecondary} {
		require.Equal(t, Port{
			Device: tr.Path("dev", fmt.Sprintf("ttyUSB%d", i)), VID: "2c7c", PID: "0125", Interface: i, USBPath: "1-1.2",
			Serial: "860000000000000", Role: role, Module: "Quectel EC25/EG25", Driver: "option",
		}, list[i])
	}
	require.Equal(t, Port{Device: tr.Path("dev/ttyAMA0"), Interface: -1, Role: RoleUnknown, Driver: "uart-pl011"}, list[4])
}

func TestListUART(t *testing.T) {
	tr := newTree(t)
	tr.UART("ttyS0", "bcm2835-aux-uart", true)
	tr.UART("ttyS1", "serial8250", false)
	tr.File("sys/devices/platform/soc/ttyS1.serial/tty/ttyS1/type", "0\n")
	list, err := tr.finder().List()
	require.NoError(t, err)
	require.Len(t, list, 1, "a slot without a chip is no port")
	require.Equal(t, "bcm2835-aux-uart", list[0].Driver)
}

func TestListOrdersByPlaceThenNumber(t *testing.T) {
	tr := newTree(t)
	tr.UART("ttyS0", "serial8250", false)
	for _, place := range []string{"1-1.10", "1-1.9"} {
		tr.ACM(tr.Iface(tr.USB(place, "1546:1102", ""), 0, "02/02/01", "cdc_acm"), "ttyACM"+place[4:])
	}
	list, err := tr.finder().List()
	require.NoError(t, err)
	var places []string
	for _, p := range list {
		places = append(places, p.USBPath)
	}
	require.Equal(t, []string{"1-1.9", "1-1.10", ""}, places)
}

func TestListWithoutSysfs(t *testing.T) {
	_, err := Finder{Sysfs: t.TempDir()}.List()
	require.ErrorContains(t, err, "cannot list serial ports")
}

func TestModes(t *testing.T) {
	tr := newTree(t)
	tr.Iface(tr.USB("1-1", "12d1:14dc", ""), 0, "02/06/00", "cdc_ether")
	tr.USB("1-2", "12d1:1f01", "")
	tr.Serial(tr.Iface(tr.USB("1-3", "05c6:9008", ""), 0, "ff/ff/ff", "qcserial"), "ttyUSB0")
	tr.USB("1-4", "1d6b:0002", "")
	tr.Iface(tr.USB("1-5", "2c7c:0125", ""), 2, "ff/00/00", "")
	list, err := tr.finder().List()
	require.NoError(t, err)
	var got []string
	for _, p := range list {
		got = append(got, fmt.Sprintf("%s %s %s %s", p.USBPath, p.ID(), p.Role, p.Mode))
	}
	require.Equal(t, []string{"1-1 12d1:14dc ignore hilink", "1-2 12d1:1f01 ignore storage", "1-3 05c6:9008 ignore edl",
		"1-5 2c7c:0125 unknown "}, got)

	_, err = tr.finder().Only()
	var none *NotFoundError
	require.ErrorAs(t, err, &none)
	require.Equal(t, list, none.Seen)
	require.ErrorContains(t, err, "05c6:9008 is a module in emergency download mode")
	require.ErrorContains(t, err, "12d1:14dc Huawei stick is in HiLink mode")
	require.ErrorContains(t, err, "12d1:1f01 Huawei stick still shows its driver CD")
	require.ErrorContains(t, err, "2c7c:0125 Quectel EC25/EG25 has no serial port")
	require.NotContains(t, err.Error(), "--port", "there is nothing to name")
}

func TestRNDISMovesTheATPort(t *testing.T) {
	tr := newTree(t)
	dev := tr.Four("1-1", "2c7c:0125", 2, 0)
	tr.Iface(dev, 0, "e0/01/03", "rndis_host")
	p, err := tr.finder().Only()
	require.NoError(t, err)
	require.Equal(t, 4, p.Interface)
	require.Equal(t, ModeRNDIS, p.Mode)
	require.Equal(t, tr.Path("dev/ttyUSB2"), p.Device)
}

// These ids mean RNDIS already, and their table is written for it.
func TestRNDISInTheTable(t *testing.T) {
	tr := newTree(t)
	dev := tr.Four("1-1", "1e0e:9011", 2, 0)
	tr.Iface(dev, 0, "e0/01/03", "rndis_host")
	p, err := tr.finder().Only()
	require.NoError(t, err)
	require.Equal(t, 4, p.Interface)
	require.Empty(t, p.Mode)
}

func TestHuaweiByProtocol(t *testing.T) {
	tr := newTree(t)
	dev := tr.USB("1-1", "12d1:1506", "")
	tr.Serial(tr.Iface(dev, 0, "ff/02/01", "option"), "ttyUSB0")
	tr.Serial(tr.Iface(dev, 1, "ff/02/02", "option"), "ttyUSB1")
	tr.Serial(tr.Iface(dev, 2, "ff/02/12", "option"), "ttyUSB2")
	list, err := tr.finder().List()
	require.NoError(t, err)
	require.Equal(t, []Role{RolePPP, RoleAT, RoleUnknown}, []Role{list[0].Role, list[1].Role, list[2].Role})
}

func TestSerialIsNeverPrinted(t *testing.T) {
	const imei = "860000000012345"
	p := Port{Device: "/dev/ttyUSB2", Serial: imei, USBPath: "1-1", VID: "2c7c", PID: "0125", Interface: 2, Role: RoleAT}
	b, err := json.Marshal(p)
	require.NoError(t, err)
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "serial", p.Serial, "port", p)
	printed := fmt.Sprintf("%v %+v %#v %s %q", p, p, p, p.Serial, p.Serial) +
		fmt.Sprint(struct{ P Port }{p}, &NotFoundError{[]Port{p}}, &SeveralError{Ports: []Port{p}}, &GoneError{Was: p}) + string(b) + log.String()
	require.NotContains(t, printed, imei)
	require.Contains(t, printed, "…2345")
	require.Equal(t, "…", Serial("12345678901").String(), "four characters of a short one are too many")
}

func TestUdevRule(t *testing.T) {
	require.Equal(t, `ACTION!="remove", SUBSYSTEM=="tty", ENV{ID_VENDOR_ID}=="1e2d", ENV{ID_MODEL_ID}=="0069", `+
		`ENV{ID_USB_INTERFACE_NUM}=="0a", ENV{ID_MM_PORT_IGNORE}="1"`,
		Port{VID: "1e2d", PID: "0069", Interface: 10, USBPath: "1-1"}.UdevRule())
	require.Empty(t, Port{Device: "/dev/ttyS0", Interface: -1}.UdevRule())
}

// A crawl over a tree in which things vanish half-way must not fail: that is what unplugging looks like.
func TestHalfGone(t *testing.T) {
	tr := newTree(t)
	dev := tr.Four("1-1", "2c7c:0125", 0, 0)
	require.NoError(t, os.Remove(tr.Path(dev, "1-1:1.0/bInterfaceNumber")))
	require.NoError(t, os.RemoveAll(tr.Path(dev, "1-1:1.1")))
	require.NoError(t, os.Remove(tr.Path(dev, "idVendor")))
	list, err := tr.finder().List()
	require.NoError(t, err)
	require.Len(t, list, 3)
	for _, p := range list {
		require.Equal(t, RoleUnknown, p.Role)
	}
}
