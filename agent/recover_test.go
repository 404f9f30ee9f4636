package agent_test

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	"simagent/agent/local"
	"simagent/agent/recovery"
	"simagent/atcmd/modemtest"
)

// attachedRig is a rig on a board with all lines, whose SIM is ready and attached for ten minutes.
func attachedRig(t *testing.T) *rig {
	r := newRig(t, agenttest.Options{})
	r.healer.hands, r.healer.usb = []recovery.Rung{recovery.On, recovery.Power}, true
	r.activate("ready")
	r.start()
	r.until(2*time.Minute, "attached", attached)
	r.after(10 * time.Minute)
	r.healer.began = time.Now()
	return r
}

// What cannot be recorded is not done if it resets; the radio may be cycled, since that is bounded in memory too.
func TestNoResetWithoutARecord(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := attachedRig(t)
		r.healer.saveErr = errors.New("no space left")
		r.lab.Modem.ClearFaults()
		silent(r)
		st := r.after(6 * time.Minute)
		require.Empty(t, r.acts())
		require.Equal(t, "not done, since it could not be recorded: no space left", string(st.Recovery.Error))
		r.healer.cures = func(recovery.Rung) error { t.Error("a reset without a record"); return nil }
		r.after(48 * time.Hour)
		r.lab.Coverage(false)
		speaks(r)
		before := len(r.lab.Modem.Commands())
		r.after(48 * time.Hour)
		for _, c := range r.lab.Modem.Commands()[before:] {
			require.NotEqual(t, "AT+CFUN=1,1", c)
		}
	})
}

// A crash at any moment, and restarts of the daemon again and again, give no budget back.
func TestBudgetSurvivesCrashes(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := attachedRig(t)
		silent(r)
		for range 40 {
			r.after(31 * time.Minute)
			r.kill()
			r.start()
		}
		resets := strings.Count(r.acts(), "usb_reset") + strings.Count(r.acts(), "power")
		require.Equal(t, 4, resets, "%s %+v", r.acts(), r.status().Recovery)
		r.after(6 * time.Minute)
		require.Equal(t, "resting", r.status().Recovery.State)
		require.EqualValues(t, 4, *r.status().Recovery.Resets)
		r.after(8 * time.Hour)
		resets = strings.Count(r.acts(), "usb_reset") + strings.Count(r.acts(), "power")
		require.Greater(t, resets, 4, "the next day has its own")
	})
}

func TestUnreadableBudgetRests(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.healer.hands, r.healer.usb, r.healer.file = []recovery.Rung{recovery.Power}, true, []byte("{")
		silent(r)
		r.start()
		st := r.after(20 * time.Hour)
		require.Equal(t, "resting", st.Recovery.State)
		require.Contains(t, string(st.Recovery.Why), "is not known")
		require.Empty(t, r.acts())
		r.after(5 * time.Hour)
		require.NotEmpty(t, r.acts())
	})
}

// A module that is off at the start is switched on, once and soon; one that is only restarted is not.
func TestModuleThatIsOffIsSwitchedOn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.healer.hands = []recovery.Rung{recovery.On, recovery.Power}
		r.curedBy(recovery.On, func() { r.lab.Modem.PowerOn(); r.plug(true) })
		r.activate("ready")
		r.lab.Modem.PowerOff()
		r.plug(false)
		r.start()
		r.until(5*time.Minute, "attached", attached)
		require.Equal(t, "1m0s power_on", r.acts())
	})
}

// The daemon ends between flight mode and its end: the next one switches the radio on again.
func TestRadioLeftOffComesBack(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := attachedRig(t)
		r.lab.Coverage(false)
		r.until(time.Hour, "cycle", func(local.Status) bool {
			return strings.HasPrefix(last(r.lab.Modem.Commands()), "AT+CFUN=4")
		})
		r.kill()
		r.lab.Coverage(true)
		r.start()
		r.until(5*time.Minute, "attached", attached)
	})
}

// The daemon ends between power off and power on, with the last reset of the day: the next one switches the module on.
func TestModuleLeftWithoutPowerComesBack(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := attachedRig(t)
		require.NoError(t, r.stop())
		r.healer.usb, r.cfg.Recovery.Resets = false, 1
		var off atomic.Bool
		r.healer.cures = func(rung recovery.Rung) error {
			if rung == recovery.On {
				speaks(r)
				r.lab.Modem.PowerOn()
				r.plug(true)
				return nil
			}
			r.lab.Modem.PowerOff()
			r.plug(false)
			off.Store(true)
			time.Sleep(time.Minute) // the run ends in it
			return errKilled
		}
		silent(r)
		r.start()
		r.until(time.Hour, "off", func(local.Status) bool { return off.Load() })
		require.Equal(t, "5m9s power_cycle", r.acts())
		r.kill()
		r.start()
		r.until(3*time.Minute, "attached", attached)
		require.Equal(t, "5m9s power_cycle, 6m13s power_on", r.acts())
		r.lab.Modem.PowerOff()
		r.plug(false)
		st := r.after(time.Hour)
		require.Equal(t, "resting", st.Recovery.State, "the budget is spent all the same")
	})
}

// A module that runs again by itself is whole: its next trouble has no act beyond the budget.
func TestModuleThatCameBackByItselfIsWhole(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := attachedRig(t)
		require.NoError(t, r.stop())
		r.healer.usb, r.cfg.Recovery.Resets = false, 1
		var off atomic.Bool
		r.healer.cures = func(recovery.Rung) error {
			off.Store(true)
			time.Sleep(time.Minute) // the run ends in it
			return errKilled
		}
		silent(r)
		r.start()
		r.until(time.Hour, "off", func(local.Status) bool { return off.Load() })
		r.kill()
		speaks(r)
		r.plug(false)
		r.start()
		r.after(time.Second)
		r.plug(true)
		r.until(3*time.Minute, "attached", attached)
		require.NoError(t, r.stop())
		silent(r)
		r.start()
		st := r.after(time.Hour)
		require.Equal(t, "resting", st.Recovery.State)
		require.Equal(t, "5m9s power_cycle", r.acts())
	})
}

// An act that came to its end is no half one, though nothing came of it.
func TestPowerActThatHelpedNothingIsNotRepeated(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := attachedRig(t)
		require.NoError(t, r.stop())
		r.healer.usb, r.cfg.Recovery.Resets = false, 1
		silent(r)
		r.start()
		r.after(10 * time.Minute)
		require.NoError(t, r.stop())
		r.start()
		st := r.after(time.Hour)
		require.Equal(t, "resting", st.Recovery.State)
		require.Equal(t, "5m9s power_cycle", r.acts())
	})
}

func last(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1]
}

// A person at work is left alone, and so is a module through which bytes come in.
func TestHandsHoldRecoveryOff(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := attachedRig(t)
		r.lab.Coverage(false)
		r.after(20 * time.Minute)
		_, err := r.a.AT(t.Context(), local.ATRequest{Cmd: "+CREG=2", Force: true})
		require.NoError(t, err)
		st := r.after(7 * time.Minute)
		require.Empty(t, r.acts())
		require.Equal(t, "somebody works on it by hand", string(st.Recovery.Why))
		r.after(10 * time.Minute)
		require.Equal(t, "35m0s radio", r.acts())
	})
}

// No try of the PIN is lost by a reset: the ladder is allowed all day, and the card has the tries it had.
func TestRecoveryLosesNoPINTry(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := lockedRig(t)
		r.pin = pin(t, "1234")
		r.healer.hands = []recovery.Rung{recovery.Power}
		r.curedBy(recovery.Power, func() { r.lab.Modem.Reset() })
		r.start()
		r.until(20*time.Minute, "attached", attached)
		r.lab.Coverage(false)
		r.after(72 * time.Hour)
		require.Greater(t, strings.Count(r.acts(), ","), 8)
		require.Equal(t, 3, r.lab.Modem.Card().PIN().Tries)
	})
}

// recovery.most is the last word.
func TestMostIsTheStrongest(t *testing.T) {
	for most, want := range map[string]string{"none": "", "register": "", "radio": "radio", "module": "radio module_reset"} {
		bubble(t, func(t *testing.T) {
			r := newRig(t, agenttest.Options{})
			r.cfg.Recovery.Most = most
			r.healer.hands = []recovery.Rung{recovery.Power}
			r.activate("ready")
			r.start()
			r.until(2*time.Minute, "attached", attached)
			r.lab.Coverage(false)
			r.after(48 * time.Hour)
			var got []string
			for _, a := range strings.Split(r.acts(), ", ") {
				_, rung, _ := strings.Cut(a, " ")
				if len(got) == 0 && rung != "" || len(got) > 0 && got[len(got)-1] != rung && len(got) < 2 {
					got = append(got, rung)
				}
			}
			require.Equal(t, want, strings.Join(got, " "), r.acts())
		})
	}
}

// The supply is low: nothing is reset, and the verdict says what to do.
func TestLowSupplyIsSaidAndNotReset(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := attachedRig(t)
		r.healer.mu.Lock()
		r.healer.supply = agent.SupplySeen{Known: true, Low: true, WasLow: true, Source: "get_throttled"}
		r.healer.mu.Unlock()
		st := r.after(3 * time.Minute)
		require.Equal(t, agent.SupplyLow, st.Verdict.Code)
		require.Equal(t, "device", string(st.Verdict.Where))
		silent(r)
		st = r.after(50 * time.Minute)
		require.Empty(t, r.acts())
		require.Equal(t, "hopeless", st.Recovery.State)
		require.Equal(t, agent.SupplyLow, st.Verdict.Code)
	})
}

// A module that is well for an hour begins at the foot of the ladder again.
func TestLadderBeginsAnewWhenWell(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := attachedRig(t)
		r.lab.Coverage(false)
		r.after(80 * time.Minute)
		require.Equal(t, "25m0s radio, 1h15m0s module_reset", r.acts())
		r.lab.Coverage(true)
		r.after(2 * time.Hour)
		r.lab.Coverage(false)
		r.after(26 * time.Minute)
		require.True(t, strings.HasSuffix(r.acts(), ", 3h45m0s radio"), r.acts())
	})
}

// What the module's own counter had before a restart by the agent is not lost.
func TestRestartByCommandKeepsTheCount(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.start()
		r.until(2*time.Minute, "new", func(st local.Status) bool { return str(st.Cloud.Status) == "new" && st.Account.Data.High != nil })
		r.activate("ready")
		r.until(30*time.Minute, "attached", attached)
		r.healer.began = time.Now()
		require.True(t, r.lab.Traffic(3000, 4000))
		r.lab.Coverage(false)
		r.after(80 * time.Minute)
		require.Contains(t, r.acts(), "module_reset")
		r.lab.Coverage(true)
		r.until(time.Hour, "attached", attached)
		st := r.after(10 * time.Minute)
		m := r.lab.Metered()
		require.LessOrEqual(t, num(st.Account.Data.Low), m.Up+m.Down)
		require.GreaterOrEqual(t, num(st.Account.Data.High), m.Up+m.Down)
		require.GreaterOrEqual(t, num(st.Account.Data.Low), int64(7000))
	})
}

// The port goes between flight mode and its end: the radio is switched on when it is back.
func TestRadioComesBackWithThePort(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := attachedRig(t)
		r.lab.Coverage(false)
		r.until(time.Hour, "cycle", func(local.Status) bool {
			return strings.HasPrefix(last(r.lab.Modem.Commands()), "AT+CFUN=4")
		})
		r.plug(false)
		r.after(10 * time.Second)
		r.lab.Coverage(true)
		r.plug(true)
		r.until(5*time.Minute, "attached", attached)
		require.Equal(t, "25m0s radio", r.acts())
	})
}

// A power sequence that does not end is given up, and the port is opened again.
func TestActThatHangsIsGivenUp(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := attachedRig(t)
		forever := make(chan struct{})
		r.healer.cures = func(recovery.Rung) error { <-forever; return nil }
		silent(r)
		st := r.after(6 * time.Minute)
		require.Equal(t, "acting", st.Recovery.State)
		require.Equal(t, "usb_reset", string(st.Recovery.Next))
		speaks(r)
		st = r.after(8 * time.Minute)
		require.True(t, attached(st), st.Verdict.Text)
		require.Contains(t, string(st.Recovery.Error), "did not end within 6 min")
		close(forever)
	})
}

// What comes right while the act is being recorded is not reset any more.
func TestActThatIsNotNeededAnyMore(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := attachedRig(t)
		r.healer.cures = func(recovery.Rung) error { t.Error("a reset of a module that works"); return nil }
		silent(r)
		r.healer.mu.Lock()
		r.healer.slow = 5 * time.Minute
		r.healer.mu.Unlock()
		r.until(10*time.Minute, "acting", func(st local.Status) bool { return st.Recovery.State == "acting" })
		speaks(r)
		st := r.after(10 * time.Minute)
		require.True(t, attached(st))
		require.Equal(t, "idle", st.Recovery.State)
		require.Equal(t, "not done: it works again", string(st.Recovery.Error))
		r.healer.mu.Lock()
		r.healer.slow = 0
		r.healer.mu.Unlock()
	})
}

// Nor is it half done: the next run takes nothing beyond the budget for it.
func TestActThatWasNotDoneIsNoHalfOne(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := attachedRig(t)
		require.NoError(t, r.stop())
		r.healer.usb, r.cfg.Recovery.Resets = false, 1
		r.healer.cures = func(recovery.Rung) error { t.Error("a reset beyond the budget"); return nil }
		silent(r)
		r.healer.mu.Lock()
		r.healer.slow = time.Minute
		r.healer.mu.Unlock()
		r.start()
		r.until(10*time.Minute, "acting", func(st local.Status) bool { return st.Recovery.State == "acting" })
		speaks(r)
		st := r.after(10 * time.Minute)
		require.Equal(t, "not done: it works again", string(st.Recovery.Error))
		r.healer.mu.Lock()
		r.healer.slow = 0
		r.healer.mu.Unlock()
		require.NoError(t, r.stop())
		silent(r)
		r.start()
		st = r.after(time.Hour)
		require.Equal(t, "resting", st.Recovery.State)
	})
}

// A module that has just started by itself is left alone for five minutes, however long its card has failed.
func TestModuleThatHasJustStartedIsLeftAlone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{Persona: modemtest.SIM7600()}) // it tells nothing of its card at the start
		r.activate("ready")
		r.start()
		r.until(2*time.Minute, "attached", attached)
		r.after(10 * time.Minute)
		r.healer.began = time.Now()
		r.lab.Modem.Play(script("on +CPIN always final \"+CME ERROR: 13\"\nreset\nat 9m reset"))
		st := r.after(11 * time.Minute)
		require.Equal(t, "the module has just started", string(st.Recovery.Why))
		require.Empty(t, r.acts())
		r.after(4 * time.Minute)
		require.Regexp(t, `^14m\d+s radio$`, r.acts())
	})
}

// A daemon that ends in the midst of a cycle leaves the radio on: nobody may start it again.
func TestStoppingSwitchesTheRadioOn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := attachedRig(t)
		r.lab.Coverage(false)
		r.until(time.Hour, "cycle", func(local.Status) bool {
			return strings.HasPrefix(last(r.lab.Modem.Commands()), "AT+CFUN=4")
		})
		require.NoError(t, r.stop())
		require.Equal(t, "AT+CFUN=1", last(r.lab.Modem.Commands()))
	})
}

// That the host may reset the module is known when it ceases to answer, and not first when the port was opened in vain.
func TestModuleOnUSBIsNeverHopeless(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.healer.usb = true
		r.activate("ready")
		r.start()
		r.until(2*time.Minute, "attached", attached)
		play(`urc "POWERED DOWN"`)(r)
		st := r.until(10*time.Minute, "silent", func(st local.Status) bool { return st.Link.State == "silent" })
		require.Equal(t, "waiting", st.Recovery.State, st.Recovery.Why)
	})
}

// A card that a person opened is not made to ask for its PIN again by a restart of the module: nobody would answer.
func TestCardOpenedByHandStaysOpen(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := lockedRig(t)
		r.healer.hands = []recovery.Rung{recovery.Power}
		r.curedBy(recovery.Power, func() { r.lab.Modem.Reset() })
		r.start()
		r.until(5*time.Minute, "PIN", func(st local.Status) bool { return st.SIM.State == "pin" })
		_, err := r.a.AT(t.Context(), local.ATRequest{Cmd: `+CPIN="1234"`, Force: true})
		require.NoError(t, err)
		r.until(20*time.Minute, "attached", attached)
		r.lab.Coverage(false)
		r.after(12 * time.Hour)
		require.Regexp(t, `^[0-9hms]+ radio(, [0-9hms]+ radio)+$`, r.acts())
		r.lab.Coverage(true)
		r.until(time.Hour, "attached", attached)
	})
}
