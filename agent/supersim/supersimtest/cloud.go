package supersimtest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"time"
)

// The account that exists when Options names none. The values are obviously made up, and have only letters and digits
// because the vendor's Go SDK sends no others.
const (
	AccountSID = "AC00000000000000000000000000000001"
	AuthToken  = "0000test0000token0000emulator000"
	KeySID     = "SK00000000000000000000000000000001"
	KeySecret  = "0000test0000secret000emulator000"
)

// Account is one account of the cloud and how to authenticate for it.
type Account struct {
	SID       string            // AC and 32 hex digits
	AuthToken string            // with SID as the user
	Keys      map[string]string // API key SID to secret
	Parent    string            // SID of the primary account, "" for a primary account

	WebhookSecret string // signs the callbacks at KORE; "" leaves their signature empty
}

// Options are read once by New. The zero value is a cloud with the account AccountSID.
type Options struct {
	Accounts     []Account        // the first owns what AddSim and AddFleet make
	Now          func() time.Time // time.Now when nil; must not go back
	ScheduledFor time.Duration    // how long an asynchronous update takes; 0 is 10 s, negative is none
	ReadyBytes   int64            // bytes after which ready becomes active; 0 is 250,000
	ReadySMS     int              // SMS Commands of both directions after which ready becomes active; 0 is 5
	ReadyMonths  int              // calendar months after which ready becomes active; 0 is 3

	CallbackAnywhere bool // RunCallbacks also calls addresses that are not loopback
}

// Cloud is the emulated cloud. It is safe for several goroutines.
type Cloud struct {
	opt Options

	mu       sync.Mutex // guards all below
	accounts map[string]*Account
	users    map[string]login
	sims     []*sim // in the order of their making
	byICCID  map[string]*sim
	claims   map[string]string // ICCID to registration code, of SIMs on no account yet
	fleets   []*fleet
	profiles []*profile
	networks []network
	sms      []*smsCommand
	ips      []*ipCommand
	faults   []*fault
	serial   uint64 // makes SIDs
	requests int
	strays   int
	last     time.Time // the latest time seen
	due      time.Time // nothing falls due before; zero when unknown

	calls      callbacks
	alerts     []Alert
	dueTold    time.Time
	dueChanged chan struct{}

	onSMS    func(iccid, sid, payload string)
	onIP     func(iccid, sid string, port int, payload []byte)
	onChange func(iccid, oldStatus, newStatus, why string)
	events   []func() // to be called without mu, in order
	busy     bool     // somebody is delivering events
}

type login struct{ secret, account string }

// New makes a cloud with one Network Access Profile and two Networks, and without Sims and Fleets.
func New(opt Options) *Cloud {
	if len(opt.Accounts) == 0 {
		opt.Accounts = []Account{{SID: AccountSID, AuthToken: AuthToken, Keys: map[string]string{KeySID: KeySecret}}}
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.ScheduledFor == 0 {
		opt.ScheduledFor = 10 * time.Second
	}
	if opt.ReadyBytes == 0 {
		opt.ReadyBytes = 250_000 // sim-resource, Status values: 250KB
	}
	if opt.ReadySMS == 0 {
		opt.ReadySMS = 5 // same place
	}
	if opt.ReadyMonths == 0 {
		opt.ReadyMonths = 3 // same place
	}
	c := &Cloud{opt: opt, accounts: map[string]*Account{}, users: map[string]login{}, byICCID: map[string]*sim{}, claims: map[string]string{}}
	for _, a := range opt.Accounts {
		c.accounts[a.SID] = &a
		c.users[a.SID] = login{a.AuthToken, a.SID}
		for sid, secret := range a.Keys {
			c.users[sid] = login{secret, a.SID}
		}
	}
	c.calls.wake, c.dueChanged = make(chan struct{}, 1), make(chan struct{}, 1)
	c.last = opt.Now()
	c.addNetworks()
	return c
}

// do runs f on the settled state under the lock, and then delivers the events.
func (c *Cloud) do(f func(now time.Time)) {
	c.mu.Lock()
	f(c.settle(c.opt.Now()))
	c.mu.Unlock()
	c.deliver()
}

// emit queues an event. mu is held.
func (c *Cloud) emit(f func()) { c.events = append(c.events, f) }

// deliver calls the queued events in order, without mu. When another goroutine, or a caller further up this one's
// stack, is at it already, that one takes ours too.
func (c *Cloud) deliver() {
	c.mu.Lock()
	if c.busy {
		c.mu.Unlock()
		return
	}
	c.busy = true
	for len(c.events) > 0 {
		batch := c.events
		c.events = nil
		c.mu.Unlock()
		for _, f := range batch {
			f()
		}
		c.mu.Lock()
	}
	c.busy = false
	c.tellDue()
	c.mu.Unlock()
}

// sid makes the next SID: the prefix and 32 hex digits that look random and are the same in every run. mu is held.
func (c *Cloud) sid(prefix string) string {
	c.serial++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", prefix, c.serial))
	return prefix + hex.EncodeToString(sum[:16])
}

// OnChange sets what is called after the status of a Sim has changed. why is "request" when an update was accepted or
// completed, "failed" when one came to nothing, and "data", "sms" or "time" when ready became active by itself. nil is silent.
func (c *Cloud) OnChange(f func(iccid, oldStatus, newStatus, why string)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.onChange = f
}

// Requests is how many HTTP requests have come, refused and spoilt ones included.
func (c *Cloud) Requests() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.requests
}

// Strays is how many driving calls named a SIM that does not exist or could not do that, such as data of a SIM that
// is inactive. Such calls have no other effect.
func (c *Cloud) Strays() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.strays
}
