package history

import (
	"errors"
	"fmt"

	"simagent/agent/ledger"
	"simagent/agent/ledger/statedir"
)

// Append adds hours that are over and returns when they are durable. An hour that is there already is replaced by the
// given one; once only its day is kept, it stays as it was. Hours with number 0, of which the time of day was not known,
// are added to one sum; those of a repeated batch replace what they added before, if the batch has the same oldest dated
// hour. So a caller that does not know whether it succeeded gives the same hours again. Numbers out of range are held
// within it. No hours, or none that are new, write nothing.
//
// Errors: *FutureError, *LimitError, or a plain one that wraps the error of the system, such as ENOSPC or EROFS. After an
// error everything that was there is there, a part of the hours may be, and a later Append may succeed.
func (b *Book) Append(iccid string, hours []ledger.Hour) error {
	dated, rest := batch(hours)
	if len(dated) == 0 && rest == (Sum{}) {
		return nil
	}
	return b.write(iccid, func(w *writer) error { return w.hours(dated, rest) })
}

// AppendPeriod adds a billing period that ended and returns when it is durable. One of the same type and start (or end,
// when the start is not known) is replaced. Errors are those of Append.
func (b *Book) AppendPeriod(iccid string, p Period) error {
	return b.write(iccid, func(w *writer) error { return w.period(p) })
}

func (b *Book) write(iccid string, do func(*writer) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.closed:
		return errors.New("cannot write history: it is closed")
	case b.readOnly:
		return errors.New("cannot write history: it was opened to read")
	case !validICCID(iccid):
		return errors.New("cannot write history: no valid ICCID, 10 to 22 digits are expected")
	}
	for range 2 {
		number, err := b.find(iccid)
		if err != nil {
			return fmt.Errorf("cannot write history: read: %w", err)
		}
		if number == 0 {
			return b.create(iccid, do)
		}
		if c, err := b.update(number, iccid, do); !b.stale(c, iccid, err) {
			return err
		}
	}
	return errors.New("cannot write history: the files of the folder change")
}

// update changes a file, unless it turns out to be that of another SIM.
func (b *Book) update(number int, iccid string, do func(*writer) error) (content, error) {
	fail := func(step string, err error) error {
		return fmt.Errorf("cannot write history: %s %s: %w", step, fileName(number), err)
	}
	f, err := b.folder.Open(fileName(number), statedir.Write)
	if err != nil {
		return content{}, fail("open", err)
	}
	defer f.Close()
	if !b.named[number] { // an agent that was killed may have made it
		if err := b.folder.SyncNames(); err != nil {
			return content{}, fail("sync", err)
		}
		b.named[number] = true
	}
	// What is read may be in the cache alone, from an agent that was killed before its sync. It has to be durable before it
	// counts as there.
	if err := f.Sync(); err != nil {
		return content{}, fail("sync", err)
	}
	c, err := b.loadFrom(f, number)
	switch {
	case err != nil:
		return c, fail("read", err)
	case c.iccid != iccid:
		return c, nil
	case c.future != 0:
		return c, &FutureError{fileName(number), c.future}
	}
	return c, do(newWriter(&c, iccid, func(place int, page []byte) error {
		// After a failed sync the cache may show what the disk never gets: it is not believed until it is written again.
		b.doubt[number] |= 1 << place
		if err := writeSync(f, page, int64(place)*pageBytes); err != nil {
			return fail("write", err)
		}
		b.doubt[number] &^= 1 << place
		return nil
	}))
}

// create makes a file: zeros with the first pages inside, under a temporary name until it is durable.
func (b *Book) create(iccid string, do func(*writer) error) error {
	if b.count >= maxFiles {
		return &LimitError{b.count}
	}
	number := b.last + 1
	fail := func(err error) error {
		return fmt.Errorf("cannot write history: create %s: %w", fileName(number), err)
	}
	image := make([]byte, fileBytes)
	c := content{iccid: iccid}
	if err := do(newWriter(&c, iccid, func(place int, page []byte) error {
		copy(image[place*pageBytes:], page)
		return nil
	})); err != nil {
		return err
	}
	f, err := b.folder.Open(tempName, statedir.New)
	if err != nil {
		return fail(err)
	}
	if err := errors.Join(writeSync(f, image, 0), f.Close()); err != nil {
		return fail(err)
	}
	if err := b.folder.Publish(tempName, fileName(number)); err != nil {
		return fail(err)
	}
	b.named[number] = true
	b.files[iccid], b.last, b.count = number, number, b.count+1
	return nil
}
