package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// terminal is the one that this process was started on.
type terminal struct {
	out  *os.File // closed by Close
	tty  *os.File // the keyboard
	was  *term.State
	mu   sync.Mutex
	in   bool // on its other screen
	keys chan []byte
	sigs chan os.Signal
	done chan struct{}
	wg   sync.WaitGroup // the reader of keys; Close waits
}

// openTerminal takes the controlling terminal as the keyboard: standard input may be something else.
func openTerminal(out *os.File) (*terminal, error) {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, errors.New("watch needs a terminal with a keyboard; without one there is: simagent status --watch")
	}
	// Another description of it, whose writes can be given up, if this user may open it.
	own, err := os.OpenFile(fmt.Sprintf("/proc/self/fd/%d", out.Fd()), os.O_WRONLY|syscall.O_NONBLOCK|syscall.O_NOCTTY, 0)
	if err != nil {
		own = out
	}
	t := &terminal{out: own, tty: tty, keys: make(chan []byte), sigs: make(chan os.Signal, 4), done: make(chan struct{})}
	signal.Notify(t.sigs, syscall.SIGWINCH, syscall.SIGCONT, syscall.SIGTSTP)
	t.wg.Go(t.read)
	return t, nil
}

// read takes what is typed until Close.
func (t *terminal) read() {
	defer close(t.keys)
	for {
		b := make([]byte, 64)
		n, err := t.tty.Read(b)
		if n > 0 {
			select {
			case t.keys <- b[:n]:
			case <-t.done:
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (t *terminal) Keys() <-chan []byte       { return t.keys }
func (t *terminal) Signals() <-chan os.Signal { return t.sigs }

// lastWrite is how long a terminal that takes nothing may hold up the end.
const lastWrite = time.Second

// Hurry gives up a write that waits, for a terminal that takes nothing: that of an SSH connection that has gone, say.
func (t *terminal) Hurry() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.in { // else it is being left
		_ = t.out.SetWriteDeadline(time.Now()) // where it cannot be, it waits
	}
}

// Write draws.
func (t *terminal) Write(b []byte) (int, error) { return t.out.Write(b) }

// Size is 80x24 where nothing tells, as on a serial console.
func (t *terminal) Size() (width, height int) {
	w, h, err := term.GetSize(int(t.out.Fd()))
	if err != nil || w <= 0 || h <= 0 {
		return 80, 24
	}
	return w, h
}

// The sequences of xterm that others have, too: the other screen, the cursor, wrapping at the last column. A terminal
// without another screen is left blank.
const (
	enterScreen = "\x1b[?1049h\x1b[?25l\x1b[?7l"
	leaveScreen = "\x1b[m\x1b[H\x1b[2J\x1b[?7h\x1b[?25h\x1b[?1049l"
)

// Enter switches to the other screen, and has keys come at once. It may be called again.
func (t *terminal) Enter() error {
	if err := t.raw(); err != nil {
		return fmt.Errorf("cannot set the terminal: %w", err)
	}
	_, err := t.out.WriteString(enterScreen)
	return err
}

func (t *terminal) raw() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	was, err := makeRaw(t.tty)
	if err != nil {
		return err
	}
	if !t.in {
		t.was = was
	}
	t.in = true
	_ = t.out.SetWriteDeadline(time.Time{})
	return nil
}

// Leave makes the terminal what it was. It may be called again.
func (t *terminal) Leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.in {
		return
	}
	t.in = false
	_ = t.out.SetWriteDeadline(time.Now().Add(lastWrite))
	_, _ = t.out.WriteString(leaveScreen) // it may be gone
	restore(t.tty, t.was)
}

// Suspend leaves, and stops this process, if somebody can continue it. It takes SIGSTOP, since Go swallows a SIGTSTP that was
// once caught.
func (t *terminal) Suspend() {
	t.Leave()
	if hasShell() {
		_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
	}
}

// hasShell tells whether the process group is not orphaned (setpgid(2)): whether the parent of one of ours is of this session
// and another group, as a shell is. sudo is of our group.
func hasShell() bool {
	session, _ := unix.Getsid(0)
	for pid := os.Getppid(); pid > 1; pid = parentOf(pid) {
		group, err := unix.Getpgid(pid)
		if err != nil {
			return false
		}
		if group != unix.Getpgrp() {
			its, err := unix.Getsid(pid)
			return err == nil && its == session
		}
	}
	return false
}

// parentOf reads proc_pid_stat(5); 0 is not known.
func parentOf(pid int) (parent int) {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, _ = fmt.Sscanf(string(b[bytes.LastIndexByte(b, ')')+1:]), " %c %d", new(rune), &parent)
	return parent
}

// Close leaves, and waits for the reader.
func (t *terminal) Close() {
	t.Leave()
	signal.Stop(t.sigs)
	close(t.done)
	_ = t.tty.Close() // ends a Read
	_ = t.out.Close()
	t.wg.Wait()
}

// makeRaw is term.MakeRaw on a file that stays with Go's poller, so that Close ends a Read.
func makeRaw(f *os.File) (state *term.State, err error) {
	c, err := f.SyscallConn()
	if err != nil {
		return nil, err
	}
	if e := c.Control(func(fd uintptr) { state, err = term.MakeRaw(int(fd)) }); e != nil {
		return nil, e
	}
	return state, err
}

func restore(f *os.File, s *term.State) {
	if c, err := f.SyscallConn(); err == nil {
		_ = c.Control(func(fd uintptr) { _ = term.Restore(int(fd), s) }) // it may be gone
	}
}
