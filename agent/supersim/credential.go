package supersim

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"simagent/agent/secret"
)

// ErrCredentials marks an error that happened before any request, because no credential could be had.
var ErrCredentials = errors.New("no usable credential")

// Credentials gives the user (an account or key SID, at KORE a client id) and the secret. It is called for every request,
// at KORE for every token, so that a changed credential counts from the next request on. It may be called from several goroutines.
type Credentials func(ctx context.Context) (user, secret string, err error)

// CredentialFile reads the credential from a file at every call: USER:SECRET in one line, or USER and SECRET in two.
// It refuses a file that is not regular, is empty, or can be read or written by group or others, and then says the
// command that repairs it. No error quotes the content. A symbolic link is followed; its target is what is judged.
func CredentialFile(path string) Credentials {
	return func(context.Context) (string, string, error) {
		b, err := secret.Read(path, "credential file")
		if err != nil {
			return "", "", err
		}
		user, key, err := parseCredential(b)
		if err != nil {
			return "", "", fmt.Errorf("cannot use credential file %s: %w", path, err)
		}
		return user, key, nil
	}
}

// CredentialAt reads the credential from a path, or with "systemd:NAME" from the credential NAME that systemd hands to
// the service, in the manner of CredentialFile.
func CredentialAt(place string) Credentials {
	return func(ctx context.Context) (string, string, error) {
		path, err := secret.Place(place)
		if err != nil {
			return "", "", err
		}
		return CredentialFile(path)(ctx)
	}
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
	case !sendable(user + secret):
		return errors.New("the user or the secret holds a space, a line break or a character outside ASCII")
	}
	return nil
}

// sendable reports whether s can stand in a header field: not empty, ASCII without spaces.
func sendable(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}
