package agent

import (
	"time"

	"simagent/agent/config"
	"simagent/agent/ledger"
	"simagent/agent/recovery"
	"simagent/agent/report"
	"simagent/atcmd"
	"simagent/atcmd/module"
	"simagent/simcard"
)

// LinkState is the state of the way to the module.
type LinkState string

// The link states; their texts are those of the status API.
const (
	Absent  LinkState = "absent"  // no port
	Held    LinkState = "held"    // another program has the port
	Opening LinkState = "opening" // looking for a port, or asking it
	Silent  LinkState = "silent"  // the port is there, and nothing answers
	Up      LinkState = "up"
)

// CardState is the state of the card.
type CardState string

// The card states; their texts are those of the status API.
const (
	CardUnknown    CardState = "unknown"
	CardAbsent     CardState = "absent"
	CardBusy       CardState = "busy"       // still starting, or between two profiles
	CardPIN        CardState = "pin"        // wants a PIN
	CardPUK        CardState = "puk"        // wants a PUK
	CardLocked     CardState = "locked"     // the module refuses every SIM but one operator's
	CardUnreadable CardState = "unreadable" // the module gives no ICCID by any command that is known
	CardFailed     CardState = "failed"     // answers with errors
	CardUncertain  CardState = "uncertain"  // two reads disagree
	CardReady      CardState = "ready"
)

// Settings are what Step needs of the configuration.
type Settings struct {
	ModemPoll   time.Duration
	SMSNumber   string
	SMSAlso     []string
	SMSDelete   string // never, commands or all
	MeterSource string
	MeterPoll   time.Duration
	MeterIdle   time.Duration
	Provider    string // "" without a cloud
	CloudPoll   time.Duration
	IPCommand   bool
	Address     string
	ReportURL   string // "" without the user's own address
	ReportSMS   int    // SMS Commands that reports may take in a billing period
	Heartbeat   time.Duration
	Interval    time.Duration
	ShowIDs     bool
	Config      string // file, absolute; "" for none
	State       string // folder of the accounts, absolute
	ConfigFile  string // what commands that ask the cloud must be told; "" if they find it themselves
	ModemClock  string // local, utc or off

	APN            string      // that a Super SIM needs, "" for any
	ModuleSettings string      // show, apply or off
	PIN            simcard.PIN // prints itself hidden
	PINProblem     string      // why there is none, though one is configured
	Want           config.Want // what may be done to a Sim once

	Recovery recovery.Limits
	Patience time.Duration   // before something is done about a network that does not take the SIM
	Hands    []recovery.Rung // what the board can do: On, Power
	KnowsOff bool            // the board has a line that tells whether the module runs
	Connect  string          // off or context
}

// SettingsOf takes them from a configuration.
func SettingsOf(c config.Config) Settings {
	s := Settings{
		ModemPoll: time.Duration(c.Modem.Poll), SMSNumber: c.SMS.Number, SMSAlso: c.SMS.Also, SMSDelete: c.SMS.Delete,
		MeterSource: c.Meter.Source, MeterPoll: time.Duration(c.Meter.Poll), MeterIdle: time.Duration(c.Meter.PollIdle),
		CloudPoll: time.Duration(c.Cloud.Poll), IPCommand: c.Report.IPCommand, Address: c.Report.Address,
		ReportURL: c.Report.URL, ReportSMS: c.Report.SMS,
		Heartbeat: time.Duration(c.Report.Heartbeat), Interval: time.Duration(c.Report.Interval), ShowIDs: c.Log.ShowIDs, ModemClock: c.Modem.Clock,
		Recovery: recovery.Limits{Most: mostRung[c.Recovery.Most], Resets: c.Recovery.Resets, Cycles: 2 * c.Recovery.Resets}, Patience: time.Duration(c.Recovery.Patience), Connect: c.Modem.Connect,
		APN: c.SIM.APN, ModuleSettings: c.SIM.Settings, Want: c.Want,
	}
	if c.Cloud.Provider != "none" {
		s.Provider = c.Cloud.Provider
	}
	return s
}

// mostRung are the words of recovery.most.
var mostRung = map[string]recovery.Rung{"none": recovery.Wait, "register": recovery.Register, "radio": recovery.Radio,
	"module": recovery.Module, "usb": recovery.USB, "power": recovery.Power}

// Machine is everything the agent knows. It is a value: Step returns a changed
// copy, and slices in it are never written to in place.
type Machine struct {
	Settings Settings
	Boot     ledger.BootID
	Started  time.Time
	Now      time.Time // of the last event

	Link     Link
	Card     Card
	Net      Net
	Account  Account
	Cloud    Cloud
	Report   Report
	Clock    Clock
	Recovery Recovery
	History  []Transition // oldest first, at most maxHistory

	asked    []sending // wishes whose record is on its way
	promised []promise
	fresh    []string // ICCIDs whose accounts were made in this run
}

// Link is the way to the module.
type Link struct {
	State                         LinkState
	Since                         time.Time
	Gen                           uint32
	Port                          string
	Instead                       string // the port that should serve and hangs
	Hung                          string // the port that was silent last
	Cause                         string
	Tries                         int       // openings that failed in a row
	Trying                        bool      // an opening is under way
	News                          bool      // a port appeared meanwhile
	OpenAt                        time.Time // the next opening, zero when none is planned
	Appeared                      Hurry
	Manufacturer, Model, Revision string
	Profile                       module.Profile
	Interface                     string
	Silences                      int    // polls in a row without an answer
	Identity                      string // tells two modules of one model apart
	Mark                          int    // what the module remembers of us, -1 if nothing or not known
	URCs                          bool   // it was told to report registrations
	RestartedAt                   time.Time
	Kept                          bool // a poll has shown since the last Setup that it keeps its settings
	SettingUp, Polling            Hurry
	Needs                         []Need // settings that a Super SIM wants
	Writes                        int    // how often some of them were written
}

// Card is the card in the module.
type Card struct {
	State CardState
	Since time.Time
	ICCID simcard.ICCID
	Cause string
	PIN   PINTry
	Hurry Hurry
	NoPIN string // why the PIN was not sent, as it was said last
}

// Net is what the module says of the network.
type Net struct {
	Regs       [5]Reg // by domain
	Stat       atcmd.Stat
	Known      bool // Stat was reported at all
	Since      time.Time
	AcT        atcmd.AcT
	CauseType  int
	Cause      int
	CauseText  string // of AT+CEER
	Operator   string
	Signal     atcmd.Signal
	Detail     module.Reading
	Attached   *bool
	AttachedAt time.Time
	LostAt     time.Time // when the last registration ended
	Deregister bool      // +COPS mode 2: the module was told to stay away

	Forbidden      []string // networks on the card's list
	ForbiddenKnown bool
	ForbiddenAt    time.Time // it was asked for
	ConnectAt      time.Time // the context was looked at
	ConnectErr     string

	Radio int // +CFUN, -1 when not known
	APN   string
}

// Reg is the last word on one domain.
type Reg struct {
	Known bool
	atcmd.Registration
}

// Account is the account of the SIM in the module.
type Account struct {
	Has         bool
	Ledger      ledger.Account
	Checkpoint  *ledger.Checkpoint // until the first sample
	Problem     string             // why it is not kept
	NotKept     NotKept            // the alarm of that
	Unread      bool               // it could not be read: what it knew of tried PINs is lost
	Stored      time.Time
	Epoch       uint64 // life of the module's counter
	Loading     string // the ICCID whose account was asked for and has not come
	Fresh       bool   // the counter served another SIM until now: the first sample is a baseline
	Gap         Gap    // with Fresh: where the counter stood when the SIM before was last counted
	Continuous  bool   // the same counter went on since the last commit: the SIM was here
	Sampling    bool   // an interface reading is under way
	Unsure      bool   // the module may have restarted since the last sample
	MeterErr    string // why nothing was counted lately
	MeterFails  int
	Listed      []string    // storages whose messages were listed since the account was loaded
	Announced   []Announced // messages whose list failed
	StorageFull bool        // no further message fits into the storage listed last
	Quiet       time.Duration
	Moved       time.Time // the counter, last
	RecordID    uint64    // the last one asked for
	Recording   bool
	Kept        bool   // it was on the disk before this start
	Unclean     bool   // the last stop was a power cut or a crash: a lease was open
	Missing     bool   // the interface was missing when it was to be read for this SIM
	Day         uint32 // UTC day of the last count, by the cloud's clock; 0 when not known
	CountedAt   time.Time
	EndedBy     string // once active: data, sms, time, several, request, unknown, none
	EndedWith   string // what was counted then
	Hours       Hours
	Comparing   Comparing
	retryAt     time.Time
}

// Announced are messages that a storage is known to have got.
type Announced struct {
	Storage  string
	Messages int
}

// Gap is where a module's counter stood at a moment.
type Gap struct {
	Source string
	Index  uint32 // of an interface, whatever it is called by now
	Bytes  uint64
}

// Report is what the device sends.
type Report struct {
	Sent      int64
	LastAt    time.Time
	Route     string
	Err       string
	Due       bool      // something changed
	Told      uint32    // alarms before this number left by a route that does not acknowledge
	AlarmAt   time.Time // since when alarms wait; zero: none does
	tried     time.Time // when the last one was about to leave
	Waiting   *Send     // waits for its record, or is on its way
	leaving   bool      // it is on its way
	RecordID  uint64
	Spent     report.Spent
	Day       int32         // the day that Spent knew when the account was loaded
	DayAt     time.Time     // then
	hold      time.Time     // nothing leaves before
	holdAlarm bool          // not even an alarm
	failures  int           // that never left, in a row
	pause     time.Duration // between reports of changes; grows while things flap
	LAN       LANRoute
	Text      TextRoute
}

// LANRoute is the way to the user's own address.
type LANRoute struct {
	Err      string
	Due      bool // it has missed a report
	failures int
	hold     time.Time     // nothing is sent before
	wait     time.Duration // from the failure until then
}

// TextRoute is the way by SMS Command.
type TextRoute struct {
	Sending bool
	Until   uint32 // alarms before this number are in it
	hold    time.Time
}

// Transition is one change of state.
type Transition struct {
	At       time.Time
	What     string
	From, To string
	Cause    string
}

// maxHistory bounds the history in memory.
const maxHistory = 64

type sending struct {
	record uint64
	cmd    Command // but for its generation
}

// New is the machine before its first event.
func New(s Settings) Machine {
	return Machine{
		Settings: s,
		Link:     Link{State: Absent, Cause: "starting"},
		Card:     Card{State: CardUnknown},
		Net:      Net{AcT: atcmd.NoAcT, CauseType: -1, Cause: -1, Signal: atcmd.NoSignal, Radio: -1},
	}
}

// note adds a change to the history.
func (m *Machine) note(what, from, to, cause string) {
	h := make([]Transition, 0, len(m.History)+1)
	h = append(append(h, m.History...), Transition{At: m.Now, What: what, From: from, To: to, Cause: cause})
	if len(h) > maxHistory {
		drop := oldestCommon(h)
		h = append(h[:drop], h[drop+1:]...)
	}
	m.History = h
}

// oldestCommon is the oldest change of the subject that fills most of the
// history, so that a flapping registration does not wash out the rest.
func oldestCommon(h []Transition) int {
	count := map[string]int{}
	for _, t := range h {
		count[t.What]++
	}
	most := 0
	for i, t := range h {
		if count[t.What] > count[h[most].What] {
			most = i
		}
	}
	return most
}
