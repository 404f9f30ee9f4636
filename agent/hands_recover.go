package agent

import (
	"context"
	"errors"
	"time"

	"simagent/agent/recovery"
)

// Recoverer are the hands of recovery; a nil field is a thing that it has not.
type Recoverer struct {
	Load    func(now time.Time) recovery.Book                // what was done lately
	Save    func(b recovery.Book, now time.Time) error       // returns when it is on the disk
	Restore func(ctx context.Context, r recovery.Rung) error // USB, On or Power; the port is closed
	Supply  func() SupplySeen
}

// rememberBook stores the book. A newer one is never overtaken by an older.
func (a *Agent) rememberBook(f Remember) {
	v := Remembered{ID: f.ID}
	a.bookMu.Lock()
	switch {
	case a.deps.Recoverer.Save == nil:
		v.Err = errors.New("there is no folder for it")
	case f.At.Before(a.bookAt):
	default:
		if v.Err = a.deps.Recoverer.Save(f.Book, f.At); v.Err == nil {
			a.bookAt = f.At
		}
	}
	a.bookMu.Unlock()
	a.emit(v)
}

func (a *Agent) restore(ctx context.Context, f Restore) {
	v := Restored{ID: f.ID, Rung: f.Rung, Err: errors.New("this board cannot do it")}
	if a.deps.Recoverer.Restore != nil {
		ctx, cancel := context.WithTimeout(ctx, actMost-time.Second)
		defer cancel()
		v.Err = a.deps.Recoverer.Restore(ctx, f.Rung)
	}
	a.emit(v)
}
