package history

import "fmt"

// FutureError: the file of this SIM was written by a later version of this program. It is never written to.
type FutureError struct {
	File    string
	Version uint16
}

func (e *FutureError) Error() string {
	return fmt.Sprintf("cannot use history %s: format version %d, this program knows %d", e.File, e.Version, formatVersion)
}

// CorruptError: pages of a file are broken or of another SIM, and what was on them is lost; a write that a power cut tore
// looks the same and loses nothing. Their places are used again. A file without any page that can be read is left alone.
type CorruptError struct {
	File  string
	Pages int // that are broken, 1 to 16; 0: the file is empty
}

func (e *CorruptError) Error() string {
	if e.Pages == 0 {
		return fmt.Sprintf("cannot read history %s: it is empty", e.File)
	}
	return fmt.Sprintf("cannot read history %s: %d of %d pages are broken", e.File, e.Pages, places)
}

// LimitError: the folder holds as many histories as it may.
type LimitError struct{ Files int }

func (e *LimitError) Error() string {
	return fmt.Sprintf("cannot write history: the folder holds %d already", e.Files)
}
