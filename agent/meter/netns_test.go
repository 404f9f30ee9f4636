//go:build root

package meter

import (
	"fmt"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/ledger"
)

// The account is what the netdev counted, to the byte. Of small packets that is what was on the wire. Of a TCP stream it is
// less where the two ends hand each other super-packets (TSO, GSO and GRO): one Ethernet, IP and TCP header is then counted
// instead of one for each segment. (A veth pair can do that both ways. What usbnet drives has no TSO and counts frames
// before GRO sees them.)
func TestAccountIsTheNetdevFigure(t *testing.T) {
	for _, offload := range []bool{true, false} {
		t.Run(fmt.Sprintf("offload=%v", offload), func(t *testing.T) {
			w := newWire(t)
			w.offload(offload)
			home := inside(t, w.far)
			l, err := net.Listen("tcp4", "192.0.2.2:0")
			require.NoError(t, err)
			defer l.Close()
			echo, err := net.ListenPacket("udp4", "192.0.2.2:0")
			require.NoError(t, err)
			defer echo.Close()
			back(t, home)

			w.begin()
			const datagrams, size = 50, 100
			w.udp(echo, datagrams, size)
			udp := int64(2 * datagrams * (size + udpHeaders + ethernetHeader))
			w.count(udp)

			before := w.last
			sent := w.tcp(l, 1<<20)
			rx, tx := netdev(t, w.name)
			w.count(udp + int64(tx-before.TX) + int64(rx-before.RX))
			onWire := sent.payload + sent.segments*(tcpHeaders+ethernetHeader) + 2*synOptions
			t.Logf("offload %v: the netdev counted %d B, of which %d B are payload; %d segments on a wire would be %d B with their headers, %.2f %% more",
				offload, sent.counted, sent.payload, sent.segments, onWire, 100*float64(onWire-sent.counted)/float64(sent.counted))
			if offload {
				require.Less(t, sent.counted, onWire-sent.segments*tcpHeaders/2, "super-packets have one header instead of many")
			} else {
				require.Equal(t, onWire, sent.counted)
			}
		})
	}
}

func TestNothingIsLostByRenamingAndReappearance(t *testing.T) {
	w := newWire(t)
	const each = 2 * (100 + udpHeaders + ethernetHeader)
	total := int64(0)
	talk := func() {
		home := inside(t, w.far)
		echo, err := net.ListenPacket("udp4", "192.0.2.2:0")
		require.NoError(t, err)
		defer echo.Close()
		back(t, home)
		w.udp(echo, 10, 100)
		total += 10 * each
	}
	w.begin()
	talk()
	w.count(total)

	// Renamed between two polls, with traffic on both sides of the renaming.
	talk()
	w.ip("-n", w.near, "link", "set", "wwan0", "down")
	w.ip("-n", w.near, "link", "set", "wwan0", "name", "wwx0a")
	w.name = "wwx0a"
	w.up(w.near, w.name, "192.0.2.1", "192.0.2.2", "02:00:00:00:00:02")
	talk()
	w.count(total)
	talk()
	w.count(total)

	// Gone, and back with a counter that began at zero.
	w.ip("-n", w.near, "link", "del", "wwx0a")
	_, err := w.f.Read("wwan0")
	require.ErrorIs(t, err, ErrMissing)
	w.plug("wwan0")
	talk()
	// What the new one counted is the account's, but as a new source it bounds only what is high: the ledger cannot know
	// that wwan0 is what wwx0a was before.
	s, err := w.f.Read("wwan0")
	require.NoError(t, err)
	require.Greater(t, uint32(s.IfIndex), w.last.Index)
	w.acct.Count(ledger.Sample{Source: s.Source, Boot: ledger.BootID{1}, Index: uint32(s.IfIndex), TX: s.TX, RX: s.RX})
	require.Equal(t, ledger.Interval{Low: total - 10*each, High: total, HighKnown: true}, w.acct.Bytes())

	// Gone and back under the same name: nothing is in doubt.
	low := total - 10*each
	w.ip("-n", w.near, "link", "del", "wwan0")
	w.plug("wwan0")
	talk()
	s, err = w.f.Read("wwan0")
	require.NoError(t, err)
	w.acct.Count(ledger.Sample{Source: s.Source, Boot: ledger.BootID{1}, Index: uint32(s.IfIndex), TX: s.TX, RX: s.RX})
	require.Equal(t, ledger.Interval{Low: low + 10*each, High: total, HighKnown: true}, w.acct.Bytes())
}
