package ledger

import (
	"errors"
	"fmt"
	"io"
)

// File is the account of one SIM in the store. Its methods may be called by
// several goroutines; commits are meant to come from one writer.
type File struct {
	store  *Store
	record Record // of the last commit that succeeded, or fresh
	number int    // 0 before the first commit
	slots  int
	seq    uint64 // last one given out, to a good slot or a failed one
	good   int    // slot of the last commit that succeeded: never written next
	last   int    // slot written last, good or failed
	disk   disk   // nil while closed
	late   *found // an account that turned up after this one began
	refuse error  // why this account may not be written
}

// Record is the account as last committed; for a SIM never seen a fresh one
// (Rev 0) with an unknown past. The caller gets a copy.
func (f *File) Record() Record {
	f.store.mu.Lock()
	defer f.store.mu.Unlock()
	return f.record.Clone()
}

// Name is the file's name in the folder, empty before the first commit.
func (f *File) Name() string {
	f.store.mu.Lock()
	defer f.store.mu.Unlock()
	if f.number == 0 {
		return ""
	}
	return fileName(f.number)
}

// Commit writes one slot and returns when it is durable. r is of this SIM;
// unknown fields of the file are carried on. Errors: *CommitError,
// *LockedError, *FutureError, *LateError, *LimitError or, for a record that
// cannot be written, a plain one. After an error the last good slot is as it
// was, and a later commit may succeed; the failed one may yet be on disk.
func (f *File) Commit(r Record) error {
	s := f.store
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return errors.New("cannot commit the account: the ledger is closed")
	case s.opts.ReadOnly:
		return errors.New("cannot commit the account: the ledger was opened to read")
	case r.ICCID != f.record.ICCID:
		return errors.New("cannot commit the account: it is of another SIM")
	}
	if err := s.prepare(); err != nil {
		return err
	}
	if f.late != nil {
		return &LateError{File: fileName(f.late.number)}
	}
	if f.refuse != nil {
		return f.refuse
	}
	if r.Unknown == nil {
		r.Unknown = f.record.Unknown
	}
	slot, err := encodeSlot(f.seq+1, r)
	if err != nil {
		return fmt.Errorf("cannot commit the account: %v", err)
	}
	if err := f.put(slot); err != nil {
		return err
	}
	_, f.record, err = decodeSlot(slot)
	return err
}

func (f *File) put(slot []byte) error {
	if f.number == 0 {
		return f.create(slot)
	}
	return f.write(slot)
}

// Reload takes over the account that a *LateError told of, and gives it.
func (f *File) Reload() Record {
	f.store.mu.Lock()
	defer f.store.mu.Unlock()
	if f.late != nil {
		_ = f.closeDisk()
		f.take(*f.late)
		f.late = nil
	}
	return f.record.Clone()
}

// take continues what a file holds.
func (f *File) take(in found) {
	f.record, f.number, f.seq = in.ring.record, in.number, in.ring.seq
	f.good, f.last, f.slots = in.ring.newest, in.ring.newest, in.ring.slots
	if f.slots < 2 { // cut short: grow it again
		f.slots = f.store.opts.Slots
	}
}

// create makes the file: zeros with the first slot inside, under a temporary
// name until it is durable.
func (f *File) create(slot []byte) error {
	s := f.store
	number := s.last + 1
	if s.spare != 0 {
		number = s.spare
	}
	content := make([]byte, s.opts.Slots*slotBytes)
	copy(content, slot)
	fail := func(err error) error { return &CommitError{Step: "create", File: fileName(number), Err: err} }
	d, err := s.folder.Open(tempName, openNew)
	if err != nil {
		return fail(err)
	}
	if err := writeSync(d, content, 0); err != nil {
		_ = d.Close()
		return fail(err)
	}
	if err := d.Close(); err != nil {
		return fail(err)
	}
	if err := s.folder.Publish(tempName, fileName(number)); err != nil {
		return fail(err)
	}
	f.number, f.slots, f.good, f.last = number, s.opts.Slots, 0, 0
	f.seq++
	s.last = max(s.last, number)
	s.spare = 0
	return nil
}

// write puts the slot after the one written last, but never over the last
// good one: after failures the ring goes round without it.
func (f *File) write(slot []byte) error {
	fail := func(step string, err error) error {
		_ = f.closeDisk()
		return &CommitError{Step: step, File: fileName(f.number), Err: err}
	}
	if f.disk == nil {
		d, err := f.store.folder.Open(fileName(f.number), openWrite)
		if err != nil {
			return fail("open", err)
		}
		f.disk = d
		// What was read may be in the cache alone, from an agent that was killed
		// before its sync. It has to be durable before another slot is touched.
		if err := d.Sync(); err != nil {
			return fail("sync", err)
		}
	}
	next := (f.last + 1) % f.slots
	if next == f.good {
		next = (next + 1) % f.slots
	}
	f.last = next
	f.seq++
	if err := writeSync(f.disk, slot, int64(next)*slotBytes); err != nil {
		return fail("write", err)
	}
	f.good = next
	return nil
}

func (f *File) closeDisk() error {
	d := f.disk
	f.disk = nil
	if d == nil {
		return nil
	}
	return d.Close()
}

func writeSync(d disk, b []byte, off int64) error {
	n, err := d.WriteAt(b, off)
	if err == nil && n != len(b) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return err
	}
	return d.Sync()
}
