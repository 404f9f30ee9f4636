package agent_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	"simagent/agent/config"
	"simagent/agent/ledger"
	"simagent/agent/local"
	"simagent/atcmd"
	"simagent/atcmd/modemtest"
	"simagent/simcard/simcardtest"
)

const second = "89883070000000012359" // another made-up Super SIM

func attached(st local.Status) bool { return yes(st.Network.Attached) }

func TestLifeFromNewToActive(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{RegisterTime: 2 * time.Second, ScheduledFor: 5 * time.Second})
		r.start()
		st := r.until(time.Minute, "the refusal", func(st local.Status) bool {
			return st.Verdict.Code == agent.NotActivated && st.Network.Cause != nil
		})
		require.Equal(t, "neither data nor other services allowed (cause 8)", *st.Network.Cause)
		require.Equal(t, agenttest.ICCID, *st.SIM.ICCID)
		require.EqualValues(t, 0, num(st.Account.Data.High), "a new Sim has consumed nothing, for certain")

		r.activate("ready")
		st = r.until(20*time.Minute, "ready", func(st local.Status) bool { return str(st.Cloud.Status) == "ready" })
		require.Equal(t, "roaming", *st.Network.Registration)
		require.True(t, attached(st))
		require.NotNil(t, st.Account.ReadyUntil)
		require.False(t, *st.Account.ReadyUntilEstimated)

		require.True(t, r.lab.Traffic(60_000, 70_000))
		st = r.until(3*time.Minute, "counted", func(st local.Status) bool { return num(st.Account.Data.Low) == r.metered() })
		require.Equal(t, num(st.Account.Data.High), r.metered())
		require.Equal(t, "data", str(st.Account.EndsFirst))

		require.True(t, r.lab.Traffic(60_000, 70_000))
		st = r.until(20*time.Minute, "active", func(st local.Status) bool { return str(st.Cloud.Status) == "active" })
		require.Equal(t, "data", str(st.Account.EndedBy))
		require.Nil(t, st.Account.Data.Limit, "no threshold applies any more")
		require.Positive(t, r.lab.Metered().Datagrams)
		require.Zero(t, r.lab.Cloud.Strays())
	})
}

func (r *rig) metered() int64 {
	m := r.lab.Metered()
	return m.Up + m.Down
}

func TestLifeEndsBySMSAndByTime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.start()
		r.until(time.Minute, "new", func(st local.Status) bool { return str(st.Cloud.Status) == "new" })
		r.activate("ready")
		r.until(20*time.Minute, "attached", func(st local.Status) bool { return attached(st) && str(st.Cloud.Status) == "ready" })
		for range 3 {
			require.NoError(t, r.lab.Modem.DeliverSMS(agenttest.SMSNumber, "tick"))
			r.lab.Cloud.ReceiveSMS(r.lab.ICCID, "as many for the cloud") // the lab's cloud did not send these itself
			time.Sleep(time.Second)
		}
		require.NoError(t, r.lab.Modem.DeliverSMS("15551234", "not a Command"))
		require.NoError(t, r.a.SendSMS(t.Context(), "four", false))
		st := r.after(time.Second)
		require.EqualValues(t, 3, num(st.Account.SMS.Received))
		require.EqualValues(t, 1, num(st.Account.SMS.Sent))

		err := r.a.SendSMS(t.Context(), "five", false)
		require.ErrorContains(t, err, "SMS Command 5 of 5")
		require.NoError(t, r.a.SendSMS(t.Context(), "five", true))
		st = r.until(20*time.Minute, "active", func(st local.Status) bool { return str(st.Cloud.Status) == "active" })
		require.Equal(t, "sms", str(st.Account.EndedBy))
	})
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.cfg.Modem.Poll, r.cfg.Cloud.Poll = config.Duration(3*time.Hour), config.Duration(6*time.Hour)
		r.cfg.Meter.PollIdle = config.Duration(time.Hour) // three months of polls are many
		r.start()
		r.until(time.Minute, "new", func(st local.Status) bool { return str(st.Cloud.Status) == "new" })
		r.activate("ready")
		r.until(24*time.Hour, "ready", func(st local.Status) bool { return str(st.Cloud.Status) == "ready" })
		st := r.after(100 * 24 * time.Hour)
		require.Equal(t, "active", str(st.Cloud.Status))
		require.Equal(t, "time", str(st.Account.EndedBy))
		require.Less(t, r.committed(), 400, "a whole ready life in at most 400 commits")
		t.Logf("three months at rest: %d commits, %d B of reports", r.committed(), r.metered())
		require.LessOrEqual(t, r.metered(), int64(25_000))
	})
}

// A text arrives as it was typed, whatever alphabet the module speaks or a program before has set; one that cannot is not sent,
// and not counted.
func TestTextArrivesAsTyped(t *testing.T) {
	const all = "@$_[]{}\\^~|`' aZ09"
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		var arrived []string
		r.lab.OnUplink(func(_ string, text []byte, _, sms int) {
			if sms == 1 {
				arrived = append(arrived, string(text))
			}
		})
		r.activate("active")
		r.start()
		r.until(20*time.Minute, "attached", attached)
		require.NoError(t, r.a.SendSMS(t.Context(), all, true))
		_, err := r.a.AT(t.Context(), local.ATRequest{Cmd: `+CSCS="UCS2"`, Force: true})
		require.NoError(t, err)
		require.NoError(t, r.a.SendSMS(t.Context(), all, true))
		r.lab.Modem.Play(script(`on +CSCS="IRA" always final "ERROR"`))
		require.NoError(t, r.a.SendSMS(t.Context(), "plain", true))
		require.Equal(t, []string{all, all, "plain"}, arrived)
		require.ErrorContains(t, r.a.SendSMS(t.Context(), "a_b", true), "default alphabet alone")
		sent := r.lab.Modem.Commands()
		require.Equal(t, "AT+CMGF=0", sent[len(sent)-1], "the list is read as PDUs again")
		st := r.after(time.Second)
		require.EqualValues(t, 3, num(st.Account.SMS.Sent))
	})
}

// A SIM that is first seen ready has a past that nobody here knows.
func TestUnknownPast(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.activate("ready")
		r.lab.Traffic(1000, 1000)
		r.start()
		st := r.until(time.Minute, "ready", func(st local.Status) bool { return str(st.Cloud.Status) == "ready" && attached(st) })
		require.Nil(t, st.Account.Data.High)
		require.Nil(t, st.Account.SMS.High)
		r.lab.Traffic(500, 500)
		st = r.until(3*time.Minute, "counted", func(st local.Status) bool { return num(st.Account.Data.Low) >= 1000 })
		require.Nil(t, st.Account.Data.High)
		require.ErrorContains(t, r.a.SendSMS(t.Context(), "hi", false), "not known how many")
	})
}

func TestSwapKeepsAccountsApart(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.lab.Cloud.AddSim(second)
		r.lab.Cloud.AddFleet("lab")
		r.start()
		r.until(time.Minute, "new", func(st local.Status) bool { return str(st.Cloud.Status) == "new" })
		require.NoError(t, r.lab.Cloud.Put(second, "ready", "lab"))
		require.NoError(t, r.lab.Cloud.Put(r.lab.ICCID, "ready", "lab"))
		r.until(20*time.Minute, "attached", func(st local.Status) bool { return attached(st) && str(st.Cloud.Status) == "ready" })
		r.lab.Traffic(3000, 4000)
		first := r.until(3*time.Minute, "counted", func(st local.Status) bool { return num(st.Account.Data.Low) >= 7000 })

		r.lab.Swap(simcardtest.New(second))
		st := r.until(time.Minute, "the other SIM", func(st local.Status) bool { return str(st.SIM.ICCID) == second && st.Account.Data.Low != nil })
		own := r.lab.MeteredOf(second)
		require.LessOrEqual(t, num(st.Account.Data.Low), own.Up+own.Down, "a first report of its own, at most")
		require.Less(t, num(st.Account.Data.Low), int64(100))
		require.Nil(t, st.Account.Data.High, "its past is not known")
		r.until(time.Minute, "attached", attached)
		r.lab.Traffic(10, 20)
		r.until(3*time.Minute, "counted", func(st local.Status) bool { return num(st.Account.Data.Low) >= 30 })

		r.lab.Swap(r.lab.Card)
		st = r.until(time.Minute, "the first SIM again", func(st local.Status) bool { return str(st.SIM.ICCID) == r.lab.ICCID && st.Account.Data.Low != nil })
		require.GreaterOrEqual(t, num(st.Account.Data.Low), num(first.Account.Data.Low))
		require.Less(t, num(st.Account.Data.Low), num(first.Account.Data.Low)+400, "the other SIM's bytes are not its own")
	})
}

func TestUnplugAndReplug(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.activate("ready")
		r.start()
		r.until(time.Minute, "attached", attached)
		r.plug(false)
		st := r.until(time.Minute, "gone", func(st local.Status) bool { return st.Link.State == "absent" })
		require.Equal(t, agent.NoModule, st.Verdict.Code)
		require.Nil(t, st.Network.Registration)
		require.Equal(t, "unknown", st.SIM.State)
		r.after(10 * time.Minute)
		r.plug(true)
		r.until(40*time.Second, "attached again", attached)
	})
}

func TestModuleReset(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.start()
		r.until(time.Minute, "new", func(st local.Status) bool { return str(st.Cloud.Status) == "new" })
		r.activate("ready")
		r.until(20*time.Minute, "attached", attached)
		r.lab.Traffic(5000, 5000)
		before := r.until(3*time.Minute, "counted", func(st local.Status) bool { return num(st.Account.Data.Low) >= 10_000 })
		r.lab.Modem.Reset()
		r.until(2*time.Minute, "attached again", func(st local.Status) bool {
			return attached(st) && st.Network.AttachedAt.After(*before.Network.AttachedAt)
		})
		r.lab.Traffic(20_000, 0) // more than the counter had before: no fall can be seen
		st := r.until(3*time.Minute, "counted on", func(st local.Status) bool { return num(st.Account.Data.Low) >= 30_000 })
		require.GreaterOrEqual(t, num(st.Account.Data.High), r.metered())
	})
}

func TestCardTrouble(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.lab.Swap(nil)
		r.start()
		st := r.until(30*time.Second, "no SIM", func(st local.Status) bool { return st.SIM.State == "absent" })
		require.Equal(t, agent.SIMAbsent, st.Verdict.Code)
		require.Nil(t, st.Account.Data.Low)
		card := simcardtest.New(second)
		card.SetPIN("1234", true)
		r.lab.Swap(card)
		st = r.until(time.Minute, "PIN", func(st local.Status) bool { return st.SIM.State == "pin" })
		require.Equal(t, agent.SIMNeedsPIN, st.Verdict.Code)
		r.after(time.Hour)
		for _, c := range r.lab.Modem.Commands() {
			require.NotContains(t, c, "CPIN=", "a PIN is never entered")
		}
	})
}

func TestHeldPortIsNamed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.held = "/dev/ttyTEST is held by ModemManager (pid 7)\nsudo systemctl stop ModemManager"
		r.start()
		st := r.until(time.Second, "held", func(st local.Status) bool { return st.Link.State == "held" })
		require.Equal(t, "/dev/ttyTEST is held by ModemManager (pid 7).", st.Verdict.Text)
		require.Equal(t, "sudo systemctl stop ModemManager", *st.Verdict.Next)
		r.mu.Lock()
		r.held = ""
		r.mu.Unlock()
		r.until(40*time.Second, "up", func(st local.Status) bool { return st.Link.State == "up" })
	})
}

func TestFullDiskKeepsCounting(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.diskErr = errors.New("cannot commit the account: write sim-1.ledger: no space left on device")
		r.activate("ready")
		r.start()
		r.until(time.Minute, "attached", attached)
		r.lab.Traffic(2000, 2000)
		st := r.until(3*time.Minute, "counted", func(st local.Status) bool { return num(st.Account.Data.Low) >= 4000 })
		require.Equal(t, agent.AccountNotKept, st.Verdict.Code)
		require.Contains(t, str(st.Account.Error), "no space left")
		require.ErrorContains(t, r.a.SendSMS(t.Context(), "hi", true), "could not be counted")
		require.Zero(t, r.lab.Modem.SentSMS())
		require.Less(t, r.committed(), 20, "a failing disk is not hammered")
		r.mu.Lock()
		r.diskErr = nil
		r.mu.Unlock()
		st = r.until(2*time.Minute, "kept again", func(st local.Status) bool { return st.Account.Error == nil })
		require.GreaterOrEqual(t, num(st.Account.Data.Low), int64(4000))
	})
}

// A clock that nobody has set names itself, and nothing is dated by it.
func TestClockIn1970(t *testing.T) {
	// The bubble's own clock starts in 2000, which is as wrong.
	synctestRaw(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.activate("ready")
		r.start()
		r.until(time.Minute, "attached", attached)
		st := r.after(2 * time.Minute)
		require.Equal(t, agent.ClockUnset, st.Verdict.Code, st.Verdict.Text)
		for _, h := range st.Transitions {
			require.False(t, h.Trusted)
		}
	})
}

func TestCloudTroubleStopsNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.activate("ready")
		faultAlways(r)
		r.start()
		r.until(time.Minute, "attached", attached)
		st := r.until(2*time.Minute, "the reason", func(st local.Status) bool { return st.Cloud.Error != nil })
		require.Equal(t, agent.CloudFails, st.Verdict.Code)
		r.lab.Traffic(700, 700)
		r.until(3*time.Minute, "counted", func(st local.Status) bool { return num(st.Account.Data.Low) >= 1400 })
		n := r.lab.Cloud.Requests()
		r.after(24 * time.Hour)
		require.Less(t, r.lab.Cloud.Requests()-n, 60, "back-off")
		r.lab.Cloud.ClearFaults()
		r.until(2*time.Hour, "asked again", func(st local.Status) bool { return st.Cloud.Error == nil && st.Cloud.Status != nil })
	})
}

func TestSilentModuleIsOpenedAnew(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.activate("ready")
		r.start()
		r.until(time.Minute, "attached", attached)
		r.lab.Modem.Fault(modemtest.Fault{Ignore: true, Times: 1 << 20})
		st := r.until(10*time.Minute, "silent", func(st local.Status) bool { return st.Link.State != "up" })
		require.Contains(t, []int{agent.ModuleSilent, agent.NoModule}, st.Verdict.Code)
		r.lab.Modem.ClearFaults()
		r.until(2*time.Minute, "up", func(st local.Status) bool { return st.Link.State == "up" && attached(st) })
	})
}

func TestGenericModuleIsCarriedThrough(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{Persona: modemtest.Generic27007()})
		r.activate("ready")
		r.start()
		st := r.until(time.Minute, "attached", attached)
		require.Equal(t, agenttest.ICCID, str(st.SIM.ICCID))
		require.Nil(t, st.Account.Data.Low, "nothing counts: that is not 0")
		st = r.after(time.Minute)
		require.Equal(t, agent.NothingCounts, st.Verdict.Code)
	})
}

func TestRestartIsExact(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.start()
		r.until(time.Minute, "new", func(st local.Status) bool { return str(st.Cloud.Status) == "new" })
		r.activate("ready")
		r.until(20*time.Minute, "attached", func(st local.Status) bool { return attached(st) && str(st.Cloud.Status) == "ready" })
		r.lab.Traffic(5000, 5000)
		r.after(5 * time.Minute)
		require.NoError(t, r.stop())
		r.lab.Traffic(100, 200) // while nobody watched: the module counted
		r.start()
		st := r.until(2*time.Minute, "counted", func(st local.Status) bool { return attached(st) && num(st.Account.Data.Low) >= r.metered() })
		require.Equal(t, r.metered(), num(st.Account.Data.Low))
		require.Equal(t, r.metered(), num(st.Account.Data.High))
	})
}

// An unseen restart of the module: it does not remember the mark any more, and
// its counter may have climbed past its old value.
func TestUnseenModuleRestartIsKeptAsAnInterval(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.start()
		r.until(time.Minute, "new", func(st local.Status) bool { return str(st.Cloud.Status) == "new" })
		r.activate("ready")
		r.until(20*time.Minute, "attached", attached)
		r.lab.Traffic(3000, 0)
		r.until(3*time.Minute, "counted", func(st local.Status) bool { return num(st.Account.Data.Low) == r.metered() })
		r.plug(false)
		r.after(time.Second)
		r.lab.Modem.Reset() // nobody hears it
		r.after(time.Minute)
		require.True(t, r.lab.Traffic(20_000, 0))
		r.plug(true)
		st := r.until(5*time.Minute, "counted", func(st local.Status) bool { return attached(st) && num(st.Account.Data.High) >= r.metered() })
		require.LessOrEqual(t, num(st.Account.Data.Low), r.metered())
		require.GreaterOrEqual(t, num(st.Account.Data.High), r.metered())
		require.Less(t, num(st.Account.Data.Low), num(st.Account.Data.High), "it cannot be known for certain")
	})
}

// A card that starts slowly answers "busy" to the first poll: what failed then
// must not be left out for ever.
func TestBusyCardDoesNotBlindThePoll(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.activate("ready")
		busy := "+CME ERROR: 14"
		r.lab.Modem.Fault(modemtest.Fault{Match: "AT+CPIN", Times: 3, Final: busy}, modemtest.Fault{Match: "AT+CGATT", Times: 2, Final: busy}, modemtest.Fault{Match: "AT+QGDCNT", Times: 2, Final: busy})
		r.start()
		r.until(5*time.Minute, "attached", attached)
		r.lab.Traffic(5000, 0)
		r.until(5*time.Minute, "counted", func(st local.Status) bool { return num(st.Account.Data.Low) >= 5000 })
		r.lab.Modem.ClearFaults()
		r.after(10 * time.Minute)
		r.lab.Modem.SetRegistration(modemtest.Registration{CS: 5, AcT: 7, Operator: agenttest.OperatorPLMN})
		r.until(5*time.Minute, "detached", func(st local.Status) bool { return !attached(st) })
	})
}

// More messages than a small memory holds lie in the module's storage: each is
// counted once at most.
func TestManyStoredMessagesAreCountedOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.activate("ready")
		r.start()
		r.until(time.Minute, "attached", attached)
		require.NoError(t, r.stop())
		for range 60 {
			require.NoError(t, r.lab.Modem.DeliverSMS(agenttest.SMSNumber, "x"))
			time.Sleep(time.Second) // another time stamp
		}
		r.start()
		st := r.until(time.Minute, "counted", func(st local.Status) bool { return num(st.Account.SMS.Received) > 0 })
		require.EqualValues(t, 60, num(st.Account.SMS.Received))
		st = r.after(3 * time.Hour)
		require.EqualValues(t, 60, num(st.Account.SMS.Received), "listed again and again, counted once")
	})
}

// The first list fails while the module starts; the message that came
// meanwhile is counted all the same.
func TestFirstSMSIsNotSwallowed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.activate("ready")
		// The list after the announcements fails too: what was announced must not become the baseline.
		r.lab.Modem.Fault(modemtest.Fault{Match: "AT+CMGL", Times: 3, Final: "+CMS ERROR: 512"})
		r.start()
		r.until(time.Minute, "attached", attached)
		require.NoError(t, r.lab.Modem.DeliverSMS(agenttest.SMSNumber, "x"))
		require.NoError(t, r.lab.Modem.DeliverSMS(agenttest.SMSNumber, "y"))
		r.until(time.Minute, "counted", func(st local.Status) bool { return num(st.Account.SMS.Received) == 2 })
	})
}

// A Sim that left `new` while the agent and the module were elsewhere has a
// past again.
func TestActivatedWhileNobodyWatched(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.start()
		st := r.until(time.Minute, "new", func(st local.Status) bool { return str(st.Cloud.Status) == "new" })
		require.NotNil(t, st.Account.Data.High)
		require.NoError(t, r.stop())
		r.activate("ready")
		time.Sleep(9 * 24 * time.Hour)
		r.boot, r.checkpoint = ledger.BootID{2}, nil // the host was off, too
		r.lab.Modem.Reset()
		r.start()
		st = r.until(2*time.Minute, "ready", func(st local.Status) bool { return str(st.Cloud.Status) == "ready" })
		require.Nil(t, st.Account.Data.High, "it may have been used elsewhere")
		require.Nil(t, st.Account.SMS.High)
	})
}

// A report that cannot leave costs nothing in the books.
func TestReportThatCannotLeaveIsNotBooked(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.sendErr = errors.New("cannot send IP Command: there is no interface wwan0")
		r.activate("ready")
		r.start()
		r.until(time.Minute, "attached", attached)
		st := r.after(24 * time.Hour)
		require.Zero(t, num(st.Report.BytesToday))
		require.Contains(t, str(st.Report.Error), "no interface wwan0")
		r.mu.Lock()
		r.sendErr = nil
		r.mu.Unlock()
		r.until(4*time.Hour, "sent", func(st local.Status) bool { return st.Report.Sent > 0 })
	})
}

// Commits that end while a report is on its way do not send it again.
func TestReportLeavesOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.sendTime = 20 * time.Second
		r.activate("ready")
		r.start()
		r.until(time.Minute, "attached", attached)
		for range 40 {
			r.lab.Traffic(3000, 0)
			time.Sleep(500 * time.Millisecond)
		}
		st := r.after(time.Minute)
		require.Positive(t, st.Report.Sent)
		require.EqualValues(t, st.Report.Sent, r.lab.Metered().Datagrams)
	})
}

// A registration that flaps all day costs no more reports and commits than a
// quiet one, nearly.
func TestFlappingIsCheap(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.activate("active")
		r.start()
		r.until(time.Minute, "attached", func(st local.Status) bool { return attached(st) && st.Cloud.Status != nil })
		before := r.committed()
		up := r.lab.Modem.Registration()
		for range 24 * 60 * 4 {
			r.lab.Modem.SetRegistration(modemtest.Registration{CS: 2, PS: 2, EPS: 2})
			time.Sleep(5 * time.Second)
			r.lab.Modem.SetRegistration(up)
			time.Sleep(10 * time.Second)
		}
		st := r.after(time.Minute)
		t.Logf("a day of flapping: %d commits, %d reports", r.committed()-before, st.Report.Sent)
		require.Less(t, st.Report.Sent, int64(60))
		require.Less(t, r.committed()-before, 300)
		kinds := map[string]bool{}
		for _, h := range st.Transitions {
			kinds[h.What] = true
		}
		require.True(t, kinds["cloud"] && kinds["sim"] && kinds["link"], "the history is washed out: %v", kinds)
	})
}

// A SIM that is taken out while the disk fails, and comes back, has lost nothing.
func TestSwapOnAFullDisk(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.lab.Cloud.AddSim(second)
		r.activate("ready")
		r.start()
		r.until(time.Minute, "attached", attached)
		r.mu.Lock()
		r.diskErr = errors.New("cannot commit the account: no space left on device")
		r.mu.Unlock()
		r.lab.Traffic(9000, 0)
		r.until(3*time.Minute, "counted", func(st local.Status) bool { return num(st.Account.Data.Low) >= 9000 })
		r.lab.Swap(simcardtest.New(second))
		r.until(time.Minute, "the other", func(st local.Status) bool { return str(st.SIM.ICCID) == second && st.Account.ICCID != nil })
		r.lab.Swap(r.lab.Card)
		r.until(time.Minute, "back", func(st local.Status) bool {
			return str(st.SIM.ICCID) == r.lab.ICCID && num(st.Account.Data.Low) >= 9000
		})
	})
}

func TestRadioSwitchedOffIsSaid(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.activate("ready")
		r.start()
		r.until(time.Minute, "attached", attached)
		here := r.second()
		_, err := here.Do(t.Context(), "+CFUN=4")
		require.NoError(t, err)
		st := r.until(5*time.Minute, "radio off", func(st local.Status) bool { return st.Verdict.Code == agent.RadioOff })
		require.Contains(t, st.Verdict.Text, "AT+CFUN=4")
	})
}

// A module that takes AT+CREG=3 and never keeps it is polled, not set up for ever.
func TestModuleThatNeverKeepsItsSettings(t *testing.T) {
	m := upMachine()
	m.Link.Kept = true // it did once
	n, at := 0, time.Now()
	for range 200 {
		var effects []agent.Effect
		at = at.Add(time.Minute) // past the time in which a second restart is believed
		m, effects = agent.Step(m, agent.Event{At: at, Value: agent.Polled{Gen: 1, Regs: []atcmd.Registration{{Domain: atcmd.EPS, HasN: true, Stat: atcmd.Roaming, AcT: 7, CauseType: -1, Cause: -1}}}})
		for _, e := range effects {
			if c, ok := e.(agent.Command); ok && c.Op == agent.Setup {
				n++
				m, _ = agent.Step(m, agent.Event{At: at, Value: agent.SetUp{Gen: 1, URCs: m.Link.URCs || n == 1, Mark: -1}})
			}
		}
	}
	require.Equal(t, 1, n)
	require.True(t, m.Net.Known, "what it answers is believed")
}

// upMachine is a machine with a module that was set up.
func upMachine() agent.Machine {
	m := agent.New(agent.SettingsOf(config.Default()))
	m.Link.State, m.Link.Gen, m.Link.URCs = agent.Up, 1, true
	return m
}

// A bare ERROR to every way of reading the ICCID says nothing of the card.
func TestModuleWithoutICCIDCommands(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		for _, cmd := range []string{"AT+CRSM", "AT+CSIM", "AT+CCHO", "AT+QCCID", "AT+CCID", "AT+ICCID", "AT+CICCID", "AT^ICCID"} {
			r.lab.Modem.Fault(modemtest.Fault{Match: cmd, Times: 1 << 20, Lines: []string{}, Final: "ERROR"})
		}
		r.start()
		st := r.until(time.Minute, "unreadable", func(st local.Status) bool { return st.SIM.State == "unreadable" })
		require.Equal(t, agent.SIMUnreadable, st.Verdict.Code)
		require.NotContains(t, str(st.Verdict.Next), "contacts")
	})
}
