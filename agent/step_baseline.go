package agent

import (
	"fmt"
	"log/slog"
	"slices"

	"simagent/agent/journal"
	"simagent/agent/local"
)

// BaselineAsked is a person's word on what a SIM used of its period up to now.
type BaselineAsked struct {
	ID       uint64
	Baseline local.Baseline
}

// promise is a wish that is answered once its record is on the disk.
type promise struct {
	record uint64
	id     uint64
}

// CheckBaseline refuses a baseline that cannot be meant.
func CheckBaseline(b local.Baseline) error {
	for _, x := range []struct {
		what      string
		low, high *int64
		most      int64
	}{{"bytes", b.DataLow, b.DataHigh, 1 << 50}, {"SMS Commands", b.SMSLow, b.SMSHigh, 1 << 20}} {
		switch {
		case x.low == nil && x.high == nil:
		case x.low == nil || x.high == nil || *x.low < 0 || *x.high < *x.low || *x.high > x.most:
			return &Refused{fmt.Sprintf("cannot set the baseline: give the %s as N, or as LOW-HIGH", x.what)}
		}
	}
	if b.DataLow == nil && b.SMSLow == nil {
		return &Refused{"cannot set the baseline: give bytes, SMS Commands, or both"}
	}
	return nil
}

// baseline takes a person's word; what was counted so far is replaced by it.
func (s *step) baseline(v BaselineAsked) {
	m := &s.m
	a := &m.Account
	b := v.Baseline
	err := CheckBaseline(b)
	switch {
	case err != nil:
	case !a.Has:
		err = &Refused{"cannot set the baseline: no SIM's account is open"}
	case b.ICCID != "" && b.ICCID != a.Ledger.ICCID:
		err = &Refused{"cannot set the baseline: another SIM is in the module; stop the daemon, or put this one in"}
	case m.Cloud.Status == "new": // its next poll would say so, too, and take it back
		err = &Refused{"cannot set the baseline: the Sim is \"new\" in the cloud, and has used nothing"}
	}
	if err != nil {
		s.do(Reply{ID: v.ID, Err: err})
		return
	}
	l := &a.Ledger
	if a.Checkpoint != nil { // its counts are older than the word
		l.Supersede(*a.Checkpoint)
	}
	if b.DataLow != nil {
		l.BaselineData(*b.DataLow, *b.DataHigh)
	}
	if b.SMSLow != nil {
		l.BaselineSMS(uint32(*b.SMSLow), uint32(*b.SMSHigh))
	}
	m.note("account", "", "baseline", m.counts())
	s.do(Alert{slog.LevelInfo, journal.Account, "the account was set by hand: " + m.counts()})
	s.checkpoint()
	s.changed()
	m.promised = append(slices.Clone(m.promised), promise{a.RecordID + 1, v.ID})
}

// keepPromises answers what waited for a record.
func (s *step) keepPromises(v Recorded) {
	var left []promise
	for _, p := range s.m.promised {
		switch {
		case p.record > v.ID:
			left = append(left, p)
		case v.Err != nil:
			s.do(Reply{ID: p.id, Err: fmt.Errorf("it counts from now on, but is not on the disk yet: %w", v.Err)})
		default:
			s.do(Reply{ID: p.id})
		}
	}
	s.m.promised = left
}
