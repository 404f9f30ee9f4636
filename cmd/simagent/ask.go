package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// asker asks a person, when there is one.
type asker struct {
	in            io.Reader
	out           io.Writer
	terminal, yes bool
}

func newAsker(cmd *cobra.Command, yes bool) asker {
	return askerOn(cmd.InOrStdin(), cmd.OutOrStdout(), yes)
}

func askerOn(in io.Reader, out io.Writer, yes bool) asker {
	f, isFile := in.(*os.File)
	return asker{in: in, out: out, terminal: isFile && term.IsTerminal(int(f.Fd())), yes: yes}
}

// errInterrupted is Ctrl-C at a question.
var errInterrupted = &exitError{1, "interrupted: nothing was changed"}

// agreed asks until the end of one line; anything but yes is no. Ctrl-C is ctx's end, and an error.
func (a asker) agreed(ctx context.Context, question string) (bool, error) {
	if a.yes {
		return true, nil
	}
	if !a.terminal {
		return false, errors.New("refused: there is no terminal to ask on; say --yes")
	}
	fmt.Fprint(a.out, question+" [y/N] ")
	line, _ := a.line(ctx) // the end of the input is no yes
	if ctx.Err() != nil {
		fmt.Fprintln(a.out)
		return false, errInterrupted
	}
	answer := strings.ToLower(strings.TrimSpace(line))
	return answer == "y" || answer == "yes", nil
}

// secret reads one line, on a terminal after a prompt and without showing it.
func (a asker) secret(ctx context.Context, prompt string) (string, error) {
	if !a.terminal {
		return a.line(ctx)
	}
	fd := int(a.in.(*os.File).Fd())
	was, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return "", err
	}
	quiet := *was
	quiet.Lflag &^= unix.ECHO
	if err := unix.IoctlSetTermios(fd, unix.TCSETS, &quiet); err != nil {
		return "", err
	}
	defer func() {
		_ = unix.IoctlSetTermios(fd, unix.TCSETS, was)
		fmt.Fprintln(a.out)
	}()
	fmt.Fprint(a.out, prompt)
	return a.line(ctx)
}

// line reads one line of at most 100 bytes. What came before an end of the input counts.
func (a asker) line(ctx context.Context) (string, error) {
	if f, ok := a.in.(*os.File); ok {
		if err := readable(ctx, int(f.Fd())); err != nil {
			return "", err
		}
	}
	line, err := bufio.NewReader(io.LimitReader(a.in, 100)).ReadString('\n')
	if err != nil && line == "" {
		return "", errors.New("the input has ended")
	}
	return line, nil
}

// readable waits until something can be read, which a terminal says for whole lines, or ctx ends: a read in the kernel
// would go on at Ctrl-C.
func readable(ctx context.Context, fd int) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer r.Close()
	stop := context.AfterFunc(ctx, func() { _ = w.Close() })
	defer func() {
		if stop() {
			_ = w.Close()
		}
	}()
	fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}, {Fd: int32(r.Fd()), Events: unix.POLLIN}}
	for {
		_, err := unix.Poll(fds, -1)
		switch {
		case err == unix.EINTR:
		case err != nil:
			return fmt.Errorf("cannot wait for input: %w", err)
		case ctx.Err() != nil:
			return errInterrupted
		default:
			return nil
		}
	}
}
