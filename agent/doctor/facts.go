package doctor

import (
	"time"

	"simagent/atcmd"
	"simagent/atcmd/cause"
	"simagent/atcmd/ports"
	"simagent/boards/host"
)

// Facts are what is known of a gateway. The zero value of each part is that nothing
// is known of it. Personal ids stand in it as they are to be shown.
type Facts struct {
	Time    time.Time
	Host    string
	Version string
	Asked   string // "daemon" or "port"; "" when the module was not asked

	Recovery string // what the daemon does about it by itself, one sentence; "" when nothing

	Tool        Tool
	Port        Port
	Holders     Holders
	Power       Power
	UART        UART
	Card        Card
	PIN         PIN
	Network     Network
	Forbidden   Forbidden
	Settings    Settings
	APN         APN
	Session     Session
	Route       Route
	Cloud       Cloud
	Limit       Limit
	Credentials Credentials
	Clock       Clock
	Disk        Disk
}

// Tool is how this person calls simagent, so that lines to type work as they stand.
type Tool struct {
	Run    string // folder of the daemon's socket, "" for the usual one
	State  string // folder of the accounts, "" for the usual one
	Port   string // given by hand, so that commands that ask the module need it, too; "" when they find it themselves
	Config string // path of the configuration; "" without one
}

// Port is the way to the module.
type Port struct {
	Path   string     // "/dev/ttyUSB2"; "" when none was found
	Found  ports.Port // what sysfs says of it; zero when it does not know it
	Module string     // as the module names itself, "Quectel EG25"

	Missing string       // why there is none, in words; more lines are lines to type
	Names   []string     // several could be meant: the paths to choose from
	Plugged []ports.Port // devices that are plugged in and cannot serve as they are
	Denied  *Denied      // it may not be opened by this person
	Starts  bool         // the daemon is still looking for it, or opening it

	Asked  bool   // somebody wrote to it
	Silent string // why it gave no answer; "" when it answered
	Before bool   // it answered there before, at this speed
}

// Denied says who may not open what.
type Denied struct {
	User, Group string
	Closed      bool // its group may not, either
}

// Holders are the other programs that have the port.
type Holders struct {
	Known  bool
	List   []ports.Holder // without the daemon that was asked
	Hidden int            // processes whose open files could not be looked at
	Said   string         // what the daemon, or the attempt to open the port, said of it; more lines are lines to type
	Mute   bool           // the daemon that was asked gives no answer
	Ask    string         // asks the daemon that has it: "sudo simagent doctor --run /run/gw7"; "" when none is known to
}

// Power is the supply.
type Power struct {
	Known  bool   // something was asked that knows
	Low    bool   // too low now
	WasLow bool   // it was since the board started
	Source string // what said so
	Drops  *int   // how often the module vanished from the bus in the last 24 h
}

// UART is the serial line of the board, where the module is on one.
type UART struct {
	Known bool // the board was looked at
	Traps []host.Trap
}

// Card is the SIM.
type Card struct {
	State  string // as local.SIM has it: absent, busy, pin, puk, locked, unreadable, failed, uncertain, ready; unsupported when the module knows no command for a card; "" or unknown when it was not read
	Error  string // why it is not ready
	ICCID  string // as it is to be shown
	Source string // what gave it, and what agrees
	Super  *bool  // by its issuer's prefix
	Radio  *int   // +CFUN?
}

// PIN is the card's lock.
type PIN struct {
	Tries, PUK *int   // left
	File       string // sim.pin_file; "" is none
	Problem    string // why the file gives no PIN
	Withheld   string // why the daemon does not send it
}

// Network is the registration.
type Network struct {
	Known      bool
	Stat       atcmd.Stat
	Operator   string
	Technology string // "LTE"
	For        time.Duration
	Attached   *bool
	Radio      *int // +CFUN?
	Deregister bool // +COPS=2

	Domain cause.Domain // of Cause; 0: none is known
	Cause  int
	Said   string // what the module said of the reason, and where
	Signal string // "RSRP -97 dBm, fair"
}

// Forbidden is the card's list of networks that refused it for good (EF FPLMN).
type Forbidden struct {
	Known bool
	Error string   // why it could not be read
	List  []string // "310-410"
	Home  []string // of the IMSI, and its equivalents
	Last  []string // where the card was registered last
}

// Setting is what the module is set to and a Super SIM may need otherwise.
type Setting struct {
	About, Value, Command, Why string
	Fits                       bool
	Written                    bool // it is set, and counts after a restart
}

// Settings are those besides the APN.
type Settings struct {
	Known bool // they were read
	List  []Setting
	None  string // why none was read: "the family of this module is not known"
}

// APN is that of the first context.
type APN struct {
	Known   bool
	Wanted  string // sim.apn; "" when nobody cares
	Value   string // what the module has
	Granted string // of the active context, as the network has it; "" when none is or nothing says it
	Command string // sets it
}

// Context is one PDP context.
type Context struct {
	CID     int
	Active  bool
	Address string // "" when there is none, or it is 0.0.0.0
}

// Session are the PDP contexts.
type Session struct {
	Known bool
	List  []Context
}

// Route is the way of our own traffic.
type Route struct {
	Modem   []string // interfaces that are the modem's
	Checked bool     // the kernel was asked
	Out     string   // interface by which a request to the cloud leaves, "" for the loopback
	Refused string   // why it may not; "" when it may
	By      string   // the interface that was refused; "" when there is no way at all
	Guessed bool     // where the cloud is was not known: the way out of this board was asked for
	Via     string   // cloud.via
}

// Cloud is the Super SIM API's word.
type Cloud struct {
	Provider string // "" when none is configured
	Left     string // why it was not asked: "--no-cloud"
	By       string // who asked: "the daemon"; "" for this command itself
	Status   string // new, ready, active, inactive, scheduled
	Checked  time.Time
	Missing  bool   // the account does not have this Sim
	Error    string // why there is no word
	Hint     string // what a person can do about it
	Route    bool   // the error is that no way out was proven
	Fleet    string // name or SID, as it is to be shown
	Wanted   string // the Fleet that a new Sim should get: desired.fleet, or the only one there is
	Pending  bool   // the daemon is about to change it
	SIM      string // as `simagent sims` takes it
}

// Limit is what is used up.
type Limit struct {
	Known      bool
	Low, High  *int64 // bytes of the billing period, both directions
	Data       *int64 // bytes of the threshold of `ready`; nil when none applies
	SMS        *int64 // SMS Commands, the high bound
	SMSMost    *int64 // their threshold; nil when none applies
	ReadyUntil time.Time
	Over       string // that the Fleet's data limit is used up, in words; "" when it is not, or not known
	OverHands  string // what a person can do about it
	Fleet      string // name or SID, as it is to be shown
	NoData     bool   // the Fleet allows no data
	NotCounted string // why nothing counts the bytes
}

// Credentials are what the cloud is asked with.
type Credentials struct {
	Needed  bool
	Checked bool
	Place   string // path, systemd:NAME or the name of the token command's program
	Command bool   // it is a program's
	Error   string // why it cannot be used; "…; type: LINE" says what mends it
	Refused string // what the cloud said of it
	Hint    string
}

// Clock is the board's time of day.
type Clock struct {
	Now    time.Time
	Synced *bool          // the kernel vouches for it
	Skew   *time.Duration // against the cloud's, ahead is positive
	By     string         // who vouches for the time that the daemon uses: cloud, ntp, network
	Said   string         // what the daemon says against it; "" is nothing
}

// Folder is one folder of the daemon.
type Folder struct {
	Path     string
	Key      string // the flag that names it
	Exists   bool
	Near     string // the folder that is there: itself, or the nearest one above
	Mount    string // where its file system is mounted
	Writable *bool  // by this person
	ReadOnly bool   // the file system
	Free     *int64 // bytes
	Error    string
}

// Disk is where the account is kept.
type Disk struct {
	State, Run Folder
	NotKept    string // why the daemon does not keep the account
	Stored     time.Time
	Daemon     bool // a daemon runs and keeps it
	User       string
}
