package ledger

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// scan reads every file of the folder.
func (s *Store) scan() error {
	names, err := s.folder.Names()
	if err != nil {
		return err
	}
	slices.Sort(names)
	s.found, s.last, s.spare = nil, 0, 0
	for _, name := range names {
		if n, ok := numberOf(name); ok {
			s.last = max(s.last, n)
			s.scanFile(n)
		}
	}
	s.scanned = true
	return nil
}

func (s *Store) scanFile(n int) {
	r, err := s.readFile(n)
	if err == nil {
		i := slices.IndexFunc(s.found, func(f found) bool { return f.ring.record.ICCID == r.record.ICCID })
		if i < 0 {
			s.found = append(s.found, found{n, r})
			return
		}
		older := n // two files of one SIM: the one that counted further is right
		if r.record.Rev > s.found[i].ring.record.Rev {
			older, s.found[i] = s.found[i].number, found{n, r}
		}
		n, err = older, errors.New("cannot use ledger: another file of the same SIM is newer")
	}
	if c, ok := errors.AsType[*CorruptError](err); ok && c.Empty {
		s.spare = n
	}
	s.problems = append(s.problems, Problem{File: fileName(n), Err: err})
}

// readFile reads one file; the error is a *FutureError, a *CorruptError or
// that of the system.
func (s *Store) readFile(n int) (ring, error) {
	d, err := s.folder.Open(fileName(n), openRead)
	if err != nil {
		return ring{}, err
	}
	b, err := d.ReadAll(mostSlots * slotBytes)
	if err := errors.Join(err, d.Close()); err != nil {
		return ring{}, err
	}
	r := readRing(b)
	switch {
	case r.future != 0:
		return ring{}, &FutureError{File: fileName(n), Version: r.future}
	case r.newest < 0:
		return ring{}, &CorruptError{File: fileName(n), Empty: !r.content}
	}
	return r, nil
}

// prepare makes up for a folder that could not be locked or read at first.
func (s *Store) prepare() error {
	s.forgetRemoved()
	if s.lock != nil && s.scanned {
		return nil
	}
	if s.lock == nil {
		lock, err := s.folder.Lock()
		if _, ok := errors.AsType[*LockedError](err); ok {
			return err
		}
		if err != nil {
			return &CommitError{Step: "lock", Err: err}
		}
		s.lock = lock
	}
	s.problems, s.scanned = nil, false
	if err := s.scan(); err != nil {
		return &CommitError{Step: "read", Err: err}
	}
	for iccid, h := range s.handles {
		h.refuse = nil
		switch i := s.find(iccid); {
		case i < 0 && h.number == 0:
			h.refuse = s.mayAdd()
		case i < 0:
			h.number, h.good, h.last = 0, -1, -1 // gone: made anew
		case s.found[i].number != h.number || s.found[i].ring.seq != h.seq:
			h.late = &s.found[i]
		}
	}
	return nil
}

func fileName(n int) string { return "sim-" + strconv.Itoa(n) + ".ledger" }

// numberOf reads sim-N.ledger as fileName writes it.
func numberOf(name string) (int, bool) {
	digits, ok := strings.CutPrefix(name, "sim-")
	digits, ok2 := strings.CutSuffix(digits, ".ledger")
	n, err := strconv.Atoi(digits)
	return n, ok && ok2 && err == nil && n > 0 && fileName(n) == name
}

// forgetRemoved starts over when the folder was removed under us: what is
// written into files without a name is lost.
func (s *Store) forgetRemoved() {
	for _, h := range s.handles {
		if h.disk == nil || !h.disk.Gone() {
			continue
		}
		_ = h.closeDisk()
		if s.lock != nil {
			_ = s.lock.Close()
		}
		s.lock = nil
	}
}
