// Package host reads what a board says of itself: its model, its HAT, how its UARTs are wired, and whether its supply holds.
package host

// Trap is something about this host that keeps a modem from working, and what cures it.
type Trap struct {
	Text     string // one sentence without a full stop, for people
	Evidence string // what was read, and where: "/proc/cmdline has console=serial0,115200"
	Fix      string // the line to type; "" where only a person with hands helps
}
