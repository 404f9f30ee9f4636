package overat

import (
	"context"
	"errors"
	"fmt"

	"simagent/simcard"
)

// Bounds of a file that a Reader reads: no file of interest is longer, and a card that claims more is not
// believed.
const (
	maxFileBytes = 8192
	maxRecords   = 254
	maxPieces    = 256 // a modem that reads less than 32 bytes at once is not met
)

// ReaderOptions say how a Reader may reach the card.
type ReaderOptions struct {
	NoCSIM   bool // +CRSM only
	LockCSIM bool // Telit: +CSIM=1 before the first command to the card and +CSIM=0 behind the last
}

// Reader reads files with their true length: with +CRSM, or, where the modem refuses that, with +CSIM on
// a logical channel of its own. Close it when done. It is used by one goroutine at a time.
type Reader struct {
	d       Doer
	o       ReaderOptions
	works   bool  // +CRSM has carried a command
	noCRSM  error // why +CRSM cannot be used
	noCSIM  error // why +CSIM cannot be used
	maxInfo bool  // this modem wants GET RESPONSE with a length
	wire    *wire // open, nil otherwise
}

// NewReader makes a Reader; it sends nothing yet.
func NewReader(d Doer, o ReaderOptions) *Reader {
	r := &Reader{d: d, o: o}
	if o.NoCSIM {
		r.noCSIM = errors.New("not allowed")
	}
	return r
}

// Close ends what the Reader opened on the card, also when ctx has ended.
func (r *Reader) Close(ctx context.Context) {
	if r.wire != nil {
		r.wire.close(ctx)
		r.wire = nil
	}
}

// Binary reads a transparent file. guess is its usual length, 1 to 255, for modems that do not say the
// true one. A refusal of the card is a *StatusError.
func (r *Reader) Binary(ctx context.Context, file simcard.FileID, guess int) ([]byte, error) {
	var data []byte
	err := r.either(ctx, func() error {
		info, err := r.info(ctx, file)
		if err != nil {
			return err
		}
		if info.Structure == simcard.UnknownStructure {
			piece, err := readPiece(ctx, r.d, file, 0, guess)
			data = piece.Data
			return err
		}
		data, err = binary(info.Size, func(off, n int) (Response, error) { return readPiece(ctx, r.d, file, off, n) })
		return err
	}, func(w *wire) error {
		info, err := w.choose(ctx, file)
		if err != nil {
			return err
		}
		data, err = binary(info.Size, func(off, n int) (Response, error) { return w.readBinary(ctx, file, off, n) })
		return err
	})
	return data, err
}

// Records reads a file with records, the first one first. guess is the usual length of a record, 1 to 255. A
// file that turns out to be transparent, as EF ECC of a 2G card is, gives a *StatusError.
func (r *Reader) Records(ctx context.Context, file simcard.FileID, guess int) ([][]byte, error) {
	var list [][]byte
	err := r.either(ctx, func() error {
		info, err := r.info(ctx, file)
		if err != nil {
			return err
		}
		if info.Structure == simcard.Transparent {
			return &StatusError{File: file, Status: simcard.StatusStructure}
		}
		if info.Structure == simcard.UnknownStructure {
			info.RecordLength, info.Records = guess, maxRecords
		}
		list, err = recordList(info, func(n, length int) (Response, error) { return readRecord(ctx, r.d, file, n, length) })
		return err
	}, func(w *wire) error {
		info, err := w.choose(ctx, file)
		if err != nil {
			return err
		}
		if info.RecordLength == 0 {
			return &StatusError{File: file, Status: simcard.StatusStructure}
		}
		list, err = recordList(info, func(n, length int) (Response, error) { return w.readRecord(ctx, file, n, length) })
		return err
	})
	return list, err
}

// either reads with +CRSM, and with +CSIM when the modem refuses that. A modem that refuses the first file
// refuses all.
func (r *Reader) either(ctx context.Context, crsm func() error, csim func(*wire) error) error {
	why := r.noCRSM
	if why == nil {
		err := crsm()
		if !refused(ctx, err) {
			r.works = true
			return err
		}
		why = err
		if !r.works {
			r.noCRSM = err
		}
	}
	if r.noCSIM == nil && r.wire == nil {
		w, err := openWire(ctx, r.d, r.o.LockCSIM)
		if err != nil && over(ctx, err) {
			return err
		}
		r.wire, r.noCSIM = w, err
	}
	if r.noCSIM != nil {
		return fmt.Errorf("%w; +CSIM: %w", why, r.noCSIM)
	}
	return csim(r.wire)
}

// info asks for the length of a file. The structure is unknown when the modem answers reads alone.
func (r *Reader) info(ctx context.Context, file simcard.FileID) (simcard.FileInfo, error) {
	ask := []string{"", ",0,0,255"} // Huawei, ZTE and SIMCom want a length there
	if r.maxInfo {
		ask = ask[1:]
	}
	for _, more := range ask {
		resp, err := restricted(ctx, r.d, file, fmt.Sprintf("+CRSM=%d,%d%s", crsmGetResponse, file, more))
		e, spoke := errors.AsType[*StatusError](err)
		r.works = r.works || err == nil || spoke
		switch {
		case spoke && says(e.Status), err != nil && !spoke && !refused(ctx, err):
			return simcard.FileInfo{}, err
		case err != nil:
			continue
		}
		if info, err := simcard.ParseFileInfo(resp.Data); err == nil {
			r.maxInfo = more != ""
			return info, nil
		}
	}
	return simcard.FileInfo{}, nil
}

// says reports whether a refusal of GET RESPONSE is about the file. Others are about the command, which some
// modems pass on without selecting the file before.
func says(sw simcard.StatusWord) bool {
	switch sw {
	case simcard.StatusNotFound, simcard.StatusNotFound2G, simcard.StatusNeedPIN, simcard.StatusNeedPIN2G, 0x6283:
		return true
	}
	return false
}

// binary reads size bytes in pieces. A piece may come shorter than it was asked for, never empty.
func binary(size int, read func(off, n int) (Response, error)) ([]byte, error) {
	if size > maxFileBytes {
		return nil, fmt.Errorf("the card claims a file of %d bytes", size)
	}
	var data []byte
	for pieces := 0; len(data) < size; pieces++ {
		want := min(size-len(data), maxPiece)
		r, err := read(len(data), want)
		if err != nil {
			return nil, err
		}
		if len(r.Data) == 0 || pieces > maxPieces {
			return nil, errEmpty
		}
		data = append(data, r.Data[:min(len(r.Data), want)]...)
		if r.Status == 0x6282 { // end of file
			break
		}
	}
	return data, nil
}

// recordList reads records until the last, or until the card knows no more.
func recordList(info simcard.FileInfo, read func(n, length int) (Response, error)) ([][]byte, error) {
	var list [][]byte
	for n := 1; n <= min(info.Records, maxRecords); n++ {
		r, err := read(n, info.RecordLength)
		if e, ok := errors.AsType[*StatusError](err); ok && e.NotFound() && n > 1 {
			break
		}
		if err != nil {
			return nil, err
		}
		if len(r.Data) == 0 {
			return nil, errEmpty
		}
		info.RecordLength = min(len(r.Data), maxPiece)
		list = append(list, r.Data)
	}
	return list, nil
}
