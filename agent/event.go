package agent

import (
	"time"

	"simagent/agent/ledger"
	"simagent/agent/recovery"
	"simagent/agent/supersim"
	"simagent/atcmd"
	"simagent/atcmd/module"
	"simagent/simcard"
)

// An Event is something that happened: Value is one of the types below.
type Event struct {
	At    time.Time
	Value any
}

// Started is the first event.
type Started struct {
	Boot ledger.BootID
	Book recovery.Book // what was done about the module lately
}

// LinkUp says that a module answers.
type LinkUp struct {
	Gen          uint32
	Port         string
	Manufacturer string
	Model        string
	Revision     string
	Profile      module.Profile
	Interface    string // network interface that counts, "" if there is none
	Instead      string // the port that should serve and hangs, "" in the ordinary case
	Baud         int    // the speed that it answers at, if it is not the configured one
	Identity     string // short digest of maker, model and IMEI
	USB          bool   // it is a USB device that the host may reset
}

// LinkDown says that there is no link, or no more.
type LinkDown struct {
	Gen   uint32
	State LinkState // Absent, Held or Silent
	Port  string
	Cause string
	USB   bool // with Port: a USB device that the host may reset
}

// PortsChanged says that a serial port has appeared, or may be opened now: it may be the module's.
type PortsChanged struct{}

// SetUp is the end of a Setup command.
type SetUp struct {
	Gen  uint32
	APN  string // of the first context, "" when it is not known
	URCs bool   // the module took the settings that make it report registrations
	Mark int    // what the module remembers of us, -1 if nothing
}

// CardRead is the end of a ReadCard command.
type CardRead struct {
	Gen   uint32
	State CardState
	ICCID simcard.ICCID
	Cause string
	Lock  string // the code of +CPIN? that it asks for
	Tries int    // of the PIN, with CardPIN; simcard.TriesUnknown
	Luhn  bool   // the ICCID's check digit is right
	Radio *int   // +CFUN, asked for when the card does not answer
}

// PINEntered is the end of an EnterPIN command.
type PINEntered struct {
	Gen  uint32
	Card simcard.ICCID
	Err  error // does not hold the PIN
}

// Polled is the end of a Poll command. A nil pointer was not answered.
type Polled struct {
	Gen      uint32
	Pin      string // +CPIN code, "" when not answered
	Regs     []atcmd.Registration
	Operator *atcmd.Operator
	Signal   *atcmd.Signal
	Detail   *module.Reading // what the family's own command says of the cell
	Attached *bool
	Counter  *atcmd.Counter
	CountErr error // why the counter alone was not read
	Radio    *int  // +CFUN, asked for when nothing is registered
	Err      error
}

// URCSeen is one unsolicited line.
type URCSeen struct {
	Gen uint32
	URC atcmd.URC
}

// CauseRead is the end of a ReadCause command.
type CauseRead struct {
	Gen  uint32
	Text string
}

// A Message is a stored SMS, as far as counting needs it.
type Message struct {
	Index  int // in its storage
	From   string
	Digest uint32 // of the PDU, its time stamp included

	mark uint32 // Digest, but for messages that are alike: see marked
}

// SMSListed is the end of a ListSMS command.
type SMSListed struct {
	Gen      uint32
	Storage  string // as it was asked for, "" for the one that the module lists by itself
	Name     string // of the storage, "" when not told
	Hints    int    // new messages that were announced
	Messages []Message
	Used     int // places of the storage, with Total; -1 when not known
	Total    int
	Err      error
}

// SMSSent is the end of a SendSMS command.
type SMSSent struct {
	Gen   uint32
	ICCID string // whose SMS Command it was
	Asked uint64 // the SMSAsked it belongs to
	Err   error
	Sure  bool // with Err: the module refused, nothing went out
}

// Loaded brings the account of a SIM from the disk.
type Loaded struct {
	ICCID      string
	Record     ledger.Record
	Checkpoint *ledger.Checkpoint
	Problem    string // why the account is not kept, "" if it is
}

// Sampled is one reading of the network interface.
type Sampled struct {
	Sample ledger.Sample
	Err    error
}

// Recorded says how a Record effect ended.
type Recorded struct {
	ID     uint64
	Record ledger.Record
	Err    error
}

// Fetched is the cloud's answer, or why there is none.
type Fetched struct {
	ICCID      string
	Sim        supersim.Sim
	Period     *supersim.BillingPeriod // nil when the Sim has none, or it was not read
	Date       time.Time               // the server's clock, zero when it did not say
	At         time.Time               // when that answer came; the rest took longer
	Err        error
	Late       error         // the Sim was read, its billing period was not
	PeriodRead bool          // it was asked for, whatever came of it
	Retry      time.Duration // the server's wish, 0 if it has none
}

// Audited is the end of an Audit. What could not be read is -1, nil or false.
type Audited struct {
	Audit                  // what was asked for
	SMSLow, SMSHigh uint32 // SMS Commands that went or came for certain, and that may have
	SMSRead         bool   // they were read
	PastBytes       int64
	EdgeBytes       int64
	PeriodBytes     int64
	FleetRead       *supersim.Fleet
	Days            []int64 // bytes of each day from DaysFrom on
	Err             error
	Retry           time.Duration // the server's wish, 0 if it has none
}

// Updated is the end of an Update.
type Updated struct {
	ICCID string
	Sim   supersim.Sim
	Err   error
}

// CalledBack is a verified callback about a Sim.
type CalledBack struct{ SimSID string }

// Reported says how a Send effect ended.
type Reported struct {
	ICCID    string // whose report it was
	Sequence uint64
	Route    Route
	Bytes    int // IP bytes that left by the modem, 0 if none did
	Err      error
	Retry    time.Duration // the receiver's wish, 0 if it has none
}

// TimerFired is the end of a Timer effect.
type TimerFired struct{ Name TimerName }

// SMSAsked is a person's wish to send one SMS Command.
type SMSAsked struct {
	ID    uint64
	Text  string
	Force bool
}

// ATAsked is a person's wish to send one AT command.
type ATAsked struct {
	ID    uint64
	Cmd   string // without "AT"
	Text  string // follows at the prompt, "" if there is none
	Force bool   // also if it does not only read
}

// RawDone is the end of a Raw command.
type RawDone struct {
	Gen   uint32
	ICCID string // whose SMS Command it was, "" if it sent none
	Asked uint64
	Cmd   string
	Lines []string
	Err   error
	Sure  bool // with Err: the module refused, nothing went out
}

// SettingsRead is the end of a CheckSettings command.
type SettingsRead struct {
	Gen   uint32
	Needs []Need
}

// Reload brings new settings.
type Reload struct{ Settings Settings }

// Stopping is the last event.
type Stopping struct{}
