// Package blocktest puts a real file system on a block device whose power can be cut. The device is a loop device over a
// file that the test itself serves through FUSE. So every block that the kernel writes, and every flush, passes through
// Disk, which keeps the volatile cache of a drive: what was written and not flushed since may be lost in a cut, each block
// for itself and in any order. A cut is at one point between two requests, or in the midst of a write; it needs no time.
//
//	the program -> ext4 -> /dev/loopN -> FUSE -> Disk: written -> flushed
//
// What it shows: the order of writes and flushes as ext4, its journal and the block layer of this kernel really send them, for
// the system calls that the program really makes. What it cannot show: a drive that lies about a flush, or that breaks blocks
// which nobody wrote; the translation layer of an SD card; a kernel or an ext4 other than this one.
//
// Mounts are made in a mount namespace of their own, and the loop device detaches itself when it is closed: nothing stays
// behind, even if the test is killed. It is linked into tests alone.
package blocktest
