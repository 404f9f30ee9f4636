// Package secret reads files that only their owner may read.
package secret

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// maxFile bounds a file, in bytes: what a person keeps secret has about 70.
const maxFile = 4096

// Read returns the content of a file. It refuses one that is not regular, is
// larger than 4,096 bytes, or can be read or written by group or others, and
// then says the command that repairs it. what names it in errors: "credential
// file". No error quotes the content. A symbolic link is followed; its target
// is what is judged.
func Read(path, what string) ([]byte, error) {
	// Without O_NONBLOCK the open of a FIFO would hang until somebody writes to it.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, notOpened(path, what, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", what, err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("cannot use %s %s: it is not a regular file", what, path)
	}
	if open := info.Mode().Perm() & 0o077; open != 0 && !onlyOwnACL(f, open) {
		return nil, fmt.Errorf("cannot use %s %s: others than its owner have access (mode %04o); type: chmod 600 %s",
			what, path, info.Mode().Perm(), shellWord(path))
	}
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", what, err)
	}
	if len(b) > maxFile {
		return nil, fmt.Errorf("cannot use %s %s: it is larger than %d bytes", what, path, maxFile)
	}
	return b, nil
}

// notOpened says why not; but not what stands in place of a path, since people paste the secret itself there.
func notOpened(path, what string, err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok && !filepath.IsAbs(path) {
		return fmt.Errorf("cannot read %s: %w (the name of a file belongs there; what stands there is not shown, as it may be the secret)", what, e.Err)
	}
	return fmt.Errorf("cannot read %s: %w", what, err)
}

// shellWord quotes a path for a shell, when it needs that.
func shellWord(path string) string {
	if !strings.ContainsFunc(path, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-", r)
	}) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
