package agent

import (
	"time"

	"simagent/agent/config"
	"simagent/agent/ledger"
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
	CardUnknown   CardState = "unknown"
	CardAbsent    CardState = "absent"
	CardBusy      CardState = "busy"      // still starting, or between two profiles
	CardPIN       CardState = "pin"       // wants a PIN
	CardPUK       CardState = "puk"       // wants a PUK
	CardFailed    CardState = "failed"    // answers with errors
	CardUncertain CardState = "uncertain" // two reads disagree
	CardReady     CardState = "ready"
)

// Settings are what Step needs of the configuration.
type Settings struct {
	ModemPoll   time.Duration
	SMSNumber   string
	SMSAlso     []string
	MeterSource string
	MeterPoll   time.Duration
	MeterIdle   time.Duration
	Provider    string // "" without a cloud
	CloudPoll   time.Duration
	IPCommand   bool
	Address     string
	Heartbeat   time.Duration
	Interval    time.Duration
	ShowIDs     bool
}

// SettingsOf takes them from a configuration.
func SettingsOf(c config.Config) Settings {
	s := Settings{
		ModemPoll: time.Duration(c.Modem.Poll), SMSNumber: c.SMS.Number, SMSAlso: c.SMS.Also,
		MeterSource: c.Meter.Source, MeterPoll: time.Duration(c.Meter.Poll), MeterIdle: time.Duration(c.Meter.PollIdle),
		CloudPoll: time.Duration(c.Cloud.Poll), IPCommand: c.Report.IPCommand, Address: c.Report.Address,
		Heartbeat: time.Duration(c.Report.Heartbeat), Interval: time.Duration(c.Report.Interval), ShowIDs: c.Log.ShowIDs,
	}
	if c.Cloud.Provider != "none" {
		s.Provider = c.Cloud.Provider
	}
	return s
}

// Machine is everything the agent knows. It is a value: Step returns a changed
// copy, and slices in it are never written to in place.
type Machine struct {
	Settings Settings
	Boot     ledger.BootID
	Started  time.Time
	Now      time.Time // of the last event

	Link    Link
	Card    Card
	Net     Net
	Account Account
	Cloud   Cloud
	Report  Report
	History []Transition // oldest first, at most maxHistory

	asked []sending // wishes whose record is on its way
}

// Link is the way to the module.
type Link struct {
	State                         LinkState
	Since                         time.Time
	Gen                           uint32
	Port                          string
	Cause                         string
	Tries                         int // openings that failed in a row
	Manufacturer, Model, Revision string
	Profile                       module.Profile
	Interface                     string
	Silences                      int // polls in a row without an answer
}

// Card is the card in the module.
type Card struct {
	State CardState
	Since time.Time
	ICCID simcard.ICCID
	Cause string
	Tries int
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
	Attached   *bool
	AttachedAt time.Time
	APN        string
}

// Reg is the last word on one domain.
type Reg struct {
	Known bool
	atcmd.Registration
}

// Account is the account of the SIM in the module.
type Account struct {
	Has        bool
	Ledger     ledger.Account
	Checkpoint *ledger.Checkpoint // until the first sample
	Problem    string             // why it is not kept
	Stored     time.Time
	Epoch      uint64 // life of the module's counter
	Fresh      bool   // the SIM came into a running agent: its first sample is a baseline
	Quiet      time.Duration
	RecordID   uint64 // the last one asked for
	Recording  bool
	EndedBy    string // once active: data, sms, time, several, none
	retryAt    time.Time
}

// Cloud is the cloud's word.
type Cloud struct {
	SID, Name, Status, FleetSID string
	Since                       time.Time // of Status
	Checked                     time.Time
	Next                        time.Time
	Err                         string
	Failures                    int
	Fetching                    bool
	Missing                     bool // the account does not have this Sim
	ScheduledFor                int  // fetches in a row that said scheduled
	Skew                        time.Duration
}

// Report is what the device sends.
type Report struct {
	Sent     int64
	LastAt   time.Time
	Route    string
	Err      string
	Due      bool // something changed
	Alarm    bool // something urgent
	Waiting  *Send
	RecordID uint64
	Spent    report.Spent
	hold     time.Time // nothing leaves before
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
	asked  uint64
	text   string
}

// New is the machine before its first event.
func New(s Settings) Machine {
	return Machine{
		Settings: s,
		Link:     Link{State: Absent, Cause: "starting"},
		Card:     Card{State: CardUnknown},
		Net:      Net{AcT: atcmd.NoAcT, CauseType: -1, Cause: -1, Signal: atcmd.NoSignal},
	}
}

// clockSet tells whether t can be a wall time at all: a board without a clock
// starts in 1970, or where its image was made.
func clockSet(t time.Time) bool { return t.Year() >= 2026 && t.Year() < 2100 }

// wall is Now if the clock is set, zero else.
func (m *Machine) wall() time.Time {
	if clockSet(m.Now) {
		return m.Now
	}
	return time.Time{}
}

// note adds a change to the history.
func (m *Machine) note(what, from, to, cause string) {
	old := m.History
	if len(old) >= maxHistory {
		old = old[len(old)-maxHistory+1:]
	}
	h := make([]Transition, 0, len(old)+1)
	m.History = append(append(h, old...), Transition{At: m.Now, What: what, From: from, To: to, Cause: cause})
}
