package bench

import (
	"time"

	"simagent/atcmd"
	"simagent/atcmd/module"
)

// Presence is what the holder seems to have in it.
type Presence uint8

// The presences.
const (
	Unclear Presence = iota // no answer: nothing was learned
	Faulty                  // the module answers with an error: of an empty holder, or of a dead card
	Empty
	Busy // there is a card, which starts, or is being read anew
	There
)

// Took is how long one command took.
type Took struct {
	Command string // without parameters: "+CRSM"
	For     time.Duration
	Failed  bool
}

// Looked is the end of a Look.
type Looked struct {
	N        int // that of the Look
	Presence Presence
	Lock     string // the code of +CPIN?, "" if it was not told
	Trouble  string // why nothing is known
	ICCID    string // one quick read; "" without

	Regs     []atcmd.Registration
	Operator *atcmd.Operator
	Attached *bool
	RSRP     *float64 // dBm
	RSSI     *float64 // dBm
	RSRQ     *float64 // dB
	SINR     *float64 // dB
	APN      *string  // nil: not told
	Cause    string   // of +CEER, where a refusal has no cause of its own
	Took     []Took
}

// CardRead is the end of a Read.
type CardRead struct {
	N        int
	ICCID    string
	Source   string
	Checked  string // "" when no second source gave a number
	DigitOK  bool
	SuperSIM bool
	Differ   bool   // two reads gave two numbers
	Fault    bool   // the module reports one of the card, in Trouble
	Trouble  string // why there is no number
	Lock     string
	PINTries int // -1: not told
	Took     []Took
}

// CloudSaid is the end of an AskCloud.
type CloudSaid struct {
	N       int
	Status  string // "" with Missing or Trouble
	Name    string
	Fleet   string
	Missing bool   // no such Sim on the account
	Trouble string // why there is no answer
}

// Spent is the end of a Spend.
type Spent struct {
	N            int
	Bytes, SMS   int    // sent
	CountedBytes *int   // of these, in the cloud's list; nil: not looked for, or not known
	CountedSMS   *int   // the same
	Refused      string // why nothing was sent: it would cost, or the count is not known
	Trouble      string // why it could not be sent
}

// CardURC is an unsolicited line about the card.
type CardURC struct{ Event module.CardEvent }

// NetURC is one about the network: look now.
type NetURC struct{}

// PortLost is the end of the port; PortUp its return.
type PortLost struct {
	Cause  string
	Silent bool // the port is there, and the module answers nothing any more
}

// PortUp says that the module answers again.
type PortUp struct{}

// Tick is the time alone, at or after Tray.Due.
type Tick struct{}

// Look asks for an event Looked about the holder, and with Radio about the
// network too. N goes into the event, as in all effects.
type Look struct {
	N     int
	Radio bool
}

// Read asks for a CardRead.
type Read struct{ N int }

// AskCloud asks for a CloudSaid.
type AskCloud struct {
	N     int
	ICCID string
}

// Spend asks for a Spent.
type Spend struct {
	N     int
	ICCID string
	Allowed
	Within time.Duration
}

// Result is a verdict to be written down.
type Result struct{ Record Record }

// Seen is a SIM that had its verdict before.
type Seen struct {
	SeenRecord
	Before Record
}

// End says that as many SIMs as were asked for have their verdicts.
type End struct{}
