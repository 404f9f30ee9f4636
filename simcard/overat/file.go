package overat

import (
	"context"
	"fmt"

	"simagent/simcard"
)

// maxPiece is the most that one +CRSM reads or writes; P3 has one byte, and 0 means another thing to
// every module.
const maxPiece = 255

// ReadFile reads length bytes (1 to 255) from the start of a file with +CRSM (READ BINARY). When the card
// names another length (108,xx; 103,xx of a 2G card), the command is repeated once with that one. A refusal of
// the card is a *StatusError; an error of d comes back wrapped. A Reader finds the length by itself.
func ReadFile(ctx context.Context, d Doer, file simcard.FileID, length int) ([]byte, error) {
	if length < 1 || length > maxPiece {
		return nil, fmt.Errorf("cannot read file %v: length %d is not 1 to 255", file, length)
	}
	r, err := readPiece(ctx, d, file, 0, length)
	if err != nil {
		return nil, err
	}
	return r.Data, nil
}

// readPiece reads bytes at an offset, and once more when the card names another length.
func readPiece(ctx context.Context, d Doer, file simcard.FileID, off, length int) (Response, error) {
	return corrected(length, func(length int) (Response, error) {
		return restricted(ctx, d, file, fmt.Sprintf("+CRSM=%d,%d,%d,%d,%d", crsmReadBinary, file, off>>8, off&0xFF, length))
	})
}

// readRecord reads one record, counted from 1, in absolute mode (P2 = 4).
func readRecord(ctx context.Context, d Doer, file simcard.FileID, n, length int) (Response, error) {
	return corrected(length, func(length int) (Response, error) {
		return restricted(ctx, d, file, fmt.Sprintf("+CRSM=%d,%d,%d,4,%d", crsmReadRecord, file, n, length))
	})
}

// corrected reads with a length, and with the one that the card names when that was wrong.
func corrected(length int, read func(length int) (Response, error)) (Response, error) {
	r, err := read(length)
	if e, ok := err.(*StatusError); ok {
		if right, ok := e.Status.Length(); ok && right <= maxPiece {
			return read(right)
		}
	}
	return r, err
}

// WriteFile writes data (1 to 255 bytes) at the start of a file with +CRSM (UPDATE BINARY). Nothing in
// an agent does so by itself: an operator asks for it, for example to empty FPLMN.
func WriteFile(ctx context.Context, d Doer, file simcard.FileID, data []byte) error {
	if len(data) < 1 || len(data) > maxPiece {
		return fmt.Errorf("cannot write file %v: %d bytes are not 1 to 255", file, len(data))
	}
	return writePiece(ctx, d, file, 0, data)
}

func writePiece(ctx context.Context, d Doer, file simcard.FileID, off int, data []byte) error {
	_, err := restricted(ctx, d, file, fmt.Sprintf(`+CRSM=%d,%d,%d,%d,%d,"%X"`, crsmUpdateBinary, file, off>>8, off&0xFF, len(data), data))
	return err
}

// restricted runs one +CRSM command and finds its line among what came back. A refusal of the card is
// a *StatusError.
func restricted(ctx context.Context, d Doer, file simcard.FileID, cmd string) (Response, error) {
	lines, err := d.Do(ctx, cmd)
	if err != nil {
		return Response{}, err
	}
	for _, line := range lines {
		if _, ok := afterPrefix(line, "+CRSM"); !ok {
			continue
		}
		r, err := ParseCRSM(line)
		if err != nil {
			return Response{}, err
		}
		if !r.useful() {
			return Response{}, &StatusError{File: file, Status: r.Status}
		}
		return r, nil
	}
	return Response{}, errNoCRSM
}

// useful reports whether the command was carried out and its data may be used: also with 61xx, which
// modules pass on with the data that they have fetched already, and with 6282, the end of the file.
func (r Response) useful() bool {
	if r.Status.OK() {
		return true
	}
	return len(r.Data) > 0 && (r.Status.SW1() == 0x61 || r.Status == 0x6282)
}

// Exchange sends one command APDU with +CSIM and returns what the card answered. An APDU changes the
// state of the card behind the modem's back; use it for what +CRSM cannot do.
func Exchange(ctx context.Context, d Doer, apdu []byte) (Response, error) {
	lines, err := d.Do(ctx, fmt.Sprintf(`+CSIM=%d,"%X"`, 2*len(apdu), apdu))
	if err != nil {
		return Response{}, err
	}
	for _, line := range lines {
		if _, ok := afterPrefix(line, "+CSIM"); ok {
			return ParseCSIM(line)
		}
	}
	return Response{}, errNoCSIM
}
