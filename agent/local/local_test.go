package local

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func ptr[T any](v T) *T { return &v }

// full is a status of which everything is known.
func full() Status {
	now := time.Date(2026, 11, 24, 9, 41, 0, 0, time.UTC)
	return Status{
		Schema: Schema, Name: "gateway-7", Version: "1.2.3", Time: now, UptimeS: ptr(int64(3*86400 + 4*3600 + 12*60)), Clock: "cloud",
		Link: Link{State: "up", Since: ptr(now), Port: ptr("/dev/ttyUSB2"), Module: Module{Manufacturer: ptr("Quectel"), Model: ptr("EG25-G"), Revision: ptr("R"), Profile: ptr("P")}},
		SIM:  SIM{State: "ready", ICCID: ptr("8988307…6789"), SuperSIM: ptr(true)},
		Network: Network{Registration: ptr("roaming"), Attached: ptr(true), AttachedAt: ptr(now.Add(-67*time.Hour - 40*time.Minute)), Operator: ptr("310-410"),
			RAT: ptr("LTE"), APN: ptr("super"), Signal: Signal{RSSI: ptr(-71), RSRP: ptr(-97), RSRQ: ptr(-10.5)}},
		Account: Account{ICCID: ptr("8988307…6789"), Data: Data{Low: ptr(int64(183_200)), High: ptr(int64(184_224)), Limit: ptr(int64(250_000)), Source: ptr("wwan0"), NotSeen: []string{"the card's own traffic", "operator rounding"}},
			SMS:        SMS{Low: ptr(int64(2)), High: ptr(int64(2)), Sent: ptr(int64(1)), Received: ptr(int64(1)), Limit: ptr(int64(5))},
			ReadyUntil: ptr(now.AddDate(0, 0, 51)), ReadyUntilEstimated: ptr(false), ReadyLeftS: ptr(int64(51 * 86400)), EndsFirst: ptr("data"),
			ActiveAt: ptr(now.Add(52 * time.Hour)), ActiveInS: ptr(int64(52 * 3600)), ActiveAtLatest: ptr(false)},
		Cloud:       Cloud{Provider: ptr("twilio"), SID: ptr("HS1f…c2"), Status: ptr("ready"), FleetSID: ptr("HF6f…4b"), CheckedAt: ptr(now)},
		Report:      Report{Sent: 3, LastAt: ptr(now.Add(-3 * time.Hour)), LastRoute: ptr("IP Command"), Sequence: ptr(int64(9)), BytesToday: ptr(int64(264)), BudgetToday: ptr(int64(275))},
		Verdict:     Verdict{OK: true, Text: "Everything works. Nothing to do."},
		Transitions: []Transition{{Time: now, Trusted: true, What: "attach", From: "detached", To: "attached"}},
	}
}

func TestScreenOfAKnownState(t *testing.T) {
	require.Equal(t, `gateway-7    up 3 d 04:12                                Tue 24 Nov 09:41:00 UTC
SIM          8988307…6789  Super SIM  HS1f…c2  ready  fleet HF6f…4b
Modem        Quectel EG25-G  /dev/ttyUSB2  attached 2 d 19:40
Network      roaming 310-410 LTE  RSRP -97 dBm, fair  APN super
Data         183,200 to 184,224 of 250,000 B    ██████████████░░░░░░ 73 %
SMS          2 of 5                             ████████░░░░░░░░░░░░ 40 %
Ready until  2027-01-14, 51 days  active in about 2 d 4 h, first by data
Counted on   wwan0; not seen: the card's own traffic, operator rounding
Reports      3 sent, 264 B of 275 today  last 06:41 by IP Command
OK           Everything works. Nothing to do.
`, Screen(full(), ScreenOptions{}))
}

// The cloud's word beside ours, the Fleet by its name, and whose affair the verdict is.
func TestScreenOfTheCloudsWord(t *testing.T) {
	st := full()
	st.Cloud.Fleet = ptr("hq-sensors")
	st.Cloud.Compared = []DayFigure{{Day: "2026-11-21", Cloud: 84_000, Low: 10_000, High: 11_024, Says: "more"}, {Day: "2026-11-20", Cloud: 9, Low: 9, High: 9, Says: "agrees"}}
	st.Verdict = Verdict{Code: 55, Where: "account", Text: "On 2026-11-21 the cloud counted 84000 B and this device 10000 to 11024."}
	s := Screen(st, ScreenOptions{})
	require.Contains(t, s, "  fleet hq-sensors\n")
	require.NotContains(t, s, "HF6f")
	require.Contains(t, s, "\nCloud counts 84,000 B on 2026-11-21  more than here\n")
	require.Contains(t, s, "\nAttention    Account - On 2026-11-21 the cloud counted")
	st.Cloud.Compared[0].Says = "less"
	require.Contains(t, Screen(st, ScreenOptions{}), "less than here: 10,000 B")
	require.Contains(t, Screen(Status{Cloud: Cloud{Compared: st.Cloud.Compared[1:]}}, ScreenOptions{}), "9 B on 2026-11-20  as here")
	st.Account.Data.High, st.Account.PastSureAt = nil, ptr(time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC))
	require.Contains(t, strings.Join(strings.Fields(Screen(st, ScreenOptions{})), " "), "a past that is not known until the cloud's records are complete, 26 Nov 10:00 UTC")
	b, err := json.Marshal(Status{Verdict: Verdict{OK: true}})
	require.NoError(t, err)
	require.Contains(t, string(b), `"where":null`)
}

func TestUnknownIsNeverShownAsZero(t *testing.T) {
	st := full()
	st.Account.Data.High, st.Account.SMS.High = nil, nil
	s := Screen(st, ScreenOptions{})
	require.Contains(t, s, "at least 183,200 of 250,000 B")
	require.Contains(t, s, "≥ 73 %")
	require.Contains(t, s, "past that is not known")
	st.Account.Data.Low, st.Account.SMS.Low = ptr(int64(0)), ptr(int64(0))
	s = Screen(st, ScreenOptions{})
	require.NotContains(t, s, " 0 %")
	require.Contains(t, s, "not known; none seen here of 250,000 B")
	require.Contains(t, s, "not known; none seen here of 5")
	st.Account.Data.Low = nil
	require.Contains(t, Screen(st, ScreenOptions{}), "nothing counts the bytes")
}

// The emptiest status there is has a screen too, and every line fits.
func TestScreenFits(t *testing.T) {
	require.NotPanics(t, func() { Screen(Status{}, ScreenOptions{History: true, Color: true}) })
	rapid.Check(t, func(t *rapid.T) {
		st := full()
		st.Verdict.Text = rapid.StringMatching(`([a-zé]{1,12} ){0,40}`).Draw(t, "text")
		st.Cloud.Error = ptr(rapid.StringMatching(`([a-z]{1,12} {1,2}){0,40}`).Draw(t, "error"))
		width := rapid.IntRange(60, 100).Draw(t, "width")
		for _, color := range []bool{false, true} {
			for _, l := range strings.Split(Screen(st, ScreenOptions{Width: width, Color: color, History: true}), "\n") {
				require.LessOrEqual(t, columns(l), width, "%q", l)
			}
		}
	})
}

type source struct {
	st       Status
	sent     []string
	err      error
	baseline Baseline
}

func (s *source) Status(_ context.Context, showIDs bool) (Status, error) {
	st := s.st
	if showIDs {
		st.SIM.ICCID = ptr("89883070000000012342")
	}
	return st, s.err
}

func (s *source) SendSMS(_ context.Context, text string, force bool) error {
	if !force {
		return &Refused{"refused: it costs"}
	}
	s.sent = append(s.sent, text)
	return s.err
}

func (s *source) AT(_ context.Context, q ATRequest) (ATAnswer, error) {
	if q.Cmd == "+CPIN?" {
		return ATAnswer{Lines: []string{}, Error: &ATError{Name: "AT+CPIN", Kind: 1, Code: 10, Text: "SIM not inserted"}}, nil
	}
	if !q.Force {
		return ATAnswer{}, &Refused{"refused: it writes"}
	}
	return ATAnswer{Lines: []string{q.Cmd, q.Text}}, s.err
}

func (s *source) Book(_ context.Context, showIDs bool) (Book, error) {
	id := "8988307…6789"
	if showIDs {
		id = "8988307000000006789"
	}
	return Book{ICCID: id}, s.err
}

func (s *source) SetBaseline(_ context.Context, b Baseline) error {
	if b.DataLow == nil {
		return &Refused{"give bytes"}
	}
	s.baseline = b
	return s.err
}

func (s *source) Record(ctx context.Context, w io.Writer) error {
	if s.err != nil {
		return &Refused{"somebody records already"}
	}
	_, _ = io.WriteString(w, "simagent-transcript 1\n")
	<-ctx.Done()
	return nil
}

func serve(t *testing.T, src Source) string {
	t.Helper()
	dir := t.TempDir()
	l, err := Listen(dir)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, l, src) }()
	t.Cleanup(func() { cancel(); require.NoError(t, <-done) })
	return dir
}

func TestRecordOverTheSocket(t *testing.T) {
	src := &source{}
	c := NewClient(serve(t, src))
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	go func() { // ends with the request
		line, _ := bufio.NewReader(r).ReadString('\n')
		if line == "simagent-transcript 1\n" {
			cancel()
		}
	}()
	require.NoError(t, c.Record(ctx, w))
	src.err = errors.New("busy")
	require.EqualError(t, c.Record(t.Context(), io.Discard), "somebody records already")
	require.ErrorIs(t, NewClient(t.TempDir()).Record(t.Context(), io.Discard), ErrNoDaemon)
}

func TestAPIOverTheSocket(t *testing.T) {
	src := &source{st: full()}
	dir := serve(t, src)
	c := NewClient(dir)
	st, err := c.Status(t.Context(), false)
	require.NoError(t, err)
	require.Equal(t, full(), st)
	st, err = c.Status(t.Context(), true)
	require.NoError(t, err)
	require.Equal(t, "89883070000000012342", *st.SIM.ICCID)
	a, err := c.AT(t.Context(), ATRequest{Cmd: "+CPIN?"})
	require.NoError(t, err)
	require.Equal(t, 10, a.Error.Code)
	_, err = c.AT(t.Context(), ATRequest{Cmd: "+CFUN=0"})
	require.EqualError(t, err, "refused: it writes")
	a, err = c.AT(t.Context(), ATRequest{Cmd: "+CMGS=1", Text: "t", Force: true})
	require.NoError(t, err)
	require.Equal(t, ATAnswer{Lines: []string{"+CMGS=1", "t"}}, a)
	require.EqualError(t, c.SendSMS(t.Context(), "x", false), "refused: it costs")
	require.NoError(t, c.SendSMS(t.Context(), "x", true))
	require.Equal(t, []string{"x"}, src.sent)
	src.err = errors.New("the daemon is ending")
	_, err = c.Status(t.Context(), false)
	require.EqualError(t, err, "the daemon is ending")

	info, err := os.Stat(filepath.Join(dir, SocketName))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o660), info.Mode().Perm())
	_, err = Listen(dir)
	require.ErrorContains(t, err, "another simagent runs there")
}

func TestDeadSocketIsReplaced(t *testing.T) {
	dir := t.TempDir()
	_, err := NewClient(dir).Status(t.Context(), false)
	require.ErrorIs(t, err, ErrNoDaemon)
	l, err := net.Listen("unix", filepath.Join(dir, SocketName))
	require.NoError(t, err)
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	require.NoError(t, l.Close())
	_, err = NewClient(dir).Status(t.Context(), false)
	require.ErrorIs(t, err, ErrNoDaemon)
	l, err = Listen(dir)
	require.NoError(t, err)
	require.NoError(t, l.Close())
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, []byte("precious"), 0o600))
	_, err = ListenUnix(file)
	require.ErrorContains(t, err, "not a socket")
	require.FileExists(t, file)
	_, err = Listen(filepath.Join(dir, strings.Repeat("x", 100)))
	require.ErrorContains(t, err, "too long")
}

// Every field that may be unknown is a pointer, so that JSON says null.
func TestUnknownIsNull(t *testing.T) {
	b, err := json.Marshal(Status{Account: Account{Data: Data{NotSeen: []string{}}}, Transitions: []Transition{}})
	require.NoError(t, err)
	var m map[string]any
	require.NoError(t, json.Unmarshal(b, &m))
	for _, path := range []string{"link.port", "link.module.manufacturer", "link.module.model", "link.module.revision", "sim.iccid", "sim.super_sim",
		"network.registration", "network.attached", "network.operator", "network.rat", "network.cause", "network.signal.rssi_dbm", "network.signal.rsrp_dbm",
		"account.data.low", "account.data.high", "account.data.limit", "account.data.source", "account.sms.low", "account.sms.high", "account.sms.sent",
		"account.sms.received", "account.sms.limit", "account.ready_until", "account.ready_until_estimated", "cloud.provider", "cloud.sid", "cloud.status",
		"cloud.fleet_sid", "cloud.checked_at", "cloud.error", "report.last_route", "report.bytes_today", "verdict.next"} {
		v := any(m)
		for _, key := range strings.Split(path, ".") {
			o, ok := v.(map[string]any)
			require.True(t, ok, path)
			v, ok = o[key]
			require.True(t, ok, path)
		}
		require.Nil(t, v, path)
	}
	require.Equal(t, float64(0), m["schema"])
}

// A setting that does not fit is named with what changes it.
func TestScreenNamesTheNextStepOfASetting(t *testing.T) {
	st := full()
	st.Link.Settings = []Setting{{About: "APN"}}
	require.Contains(t, Screen(st, ScreenOptions{}), `
Settings     APN is empty: not what the SIM needs
             sim.settings = "apply" sets it
`)
	st.Link.Settings = []Setting{{About: "APN", Value: "m2m", Error: "+CGDCONT: ERROR"}}
	require.Contains(t, Screen(st, ScreenOptions{}), `
Settings     APN is m2m and cannot be set (+CGDCONT: ERROR): not what the SIM
             needs
`)
	st.Link.Settings = []Setting{{About: "roaming", Written: true}}
	require.NotContains(t, Screen(st, ScreenOptions{}), "apply")
}

func TestBookOverTheSocket(t *testing.T) {
	src := &source{}
	c := NewClient(serve(t, src))
	b, err := c.Book(t.Context(), false)
	require.NoError(t, err)
	require.Equal(t, "8988307…6789", b.ICCID)
	b, err = c.Book(t.Context(), true)
	require.NoError(t, err)
	require.Equal(t, "8988307000000006789", b.ICCID)
	require.EqualError(t, c.SetBaseline(t.Context(), Baseline{}), "give bytes")
	n := int64(7)
	require.NoError(t, c.SetBaseline(t.Context(), Baseline{DataLow: &n, DataHigh: &n}))
	require.EqualValues(t, 7, *src.baseline.DataHigh)
	require.Nil(t, src.baseline.SMSLow)
	src.err = errors.New("broken")
	_, err = c.Book(t.Context(), false)
	require.EqualError(t, err, "broken")
	require.ErrorIs(t, NewClient(t.TempDir()).SetBaseline(t.Context(), Baseline{}), ErrNoDaemon)
}

// What ends ready first is said as far as it is known.
func TestScreenLooksAhead(t *testing.T) {
	for want, change := range map[string]func(*Account){
		"active in about 2 d 4 h, first by data":  func(*Account) {},
		"active by data in 2 d 4 h at the latest": func(a *Account) { a.ActiveAtLatest = ptr(true) },
		"nearest: data": func(a *Account) { a.ActiveInS = nil },
		"passed: data":  func(a *Account) { a.ActiveInS = ptr(int64(0)) },
		"ends by time":  func(a *Account) { a.EndsFirst = ptr("time") },
		"active in about 50 min, first by SMS Comm": func(a *Account) { a.EndsFirst, a.ActiveInS = ptr("sms"), ptr(int64(3001)) },
	} {
		st := full()
		change(&st.Account)
		require.Contains(t, Screen(st, ScreenOptions{}), want)
	}
	st := full()
	st.Clock = ""
	require.Contains(t, Screen(st, ScreenOptions{}), "Clock        confirmed by nobody")
	st.Report.Alarms = []Text{"data 50 %", "data 80 %"}
	require.Contains(t, Screen(st, ScreenOptions{}), "2 alarms wait")
}

func TestBookScreen(t *testing.T) {
	at := time.Date(2026, 8, 26, 12, 0, 0, 0, time.UTC)
	b := Book{
		ICCID: "8988307…6789", Since: &at, StoredSure: true, Stored: ptr(at.Add(time.Hour)), Account: full().Account, Cloud: BookCloud{Status: "ready"},
		Period: BookPeriod{Type: "ready", Start: &at, Until: ptr(at.AddDate(0, 3, 0))}, Ceiling: 184_224, Boots: 14, Restarts: 1, Warnings: []Text{"data 50 %"},
		Metering: &BookMetering{Days: 3}, Reports: BookReports{Sequence: 181, BytesTotal: 12_345, SMS: 1, Alarms: []Text{"x"}},
		Periods: []PastPeriod{{Type: "active", Start: ptr(at.AddDate(0, -1, 0)), End: &at, Low: 5_000_000, High: ptr(int64(5_001_000)), SMSLow: 7}},
	}
	b.Account.Data.Sent, b.Account.Data.Received, b.Account.Data.Past, b.Account.Data.Uncertain = ptr(int64(41_200)), ptr(int64(100_000)), ptr(int64(42_000)), ptr(int64(1_024))
	b.Account.Data.RatePerDay, b.Account.Data.Calibration = ptr(int64(30_000)), "AT+QGDCNT counts 1.8 % more than wwan0 (of 12,345 B)"
	require.Equal(t, `SIM          8988307…6789  ready  counts since 2026-08-26 12:00 UTC
Period       ready  2026-08-26 to 2026-11-26
Data         183,200 to 184,224 of 250,000 B    ██████████████░░░░░░ 73 %
             sent 41,200 B  received 100,000 B
             before this device counted 42,000 B  uncertain 1,024 B
SMS          2 of 5                             ████████░░░░░░░░░░░░ 40 %
Ready until  2027-01-14, 51 days  active in about 2 d 4 h, first by data
Pace         30,000 B a day, as in the last 24 hours
Counted on   wwan0; not seen: the card's own traffic, operator rounding
Module       AT+QGDCNT counts 1.8 % more than wwan0 (of 12,345 B)
Operator     its terms are not learnt yet: 3 days compared, a week is needed
Reports      181 so far, 12,345 B in all  1 SMS Command  1 alarm waits
Warnings     data 50 %
On disk      stored 2026-08-26 13:00 UTC  lease until 184,224 B  14 boots
             1 restart
Before       active  2026-07-26 to 2026-08-26  5,000,000 to 5,001,000 B
             at least 7 SMS Commands
`, BookScreen(b, ScreenOptions{}))
}

// Whatever a module calls its APN, the screen has no sequence and no mark of direction of it.
func TestScreenActsOnNoTerminal(t *testing.T) {
	const evil = "\u009b2J\u202e\x1b]0;x\x07"
	st := Status{Name: "g", Verdict: Verdict{Text: "APN is " + evil + "."}, Link: Link{State: "up", Settings: []Setting{{About: "APN", Value: "a" + evil}}}, Transitions: []Transition{{What: "sim", To: evil}}}
	text := Screen(st, ScreenOptions{History: true})
	require.Contains(t, text, "APN is a2J")
	require.NotRegexp(t, `[^\n[:print:]]`, text)
	require.NotContains(t, Screen(st, ScreenOptions{History: true, Color: true}), "\u009b")
}
