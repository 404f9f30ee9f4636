package main

import (
	"fmt"
	"io"
	"os"
)

// cpioWriter writes a cpio archive in the "newc" form, which is what the kernel unpacks as its first root (its
// Documentation/driver-api/early-userspace/buffer-format.rst). The first error sticks, and close returns it.
type cpioWriter struct {
	w   io.Writer
	ino int
	n   int64
	err error
}

// dir makes a folder; the one above it must have been made before.
func (c *cpioWriter) dir(name string) { c.entry(name, 0o040755, nil) }

// program makes an executable file.
func (c *cpioWriter) program(name string, data []byte) { c.entry(name, 0o100755, data) }

// file makes an ordinary file.
func (c *cpioWriter) file(name string, data []byte) { c.entry(name, 0o100644, data) }

// copy makes a program from a file of this machine.
func (c *cpioWriter) copy(name, from string) {
	data, err := os.ReadFile(from)
	if err != nil && c.err == nil {
		c.err = err
	}
	c.program(name, data)
}

// close writes the end.
func (c *cpioWriter) close() error {
	c.entry("TRAILER!!!", 0, nil)
	return c.err
}

func (c *cpioWriter) entry(name string, mode int, data []byte) {
	c.ino++
	// magic, inode, mode, uid, gid, links, mtime, size, device (2), device of a special file (2), length of the name, check
	c.put(fmt.Appendf(nil, "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", c.ino, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name)+1, 0))
	c.put([]byte(name + "\x00"))
	c.pad()
	c.put(data)
	c.pad()
}

// pad fills up to a multiple of four bytes.
func (c *cpioWriter) pad() { c.put(make([]byte, (4-c.n%4)%4)) }

func (c *cpioWriter) put(b []byte) {
	if c.err != nil {
		return
	}
	n, err := c.w.Write(b)
	c.n += int64(n)
	c.err = err
}
