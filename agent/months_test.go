package agent_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"simagent/agent"
	"simagent/agent/ledger"
	"simagent/atcmd"
)

// months is a life of 91 days on one board, by a seed.
type months struct {
	*board
	j    *judge
	calm bool // no faults, and steady traffic
	tray []*sim

	diskOK, cloudOK, urlOK, keepOK, serviceOK, ntpAt, woke time.Duration
	pace                                                   int64 // bytes of one action, about
}

const monthsDays = 91

// TestMonths lives 91 days for each of a few seeds; SIMAGENT_MONTHS=N does so for N random ones, SIMAGENT_SEED=S for that seed.
func TestMonths(t *testing.T) {
	seeds := []uint64{4, 6, 9}
	if n, err := strconv.Atoi(os.Getenv("SIMAGENT_MONTHS")); err == nil && n > 0 {
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
			newMonths(t, seed).live()
		})
	}
}

func newMonths(t *testing.T, seed uint64) *months {
	rnd := rand.New(rand.NewPCG(seed, 7))
	b := &board{rnd: rnd, begin: time.Date(2026, 9, 14, 5, 0, 0, 0, time.UTC).Add(time.Duration(rnd.IntN(86400)) * time.Second), boot: 1,
		disk: map[string]entry{}, maybe: map[string]entry{}, diskErr: map[string]bool{}, past: map[string]map[uint32]ledger.Hour{}}
	b.sims, b.name, b.index, b.mark, b.powered = map[string]*sim{}, "wwan0", 3, 2, true
	kind := rnd.IntN(3)
	b.net, b.meters = kind != 1, kind != 0
	w := &months{board: b, calm: seed%3 == 1, pace: 30 + rnd.Int64N(60)}
	if !w.calm {
		w.pace = 20 << rnd.IntN(6)
	}
	w.j = &judge{t: t, b: b, seed: seed, calm: w.calm}
	b.watch = w.j
	b.set = agent.Settings{
		ModemPoll: time.Duration(15+rnd.IntN(15)) * time.Minute, SMSNumber: "000", SMSDelete: "never", MeterSource: "auto",
		MeterPoll: 2 * time.Minute, MeterIdle: time.Duration(10+rnd.IntN(15)) * time.Minute, Provider: "twilio", CloudPoll: time.Duration(1+rnd.IntN(4)) * time.Hour,
		IPCommand: true, Address: "100.64.0.1:6969", ReportSMS: rnd.IntN(3), Heartbeat: 24 * time.Hour, Interval: time.Minute, ShowIDs: true,
		ModemClock: []string{"local", "off"}[rnd.IntN(2)],
	}
	if rnd.IntN(3) == 0 {
		b.set.ReportURL = "https://gateway.test/"
	}
	for i := range 3 {
		s := &sim{iccid: fmt.Sprintf("8988307000000001%04d", i*1111), sid: fmt.Sprintf("HS%032d", i), status: "new", usage: map[int64]int64{}, bases: map[string]base{}}
		b.sims[s.iccid] = s
		w.tray = append(w.tray, s)
	}
	used := w.tray[2] // first seen with a past
	w.begins(used, "ready")
	used.total, used.seen, used.from = 40_000, 40_000, 40_000
	used.usage[b.at().Unix()/3600-50] = 40_000
	used.period.StartTime = used.period.StartTime.Add(-72 * time.Hour)
	used.period.EndTime = used.period.StartTime.AddDate(0, 3, 0)
	used.bases = map[string]base{used.period.SID: {until: used.period.EndTime}}
	return w
}

func (w *months) say(format string, args ...any) { w.j.say(format, args...) }

func (w *months) live() {
	began := time.Now()
	w.insert(w.tray[0])
	w.clock()
	w.start()
	w.runTo(10 * time.Minute)
	w.begins(w.tray[0], "ready")
	w.readyAt = w.now
	w.settle(time.Minute)
	for actions := 0; w.now < monthsDays*24*time.Hour; actions++ {
		w.runTo(w.now + w.pause())
		w.mend()
		w.act()
	}
	w.j.t.Logf("%d steps in %v; interface %v, module %v, URL %v", w.j.steps, time.Since(began).Round(time.Millisecond), w.net, w.meters, w.set.ReportURL != "")
	for _, id := range slices.Sorted(maps.Keys(w.sims)) {
		s := w.sims[id]
		w.j.t.Logf("%s: %s, %d B, %d SMS Commands; %d commits, %d B of reports while ready", id, s.status, s.total, s.sms, s.commits, s.own)
		if w.calm && s.commits > 400 {
			w.j.fail("%s: %d commits in a life of ready", id, s.commits)
		}
	}
}

func (w *months) pause() time.Duration {
	if w.calm {
		return time.Hour
	}
	down := w.running && (!w.powered || w.holder == nil) // the agent asks every few seconds then
	if w.rnd.IntN(3) == 0 || down && w.rnd.IntN(8) > 0 {
		return time.Duration(w.rnd.Int64N(int64(2 * time.Minute)))
	}
	return time.Duration(w.rnd.Int64N(int64(2 * time.Hour)))
}

// mend ends the faults whose time has come.
func (w *months) mend() {
	w.diskBad = w.now < w.diskOK
	w.cloudBad = w.now < w.cloudOK
	w.lateBad = w.now >= w.cloudOK && w.now < w.cloudOK+time.Hour
	w.urlBad = w.now < w.urlOK
	w.keepBad = w.now < w.keepOK
	if w.now >= w.serviceOK && (w.noService || w.detached) {
		w.noService, w.detached = false, false
		delete(w.j.broken, "not registered")
		delete(w.j.broken, "not attached")
		w.settle(time.Duration(w.rnd.IntN(60)) * time.Second)
	}
}

func (w *months) traffic() bool {
	if w.calm {
		return w.pass(w.pace/2, w.pace/2+w.rnd.Int64N(10))
	}
	up, down := w.rnd.Int64N(w.pace), w.rnd.Int64N(2*w.pace)
	if w.rnd.IntN(40) == 0 {
		down += w.rnd.Int64N(100 * w.pace)
	}
	w.say("traffic %d %d: %v", up, down, w.pass(up, down))
	return true
}

// act does one thing, by weight.
func (w *months) act() {
	if w.calm {
		w.traffic()
		if w.rnd.IntN(24*14) == 0 {
			w.restart()
		}
		if w.rnd.IntN(24*7) == 0 {
			w.service()
		}
		if !w.running {
			w.restart()
		}
		return
	}
	if w.rnd.IntN(2) == 0 && w.recover() {
		return
	}
	n := w.rnd.IntN(100)
	for _, a := range []struct {
		upTo int
		do   func() bool
	}{
		{60, w.traffic}, {61, w.sms}, {62, w.person}, {65, w.plug}, {67, w.reset}, {71, w.swap}, {74, w.restart}, {77, w.die}, {80, w.cut}, {82, w.reboot},
		{84, w.disk}, {87, w.cloud}, {91, w.service}, {93, w.sleep}, {95, w.jump}, {96, w.rename}, {98, w.receivers}, {100, w.operator},
	} {
		if n < a.upTo {
			a.do()
			return
		}
	}
}

// recover ends one thing that is down: most of a life is well.
func (w *months) recover() bool {
	switch {
	case !w.running:
		return w.restart()
	case !w.powered:
		return w.plug()
	case w.holder == nil:
		return w.swap()
	}
	return false
}

func (w *months) sms() bool {
	from := []string{"000", "15551234"}[w.rnd.IntN(2)]
	w.say("SMS from %s", from)
	w.receive(from)
	return true
}

func (w *months) person() bool {
	if !w.running {
		return false
	}
	w.say("a person sends an SMS Command")
	w.step(agent.SMSAsked{ID: w.n, Text: "hi", Force: w.rnd.IntN(8) == 0})
	return true
}

func (w *months) plug() bool {
	w.say("the module is unplugged: %v", w.powered)
	if w.powered {
		w.restartModule()
		w.unplug()
		return true
	}
	w.powered = true
	w.settle(time.Duration(w.rnd.IntN(120)) * time.Second)
	return true
}

func (w *months) reset() bool {
	if !w.powered {
		return false
	}
	w.say("the module restarts")
	w.restartModule()
	w.inserted = w.now
	w.settle(time.Duration(w.rnd.IntN(60)) * time.Second)
	if w.link {
		w.emit(0, agent.URCSeen{Gen: w.gen, URC: atcmd.URC{Line: "RDY"}})
	}
	return true
}

func (w *months) insert(s *sim) {
	w.j.swapped(w.last, s)
	w.holder, w.inserted = s, w.now
	if s != nil {
		w.last = s
	}
	w.settle(5*time.Second + time.Duration(w.rnd.IntN(60))*time.Second)
	if w.link {
		w.emit(100*time.Millisecond, agent.URCSeen{Gen: w.gen, URC: atcmd.URC{Line: map[bool]string{true: "+CPIN: NOT READY", false: "+CPIN: READY"}[s == nil]}})
	}
}

// swap takes the SIM out, or puts one in, as far as it can be known afterwards: while the agent is off the run folder must
// tell which SIM was in, and no third one may come and go.
func (w *months) swap() bool {
	to := w.tray[w.rnd.IntN(len(w.tray))]
	if w.holder != nil {
		to = nil
	}
	watched := w.running && w.link && (w.holder == nil && w.m.Card.State == agent.CardAbsent || w.j.account() == w.holder && w.m.Card.State == agent.CardReady && w.m.Account.Ledger.Live())
	known := w.folder != nil && w.last != nil && w.folder.ICCID == w.last.iccid && (to == nil || to != w.last)
	if !watched && (!known || w.running) {
		return false
	}
	id := "none"
	if to != nil {
		id = to.iccid
	}
	w.say("SIM %s, watched %v", id, watched)
	w.insert(to)
	return true
}

func (w *months) restart() bool {
	if w.running {
		w.say("the agent stops")
		w.stop()
		return true
	}
	w.say("the agent starts")
	w.start()
	return true
}

func (w *months) die() bool {
	if !w.running {
		return false
	}
	w.say("the agent is killed")
	w.kill()
	return true
}

// cut takes the host's power, and perhaps the module's; of a SIM whose account nothing tells afterwards it is not taken.
func (w *months) cut() bool {
	if w.holder != w.last || w.folder != nil && w.holder != nil && w.folder.ICCID != w.holder.iccid {
		return false
	}
	if w.running {
		w.kill()
	}
	w.boots(w.rnd.IntN(2) == 0)
	return true
}

// reboot is a clean one.
func (w *months) reboot() bool {
	if w.holder != w.last || w.folder != nil && w.holder != nil && w.folder.ICCID != w.holder.iccid {
		return false
	}
	if w.running {
		w.stop()
	}
	w.boots(false)
	return true
}

// boots lets the host come up; module: the module lost its power, too.
func (w *months) boots(module bool) {
	w.say("the host boots, module restarted: %v", module)
	w.boot++
	w.folder = nil
	if module {
		w.restartModule()
		w.inserted = w.now
		w.settle(time.Minute)
	}
	if w.net {
		w.j.counterEnds()
	}
	w.itx, w.irx, w.packets, w.index = 0, 0, 0, 3
	w.clock()
	w.start()
}

// clock is what the host's says when it comes up: 1970, the date of the image, hours off, or right; later, or never, NTP sets it.
func (w *months) clock() {
	w.ntp, w.off = false, 0
	switch w.rnd.IntN(5) {
	case 0:
		w.off = time.Unix(20, 0).Sub(w.at())
	case 1:
		w.off = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).Sub(w.at())
	case 2:
		w.off = time.Duration(w.rnd.Int64N(int64(20*time.Hour))) - 10*time.Hour
	case 3:
		w.ntp = true
	}
	if w.rnd.IntN(3) > 0 {
		boot := w.boot
		w.after(time.Duration(w.rnd.Int64N(int64(3*time.Hour))), func() {
			if w.boot == boot && w.now > w.woke+2*w.set.ModemPoll {
				w.off, w.ntp, w.ntpAt = 0, true, w.now
				w.say("NTP sets the clock")
			}
		})
	}
}

// jump sets the clock by hand: the kernel does not vouch for it then.
func (w *months) jump() bool {
	w.off = time.Duration(w.rnd.Int64N(int64(40*time.Hour))) - 20*time.Hour
	w.ntp = false
	w.say("the clock is set, %v off", w.off)
	return true
}

// sleep is not so near to NTP that the agent sees the clock set and the sleep as one.
func (w *months) sleep() bool {
	if w.now < w.ntpAt+2*w.set.ModemPoll {
		return false
	}
	d := time.Duration(w.rnd.Int64N(int64(6 * time.Hour)))
	w.say("the host sleeps for %v", d)
	w.suspend(d)
	w.woke = w.now
	return true
}

func (w *months) rename() bool {
	w.name = fmt.Sprintf("wwx%d", w.n)
	w.say("the interface is %s", w.name)
	return true
}

func (w *months) disk() bool {
	w.diskOK = w.now + time.Duration(w.rnd.Int64N(int64(5*time.Hour)))
	w.say("the disk fails")
	return true
}

func (w *months) cloud() bool {
	w.cloudOK = w.now + time.Duration(w.rnd.Int64N(int64(20*time.Hour)))
	w.say("the cloud fails")
	return true
}

func (w *months) receivers() bool {
	if w.rnd.IntN(2) == 0 {
		w.urlOK = w.now + time.Duration(w.rnd.Int64N(int64(30*time.Hour)))
	} else {
		w.keepOK = w.now + time.Duration(w.rnd.Int64N(int64(10*time.Hour)))
	}
	w.say("the user's address, or the history, fails")
	return true
}

// service takes the registration, or the attach alone.
func (w *months) service() bool {
	w.serviceOK = w.now + time.Duration(w.rnd.Int64N(int64(2*time.Hour)))
	w.noService, w.detached = w.rnd.IntN(2) == 0, true
	w.say("no service: %v, or no attach", w.noService)
	w.tell()
	return true
}

// operator activates a new Sim.
func (w *months) operator() bool {
	for _, s := range w.tray {
		if s.status == "new" {
			w.begins(s, "ready")
			w.say("%s becomes ready", s.iccid)
			if s == w.holder {
				w.settle(time.Minute)
			}
			return true
		}
	}
	return false
}
