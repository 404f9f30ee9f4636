package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// gather is how long changes that nobody waits for are gathered before they are written.
const gather = 200 * time.Millisecond

// stateFile keeps a cloud's state in a file. The zero path keeps nothing.
type stateFile struct {
	path     string
	save     func(io.Writer) error
	changed  chan struct{} // holds one when something changed since the last writing
	complain io.Writer

	mu             sync.Mutex
	asked, written int        // calls of commit, and how many of them what is written holds
	writing        sync.Mutex // one at a time
}

// lock keeps other processes off the file until close. It lies beside the file, which is replaced at every writing, and
// stays there. The file itself may be missing, and must be no folder.
func (f *stateFile) lock() (close func(), err error) {
	if f.path == "" {
		return func() {}, nil
	}
	if st, err := os.Stat(f.path); err == nil && st.IsDir() {
		return nil, fmt.Errorf("--state %s: that is a folder, not a file", f.path)
	}
	l, err := os.OpenFile(f.path+".lock", os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, fmt.Errorf("--state: %w", err)
	}
	if err := syscall.Flock(int(l.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = l.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("--state %s: another simlab has it", f.path)
		}
		return nil, fmt.Errorf("--state %s: cannot lock it: %w", f.path, err)
	}
	return func() { _ = l.Close() }, nil
}

// touch says that something may have changed. It never blocks.
func (f *stateFile) touch() {
	if f == nil {
		return
	}
	select {
	case f.changed <- struct{}{}:
	default:
	}
}

// commit returns when what has changed is written, so that what is answered then is not lost. Those who wait at the
// same time share one writing. It must not be called by who holds what save needs.
func (f *stateFile) commit() {
	if f == nil || f.path == "" {
		return
	}
	f.mu.Lock()
	f.asked++
	turn := f.asked
	f.mu.Unlock()
	f.writing.Lock()
	defer f.writing.Unlock()
	f.mu.Lock()
	done, upTo := f.written >= turn, f.asked
	f.mu.Unlock()
	if done {
		return
	}
	if err := f.replace(); err != nil {
		fmt.Fprintln(f.complain, "simlab:", err)
		return
	}
	f.mu.Lock()
	f.written = upTo
	f.mu.Unlock()
}

// run writes after changes until ctx ends.
func (f *stateFile) run(ctx context.Context) {
	if f == nil || f.path == "" {
		return
	}
	for {
		select {
		case <-f.changed:
		case <-ctx.Done():
			return
		}
		select {
		case <-time.After(gather):
		case <-ctx.Done():
			return
		}
		if err := f.write(); err != nil {
			fmt.Fprintln(f.complain, "simlab:", err)
		}
	}
}

// write replaces the file: after a power cut it is the old or the new one, whole. Only its owner can read it.
func (f *stateFile) write() error {
	if f == nil || f.path == "" {
		return nil
	}
	f.writing.Lock()
	defer f.writing.Unlock()
	return f.replace()
}

// replace is write. writing is held.
func (f *stateFile) replace() (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("cannot save the state: %w", err)
		}
	}()
	name := f.path + ".new" // always the same, so that one that a kill left is overwritten
	_ = os.Remove(name)
	tmp, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer os.Remove(name) // fails after the rename, as it should
	if err = f.save(tmp); err == nil {
		err = tmp.Sync()
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	if err := os.Rename(name, f.path); err != nil {
		return err
	}
	d, err := os.Open(filepath.Dir(f.path))
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
