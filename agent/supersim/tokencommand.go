package supersim

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
)

const (
	commandTime = time.Minute // how long a token command may take, if the request may
	commandMost = 16 << 10    // bytes of its output
)

// TokenCommand runs a program for each token that is needed, without a shell; argv is its name and arguments, which hold
// no secret. It prints one line: a bearer token. When that is a JWT its own expiry counts (RFC 7519, 4.1.4), else five
// minutes. The program gets no standard input. No error quotes its output or its arguments.
func TokenCommand(argv []string) Tokens {
	return func(ctx context.Context) (Token, error) {
		out, err := runCommand(ctx, argv)
		if err != nil {
			return Token{}, fmt.Errorf("%w: cannot run the token command: %w", ErrCredentials, err)
		}
		t := Token{Value: out}
		t.Life = jwtLife(out, time.Now())
		return t, nil
	}
}

// CredentialCommand is TokenCommand for Basic authentication: the program prints USER:SECRET.
func CredentialCommand(argv []string) Credentials {
	return func(ctx context.Context) (string, string, error) {
		out, err := runCommand(ctx, argv)
		if err != nil {
			return "", "", fmt.Errorf("cannot run the token command: %w", err)
		}
		user, secret, err := parseCredential([]byte(out))
		if err != nil {
			return "", "", fmt.Errorf("cannot use the output of the token command: %w", err)
		}
		return user, secret, nil
	}
}

func runCommand(ctx context.Context, argv []string) (string, error) {
	if len(argv) == 0 {
		return "", errors.New("it has no name")
	}
	parent := ctx
	ctx, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.WaitDelay = time.Second // what it leaves running may hold the pipe
	var out bytes.Buffer
	pipe := &limited{w: &out, n: commandMost}
	cmd.Stdout = pipe
	err := cmd.Run()
	exit, exited := errors.AsType[*exec.ExitError](err)
	switch {
	case parent.Err() != nil && errors.Is(parent.Err(), context.Canceled):
		return "", errors.New("it was interrupted")
	case ctx.Err() != nil:
		return "", errors.New("it did not end in time")
	case pipe.n < 0:
		return "", fmt.Errorf("it printed more than %d bytes", commandMost)
	case exited:
		return "", fmt.Errorf("it ended with %s", exit.ProcessState)
	case errors.Is(err, exec.ErrNotFound):
		return "", errors.New("there is no such program")
	case errors.Is(err, exec.ErrWaitDelay): // it has ended well; what it left running holds the pipe
	case err != nil:
		return "", errors.New("it cannot be started")
	}
	return strings.TrimSpace(out.String()), nil
}

var errTooMuch = errors.New("too much")

// limited refuses what exceeds n bytes; n is then negative.
type limited struct {
	w io.Writer
	n int
}

func (l *limited) Write(b []byte) (int, error) {
	if l.n -= len(b); l.n < 0 {
		return 0, errTooMuch
	}
	return l.w.Write(b)
}

// jwtLife is what is left of a JWT at now, 0 when it is none or does not say. The signature is its issuer's affair.
func jwtLife(token string, now time.Time) time.Duration {
	part := strings.Split(token, ".")
	if len(part) != 3 {
		return 0
	}
	b, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(part[1], "="))
	if err != nil {
		return 0
	}
	var claims struct {
		Exp float64 `json:"exp"`
	}
	if json.Unmarshal(b, &claims) != nil || claims.Exp <= 0 || claims.Exp > 1e11 {
		return 0
	}
	return max(time.Unix(int64(claims.Exp), 0).Sub(now), 0)
}
