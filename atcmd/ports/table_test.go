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

// tables returns every row with the vendor that it belongs to.
func tables() (all []row, vids []string) {
	for _, m := range makers {
		for line := range strings.Lines(m.rows) {
			all = append(all, m.parseRow(strings.TrimSuffix(line, "\n")))
			vids = append(vids, m.vid)
		}
	}
	return all, vids
}

func TestTableIsWellFormed(t *testing.T) {
	pid, vid := regexp.MustCompile(`^([0-9a-f]{4}|\*)$`), regexp.MustCompile(`^[0-9a-f]{4}$`)
	modes := []string{"", ModeEDL, ModeDump, ModeLoader, ModeHiLink, ModeStorage}
	seen := map[string]bool{}
	rows, vids := tables()
	for i, r := range rows {
		require.Regexp(t, vid, vids[i])
		require.NotEmpty(t, strings.Fields(r.pids))
		for _, id := range strings.Fields(r.pids) {
			require.Regexp(t, pid, id)
			require.False(t, seen[vids[i]+id], "%s:%s twice", vids[i], id)
			seen[vids[i]+id] = true
		}
		require.NotEmpty(t, r.name, r.pids)
		require.Equal(t, strings.TrimSpace(r.name), r.name)
		require.Empty(t, strings.Trim(r.layout, "aApgd-."), "%s: letters", r.name)
		require.LessOrEqual(t, strings.Count(r.layout, "a"), 1, "%s: one first AT port", r.name)
		require.Contains(t, modes, r.mode, r.name)
		require.False(t, r.mode != "" && (r.layout != "" || r.models != ""), "%s: a mode has no roles", r.name)
		require.True(t, r.pids == "*" || source(r.source) != "", "%s: its source", r.name)
		for _, letter := range r.doubts {
			require.True(t, strings.HasSuffix(doubt(letter), "."), "%s: doubt %c", r.name, letter)
		}
		if r.layout == "" && r.mode == "" && r.protocols == nil && r.pids != "*" {
			require.NotEmpty(t, r.doubts, "%s: no roles, and no word about it", r.name)
		}
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
	compared, missing := 0, 0
	for key, rule := range facts {
		ids := strings.ToLower(key[strings.LastIndex(key, " ")+1:])
		vid, pid, _ := strings.Cut(ids, ":")
		r, ok := lookup(vid, pid)
		ok = ok && r.has(pid)
		if !ok && (rule["at_primary"] != nil || rule["at_secondary"] != nil) {
			missing++
			t.Logf("%s has an AT port and no row", key)
		}
		if !ok || r.layout == "" {
			continue
		}
		for kind, interfaces := range rule {
			role, ok := kinds[kind]
			for _, s := range interfaces {
				n, err := strconv.ParseInt(s, 16, 0)
				if !ok || err != nil {
					continue
				}
				got := r.role(int(n), -1, -1)
				if ids == "1bbb:0000" && got == RoleATSecondary && role == RoleAT { // two rules, which agree on the first port only
					continue
				}
				require.Equal(t, role, got, fmt.Sprintf("%s interface %s", ids, s))
				compared++
			}
		}
	}
	require.Zero(t, missing)
	require.Greater(t, compared, 600)
}
