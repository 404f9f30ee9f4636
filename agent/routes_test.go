package agent_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	"simagent/agent/config"
	"simagent/agent/local"
	"simagent/agent/report"
	"simagent/agent/supersim"
)

// desk is the user's own address.
type desk struct {
	mu      sync.Mutex
	err     error
	reports []report.Payload
	devices []report.Device
	tries   int
}

func (d *desk) take(b []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tries++
	if d.err != nil {
		return d.err
	}
	p, who, _, err := report.DecodeJSON(b)
	if err != nil {
		return err
	}
	d.reports, d.devices = append(d.reports, p), append(d.devices, who)
	return nil
}

func (d *desk) fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.err = err
}

// told are the reports that arrived.
func (d *desk) told() []report.Payload {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.reports
}

// tried is how often something was to arrive.
func (d *desk) tried() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.tries
}

// alarms are the numbers of the alarms that arrived, and what they were.
func (d *desk) alarms() map[uint32]report.Alarm {
	all := map[uint32]report.Alarm{}
	for _, p := range d.told() {
		for i, k := range p.Alarms {
			all[p.AlarmsFrom+uint32(i)] = k
		}
	}
	return all
}

// withDesk is a rig that reports to the user's own address.
func withDesk(t *testing.T) (*rig, *desk) {
	r, d := newRig(t, agenttest.Options{}), &desk{}
	r.cfg.Report.URL, r.cfg.Report.Key = "https://reports.test/simagent", "-"
	r.post = d.take
	r.start()
	r.until(time.Minute, "new", func(st local.Status) bool { return str(st.Cloud.Status) == "new" })
	require.NoError(t, r.lab.Cloud.Put(r.lab.ICCID, "ready", r.lab.Cloud.AddFleet("lab")))
	r.until(20*time.Minute, "attached and ready", func(st local.Status) bool { return attached(st) && str(st.Cloud.Status) == "ready" })
	return r, d
}

// A board that boots reaches its LAN a little later than the network: that moment costs no byte, and no quarter of an hour.
func TestAddressThatIsNotThereYet(t *testing.T) {
	for _, bytes := range []int64{0, 130_000} { // with an alarm, and without
		bubble(t, func(t *testing.T) { notThereYet(t, bytes) })
	}
}

func notThereYet(t *testing.T, bytes int64) {
	r, d := withDesk(t)
	r.cfg.Report.Interval = config.Duration(time.Hour)
	require.NoError(t, r.stop())
	d.fail(errors.New("cannot send report to reports.test: there is no route to reports.test"))
	before, had := r.lab.Metered().Datagrams, len(d.told())
	r.start()
	r.until(time.Minute, "attached", attached)
	r.lab.Traffic(bytes, 0)
	r.after(70 * time.Second)
	require.NotZero(t, d.tried())
	d.fail(nil)
	r.until(time.Minute, "told", func(local.Status) bool { return len(d.told()) > had })
	require.Equal(t, before, r.lab.Metered().Datagrams)
}

// The user's own address comes first: nothing goes over the modem, and what is acknowledged waits no longer.
func TestReportsGoToTheUsersAddress(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r, d := withDesk(t)
		r.lab.Traffic(130_000, 0)
		st := r.until(10*time.Minute, "told", func(st local.Status) bool { return len(d.alarms()) > 0 })
		require.Equal(t, map[uint32]report.Alarm{1: report.AlarmData50}, d.alarms())
		require.Empty(t, st.Report.Alarms)
		require.Zero(t, r.lab.Metered().Datagrams)
		require.Zero(t, num(st.Report.BytesTotal))
		require.Equal(t, "HTTPS", str(st.Report.LastRoute))
		d.mu.Lock()
		who := d.devices[len(d.devices)-1]
		d.mu.Unlock()
		require.Equal(t, report.Device{Name: "rig", SimSID: r.lab.SID, ICCID: r.lab.ICCID}, who)
		commits, tries := r.committed(), d.tried()
		r.after(10 * 24 * time.Hour)
		require.InDelta(t, 10, d.tried()-tries, 2, "the heartbeat")
		require.LessOrEqual(t, r.committed()-commits, 12, "a report to it asks for no commit")
		last := d.told()[len(d.told())-1]
		require.Greater(t, last.Sequence, uint32(10))
		require.Zero(t, last.Flags&report.FlagAlarm)
	})
}

// While it fails, an alarm leaves over the modem once, and stays until it is acknowledged.
func TestAlarmWaitsForTheUsersAddress(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r, d := withDesk(t)
		d.fail(errors.New("cannot send report to reports.test: the connection is refused"))
		r.lab.Traffic(130_000, 0)
		st := r.until(10*time.Minute, "sent by IP Command", func(st local.Status) bool { return r.lab.Metered().Datagrams == 1 })
		st = r.after(time.Second)
		require.Equal(t, []local.Text{"data 50 %"}, st.Report.Alarms)
		require.Contains(t, st.Report.URLError, "refused")
		st = r.after(20 * time.Hour)
		require.LessOrEqual(t, r.lab.Metered().Datagrams, 2, "it is not sent again and again")
		require.Equal(t, []local.Text{"data 50 %"}, st.Report.Alarms)
		require.Less(t, d.tried(), 20, "and the address is not hammered")
		require.NoError(t, r.stop())
		r.start()
		r.until(time.Minute, "attached", attached)
		d.fail(nil)
		st = r.until(13*time.Hour, "acknowledged", func(st local.Status) bool { return len(st.Report.Alarms) == 0 })
		require.Equal(t, map[uint32]report.Alarm{1: report.AlarmData50}, d.alarms())
		require.Empty(t, st.Report.URLError)
	})
}

// The server's wish to be left alone is kept.
func TestUsersAddressAsksToWait(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r, d := withDesk(t)
		d.fail(&report.StatusError{Host: "reports.test", Status: 429, RetryAfter: 5 * time.Hour})
		r.lab.Traffic(130_000, 0)
		r.until(10*time.Minute, "sent by IP Command", func(st local.Status) bool { return r.lab.Metered().Datagrams == 1 })
		tries := d.tried()
		r.after(4*time.Hour + 50*time.Minute)
		require.Equal(t, tries, d.tried())
	})
}

// No alarm is lost, however often the address fails and the power goes; those that fall out of the queue are counted.
func TestEveryAlarmArrivesOrIsCounted(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				rnd := rand.New(rand.NewPCG(seed, 7))
				r, d := withDesk(t)
				r.cfg.Report.IPCommand = rnd.IntN(2) == 0
				for range 16 {
					switch rnd.IntN(6) {
					case 0, 1:
						d.fail(errors.New("cannot send report to reports.test: no route"))
					case 2:
						d.fail(nil)
					case 3:
						r.kill()
						r.start()
						r.until(time.Minute, "attached", attached)
					default:
						r.lab.Traffic(int64(rnd.IntN(40_000)), 0)
						_ = r.lab.Command("x")
					}
					r.after(time.Duration(rnd.IntN(600)) * time.Second)
				}
				d.fail(nil)
				st := r.until(30*time.Hour, "all told", func(st local.Status) bool { return len(st.Report.Alarms) == 0 })
				got := d.alarms()
				most := uint32(0)
				for n := range got {
					most = max(most, n)
				}
				lost := num(st.Report.AlarmsLost)
				require.Equal(t, int64(most), int64(len(got))+lost, "numbers are consecutive: %v", got)
			})
		})
	}
}

// An SMS Command carries an alarm only when allowed, when nothing else does, and never across the threshold.
func TestAlarmBySMS(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.cfg.Report.SMS, r.cfg.Report.IPCommand = 1, false
		r.start()
		r.until(time.Minute, "new", func(st local.Status) bool { return str(st.Cloud.Status) == "new" })
		require.NoError(t, r.lab.Cloud.Put(r.lab.ICCID, "ready", r.lab.Cloud.AddFleet("lab")))
		r.until(20*time.Minute, "attached and ready", func(st local.Status) bool { return attached(st) && str(st.Cloud.Status) == "ready" })
		r.lab.Traffic(130_000, 0)
		r.until(10*time.Minute, "an alarm", func(st local.Status) bool { return len(st.Report.Alarms) > 0 })
		r.after(8 * time.Minute)
		require.Zero(t, r.lab.Modem.SentSMS(), "a cheaper route may come up")
		st := r.until(5*time.Minute, "sent", func(st local.Status) bool { return r.lab.Modem.SentSMS() == 1 })
		st = r.after(time.Second)
		require.EqualValues(t, 1, num(st.Account.SMS.Sent))
		require.EqualValues(t, 1, num(st.Report.SMS))
		require.Empty(t, st.Report.Alarms)
		require.Equal(t, "SMS Command", str(st.Report.LastRoute))
		texts := smsTexts(t, r)
		p, err := report.DecodeAny([]byte(texts[0]))
		require.NoError(t, err)
		require.Equal(t, []report.Alarm{report.AlarmData50}, p.Alarms)

		r.lab.Traffic(80_000, 0)
		st = r.after(time.Hour)
		require.Equal(t, 1, r.lab.Modem.SentSMS(), "one was allowed")
		require.Equal(t, []local.Text{"data 80 %"}, st.Report.Alarms)
		require.NoError(t, r.stop())
		r.cfg.Report.SMS = 5
		r.start()
		r.until(time.Hour, "sent", func(st local.Status) bool { return r.lab.Modem.SentSMS() == 2 })
		for range 2 {
			require.NoError(t, r.lab.Command("x"))
			r.after(time.Minute)
		}
		st = r.after(3 * time.Hour) // four of five: the alarm of the SMS Commands would be the fifth
		require.EqualValues(t, 4, num(st.Account.SMS.Low))
		require.Equal(t, 2, r.lab.Modem.SentSMS())
		require.Contains(t, st.Report.Alarms, local.Text("SMS 80 %"))
		require.Contains(t, str(st.Report.Error), "SMS Command 5 of 5")
		require.Equal(t, "ready", str(st.Cloud.Status))
	})
}

// smsTexts are the SMS Commands that the cloud has from the SIM.
func smsTexts(t *testing.T, r *rig) (texts []string) {
	for c, err := range r.client().SmsCommands(t.Context(), supersim.SmsCommandFilter{}) {
		require.NoError(t, err)
		if c.Direction == "from_sim" {
			texts = append(texts, c.Payload)
		}
	}
	require.NotEmpty(t, texts)
	return texts
}

// The user's command gets each alarm once, in order, with the status; one that hangs keeps nobody else waiting.
func TestHookIsTold(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		var mu sync.Mutex
		var got []agent.HookEvent
		r.hook = func(b []byte) error {
			var e agent.HookEvent
			if err := json.Unmarshal(b, &e); err != nil {
				return err
			}
			time.Sleep(20 * time.Second)
			mu.Lock()
			defer mu.Unlock()
			got = append(got, e)
			return errors.New("exit status 1")
		}
		r.start()
		r.until(time.Minute, "new", func(st local.Status) bool { return str(st.Cloud.Status) == "new" })
		require.NoError(t, r.lab.Cloud.Put(r.lab.ICCID, "ready", r.lab.Cloud.AddFleet("lab")))
		r.until(20*time.Minute, "attached and ready", func(st local.Status) bool { return attached(st) && str(st.Cloud.Status) == "ready" })
		r.lab.Traffic(210_000, 0)
		r.after(10 * time.Minute)
		mu.Lock()
		defer mu.Unlock()
		require.Len(t, got, 2)
		require.Equal(t, []string{"data 50 %", "data 80 %"}, []string{got[0].Kind, got[1].Kind})
		require.Contains(t, got[0].Text, "of the ready threshold is used")
		require.Equal(t, report.AlarmData80, got[1].Code)
		require.NotNil(t, got[0].Time)
		require.GreaterOrEqual(t, num(got[0].Status.Account.Data.Low), int64(210_000))
		require.NotContains(t, fmt.Sprint(*got[0].Status.SIM.ICCID), r.lab.ICCID[7:12], "ids are short")
	})
}
