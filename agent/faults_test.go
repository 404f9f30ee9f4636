package agent_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/recovery"
)

// faulty is a month on a board where things go wrong at random: one fault after the other, each with what cures it.
type faulty struct {
	*rig
	rnd *rand.Rand

	mu      sync.Mutex    // of the fault, which rungs end from other goroutines
	cure    recovery.Rung // of the fault of now; Wait: only time does
	heal    func()        // ends it
	powerOn time.Time     // of the module, by whatever
	down    time.Duration // not attached, as the agent sees it
	bare    time.Duration // a fault was there that no rung of this board cures
	counts  map[string]int
	early   []string // resets in the first five minutes after power-on
}

// begin starts a fault; what it returns ends it.
func (f *faulty) begin() (what string, cure recovery.Rung, heal func()) {
	m := f.lab.Modem
	switch f.rnd.IntN(9) {
	case 0:
		silent(f.rig)
		return "hangs until its USB device is reset", recovery.USB, func() { speaks(f.rig) }
	case 1:
		silent(f.rig)
		return "hangs until its power is cut", recovery.Power, func() { speaks(f.rig); f.restart() }
	case 2:
		m.PowerOff()
		f.plug(false)
		return "is switched off", recovery.Power, func() { f.plug(true); m.PowerOn(); f.powerOn = time.Now() }
	case 3:
		f.lab.Coverage(false)
		return "finds no network until the radio was off", recovery.Radio, func() { f.lab.Coverage(true) }
	case 4:
		f.lab.Coverage(false)
		return "is out of reach", recovery.Wait, func() { f.lab.Coverage(true) }
	case 5:
		m.Play(script("on +CPIN always final \"+CME ERROR: 13\"\nreset"))
		f.mu.Lock()
		f.powerOn = time.Now()
		f.mu.Unlock()
		return "fails to read its card until it restarts", recovery.Module, func() { m.ClearFaults() }
	case 6:
		f.lab.Deny(13)
		return "is denied here", recovery.Wait, func() { f.lab.Deny(0) }
	case 7:
		f.byOther("+COPS=2")
		return "was told to stay away", recovery.Register, func() {}
	}
	f.plug(false)
	return "is unplugged", recovery.Wait, func() { f.plug(true) }
}

// restart is under mu.
func (f *faulty) restart() {
	f.lab.Modem.Reset()
	f.powerOn = time.Now()
}

// fault sets the fault of now.
func (f *faulty) fault(cure recovery.Rung, heal func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.cure, f.heal = cure, heal
}

// there tells whether the fault is still there.
func (f *faulty) there() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.heal != nil
}

// overByTime ends a fault that only time ends.
func (f *faulty) overByTime() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.heal != nil && f.cure == recovery.Wait {
		f.heal()
		f.heal = nil
	}
}

// taken is told of each rung as it is taken: what it cures is over.
func (f *faulty) taken(r recovery.Rung) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r.Reset() && time.Since(f.powerOn) < 5*time.Minute {
		f.early = append(f.early, fmt.Sprintf("%s %s after power-on", r, time.Since(f.powerOn)))
	}
	if f.heal != nil && f.cure != recovery.Wait && r >= f.cure {
		f.heal()
		f.heal = nil
	}
	if r >= recovery.On && f.heal == nil {
		f.restart()
	}
}

// TestMonthOfFaults lives 30 days for one seed; SIMAGENT_FAULTS=N does so for N random ones, SIMAGENT_SEED=S for
// that seed. Whatever goes wrong, no day has more resets than allowed, nothing is reset in the first five minutes of a
// Super SIM, no try of the PIN is lost, and what a rung cures is cured.
func TestMonthOfFaults(t *testing.T) {
	seeds := []uint64{1}
	if n, err := strconv.Atoi(os.Getenv("SIMAGENT_FAULTS")); err == nil && n > 0 {
		first := uint64(time.Now().UnixNano())
		seeds = nil
		for i := range n {
			seeds = append(seeds, first+uint64(i))
		}
	}
	if s, err := strconv.ParseUint(os.Getenv("SIMAGENT_SEED"), 10, 64); err == nil {
		seeds = []uint64{s}
	}
	for _, seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			bubble(t, func(t *testing.T) { monthOfFaults(t, seed) })
			t.Logf("in %v", time.Since(began).Round(time.Millisecond))
		})
	}
}

func monthOfFaults(t *testing.T, seed uint64) {
	f := &faulty{rig: newRig(t, agenttest.Options{}), rnd: rand.New(rand.NewPCG(seed, 3)), counts: map[string]int{}}
	f.healer.hands, f.healer.usb = []recovery.Rung{recovery.On, recovery.Power}, true
	f.healer.onAct = f.command
	f.healer.cures = func(r recovery.Rung) error { f.taken(r); return nil }
	f.cfg.Meter.PollIdle, f.cfg.SIM.APN = f.cfg.Modem.Poll, ""
	f.activate("ready")
	f.lab.Card.SetPIN("1234", true)
	f.pin = pin(t, "1234")
	f.restart()
	f.start()
	const days = 30
	end := time.Now().Add(days * 24 * time.Hour)
	for time.Now().Before(end) {
		f.pass(time.Duration(30+f.rnd.IntN(8*60)) * time.Minute) // well
		f.fault(recovery.Wait, nil)
		what, cure, heal := f.begin()
		f.counts[what]++
		f.fault(cure, heal)
		for until := time.Now().Add(time.Duration(10+f.rnd.IntN(240)) * time.Minute); time.Now().Before(until); {
			f.pass(5 * time.Minute)
			if cure == recovery.Wait {
				f.bare += 5 * time.Minute
			}
			if f.rnd.IntN(40) == 0 {
				f.crash()
			}
		}
		f.overByTime()
		for deadline := time.Now().Add(26 * time.Hour); f.there(); f.pass(5 * time.Minute) {
			require.True(t, time.Now().Before(deadline), "%s: nothing cured it; %s: %+v; %s", what, f.acts(), f.status().Recovery, f.status().Verdict.Text)
		}
	}
	require.Empty(t, f.early)
	require.Equal(t, 3, f.lab.Card.PIN().Tries)
	acts := strings.Split(f.acts(), ", ")
	resets, most := f.perDay(acts)
	require.LessOrEqual(t, most, 4, f.acts())
	total := days * 24 * time.Hour
	t.Logf("attached %.1f %% of the time, %.1f %% without the faults that nothing here cures; %d resets, at most %d in 24 h; %d acts; faults: %v",
		100-100*f.down.Hours()/total.Hours(), 100-100*max(f.down-f.bare, 0).Hours()/total.Hours(), resets, most, len(acts), f.counts)
	require.Less(t, (f.down-f.bare).Hours()/total.Hours(), 0.25)
}

// command is told of rungs that are commands to the module, once they are entered.
func (f *faulty) command(r recovery.Rung) {
	if r < recovery.USB {
		time.AfterFunc(20*time.Second, func() { f.taken(r) })
	}
}

// pass lets time pass, and looks whether the agent sees the SIM attached.
func (f *faulty) pass(d time.Duration) {
	for ; d > 0; d -= 5 * time.Minute {
		if st := f.after(min(d, 5*time.Minute)); !attached(st) {
			f.down += min(d, 5*time.Minute)
		}
	}
}

// crash kills the daemon, now and then with a disk that fails for the next one.
func (f *faulty) crash() {
	f.kill()
	f.healer.mu.Lock()
	f.healer.saveErr = nil
	if f.rnd.IntN(4) == 0 {
		f.healer.saveErr = errors.New("no space left")
	}
	f.healer.mu.Unlock()
	f.start()
	time.AfterFunc(time.Hour, func() {
		f.healer.mu.Lock()
		f.healer.saveErr = nil
		f.healer.mu.Unlock()
	})
}

// perDay counts the resets, and the most of them within 24 hours.
func (f *faulty) perDay(acts []string) (all, most int) {
	var at []time.Duration
	for _, a := range acts {
		when, rung, _ := strings.Cut(a, " ")
		if rung == "radio" || rung == "register" || rung == "" {
			continue
		}
		d, err := time.ParseDuration(when)
		require.NoError(f.t, err)
		at = append(at, d)
		n := 0
		for _, b := range at {
			if d-b < 24*time.Hour {
				n++
			}
		}
		most = max(most, n)
	}
	return len(at), most
}
