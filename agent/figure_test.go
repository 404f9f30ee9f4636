package agent

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/ledger"
)

func TestDayFigures(t *testing.T) {
	for _, c := range []struct {
		f           DayFigure
		extra, less int64
	}{
		{DayFigure{Cloud: 1000, Low: 1000, High: 1000}, 0, 0},
		{DayFigure{Cloud: 5096, Low: 1000, High: 1000}, 0, 0},
		{DayFigure{Cloud: 5097, Low: 1000, High: 1000}, 4097, 0},
		{DayFigure{Cloud: 110_000, Low: 90_000, High: 100_000}, 0, 0},
		{DayFigure{Cloud: 110_001, Low: 90_000, High: 100_000}, 10_001, 0},
		{DayFigure{Cloud: 0, Low: 4096, High: 5000}, 0, 0},
		{DayFigure{Cloud: 80_999, Low: 90_000, High: 100_000}, 0, 9_001},
	} {
		require.Equal(t, c.extra, c.f.extra(), "%+v", c.f)
		require.Equal(t, c.less, c.f.less(), "%+v", c.f)
	}
	require.Equal(t, "on 2026-11-24 the cloud counted 5 B and this device 1 to 2", DayFigure{Day: 20781, Cloud: 5, Low: 1, High: 2}.words())
}

// What the counts lead to, at and around each threshold.
func TestPredictedStatus(t *testing.T) {
	now := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	start, until := now.AddDate(0, -1, 0), now.AddDate(0, 2, 0)
	all := ledger.KnownData | ledger.KnownSMS
	for _, c := range []struct {
		status    string
		low, high int64
		sms       uint32
		known     ledger.Known
		at        time.Time
		want      string
	}{
		{"ready", 0, 0, 0, all, now, "ready"},
		{"ready", 249_000, 249_999, 4, all, now, "ready"},
		{"ready", 249_000, 250_000, 0, all, now, "ready or active"},
		{"ready", 250_000, 250_000, 0, all, now, "ready or active"},
		{"ready", 255_999, 300_000, 0, all, now, "ready or active"},
		{"ready", 256_000, 256_000, 0, all, now, "active"},
		{"ready", 0, 0, 5, all, now, "active"},
		{"ready", 0, 0, 0, all, until, "active"},
		{"ready", 0, 0, 0, 0, now, ""},
		{"ready", 256_000, 256_000, 0, 0, now, "active"},
		{"ready", 0, 0, 5, 0, now, "active"},
		{"ready", 0, 0, 0, ledger.KnownData, now, ""},
		{"", 0, 0, 0, all, now, "ready"},
		{"scheduled", 0, 0, 0, 0, now, ""},
		{"new", 0, 0, 0, all, now, "new"},
		{"inactive", 1 << 30, 1 << 30, 9, all, now, "inactive"},
	} {
		r := ledger.FreshRecord("8988307000000000001", start)
		r.Data, r.SMS, r.Known = ledger.Data{TX: c.low, Slack: c.high - c.low}, ledger.SMS{Sent: c.sms}, c.known
		r.Period = ledger.BillingPeriod{Type: ledger.PeriodReady, Start: start, Until: until}
		m := Machine{Now: c.at, Account: Account{Has: true, Ledger: ledger.NewAccount(r)}, Cloud: Cloud{Status: c.status}}
		require.Equal(t, c.want, m.predicted(), "%+v", c)
	}
	require.Empty(t, (&Machine{Cloud: Cloud{Status: "ready"}}).predicted())
}

// Every verdict but a good one is somebody's affair.
func TestVerdictsSayWhere(t *testing.T) {
	for code, want := range map[int]string{
		AllWell: "", Starting: "", NoModule: "modem", PortHeld: "modem", ModuleSilent: "modem", SIMAbsent: "SIM", SIMNeedsPUK: "SIM", SIMUnreadable: "SIM",
		ModuleLocked: "modem", NotActivated: "cloud", UpdatePending: "cloud", Deactivated: "cloud", NotInAccount: "cloud", DataDisabled: "cloud", OverLimit: "cloud",
		Denied: "network", SearchesNetwork: "network", NotAttached: "network", RadioOff: "modem", WrongSettings: "modem", NearThreshold: "account", UsedElsewhere: "account",
		StorageFull: "account", AccountNotKept: "device", CloudFails: "cloud", ClockUnset: "device", NoDaemon: "device",
	} {
		require.Equal(t, want, Verdict{Code: code}.Where(), code)
	}
}

// What ended `ready` is said for certain, probably, or not at all: an unknown past explains nothing.
func TestWhatEndedReady(t *testing.T) {
	now := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	all := ledger.KnownData | ledger.KnownSMS
	for _, c := range []struct {
		low, high int64
		sms       uint32
		known     ledger.Known
		until     time.Time
		scheduled bool
		want      string
		probably  bool
	}{
		{250_000, 250_000, 0, all, now.AddDate(0, 1, 0), false, "data", false},
		{249_000, 250_000, 0, all, now.AddDate(0, 1, 0), false, "data", true},
		{243_000, 243_000, 0, all, now.AddDate(0, 1, 0), false, "data", true},
		{100, 100, 5, all, now.AddDate(0, 1, 0), false, "sms", false},
		{100, 100, 0, all, now, false, "time", false},
		{100, 100, 0, all, now.Add(time.Hour), false, "time", true},
		{100, 100, 0, all, now.AddDate(0, 1, 0), false, "none", false},
		{100, 100, 0, all, now.AddDate(0, 1, 0), true, "request", true},
		{100, 100, 0, 0, now.AddDate(0, 1, 0), true, "request", true},
		{100, 100, 0, 0, now.AddDate(0, 1, 0), false, "unknown", false},
		{100, 100, 0, ledger.KnownSMS, now.AddDate(0, 1, 0), false, "unknown", false},
		{250_000, 250_000, 0, 0, now.AddDate(0, 1, 0), true, "data", false},
		{100, 100, 0, 0, now, true, "time", false},
	} {
		r := ledger.FreshRecord("8988307000000000001", now)
		r.Data, r.SMS, r.Known = ledger.Data{TX: c.low, Slack: c.high - c.low}, ledger.SMS{Sent: c.sms}, c.known
		r.Period = ledger.BillingPeriod{Type: ledger.PeriodReady, Start: now.AddDate(0, -2, 0), Until: c.until}
		s := step{m: Machine{Now: now, Account: Account{Has: true, Ledger: ledger.NewAccount(r)}}}
		by, probably := s.endedBy(c.scheduled)
		require.Equal(t, c.want, by, "%+v", c)
		require.Equal(t, c.probably, probably, "%+v", c)
	}
}

// Only a Sim that was ready has an end of ready to explain.
func TestOnlyReadyEnds(t *testing.T) {
	for _, c := range []struct {
		was, before string
		period      ledger.PeriodType
		want        bool
	}{
		{"ready", "", 0, true}, {"scheduled", "ready", 0, true}, {"scheduled", "inactive", ledger.PeriodReady, false}, {"scheduled", "new", 0, false},
		{"scheduled", "", ledger.PeriodReady, true}, {"scheduled", "", ledger.PeriodActive, false}, {"inactive", "ready", 0, false}, {"new", "", 0, false}, {"", "", ledger.PeriodReady, false},
	} {
		r := ledger.FreshRecord("8988307000000000001", time.Time{})
		r.Period.Type = c.period
		m := Machine{Cloud: Cloud{Before: c.before}, Account: Account{Ledger: ledger.NewAccount(r)}}
		require.Equal(t, c.want, m.wasReady(c.was), "%+v", c)
	}
}

// The end of `ready` is reckoned by the cloud's clock once that was heard.
func TestTimeIsTheCloudsTime(t *testing.T) {
	m := Machine{Now: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)}
	require.Equal(t, m.Now, m.time())
	m.Cloud.Skew, m.Cloud.Heard = -80*24*time.Hour, true
	require.Equal(t, time.Date(2027, 2, 12, 0, 0, 0, 0, time.UTC), m.time())
	r := ledger.FreshRecord("8988307000000000001", m.Now)
	r.Known = ledger.KnownData | ledger.KnownSMS
	r.Period = ledger.BillingPeriod{Type: ledger.PeriodReady, Start: m.Now, Until: m.Now.AddDate(0, 0, 92)}
	m.Account = Account{Has: true, Ledger: ledger.NewAccount(r)}
	st := m.accountStatus(false)
	require.EqualValues(t, 12*86400, *st.ReadyLeftS)
	require.Equal(t, "time", *st.EndsFirst)
}
