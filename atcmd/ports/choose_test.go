package ports

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
)

func TestOnly(t *testing.T) {
	tr := newTree(t)
	tr.UART("ttyAMA0", "uart-pl011", false)
	_, err := tr.finder().Only()
	require.EqualError(t, err, "cannot find an AT port: seen: UARTs "+tr.Path("dev/ttyAMA0")+"; if one of these is the modem, name it with --port")

	tr.Four("1-1.2", "2c7c:0125", 0, 0)
	p, err := tr.finder().Only()
	require.NoError(t, err)
	require.Equal(t, tr.Path("dev/ttyUSB2"), p.Device)
}

func TestOnlyNothing(t *testing.T) {
	_, err := newTree(t).finder().Only()
	require.EqualError(t, err, "cannot find an AT port: no serial port and no known module is plugged in")
}

func TestOnlySeveral(t *testing.T) {
	tr := newTree(t)
	tr.Four("1-1.2", "2c7c:0125", 0, 0)
	tr.Four("1-1.3", "1e0e:9001", 0, 4)
	tr.Link("dev/serial/by-path/platform-usb-0:1.3:1.2-port0", tr.Path("dev/ttyUSB6"))
	_, err := tr.finder().Only()
	var several *SeveralError
	require.ErrorAs(t, err, &several)
	require.Len(t, several.Ports, 2)
	require.EqualError(t, err, "cannot choose between 2 modules; name one:"+
		"\n  --port "+tr.Path("dev/ttyUSB2")+"   Quectel EC25/EG25 at 1-1.2"+
		"\n  --port "+tr.Path("dev/serial/by-path/platform-usb-0:1.3:1.2-port0")+"   SIMCom SIM7000/SIM7500/SIM7600/SIM8200 at 1-1.3")
}

func TestOnlyPortOfAModuleWithoutLayout(t *testing.T) {
	tr := newTree(t)
	dev := tr.USB("1-1", "1546:1146", "")
	tr.ACM(tr.Iface(dev, 2, "02/02/01", "cdc_acm"), "ttyACM0")
	p, err := tr.finder().Only()
	require.NoError(t, err)
	require.Equal(t, tr.Path("dev/ttyACM0"), p.Device)

	tr.ACM(tr.Iface(dev, 4, "02/02/01", "cdc_acm"), "ttyACM1")
	_, err = tr.finder().Only()
	require.EqualError(t, err, "cannot find an AT port: seen: 1546:1146 u-blox TOBY-L2, of which the AT port is not known ("+
		tr.Path("dev/ttyACM0")+", "+tr.Path("dev/ttyACM1")+"); if one of these is the modem, name it with --port")
}

// The PHS8's interface 01 is known to be positioning: alone it is no reason to talk AT to it.
func TestOnlyPortIsNotAT(t *testing.T) {
	tr := newTree(t)
	tr.Serial(tr.Iface(tr.USB("1-1", "1e2d:0053", ""), 1, "ff/00/00", "option"), "ttyUSB0")
	_, err := tr.finder().Only()
	require.ErrorContains(t, err, "1e2d:0053 Cinterion PHS8, of which the AT port is not known")
}

func TestOnlyUnknownAdapter(t *testing.T) {
	tr := newTree(t)
	tr.Serial(tr.Iface(tr.USB("1-1", "0403:6001", ""), 0, "ff/ff/ff", "ftdi_sio"), "ttyUSB0")
	_, err := tr.finder().Only()
	require.ErrorContains(t, err, "0403:6001 is a serial adapter or a module that the table does not know ("+tr.Path("dev/ttyUSB0")+")")
}

func TestResolveFollowsLinks(t *testing.T) {
	tr := newTree(t)
	tr.UART("ttyS0", "bcm2835-aux-uart", false)
	tr.Link("dev/ttyAMA0", tr.Path("dev/ttyS0")) // gokrazy's compatibility link
	p, err := tr.finder().Resolve(tr.Path("dev/ttyAMA0"))
	require.NoError(t, err)
	require.Equal(t, tr.Path("dev/ttyS0"), p.Device)
	require.Equal(t, "bcm2835-aux-uart", p.Driver)
}

func TestResolveRefuses(t *testing.T) {
	tr := newTree(t)
	tr.Four("1-1", "2c7c:0125", 0, 0)
	_, err := tr.finder().Resolve(tr.Path("dev/ttyUSB9"))
	require.ErrorContains(t, err, "no such device; seen: 2c7c:0125 Quectel EC25/EG25 with AT on "+tr.Path("dev/ttyUSB2"))
	tr.File("dev/ttyUSB8", "") // what `echo AT > /dev/ttyUSB8` leaves behind when the module is out
	_, err = tr.finder().Resolve(tr.Path("dev/ttyUSB8"))
	require.ErrorContains(t, err, "it is not a serial port")
}

func TestResolvePty(t *testing.T) {
	master, slave, err := pty.Open()
	require.NoError(t, err)
	defer master.Close() // collected, it would take the slave with it
	link := filepath.Join(t.TempDir(), "modem")
	require.NoError(t, os.Symlink(slave.Name(), link))
	f := newTree(t).finder()
	p, err := f.Resolve(link)
	require.NoError(t, err)
	require.Equal(t, Port{Device: slave.Name(), Interface: -1, Role: RoleUnknown}, p)
	again, err := f.Again(p)
	require.NoError(t, err)
	require.Equal(t, p, again)
}

func TestAgainAfterRenumbering(t *testing.T) {
	tr := newTree(t)
	tr.Four("1-1.2", "2c7c:0125", 0, 0)
	was, err := tr.finder().Only()
	require.NoError(t, err)

	tr.Unplug("1-1.2", "ttyUSB0", "ttyUSB1", "ttyUSB2", "ttyUSB3")
	_, err = tr.finder().Again(was)
	require.EqualError(t, err, "cannot find the port again: "+was.String()+" is gone")

	tr.Four("1-1.1", "2c7c:0125", 0, 0) // another one takes the old names
	tr.Four("1-1.2", "2c7c:0125", 0, 4)
	now, err := tr.finder().Again(was)
	require.NoError(t, err)
	require.Equal(t, tr.Path("dev/ttyUSB6"), now.Device)
	require.Equal(t, "1-1.2", now.USBPath)
}

// Another module in the same slot is another module, even if it too has an interface 02.
func TestAgainRefusesAnotherModule(t *testing.T) {
	tr := newTree(t)
	tr.Four("1-1.2", "2c7c:0125", 0, 0)
	was, err := tr.finder().Only()
	require.NoError(t, err)
	tr.Unplug("1-1.2", "ttyUSB0", "ttyUSB1", "ttyUSB2", "ttyUSB3")
	tr.Four("1-1.2", "1e0e:9001", 0, 0)
	_, err = tr.finder().Again(was)
	require.ErrorContains(t, err, "at its place seen: 1e0e:9001 SIMCom SIM7000/SIM7500/SIM7600/SIM8200 with AT on ")
}

func TestAgainInDownloadMode(t *testing.T) {
	tr := newTree(t)
	tr.Four("1-1.2", "2c7c:0125", 0, 0)
	was, err := tr.finder().Only()
	require.NoError(t, err)
	tr.Unplug("1-1.2", "ttyUSB0", "ttyUSB1", "ttyUSB2", "ttyUSB3")
	tr.USB("1-1.2", "05c6:9008", "")
	_, err = tr.finder().Again(was)
	var gone *GoneError
	require.ErrorAs(t, err, &gone)
	require.Len(t, gone.Now, 1)
	require.True(t, strings.HasSuffix(gone.Now[0].Mode, ModeEDL))
	require.ErrorContains(t, err, "at its place seen: 05c6:9008 is a module in emergency download mode")
}

func TestAgainUART(t *testing.T) {
	tr := newTree(t)
	tr.UART("ttyS0", "serial8250", false)
	list, err := tr.finder().List()
	require.NoError(t, err)
	p, err := tr.finder().Again(list[0])
	require.NoError(t, err)
	require.Equal(t, list[0], p)
}
