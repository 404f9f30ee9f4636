package agent

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/config"
	"simagent/agent/ledger"
	"simagent/agent/report"
)

// BenchmarkReportDay is what reports cost a day while the Sim is `ready`, or while its state is not known: of a quiet SIM, which
// has its heartbeat alone, and of one that loses and finds the network every ten minutes. As IP Commands they are IP bytes
// over the modem, header included; to the user's own address they are a number, since nothing goes over the modem.
func BenchmarkReportDay(b *testing.B) {
	const days = 28
	for _, life := range []struct {
		name  string
		url   string
		flaps time.Duration
	}{
		{"ip-quiet", "", 0},
		{"ip-changes", "", 10 * time.Minute},
		{"https-quiet", "https://collector.test/report", 0},
		{"https-changes", "https://collector.test/report", 10 * time.Minute},
	} {
		b.Run(life.name, func(b *testing.B) {
			d := liveReports(b, life.url, life.flaps, days)
			for b.Loop() { // the days were played once
			}
			b.ReportMetric(float64(d.reports)/days, "reports/day")
			b.ReportMetric(float64(d.bytes)/days, "ip-B/day")
			b.ReportMetric(float64(d.worst), "most-ip-B/day")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// reportDays is what left: the whole, and the most IP bytes in one UTC day.
type reportDays struct {
	reports, bytes, worst int
}

func liveReports(b *testing.B, url string, flaps time.Duration, days int) (d reportDays) {
	c := newCrowd(b, 1)
	from := c.start.Truncate(24*time.Hour).AddDate(0, 0, 2) // the first days belong to the start
	byDay := map[time.Time]int{}
	c.send = func(f Send) Reported {
		v := Reported{ICCID: f.ICCID, Sequence: f.Sequence, Route: f.Route}
		if f.Route == ByIP {
			payload, err := report.Encode(f.Payload)
			require.NoError(b, err)
			v.Bytes = len(payload) + report.OverheadIPv4
			require.Equal(b, f.Cost, v.Bytes)
		}
		if !c.now.Before(from) {
			d.reports++
			d.bytes += v.Bytes
			byDay[c.now.Truncate(24*time.Hour)] += v.Bytes
		}
		return v
	}
	cfg := config.Default()
	cfg.Report.URL = url
	cfg.Meter.PollIdle = config.Duration(time.Hour)
	who := c.members[0]
	who.m = New(SettingsOf(cfg))
	c.later(who, 0, Started{Boot: ledger.BootID{1}})
	c.run(from.Add(-time.Hour))
	require.True(b, who.m.online())
	until := from.AddDate(0, 0, days)
	for at := time.Duration(0); flaps > 0 && c.now.Add(at).Before(until); at += flaps {
		c.later(who, at, Polled{Gen: who.m.Link.Gen, Pin: "READY", Attached: new(false)})
		c.later(who, at+30*time.Second, Polled{Gen: who.m.Link.Gen, Pin: "READY", Attached: new(true)})
	}
	c.run(until.Add(-time.Nanosecond))
	for _, n := range byDay {
		d.worst = max(d.worst, n)
	}
	return d
}
