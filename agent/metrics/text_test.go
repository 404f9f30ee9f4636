package metrics_test

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/agent"
	"simagent/agent/local"
	"simagent/agent/metrics"
	"simagent/agent/recovery"
	"simagent/atcmd"
)

var update = flag.Bool("update", false, "write the golden files anew")

var now = time.Date(2026, 11, 24, 9, 41, 0, 0, time.UTC)

func ptr[T any](v T) *T { return &v }

// full is a status in which everything is known.
func full() local.Status {
	return local.Status{
		Schema: 1, Name: "gateway-7", Version: "v1", Time: now, UptimeS: ptr(int64(9000)), Clock: "ntp",
		Link: local.Link{State: "up", Since: &now, Port: ptr("/dev/ttyUSB2"), Settings: []local.Setting{},
			Module: local.Module{Manufacturer: ptr("Quectel"), Model: ptr("EG25-G"), Revision: ptr(`R"07\`), Profile: ptr("quectel-lte")}},
		SIM: local.SIM{State: "ready", Since: &now, ICCID: ptr("8988307…6789"), SuperSIM: ptr(true)},
		Network: local.Network{Registration: ptr("roaming"), Since: &now, Attached: ptr(true), AttachedAt: &now, Operator: ptr("310-410"), RAT: ptr("LTE"), Band: ptr("B2"),
			APN: ptr("super"), Signal: local.Signal{RSSI: ptr(-71), RSRP: ptr(-97), RSRQ: ptr(-10.5), SINR: ptr(7.0)}},
		Account: local.Account{ICCID: ptr("8988307…6789"), Stored: &now, ReadyUntil: ptr(now.AddDate(0, 0, 51)), ActiveAt: ptr(now.Add(52 * time.Hour)),
			Data: local.Data{Low: ptr(int64(183_200)), High: ptr(int64(184_224)), Limit: ptr(int64(250_000)), Sent: ptr(int64(100_000)), Received: ptr(int64(83_200))},
			SMS:  local.SMS{Low: ptr(int64(2)), High: ptr(int64(2)), Sent: ptr(int64(1)), Received: ptr(int64(1)), Limit: ptr(int64(5))}},
		Cloud:    local.Cloud{Provider: ptr("twilio"), Status: ptr("ready"), CheckedAt: &now},
		Report:   local.Report{Sent: 3, LastAt: &now, BytesTotal: ptr(int64(12_345)), AlarmsLost: ptr(int64(0)), Alarms: []local.Text{"data 50 %"}},
		Recovery: local.Recovery{State: "idle", Resets: ptr(int64(1)), Allowed: ptr(int64(4)), Acts: []local.Act{{Rung: "radio"}, {Rung: "module_reset"}, {Rung: "radio"}}, Drops: ptr(int64(2)), SupplyLow: ptr(false), SupplyWas: ptr(true)},
		Verdict:  local.Verdict{OK: true},
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
}

func TestKnownStates(t *testing.T) {
	golden(t, "full.prom", metrics.Text(full()))
	golden(t, "nothing.prom", metrics.Text(local.Status{Version: "v1", Link: local.Link{State: "absent"}, SIM: local.SIM{State: "unknown"}, Recovery: local.Recovery{State: "idle"}, Verdict: local.Verdict{Code: agent.NoModule}}))
}

// A series is a name with its labels; the text is read back by the grammar of the format.
type sample struct {
	name, labels string
	value        float64
}

var (
	line  = regexp.MustCompile(`^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*")(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? (-?[0-9]+(?:\.[0-9]+)?)$`)
	label = regexp.MustCompile(`([a-z_]+)="(?:[^"\\]|\\.)*"`)
)

// check holds the text to the format and to the conventions of Prometheus for names, and gives its samples.
func check(t require.TestingT, text []byte) []sample {
	require.True(t, bytes.HasSuffix(text, []byte("\n")))
	var all []sample
	var family, kind string
	seen := map[string]bool{}
	for l := range strings.SplitSeq(strings.TrimSuffix(string(text), "\n"), "\n") {
		if rest, ok := strings.CutPrefix(l, "# HELP "); ok {
			name, help, _ := strings.Cut(rest, " ")
			require.False(t, seen[name], "twice: %s", name)
			require.Regexp(t, `^[A-Z].*\.$`, help)
			family, seen[name] = name, true
			continue
		}
		if rest, ok := strings.CutPrefix(l, "# TYPE "); ok {
			var name string
			name, kind, _ = strings.Cut(rest, " ")
			require.Equal(t, family, name)
			require.Contains(t, []string{"gauge", "counter"}, kind)
			continue
		}
		m := line.FindStringSubmatch(l)
		require.NotNil(t, m, "%q", l)
		require.Equal(t, family, m[1], "a sample outside of its family")
		v, err := strconv.ParseFloat(m[3], 64)
		require.NoError(t, err)
		require.False(t, seen[m[1]+m[2]+" "], "twice: %s", l)
		seen[m[1]+m[2]+" "] = true
		conventions(t, sample{m[1], m[2], v}, kind)
		all = append(all, sample{m[1], m[2], v})
	}
	return all
}

func conventions(t require.TestingT, s sample, kind string) {
	require.Regexp(t, `^simagent_[a-z][a-z_]*[a-z]$`, s.name)
	require.Equal(t, kind == "counter", strings.HasSuffix(s.name, "_total"), s.name)
	require.NotRegexp(t, `_(ms|milliseconds|minutes|hours|days|kb|kilobytes|kib|percent|count|bucket|sum)(_|$)`, s.name)
	if strings.Contains(s.name, "timestamp") {
		require.True(t, strings.HasSuffix(s.name, "_timestamp_seconds"), s.name)
	}
	var names []string
	for _, m := range label.FindAllStringSubmatch(s.labels, -1) {
		names = append(names, m[1])
	}
	info := strings.HasSuffix(s.name, "_info")
	if info {
		require.EqualValues(t, 1, s.value)
		return
	}
	for _, n := range names {
		require.Contains(t, []string{"state", "rung", "iccid"}, n, "a label of %s that does not stay", s.name)
	}
}

// somewhere sets every pointer and text of a status to nothing, or to any value of its type.
func somewhere(t *rapid.T, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeOf(time.Time{}) {
			v.Set(reflect.ValueOf(time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "time"), 0)))
			return
		}
		for i := range v.NumField() {
			somewhere(t, v.Field(i))
		}
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "known") {
			v.Set(reflect.New(v.Type().Elem()))
			somewhere(t, v.Elem())
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), rapid.IntRange(0, 2).Draw(t, "length"), 2))
		for i := range v.Len() {
			somewhere(t, v.Index(i))
		}
	case reflect.String:
		v.SetString(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"up", "ready", "\xff\"\\\n", ""})).Draw(t, "text"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64Range(-1<<40, 1<<40).Draw(t, "number"))
	case reflect.Float64:
		v.SetFloat(rapid.Float64Range(-200, 200).Draw(t, "figure"))
	}
}

func TestAnyStatusIsWellFormed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var st local.Status
		somewhere(t, reflect.ValueOf(&st).Elem())
		ones := map[string]float64{}
		for _, s := range check(t, metrics.Text(st)) {
			if strings.Contains(s.labels, "state=") {
				ones[s.name] += s.value
			}
		}
		for name, n := range ones {
			require.EqualValues(t, 1, n, "%s is not in one state", name)
		}
	})
}

// What is not known has no series, whatever else is known.
func TestUnknownHasNoSeries(t *testing.T) {
	for series, forget := range map[string]func(*local.Status){
		"simagent_data_high_bytes":               func(st *local.Status) { st.Account.Data.High = nil },
		"simagent_data_low_bytes":                func(st *local.Status) { st.Account.Data.Low = nil },
		"simagent_data_limit_bytes":              func(st *local.Status) { st.Account.Data.Limit = nil },
		"simagent_sms_commands_high":             func(st *local.Status) { st.Account.SMS.High = nil },
		"simagent_signal_rsrp_dbm":               func(st *local.Status) { st.Network.Signal.RSRP = nil },
		"simagent_signal_sinr_db":                func(st *local.Status) { st.Network.Signal.SINR = nil },
		"simagent_attached":                      func(st *local.Status) { st.Network.Attached = nil },
		"simagent_registration_state":            func(st *local.Status) { st.Network.Registration = nil },
		"simagent_cloud_status":                  func(st *local.Status) { st.Cloud.Status = nil },
		"simagent_cloud_ok":                      func(st *local.Status) { st.Cloud = local.Cloud{} },
		"simagent_supply_low":                    func(st *local.Status) { st.Recovery.SupplyLow = nil },
		"simagent_data_sent_bytes_total":         func(st *local.Status) { st.Account.ICCID = nil },
		"simagent_module_settings_unmet":         func(st *local.Status) { st.Link.Settings = nil },
		"simagent_port_drops":                    func(st *local.Status) { st.Recovery.Drops = nil },
		"simagent_recovery_acts":                 func(st *local.Status) { st.Recovery.Resets = nil },
		"simagent_module_info":                   func(st *local.Status) { st.Link.State = "silent" },
		"simagent_ready_until_timestamp_seconds": func(st *local.Status) { st.Account.ReadyUntil = nil },
	} {
		st := full()
		require.Regexp(t, "(?m)^"+series+"[ {]", string(metrics.Text(st)))
		forget(&st)
		require.NotRegexp(t, "(?m)^"+series+"[ {]", string(metrics.Text(st)))
	}
}

// The module comes back under other names, later, through another network: the series of values are the same ones.
func TestSeriesStayWhenTheModuleComesBack(t *testing.T) {
	again := full()
	again.Link.Port, again.Network.Operator, again.Network.Band, again.Time = ptr("/dev/ttyUSB7"), ptr("208-01"), nil, now.Add(time.Hour)
	again.UptimeS, again.Account.ActiveAt = ptr(int64(12600)), ptr(again.Account.ActiveAt.Add(5*time.Minute))
	series := func(st local.Status) map[string]float64 {
		all := map[string]float64{}
		for _, s := range check(t, metrics.Text(st)) {
			if !strings.HasSuffix(s.name, "_info") {
				all[s.name+s.labels] = s.value
			}
		}
		return all
	}
	require.Equal(t, series(full()), series(again))
	require.Greater(t, len(series(again)), 40)
}

// The states that are listed are those that there are.
func TestStatesAreThoseOfTheAgent(t *testing.T) {
	st := full()
	states := func(name string) []string {
		set := map[string]bool{}
		for _, s := range check(t, metrics.Text(st)) {
			if s.name == name {
				set[s.labels] = true
			}
		}
		return slices.Sorted(maps.Keys(set))
	}
	labels := func(name string, list ...string) []string {
		for i := range list {
			list[i] = "{" + name + `="` + list[i] + `"}`
		}
		slices.Sort(list)
		return slices.Compact(list)
	}
	require.Equal(t, labels("state", string(agent.Absent), string(agent.Held), string(agent.Opening), string(agent.Silent), string(agent.Up)), states("simagent_link_state"))
	require.Equal(t, labels("state", string(agent.CardUnknown), string(agent.CardAbsent), string(agent.CardBusy), string(agent.CardPIN), string(agent.CardPUK), string(agent.CardLocked),
		string(agent.CardUnreadable), string(agent.CardFailed), string(agent.CardUncertain), string(agent.CardReady)), states("simagent_sim_state"))
	require.Equal(t, labels("state", string(recovery.Idle), string(recovery.Waiting), string(recovery.Resting), string(recovery.Hopeless), "acting"), states("simagent_recovery_state"))
	var stats, rungs []string
	for s := atcmd.NotRegistered; s <= atcmd.RLOS; s++ {
		stats = append(stats, s.String())
	}
	require.Equal(t, labels("state", append(stats, atcmd.UICCFailure.String())...), states("simagent_registration_state"))
	for r := recovery.Wait; r <= recovery.Rest; r++ {
		if r.Counted() {
			rungs = append(rungs, r.String())
		}
	}
	require.Equal(t, labels("rung", rungs...), states("simagent_recovery_acts"))
}

// Prometheus's own tool agrees, where it is installed.
func TestPromtoolAgrees(t *testing.T) {
	path, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("not run: promtool is not installed; the rules above hold")
	}
	for _, st := range []local.Status{full(), {}} {
		c := exec.Command(path, "check", "metrics")
		c.Stdin = bytes.NewReader(metrics.Text(st))
		out, err := c.CombinedOutput()
		require.NoError(t, err, "%s", out)
		require.Empty(t, string(out))
	}
}
