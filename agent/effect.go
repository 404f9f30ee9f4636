package agent

import (
	"log/slog"
	"time"

	"simagent/agent/ledger"
	"simagent/agent/recovery"
	"simagent/agent/report"
	"simagent/agent/supersim"
	"simagent/simcard"
)

// An Effect is something to do. The Agent carries it out; what takes time
// comes back as an Event.
type Effect interface{ effect() }

// Open finds and opens the port: LinkUp or LinkDown. Avoid is one that hung.
type Open struct {
	Gen   uint32
	Avoid string
}

// Shut closes the link; nothing comes back from its generation any more.
type Shut struct{ Gen uint32 }

// Op is one job for the module.
type Op uint8

// The jobs; each comes back as the event of its name.
const (
	Setup         Op = iota // SetUp
	ReadCard                // CardRead
	Poll                    // Polled
	ReadCount               // Polled with nothing but the counter
	ReadCause               // CauseRead
	ListSMS                 // SMSListed
	SendSMS                 // SMSSent
	SetMark                 // nothing
	Raw                     // RawDone
	CheckSettings           // SettingsRead
	DeleteSMS               // nothing
	EnterPIN                // PINEntered
	ReadClock               // ClockRead
	TakeRung                // Restored
	RadioOn                 // nothing
	ReadForbidden           // ForbiddenRead
	RaiseContext            // ContextRaised
)

// Command has the module do a job.
type Command struct {
	Gen   uint32
	Op    Op
	Arg   string        // ListSMS: the storage; SendSMS: the text; SetMark: the mark; Raw: the command; CheckSettings: applySettings or ""; DeleteSMS: its storage
	Text  string        // Raw: what follows at the prompt
	Hints int           // ListSMS: new messages that were announced
	Index int           // DeleteSMS: which
	Sum   uint32        // DeleteSMS: the digest of its PDU
	Card  simcard.ICCID // EnterPIN, CheckSettings: whose it is
	Asked uint64        // SendSMS, Raw: the wish it belongs to; TakeRung: the act
	Rung  recovery.Rung // TakeRung: which; with Arg "card" the card is restarted, too
	ICCID string        // SendSMS, Raw: whose SMS Command it is, "" if it sends none
}

// Load fetches the account of a SIM from the disk: Loaded.
type Load struct{ ICCID string }

// Record commits an account to the disk: Recorded.
type Record struct {
	ID     uint64
	Record ledger.Record
}

// Checkpoint writes the counts into the run folder.
type Checkpoint struct{ Checkpoint ledger.Checkpoint }

// Sample reads the network interface: Sampled.
type Sample struct{ Interface string }

// Fetch asks the cloud: Fetched. The billing period is read when Period says so, or when the status is not the one known.
type Fetch struct {
	ICCID, Status string
	Period        bool
}

// Span is a part of time, the end exclusive; the zero value is none.
type Span struct{ Start, End time.Time }

// IsZero reports whether there is no span.
func (s Span) IsZero() bool { return s == Span{} }

// Audit reads what the cloud counted, for comparison: Audited. Zero fields are not asked for.
type Audit struct {
	ICCID, SID       string
	Fleet            string    // SID
	SMSFrom, SMSTo   time.Time // SMS Commands made in this time
	Past, Edge       Span      // usage before the account began, and in the hours in which it may have begun
	Period           Span      // usage of the billing period so far
	DaysFrom, DaysTo uint32    // usage of UTC days since 1970, the end exclusive
}

// Update changes the Sim: Updated.
type Update struct {
	ICCID, SID string
	Update     supersim.SimUpdate
}

// A Route is a way for reports, as people read it.
type Route string

// The routes, in the order in which they are tried.
const (
	ByHTTPS Route = "HTTPS"       // to the user's own address, over the LAN
	ByIP    Route = "IP Command"  // a datagram over the modem
	BySMS   Route = "SMS Command" // counted; alarms alone
)

// Send lets a report go by HTTPS or IP Command: Reported.
type Send struct {
	Route     Route
	ICCID     string // whose report it is
	Sequence  uint64
	Payload   report.Payload
	Device    report.Device // ByHTTPS: whose it is
	At        time.Time     // ByHTTPS: when, zero when nobody knows
	Interface string        // the module's, "" when it is not known
	Cost      int           // IP bytes that were booked for it
	Borrowed  bool
	Due       bool // ByHTTPS: something changed, or it was time; else it carries what waits
}

// TimerName names a timer; setting it again moves it.
type TimerName string

// The timers.
const (
	TimerOpen    TimerName = "open"
	TimerCard    TimerName = "card"
	TimerPoll    TimerName = "poll"
	TimerMeter   TimerName = "meter"
	TimerCloud   TimerName = "cloud"
	TimerReport  TimerName = "report"
	TimerSMS     TimerName = "sms"
	TimerEnded   TimerName = "ended"
	TimerSetup   TimerName = "setup"
	TimerAudit   TimerName = "audit"
	TimerRecover TimerName = "recover"
	TimerRoute   TimerName = "route" // a route may be tried again: settle does
)

// Hook runs the user's command on an alarm.
type Hook struct {
	At   time.Time // zero when nobody knows the time
	Kind report.Alarm
	Text string
}

// Timer fires once: TimerFired. Jitter is the part of After, 0 to 1, that is
// drawn at random around it.
type Timer struct {
	Name   TimerName
	After  time.Duration
	Jitter float64
}

// Alert says something in the log.
type Alert struct {
	Level slog.Level
	Event string // what kind of thing, as package journal names it; "" is nothing to filter by
	Text  string
}

// Reply answers a person's wish.
type Reply struct {
	ID    uint64
	Lines []string
	Err   error
}

func (Open) effect()       {}
func (Shut) effect()       {}
func (Command) effect()    {}
func (Load) effect()       {}
func (Record) effect()     {}
func (Checkpoint) effect() {}
func (Keep) effect()       {}
func (Sample) effect()     {}
func (Fetch) effect()      {}
func (Audit) effect()      {}
func (Update) effect()     {}
func (Send) effect()       {}
func (Hook) effect()       {}
func (Timer) effect()      {}
func (Alert) effect()      {}
func (Reply) effect()      {}
