package overat

import (
	"context"
	"errors"
	"fmt"
	"time"

	"simagent/simcard"
)

// closeTime is how long the end of an access may take, since it is done even when the caller's time is up.
const closeTime = 20 * time.Second

// wire is the card by +CSIM: on a logical channel of its own, so that what the modem has selected on the basic
// one stays; on the basic channel when the card or the modem gives no other.
type wire struct {
	d       Doer
	class   byte // with the channel in its low bits
	channel byte // 0: the basic one
	lock    bool
	usim    bool // the USIM is active on the channel, 7FFF names it
}

// errAPDULoop says that a card goes on naming other lengths.
var errAPDULoop = errors.New("the card names one length after the other")

// openWire takes the lock and opens a channel (ETSI TS 102 221, 11.1.17).
func openWire(ctx context.Context, d Doer, lock bool) (*wire, error) {
	w := &wire{d: d, lock: lock}
	if lock {
		if _, err := d.Do(ctx, "+CSIM=1"); err != nil {
			return nil, err
		}
	}
	r, err := Exchange(ctx, d, simcard.Command{Instruction: simcard.InsManageChannel, Expect: 1}.Bytes())
	switch {
	case err != nil:
		w.close(ctx)
		return nil, err
	case r.Status.OK() && len(r.Data) == 1 && r.Data[0] >= 1 && r.Data[0] <= 3:
		w.channel, w.class = r.Data[0], r.Data[0]
	default:
		w.usim = true // on the basic channel it is the modem that has activated it
	}
	return w, nil
}

// close closes the channel and gives the lock back. An error changes nothing for the caller.
func (w *wire) close(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTime)
	defer cancel()
	if w.channel != 0 {
		_, _ = Exchange(ctx, w.d, simcard.Command{Instruction: simcard.InsManageChannel, P1: 0x80, P2: w.channel}.Bytes())
	}
	if w.lock {
		_, _ = w.d.Do(ctx, "+CSIM=0")
	}
}

// send runs a command and fetches what waits (61xx, 9Fxx), with the length that the card names when another
// was wrong (6Cxx, 67xx).
func (w *wire) send(ctx context.Context, file simcard.FileID, c simcard.Command) (Response, error) {
	c.Class |= w.class
	var data []byte
	for range 4 {
		r, err := Exchange(ctx, w.d, c.Bytes())
		if err != nil {
			return Response{}, err
		}
		data = append(data, r.Data...)
		if more, ok := r.Status.More(); ok && len(data) == 0 {
			c = simcard.Command{Class: w.class, Instruction: simcard.InsGetResponse, Expect: more}
			continue
		}
		if right, ok := r.Status.Length(); ok && len(c.Data) == 0 {
			c.Expect = right
			continue
		}
		r.Data = data
		if !r.useful() {
			return Response{}, &StatusError{File: file, Status: r.Status}
		}
		return r, nil
	}
	return Response{}, errAPDULoop
}

// choose selects a file and tells its length and structure.
func (w *wire) choose(ctx context.Context, file simcard.FileID) (simcard.FileInfo, error) {
	data, err := w.selectFile(ctx, file)
	if err != nil {
		return simcard.FileInfo{}, err
	}
	info, err := simcard.ParseFileInfo(data)
	if err != nil {
		return simcard.FileInfo{}, fmt.Errorf("file %v: %w", file, err)
	}
	return info, nil
}

func (w *wire) selectFile(ctx context.Context, file simcard.FileID) ([]byte, error) {
	if w.class == simcard.Class2G {
		return w.select2G(ctx, file)
	}
	if !file.UnderMF() && !w.usim {
		if err := w.activate(ctx); err != nil {
			return nil, err
		}
	}
	data, err := w.selectPath(ctx, file)
	e, ok := errors.AsType[*StatusError](err)
	switch {
	case ok && e.Status == simcard.StatusClass && w.channel == 0:
		w.class = simcard.Class2G
		return w.select2G(ctx, file)
	case ok && e.NotFound() && w.channel == 0 && w.usim && !file.UnderMF():
		w.usim = false // the modem has no application active, or there is no such file: activate and look again
		if err := w.activate(ctx); err != nil {
			return nil, err
		}
		return w.selectPath(ctx, file)
	}
	return data, err
}

// selectPath selects by the path from the master file in one command, so that a basic channel is
// never left in between (TS 102 221, 11.1.1.2: P1 08; P2 04, answer with the template).
func (w *wire) selectPath(ctx context.Context, file simcard.FileID) ([]byte, error) {
	path := identifiers(file)
	if !file.UnderMF() {
		path = identifiers(simcard.FileADF, file)
	}
	r, err := w.send(ctx, file, simcard.Command{Instruction: simcard.InsSelect, P1: 0x08, P2: 0x04, Data: path})
	return r.Data, err
}

// select2G goes down from the master file, one identifier after the other (TS 51.011, 9.2.1).
func (w *wire) select2G(ctx context.Context, file simcard.FileID) ([]byte, error) {
	way := []simcard.FileID{simcard.FileMF, simcard.FileDFGSM, file}
	if file.UnderMF() {
		way = []simcard.FileID{simcard.FileMF, file}
	}
	var r Response
	for _, id := range way {
		var err error
		r, err = w.send(ctx, file, simcard.Command{Instruction: simcard.InsSelect, Data: identifiers(id)})
		if err != nil {
			return nil, err
		}
	}
	return r.Data, nil
}

// activate selects the USIM that EF DIR names.
func (w *wire) activate(ctx context.Context) error {
	info, err := w.choose(ctx, simcard.FileDIR)
	if err != nil {
		return err
	}
	list, err := recordList(info, func(n, length int) (Response, error) { return w.readRecord(ctx, simcard.FileDIR, n, length) })
	if err != nil {
		return err
	}
	for _, record := range list {
		app, err := simcard.DecodeDIR(record)
		if err != nil || !app.USIM() {
			continue
		}
		w.usim = true
		return w.selectApplication(ctx, app.AID)
	}
	return errors.New("the card names no USIM in EF DIR")
}

func (w *wire) selectApplication(ctx context.Context, aid []byte) error {
	_, err := w.send(ctx, 0, simcard.Command{Instruction: simcard.InsSelect, P1: 0x04, P2: 0x04, Data: aid})
	return err
}

func (w *wire) readBinary(ctx context.Context, file simcard.FileID, off, n int) (Response, error) {
	return w.send(ctx, file, simcard.Command{Instruction: simcard.InsReadBinary, P1: byte(off >> 8), P2: byte(off), Expect: n})
}

func (w *wire) readRecord(ctx context.Context, file simcard.FileID, n, length int) (Response, error) {
	return w.send(ctx, file, simcard.Command{Instruction: simcard.InsReadRecord, P1: byte(n), P2: 0x04, Expect: length})
}

func (w *wire) updateBinary(ctx context.Context, file simcard.FileID, off int, data []byte) error {
	_, err := w.send(ctx, file, simcard.Command{Instruction: simcard.InsUpdateBinary, P1: byte(off >> 8), P2: byte(off), Data: data})
	return err
}

func identifiers(ids ...simcard.FileID) []byte {
	var b []byte
	for _, id := range ids {
		b = append(b, byte(id>>8), byte(id))
	}
	return b
}
