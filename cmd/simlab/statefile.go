package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// gather is how long changes are gathered before they are written.
const gather = 200 * time.Millisecond

// stateFile keeps a cloud's state in a file. The zero path keeps nothing.
type stateFile struct {
	path     string
	save     func(io.Writer) error
	changed  chan struct{} // holds one when something changed since the last writing
	complain io.Writer
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
func (f *stateFile) write() (err error) {
	if f == nil || f.path == "" {
		return nil
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("cannot save the state: %w", err)
		}
	}()
	dir := filepath.Dir(f.path)
	tmp, err := os.CreateTemp(dir, ".simlab-state-")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // fails after the rename, as it should
	if err = f.save(tmp); err == nil {
		err = tmp.Sync()
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), f.path); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
