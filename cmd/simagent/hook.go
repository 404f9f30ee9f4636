package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// hookOutput is how much of what the user's command prints is kept for the log, in bytes.
const hookOutput = 500

// hook runs alarm.command with an event on its standard input: fixed arguments, no shell, and nothing of the daemon's
// environment but PATH, HOME and the locale.
func hook(argv []string) func(ctx context.Context, event []byte) error {
	return func(ctx context.Context, event []byte) error {
		cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
		cmd.Stdin = bytes.NewReader(event)
		cmd.WaitDelay = time.Second // what it started may hold its output open
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) } // and what it started
		cmd.Env = []string{}
		for _, name := range []string{"PATH", "HOME", "LANG", "LC_ALL", "TZ"} {
			if v, ok := os.LookupEnv(name); ok {
				cmd.Env = append(cmd.Env, name+"="+v)
			}
		}
		var out limited
		cmd.Stdout, cmd.Stderr = &out, &out
		err := cmd.Run()
		switch {
		case err == nil || errors.Is(err, exec.ErrWaitDelay):
			return nil
		case ctx.Err() != nil:
			return errors.New("it took too long, and was ended")
		}
		if said := strings.TrimSpace(out.String()); said != "" {
			return fmt.Errorf("%w: %q", err, said)
		}
		return err
	}
}

// limited keeps the beginning of what is written to it.
type limited struct{ bytes.Buffer }

func (l *limited) Write(b []byte) (int, error) {
	if room := hookOutput - l.Len(); room > 0 {
		l.Buffer.Write(b[:min(room, len(b))])
	}
	return len(b), nil
}
