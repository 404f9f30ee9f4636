package agent_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	"simagent/agent/config"
	"simagent/agent/ledger"
	"simagent/agent/local"
	"simagent/agent/supersim"
	"simagent/agent/supersim/supersimtest"
)

func ready(st local.Status) bool { return str(st.Cloud.Status) == "ready" && attached(st) }

// slow makes a rig for days of virtual time: rare polls, and no bytes of its own.
func slow(r *rig) {
	r.cfg.Report.IPCommand = false
	r.cfg.Modem.Poll, r.cfg.Meter.PollIdle = config.Duration(10*time.Minute), config.Duration(10*time.Minute)
}

// What a SIM used before it was first seen here is filled in from the cloud: SMS Commands at once, bytes at least, and
// for certain after two days. Then the threshold is known again.
func TestPastIsFilledInFromTheCloud(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		slow(r)
		time.Sleep(17 * time.Minute) // the hour has begun
		r.activate("ready")
		r.lab.Cloud.AddUsage(r.lab.ICCID, 30_000, 40_000) // in another device
		r.lab.Cloud.ReceiveSMS(r.lab.ICCID, "one")
		r.lab.Cloud.ReceiveSMS(r.lab.ICCID, "two")
		time.Sleep(3 * time.Hour)
		r.lab.Cloud.AddUsage(r.lab.ICCID, 500, 500) // in the hour of the first sight
		time.Sleep(5 * time.Minute)
		r.start()
		st := r.until(time.Minute, "ready", ready)
		require.Nil(t, st.Account.Data.High, "not known yet")
		st = r.until(15*time.Minute, "the past of SMS", func(st local.Status) bool { return st.Account.SMS.High != nil })
		require.EqualValues(t, 2, num(st.Account.SMS.Low))
		require.EqualValues(t, 2, num(st.Account.SMS.High))
		require.EqualValues(t, 70_000, num(st.Account.Data.Low), "full hours are certain at least")
		require.Nil(t, st.Account.Data.High, "more may come in")
		require.NotNil(t, st.Account.PastSureAt)
		require.Contains(t, screen(st), "until the cloud's records are complete")
		require.True(t, r.lab.Traffic(1_000, 1_000))
		r.asked("GET UsageRecords")
		st = r.after(47 * time.Hour)
		require.Nil(t, st.Account.Data.High)
		require.LessOrEqual(t, r.asked("GET UsageRecords"), 8, "every six hours")
		st = r.after(3 * time.Hour)
		require.Nil(t, st.Account.PastSureAt)
		truth := r.lab.Cloud.SimStatus(r.lab.ICCID).ReadyBytes
		require.LessOrEqual(t, num(st.Account.Data.Low), truth)
		require.GreaterOrEqual(t, num(st.Account.Data.High), truth)
		require.LessOrEqual(t, num(st.Account.Data.High)-num(st.Account.Data.Low), int64(1_000+2_000+500), "as wide as the hour that is on both sides")
		require.Equal(t, "ready", str(st.Cloud.Predicted))

		for _, what := range []string{"GET UsageRecords", "GET Fleets", "GET SmsCommands"} {
			r.asked(what)
		}
		r.after(24 * time.Hour)
		require.Equal(t, 1, r.asked("GET Fleets"), "once a day")
		require.LessOrEqual(t, r.asked("GET UsageRecords"), 1, "one day to compare")
		require.Zero(t, r.asked("GET SmsCommands"))
	})
}

// A daemon that starts again does not count the past twice.
func TestPastSurvivesARestart(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		slow(r)
		r.activate("ready")
		r.lab.Cloud.AddUsage(r.lab.ICCID, 0, 20_000)
		time.Sleep(2 * time.Hour)
		for range 4 {
			r.start()
			st := r.until(20*time.Minute, "the past of SMS", func(st local.Status) bool { return st.Account.SMS.High != nil })
			require.EqualValues(t, 20_000, num(st.Account.Data.Low))
			r.after(20 * time.Hour)
			require.NoError(t, r.stop())
		}
		r.start()
		st := r.until(20*time.Minute, "known", func(st local.Status) bool { return st.Account.Data.High != nil })
		require.LessOrEqual(t, num(st.Account.Data.Low), r.lab.Cloud.SimStatus(r.lab.ICCID).ReadyBytes)
	})
}

func screen(st local.Status) string { return local.Screen(st, local.ScreenOptions{Width: 200}) }

// Three days on, the cloud's figure of a day stands beside ours. What was used elsewhere is said; what passed here agrees.
func TestDaysAreComparedWithTheCloud(t *testing.T) {
	for _, elsewhere := range []int64{0, 3_000, 60_000} {
		bubble(t, func(t *testing.T) {
			r := newRig(t, agenttest.Options{})
			slow(r)
			r.start()
			r.until(time.Minute, "new", func(st local.Status) bool { return str(st.Cloud.Status) == "new" })
			r.activate("ready")
			r.until(20*time.Minute, "ready", ready)
			for i := range 6 { // until midnight of the day after
				if i == 3 {
					r.lab.Cloud.AddUsage(r.lab.ICCID, 0, elsewhere)
				}
				r.lab.Traffic(1_000, 2_000)
				time.Sleep(6 * time.Hour)
			}
			st := r.after(40 * time.Hour)
			require.Empty(t, st.Cloud.Compared, "too young")
			st = r.after(30 * time.Hour)
			require.NotEmpty(t, st.Cloud.Compared)
			first := st.Cloud.Compared[len(st.Cloud.Compared)-1]
			require.Equal(t, "2026-11-24", first.Day, "the day that began while the agent ran")
			require.Equal(t, 12_000+elsewhere, first.Cloud)
			require.GreaterOrEqual(t, first.High, first.Low)
			if elsewhere == 60_000 {
				require.Equal(t, "more", first.Says)
				require.Equal(t, agent.UsedElsewhere, st.Verdict.Code)
				require.Equal(t, local.Text("account"), st.Verdict.Where)
				require.Contains(t, st.Verdict.Text, "On 2026-11-24 the cloud counted")
				require.Contains(t, screen(st), "more than here")
				return
			}
			require.Equal(t, "agrees", first.Says)
			require.NotEqual(t, agent.UsedElsewhere, st.Verdict.Code)
		})
	}
}

func (r *rig) client() *supersim.Client {
	c, err := supersim.New(supersim.Config{BaseURL: "https://cloud.test/v1", Transport: r.lab.Cloud.RoundTripper(),
		Credentials: func(context.Context) (string, string, error) {
			return supersimtest.AccountSID, supersimtest.AuthToken, nil
		}})
	require.NoError(r.t, err)
	return c
}

// fleet makes a Fleet by the API.
func (r *rig) fleet(s supersim.FleetSettings) {
	for p, err := range r.client().NetworkAccessProfiles(context.Background()) {
		require.NoError(r.t, err)
		s.NetworkAccessProfile = p.SID
	}
	_, _, err := r.client().CreateFleet(context.Background(), s)
	require.NoError(r.t, err)
}

// An activated Sim that the network refuses: the Fleet's data limit, or a Fleet without data, is the reason.
func TestFleetIsWhyTheNetworkRefuses(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		slow(r)
		r.fleet(supersim.FleetSettings{UniqueName: new("small"), DataLimit: 1})
		require.NoError(t, r.lab.Cloud.Put(r.lab.ICCID, "active", "small"))
		r.start()
		r.until(time.Minute, "attached", attached)
		r.lab.Cloud.AddUsage(r.lab.ICCID, 700_000, 300_000) // in another device
		r.lab.Modem.Reset()                                 // and attaches anew
		st := r.until(time.Hour, "the limit", func(st local.Status) bool { return st.Verdict.Code == agent.OverLimit })
		require.Equal(t, local.Text("cloud"), st.Verdict.Where)
		require.Contains(t, st.Verdict.Text, "the data limit of the Fleet small is used up, 1000000 of 1000000 B")
		require.Contains(t, str(st.Verdict.Next), "from 2026-12-23 on")
		require.Equal(t, "small", str(st.Cloud.Fleet))
		require.EqualValues(t, 1_000_000, num(st.Cloud.DataLimit))
	})
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.fleet(supersim.FleetSettings{UniqueName: new("mute"), DataEnabled: new(false)})
		require.NoError(t, r.lab.Cloud.Put(r.lab.ICCID, "ready", "mute"))
		r.start()
		st := r.until(time.Hour, "no data", func(st local.Status) bool { return st.Verdict.Code == agent.DataDisabled })
		require.Contains(t, st.Verdict.Text, "the Sim's Fleet mute allows no data")
	})
}

// A Sim that a person made active did not end its ready by itself, whatever is not known of its past.
func TestActivationByHandIsNoThreshold(t *testing.T) {
	for _, by := range []string{"active", "inactive"} {
		bubble(t, func(t *testing.T) {
			r := newRig(t, agenttest.Options{ScheduledFor: 5 * time.Minute})
			r.cfg.Cloud.Poll = config.Duration(time.Minute)
			r.activate("ready")
			r.start()
			r.until(time.Minute, "ready", ready)
			update := func(status supersim.SimStatus) {
				_, _, err := r.client().UpdateSim(t.Context(), r.lab.SID, supersim.SimUpdate{Status: status})
				require.NoError(t, err)
				r.until(10*time.Minute, string(status), func(st local.Status) bool { return str(st.Cloud.Status) == string(status) })
			}
			update(supersim.SimStatus(by))
			if by == "inactive" {
				update("active")
				require.Nil(t, r.status().Account.EndedBy, "it was inactive in between")
				return
			}
			st := r.status()
			require.Equal(t, "request", str(st.Account.EndedBy))
			require.Contains(t, screen(st), "Ready ended  probably on request")
			require.Contains(t, screen(st), "B in this billing period")
		})
	}
}

// A callback is a reason to ask the cloud at once, if it is about this Sim.
func TestCallbackHastensTheQuestion(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.start()
		r.until(time.Minute, "new", func(st local.Status) bool { return str(st.Cloud.Status) == "new" })
		_, _, err := r.client().UpdateSim(t.Context(), r.lab.SID, supersim.SimUpdate{UniqueName: new("pump 1")})
		require.NoError(t, err)
		r.a.CalledBack("HS00000000000000000000000000000009")
		r.a.CalledBack("")
		require.Nil(t, r.after(2*time.Second).Cloud.Name)
		r.a.CalledBack(r.lab.SID)
		require.Equal(t, "pump 1", str(r.after(2*time.Second).Cloud.Name))
	})
}

// commits is told what the disk took.
type commits func(ledger.Record)

func (commits) Polled(ledger.Checkpoint) {}
func (commits) Sent(int)                 {}
func (f commits) Committed(r ledger.Record, err error) {
	if err == nil {
		f(r)
	}
}
func (commits) Enabled(context.Context, slog.Level) bool  { return false }
func (commits) Handle(context.Context, slog.Record) error { return nil }
func (f commits) WithAttrs([]slog.Attr) slog.Handler      { return f }
func (f commits) WithGroup(string) slog.Handler           { return f }

// wanting is a rig whose SIM is named in [desired].
func wanting(t *testing.T) *rig {
	r := newRig(t, agenttest.Options{ScheduledFor: 3 * time.Second})
	r.lab.Cloud.AddFleet("lab")
	r.cfg.Want = config.Want{ICCIDs: []string{r.lab.ICCID}, Status: "ready", Fleet: "lab", Name: "pump 1"}
	return r
}

// [desired] needs an account that was there before; then it is done once, recorded before.
func TestDesiredIsDoneOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := wanting(t)
		r.start()
		st := r.until(time.Minute, "new", func(st local.Status) bool { return st.Verdict.Code == agent.NotActivated })
		st = r.after(2 * time.Hour)
		require.Equal(t, "new", str(st.Cloud.Status), "a new account is like a lost one")
		require.Contains(t, str(st.Verdict.Next), "simagent sims ready 8988307…2342 --fleet lab")
		require.Contains(t, str(st.Verdict.Next), "waits for the next start of simagent")
		require.NoError(t, r.stop())

		var recorded, asked time.Time
		r.watch = commits(func(rec ledger.Record) {
			r.mu.Lock()
			defer r.mu.Unlock()
			if recorded.IsZero() && !rec.Asked.IsZero() {
				recorded = time.Now()
			}
		})
		r.diskTime = func() time.Duration { return 500 * time.Millisecond }
		r.onRequest(func(method, _ string) {
			if method == "POST" {
				asked = time.Now()
			}
		})
		r.start()
		st = r.until(10*time.Minute, "ready", ready)
		require.Equal(t, "pump 1", str(st.Cloud.Name))
		r.mu.Lock()
		require.False(t, recorded.IsZero())
		require.True(t, recorded.Before(asked), "recorded at %s, asked at %s", recorded, asked)
		r.mu.Unlock()
		require.NoError(t, r.stop())
		require.NoError(t, r.lab.Cloud.Put(r.lab.ICCID, "inactive", "lab"))
		r.start()
		require.Equal(t, "inactive", str(r.after(time.Hour).Cloud.Status), "never from inactive")
	})
}

// What failed is never tried again, not after a restart either.
func TestDesiredIsTriedOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := wanting(t)
		r.cfg.Want.Fleet = "no such Fleet"
		r.start()
		r.until(time.Minute, "new", func(st local.Status) bool { return st.Verdict.Code == agent.NotActivated })
		require.NoError(t, r.stop())
		r.start()
		posts := 0
		r.until(10*time.Minute, "tried", func(st local.Status) bool { posts += r.asked("POST Sims"); return posts == 1 })
		st := r.after(3 * time.Hour)
		require.Zero(t, r.asked("POST Sims"))
		require.Contains(t, str(st.Verdict.Next), "[desired] failed: cannot update Sim: ")
		require.NoError(t, r.stop())
		r.start()
		st = r.after(3 * time.Hour)
		require.Zero(t, r.asked("POST Sims"))
		require.Contains(t, str(st.Verdict.Next), "[desired] was tried on 2026-11-23")
	})
}

// A record that the disk does not take asks for nothing; once the disk is well again it is done.
func TestDesiredWaitsForItsRecord(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := wanting(t)
		r.start()
		r.until(time.Minute, "new", func(st local.Status) bool { return st.Verdict.Code == agent.NotActivated })
		require.NoError(t, r.stop())
		r.onRequest(func(method, path string) {
			require.NotEqual(t, "POST", method)
			r.diskErr = errors.New("no space left on device") // from the first word of the cloud on
		})
		r.start()
		r.after(5 * time.Hour)
		r.mu.Lock()
		r.request, r.diskErr = nil, nil
		r.mu.Unlock()
		r.until(time.Hour, "ready", ready)
	})
}

// A cloud that gives no usage is not asked again and again.
func TestAuditsBackOff(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		slow(r)
		r.activate("ready")
		r.lab.Cloud.Fault(supersimtest.Fault{Kind: supersimtest.FaultStatus, Status: 503, Path: "/v1/SmsCommands"})
		r.start()
		st := r.after(48 * time.Hour)
		require.Equal(t, "ready", str(st.Cloud.Status), "the rest works")
		asked := r.asked("GET SmsCommands")
		require.GreaterOrEqual(t, asked, 8)
		require.LessOrEqual(t, asked, 20)
		r.lab.Cloud.ClearFaults()
		st = r.after(7 * time.Hour)
		require.NotNil(t, st.Account.SMS.High)
	})
}

// Bytes that passed hours around midnight belong to no day for certain.
func TestRareSamplesMarkNoDays(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		slow(r)
		r.cfg.Modem.Poll, r.cfg.Meter.PollIdle = config.Duration(3*time.Hour), config.Duration(time.Hour)
		r.activate("ready")
		r.start()
		st := r.after(7 * 24 * time.Hour)
		require.Equal(t, "ready", str(st.Cloud.Status))
		require.Empty(t, st.Cloud.Compared)
	})
}

// Nothing is asked for when it cannot be recorded, for another SIM, or for a Sim that is not new.
func TestDesiredHoldsBack(t *testing.T) {
	for name, spoil := range map[string]func(r *rig){
		"another SIM":   func(r *rig) { r.cfg.Want.ICCIDs = []string{second} },
		"disk is full":  func(r *rig) { r.diskErr = errKilled },
		"account lost":  func(r *rig) { r.dir = r.t.TempDir() },
		"already ready": func(r *rig) { require.NoError(r.t, r.lab.Cloud.Put(r.lab.ICCID, "ready", "lab")) },
	} {
		bubble(t, func(t *testing.T) {
			r := wanting(t)
			r.start()
			r.until(time.Minute, "new", func(st local.Status) bool { return st.Verdict.Code == agent.NotActivated })
			require.NoError(t, r.stop())
			spoil(r)
			r.onRequest(func(method, _ string) { require.NotEqual(t, "POST", method, name) })
			r.start()
			r.after(5 * time.Hour)
		})
	}
}
