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
)

// months is a life of 91 days on one board, by a seed.
type months struct {
	*board
	j    *judge
	calm bool // no faults, and steady traffic
	tray []*sim

	diskOK, cloudOK, urlOK, keepOK, serviceOK time.Duration
	pace                                      int64 // bytes of one action, about
}

const monthsDays = 91

// What is promised, where it is less than one might wish: two swaps that nothing tells of afterwards are left out (see swap
// and cut); what a failing disk did not take is forgotten with the process; a low bound lacks what a module's counter may have
// counted before it restarted; without a clock the day of a budget may be yesterday; what passed is dated when it was polled.
//
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
