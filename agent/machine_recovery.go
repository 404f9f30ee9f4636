package agent

import (
	"time"

	"simagent/agent/recovery"
)

// Recovery is what is done about a module that does not work.
type Recovery struct {
	Book    recovery.Book
	Trouble recovery.Trouble
	Plan    recovery.Plan
	Kind    kind      // of the trouble
	Since   time.Time // since when it is of this kind, without a break
	From    time.Time // from when patience counts: later than Since if nothing could be done at first
	Fine    time.Time // since when nothing is wrong; zero while something is
	Acting  recovery.Rung
	ActID   uint64 // of the latest act
	ActAt   time.Time
	Saving  bool       // with Acting: it waits for its record
	Err     string     // why the latest act failed
	Answers bool       // a module has answered in this run
	Worked  bool       // this SIM was attached in this run
	Locked  bool       // the card asked for its PIN in this run, and it was not this daemon that opened it
	USB     bool       // the module is a USB device that the host may reset
	Changes time.Time  // the card changed its identity, or was started, last
	Hands   time.Time  // a person changed something by hand
	Moved   time.Time  // bytes came in last, while the port did not answer
	Drops   []Drop     // the port vanished without our doing, in the last day
	Supply  SupplySeen // what the board says of its supply
	LowAt   time.Time  // it was low then

	radioOff bool // the radio is off by our act, as far as is known
	timer    time.Time
}

// Drop is one time that the module's port vanished.
type Drop struct{ At time.Time }

// kind says what does not work: each has its own patience.
type kind uint8

const (
	noTrouble kind = iota
	linkTrouble
	cardTrouble
	netTrouble
	attachTrouble
	offTrouble // the module was told to stay off the network
)

// The times of recovery, each with its source.
const (
	// settleTime is how long a Super SIM is left alone after power-on; Particle's devices wait as long
	// (device-os #2185).
	settleTime = 5 * time.Minute
	// switchTime is the longest timer on which a Super SIM's applet tries another IMSI, 3 to 20 minutes by its version
	// (developer.electricimp.com/node/3180).
	switchTime = 20 * time.Minute
	// switchMost is when the card is no longer waited for: by then each IMSI had its turn several times.
	switchMost = 4 * time.Hour
	// cardTime is how long a card may fail or start before its power is taken: modules give a card a minute, and a
	// person who seats it anew needs a while.
	cardTime = 10 * time.Minute
	// offTime is how long a module stays off the network that was told so: whoever did it may be at work.
	offTime = 10 * time.Minute
	// onTime is how long a module may be missing at the start before the board switches it on: the slowest is there 20 s
	// after its power (Zephyr's modem_cellular.c).
	onTime = time.Minute
	// wellTime is how long all must be well before a trouble counts as a new one.
	wellTime = time.Hour
	// handsTime is how long a person's work is left alone.
	handsTime = 15 * time.Minute
	// movedTime is how long a port may stay silent while bytes come in by the module.
	movedTime = 15 * time.Minute
	// actMost is how long an act may take: a power sequence has two minutes a step at most.
	actMost = 6 * time.Minute
	// brownout is how many drops in an hour speak of the supply and not of the module.
	brownout = 3
)

// Remember writes the book of what was done onto the disk: Remembered. What it tells of has not been done yet.
type Remember struct {
	ID   uint64 // of the act, 0 when nothing waits for it
	Book recovery.Book
	At   time.Time
}

// Restore has the host do what no command can: USB, On or Power. The port is closed. Restored.
type Restore struct {
	ID   uint64
	Rung recovery.Rung
}

// Remembered is the end of a Remember effect.
type Remembered struct {
	ID  uint64
	Err error
}

// Restored is the end of a Restore effect, or of a Command that does a rung.
type Restored struct {
	ID   uint64
	Rung recovery.Rung
	Err  error
}

// CheckSupply asks the board for its supply: SupplySeen.
type CheckSupply struct{}

// SupplySeen is what the board says of its supply.
type SupplySeen struct {
	Known  bool
	Low    bool   // now
	WasLow bool   // since the board started
	Source string // what says so
}

func (Remember) effect()    {}
func (Restore) effect()     {}
func (CheckSupply) effect() {}
