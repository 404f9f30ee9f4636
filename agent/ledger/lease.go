package ledger

import (
	"slices"
	"time"
)

const (
	leaseLeast = 1 << 10 // bytes: below it a commit costs more than it tells
	leaseMost  = 1 << 20 // bytes
	leaseShare = 64      // a lease is this part of what is left, or of the sum
)

// LeaseBytes is how far ahead of the count a commit reaches: 1/64 of what is
// left to the threshold, or of the sum above it or without one (threshold 0);
// at least 1 KiB, at most 1 MiB. All in bytes.
func LeaseBytes(high, threshold int64) int64 {
	base := threshold - high
	if base <= 0 {
		base = high
	}
	return min(max(base/leaseShare, leaseLeast), leaseMost)
}

// Due tells whether a commit is wanted now: something besides bytes changed,
// or the count came within a quarter of a lease of the ceiling on disk. It
// stays true until Committed; the caller keeps one commit in flight.
func (a *Account) Due() bool {
	if a.dirty {
		return true
	}
	high := a.Data.High()
	quarter := LeaseBytes(high, a.Limits.DataBytes) / 4
	return a.live && high > a.durable && high >= a.committed-quarter
}

// CeilingOnDisk is the ceiling of the last commit that succeeded, in bytes.
func (a *Account) CeilingOnDisk() int64 { return a.committed }

// Snapshot is the record to commit now, with a new lease. While no byte was
// counted since the start it takes none, so that a host that only boots again
// and again spends nothing. At rest the ceiling stays.
func (a *Account) Snapshot(wall time.Time, trusted bool) Record {
	r := a.Settle(wall, trusted)
	if a.live && a.moved {
		r.Ceiling = add(r.Data.High(), LeaseBytes(r.Data.High(), a.Limits.DataBytes))
	}
	return r
}

// Settle is the record of a clean stop: the ceiling is the count itself, so a
// planned reboot costs no lease. What passes between this and the power going
// off is counted only by a counter that survives.
func (a *Account) Settle(wall time.Time, trusted bool) Record {
	r := a.Record.Clone()
	r.Wall, r.WallTrusted = wall, trusted
	if a.live {
		r.Ceiling = r.Data.High()
	}
	r.Ceiling = max(r.Ceiling, r.Data.High())
	return r
}

// Committed takes note that r is on disk. A failed commit is not reported: Due
// stays true and the count goes on.
func (a *Account) Committed(r Record) {
	a.committed, a.durable = r.Ceiling, r.Data.High()
	if r.Rev >= a.dirtyRev {
		a.dirty = false
	}
	a.newMarks = slices.DeleteFunc(slices.Clone(a.newMarks), func(m uint32) bool { return slices.Contains(r.SMSMarks, m) })
}
