package ledger

import (
	"io"

	"simagent/agent/ledger/statedir"
)

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

// What the ledger shares with the history.
type (
	disk    = statedir.File
	openHow = statedir.How
)

const (
	openRead  = statedir.Read
	openWrite = statedir.Write
	openNew   = statedir.New
)
