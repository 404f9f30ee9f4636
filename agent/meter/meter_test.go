package meter

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// tree is a made-up sysfs and procfs in a temporary folder.
type tree struct {
	t    *testing.T
	root string
}

func newTree(t *testing.T) tree {
	root, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	tr := tree{t, root}
	tr.file("proc/sys/kernel/random/boot_id", "00000000-1111-2222-3333-444444444444\n")
	return tr
}

func (tr tree) reader() Interface {
	return Interface{Sysfs: filepath.Join(tr.root, "sys"), Proc: filepath.Join(tr.root, "proc"), wordBits: 64}
}

func (tr tree) file(path, text string) {
	path = filepath.Join(tr.root, path)
	require.NoError(tr.t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(tr.t, os.WriteFile(path, []byte(text), 0o644))
}

func (tr tree) link(path, target string) {
	path = filepath.Join(tr.root, path)
	require.NoError(tr.t, os.MkdirAll(filepath.Dir(path), 0o755))
	rel, err := filepath.Rel(filepath.Dir(path), filepath.Join(tr.root, target))
	require.NoError(tr.t, err)
	require.NoError(tr.t, os.Symlink(rel, path))
}

// net makes an interface; dev is the folder of its device below sys/devices, "" for none.
func (tr tree) net(name, typ, dev, driver string) string {
	home := "sys/devices/virtual/net/" + name
	if dev != "" {
		home = "sys/devices/" + dev + "/net/" + name
		tr.link(home+"/device", "sys/devices/"+dev)
		tr.link("sys/devices/"+dev+"/driver", "sys/bus/drivers/"+driver)
	}
	tr.file(home+"/type", typ+"\n")
	tr.file(home+"/ifindex", "7\n")
	tr.file(home+"/operstate", "up\n")
	for _, f := range []string{"tx_bytes", "rx_bytes", "tx_packets", "rx_packets"} {
		tr.file(home+"/statistics/"+f, "0\n")
	}
	tr.link("sys/class/net/"+name, home)
	return home
}

func (tr tree) usb(dev, vendor, product string) {
	tr.file("sys/devices/"+dev+"/idVendor", vendor+"\n")
	tr.file("sys/devices/"+dev+"/idProduct", product+"\n")
}

func (tr tree) tty(name, dev string) {
	home := "sys/devices/" + dev + "/" + name + "/tty/" + name
	tr.file(home+"/dev", "188:0\n")
	tr.link(home+"/device", "sys/devices/"+dev+"/"+name)
	tr.link("sys/class/tty/"+name, home)
}

func (tr tree) count(home string, tx, txp, rx, rxp string) {
	tr.file(home+"/statistics/tx_bytes", tx+"\n")
	tr.file(home+"/statistics/tx_packets", txp+"\n")
	tr.file(home+"/statistics/rx_bytes", rx+"\n")
	tr.file(home+"/statistics/rx_packets", rxp+"\n")
}

const usb1 = "platform/soc/3f980000.usb/usb1/1-1/1-1.3"

func TestReadCorrectsTheEthernetHeader(t *testing.T) {
	for name, c := range map[string]struct {
		typ, driver string
		raw         bool
		tx, packets string
		want        uint64
	}{
		"ecm":                   {"1", "cdc_ether", false, "1000", "10", 860},
		"rndis":                 {"1", "rndis_host", false, "1000", "10", 860},
		"qmi 802.3":             {"1", "qmi_wwan", false, "1000", "10", 860},
		"qmi raw-ip":            {"519", "qmi_wwan", false, "1000", "10", 1000},
		"mbim counts no header": {"1", "cdc_mbim", false, "1000", "10", 1000},
		"ethernet chip":         {"1", "smsc95xx", false, "1000", "10", 1000},
		"raw option":            {"1", "cdc_ether", true, "1000", "10", 1000},
		"never below zero":      {"1", "cdc_ether", false, "100", "10", 0},
	} {
		tr := newTree(t)
		home := tr.net("usb0", c.typ, usb1+"/1-1.3:1.0", c.driver)
		tr.count(home, c.tx, c.packets, "77", "3")
		r := tr.reader()
		r.Raw = c.raw
		s, err := r.Read("usb0")
		require.NoError(t, err, name)
		require.Equal(t, c.want, s.TX, name)
		require.Equal(t, uint64(77), s.RX, "received bytes come without the header: %s", name)
		require.Equal(t, c.tx, strconv.FormatUint(s.RawTX, 10), name)
	}
}

func TestReadTellsWhereAndWhen(t *testing.T) {
	tr := newTree(t)
	tr.count(tr.net("wwan0", "519", usb1+"/1-1.3:1.4", "qmi_wwan"), "18446744073709551615", "2", "4", "3")
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Hour)
		s, err := tr.reader().Read("wwan0")
		require.NoError(t, err)
		require.Equal(t, Sample{Source: "wwan0", BootID: "00000000-1111-2222-3333-444444444444", IfIndex: 7,
			TX: 1<<64 - 1, RawTX: 1<<64 - 1, RX: 4, TXPackets: 2, RXPackets: 3, Width: 64, OperState: "up", At: time.Now()}, s)
	})
}

func TestWidth(t *testing.T) {
	tr := newTree(t)
	tr.net("wwan0", "519", usb1+"/1-1.3:1.4", "qmi_wwan")
	tr.net("ppp0", "512", "", "")
	tr.net("hso0", "65534", usb1+"/1-1.3:1.5", "hso")
	r := tr.reader()
	r.wordBits = 32
	for name, want := range map[string]int{"wwan0": 64, "ppp0": 64, "hso0": 32} {
		s, err := r.Read(name)
		require.NoError(t, err)
		require.Equal(t, want, s.Width, name)
	}
}

func TestReadFails(t *testing.T) {
	tr := newTree(t)
	home := tr.net("wwan0", "519", "", "")
	r := tr.reader()
	_, err := r.Read("wwan1")
	require.ErrorIs(t, err, ErrMissing)
	require.EqualError(t, err, "cannot read counters: wwan1: no such interface")
	for _, bad := range []string{"", ".", "..", "a/b", "sixteen-bytes-xx", "a b", "a:1"} {
		_, err = r.Read(bad)
		require.ErrorContains(t, err, "cannot be an interface name", bad)
	}
	tr.file(home+"/statistics/rx_bytes", "-4\n")
	_, err = r.Read("wwan0")
	require.EqualError(t, err, "cannot read counters of wwan0: rx_bytes is not a count")
	require.NoError(t, os.Remove(filepath.Join(tr.root, home, "statistics/rx_bytes")))
	_, err = r.Read("wwan0")
	require.ErrorIs(t, err, ErrMissing, "unplugged between two files")
	tr.file("proc/sys/kernel/random/boot_id", "\n")
	_, err = r.Read("wwan0")
	require.EqualError(t, err, "cannot read boot id: the file is empty")
}

func TestSameCounter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Sample{Source: "wwan0", BootID: "b", IfIndex: 3}
		b := a
		switch rapid.IntRange(0, 2).Draw(t, "change") {
		case 0:
			b.TX, b.At, b.Source = 5, time.Unix(1, 0), "wwx0a"
			require.True(t, b.SameCounter(a))
			return
		case 1:
			b.BootID = "c"
		case 2:
			b.IfIndex = 4
		}
		require.False(t, b.SameCounter(a))
	})
}

// Bytes and packets of two moments would make a corrected count run backwards.
func TestMovingCountersAreReadAgain(t *testing.T) {
	tr := newTree(t)
	tr.count(tr.net("usb0", "1", usb1+"/1-1.3:1.0", "cdc_ether"), "1000", "10", "0", "0")
	r := tr.reader()
	for file, moved := range map[string]string{"tx_packets": "11", "ifindex": "8"} {
		reads, moving := 0, 2 // the second reading of the first try differs
		r.readFile = func(path string) ([]byte, error) {
			if filepath.Base(path) == file {
				if reads++; reads >= moving {
					return []byte(moved), nil
				}
			}
			return os.ReadFile(path)
		}
		s, err := r.Read("usb0")
		require.NoError(t, err)
		require.Equal(t, 4, reads, "two tries")
		require.Equal(t, 1000-14*s.TXPackets, s.TX)
		require.Equal(t, moved, map[string]string{
			"tx_packets": strconv.FormatUint(s.TXPackets, 10), "ifindex": strconv.Itoa(s.IfIndex)}[file])
	}
	n := 0
	r.readFile = func(path string) ([]byte, error) {
		if filepath.Base(path) == "tx_packets" {
			n++
			return []byte(strconv.Itoa(n)), nil
		}
		return os.ReadFile(path)
	}
	_, err := r.Read("usb0")
	require.ErrorIs(t, err, ErrUnsteady)
}

// The machine that runs the test has a loopback interface.
func TestThisMachine(t *testing.T) {
	s, err := Interface{}.Read("lo")
	require.NoError(t, err)
	require.Positive(t, s.IfIndex)
	d, err := Interface{}.Device("lo")
	require.NoError(t, err)
	require.Equal(t, TypeLoopback, d.Type)
	require.False(t, d.Physical)
}
