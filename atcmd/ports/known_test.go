package ports

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Each is what the table says of a module with these ids, and none that has an AT port is missing.
func TestAllKnown(t *testing.T) {
	list := AllKnown()
	require.Contains(t, list, Known{VID: "2c7c", PIDs: []string{"0125"}, Interface: 2, Second: 3})
	require.Contains(t, list, Known{VID: "1e0e", PIDs: []string{"9205"}, Interface: 2, Second: -1})
	require.Contains(t, list, Known{VID: "12d1", Interface: -1, SubClass: 1, Protocol: 2, Second: -1})
	require.Contains(t, list, Known{VID: "12d1", Interface: -1, SubClass: 2, Protocol: 2, Second: -1})
	require.Contains(t, list, Known{VID: "2c7c", PIDs: []string{"0125"}, Interface: 4, Second: 5}, "with RNDIS on")
	has := map[string]bool{}
	for _, k := range list {
		for _, pid := range k.PIDs {
			r, ok := lookup(k.VID, pid)
			require.True(t, ok)
			if k.Interface >= len(r.layout) && r.protocols == nil { // moved up
				require.Equal(t, RoleUnknown, r.role(k.Interface, 0, 0), "nothing has that number without RNDIS")
				k.Interface, k.Second = k.Interface-r.rndisShift, k.Second-r.rndisShift
			}
			require.Equal(t, RoleAT, r.role(k.Interface, k.SubClass, k.Protocol), "%s:%s", k.VID, pid)
			require.Equal(t, k.Second >= 0, r.role(k.Second, 0, 0) == RoleATSecondary, "%s:%s", k.VID, pid)
			has[k.VID+pid] = true
		}
	}
	rows, vids := tables()
	for i, r := range rows {
		for _, pid := range r.known(vids[i]) {
			require.NotEmpty(t, pid.VID)
		}
		if r.layout == "" || r.mode != "" || r.pids == "*" {
			continue
		}
		for n := range r.layout {
			if r.role(n, 0, 0) == RoleAT {
				require.True(t, has[vids[i]+firstOf(r.pids)], r.pids)
			}
		}
	}
}

func firstOf(pids string) string { return pids[:4] }
