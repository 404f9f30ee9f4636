package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"sync"
	"time"
)

// Options of a store; the zero value is right for a daemon.
type Options struct {
	ReadOnly bool // takes no lock, refuses commits: for `status` without a daemon
	Slots    int  // of new files, 2 to 64; 0 is 8, which is 32 KiB
	MaxFiles int  // accounts the folder may hold; 0 is 256, which is 8 MiB

	folder folder // nil is the real file system
}

// Bounds of a folder.
const (
	defaultSlots = 8
	mostSlots    = 64
	defaultFiles = 256
	tempName     = "sim.tmp"
)

// Store is an open state folder. All methods may be called by several
// goroutines; a commit blocks them for as long as the disk takes.
type Store struct {
	opts   Options
	folder folder

	mu       sync.Mutex
	lock     io.Closer // nil while the lock is not held
	closed   bool
	scanned  bool
	found    []found
	handles  map[string]*File // by ICCID
	problems []Problem
	last     int // highest number in use
	spare    int // number of a file of zeros, 0 for none
}

// found is a readable file.
type found struct {
	number int
	ring   ring
}

// OpenStore opens a state folder, made when only it is missing. Only a folder
// that another process holds (*LockedError), or a bad option, is an error:
// when the disk is missing, read-only or full the store opens, tells so in
// Problems, and each commit tries again. A read-only store fails on a folder
// that it cannot read.
func OpenStore(dir string, o Options) (*Store, error) {
	o.Slots, o.MaxFiles = cmp.Or(o.Slots, defaultSlots), cmp.Or(o.MaxFiles, defaultFiles)
	if o.Slots < 2 || o.Slots > mostSlots {
		return nil, fmt.Errorf("cannot open the ledger: %d slots, 2 to %d are possible", o.Slots, mostSlots)
	}
	if o.folder == nil {
		o.folder = osFolder(dir)
	}
	s := &Store{opts: o, folder: o.folder, handles: map[string]*File{}}
	if !o.ReadOnly {
		lock, err := s.folder.Lock()
		if _, ok := errors.AsType[*LockedError](err); ok {
			return nil, err
		}
		if err != nil {
			s.problems = append(s.problems, Problem{Err: fmt.Errorf("cannot lock the ledger folder: %w", err)})
		}
		s.lock = lock
	}
	if err := s.scan(); err != nil {
		if o.ReadOnly {
			return nil, fmt.Errorf("cannot read the ledger folder: %w", err)
		}
		s.problems = append(s.problems, Problem{Err: fmt.Errorf("cannot read the ledger folder: %w", err)})
	}
	return s, nil
}

// Accounts gives every account that can be read, newest commit first, at rest
// as it is on disk.
func (s *Store) Accounts() []Account {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Account
	for _, f := range s.found {
		if h := s.handles[f.ring.record.ICCID]; h == nil || h.number == 0 {
			all = append(all, NewAccount(f.ring.record))
		}
	}
	for _, h := range s.handles {
		if h.number != 0 {
			all = append(all, NewAccount(h.record))
		}
	}
	sort.Slice(all, func(i, j int) bool {
		a, b := &all[i], &all[j]
		return cmp.Or(b.Wall.Compare(a.Wall), cmp.Compare(a.ICCID, b.ICCID)) < 0
	})
	return all
}

// Problems lists what could not be used when the folder was last read.
func (s *Store) Problems() []Problem {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.problems)
}

// Account finds the account of a SIM, or begins one with an unknown past; the
// file is made by the first commit. iccid is canonical. The same SIM gives the
// same File. When it is not among the readable files and a file of a later
// version is there, that may be it: the answer is a *FutureError.
func (s *Store) Account(iccid string, now time.Time) (*File, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !validICCID(iccid) {
		return nil, errors.New("cannot open the account: no valid ICCID, 10 to 22 digits are expected")
	}
	if h := s.handles[iccid]; h != nil {
		return h, nil
	}
	h := &File{store: s, record: FreshRecord(iccid, now), good: -1, last: -1}
	if i := s.find(iccid); i >= 0 {
		h.take(s.found[i])
	} else if err := s.mayAdd(); err != nil {
		return nil, err
	}
	s.handles[iccid] = h
	return h, nil
}

func (s *Store) find(iccid string) int {
	return slices.IndexFunc(s.found, func(f found) bool { return f.ring.record.ICCID == iccid })
}

// mayAdd refuses a new account beside files that may hold it, or too many.
func (s *Store) mayAdd() error {
	for _, p := range s.problems {
		if e, ok := errors.AsType[*FutureError](p.Err); ok {
			return e
		}
	}
	files := len(s.found)
	for _, h := range s.handles {
		if h.number != 0 && s.find(h.record.ICCID) < 0 {
			files++ // made since the folder was read
		}
	}
	for _, p := range s.problems {
		if p.File != "" {
			files++
		}
	}
	if files >= s.opts.MaxFiles {
		return &LimitError{Files: files}
	}
	return nil
}

// Close closes the files and gives the lock back. Nothing is committed.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	var errs []error
	for _, h := range s.handles {
		errs = append(errs, h.closeDisk())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
		s.lock = nil
	}
	return errors.Join(errs...)
}
