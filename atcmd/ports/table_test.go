package ports

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func tables() []row {
	var all []row
	for _, rows := range [][]row{quectel, simcom, telit, ublox, sierra, cinterion, fibocom, sticks} {
		all = append(all, rows...)
	}
	return all
}

func TestTableIsWellFormed(t *testing.T) {
	form := regexp.MustCompile(`^[0-9a-f]{4}:([0-9a-f]{4})?$`)
	seen := map[string]bool{}
	for _, r := range tables() {
		require.Regexp(t, form, r.ids)
		require.False(t, seen[r.ids], "%s twice", r.ids)
		seen[r.ids] = true
		require.NotEmpty(t, r.name, r.ids)
		first := 0
		for number, role := range r.layout {
			require.True(t, number >= 0 && number < 256, r.ids)
			require.Contains(t, []Role{RoleAT, RoleATSecondary, RolePPP, RoleGPS, RoleDiag, RoleIgnore}, role, r.ids)
			if role == RoleAT {
				first++
			}
		}
		require.LessOrEqual(t, first, 1, "%s: one first AT port", r.ids)
		require.False(t, r.mode != "" && r.layout != nil, "%s: a mode has no roles", r.ids)
	}
}

func TestLookup(t *testing.T) {
	for ids, want := range map[string]string{
		"2c7c:0125": "Quectel EC25/EG25", "2c7c:ffff": "Quectel", "05c6:9008": "Qualcomm module", "1546:01a8": "", "": "", "05c6:": "",
	} {
		vid, pid, _ := strings.Cut(ids, ":")
		r, ok := lookup(vid, pid)
		require.Equal(t, want != "", ok, ids)
		require.Equal(t, want, r.name, ids)
	}
}

// The shared facts hold ModemManager's rules in machine form; the table is written by hand and must not contradict them.
func TestTableAgainstFacts(t *testing.T) {
	spec := os.Getenv("SIMAGENT_SPEC")
	if spec == "" {
		t.Skip("not run: SIMAGENT_SPEC is not set")
	}
	b, err := os.ReadFile(filepath.Join(spec, "../facts/usb_at_ports.json"))
	if err != nil {
		t.Skip("not run: ", err)
	}
	var facts map[string]map[string][]string
	require.NoError(t, json.Unmarshal(b, &facts))
	kinds := map[string]Role{"at_primary": RoleAT, "at_secondary": RoleATSecondary, "at_ppp": RolePPP, "gps": RoleGPS,
		"qcdm": RoleDiag, "id_mm_port_ignore": RoleIgnore, "audio": RoleIgnore}
	compared := 0
	for key, rule := range facts {
		ids := strings.ToLower(key[strings.LastIndex(key, " ")+1:])
		vid, pid, _ := strings.Cut(ids, ":")
		r, ok := lookup(vid, pid)
		if !ok || r.ids != ids || r.layout == nil {
			continue
		}
		for kind, interfaces := range rule {
			role, ok := kinds[kind]
			for _, s := range interfaces {
				n, err := strconv.ParseInt(s, 16, 0)
				if !ok || err != nil {
					continue
				}
				require.Equal(t, role, r.role(int(n), -1, -1), fmt.Sprintf("%s interface %s", ids, s))
				compared++
			}
		}
	}
	require.Greater(t, compared, 100)
}
