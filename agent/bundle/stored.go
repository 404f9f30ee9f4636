package bundle

import (
	"encoding/binary"
	"hash/crc32"
	"io"
)

// stored is a gzip stream (RFC 1952) whose blocks are stored as they are (RFC 1951, 3.2.4): what compresses would be 40 kB of
// the binary on every board, for a file of a few hundred kB that is made once in a while.
type stored struct {
	w   io.Writer
	sum uint32
	n   uint32
	buf []byte
}

// mostStored is what a block may hold, in bytes.
const mostStored = 1<<16 - 1

func newStored(w io.Writer) (*stored, error) {
	_, err := w.Write([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255})
	return &stored{w: w}, err
}

func (s *stored) Write(p []byte) (int, error) {
	s.sum = crc32.Update(s.sum, crc32.IEEETable, p)
	s.n += uint32(len(p))
	s.buf = append(s.buf, p...)
	for len(s.buf) > mostStored {
		if err := s.block(s.buf[:mostStored], 0); err != nil {
			return 0, err
		}
		s.buf = s.buf[mostStored:]
	}
	return len(p), nil
}

func (s *stored) block(b []byte, last byte) error {
	head := binary.LittleEndian.AppendUint16([]byte{last}, uint16(len(b)))
	head = binary.LittleEndian.AppendUint16(head, ^uint16(len(b)))
	if _, err := s.w.Write(head); err != nil {
		return err
	}
	_, err := s.w.Write(b)
	return err
}

// Close writes what is left, and the sum.
func (s *stored) Close() error {
	if err := s.block(s.buf, 1); err != nil {
		return err
	}
	tail := binary.LittleEndian.AppendUint32(nil, s.sum)
	_, err := s.w.Write(binary.LittleEndian.AppendUint32(tail, s.n))
	return err
}
