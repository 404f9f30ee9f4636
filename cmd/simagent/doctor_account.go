package main

import (
	"strings"

	"simagent/agent"
	judge "simagent/agent/doctor"
	"simagent/agent/ledger"
)

// accountFacts are the count against the thresholds: the daemon's, or the one on disk.
func (d *doctor) accountFacts(f *judge.Facts) {
	st := d.status
	if st == nil {
		a := d.storedAccount()
		if a == nil {
			return
		}
		s := stored(a, d.showIDs)
		st = &s
	}
	a, l := &st.Account, &f.Limit
	if a.Data.Low == nil || f.Card.ICCID == "" {
		return
	}
	l.Known, l.Low, l.High, l.Data = true, a.Data.Low, a.Data.High, a.Data.Limit
	if l.SMS = a.SMS.High; l.SMS == nil {
		l.SMS = a.SMS.Low
	}
	l.SMSMost = a.SMS.Limit
	if a.ReadyUntil != nil {
		l.ReadyUntil = *a.ReadyUntil
	}
	if d.status == nil {
		return
	}
	if a.Stored != nil {
		f.Disk.Stored = *a.Stored
	}
	if a.Error != nil && st.Verdict.Code == agent.AccountNotKept {
		f.Disk.NotKept = *a.Error
	}
	v := &st.Verdict
	next := ""
	if v.Next != nil {
		next = *v.Next
	}
	switch v.Code {
	case agent.NothingCounts:
		l.NotCounted = strings.TrimPrefix(v.Text, "It works, but nothing counts the bytes: ")
	case agent.OverLimit:
		l.Over, l.OverHands = strings.TrimPrefix(v.Text, "SIM and modem are fine: "), next
	case agent.DataDisabled:
		l.NoData = true
	}
}

// storedAccount is the account of the card on disk; nil without one.
func (d *doctor) storedAccount() *ledger.Account {
	if d.whose == "" {
		return nil
	}
	store, err := ledger.OpenStore(d.folders.state, ledger.Options{ReadOnly: true})
	if err != nil {
		return nil
	}
	defer store.Close()
	for _, a := range store.Accounts() {
		if a.ICCID == d.whose {
			return &a
		}
	}
	return nil
}
