package meter

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"
)

// replyWait bounds the wait for the kernel's answer, which is there when the request has been sent: rtnetlink answers
// within the system call that asks.
const replyWait = 2 * time.Second

// replySize holds an answer about one interface. The kernel's are some 1.5 kB; alternative names and the parts that
// drivers add are bounded by its own buffer of a page or 8 KiB (NLMSG_GOODSIZE, linux/netlink.h).
const replySize = 16 << 10

// asker puts one question about one interface: by index, or by name when index is 0.
// errors.Is(err, unix.ENODEV) when there is none.
type asker interface {
	ask(name string, index int) (link, error)
	Close() error
}

// socket is an asker: a netlink socket, which stays in the network namespace that it was opened in.
type socket struct {
	fd   int
	seq  uint32
	buf  []byte
	wait time.Duration
}

func openSocket() (asker, error) { return patient(replyWait) }

// patient opens a socket on which nothing is waited for longer than that.
func patient(wait time.Duration) (asker, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_ROUTE)
	if err != nil {
		return nil, err
	}
	limit := unix.NsecToTimeval(int64(wait))
	if err := unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &limit); err != nil {
		_ = unix.Close(fd)
		return nil, err
	}
	return &socket{fd: fd, buf: make([]byte, replySize), wait: wait}, nil
}

func (s *socket) Close() error { return unix.Close(s.fd) }

func (s *socket) ask(name string, index int) (link, error) {
	s.seq++
	if err := unix.Sendto(s.fd, linkRequest(s.seq, name, index), 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return link{}, err
	}
	return s.answer()
}

// answer waits for the answer to the last question.
func (s *socket) answer() (link, error) {
	for end := time.Now().Add(s.wait); ; {
		b, err := s.receive()
		if err == nil {
			if l, found, err := parseLink(b, s.seq); found || err != nil {
				return l, err
			}
		}
		switch { // interrupted, or an answer to somebody else's question: go on, but not for ever
		case err != nil && !errors.Is(err, unix.EINTR) && !errors.Is(err, unix.EAGAIN):
			return link{}, err
		case errors.Is(err, unix.EAGAIN) || time.Now().After(end):
			return link{}, errors.New("the kernel does not answer")
		}
	}
}

// receive gives one datagram of the kernel, empty when it came from a process.
func (s *socket) receive() ([]byte, error) {
	n, from, err := unix.Recvfrom(s.fd, s.buf, unix.MSG_TRUNC) // n is then the datagram's size, not what fitted
	if err != nil {
		return nil, err
	}
	if nl, ok := from.(*unix.SockaddrNetlink); !ok || nl.Pid != 0 {
		return nil, nil
	}
	if n > len(s.buf) {
		return nil, errCut
	}
	return s.buf[:n], nil
}

// refuses tells whether err is the word of a sandbox, or of a kernel or emulator without rtnetlink, that will not
// change: seccomp(2), RestrictAddressFamilies= of systemd.exec(5), SELinux, qemu-user.
func refuses(err error) bool {
	for _, e := range []error{unix.EPERM, unix.EACCES, unix.EAFNOSUPPORT, unix.EPROTONOSUPPORT, unix.ESOCKTNOSUPPORT,
		unix.EOPNOTSUPP, unix.ENOSYS, unix.EINVAL, unix.ECONNREFUSED} {
		if errors.Is(err, e) {
			return true
		}
	}
	return errors.Is(err, errNoStats)
}
