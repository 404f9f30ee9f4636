package supersim

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
)

// ErrCredentials marks an error that happened before any request, because no credential could be had.
var ErrCredentials = errors.New("no usable credential")

// Credentials gives the user (an account or key SID) and the secret for Basic authentication. It is called for every
// request, so that a changed credential counts from the next request on. It may be called from several goroutines.
type Credentials func(ctx context.Context) (user, secret string, err error)

// maxCredential bounds a credential file, in bytes: a SID and a secret have about 70.
const maxCredential = 4096

// CredentialFile reads the credential from a file at every call: USER:SECRET in one line, or USER and SECRET in two.
// It refuses a file that is not regular, is empty, or can be read or written by group or others, and then says the
// command that repairs it. No error quotes the content. A symbolic link is followed; its target is what is judged.
func CredentialFile(path string) Credentials {
	return func(context.Context) (string, string, error) {
		b, err := readPrivate(path)
		if err != nil {
			return "", "", err
		}
		user, secret, err := parseCredential(b)
		if err != nil {
			return "", "", fmt.Errorf("cannot use credential file %s: %w", path, err)
		}
		return user, secret, nil
	}
}

func readPrivate(path string) ([]byte, error) {
	// Without O_NONBLOCK the open of a FIFO would hang until somebody writes to it.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("cannot read credential file: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("cannot read credential file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("cannot use credential file %s: it is not a regular file", path)
	}
	if open := info.Mode().Perm() & 0o077; open != 0 && !onlyOwnACL(f, open) {
		return nil, fmt.Errorf("cannot use credential file %s: others than its owner have access (mode %04o); type: chmod 600 %s",
			path, info.Mode().Perm(), shellWord(path))
	}
	b, err := io.ReadAll(io.LimitReader(f, maxCredential+1))
	if err != nil {
		return nil, fmt.Errorf("cannot read credential file: %w", err)
	}
	if len(b) > maxCredential {
		return nil, fmt.Errorf("cannot use credential file %s: it is larger than %d bytes", path, maxCredential)
	}
	return b, nil
}

// parseCredential never puts anything of b into an error.
func parseCredential(b []byte) (user, secret string, err error) {
	s := strings.TrimSpace(string(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")))) // some editors write a byte order mark
	if s == "" {
		return "", "", errors.New("it is empty")
	}
	var ok bool
	if user, secret, ok = strings.Cut(s, "\n"); !ok {
		user, secret, ok = strings.Cut(s, ":")
	}
	if !ok {
		return "", "", errors.New("it must hold USER:SECRET, or USER and SECRET in two lines")
	}
	user, secret = strings.TrimSpace(user), strings.TrimSpace(secret)
	if err := checkCredential(user, secret); err != nil {
		return "", "", err
	}
	return user, secret, nil
}

// checkCredential refuses what cannot be sent by Basic authentication (RFC 7617, 2) or is a slip of the editor.
func checkCredential(user, secret string) error {
	switch {
	case user == "":
		return errors.New("the user is empty")
	case secret == "":
		return errors.New("the secret is empty")
	case strings.Contains(user, ":"):
		return errors.New("the user holds a colon")
	case strings.ContainsFunc(user+secret, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return errors.New("the user or the secret holds a space, a line break or a character outside ASCII")
	}
	return nil
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
