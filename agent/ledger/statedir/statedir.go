// Package statedir is what the ledger and the history ask of the folder that keeps the state: few names, files that are
// written in place, and a word on when both are durable. Tests put a model of a block device under it (disktest).
package statedir

// Folder is a folder of files. Its methods may be called by several goroutines, as far as they use different names.
type Folder interface {
	// Names lists the files, in any order.
	Names() ([]string, error)
	// Open gives a file; New makes it empty first, mode 0600. A symbolic link is an error.
	Open(name string, how How) (File, error)
	// Publish renames and makes the new name durable; to is replaced.
	Publish(from, to string) error
	// SyncNames returns when every name that is there is durable.
	SyncNames() error
}

// File is one open file, for one goroutine.
type File interface {
	// ReadAll gives the content from the start, cut at most bytes.
	ReadAll(most int64) ([]byte, error)
	WriteAt(b []byte, off int64) (int, error)
	// Sync returns when everything written is durable (fdatasync).
	Sync() error
	// Gone tells that the file has no name any more: it was removed.
	Gone() bool
	Close() error
}

// How says what a file is opened for.
type How byte

// The ways to open a file.
const (
	Read How = iota
	Write
	New
)
