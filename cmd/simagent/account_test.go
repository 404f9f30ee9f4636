package main_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/local"
	"simagent/agent/report"
)

// spent runs a daemon until it counted 7,000 B and knows the time.
func spent(t *testing.T, more string) (*bench, *daemon) {
	t.Helper()
	b := newLab(t)
	d := b.start("--config", b.config(more))
	d.await("working", working)
	require.True(t, b.lab.Traffic(3_000, 4_000))
	d.await("counted, and dated", func(st local.Status) bool {
		return st.Account.Data.Low != nil && *st.Account.Data.Low >= 7_000 && st.Clock != ""
	})
	return b, d
}

func book(t *testing.T, text string) (v local.Book) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(text), &v), text)
	return v
}

// An account is shown by the daemon and without it, short and in full, and an hour of it by bars, JSON and CSV.
func TestAccountAndUsage(t *testing.T) {
	t.Parallel()
	b, d := spent(t, "[report]\nip_command = false\n")
	out, errs, code := b.command("account", "show")
	require.Zero(t, code, errs)
	d.clean(out)
	require.Contains(t, out, "sent 3,000 B  received 4,000 B")
	require.Contains(t, flat(out), "Counted on AT+QGDCNT")
	out, _, code = b.command("account", "show", "--json")
	require.Zero(t, code)
	live := book(t, out)
	require.True(t, live.Live)
	require.EqualValues(t, 4_000, *live.Account.Data.Received)
	require.Len(t, live.Days, 1)
	require.EqualValues(t, 7_000, live.Days[0].Sent+live.Days[0].Received)
	out, _, code = b.command("account", "show", agenttest.ICCID, "--json", "--show-ids")
	require.Zero(t, code)
	require.Equal(t, agenttest.ICCID, book(t, out).ICCID)

	out, _, code = b.command("usage")
	require.Zero(t, code)
	require.Contains(t, out, "█")
	require.Contains(t, flat(out), "in all 7,000 3,000 4,000")
	require.Len(t, strings.Split(strings.TrimSpace(out), "\n"), 17, "a head, the columns, 14 days, the sum")
	out, _, code = b.command("usage", "--by", "hour", "--csv")
	require.Zero(t, code)
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 25)
	require.Equal(t, "from_utc", rows[0][0])
	sum := 0
	for _, r := range rows[1:] {
		var n int
		_, _ = fmt.Sscan(r[1], &n)
		sum += n
	}
	require.Equal(t, 3_000, sum)
	out, _, code = b.command("usage", "--json", "--from", time.Now().UTC().AddDate(0, 0, -1).Format("2006-01-02"))
	require.Zero(t, code)
	require.Len(t, strings.Split(strings.TrimSpace(out), "\n"), 2)
	for args, want := range map[string]string{
		"--by year": "--by must be hour or day", "--json --csv": "give one of --json and --csv", "--from 2999-01-01": "not in the future",
		"--from yesterday": "--from must be a day", "--by hour --from 2020-01-01": "a span of more than 3660 rows", "1234": `no SIM that was counted here fits "1234"`,
	} {
		_, errs, code = b.command(append([]string{"usage"}, strings.Fields(args)...)...)
		require.Equal(t, 1, code, args)
		require.Contains(t, errs, want, args)
	}

	d.stop(syscall.SIGTERM)
	out, _, code = b.command("account", "export")
	require.Zero(t, code)
	stored := book(t, out)
	require.False(t, stored.Live)
	require.EqualValues(t, 7_000, *stored.Account.Data.Low)
	require.EqualValues(t, 7_000, stored.Ceiling, "a clean stop costs no lease")
	require.NotContains(t, out, agenttest.ICCID)
	out, _, _ = b.command("account", "show", agenttest.ICCID[len(agenttest.ICCID)-4:])
	require.Contains(t, out, "received 4,000 B")
}

// A person's word replaces the count, with the daemon and without, and is on the disk when the command ends.
func TestBaseline(t *testing.T) {
	t.Parallel()
	b, d := spent(t, "[report]\nip_command = false\n")
	_, errs, code := b.command("account", "baseline", "--data", "100000")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "--yes", "there is nobody to ask")
	for args, want := range map[string]string{
		"": "give bytes, SMS Commands, or both", "--data x": "--data must be a number", "--data 5-3": "--data must be a number", "--sms -1": "--sms must be a number", "--data 1 7777": "no SIM that was counted here",
	} {
		_, errs, code = b.command(append([]string{"account", "baseline", "--yes"}, strings.Fields(args)...)...)
		require.Equal(t, 1, code, args)
		require.Contains(t, errs, want, args)
	}
	out, errs, code := b.command("account", "baseline", "--data", "100,000-101,000", "--sms", "2", "--yes")
	require.Zero(t, code, errs)
	require.Contains(t, out, "100000 to 101000 B and 2 SMS Commands")
	d.clean(out)
	require.True(t, b.lab.Traffic(500, 500))
	st := d.await("goes on", func(st local.Status) bool { return *st.Account.Data.High >= 102_000 })
	require.EqualValues(t, 102_000, *st.Account.Data.High)
	require.GreaterOrEqual(t, *st.Account.Data.Low, int64(100_000))
	require.EqualValues(t, 2, *st.Account.SMS.High)
	require.NoError(t, d.cmd.Process.Kill()) // what was confirmed survives
	<-d.ended
	out, _, _ = b.command("account", "show", "--json")
	require.EqualValues(t, 2, *book(t, out).Account.SMS.Low)
	require.GreaterOrEqual(t, *book(t, out).Account.Data.Low, int64(100_000))
	out, errs, code = b.command("account", "baseline", "--data", "0", "--sms", "0", "--yes")
	require.Zero(t, code, errs)
	require.Contains(t, out, "0 B and 0 SMS Commands")
	d = b.start("--config", b.config("[report]\nip_command = false\n"))
	st = d.await("working", working)
	require.Less(t, *st.Account.Data.High, int64(2_000))
}

func TestNoAccount(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, args := range []string{"account show", "usage", "account export"} {
		_, errs, code := b.command(strings.Fields(args)...)
		require.Equal(t, 3, code, args)
		require.Contains(t, errs, "no account is stored in "+b.state+", and no simagent is running; start it: simagent run")
	}
}

// alarmed are the alarms of the first report with any: one without may have followed it.
func alarmed(list []report.Payload) []report.Alarm {
	for _, p := range list {
		if len(p.Alarms) > 0 {
			return p.Alarms
		}
	}
	return nil
}

// Reports go to the user's own address, signed; the user's command is told of an alarm.
func TestReportURLAndAlarmCommand(t *testing.T) {
	t.Parallel()
	const key = "a secret of some length"
	var mu sync.Mutex
	var got []report.Payload
	var bad []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		p, _, _, err := report.DecodeJSON(body)
		if err == nil {
			err = report.Verify([]byte(key), r.Header.Get(report.SignatureHeader), body, time.Now(), -1)
		}
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			bad = append(bad, err.Error())
		}
		got = append(got, p)
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(srv.Close)
	b := newLab(t)
	file, told := filepath.Join(b.dir, "report.key"), filepath.Join(b.dir, "told")
	require.NoError(t, os.WriteFile(file, []byte(key+"\n"), 0o600))
	more := fmt.Sprintf("[report]\nurl = %q\nkey = %q\ninterval = \"1s\"\n[alarm]\ncommand = [\"/bin/sh\", \"-c\", \"cat >> %s; env | grep -c CREDENTIAL >> %s.env\"]\n", srv.URL+"/r", file, told, told)
	d := b.start("--config", b.config(more))
	d.await("working", working)
	require.True(t, b.lab.Traffic(130_000, 0))
	st := d.await("told", func(st local.Status) bool {
		mu.Lock()
		defer mu.Unlock()
		return alarmed(got) != nil && len(st.Report.Alarms) == 0
	})
	require.Equal(t, "HTTPS", *st.Report.LastRoute)
	require.Empty(t, bad)
	mu.Lock()
	require.Equal(t, report.AlarmData50, alarmed(got)[0])
	mu.Unlock()
	require.Zero(t, b.lab.Metered().Datagrams)
	var text []byte
	until(t, "alarm.command", func() bool { text, _ = os.ReadFile(told); return len(text) > 0 }, func() string { return d.log() })
	var e struct {
		Kind   string       `json:"kind"`
		Status local.Status `json:"status"`
	}
	require.NoError(t, json.Unmarshal(text, &e))
	require.Equal(t, "data 50 %", e.Kind)
	require.NotContains(t, string(text), agenttest.ICCID)
	require.NotContains(t, d.log(), key)
	d.stop(syscall.SIGTERM)

	for extra, want := range map[string]string{
		"[report]\nurl = \"http://192.0.2.1/r\"\nkey = \"/x\"\n":                   "report.url: the report URL must be https",
		"[report]\nurl = \"https://example.com/r\"\n":                              "report.key: want the path of a file",
		fmt.Sprintf("[report]\nurl = \"https://example.com/r\"\nkey = %q\n", told): "cannot sign reports (report.key): cannot use report key",
		"[report]\nsms = -1\n":        "report.sms: -1, want 0 to 100",
		"[alarm]\ncommand = [\"\"]\n": "alarm.command: want a program",
	} {
		out, errs, code := b.command("run", "--config", b.config(extra))
		require.Equal(t, 1, code, out)
		require.Contains(t, errs, want)
	}
}

// What the user's command does wrong is said, and keeps nobody.
func TestAlarmCommandThatFails(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	d := b.start("--config", b.config("[alarm]\ncommand = [\"/bin/sh\", \"-c\", \"echo it is broken; exit 3\"]\n"))
	d.await("working", working)
	require.True(t, b.lab.Traffic(130_000, 0))
	until(t, "said", func() bool { return strings.Contains(d.log(), "cannot run alarm.command: exit status 3") }, func() string { return d.log() })
	require.Contains(t, d.log(), "it is broken")
	d.await("working", working)
}
