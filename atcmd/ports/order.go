package ports

import (
	"cmp"
	"strings"
)

// compare orders ports by bus place, interface and name; the numbers in a name by value, so that ttyUSB10 follows ttyUSB9.
func compare(a, b Port) int {
	switch {
	case a.USB() != b.USB():
		if a.USB() {
			return -1
		}
		return 1
	case a.USBPath != b.USBPath:
		return natural(a.USBPath, b.USBPath)
	case a.Interface != b.Interface:
		return cmp.Compare(a.Interface, b.Interface)
	}
	return natural(a.Device, b.Device)
}

// natural compares two names with their runs of digits taken as numbers.
func natural(a, b string) int {
	for a != "" && b != "" {
		da, db := digits(a), digits(b)
		if da > 0 && db > 0 {
			na, nb := strings.TrimLeft(a[:da], "0"), strings.TrimLeft(b[:db], "0")
			if c := cmp.Or(cmp.Compare(len(na), len(nb)), cmp.Compare(na, nb)); c != 0 {
				return c
			}
			a, b = a[da:], b[db:]
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

// digits is the length of the run of digits that s begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
