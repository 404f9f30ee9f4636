package overat

import (
	"context"
	"errors"
	"fmt"

	"simagent/simcard"
)

// Doer runs one AT command. cmd comes without the leading "AT"; the answer is its information lines
// without the final OK. Any other final result is an error.
type Doer interface {
	Do(ctx context.Context, cmd string) ([]string, error)
}

// StatusError says that the modem carried the command to the card and the card refused.
type StatusError struct {
	File   simcard.FileID
	Status simcard.StatusWord
}

// Error names the file, and the status word with its meaning.
func (e *StatusError) Error() string {
	return fmt.Sprintf("file %v: card answered %v", e.File, e.Status)
}

var errNoCRSM = errors.New("no +CRSM line in the answer")

// ReadFile reads length bytes (1 to 255) from the start of a file with +CRSM (READ BINARY). When the card
// names another length (108,xx), the command is repeated once with that one. A refusal of the card is
// a *StatusError; an error of d comes back wrapped.
func ReadFile(ctx context.Context, d Doer, file simcard.FileID, length int) ([]byte, error) {
	if length < 1 || length > 255 {
		return nil, fmt.Errorf("cannot read file %v: length %d is not 1 to 255", file, length)
	}
	r, err := restricted(ctx, d, fmt.Sprintf("+CRSM=%d,%d,0,0,%d", crsmReadBinary, file, length))
	if err != nil {
		return nil, err
	}
	if right, ok := r.Status.Length(); ok && right <= 255 {
		r, err = restricted(ctx, d, fmt.Sprintf("+CRSM=%d,%d,0,0,%d", crsmReadBinary, file, right))
		if err != nil {
			return nil, err
		}
	}
	if !r.Status.OK() {
		return nil, &StatusError{File: file, Status: r.Status}
	}
	return r.Data, nil
}

// WriteFile writes data (1 to 255 bytes) at the start of a file with +CRSM (UPDATE BINARY). Nothing in
// an agent does so by itself: an operator asks for it, for example to empty FPLMN.
func WriteFile(ctx context.Context, d Doer, file simcard.FileID, data []byte) error {
	if len(data) < 1 || len(data) > 255 {
		return fmt.Errorf("cannot write file %v: %d bytes are not 1 to 255", file, len(data))
	}
	r, err := restricted(ctx, d, fmt.Sprintf(`+CRSM=%d,%d,0,0,%d,"%X"`, crsmUpdateBinary, file, len(data), data))
	if err != nil {
		return err
	}
	if !r.Status.OK() {
		return &StatusError{File: file, Status: r.Status}
	}
	return nil
}

// restricted runs one +CRSM command and finds its line among what came back.
func restricted(ctx context.Context, d Doer, cmd string) (Response, error) {
	lines, err := d.Do(ctx, cmd)
	if err != nil {
		return Response{}, err
	}
	for _, line := range lines {
		if _, ok := afterPrefix(line, "+CRSM"); ok {
			return ParseCRSM(line)
		}
	}
	return Response{}, errNoCRSM
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
	return Response{}, errors.New("no +CSIM line in the answer")
}
