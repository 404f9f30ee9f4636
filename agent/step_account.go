package agent

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"simagent/agent/journal"
	"simagent/agent/ledger"
	"simagent/agent/meter"
	"simagent/agent/report"
	"simagent/atcmd"
	"simagent/atcmd/module"
)

// storeRetry is the pause after a commit that failed.
const storeRetry = 30 * time.Second

// freshMost bounds the accounts that are remembered to be new: a bench has a tray of SIMs.
const freshMost = 256

// loaded takes up the account of the SIM in the module.
func (s *step) loaded(v Loaded) {
	m := &s.m
	if v.ICCID != m.Card.ICCID.Digits() || m.Account.Has && m.Account.Ledger.ICCID == v.ICCID {
		return
	}
	a := Account{Has: true, Ledger: ledger.NewAccount(v.Record), Checkpoint: v.Checkpoint, Problem: v.Problem, Unread: v.Problem != "", Fresh: m.Account.Fresh, Gap: m.Account.Gap,
		RecordID: m.Account.RecordID, Stored: v.Record.Wall, Epoch: max(1, v.Record.Point.Epoch)}
	if v.Checkpoint != nil {
		a.Epoch = max(a.Epoch, v.Checkpoint.Point.Epoch)
	}
	if cp := v.Checkpoint; !a.Fresh && cp != nil && cp.ICCID != v.ICCID && cp.Point.Boot == m.Boot {
		a.Fresh, a.Gap = true, gapAt(cp.Point) // swapped while the agent was off
	}
	if v.Record.Rev == 0 || v.Problem != "" {
		m.fresh = append(slices.Clone(m.fresh[max(len(m.fresh)-freshMost+1, 0):]), v.ICCID)
	}
	a.Kept = !slices.Contains(m.fresh, v.ICCID)
	a.Unclean = v.Record.Rev > 0 && v.Record.Ceiling > v.Record.Data.High()
	a.Ledger.Started(m.Boot)
	for _, t := range v.Record.Transitions {
		if by, ok := strings.CutPrefix(t.Cause, endedBy); ok && t.What == ledger.WhatCloud {
			a.EndedBy, _, _ = strings.Cut(by, ",")
			_, a.EndedWith, _ = strings.Cut(by, "counted ")
		}
	}
	a.Unsure = !remembers(m.Link.Mark, a.Epoch)
	m.Account = a
	m.Cloud = Cloud{SID: v.Record.Cloud.SID, Status: v.Record.Cloud.Status, Checked: v.Record.Cloud.Seen}
	r := v.Record.Reports
	m.Report.Spent = report.Spent{Day: r.OwnDay, Latest: r.Latest, Borrowed: r.Borrowed, SpentDay: r.OwnToday, SpentMonth: r.OwnMonth, SpentTotal: r.OwnTotal}
	m.Report.Day, m.Report.DayAt = r.OwnDay, m.Now
	s.takeAlarms()
	if v.Problem != "" {
		s.do(Alert{slog.LevelError, journal.NotKept, "the account is not kept: " + v.Problem})
	}
	s.sample()
	if m.Card.State == CardReady {
		s.command(ListSMS)
	}
	s.firstFetch()
	s.tryPIN()
}

// leaveAccount settles the account of a SIM that was taken out.
func (s *step) leaveAccount() {
	a := &s.m.Account
	p := a.Ledger.Point
	s.dropDesired()
	if a.Has {
		a.Ledger.Pause() // the counter goes on with another SIM
		s.undated()
		s.partWithPeriods()
		s.do(Record{ID: a.RecordID + 1, Record: a.Ledger.Settle(s.m.dated())})
	}
	for _, w := range s.m.asked {
		s.do(Reply{ID: w.cmd.Asked, Err: &Refused{"the SIM was taken out"}})
	}
	s.m.asked = nil
	for _, p := range s.m.promised {
		s.do(Reply{ID: p.id, Err: &Refused{"the SIM was taken out"}})
	}
	s.m.promised = nil
	s.m.Report = Report{Sent: s.m.Report.Sent}
	s.m.Account = Account{Fresh: true, RecordID: a.RecordID + 1, Gap: gapAt(p)}
	s.m.Cloud = Cloud{}
}

// source says what counts the bytes: an interface, the module, or nothing.
func (m *Machine) source() (iface string, module bool) {
	set := m.Settings.MeterSource
	if (set == "auto" || set == "interface") && m.Link.Interface != "" {
		return m.Link.Interface, false
	}
	return "", (set == "auto" || set == "module") && counts(m.Link.Profile.Counter)
}

// counts tells whether a module's counter can be used: one that rounds to
// kilobytes would need a wider interval at every reading.
func counts(c module.Counter) bool { return c.Command != "" && c.Unit <= 1 }

// sample reads the counter.
func (s *step) sample() {
	iface, module := s.m.source()
	switch {
	case !s.m.Account.Has:
	case iface != "" && !s.m.Account.Sampling:
		s.m.Account.Sampling = true
		s.do(Sample{Interface: iface})
	case module:
		s.command(ReadCount)
	}
}

func (s *step) sampled(v Sampled) {
	s.m.Account.Sampling = false
	if v.Err != nil {
		s.m.Account.Missing = s.m.Account.Missing || errors.Is(v.Err, meter.ErrMissing)
		if errors.Is(v.Err, meter.ErrMissing) && strings.HasPrefix(s.m.Link.Interface, "ppp") {
			s.timer(TimerMeter, s.m.Settings.MeterIdle) // it is there while a session is: without one nothing passes
			return
		}
		s.meterFailed(v.Err.Error())
		return
	}
	if l := &s.m.Link; l.Interface != "" && v.Sample.Source != l.Interface { // renamed, or another one of the modem's took its place
		s.m.note("meter", l.Interface, v.Sample.Source, "the interface has another name")
		l.Interface = v.Sample.Source
	}
	rx := s.m.Account.Ledger.Data.RX
	s.count(v.Sample)
	if s.m.Account.Ledger.Data.RX > rx {
		s.m.Recovery.Moved = s.m.Now
	}
}

// meterFailed: nothing was counted; it is tried again at rest's pace.
func (s *step) meterFailed(why string) {
	a := &s.m.Account
	if a.MeterErr != why {
		s.do(Alert{slog.LevelWarn, journal.NotCounted, "nothing counts the bytes: " + why})
	}
	a.MeterErr = why
	a.MeterFails++
	s.timer(TimerMeter, s.m.Settings.MeterIdle)
}

// counter takes a reading of the module's own counter.
func (s *step) counter(c atcmd.Counter) {
	if _, module := s.m.source(); !module {
		return
	}
	v := ledger.Sample{Source: s.m.counterName(), Survives: true, Boot: s.m.Boot, Epoch: s.m.Account.Epoch, TX: c.Sent, RX: c.Received, At: s.m.Now}
	unsure := s.m.Account.Unsure
	if unsure {
		v.Unsure = true
		v.Epoch = s.m.Account.Epoch + 1
	}
	s.count(v)
	if unsure && s.m.Account.Ledger.Live() && s.m.Account.Ledger.Point.Epoch == v.Epoch {
		s.m.Account.Epoch, s.m.Account.Unsure = v.Epoch, false
		s.m.Link.Mark = markOf(v.Epoch)
		s.do(Command{Gen: s.m.Link.Gen, Op: SetMark, Arg: strconv.Itoa(markOf(v.Epoch))})
	}
}

// gapAt is where a counter stands.
func gapAt(p ledger.Point) Gap { return Gap{p.Source, p.Index, p.TX + p.RX} }

// since is how many bytes passed after the gap began, at most: all that is on
// the counter when it may have restarted. They may be the new SIM's.
func (g Gap) since(v ledger.Sample) int64 {
	n := v.TX + v.RX
	switch {
	case g.Index != 0 && v.Index > g.Index: // an interface that was made since
	case g.Source != v.Source && (g.Index == 0 || g.Index != v.Index):
		return 0
	case !v.Unsure && n >= g.Bytes:
		n -= g.Bytes
	}
	return int64(min(n, 1<<40))
}

// counterName tells the counters of two modules apart.
func (m *Machine) counterName() string {
	name := "AT" + strings.TrimSuffix(m.Link.Profile.Counter.Command, "?")
	if m.Link.Identity != "" {
		name += "#" + m.Link.Identity
	}
	return name
}

// markOf is the number that the module is made to remember for an epoch of its
// counter, within what S8 takes (V.250 6.3.11: 0 to 255) and apart from the
// usual defaults.
func markOf(epoch uint64) int { return 10 + int(epoch%240) }

// remembers tells whether the module has not restarted since the mark was set:
// a restart loses it. It proves only that; a lost mark may have other causes.
func remembers(mark int, epoch uint64) bool { return mark == markOf(epoch) }

// longRest is after how long without a byte the counter is read more rarely still: each reading wakes the board.
const longRest = 10 * time.Minute

// count adds what a reading says, and reads again soon while bytes move.
func (s *step) count(v ledger.Sample) {
	m := &s.m
	a := &m.Account
	if !a.Has {
		return
	}
	a.MeterErr, a.MeterFails = "", 0
	if m.Link.State == Up && m.Card.State != CardReady || !v.Survives && a.Ledger.Live() && !v.At.After(a.Ledger.Point.At) && v.Boot == a.Ledger.Point.Boot {
		s.timer(TimerMeter, m.Settings.MeterPoll) // whose bytes these are is not known yet, or the reading was overtaken
		return
	}
	data, sms := a.Ledger.Data, a.Ledger.SMS
	before := data.High()
	sum := a.Ledger.Data.TX + a.Ledger.Data.RX
	first := !a.Ledger.Live()
	switch {
	case a.Missing && !v.Survives && a.Ledger.Point.Source == "": // it appeared with this SIM in the module
		a.Ledger.Appeared(v)
	case first && a.Fresh: // the counter served another SIM until now
		a.Ledger.Pause()
		a.Ledger.Count(v)
		a.Ledger.Doubt(a.Gap.since(v))
	case first:
		how := a.Ledger.Resume(a.Checkpoint, v)
		a.Continuous = how == ledger.ResumedExact || how == ledger.ResumedSameBoot || how == ledger.ResumedModule && !v.Unsure
		s.do(Alert{slog.LevelDebug, journal.Account, "account resumed: " + how.String()})
	default:
		a.Ledger.Count(v)
	}
	a.Checkpoint, a.Missing = nil, false
	s.tallyCount(data, sms, v, first)
	s.midnight(sum, first)
	s.pair(v)
	s.do(Checkpoint{a.Ledger.Checkpoint()})
	defer s.ended()
	moved := first || a.Ledger.Data.High() != before
	if moved {
		a.Moved = m.Now
	}
	idle := m.Settings.MeterIdle
	if m.Now.Sub(a.Moved) >= longRest {
		idle = max(idle, min(4*idle, time.Minute))
	}
	if v.Survives { // an AT command each time: the module counts on by itself meanwhile
		idle = min(8*idle, max(idle, m.Settings.ModemPoll))
	}
	if moved {
		a.Quiet = m.Settings.MeterPoll
	} else {
		a.Quiet = min(max(2*a.Quiet, m.Settings.MeterPoll), idle)
	}
	if v.Survives && a.Quiet >= m.Settings.ModemPoll {
		return // the poll brings the counter along: one command, not two
	}
	s.timer(TimerMeter, a.Quiet)
}

// counts is the account in a few words.
func (m *Machine) counts() string {
	b, n := m.Account.Ledger.Bytes(), m.Account.Ledger.SMSCount()
	return fmt.Sprintf("%s B and %s SMS Commands", interval(b), interval(n))
}

func interval(i ledger.Interval) string {
	switch {
	case !i.HighKnown:
		return fmt.Sprintf("at least %d", i.Low)
	case i.Low == i.High:
		return fmt.Sprint(i.Low)
	}
	return fmt.Sprintf("%d to %d", i.Low, i.High)
}

// record commits when something is due, one commit at a time. After a failure it rests, unless somebody waits for it.
func (s *step) record() {
	a := &s.m.Account
	if rests := s.m.Now.Before(a.retryAt) && len(s.m.asked) == 0; !a.Has || a.Recording || !a.Ledger.Due() || rests {
		return
	}
	a.RecordID++
	a.Recording = true
	s.do(Record{ID: a.RecordID, Record: a.Ledger.Snapshot(s.m.dated()).With(a.Hours.waiting())})
}

func (s *step) recorded(v Recorded) {
	m := &s.m
	a := &m.Account
	if !a.Has || v.Record.ICCID != a.Ledger.ICCID || v.ID != a.RecordID {
		return
	}
	a.Recording = false
	if v.Err != nil {
		if a.Problem != v.Err.Error() {
			a.Problem = v.Err.Error()
			m.note("account", "kept", "not kept", a.Problem)
			s.do(Alert{slog.LevelError, journal.NotKept, "the count goes on in memory only: " + a.Problem})
		}
		s.notKept(a.Problem)
		a.retryAt = m.Now.Add(storeRetry)
	} else {
		if a.Problem != "" {
			a.Problem = ""
			m.note("account", "not kept", "kept", "")
		}
		a.NotKept.Said = false
		a.Ledger.Committed(v.Record)
		a.Hours.Durable = v.Record.Hours
		a.Stored = m.Now
	}
	s.releaseSMS(v)
	s.releasePIN(v)
	s.releaseReport(v)
	s.releaseDesired(v)
	s.keepPromises(v)
}
