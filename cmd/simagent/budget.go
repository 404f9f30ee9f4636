package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"simagent/agent/recovery"
)

// budgetFile holds what recovery did lately: see recovery.Book.
const budgetFile = "recovery.json"

// budget keeps what recovery did. It belongs into the state folder, so that it survives a restart of the board; a board that
// cannot write there keeps it in the run folder, so that it survives one of the daemon at least.
type budget struct {
	state, run string
	log        *slog.Logger
}

// Load reads what was written last: the run folder has a file only since the state folder takes none. Dates tell nothing, since
// the clock may have been set in between. No file is a board that did nothing yet; one that cannot be read counts as spent.
func (b budget) Load(now time.Time) recovery.Book {
	for _, dir := range []string{b.run, b.state} {
		path := filepath.Join(dir, budgetFile)
		data, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		var book recovery.Book
		if err == nil {
			book, err = recovery.Decode(data, now)
		}
		if err != nil {
			b.log.Warn("recovery: nothing is reset for a day", "file", path, "error", err)
			return recovery.Unknown(now)
		}
		return book
	}
	return recovery.Book{}
}

// Save returns when the book is on the disk.
func (b budget) Save(book recovery.Book, now time.Time) error {
	data := book.Encode(now)
	err := replaceFile(filepath.Join(b.state, budgetFile), data, 0o640)
	if err == nil {
		b.dropRun()
		return nil
	}
	if e := replaceFile(filepath.Join(b.run, budgetFile), data, 0o640); e != nil {
		return fmt.Errorf("cannot keep the recovery budget: %w", err)
	}
	return nil
}

// dropRun takes away what the run folder has: it is older from now on. As a rule there is none, and both may be one folder.
func (b budget) dropRun() {
	run, err := os.Stat(filepath.Join(b.run, budgetFile))
	if err != nil {
		return
	}
	if state, err := os.Stat(filepath.Join(b.state, budgetFile)); err == nil && !os.SameFile(run, state) {
		_ = os.Remove(filepath.Join(b.run, budgetFile))
	}
}

// bare takes the path out of a system error that is said elsewhere.
func bare(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

// replaceFile writes a file whole or not at all, also over a power cut: a new one, its bytes on the disk, its name, the
// folder on the disk.
func replaceFile(path string, data []byte, mode fs.FileMode) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return bare(err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(data)
	err = cmp.Or(err, f.Chmod(mode), f.Sync())
	err = cmp.Or(err, f.Close())
	if err != nil {
		return bare(err)
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return bare(err)
	}
	defer dir.Close()
	return dir.Sync()
}
