package supersimtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sort"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// leaf is a value of a JSON document, the name it has, and how to put another in its place.
type leaf struct {
	name string
	old  any
	set  func(any)
}

// leaves lists every value below v in a fixed order.
func leaves(v any) (all []leaf) {
	switch x := v.(type) {
	case map[string]any:
		names := make([]string, 0, len(x))
		for name := range x {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			all = append(append(all, leaf{name, x[name], func(n any) { x[name] = n }}), leaves(x[name])...)
		}
	case []any:
		for i := range x {
			all = append(append(all, leaf{"", x[i], func(n any) { x[i] = n }}), leaves(x[i])...)
		}
	}
	return all
}

// copied is v without anything in common with it, so that no document holds itself.
func copied(v any) (c any) {
	b, _ := json.Marshal(v) // it came from JSON
	_ = json.Unmarshal(b, &c)
	return c
}

// A file of Save in which some values were exchanged is refused, or gives a cloud that holds together: it shows its
// lists, goes on for a year, and can be saved and loaded again.
func TestBentFiles(t *testing.T) {
	w, _ := fullWorld(t)
	var file bytes.Buffer
	require.NoError(t, w.c.Save(&file))
	refused, taken := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		var doc any
		require.NoError(rt, json.Unmarshal(file.Bytes(), &doc))
		for range rapid.IntRange(1, 3).Draw(rt, "changes") {
			all := leaves(doc)
			i := rapid.IntRange(0, len(all)-1).Draw(rt, "which")
			var alike []any // what stands under the same name elsewhere
			for _, l := range all {
				if l.name == all[i].name {
					alike = append(alike, l.old)
				}
			}
			if rapid.Bool().Draw(rt, "alike") {
				all[i].set(copied(rapid.SampledFrom(alike).Draw(rt, "to")))
				continue
			}
			all[i].set(rapid.SampledFrom([]any{nil, "", "active", "ready", "scheduled", 0, -1, 1, 1e300, true, []any{}, map[string]any{}, "2026-04-01T00:00:00Z",
				"0001-01-01T00:00:00Z", "9999-01-01T00:00:00Z", "null"}).Draw(rt, "to"))
		}
		b, err := json.Marshal(doc)
		require.NoError(rt, err)
		now := w.now
		opt := worldOptions(true)
		opt.Now = func() time.Time { return now }
		c, err := Load(opt, bytes.NewReader(b))
		if err != nil {
			require.Nil(rt, c)
			refused++
			return
		}
		taken++
		now = now.AddDate(1, 0, 0)
		for _, account := range []string{AccountSID, subSID} {
			a := api{rt, c, account, map[string]string{AccountSID: AuthToken, subSID: "sub-token"}[account]}
			for _, path := range []string{"Sims", "Fleets", "SmsCommands", "IpCommands", "SettingsUpdates", "ESimProfiles", "UsageRecords?Group=sim", "NetworkAccessProfiles"} {
				require.Equal(rt, 200, a.get(path).status, path)
			}
			for _, s := range a.get("Sims").list("sims") {
				require.Equal(rt, 200, a.get(fmt.Sprintf("Sims/%s/BillingPeriods", s["sid"])).status)
				c.AddUsage(s["iccid"].(string), 1, 1)
				c.ReceiveSMS(s["iccid"].(string), "x")
				a.post(fmt.Sprintf("Sims/%s", s["sid"]), q("Status", "active"))
			}
		}
		var again bytes.Buffer
		require.NoError(rt, c.Save(&again))
		_, err = Load(opt, &again)
		require.NoError(rt, err)
	})
	t.Logf("refused %d, taken %d", refused, taken)
	require.NotZero(t, refused)
	require.NotZero(t, taken)
}
