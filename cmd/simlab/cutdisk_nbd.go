package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
)

// The network block device's protocol, as far as QEMU needs it: fixed newstyle negotiation, one export, simple replies
// (doc/proto.md of NetworkBlockDevice/nbd).
const (
	nbdMagic       = 0x4e42444d41474943 // "NBDMAGIC"
	nbdOptionMagic = 0x49484156454f5054 // "IHAVEOPT"
	nbdReplyMagic  = 0x3e889045565a9    // of an answer to an option
	nbdAsk         = 0x25609513
	nbdAnswer      = 0x67446698

	nbdFixedNewstyle = 1        // of the server and of the client
	nbdFlags         = 1 | 4    // of the export: there are flags, and flush is understood
	nbdMost          = 32 << 20 // bytes of one request
)

const ( // options, answers to them, and requests
	nbdExportName, nbdAbort, nbdInfo, nbdGo    = 1, 2, 6, 7
	nbdAck, nbdRepInfo, nbdUnsupported         = 1, 3, 1<<31 | 1
	nbdRead, nbdWrite, nbdDisconnect, nbdFlush = 0, 1, 2, 3
	nbdInvalid                                 = 22 // EINVAL
)

// serveNBD serves the disk to one client after another, until ctx ends.
func serveNBD(ctx context.Context, ln net.Listener, d *cutDisk) {
	stop := context.AfterFunc(ctx, func() { _ = ln.Close() })
	defer stop()
	for {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		end := context.AfterFunc(ctx, func() { _ = conn.Close() })
		_ = (&nbdConn{bufio.NewReader(conn), conn, d, d.life()}).serve() // QEMU was killed, mostly
		end()
		_ = conn.Close()
	}
}

type nbdConn struct {
	r *bufio.Reader
	w io.Writer
	d *cutDisk

	life int // of the disk's
}

func (c *nbdConn) serve() error {
	be := binary.BigEndian
	hello := be.AppendUint64(be.AppendUint64(nil, nbdMagic), nbdOptionMagic)
	if _, err := c.w.Write(be.AppendUint16(hello, nbdFixedNewstyle)); err != nil {
		return err
	}
	var flags [4]byte
	if _, err := io.ReadFull(c.r, flags[:]); err != nil {
		return err
	}
	for {
		ready, err := c.option()
		if err != nil {
			return err
		}
		if ready {
			break
		}
	}
	for {
		if more, err := c.request(); !more || err != nil {
			return err
		}
	}
}

// option answers one; ready tells that requests follow.
func (c *nbdConn) option() (ready bool, err error) {
	be := binary.BigEndian
	var head [16]byte
	if _, err := io.ReadFull(c.r, head[:]); err != nil {
		return false, err
	}
	option, n := be.Uint32(head[8:]), be.Uint32(head[12:])
	if be.Uint64(head[:]) != nbdOptionMagic || n > 8192 {
		return false, errors.New("nbd: this is no option")
	}
	if _, err := c.r.Discard(int(n)); err != nil { // the name of the export: there is only one
		return false, err
	}
	switch option {
	case nbdExportName:
		_, err = c.w.Write(append(c.export(), make([]byte, 124)...))
		return true, err
	case nbdInfo, nbdGo:
		info := be.AppendUint16(nil, 0) // NBD_INFO_EXPORT
		if err := c.reply(option, nbdRepInfo, append(info, c.export()...)); err != nil {
			return false, err
		}
		return option == nbdGo, c.reply(option, nbdAck, nil)
	case nbdAbort:
		return false, errors.Join(c.reply(option, nbdAck, nil), io.EOF)
	}
	return false, c.reply(option, nbdUnsupported, nil)
}

// export is the size and what the export can.
func (c *nbdConn) export() []byte {
	return binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint64(nil, uint64(c.d.size)), nbdFlags)
}

func (c *nbdConn) reply(option, kind uint32, data []byte) error {
	be := binary.BigEndian
	b := be.AppendUint32(be.AppendUint32(be.AppendUint64(nil, nbdReplyMagic), option), kind)
	_, err := c.w.Write(append(be.AppendUint32(b, uint32(len(data))), data...))
	return err
}

// request serves one; more is false when the client said that it was the last.
func (c *nbdConn) request() (more bool, err error) {
	be := binary.BigEndian
	var head [28]byte
	if _, err := io.ReadFull(c.r, head[:]); err != nil {
		return false, err
	}
	if c.d.life() != c.life {
		return false, nil // QEMU had sent this before it was killed
	}
	kind, off, n := be.Uint16(head[6:]), int64(be.Uint64(head[16:])), int64(be.Uint32(head[24:]))
	if be.Uint32(head[:]) != nbdAsk || n > nbdMost {
		return false, fmt.Errorf("nbd: this is no request: %x", head)
	}
	var data []byte
	fault := uint32(0)
	within := off >= 0 && off <= c.d.size-n
	switch kind {
	case nbdDisconnect:
		return false, nil
	case nbdFlush:
		c.d.Flush()
	case nbdRead:
		if data = make([]byte, n); within {
			_, err = c.d.ReadAt(data, off)
		}
	case nbdWrite:
		b := make([]byte, n)
		if _, err := io.ReadFull(c.r, b); err != nil {
			return false, err // cut off in the midst of it: nothing of it is written
		}
		if within {
			_, err = c.d.WriteAt(b, off)
		}
	default:
		fault = nbdInvalid
	}
	if err != nil || !within {
		fault, data = nbdInvalid, nil
	}
	answer := be.AppendUint32(be.AppendUint32(nil, nbdAnswer), fault)
	_, err = c.w.Write(append(append(answer, head[8:16]...), data...))
	return true, err
}
