package agent

import (
	"hash/fnv"
	"slices"

	"simagent/agent/ledger"
	"simagent/agent/meter"
	"simagent/atcmd"
)

// Comparing is where the comparison of the interface with the module's own counter stands. The two are never added.
type Comparing struct {
	Pending *atcmd.Counter // the module's reading that waits for the interface's of the same moment
	Point   ledger.Sample  // the last pair
	Counter atcmd.Counter
	Known   bool
}

// beside takes the module's counter while an interface counts.
func (s *step) beside(c atcmd.Counter) {
	a := &s.m.Account
	if iface, _ := s.m.source(); iface == "" || !a.Has {
		return
	}
	a.Comparing.Pending = &c
	s.sample()
}

// pair sets a reading of the interface beside the module's. A counter that began anew begins the span anew: Calibration
// takes no span that runs backwards.
func (s *step) pair(v ledger.Sample) {
	a := &s.m.Account
	c := &a.Comparing
	if c.Pending == nil || v.Survives {
		return
	}
	now, old := *c.Pending, *c
	*c = Comparing{Point: v, Counter: now, Known: true}
	k := &a.Ledger.Calibration
	if id := s.m.moduleDigest(); k.Module != id {
		*k = ledger.Calibration{Module: id}
		return
	}
	p := old.Point
	if !old.Known || p.Boot != v.Boot || p.Index != v.Index {
		return
	}
	span := [...]int64{int64(v.TX - p.TX), int64(v.RX - p.RX), int64(now.Sent - old.Counter.Sent), int64(now.Received - old.Counter.Received)}
	const most = 1 << 40 // bytes between two polls: what is more was misread
	if slices.Max(span[:]) > most || max(k.TX, k.RX, k.ModuleTX, k.ModuleRX) > 1<<58 {
		return
	}
	sums := calibration(*k).Add(span[0], span[1], span[2], span[3])
	k.TX, k.RX, k.ModuleTX, k.ModuleRX = sums.TX, sums.RX, sums.ModuleTX, sums.ModuleRX
}

// moduleDigest tells modules apart, never 0.
func (m *Machine) moduleDigest() uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(m.counterName()))
	return h.Sum32() | 1
}

func calibration(k ledger.Calibration) meter.Calibration {
	return meter.Calibration{TX: k.TX, RX: k.RX, ModuleTX: k.ModuleTX, ModuleRX: k.ModuleRX}
}

// learn takes a closed day into the fit of what the operator counts besides bytes. A day with more than packets and sessions
// can explain had another spender, and teaches nothing.
func (s *step) learn(day uint32, cloud int64, ours ledger.Interval) {
	l := &s.m.Account.Ledger
	t, ok := l.TrafficOf(day)
	excess := cloud - (ours.Low+ours.High)/2
	const packetMost, sessionMost = 200, 64 << 10 // meter.Terms fits no more
	if !ok || excess > packetMost*t.Packets+sessionMost*int64(t.Sessions) {
		return
	}
	l.Terms = ledger.Terms(terms(l.Terms).Add(t.Packets, int64(t.Sessions), excess))
	l.Touch()
}

// The most that operators document beside the bytes of IP packets (Soracom a packet, emnify a session): what a day may have
// more before the operator's own terms are learnt.
const (
	documentedPacket  = 54   // bytes
	documentedSession = 1024 // bytes
)

// metered is what the operator is expected to count at most for a day.
func (s *step) metered(day uint32, high int64) int64 {
	l := &s.m.Account.Ledger
	t, ok := l.TrafficOf(day)
	if !ok {
		return 0
	}
	if fit := terms(l.Terms); fitted(fit) {
		return fit.Metered(high, t.Packets, int64(t.Sessions))
	}
	return high + documentedPacket*t.Packets + documentedSession*int64(t.Sessions)
}
