package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"simagent/agent"
	"simagent/agent/meter"
	"simagent/atcmd/ports"
	"simagent/atcmd/transcript"
)

// opener finds the module's port, again after every renumbering, and opens it.
// Its methods but interfaces wait for one another.
type opener struct {
	path   string // "" is the only known AT interface
	second string // another AT port of the same module; "" is what its USB interfaces name
	iface  string // "" is the one on the module's USB device
	baud   int
	search bool // try other speeds of a UART that is silent
	flow   bool // RTS and CTS
	tried  int  // speeds that were tried in vain, in a row
	finder ports.Finder
	tee    *transcript.Tee // records what goes over the port; nil: nobody ever does
	last   ports.Port
	turn   sync.Mutex // one looks for the port at a time: the link, or a power sequence that asks whether the module runs

	mu      sync.Mutex
	current string                     // path of the last port that was opened
	closing map[string]<-chan struct{} // of ports that were opened: their drivers may drain for a while
}

// interfaces names the network interfaces that are the modem's.
func (o *opener) interfaces() []string {
	o.mu.Lock()
	path := o.current
	o.mu.Unlock()
	var names []string
	if o.iface != "" {
		names = append(names, o.iface)
	}
	if more, err := (meter.Interface{}).OfPort(path); path != "" && err == nil {
		names = append(names, more...)
	}
	return names
}

// open opens the port, or another one of the same module when that hung.
func (o *opener) open(_ context.Context, avoid string) (agent.Port, error) {
	o.turn.Lock()
	defer o.turn.Unlock()
	path, err := o.find()
	if err != nil {
		return agent.Port{}, err
	}
	o.next(path, avoid)
	if other := o.other(path); avoid == path && other != "" {
		p, err := o.openPath(other)
		if err == nil {
			p.Instead = path
			return p, nil
		}
		first, firstErr := o.openPath(path)
		first.Alone = err.Error()
		if _, held := errors.AsType[*agent.HeldError](err); held && firstErr != nil {
			firstErr = err // what a person can free
		}
		return first, firstErr
	}
	return o.openPath(path)
}

// speeds are what modules keep for good, the usual ones first (ModemManager and
// device manuals); the configured one is tried between them.
var speeds = []int{115200, 9600, 921600, 460800, 230400, 57600, 38400, 19200}

// next goes on to another speed when the port was silent at the last one.
func (o *opener) next(path, silent string) {
	if !o.search || silent != path || o.last.USB() {
		o.tried = 0
		return
	}
	o.tried++
}

// speed is the configured one at first, and every second time; in between the
// others in turn.
func (o *opener) speed() int {
	if o.tried%2 == 0 {
		return o.baud
	}
	others := slices.DeleteFunc(slices.Clone(speeds), func(s int) bool { return s == o.baud })
	return others[o.tried/2%len(others)]
}

// other names another AT port of the module at path, "" when there is none.
func (o *opener) other(path string) string {
	if o.second != "" {
		return o.second
	}
	p, err := o.finder.Resolve(path)
	if err != nil {
		return ""
	}
	q, _ := o.finder.Second(p)
	return q.Device
}

func (o *opener) openPath(path string) (agent.Port, error) {
	if err := isSerial(path); err != nil {
		return agent.Port{}, err
	}
	if closing := o.closing[path]; closing != nil {
		select {
		case <-closing:
			delete(o.closing, path)
		default:
			return agent.Port{}, fmt.Errorf("%s is still closing: its driver waits for a module that takes nothing", path)
		}
	}
	if err := o.held(path); err != nil {
		return agent.Port{}, err
	}
	release, err := o.finder.TakeLock(path)
	if err != nil {
		return agent.Port{}, &agent.HeldError{Text: fmt.Sprintf("%s is held: %v\nsudo fuser -v %s", path, err, path)}
	}
	baud := o.speed()
	p, err := openSerial(path, baud, o.flow)
	if err != nil {
		release()
		return agent.Port{}, err
	}
	p.release = release
	if o.closing == nil {
		o.closing = map[string]<-chan struct{}{}
	}
	o.closing[path] = p.closed
	o.mu.Lock()
	o.current = path
	o.mu.Unlock()
	iface := o.iface
	if names, err := (meter.Interface{}).OfPort(path); iface == "" && err == nil && len(names) > 0 {
		iface = names[0]
	}
	out := agent.Port{ReadWriteCloser: p, Path: path, Interface: iface}
	if baud != o.baud {
		out.Baud = baud
	}
	real, _ := filepath.EvalSymlinks(path)
	out.UART = !o.last.USB() && !strings.HasPrefix(real, "/dev/pts/")
	out.USB = o.last.USB() && mayReset(path)
	if o.tee != nil {
		out.ReadWriteCloser = o.tee.Wrap(p)
	}
	return out, nil
}

// leave waits until the ports that were opened are closed, as long as limit at most: a link that is shut still ends its session.
func (o *opener) leave(ctx context.Context, limit time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	o.turn.Lock()
	closing := slices.Collect(maps.Values(o.closing))
	o.turn.Unlock()
	for _, closed := range closing {
		select {
		case <-closed:
		case <-ctx.Done():
			return
		}
	}
}

// find names the port. A module that was seen before is found by its place on
// the USB, since a reset may have given its ports other numbers.
func (o *opener) find() (string, error) {
	if o.last.USB() {
		if p, err := o.finder.Again(o.last); err == nil {
			o.last = p
			return p.Device, nil
		}
	}
	if o.path == "" {
		p, err := o.finder.Only()
		if err != nil {
			return "", err
		}
		o.last = p
		return p.Device, nil
	}
	if p, err := o.finder.Resolve(o.path); err == nil {
		o.last = p
	}
	if _, err := os.Stat(o.path); err != nil {
		return "", fmt.Errorf("cannot open %s: %w", o.path, reason(err))
	}
	return o.path, nil
}

// isSerial refuses /dev/null, a disk and the like before anybody is asked who
// holds it: half the machine does, and it is not for us to have that freed.
// What cannot be opened is left to openSerial, which says why.
func isSerial(path string) error {
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil
	}
	defer f.Close()
	if _, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS); err != nil {
		return fmt.Errorf("cannot open %s: it is not a serial port", path)
	}
	return nil
}

// ready tells why the port could not be opened now; it opens nothing.
func (o *opener) ready() error {
	path, err := o.find()
	if err != nil {
		return err
	}
	return cmp.Or(isSerial(path), o.held(path))
}

// held names another program that has the port open, and what frees it. It looks twice: a process that has just been forked
// has the open files of its parent until it becomes the program that it is to be.
func (o *opener) held(path string) error {
	before := o.holders(path)
	if len(before) == 0 {
		return nil
	}
	now := o.holders(path)
	for _, h := range now {
		if slices.ContainsFunc(before, func(b ports.Holder) bool { return b.PID == h.PID }) {
			return &agent.HeldError{Text: fmt.Sprintf("%s is held by %s\n%s", path, h, h.Advice())}
		}
	}
	return nil
}

// holders are those who keep us from the port. None when nothing is known: the lock of the port then has the last word.
func (o *opener) holders(path string) []ports.Holder {
	list, _ := o.finder.Holders(path)
	return slices.DeleteFunc(list, func(h ports.Holder) bool { return h.Stale || ownsMaster(h.PID, path) })
}

// ownsMaster tells whether a process has the other end of a pseudo terminal:
// an emulated modem may keep its own slave open.
func ownsMaster(pid int, path string) bool {
	real, err := os.Readlink(path)
	if err != nil {
		real = path
	}
	index, ok := strings.CutPrefix(real, "/dev/pts/")
	if !ok {
		return false
	}
	dir := fmt.Sprintf("/proc/%d/fdinfo", pid)
	fds, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	for _, fd := range fds {
		b, err := os.ReadFile(dir + "/" + fd.Name())
		if err == nil && strings.Contains(string(b), "tty-index:\t"+index+"\n") {
			return true
		}
	}
	return false
}

// groupOf names the group of a file, "" when nothing tells.
func groupOf(path string) string {
	var st unix.Stat_t
	if unix.Stat(path, &st) != nil {
		return ""
	}
	g, err := user.LookupGroupId(strconv.Itoa(int(st.Gid)))
	if err != nil {
		return ""
	}
	return g.Name
}

// reason takes the path out of a system error that says it a second time, and
// adds what to type.
func reason(err error) error {
	group, socket := "", false
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		if st, err := os.Stat(p.Path); err == nil {
			socket = st.Mode().Type() == fs.ModeSocket
		}
		group, err = groupOf(p.Path), p.Err
	}
	if socket {
		return errors.New("it is a socket, and not a serial port; socat can join it to a pseudo terminal")
	}
	if errors.Is(err, fs.ErrPermission) {
		if group == "root" {
			return errors.New("permission denied: only root may; run it with sudo")
		}
		return errors.New("permission denied\nsudo usermod -aG " + cmp.Or(group, "dialout") + " $USER   # then log in again")
	}
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("no such port")
	}
	return err
}
