package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"syscall"
)

// gptPerm is the number of the partition that gokrazy mounts at /perm.
const gptPerm = 4

// gptPartition is one of a disk with a GUID partition table (UEFI specification 2.10, section 5.3).
type gptPartition struct {
	start, bytes int64
	guid         string // as the kernel takes it in root=PARTUUID=
}

const gptSector = 512 // bytes

// readGPT reads the table of a disk or of an image of one.
func readGPT(path string) ([]gptPartition, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	header := make([]byte, gptSector)
	if _, err := f.ReadAt(header, gptSector); err != nil {
		return nil, fmt.Errorf("cannot read the partitions of %s: %w", path, err)
	}
	le := binary.LittleEndian
	n, size := le.Uint32(header[80:]), le.Uint32(header[84:])
	if string(header[:8]) != "EFI PART" || n > 128 || size < 128 || size > 4096 {
		return nil, fmt.Errorf("cannot read the partitions of %s: there is no GUID partition table", path)
	}
	entries := make([]byte, n*size)
	if _, err := f.ReadAt(entries, int64(le.Uint64(header[72:]))*gptSector); err != nil {
		return nil, fmt.Errorf("cannot read the partitions of %s: %w", path, err)
	}
	return gptEntries(entries, int(size)), nil
}

// gptEntries reads those that are in use and whose bytes can be counted.
func gptEntries(b []byte, size int) (list []gptPartition) {
	le := binary.LittleEndian
	for ; len(b) >= size; b = b[size:] {
		first, last := le.Uint64(b[32:]), le.Uint64(b[40:])
		if [16]byte(b[:16]) == ([16]byte{}) || last < first || last >= math.MaxInt64/gptSector {
			continue
		}
		g := b[16:32] // the first three parts are little endian
		guid := fmt.Sprintf("%08x-%04x-%04x-%x-%x", le.Uint32(g), le.Uint16(g[4:]), le.Uint16(g[6:]), g[8:10], g[10:])
		list = append(list, gptPartition{int64(first) * gptSector, int64(last-first+1) * gptSector, guid})
	}
	return list
}

// diskUse is how many bytes a file takes on the disk, which are fewer than its size when it is sparse.
func diskUse(path string) (int64, error) {
	fi, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	st, ok := fi.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, errors.New("the system does not say what a file takes")
	}
	return st.Blocks * 512, nil // stat(2): always in units of 512
}
