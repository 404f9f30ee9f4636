package supersimtest

import "time"

// The account that exists when Options names none. The values are obviously made up, and have only letters and digits
// because the vendor's Go SDK sends no others.
const (
	AccountSID = "AC00000000000000000000000000000001"
	AuthToken  = "0000test0000token0000emulator000"
	KeySID     = "SK00000000000000000000000000000001"
	KeySecret  = "0000test0000secret000emulator000"

	ClientID     = "apiclient_0000test0000" // at KORE
	ClientSecret = "0000test0000client000emulator000"
)

// Account is one account of the cloud and how to authenticate for it.
type Account struct {
	SID       string            // AC and 32 hex digits
	AuthToken string            // with SID as the user
	Keys      map[string]string // API key SID to secret
	Parent    string            // SID of the primary account, "" for a primary account

	Clients       map[string]string // for KORE: client_id, such as apiclient_0000, to client_secret
	ReadOnly      []string          // those of Clients that may only read
	WebhookSecret string            // for KORE: signs callbacks; "" leaves their signature empty
	MoveInactive  bool              // the account may move inactive Sims to another account
}

// Options are read once by New. The zero value is a cloud with the account AccountSID.
type Options struct {
	Accounts         []Account        // the first owns what AddSim and AddFleet make
	Vendor           Vendor           // whose wire form ServeHTTP and RoundTripper speak; "" is Twilio
	Now              func() time.Time // time.Now when nil; must not go back
	ScheduledFor     time.Duration    // how long an asynchronous update takes; 0 is 10 s, negative is none
	SettingsStep     time.Duration    // how long a Settings Update is scheduled, and then in progress; 0 is 30 s, negative is none
	ReadyBytes       int64            // bytes after which ready becomes active; 0 is 250,000
	ReadySMS         int              // SMS Commands of both directions after which ready becomes active; 0 is 5
	ReadyMonths      int              // calendar months after which ready becomes active; 0 is 3
	UsageDelay       time.Duration    // how late bytes appear in UsageRecords; they count at once for all else
	BilledAfter      time.Duration    // how long after its hour usage has a billed amount; 0 is 24 h, negative is none
	ESims            int              // how many eSIM profiles can be ordered; 0 is any number, negative is none
	TokenLife        time.Duration    // of a KORE access token; 0 is 1 h
	DeliverAfter     time.Duration    // how long an SMS or IP Command to a SIM is on the way, when nobody says before how it ended; 0 is for ever
	CallbackAnywhere bool             // RunCallbacks also calls addresses that are not loopback
	MaxConcurrent    int              // requests under way at once, beyond which they are answered 429; 0 is any number
	Commit           func()           // called, without locks, before a request is answered that changed something; nil is silent
}

// withDefaults fills in what the zero values stand for.
func (o Options) withDefaults() Options {
	if len(o.Accounts) == 0 {
		o.Accounts = []Account{DefaultAccount()}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Vendor = or(o.Vendor, Twilio)
	o.ScheduledFor = or(o.ScheduledFor, 10*time.Second)
	o.SettingsStep = or(o.SettingsStep, 30*time.Second)
	o.ReadyBytes = or(o.ReadyBytes, 250_000) // sim-resource, Status values: 250KB
	o.ReadySMS = or(o.ReadySMS, 5)           // same place
	o.ReadyMonths = or(o.ReadyMonths, 3)     // same place
	o.BilledAfter = or(o.BilledAfter, 24*time.Hour)
	o.TokenLife = or(o.TokenLife, time.Hour)
	return o
}

// or is v, or def when v is the zero value.
func or[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}
