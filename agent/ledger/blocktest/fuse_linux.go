package blocktest

import (
	"encoding/binary"
	"errors"

	"golang.org/x/sys/unix"
)

// The part of the FUSE protocol (include/uapi/linux/fuse.h) that one file of a fixed size takes, which is the root of its own
// file system.
const (
	opForget      = 2
	opGetAttr     = 3
	opOpen        = 14
	opRead        = 15
	opWrite       = 16
	opStatFS      = 17
	opRelease     = 18
	opFsync       = 20
	opFlush       = 25
	opInit        = 26
	opInterrupt   = 36
	opDestroy     = 38
	opBatchForget = 42

	headIn, headOut, ioIn = 40, 16, 40 // bytes of fuse_in_header, fuse_out_header, and fuse_read_in or fuse_write_in
	mostWrite             = 128 << 10  // bytes of one request
	bigWrites             = 1 << 5
)

var le = binary.LittleEndian // every architecture that the tests run on

// serve answers the kernel until the file is unmounted. It is run by Mounted, which waits for it.
func serve(fd int, d *Disk) {
	in := make([]byte, mostWrite+page)
	for {
		n, err := unix.Read(fd, in)
		switch {
		case errors.Is(err, unix.EINTR) || errors.Is(err, unix.ENOENT) || errors.Is(err, unix.EAGAIN):
			continue // ENOENT: the request was taken back
		case err != nil || n < headIn:
			return // ENODEV: unmounted
		}
		opcode, unique, body := le.Uint32(in[4:]), le.Uint64(in[8:]), in[headIn:n]
		out, errno, quiet := answer(d, opcode, body)
		if quiet {
			continue
		}
		head := make([]byte, headOut, headOut+len(out))
		le.PutUint32(head, uint32(headOut+len(out)))
		le.PutUint32(head[4:], uint32(-int32(errno)))
		le.PutUint64(head[8:], unique)
		_, _ = unix.Write(fd, append(head, out...)) // an error: the request was taken back
	}
}

// answer carries out one request; quiet ones have no answer.
func answer(d *Disk, opcode uint32, body []byte) (out []byte, errno unix.Errno, quiet bool) {
	switch opcode {
	case opInit:
		return initAnswer(le.Uint32(body[8:])), 0, false
	case opGetAttr:
		return attributes(d.size()), 0, false
	case opOpen:
		return make([]byte, 16), 0, false
	case opRead:
		return d.read(int(le.Uint64(body[8:])), int(le.Uint32(body[16:]))), 0, false
	case opWrite:
		b := body[ioIn:]
		d.write(b, int(le.Uint64(body[8:])))
		return le.AppendUint64(nil, uint64(len(b))), 0, false
	case opFsync:
		d.flush()
		return nil, 0, false
	case opStatFS:
		out := make([]byte, 80)
		le.PutUint32(out[40:], page)
		le.PutUint32(out[48:], page)
		return out, 0, false
	case opFlush, opRelease, opDestroy:
		return nil, 0, false
	case opForget, opBatchForget, opInterrupt:
		return nil, 0, true
	}
	return nil, unix.ENOSYS, false
}

// initAnswer speaks version 7.31: every kernel since 5.4 goes down to it.
func initAnswer(readAhead uint32) []byte {
	b := make([]byte, 64)
	le.PutUint32(b, 7)
	le.PutUint32(b[4:], 31)
	le.PutUint32(b[8:], readAhead)
	le.PutUint32(b[12:], bigWrites)
	le.PutUint32(b[20:], mostWrite)
	return b
}

func attributes(size int) []byte {
	b := make([]byte, 104)
	le.PutUint64(b, 3600) // seconds for which they may be believed
	a := b[16:]
	le.PutUint64(a, 1)
	le.PutUint64(a[8:], uint64(size))
	le.PutUint64(a[16:], uint64(size/sector))
	le.PutUint32(a[60:], unix.S_IFREG|0o600)
	le.PutUint32(a[64:], 1)
	le.PutUint32(a[80:], page)
	return b
}
