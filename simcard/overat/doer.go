package overat

import (
	"context"
	"errors"
	"fmt"

	"simagent/atcmd"
	"simagent/simcard"
)

// Doer runs one AT command. cmd comes without the leading "AT"; the answer is its information lines
// without the final OK. Any other final result is an error, best an *atcmd.CommandError.
type Doer interface {
	Do(ctx context.Context, cmd string) ([]string, error)
}

// StatusError says that the modem carried the command to the card and the card refused.
type StatusError struct {
	File   simcard.FileID // 0 when the command was not about a file
	Status simcard.StatusWord
}

// Error names the file, and the status word with its meaning.
func (e *StatusError) Error() string {
	if e.File == 0 {
		return fmt.Sprintf("the card answered %v", e.Status)
	}
	return fmt.Sprintf("file %v: card answered %v", e.File, e.Status)
}

// NotFound reports whether the card has no such file, application or record.
func (e *StatusError) NotFound() bool {
	switch e.Status {
	case simcard.StatusNotFound, simcard.StatusNotFound2G, simcard.StatusNoRecord, 0x9402:
		return true
	}
	return false
}

// Errors that say nothing of the card: the answer was not one.
var (
	errNoCRSM = errors.New("no +CRSM line in the answer")
	errNoCPIN = errors.New("no +CPIN line in the answer")
	errNoCSIM = errors.New("no +CSIM line in the answer")
	errEmpty  = errors.New("an answer without data")
)

// over reports whether no further command makes sense: the context or the session has ended.
func over(ctx context.Context, err error) bool {
	if ctx.Err() != nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	for _, end := range []error{atcmd.ErrClosed, atcmd.ErrNoAnswer, atcmd.ErrWriteStuck} {
		if errors.Is(err, end) {
			return true
		}
	}
	return false
}

// unanswered reports whether this one command got no answer in its own time: some modules never answer one that they
// do not know, and answer the next. Where nothing answers any more the next one fails with ErrNoAnswer.
func unanswered(ctx context.Context, err error) bool {
	return ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded)
}

// aboutCard reports whether the error is of the card and another command would meet it too: the card spoke,
// or the modem said why it cannot reach it (3GPP TS 27.007, 9.2.1: no card, a lock, a failure, busy).
func aboutCard(err error) bool {
	if _, ok := errors.AsType[*StatusError](err); ok {
		return true
	}
	e, ok := errors.AsType[*atcmd.CommandError](err)
	if !ok || e.Kind != atcmd.CME {
		return false
	}
	switch e.Code {
	case 10, 11, 12, 13, 14, 15, 17, 18, 515:
		return true
	}
	return false
}

// absent reports whether the modem says that no card is there.
func absent(err error) bool {
	e, ok := errors.AsType[*atcmd.CommandError](err)
	return ok && e.Kind == atcmd.CME && e.Code == 10
}

// refused reports whether the modem does not carry this command, so that another way may do.
func refused(ctx context.Context, err error) bool {
	return err != nil && !over(ctx, err) && !aboutCard(err)
}
