package supersimtest

import (
	"crypto/rsa"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"time"
)

// Cloud is the emulated cloud. It is safe for several goroutines.
type Cloud struct {
	opt Options

	mu       sync.Mutex // guards all below
	accounts map[string]*Account
	users    map[string]login // for Basic authentication
	clients  map[string]login // for tokens
	tokens   map[string]token
	issued   int             // tokens
	dead     int             // tokens up to this number have been made useless by a fault
	key      *rsa.PrivateKey // signs tokens; nil until the first one
	underway int             // requests
	sims     []*sim          // in the order of their making
	byICCID  map[string]*sim
	bySID    map[string]*sim
	byName   map[nameKey]*sim   // unique names are per account
	claims   map[string]*digest // by ICCID, of SIMs on no account yet
	fleets   []*fleet
	profiles []*profile
	networks []*network
	sms      []*smsCommand
	ips      []*ipCommand
	bySMS    map[string]*smsCommand // by SID
	byIP     map[string]*ipCommand
	settings []*settingsUpdate
	esims    []*esimProfile
	faults   []*fault
	serial   uint64          // makes SIDs
	loaded   map[string]bool // the SIDs of the file of Load, whose serial may lie behind them
	requests int
	strays   int
	last     time.Time // the latest time seen
	agenda   agenda    // what falls due by itself
	plans    int       // lines that were ever on the agenda

	calls      callbacks
	alerts     []Alert
	dueTold    time.Time // for tellDue
	dueChanged chan struct{}

	onSMS    func(iccid, sid, payload string)
	onIP     func(iccid, sid string, port int, payload []byte)
	onChange func(iccid, oldStatus, newStatus, why string)
	events   []func() // to be called without mu, in order
	busy     bool     // somebody is delivering events
}

type login struct {
	secret, account string
	readOnly        bool
}

// nameKey is a unique name within an account.
type nameKey struct{ account, name string }

// New makes a cloud with two Networks, a Network Access Profile for each account, and without Sims and Fleets.
func New(opt Options) *Cloud {
	c := empty(opt)
	c.last = c.opt.Now()
	c.addNetworks()
	return c
}

// empty makes a cloud in which there are only the accounts.
func empty(opt Options) *Cloud {
	c := &Cloud{opt: opt.withDefaults(), accounts: map[string]*Account{}, users: map[string]login{}, clients: map[string]login{},
		tokens: map[string]token{}, byICCID: map[string]*sim{}, bySID: map[string]*sim{}, byName: map[nameKey]*sim{},
		claims: map[string]*digest{}, bySMS: map[string]*smsCommand{}, byIP: map[string]*ipCommand{}}
	c.calls.wake, c.dueChanged = make(chan struct{}, 1), make(chan struct{}, 1)
	for _, a := range c.opt.Accounts {
		c.admit(a)
	}
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
	for {
		c.serial++
		sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", prefix, c.serial))
		if v := prefix + hex.EncodeToString(sum[:16]); !c.loaded[v] {
			return v
		}
	}
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
