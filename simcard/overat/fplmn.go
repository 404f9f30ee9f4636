package overat

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"simagent/simcard"
)

// fplmnBytes is the usual length of EF FPLMN: four networks, the least that it may have room for.
const fplmnBytes = 12

// ReadFPLMN reads the networks that refused the card for good. A broken entry does not hide the others' number:
// size is how many entries the file has room for.
func ReadFPLMN(ctx context.Context, d Doer, o ReaderOptions) (list []simcard.PLMN, size int, err error) {
	r := NewReader(d, o)
	defer r.Close(ctx)
	ef, err := r.Binary(ctx, simcard.FileFPLMN, fplmnBytes)
	if err != nil {
		return nil, 0, fmt.Errorf("cannot read FPLMN: %w", err)
	}
	list, err = simcard.DecodeFPLMN(ef)
	return list, len(ef) / 3, err
}

// ErrNotCleared means that the card took the new contents and still has the old ones.
var ErrNotCleared = errors.New("cannot clear FPLMN: it reads back as it was")

// ClearFPLMN empties the list of forbidden networks, so that the module tries all of them again at the next search:
// it reads the file, writes FF, and reads it back. cleared is how many entries were in use; 0 writes
// nothing. The file is worn by each writing and the networks may refuse the card anew, so this is for an operator's
// order. The module has its own copy and looks at the file again when it starts (+CFUN).
func ClearFPLMN(ctx context.Context, d Doer, o ReaderOptions) (cleared int, err error) {
	r := NewReader(d, o)
	defer r.Close(ctx)
	ef, err := r.Binary(ctx, simcard.FileFPLMN, fplmnBytes)
	if err != nil {
		return 0, fmt.Errorf("cannot read FPLMN: %w", err)
	}
	empty := bytes.Repeat([]byte{0xFF}, len(ef))
	if bytes.Equal(ef, empty) {
		return 0, nil
	}
	if err := r.write(ctx, simcard.FileFPLMN, empty); err != nil {
		return 0, fmt.Errorf("cannot clear FPLMN: %w", err)
	}
	back, err := r.Binary(ctx, simcard.FileFPLMN, len(ef))
	if err != nil {
		return 0, fmt.Errorf("cannot read FPLMN back: %w", err)
	}
	if !bytes.Equal(back, empty) {
		return 0, ErrNotCleared
	}
	for i := 0; i+3 <= len(ef); i += 3 {
		if !bytes.Equal(ef[i:i+3], empty[:3]) {
			cleared++
		}
	}
	return cleared, nil
}

// write replaces the contents of a transparent file, in pieces.
func (r *Reader) write(ctx context.Context, file simcard.FileID, data []byte) error {
	put := func(write func(off int, piece []byte) error) error {
		for off := 0; off < len(data); off += maxPiece {
			if err := write(off, data[off:min(off+maxPiece, len(data))]); err != nil {
				return err
			}
		}
		return nil
	}
	return r.either(ctx, func() error {
		return put(func(off int, piece []byte) error { return writePiece(ctx, r.d, file, off, piece) })
	}, func(w *wire) error {
		if _, err := w.choose(ctx, file); err != nil {
			return err
		}
		return put(func(off int, piece []byte) error { return w.updateBinary(ctx, file, off, piece) })
	})
}
