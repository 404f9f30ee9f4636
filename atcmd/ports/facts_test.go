package ports

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/atcmd/module"
)

func TestFacts(t *testing.T) {
	f, ok := Port{VID: "05c6", PID: "90b2"}.Facts()
	require.True(t, ok)
	require.Equal(t, []Model{{"u-blox", "SARA-R4"}}, f.Models)
	require.Contains(t, f.Source, "option.c")
	require.Len(t, f.Doubts, 1)
	f, ok = Port{VID: "1e0e", PID: "9001"}.Facts()
	require.True(t, ok)
	require.Len(t, f.Models, 3, "one pair of ids for three families")
	require.Empty(t, f.Doubts)
	_, ok = Port{VID: "0403", PID: "6001"}.Facts()
	require.False(t, ok)
	_, ok = Port{Device: "/dev/ttyS0"}.Facts()
	require.False(t, ok)
}

// Every model has a profile.
func TestModelsHaveProfiles(t *testing.T) {
	rows, _ := tables()
	for _, r := range rows {
		for model := range strings.SplitSeq(r.models, ",") {
			if model == "" {
				continue
			}
			maker, name, _ := strings.Cut(model, " ")
			require.NotEqual(t, module.Generic().Name, module.Identify(maker, name).Name, "%s: %q", r.name, model)
		}
	}
}

func TestNetworks(t *testing.T) {
	tr := newTree(t)
	for i, place := range []string{"1-1", "1-1.2", "1-1.20"} {
		dev := tr.USB(place, "2c7c:0125", "")
		tr.Net(tr.Iface(dev, 4, "ff/ff/ff", "qmi_wwan"), fmt.Sprintf("wwan%d", 2-i))
		tr.Net(tr.Iface(dev, 5, "ff/ff/ff", "qmi_wwan"), fmt.Sprintf("eth%d", i))
	}
	require.Equal(t, []string{"eth1", "wwan1"}, tr.finder().Networks("1-1.2"))
	require.Empty(t, tr.finder().Networks(""))
	require.Empty(t, tr.finder().Networks("2-1"))
}

// By protocol, two ports of one module may both look like the first with AT.
func TestOneFirstPort(t *testing.T) {
	tr := newTree(t)
	for i, place := range []string{"1-1", "1-2"} {
		dev := tr.USB(place, "12d1:1506", "")
		tr.Serial(tr.Iface(dev, 0, "ff/02/02", "option"), fmt.Sprintf("ttyUSB%d", 2*i))
		tr.Serial(tr.Iface(dev, 1, "ff/02/02", "option"), fmt.Sprintf("ttyUSB%d", 2*i+1))
	}
	list, err := tr.finder().List()
	require.NoError(t, err)
	require.Len(t, list, 4)
	for i, p := range list {
		require.Equal(t, []Role{RoleAT, RoleATSecondary}[i%2], p.Role, p)
	}
}

// Whatever is plugged in: no device has two first AT ports, every port is found
// again by its place, and the second port is another one of the same module.
func TestListProperties(t *testing.T) {
	rows, vids := tables()
	var byProtocol []int // rows in which two interfaces may look like the first AT port
	for i, r := range rows {
		if r.protocols != nil {
			byProtocol = append(byProtocol, i)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		tr := newTree(t)
		for d := range rapid.IntRange(1, 2).Draw(rt, "devices") {
			i := rapid.OneOf(rapid.IntRange(0, len(rows)-1), rapid.SampledFrom(byProtocol)).Draw(rt, "row")
			pid := strings.Replace(strings.Fields(rows[i].pids)[0], "*", "fffe", 1)
			dev := tr.USB(fmt.Sprintf("1-%d", d+1), vids[i]+":"+pid, "860000000000000")
			for n := range rapid.IntRange(0, 3).Draw(rt, "interfaces") {
				class := rapid.SampledFrom([]string{"ff/00/00", "ff/ff/40", "ff/ff/30", "ff/02/02", "ff/01/02", "e0/01/03", "02/02/01", "08/06/50"}).Draw(rt, "class")
				iface := tr.Iface(dev, n, class, "option")
				if rapid.Bool().Draw(rt, "tty") {
					tr.Serial(iface, fmt.Sprintf("ttyUSB%d", d*5+n))
				}
			}
		}
		f := tr.finder()
		list, err := f.List()
		require.NoError(rt, err)
		first := map[string]int{}
		for _, p := range list {
			if p.Role == RoleAT {
				first[p.USBPath]++
			}
			require.NotContains(rt, p.String(), "860000000000000")
			if p.Device == "" {
				continue
			}
			again, err := f.Again(p)
			require.NoError(rt, err)
			require.Equal(rt, p, again)
			if q, ok := f.Second(p); ok {
				require.Equal(rt, p.USBPath, q.USBPath)
				require.NotEqual(rt, p.Device, q.Device)
			}
		}
		for place, n := range first {
			require.Equal(rt, 1, n, place)
		}
	})
}

func FuzzLookup(f *testing.F) {
	f.Add("2c7c", "0125", 2, 0, 0)
	f.Add("12d1", "1506", 1, 2, 2)
	f.Add("2c7c", "*", -1, 255, 0x40)
	f.Add("05c6", "", 300, -1, -1)
	f.Fuzz(func(t *testing.T, vid, pid string, number, subclass, protocol int) {
		r, ok := lookup(vid, pid)
		if !ok {
			require.Zero(t, r.pids)
			return
		}
		require.True(t, r.pids == "*" || strings.Contains(" "+r.pids+" ", " "+pid+" "), "%q found %q", pid, r.pids)
		require.Contains(t, []Role{RoleAT, RoleATSecondary, RolePPP, RoleGPS, RoleDiag, RoleIgnore, RoleUnknown}, r.role(number, subclass, protocol))
	})
}
