package history

import (
	"errors"
	"fmt"
	"io/fs"
	"sort"
	"strconv"
	"strings"
	"sync"

	"simagent/agent/ledger"
	"simagent/agent/ledger/statedir"
)

const (
	maxFiles = 256 // 16 MiB
	tempName = "history.tmp"
)

// Book is the history files of a state folder. It holds no file open and little memory; each call reads what it needs.
// All methods may be called by several goroutines; an Append blocks them for as long as the disk takes. The zero Book has
// no folder; use Open.
type Book struct {
	folder   statedir.Folder
	readOnly bool

	mu       sync.Mutex
	closed   bool
	files    map[string]int // readable ones and those of a later version, by ICCID
	last     int            // highest number in use
	count    int            // files
	problems map[int]error  // by number; 0 is the folder
	blocked  error          // a file that could not be read: no other is made, for it may be the one
	named    map[int]bool   // files whose name is durable
	doubt    map[int]uint16 // places, a bit each, whose last write failed in this process
}

// Open looks at the folder of the ledger. It never fails: what is wrong is told by Problems, and each Append and Read
// tries again. With readOnly nothing is ever written. A writer is alone in the folder by the lock of the ledger's store,
// which it has to hold; readers may come beside it.
func Open(dir string, readOnly bool) *Book { return open(statedir.OS(dir), readOnly) }

func open(folder statedir.Folder, readOnly bool) *Book {
	b := &Book{folder: folder, readOnly: readOnly, named: map[int]bool{}, doubt: map[int]uint16{}}
	_ = b.scan() // in the problems
	return b
}

// Problems lists what could not be used when it was last read, the folder first.
func (b *Book) Problems() (list []ledger.Problem) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for n, err := range b.problems {
		if n == 0 {
			list = append(list, ledger.Problem{Err: err})
		} else {
			list = append(list, ledger.Problem{File: fileName(n), Err: err})
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].File < list[j].File })
	return list
}

// Read gives the history of a SIM, by its canonical ICCID; one without any has an empty history. Broken pages are left out
// and told by Problems. Errors: *FutureError, or a plain one that wraps the error of the system.
func (b *Book) Read(iccid string) (History, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !validICCID(iccid) {
		return History{}, errors.New("cannot read history: no valid ICCID, 10 to 22 digits are expected")
	}
	for range 2 {
		number, err := b.find(iccid)
		if err != nil {
			return History{}, fmt.Errorf("cannot read history: %w", err)
		}
		if number == 0 {
			return History{}, nil
		}
		c, err := b.load(number)
		switch {
		case b.stale(c, iccid, err):
		case err != nil:
			return History{}, fmt.Errorf("cannot read history: %w", err)
		case c.future != 0:
			return History{}, &FutureError{fileName(number), c.future}
		default:
			return c.history(), nil
		}
	}
	return History{}, errors.New("cannot read history: the files of the folder change")
}

// Close ends the use of the book; every later Append is an error.
func (b *Book) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	return nil
}

// find gives the number of a SIM's file, 0 when it has none. A file that is not known may have come since.
func (b *Book) find(iccid string) (int, error) {
	if n := b.files[iccid]; n != 0 {
		return n, nil
	}
	if err := b.scan(); err != nil {
		return 0, err
	}
	if n := b.files[iccid]; n != 0 {
		return n, nil
	}
	return 0, b.blocked
}

// stale tells that a file is not that of the SIM any more, and has the folder looked at again.
func (b *Book) stale(c content, iccid string, err error) bool {
	gone := errors.Is(err, fs.ErrNotExist) || err == nil && c.iccid != iccid
	if gone {
		b.files = nil
		clear(b.named)
		clear(b.doubt)
	}
	return gone
}

// scan reads every file of the folder.
func (b *Book) scan() error {
	b.files, b.problems, b.blocked, b.last, b.count = map[string]int{}, map[int]error{}, nil, 0, 0
	names, err := b.folder.Names()
	if err != nil {
		b.problems[0] = fmt.Errorf("cannot read the history folder: %w", err)
		return err
	}
	var numbers []int
	for _, name := range names {
		if n, ok := numberOf(name); ok {
			numbers = append(numbers, n)
		}
	}
	sort.Ints(numbers)
	seqs := map[string]uint64{}
	for _, n := range numbers {
		b.last, b.count = n, b.count+1
		c, err := b.load(n)
		switch other := b.files[c.iccid]; {
		case err != nil:
			b.blocked = err
		case c.iccid == "":
		case other == 0:
			b.files[c.iccid], seqs[c.iccid] = n, c.seq
		default: // a copy of the folder may have been put back: the one that was written more often is right
			if c.seq > seqs[c.iccid] {
				b.files[c.iccid], seqs[c.iccid], n = n, c.seq, other
			}
			b.problems[n] = errors.New("cannot use history: another file of the same SIM is newer")
		}
	}
	return nil
}

// load reads a file and notes what is wrong with it.
func (b *Book) load(n int) (content, error) {
	delete(b.problems, n)
	f, err := b.folder.Open(fileName(n), statedir.Read)
	if err != nil {
		b.problems[n] = err
		return content{}, err
	}
	c, err := b.loadFrom(f, n)
	return c, errors.Join(err, f.Close())
}

func (b *Book) loadFrom(f statedir.File, n int) (content, error) {
	image, err := f.ReadAll(fileBytes)
	if err != nil {
		b.problems[n] = err
		return content{}, err
	}
	c := parse(image, b.doubt[n])
	switch {
	case c.future != 0:
		b.problems[n] = &FutureError{fileName(n), c.future}
	case c.damaged > 0 || c.empty:
		b.problems[n] = &CorruptError{fileName(n), c.damaged}
	}
	return c, nil
}

func fileName(n int) string { return "history-" + strconv.Itoa(n) + ".simh" }

// numberOf reads history-N.simh as fileName writes it.
func numberOf(name string) (int, bool) {
	digits, ok := strings.CutPrefix(name, "history-")
	digits, ok2 := strings.CutSuffix(digits, ".simh")
	n, err := strconv.Atoi(digits)
	return n, ok && ok2 && err == nil && n > 0 && fileName(n) == name
}
