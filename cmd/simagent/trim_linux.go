package main

import (
	"bufio"
	"os"
	"runtime/debug"
	"strings"

	"golang.org/x/sys/unix"
)

// trim gives back what nothing needs any more: heap, and pages of the program
// itself. Those are clean and on disk; what the idle daemon needs of them comes
// back by itself, from the page cache as a rule, and the rest is free for others
// on a small board.
func trim() {
	debug.FreeOSMemory()
	exe, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	f, err := os.Open("/proc/self/maps")
	if err != nil {
		return
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		// 00400000-00a3c000 r-xp 00000000 08:02 173521   /usr/bin/simagent
		field := strings.Fields(s.Text())
		if len(field) != 6 || field[5] != exe || field[1] != "r-xp" && field[1] != "r--p" {
			continue // not ours, or written to: it would be lost
		}
		if from, to, ok := addresses(field[0]); ok {
			_, _, _ = unix.Syscall(unix.SYS_MADVISE, from, to-from, unix.MADV_DONTNEED) // a wish
		}
	}
}

// addresses reads a range of /proc/self/maps.
func addresses(s string) (from, to uintptr, ok bool) {
	a, b, _ := strings.Cut(s, "-")
	from, ok1 := hexAddress(a)
	to, ok2 := hexAddress(b)
	return from, to, ok1 && ok2 && from < to
}

func hexAddress(s string) (n uintptr, ok bool) {
	for _, c := range []byte(s) {
		switch {
		case c >= '0' && c <= '9':
			n = n<<4 | uintptr(c-'0')
		case c >= 'a' && c <= 'f':
			n = n<<4 | uintptr(c-'a'+10)
		default:
			return 0, false
		}
	}
	return n, s != ""
}
