package ledger

import "io"

// folder is all that the store asks of a file system. The crash test puts a
// model of a block device under it.
type folder interface {
	// Names lists the files, in any order.
	Names() ([]string, error)
	// Open gives a file; openNew makes it empty first, mode 0600.
	Open(name string, how openHow) (disk, error)
	// Publish renames and makes the new name durable; to is replaced.
	Publish(from, to string) error
	// Lock excludes every other process until the Closer is closed; it makes
	// the folder, mode 0700, when only that is missing.
	Lock() (io.Closer, error)
}

// disk is one open file.
type disk interface {
	// ReadAll gives the content from the start, cut at most bytes.
	ReadAll(most int64) ([]byte, error)
	WriteAt(b []byte, off int64) (int, error)
	// Sync returns when everything written is durable (fdatasync).
	Sync() error
	// Gone tells that the file has no name any more: it was removed.
	Gone() bool
	Close() error
}

type openHow byte

const (
	openRead openHow = iota
	openWrite
	openNew
)
