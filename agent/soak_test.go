package agent_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	"simagent/agent/ledger"
	"simagent/agent/local"
	"simagent/agent/supersim/supersimtest"
	"simagent/atcmd/modemtest"
	"simagent/simcard/simcardtest"
)

// soak is days of a gateway's life: random actions, and the invariants after
// each of them.
type soak struct {
	t   *testing.T
	r   *rig
	g   *ground
	rnd *rand.Rand

	tray    []string // ICCIDs
	holder  string   // the SIM in the module, "" for none
	running bool
	diskOK  time.Time // until then the disk fails
	cloudOK time.Time
	booted  byte
	actions int
}

// storyLines is how much of the story a failure prints.
const storyLines = 100

// TestSoak runs six seeds; SIMAGENT_SOAK=N runs N others, 20 days each; SIMAGENT_SEED=S runs that seed.
func TestSoak(t *testing.T) {
	seeds, days := 6, 2
	first := uint64(1)
	if n, err := strconv.Atoi(os.Getenv("SIMAGENT_SOAK")); err == nil && n > 0 {
		seeds, days, first = n, 20, uint64(time.Now().UnixNano())
	}
	if n, err := strconv.ParseUint(os.Getenv("SIMAGENT_SEED"), 10, 64); err == nil {
		seeds, first = min(seeds, 1), n
	}
	for i := range seeds {
		seed := first + uint64(i)
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			bubble(t, func(t *testing.T) { newSoak(t, seed).run(days) })
		})
	}
}

func newSoak(t *testing.T, seed uint64) *soak {
	s := &soak{t: t, rnd: rand.New(rand.NewPCG(seed, 0)), booted: 1}
	s.r = newRig(t, agenttest.Options{
		RegisterTime: time.Duration(s.rnd.IntN(5)) * time.Second, ScheduledFor: time.Duration(s.rnd.IntN(10)) * time.Second, ResetEndsLink: s.rnd.IntN(2) == 0,
	})
	set := rand.New(rand.NewPCG(seed, 2)) // of its own, so that the story of a seed stays
	s.r.cfg.SMS.Delete = []string{"never", "commands", "all"}[set.IntN(3)]
	s.r.cfg.SIM.Settings = []string{"show", "apply", "off"}[set.IntN(3)]
	s.g = newGround(s.r.lab)
	s.r.watch = s.g
	s.r.lab.OnChange(s.g.changed)
	if slow := s.rnd.IntN(3); slow > 0 {
		rnd := rand.New(rand.NewPCG(seed, 1))
		s.r.diskTime = func() time.Duration {
			s.g.mu.Lock()
			defer s.g.mu.Unlock()
			return time.Duration(rnd.IntN(slow*200)) * time.Millisecond
		}
	}
	s.r.lab.Cloud.AddFleet("lab")
	for i := range 4 {
		id := fmt.Sprintf("8988307000000001%04d", i*1111)
		s.tray = append(s.tray, id)
		s.r.lab.Cloud.AddSim(id)
		s.g.sims[id] = &truth{card: simcardtest.New(id), turned: -1, spent: map[int64]int64{}}
		if i == 3 { // first seen with a past
			require.NoError(t, s.r.lab.Cloud.Put(id, "ready", "lab"))
		}
	}
	s.g.sims[s.r.lab.ICCID] = &truth{card: s.r.lab.Card, turned: -1, spent: map[int64]int64{}}
	s.tray = append(s.tray, s.r.lab.ICCID)
	s.holder = s.r.lab.ICCID
	return s
}

// say keeps the story for the one who reads a failure.
func (s *soak) say(format string, args ...any) {
	s.g.tell(fmt.Sprintf(format, args...))
}

func (s *soak) fail(format string, args ...any) {
	s.t.Helper()
	for _, line := range s.g.story[max(0, len(s.g.story)-storyLines):] {
		s.t.Log(line)
	}
	require.Fail(s.t, fmt.Sprintf(format, args...))
}

func (s *soak) run(days int) {
	s.start()
	begin := time.Now()
	for day := range days {
		commits, actions := s.g.commits, s.actions
		m := s.r.lab.Metered()
		for time.Since(begin) < time.Duration(day+1)*24*time.Hour-2*time.Hour {
			s.act()
			s.pause()
			s.check()
		}
		s.calm()
		n := s.r.lab.Metered()
		bytes := n.Up + n.Down - m.Up - m.Down
		if most := 20 + s.actions - actions + int(bytes/500); s.g.commits-commits > most { // one an action, and leases of 1 KiB at least
			s.fail("%d commits on a day, %d at most", s.g.commits-commits, most)
		}
		s.t.Logf("day %d: %d actions, %d B, %d commits", day, s.actions-actions, bytes, s.g.commits-commits)
	}
	s.budget()
	require.NoError(s.t, s.r.stop())
}

// pause lets time pass: seconds mostly, sometimes most of an hour.
func (s *soak) pause() {
	d := time.Duration(s.rnd.Int64N(int64(40 * time.Second)))
	switch s.rnd.IntN(4) {
	case 0:
		d = time.Duration(s.rnd.Int64N(int64(time.Hour)))
	case 1:
		d = time.Duration(s.rnd.Int64N(int64(5 * time.Minute)))
	}
	before := s.g.messages(s.holder)
	time.Sleep(d)
	synctest.Wait()
	s.mend()
	if d > 15*time.Second && s.watching() {
		s.settle(before)
	}
}

// settle: the agent had time to list what had come.
func (s *soak) settle(messages int) {
	s.g.mu.Lock()
	defer s.g.mu.Unlock()
	t := s.g.sims[s.holder]
	if t.unseen {
		t.unseen = false
		t.smsLost += s.g.messages(s.holder) - t.unseenAt
	}
	t.settled = max(t.settled, messages)
}

// watching tells whether the agent is up with the account of the SIM that is in.
func (s *soak) watching() bool {
	if !s.running || s.holder == "" {
		return false
	}
	st := s.r.status()
	return st.Link.State == "up" && st.SIM.State == "ready" && str(st.Account.ICCID) == s.holder
}

// mend ends the faults whose time has come.
func (s *soak) mend() {
	now := time.Now()
	if !s.diskOK.IsZero() && now.After(s.diskOK) {
		s.say("the disk is well again")
		s.diskOK = time.Time{}
		s.r.mu.Lock()
		s.r.diskErr = nil
		s.r.mu.Unlock()
	}
	if !s.cloudOK.IsZero() && now.After(s.cloudOK) {
		s.say("the cloud is well again")
		s.cloudOK = time.Time{}
		s.r.lab.Cloud.ClearFaults()
	}
}

// act does one thing, by weight.
func (s *soak) act() {
	s.actions++
	if s.rnd.IntN(3) == 0 && s.recover() {
		return
	}
	for n := s.rnd.IntN(100); ; n = s.rnd.IntN(100) {
		for _, a := range []struct {
			upTo int
			do   func() bool
		}{
			{56, s.traffic}, {60, s.command}, {62, s.other}, {65, s.person}, {68, s.cable}, {72, s.reset}, {73, s.power}, {78, s.swap},
			{81, s.restart}, {84, s.kill}, {87, s.cut}, {89, s.disk}, {92, s.cloud}, {95, s.operator}, {100, s.flap},
		} {
			if n < a.upTo {
				if a.do() {
					return
				}
				break
			}
		}
	}
}

// recover ends one thing that is down: most of a life is well.
func (s *soak) recover() bool {
	switch {
	case !s.running:
		return s.restart()
	case !s.r.plugged:
		return s.cable()
	case !s.r.lab.Modem.Powered():
		return s.power()
	case s.holder == "":
		return s.swap()
	}
	return false
}

func (s *soak) traffic() bool {
	for range 1 + s.rnd.IntN(4) {
		up, down := s.rnd.Int64N(400), s.rnd.Int64N(900)
		if s.rnd.IntN(12) == 0 {
			down += s.rnd.Int64N(15_000)
		}
		ok := s.r.lab.Traffic(up, down)
		s.say("traffic %d %d of %.20s: %v", up, down, s.holder, ok)
		if !ok {
			break
		}
		time.Sleep(time.Duration(s.rnd.IntN(3000)) * time.Millisecond)
		synctest.Wait()
	}
	return true
}

func (s *soak) command() bool {
	err := s.r.lab.Command("tick")
	s.say("SMS Command: %v", err)
	return true
}

func (s *soak) other() bool {
	s.say("other SMS: %v", s.r.lab.Modem.DeliverSMS("15551234", "hello"))
	return true
}

func (s *soak) person() bool {
	if !s.running {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	id := s.holder
	err := s.r.a.SendSMS(ctx, "hi", s.rnd.IntN(3) == 0)
	s.say("a person sends: %v", err)
	if ctx.Err() != nil {
		s.fail("SendSMS has no answer")
	}
	if t := s.g.sims[id]; t != nil && err != nil {
		t.smsMay++ // it may have been counted and taken back
	}
	return true
}

func (s *soak) cable() bool {
	s.r.plug(!s.r.plugged)
	s.say("plugged: %v", s.r.plugged)
	return true
}

func (s *soak) reset() bool {
	if !s.r.lab.Modem.Powered() {
		return false
	}
	s.say("the module restarts")
	s.g.moduleRestarts()
	s.r.lab.Modem.Reset()
	return true
}

func (s *soak) power() bool {
	if !s.r.lab.Modem.Powered() {
		s.say("module on")
		s.r.lab.Modem.PowerOn()
		return true
	}
	s.say("module off")
	s.g.moduleRestarts()
	s.r.lab.Modem.PowerOff()
	return true
}

// swap takes the SIM out, or puts another (or the same) in.
func (s *soak) swap() bool {
	watched := s.watching()
	to := s.tray[s.rnd.IntN(len(s.tray))]
	if s.rnd.IntN(8) == 0 {
		to = ""
	}
	if !watched && !s.known(to) {
		return false
	}
	s.say("SIM %s -> %s, watched %v", s.holder, to, watched)
	if to != s.holder {
		s.g.swapped(s.holder, to, watched)
	}
	s.holder = to
	if to == "" {
		s.r.lab.Swap(nil)
		return true
	}
	s.r.lab.Swap(s.g.sims[to].card)
	return true
}

// known tells whether a swap that nobody watches can be known afterwards. Two
// cannot, and are no part of the soak: another SIM comes and goes while the
// cable is out or the agent off, and a swap while the host has no power, of
// which no checkpoint tells.
func (s *soak) known(to string) bool {
	s.r.mu.Lock()
	defer s.r.mu.Unlock()
	cp := s.r.checkpoint
	return cp != nil && cp.ICCID == s.g.last && (to == "" || to != s.g.last || s.holder == to)
}

func (s *soak) start() {
	s.r.start()
	s.running = true
}

func (s *soak) restart() bool {
	if s.running {
		s.say("the agent stops")
		if err := s.r.stop(); err != nil {
			s.fail("stop: %v", err)
		}
		s.running = false
		s.g.agentEnds(true, false, !s.diskOK.IsZero())
		return true
	}
	s.say("the agent starts")
	s.start()
	return true
}

func (s *soak) kill() bool {
	if !s.running {
		return false
	}
	s.say("the agent is killed")
	s.r.kill()
	s.running = false
	s.g.agentEnds(false, false, !s.diskOK.IsZero())
	if s.rnd.IntN(2) == 0 {
		s.start()
	}
	return true
}

// cut takes the host's power, and perhaps the module's.
func (s *soak) cut() bool {
	if s.g.last != s.holder && s.holder != "" || s.holder == "" && s.g.last != "" {
		return false // see known
	}
	if s.running {
		s.r.kill()
	}
	s.running = false
	module := s.rnd.IntN(2) == 0 && s.r.lab.Modem.Powered()
	s.say("power cut, module too: %v", module)
	s.g.agentEnds(false, true, !s.diskOK.IsZero())
	s.booted++
	s.r.boot, s.r.checkpoint = ledger.BootID{s.booted}, nil
	if module {
		s.g.moduleRestarts()
		s.r.lab.Modem.PowerOff()
		time.Sleep(time.Duration(s.rnd.IntN(60)) * time.Second)
		s.r.lab.Modem.PowerOn()
	}
	s.start()
	return true
}

func (s *soak) disk() bool {
	d := time.Duration(s.rnd.Int64N(int64(3 * time.Hour)))
	s.say("the disk fails for %v", d)
	s.diskOK = time.Now().Add(d)
	s.r.mu.Lock()
	s.r.diskErr = []error{errors.New("input/output error"), errors.New("no space left on device")}[s.rnd.IntN(2)]
	s.r.mu.Unlock()
	return true
}

func (s *soak) cloud() bool {
	kinds := []supersimtest.Fault{
		{Kind: supersimtest.FaultStatus, Status: 503}, {Kind: supersimtest.FaultStatus, Status: 401}, {Kind: supersimtest.FaultStatus, Status: 429, RetryAfter: time.Minute},
		{Kind: supersimtest.FaultCut, Bytes: -1}, {Kind: supersimtest.FaultBrokenJSON}, {Kind: supersimtest.FaultHTML}, {Kind: supersimtest.FaultNone, Latency: 50 * time.Second},
	}
	f := kinds[s.rnd.IntN(len(kinds))]
	f.Count = 1 << 30
	d := time.Duration(s.rnd.Int64N(int64(5 * time.Hour)))
	s.say("the cloud answers %+v for %v", f, d)
	s.cloudOK = time.Now().Add(d)
	s.r.lab.Cloud.Fault(f)
	return true
}

func (s *soak) operator() bool {
	id := s.holder
	if id == "" || s.rnd.IntN(4) == 0 {
		id = s.tray[s.rnd.IntN(len(s.tray))]
	}
	was := s.r.lab.Cloud.SimStatus(id).Status
	to := map[string]string{"new": "ready", "active": "inactive", "inactive": "active"}[was]
	if was == "ready" && s.rnd.IntN(8) == 0 {
		to = "inactive"
	}
	if to == "" {
		return false
	}
	s.say("the operator: %s %s -> %s: %v", id, was, to, s.r.lab.Cloud.Put(id, to, "lab"))
	return true
}

// flap takes the registration away for a while.
func (s *soak) flap() bool {
	if !s.r.lab.Attached() {
		return false
	}
	up := s.r.lab.Modem.Registration()
	for range 1 + s.rnd.IntN(5) {
		s.r.lab.Modem.SetRegistration(modemtest.Registration{CS: 2, PS: 2, EPS: 2})
		time.Sleep(time.Duration(s.rnd.IntN(20)) * time.Second)
		s.r.lab.Modem.SetRegistration(up)
		time.Sleep(time.Duration(s.rnd.IntN(20)) * time.Second)
	}
	s.say("flapped")
	return true
}

// check is what must hold at any moment.
func (s *soak) check() {
	synctest.Wait()
	s.g.mu.Lock()
	faults := s.g.faults
	s.g.mu.Unlock()
	if len(faults) > 0 {
		s.fail("%s", faults[0])
	}
	if !s.running {
		return
	}
	st := s.r.status()
	id := str(st.Account.ICCID)
	t := s.g.sims[id]
	if t == nil || st.Account.Data.Low == nil {
		return
	}
	s.bytes(id, t, st)
	s.texts(id, t, st)
}

func (s *soak) bytes(id string, t *truth, st local.Status) {
	low, high, metered := num(st.Account.Data.Low), num(st.Account.Data.High), s.g.bytes(id)
	if low < t.low && t.turned >= 0 && low <= metered-t.turned {
		t.prev, t.smsPrev = t.base, t.smsBase
		t.base, t.turned, t.low = t.turned, -1, 0 // the new period
		t.smsBase = t.smsTurned
	}
	told := fmt.Sprintf("%s: low %d, high %d, metered %d, base %d, at the last poll %d, lost %d, may %d", id, low, high, metered, t.base, t.atPoll, t.lost, t.may)
	switch {
	case t.over > 0: // only high can be told
	case low > metered-t.base:
		s.fail("low is above the truth: %s", told)
	case low < t.low:
		s.fail("low fell from %d: %s", t.low, told)
	}
	t.low = low
	if st.Account.Data.High == nil {
		return
	}
	if high+metered-t.atPoll+t.lost < metered-t.base {
		s.fail("high is below the truth: %s", told)
	}
	if high > metered-t.base+t.may+t.over {
		s.fail("high is far above the truth: %s", told)
	}
}

func (s *soak) texts(id string, t *truth, st local.Status) {
	low, high, n := num(st.Account.SMS.Low), num(st.Account.SMS.High), int64(s.g.messages(id)-t.smsBase)
	told := fmt.Sprintf("%s: SMS low %d, high %d, truth %d, settled %d, lost %d, may %d", id, low, high, n, t.settled-t.smsBase, t.smsLost, t.smsMay)
	if low > n+int64(t.smsOver) {
		s.fail("too many SMS: %s", told)
	}
	if st.Account.SMS.High == nil {
		return
	}
	if high+int64(t.smsLost) < int64(t.settled-t.smsBase) {
		s.fail("too few SMS: %s", told)
	}
	if high > n+int64(t.smsMay+t.smsOver)+s.near(id, t) {
		s.fail("high of SMS is too high: %s", told)
	}
}

// near is how many SMS Commands are so near to where the account began that the cloud's list of the past may hold them
// and the count here, too.
func (s *soak) near(id string, t *truth) (n int64) {
	s.g.mu.Lock()
	since := t.since
	s.g.mu.Unlock()
	sid := s.r.lab.Cloud.SimStatus(id).SID
	for _, m := range s.r.lab.Cloud.Messages() {
		if m.Kind == "sms" && m.SimSID == sid && (since.IsZero() || m.Created.Sub(since).Abs() <= 3*time.Minute) {
			n++
		}
	}
	return n
}

// calm ends all faults, and looks at what an hour and a half later should be
// as if nothing had been.
func (s *soak) calm() {
	s.diskOK, s.cloudOK = time.Unix(1, 0), time.Unix(1, 0)
	s.mend()
	if !s.running {
		s.start()
	}
	s.r.lab.Modem.PowerOn()
	if !s.r.plugged {
		s.r.plug(true)
	}
	for s.holder == "" {
		s.swap()
	}
	s.say("calm")
	before := s.g.messages(s.holder)
	st := s.r.after(90 * time.Minute)
	s.settle(before)
	s.check()
	status := s.r.lab.Cloud.SimStatus(s.holder).Status
	codes := map[string][]int{"new": {agent.NotActivated}, "inactive": {agent.Deactivated}, "active": {agent.AllWell}, "ready": {agent.AllWell, agent.NearThreshold, agent.MayBeActive}}[status]
	may, _ := s.r.lab.Cloud.MayAttach(s.holder)
	switch {
	case st.Link.State != "up" || st.SIM.State != "ready" || str(st.SIM.ICCID) != s.holder:
		s.fail("not up: link %s, SIM %s %s, want %s", st.Link.State, st.SIM.State, str(st.SIM.ICCID), s.holder)
	case yes(st.Network.Attached) != may:
		s.fail("attached %v, want %v", yes(st.Network.Attached), may)
	case str(st.Cloud.Status) != status || st.Cloud.Error != nil:
		s.fail("cloud %s %s, want %s", str(st.Cloud.Status), str(st.Cloud.Error), status)
	case st.Account.Error != nil:
		s.fail("the account is not kept: %s", *st.Account.Error)
	}
	for _, c := range codes {
		if c == st.Verdict.Code {
			return
		}
	}
	s.fail("the verdict on a Sim that is %s: %d %s", status, st.Verdict.Code, st.Verdict.Text)
}

// budget: a day's reports of a Sim that is not active cost a day's budget and
// one loan at most, and two days three.
func (s *soak) budget() {
	for id, t := range s.g.sims {
		for day, n := range t.spent {
			if n > 2*275 || n+t.spent[day+1] > 3*275 {
				s.fail("%s spent %d B on reports on a day and %d on the next", id, n, t.spent[day+1])
			}
		}
	}
}
