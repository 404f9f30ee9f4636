package agent

import (
	"context"
	"errors"
	"time"

	"simagent/agent/ledger"
	"simagent/agent/report"
)

func (a *Agent) load(iccid string) {
	v := Loaded{ICCID: iccid, Problem: "there is no state folder"}
	if a.deps.Books != nil {
		v.Record, v.Problem = a.deps.Books.Load(iccid, time.Now())
	} else {
		v.Record = ledger.FreshRecord(iccid, time.Now())
	}
	a.mu.Lock()
	if r, ok := a.unsaved[iccid]; ok && r.Rev > v.Record.Rev { // a SIM that comes back while the disk fails
		v.Record = r.Clone()
	}
	a.mu.Unlock()
	if a.deps.Resume != nil {
		v.Checkpoint = a.deps.Resume()
	}
	a.emit(v)
}

// writer commits records in order. Run waits for it, unless the disk hangs.
func (a *Agent) writer() {
	for {
		w, ok := a.writes.next()
		if !ok {
			return
		}
		err := errors.New("there is no state folder")
		if a.deps.Books != nil {
			err = a.deps.Books.Commit(w.Record)
		}
		if err == nil {
			a.saved(w.Record)
		}
		a.emit(Recorded{ID: w.ID, Record: w.Record, Err: err})
	}
}

// post sends a report to the user's own address.
func (a *Agent) post(ctx context.Context, f Send) error {
	if a.deps.Post == nil {
		return errors.New("cannot send report: there is no way to report.url")
	}
	f.Device.Name = a.deps.Host
	b, err := report.EncodeJSON(f.Payload, f.Device, f.At)
	if err != nil {
		return err
	}
	return a.deps.Post(ctx, b, f.At)
}

// archive writes what a Keep holds; one write at a time, as the machine asks for.
func (a *Agent) archive(f Keep) error {
	err := a.deps.Archive.Append(f.ICCID, f.Hours)
	for _, p := range f.Periods {
		err = errors.Join(err, a.deps.Archive.AppendPeriod(f.ICCID, p))
	}
	return err
}

func (a *Agent) send(ctx context.Context, f Send) {
	v := Reported{ICCID: f.ICCID, Sequence: f.Sequence, Route: f.Route}
	if f.Route == ByHTTPS {
		v.Err = a.post(ctx, f)
		if e, ok := errors.AsType[*report.StatusError](v.Err); ok {
			v.Retry = e.RetryAfter
		}
		a.emit(v)
		return
	}
	b, err := report.Encode(f.Payload)
	switch {
	case err != nil:
		v.Err = err
	case a.deps.Send == nil:
		v.Err = errors.New("cannot send IP Command: there is no way out")
	default:
		v.Bytes, v.Err = a.deps.Send(ctx, f.Interface, b)
	}
	a.emit(v)
}
