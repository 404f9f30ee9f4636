package journal

import (
	"errors"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Path is where journald listens.
const Path = "/run/systemd/journal/socket"

// Stream tells whether JOURNAL_STREAM (systemd.exec(5)) names the file with this device and inode: that what is written to
// it goes to the journal. A child whose output was sent elsewhere has the variable, too.
func Stream(variable string, dev, ino uint64) bool {
	d, i, ok := strings.Cut(variable, ":")
	return ok && d == strconv.FormatUint(dev, 10) && i == strconv.FormatUint(ino, 10)
}

// Socket sends messages to the journal, over one connection for as long as it holds. Safe for concurrent use.
type Socket struct {
	path string
	wait time.Duration

	mu   sync.Mutex
	conn *net.UnixConn
}

// sendWait is how long a journal that takes nothing may hold up the caller.
const sendWait = 200 * time.Millisecond

// NewSocket sends to the socket at a path; it connects with the first message.
func NewSocket(path string) *Socket { return &Socket{path: path, wait: sendWait} }

// Send sends one message. A journal that was started anew is connected to again.
func (s *Socket) Send(message []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn != nil {
		err := s.write(message)
		if err == nil || errors.Is(err, os.ErrDeadlineExceeded) { // it hangs: another connection would, too
			return err
		}
		_ = s.conn.Close()
		s.conn = nil
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: s.path, Net: "unixgram"})
	if err != nil {
		return err
	}
	s.conn = conn
	return s.write(message)
}

func (s *Socket) write(message []byte) error {
	if err := s.conn.SetWriteDeadline(time.Now().Add(s.wait)); err != nil {
		return err
	}
	_, err := s.conn.Write(message)
	return err
}

// Close ends the connection.
func (s *Socket) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		return nil
	}
	err := s.conn.Close()
	s.conn = nil
	return err
}
