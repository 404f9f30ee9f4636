package main

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"simagent/agent/ledger"
)

// books is the ledger in the state folder. A folder that cannot be used is no
// reason to stop: the count goes on in memory, and status says so.
type books struct {
	mu     sync.Mutex
	store  *ledger.Store
	folder string // why the folder could not be used at the start, "" if it could
}

// openBooks opens the folder, and says in the log which files are of no use: a
// file that is broken is not necessarily this SIM's.
func openBooks(dir string, log *slog.Logger) (*books, error) {
	store, err := ledger.OpenStore(dir, ledger.Options{})
	if err != nil {
		if l, ok := errors.AsType[*ledger.LockedError](err); ok { // a second daemon
			return nil, fmt.Errorf("cannot use the state folder %s: process %d uses it; --state and --run give this one folders of its own", dir, l.PID)
		}
		return nil, err
	}
	b := &books{store: store}
	for _, p := range store.Problems() {
		if p.File == "" {
			b.folder = p.Err.Error()
			continue
		}
		log.Warn(p.Err.Error(), "folder", dir)
	}
	return b, nil
}

// Load answers agent.Books.
func (b *books) Load(iccid string, now time.Time) (ledger.Record, string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f, err := b.store.Account(iccid, now)
	if err != nil {
		return ledger.FreshRecord(iccid, now), err.Error()
	}
	if r := f.Record(); r.Rev > 0 {
		return r, ""
	}
	return f.Record(), b.folder
}

// Commit answers agent.Books.
func (b *books) Commit(r ledger.Record) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	f, err := b.store.Account(r.ICCID, time.Now())
	if err != nil {
		return fmt.Errorf("cannot commit the account: %w", err)
	}
	err = f.Commit(r)
	if err == nil {
		b.folder = "" // it came up later
	}
	return err
}

func (b *books) Close() error { return b.store.Close() }
