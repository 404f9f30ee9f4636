package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"net"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func newTestDisk(pages int, seed uint64) (*cutDisk, []byte) {
	image := bytes.Repeat([]byte("image..."), pages*cutPage/8)
	return newCutDisk(bytes.NewReader(image), int64(len(image)), rand.New(rand.NewPCG(seed, 0))), image
}

// What is read is what was written last; after a cut each page is one that it was between the last flush and the cut.
func TestCutDisk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const pages = 6
		d, image := newTestDisk(pages, rapid.Uint64().Draw(t, "seed"))
		now := bytes.Clone(image)
		may := make([][][]byte, pages) // of each page
		sure := func() {
			for n := range may {
				may[n] = [][]byte{bytes.Clone(now[n*cutPage : (n+1)*cutPage])}
			}
		}
		sure()
		read := func() []byte {
			b := make([]byte, len(now))
			_, err := d.ReadAt(b, 0)
			require.NoError(t, err)
			return b
		}
		for range rapid.IntRange(0, 20).Draw(t, "steps") {
			switch rapid.IntRange(0, 5).Draw(t, "step") {
			case 0:
				d.Flush()
				sure()
			case 1:
				d.Cut()
				now = read()
				for n := range may {
					require.Contains(t, may[n], now[n*cutPage:(n+1)*cutPage])
				}
				sure()
			default:
				off := rapid.IntRange(0, len(now)-1).Draw(t, "offset")
				b := rapid.SliceOfN(rapid.Byte(), 1, min(3*cutPage, len(now)-off)).Draw(t, "data")
				_, err := d.WriteAt(b, int64(off))
				require.NoError(t, err)
				copy(now[off:], b)
				for n := range may {
					may[n] = append(may[n], bytes.Clone(now[n*cutPage:(n+1)*cutPage]))
				}
			}
			require.Equal(t, now, read())
		}
		require.Equal(t, bytes.Repeat([]byte("image..."), pages*cutPage/8), image, "the image stays as it is")
	})
}

// Some cuts lose something, and some keep something.
func TestCutLoses(t *testing.T) {
	all := map[int]bool{}
	for seed := range uint64(50) {
		d, _ := newTestDisk(4, seed)
		for n := range int64(4) {
			_, err := d.WriteAt([]byte{1}, n*cutPage)
			require.NoError(t, err)
		}
		waited, lost := d.Cut()
		require.Equal(t, 4, waited)
		all[lost] = true
	}
	require.True(t, all[4] && all[2] && all[0], "%v", all)
}

// A drive that stopped at a flush has not flushed, and at a write has it in its cache; the cut sets it free.
func TestDriveStops(t *testing.T) {
	for n, waits := range map[int]int{1: 1, 2: 1, 3: 1} { // the second is the flush
		d, _ := newTestDisk(4, 1)
		reached := d.StopAt(n)
		done := make(chan struct{})
		go func() {
			defer close(done)
			_, _ = d.WriteAt([]byte{1}, 0)
			d.Flush()
			_, _ = d.WriteAt([]byte{2}, cutPage)
		}()
		<-reached
		waited, _ := d.Cut()
		<-done
		require.Equal(t, waits, waited, "stopped at %d", n)
	}
}

// nbdClient speaks as QEMU does.
type nbdClient struct {
	t *testing.T
	net.Conn
}

func (c nbdClient) send(fields ...any) {
	var all bytes.Buffer
	for _, f := range fields {
		require.NoError(c.t, binary.Write(&all, binary.BigEndian, f))
	}
	_, err := c.Write(all.Bytes())
	require.NoError(c.t, err)
}

func (c nbdClient) read(n int) []byte {
	b := make([]byte, n)
	_, err := io.ReadFull(c, b)
	require.NoError(c.t, err)
	return b
}

// request sends one, and gives the error number and n bytes of an answer.
func (c nbdClient) request(kind uint16, off uint64, length uint32, data []byte, n int) (uint32, []byte) {
	c.send(uint32(nbdAsk), uint16(0), kind, uint64(77), off, length, data)
	head := c.read(16)
	require.Equal(c.t, uint32(nbdAnswer), binary.BigEndian.Uint32(head))
	require.Equal(c.t, uint64(77), binary.BigEndian.Uint64(head[8:]))
	return binary.BigEndian.Uint32(head[4:]), c.read(n)
}

func TestNBD(t *testing.T) {
	d, image := newTestDisk(4, 1)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); serveNBD(ctx, ln, d) }()
	defer func() { cancel(); <-done }()
	conn, err := net.Dial("tcp", ln.Addr().String())
	require.NoError(t, err)
	c := nbdClient{t, conn}
	defer c.Close()

	require.Equal(t, "NBDMAGICIHAVEOPT\x00\x01", string(c.read(18)))
	c.send(uint32(nbdFixedNewstyle))
	c.send(uint64(nbdOptionMagic), uint32(8), uint32(0)) // structured replies
	require.Equal(t, uint32(nbdUnsupported), binary.BigEndian.Uint32(c.read(20)[12:]))
	c.send(uint64(nbdOptionMagic), uint32(nbdGo), uint32(6), uint32(0), uint16(0))
	require.Equal(t, uint64(len(image)), binary.BigEndian.Uint64(c.read(32)[22:]))
	require.Equal(t, uint32(nbdAck), binary.BigEndian.Uint32(c.read(20)[12:]))

	fault, got := c.request(nbdRead, 8, 16, nil, 16)
	require.Zero(t, fault)
	require.Equal(t, "image...image...", string(got))
	fault, _ = c.request(nbdWrite, 4094, 4, []byte("abcd"), 0)
	require.Zero(t, fault)
	_, got = c.request(nbdRead, 4093, 6, nil, 6)
	require.Equal(t, ".abcda", string(got))
	require.Len(t, d.pending, 2)
	fault, _ = c.request(nbdFlush, 0, 0, nil, 0)
	require.Zero(t, fault)
	require.Empty(t, d.pending)
	fault, _ = c.request(nbdRead, uint64(len(image)-1), 2, nil, 0)
	require.Equal(t, uint32(nbdInvalid), fault, "past the end")
	fault, _ = c.request(9, 0, 0, nil, 0)
	require.Equal(t, uint32(nbdInvalid), fault, "there is no such request")

	d.Cut()
	c.send(uint32(nbdAsk), uint16(0), uint16(nbdWrite), uint64(78), uint64(0), uint32(2), []byte("hi"))
	_, err = c.Conn.Read(make([]byte, 1))
	require.Error(t, err, "the power is off") // EOF, or a reset of the connection
	require.Empty(t, d.pending)
}

// Whatever a client says, the server ends, and writes within the disk alone.
func FuzzNBD(f *testing.F) {
	be := binary.BigEndian
	hello := be.AppendUint32(be.AppendUint32(be.AppendUint64([]byte{0, 0, 0, 1}, nbdOptionMagic), nbdGo), 0)
	write := append(be.AppendUint32(be.AppendUint64(be.AppendUint64([]byte{0x25, 0x60, 0x95, 0x13, 0, 0, 0, nbdWrite}, 1), 4095), 2), "hi"...)
	f.Add(append(hello, write...))
	f.Add(append(hello, be.AppendUint32(be.AppendUint64(be.AppendUint64([]byte{0x25, 0x60, 0x95, 0x13, 0, 0, 0, nbdRead}, 1), 1<<63), 2)...))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, _ := newTestDisk(2, 1)
		c := nbdConn{bufio.NewReader(bytes.NewReader(b)), io.Discard, d, 0}
		_ = c.serve()
		for n := range d.cached {
			require.True(t, n >= 0 && n < 2)
		}
		for n := range d.flushed {
			require.True(t, n >= 0 && n < 2)
		}
	})
}
