package main

import (
	"fmt"
	"sync"
	"time"

	"simagent/agent/ledger"
)

// books is the ledger in the state folder. A folder that cannot be used is no
// reason to stop: the count goes on in memory, and status says so.
type books struct {
	mu    sync.Mutex
	store *ledger.Store
}

func openBooks(dir string) (*books, error) {
	store, err := ledger.OpenStore(dir, ledger.Options{})
	if err != nil {
		return nil, err // a second daemon
	}
	return &books{store: store}, nil
}

// Load answers agent.Books.
func (b *books) Load(iccid string, now time.Time) (ledger.Record, string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	problem := ""
	for _, p := range b.store.Problems() {
		problem = p.Err.Error()
	}
	f, err := b.store.Account(iccid, now)
	if err != nil {
		return ledger.FreshRecord(iccid, now), err.Error()
	}
	return f.Record(), problem
}

// Commit answers agent.Books.
func (b *books) Commit(r ledger.Record) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	f, err := b.store.Account(r.ICCID, time.Now())
	if err != nil {
		return fmt.Errorf("cannot commit the account: %w", err)
	}
	return f.Commit(r)
}

func (b *books) Close() error { return b.store.Close() }
