package agent

import (
	"fmt"
	"log/slog"
	"strings"
	"time"

	"simagent/agent/ledger"
	"simagent/agent/report"
	"simagent/atcmd"
)

// storeRetry is the pause after a commit that failed.
const storeRetry = 30 * time.Second

// loaded takes up the account of the SIM in the module.
func (s *step) loaded(v Loaded) {
	m := &s.m
	if v.ICCID != m.Card.ICCID.Digits() {
		return
	}
	a := Account{Has: true, Ledger: ledger.NewAccount(v.Record), Checkpoint: v.Checkpoint, Problem: v.Problem, Fresh: m.Account.Fresh,
		RecordID: m.Account.RecordID, Stored: v.Record.Wall, Epoch: max(1, v.Record.Point.Epoch)}
	if v.Checkpoint != nil {
		a.Epoch = max(a.Epoch, v.Checkpoint.Point.Epoch)
	}
	a.Ledger.Started(m.Boot)
	for _, t := range v.Record.Transitions {
		if by, ok := strings.CutPrefix(t.Cause, endedBy); ok && t.What == ledger.WhatCloud {
			a.EndedBy, _, _ = strings.Cut(by, ",")
		}
	}
	m.Account = a
	m.Cloud = Cloud{SID: v.Record.Cloud.SID, Status: v.Record.Cloud.Status, Checked: v.Record.Cloud.Seen}
	r := v.Record.Reports
	m.Report.Spent = report.Spent{Day: r.OwnDay, Latest: r.Latest, Borrowed: r.Borrowed, SpentDay: r.OwnToday, SpentMonth: r.OwnMonth, SpentTotal: r.OwnTotal}
	if v.Problem != "" {
		s.do(Alert{slog.LevelError, "the account is not kept: " + v.Problem})
	}
	s.sample()
	s.command(ListSMS)
	s.firstFetch()
}

// leaveAccount settles the account of a SIM that was taken out.
func (s *step) leaveAccount() {
	a := &s.m.Account
	if a.Has {
		s.do(Record{ID: a.RecordID + 1, Record: a.Ledger.Settle(s.m.wall(), clockSet(s.m.Now))})
	}
	for _, w := range s.m.asked {
		s.do(Reply{w.asked, &Refused{"the SIM was taken out"}})
	}
	s.m.asked = nil
	s.m.Report.Waiting = nil
	s.m.Account = Account{Fresh: true, RecordID: a.RecordID + 1}
	s.m.Cloud = Cloud{}
}

// source says what counts the bytes: an interface, the module, or nothing.
func (m *Machine) source() (iface string, module bool) {
	set := m.Settings.MeterSource
	if (set == "auto" || set == "interface") && m.Link.Interface != "" {
		return m.Link.Interface, false
	}
	return "", (set == "auto" || set == "module") && m.Link.Profile.Counter != ""
}

// sample reads the counter.
func (s *step) sample() {
	iface, module := s.m.source()
	switch {
	case !s.m.Account.Has:
	case iface != "":
		s.do(Sample{Interface: iface})
	case module:
		s.command(ReadCount)
	}
}

func (s *step) sampled(v Sampled) {
	if v.Err != nil {
		s.timer(TimerMeter, s.m.Settings.MeterIdle)
		return
	}
	s.count(v.Sample)
}

// counter takes a reading of the module's own counter.
func (s *step) counter(c atcmd.Counter) {
	if _, module := s.m.source(); !module {
		return
	}
	name := "AT" + strings.TrimSuffix(s.m.Link.Profile.Counter, "?")
	s.count(ledger.Sample{Source: name, Survives: true, Boot: s.m.Boot, Epoch: s.m.Account.Epoch, TX: c.Sent, RX: c.Received, At: s.m.Now})
}

// count adds what a reading says, and reads again soon while bytes move.
func (s *step) count(v ledger.Sample) {
	m := &s.m
	a := &m.Account
	if !a.Has {
		return
	}
	before := a.Ledger.Data.High()
	first := !a.Ledger.Live()
	switch {
	case first && a.Fresh: // the counter served another SIM until now
		a.Ledger.Pause()
		a.Ledger.Count(v)
	case first:
		how := a.Ledger.Resume(a.Checkpoint, v)
		s.do(Alert{slog.LevelDebug, "account resumed: " + how.String()})
	default:
		a.Ledger.Count(v)
	}
	a.Checkpoint = nil
	s.do(Checkpoint{a.Ledger.Checkpoint()})
	idle := m.Settings.MeterIdle
	if v.Survives { // an AT command each time: the module counts on by itself meanwhile
		idle = min(8*idle, max(idle, m.Settings.ModemPoll))
	}
	if first || a.Ledger.Data.High() != before {
		a.Quiet = m.Settings.MeterPoll
	} else {
		a.Quiet = min(max(2*a.Quiet, m.Settings.MeterPoll), idle)
	}
	s.timer(TimerMeter, a.Quiet)
}

// warn says once that a threshold is 50, 80 or 95 % used.
func (s *step) warn() {
	m := &s.m
	if !m.Account.Has || m.Cloud.Status == "active" || m.Cloud.Status == "inactive" {
		return
	}
	fresh := m.Account.Ledger.Warn(m.wall())
	for _, name := range fresh.Names() {
		m.note("account", "", name, "of the ready threshold")
		s.do(Alert{slog.LevelWarn, fmt.Sprintf("%s of the ready threshold is used: %s", name, m.counts())})
		m.Report.Alarm = true
	}
}

// counts is the account in a few words.
func (m *Machine) counts() string {
	b, n := m.Account.Ledger.Bytes(), m.Account.Ledger.SMSCount()
	return fmt.Sprintf("%s B and %d SMS Commands", interval(b), n.Low)
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

// record commits when something is due, one commit at a time.
func (s *step) record() {
	a := &s.m.Account
	if !a.Has || a.Recording || !a.Ledger.Due() || s.m.Now.Before(a.retryAt) {
		return
	}
	a.RecordID++
	a.Recording = true
	s.do(Record{ID: a.RecordID, Record: a.Ledger.Snapshot(s.m.wall(), clockSet(s.m.Now))})
}

func (s *step) recorded(v Recorded) {
	m := &s.m
	a := &m.Account
	if !a.Has || v.Record.ICCID != a.Ledger.ICCID {
		return
	}
	a.Recording = false
	if v.Err != nil {
		if a.Problem != v.Err.Error() {
			a.Problem = v.Err.Error()
			m.note("account", "kept", "not kept", a.Problem)
			s.do(Alert{slog.LevelError, "the count goes on in memory only: " + a.Problem})
		}
		a.retryAt = m.Now.Add(storeRetry)
	} else {
		if a.Problem != "" {
			a.Problem = ""
			m.note("account", "not kept", "kept", "")
		}
		a.Ledger.Committed(v.Record)
		a.Stored = m.Now
	}
	s.releaseSMS(v)
	s.releaseReport(v)
}
