package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"simagent/agent/local"
	"simagent/agent/metrics"
)

const (
	textfileEvery = time.Minute      // between two writes at least
	textfileTouch = 10 * time.Minute // between two time stamps of a file that stays as it is: an older one is of a daemon that was killed
)

// textfile keeps the metrics in a file for node_exporter's textfile collector, which takes a file as it is, whatever its
// age. So it goes when the daemon ends, and when it cannot be kept true. Who wants to know of a daemon that was killed looks at
// node_textfile_mtime_seconds.
type textfile struct {
	path string
	log  *slog.Logger
	said string // the trouble that the log has
}

// run looks once a minute, writes what has changed, and takes the file away when it fails and when ctx ends.
func (f *textfile) run(ctx context.Context, ask func(ctx context.Context, showIDs bool) (local.Status, error)) {
	tick := time.NewTicker(textfileEvery)
	defer tick.Stop()
	defer os.Remove(f.path)
	var written []byte
	var touched time.Time
	for {
		st, err := within(ctx, textfileEvery, ask)
		if ctx.Err() != nil {
			return
		}
		switch text := metrics.Text(st); {
		case err != nil:
		case !bytes.Equal(text, written):
			err = swapIn(f.path, text)
			written, touched = text, time.Now()
		case time.Since(touched) >= textfileTouch:
			touched = time.Now()
			err = os.Chtimes(f.path, touched, touched)
		}
		if err != nil {
			_ = os.Remove(f.path) // what it says is old
			written = nil
		}
		f.note(err)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// note says a trouble once.
func (f *textfile) note(err error) {
	text := ""
	if err != nil {
		text = fmt.Sprintf("cannot write the metrics (metrics.textfile): %v", err)
		switch dir := filepath.Dir(f.path); {
		case errors.Is(err, syscall.EROFS): // as the unit has it: ProtectSystem=strict
			text += "; under systemd a drop-in opens it (systemctl edit): [Service] ReadWritePaths=" + dir
		case errors.Is(err, os.ErrPermission):
			text += "; the daemon's user must be able to write in " + dir
		}
	}
	if text != "" && text != f.said {
		f.log.Warn(text)
	}
	f.said = text
}

// swapIn writes a file that all may read, whole or not at all. Other than replaceFile it waits for no disk: this one need
// not outlive a power cut.
func swapIn(path string, text []byte) error {
	temp := path + ".tmp"
	w, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC|syscall.O_NOFOLLOW, 0o644)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	if err == nil {
		err = w.Chmod(0o644) // the collector is another user, whatever our umask
	}
	if e := w.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(temp, path)
	}
	if err != nil {
		_ = os.Remove(temp)
	}
	return err
}
