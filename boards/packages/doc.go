// Package packages makes the pages and completions that a package has besides the program: from its commands and its
// configuration, so that they never say anything else. It is linked into a generator and never into what ships.
package packages

import "time"

// File is one file of a package.
type File struct {
	Path string // from the root
	Text []byte
}

// Maker says what all pages carry.
type Maker struct {
	Version string
	Time    time.Time // of the commit: the pages are the same whenever they are made
}
