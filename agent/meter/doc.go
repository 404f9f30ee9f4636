// Package meter says where bytes are counted: it reads the kernel's counters of
// a network interface and finds the interfaces that belong to a modem.
//
// It asks rtnetlink, and reads sysfs and procfs below roots that the caller may
// replace. It starts no goroutine. Everything here may be used from any goroutine.
package meter
