package meter

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
	"pgregory.net/rapid"
)

// message is one netlink message with padding.
func message(typ uint16, seq uint32, body []byte) []byte {
	b := make([]byte, align4(sizeHeader+len(body)))
	binary.NativeEndian.PutUint32(b, uint32(sizeHeader+len(body)))
	binary.NativeEndian.PutUint16(b[4:], typ)
	binary.NativeEndian.PutUint32(b[8:], seq)
	copy(b[sizeHeader:], body)
	return b
}

func attr(typ uint16, value []byte) []byte {
	b := make([]byte, align4(sizeAttr+len(value)))
	binary.NativeEndian.PutUint16(b, uint16(sizeAttr+len(value)))
	binary.NativeEndian.PutUint16(b[2:], typ)
	copy(b[sizeAttr:], value)
	return b
}

func failure(seq uint32, errno unix.Errno) []byte {
	return message(unix.NLMSG_ERROR, seq, binary.NativeEndian.AppendUint32(nil, uint32(-int32(errno))))
}

// linkBody is what the kernel would say of l: struct ifinfomsg, then attributes, most of which nobody asked for.
func linkBody(l link) []byte {
	b := make([]byte, sizeInfo)
	binary.NativeEndian.PutUint16(b[2:], uint16(l.typ))
	binary.NativeEndian.PutUint32(b[4:], uint32(l.index))
	b = append(b, attr(unix.IFLA_IFNAME, append([]byte(l.name), 0))...)
	b = append(b, attr(unix.IFLA_TXQLEN, []byte{1, 0, 0, 0})...)
	for n, name := range operStates {
		if name == l.oper {
			b = append(b, attr(unix.IFLA_OPERSTATE, []byte{byte(n)})...)
		}
	}
	var stats []byte
	for _, n := range []uint64{l.rxPackets, l.txPackets, l.rx, l.tx, 9, 9, 9, 9} {
		stats = binary.NativeEndian.AppendUint64(stats, n)
	}
	return append(b, attr(unix.IFLA_STATS64, stats)...)
}

func genLink(t *rapid.T) link {
	n := rapid.Uint64()
	return link{
		name:  rapid.StringMatching(`[a-z][a-z0-9]{0,14}`).Draw(t, "name"),
		index: rapid.IntRange(1, 1<<31-1).Draw(t, "index"), typ: rapid.IntRange(0, 1<<16-1).Draw(t, "type"),
		oper: rapid.SampledFrom(operStates[:]).Draw(t, "state"),
		tx:   n.Draw(t, "tx"), rx: n.Draw(t, "rx"), txPackets: n.Draw(t, "tx packets"), rxPackets: n.Draw(t, "rx packets"),
	}
}

// A whole answer is understood, however many others are before it; a part of one never is.
func TestParseLink(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want, seq := genLink(t), rapid.Uint32Min(1).Draw(t, "sequence")
		old := want
		old.tx++
		var before []byte
		for range rapid.IntRange(0, 2).Draw(t, "before") {
			before = append(before, message(unix.RTM_NEWLINK, seq-1, linkBody(old))...)
			before = append(before, failure(seq-1, unix.ENODEV)...)
			before = append(before, message(unix.RTM_NEWROUTE, seq, []byte{1, 2, 3})...)
		}
		b := append(before, message(unix.RTM_NEWLINK, seq, linkBody(want))...)
		got, found, err := parseLink(b, seq)
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, want, got)

		n := rapid.IntRange(0, len(b)-1).Draw(t, "cut at")
		got, found, err = parseLink(b[:n], seq)
		require.False(t, found, "%+v", got)
		if n > len(before)+sizeHeader {
			require.ErrorIs(t, err, errCut)
		}
	})
}

func TestParseLinkFails(t *testing.T) {
	body := linkBody(link{name: "wwan0", index: 4})
	short := append(append([]byte{}, body[:sizeInfo]...), attr(unix.IFLA_STATS64, make([]byte, sizeStats-1))...)
	lie := append([]byte{}, body...)
	binary.NativeEndian.PutUint16(lie[sizeInfo:], 9999)
	tiny := append([]byte{}, body...)
	binary.NativeEndian.PutUint16(tiny[sizeInfo:], 3)
	for name, c := range map[string]struct {
		typ  uint16
		body []byte
		want string
	}{
		"errno cut":        {unix.NLMSG_ERROR, []byte{1}, "the kernel's answer is cut short"},
		"header cut":       {unix.RTM_NEWLINK, body[:sizeInfo-1], "the kernel's answer is cut short"},
		"counters cut":     {unix.RTM_NEWLINK, short, "the kernel's answer is cut short"},
		"attribute beyond": {unix.RTM_NEWLINK, lie, "the kernel's answer is cut short"},
		"attribute tiny":   {unix.RTM_NEWLINK, tiny, "the kernel's answer is cut short"},
		"no name":          {unix.RTM_NEWLINK, linkBody(link{index: 4}), "the kernel's answer names no interface"},
		"no index":         {unix.RTM_NEWLINK, linkBody(link{name: "wwan0"}), "the kernel's answer names no interface"},
		"no counters":      {unix.RTM_NEWLINK, body[:len(body)-sizeAttr-2*sizeStats], "the kernel's answer has no counters"},
	} {
		_, found, err := parseLink(message(c.typ, 7, c.body), 7)
		require.True(t, found, name)
		require.EqualError(t, err, c.want, name)
	}
	_, _, err := parseLink(failure(7, unix.ENODEV), 7)
	require.ErrorIs(t, err, unix.ENODEV)
	_, _, err = parseLink(failure(7, 0), 7)
	require.EqualError(t, err, "the kernel acknowledged and did not answer")
}

// Whatever comes, what is understood was said: by a message with our sequence number that is whole, which says the same
// when it is put together anew.
func FuzzParseLink(f *testing.F) {
	ours := message(unix.RTM_NEWLINK, 7, linkBody(link{name: "wwan0", index: 4, typ: TypeRawIP, oper: "up", tx: 1, rx: 1 << 40, txPackets: 2, rxPackets: 3}))
	f.Add(ours, uint32(7))
	f.Add(append(failure(6, unix.ENODEV), ours...), uint32(7))
	f.Add(failure(7, unix.EPERM), uint32(7))
	f.Add(ours[:40], uint32(7))
	f.Fuzz(func(t *testing.T, b []byte, seq uint32) {
		l, found, err := parseLink(b, seq)
		if err != nil || !found {
			require.Zero(t, l)
			return
		}
		require.Contains(t, string(b), l.name)
		require.Contains(t, string(b), string(binary.NativeEndian.AppendUint32(nil, seq)))
		for _, n := range []uint64{l.tx, l.rx, l.txPackets, l.rxPackets} {
			require.Contains(t, string(b), string(binary.NativeEndian.AppendUint64(nil, n)))
		}
		require.True(t, l.index > 0 && ValidName(l.name))
		again, found, err := parseLink(message(unix.RTM_NEWLINK, seq, linkBody(l)), seq)
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, l, again)
	})
}
