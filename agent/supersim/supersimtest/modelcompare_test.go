package supersimtest

import (
	"sort"
	"time"

	"github.com/stretchr/testify/require"
)

// compare holds what every account sees against the model.
func (r *modelRig) compare() {
	for account, a := range r.apis {
		sims := map[string][]any{}
		for _, s := range a.get("Sims").list("sims") {
			sims[s["sid"].(string)] = []any{s["iccid"], s["status"], s["account_sid"], s["unique_name"], s["fleet_sid"]}
		}
		want := map[string][]any{}
		settings := []string{}
		for _, s := range r.m.sims {
			if s.account != account {
				require.Equal(r.rt, 404, a.get("Sims/"+s.sid).status)
				continue
			}
			want[s.sid] = s.row()
			settings = append(settings, s.settingsNow(r.now)...)
			r.comparePeriod(a, s)
		}
		require.Equal(r.rt, want, sims, "the Sims of account %c", account[33])
		require.Equal(r.rt, sorted(settings), column(a.get("SettingsUpdates?PageSize=1000").list("settings_updates"), "status"))
		r.compareHistory(account, a)
	}
	for _, s := range r.m.sims {
		ok, reason := r.c.MayAttach(s.iccid)
		require.Equal(r.rt, s.mayUse(), ok, reason)
	}
}

func (s *modelSim) row() []any {
	row := []any{s.iccid, s.shown(), s.account, nil, nil}
	if s.name != "" {
		row[3] = s.name
	}
	if s.fleet != nil {
		row[4] = s.fleet.sid
	}
	return row
}

func (r *modelRig) comparePeriod(a api, s *modelSim) {
	got := r.periods(a, s.sid)
	if s.period == nil || s.period.account != s.account {
		require.Empty(r.rt, got)
	} else {
		require.Len(r.rt, got, 1)
		require.Equal(r.rt, []any{s.period.kind, s.account, s.period.start.Format(time.RFC3339), s.period.end.Format(time.RFC3339)},
			[]any{got[0]["period_type"], got[0]["account_sid"], got[0]["start_time"], got[0]["end_time"]})
	}
	if v := r.c.SimStatus(s.iccid); s.period != nil {
		require.Equal(r.rt, s.period.bytes, v.PeriodBytes)
	}
}

// compareHistory holds against the model what stays with an account whatever becomes of its Sims.
func (r *modelRig) compareHistory(account string, a api) {
	bySim, messages := map[string]float64{}, map[string][]string{}
	from := r.now.Add(-31 * 24 * time.Hour).Truncate(time.Hour)
	for _, u := range r.m.usage {
		if hour := u.at.Truncate(time.Hour); u.account == account && !hour.Before(from) && hour.Before(r.now) && u.bytes > 0 {
			bySim[u.sim] += float64(u.bytes)
		}
	}
	for _, s := range r.m.sms {
		if s.account == account {
			messages[s.sim] = append(messages[s.sim], s.status)
		}
	}
	got := map[string]float64{}
	for _, u := range a.get("UsageRecords?" + q("Group", "sim", "StartTime", r.now.Add(-31*24*time.Hour).Format(time.RFC3339))).list("usage_records") {
		require.Equal(r.rt, account, u["account_sid"])
		got[u["sim_sid"].(string)] = u["data_total"].(float64)
	}
	require.Equal(r.rt, bySim, got)
	for _, s := range r.m.sims {
		require.Equal(r.rt, sorted(messages[s.sid]), column(a.get("SmsCommands?PageSize=1000&Sim="+s.sid).list("sms_commands"), "status"))
	}
}

func sorted(s []string) []string {
	s = append([]string{}, s...)
	sort.Strings(s)
	return s
}

func column(rows []map[string]any, name string) []string {
	all := []string{}
	for _, row := range rows {
		all = append(all, row[name].(string))
	}
	sort.Strings(all)
	return all
}
