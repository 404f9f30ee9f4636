package ledger

import "fmt"

// FutureError: the file was written by a later version of this program. It is
// never written to; the caller goes on without it.
type FutureError struct {
	File    string
	Version uint16
}

func (e *FutureError) Error() string {
	return fmt.Sprintf("cannot use ledger %s: format version %d, this program knows %d", e.File, e.Version, formatVersion)
}

// CorruptError: no slot of the file is intact. It is kept as it is. Empty
// tells that it holds nothing but zeros, so that its place may be taken.
type CorruptError struct {
	File  string
	Empty bool
}

func (e *CorruptError) Error() string {
	if e.Empty {
		return fmt.Sprintf("cannot read ledger %s: it is empty", e.File)
	}
	return fmt.Sprintf("cannot read ledger %s: no intact slot", e.File)
}

// LockedError: another process uses the folder. PID is 0 when it did not say.
type LockedError struct{ PID int }

func (e *LockedError) Error() string {
	if e.PID == 0 {
		return "cannot lock the ledger folder: another process uses it"
	}
	return fmt.Sprintf("cannot lock the ledger folder: process %d uses it", e.PID)
}

// CommitError: a commit did not reach the disk. The account in memory goes on,
// the last good slot is untouched, and a later commit may succeed. Err is the
// error of the system, such as ENOSPC or EROFS.
type CommitError struct {
	Step string // "lock", "read", "create", "open", "write", "sync"
	File string // empty before a file is chosen
	Err  error
}

func (e *CommitError) Error() string {
	if e.File == "" {
		return fmt.Sprintf("cannot commit the account: %s: %v", e.Step, e.Err)
	}
	return fmt.Sprintf("cannot commit the account: %s %s: %v", e.Step, e.File, e.Err)
}

func (e *CommitError) Unwrap() error { return e.Err }

// LateError: the folder came up after the daemon, and it holds an account of
// this SIM that the one in memory does not continue. Nothing is written until
// File.Reload.
type LateError struct{ File string }

func (e *LateError) Error() string {
	return fmt.Sprintf("cannot commit the account: %s came late and holds an earlier one", e.File)
}

// LimitError: the folder holds as many accounts as it may.
type LimitError struct{ Files int }

func (e *LimitError) Error() string {
	return fmt.Sprintf("cannot add an account: the folder holds %d already", e.Files)
}

// Problem is a file, or the folder when File is empty, that cannot be used.
type Problem struct {
	File string
	Err  error
}
