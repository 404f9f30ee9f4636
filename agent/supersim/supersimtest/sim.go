package supersimtest

import (
	"net/netip"
	"slices"
	"time"
)

// The status values, as on the wire.
const (
	stNew       = "new"
	stReady     = "ready"
	stActive    = "active"
	stInactive  = "inactive"
	stScheduled = "scheduled"
)

// sim is one Sim resource and what the network knows about it.
type sim struct {
	sid, iccid, account string
	uniqueName          string // "" is null
	status              string // what the SIM can do now; "scheduled" is shown while next is not nil
	fleet               *fleet // nil is null
	created, updated    time.Time
	next                *update
	period              *period // the current or most recent one

	readyBytes int64 // since it became ready
	readySMS   int
	total      int64 // since ever
	totalSMS   int
	why        string // why it is active: request, data, sms, time
	usage      []bucket
	addresses  []netip.Addr // on a VPN
	callback   [2]string    // URL and method of the last update, or of the asynchronous one that is under way
	plannedFor time.Time    // on the agenda
}

// update is an asynchronous update that was accepted.
type update struct {
	due    time.Time // zero: never, by FaultStuck
	status string    // "" keeps the status
	fleet  *fleet    // nil keeps the Fleet
	fails  bool
}

// shown is the status that the API gives.
func (s *sim) shown() string {
	if s.next != nil {
		return stScheduled
	}
	return s.status
}

func (s *sim) activated() bool { return s.status == stReady || s.status == stActive }

// SimView is a snapshot of a Sim. The zero value means that there is no such SIM.
type SimView struct {
	SID         string
	ICCID       string
	UniqueName  string
	AccountSID  string
	Status      string // as the API shows it: new, ready, active, inactive, scheduled
	Working     string // what the SIM can do now: new, ready, active or inactive; differs from Status while scheduled
	FleetSID    string
	Why         string // why it is active: request, data, sms, time; "" when it is not
	ReadyBytes  int64  // counted while ready, both directions
	ReadySMS    int    // SMS Commands counted while ready, both directions
	Bytes       int64  // ever, both directions
	SMS         int    // SMS Commands ever, both directions
	PeriodType  string // ready, active, or "" without a billing period
	PeriodStart time.Time
	PeriodEnd   time.Time
	PeriodBytes int64 // in this billing period, against the Fleet's limit

	Addresses []netip.Addr // on a VPN
	Stuck     bool         // its update will never complete, by FaultStuck, until ClearFaults
}

func (s *sim) view() SimView {
	v := SimView{
		SID: s.sid, ICCID: s.iccid, UniqueName: s.uniqueName, AccountSID: s.account, Status: s.shown(), Working: s.status,
		FleetSID: s.fleetSID(), ReadyBytes: s.readyBytes, ReadySMS: s.readySMS, Bytes: s.total, SMS: s.totalSMS,
		Addresses: slices.Clone(s.addresses), Stuck: s.next != nil && s.next.due.IsZero(),
	}
	if s.status == stActive {
		v.Why = s.why
	}
	if p := s.period; p != nil {
		v.PeriodType, v.PeriodStart, v.PeriodEnd, v.PeriodBytes = p.kind, p.start, p.end, p.bytes
	}
	return v
}

func (s *sim) fleetSID() string {
	if s.fleet == nil {
		return ""
	}
	return s.fleet.sid
}

// findSim finds by SID or unique name among the Sims of the account. mu is held.
func (c *Cloud) findSim(account, ref string) *sim {
	if s := c.bySID[ref]; s != nil && s.account == account {
		return s
	}
	return c.byName[nameKey{account, ref}]
}

// filterSim finds the Sim that a list of an account's own records is narrowed to. By SID that is also one that has
// left the account, whose records have not. mu is held.
func (c *Cloud) filterSim(account, ref string) *sim {
	if s := c.bySID[ref]; s != nil {
		return s
	}
	return c.byName[nameKey{account, ref}]
}

// place gives a Sim its account and unique name. mu is held.
func (c *Cloud) place(s *sim, account, name string) {
	delete(c.byName, nameKey{s.account, s.uniqueName})
	s.account, s.uniqueName = account, name
	if name != "" {
		c.byName[nameKey{account, name}] = s
	}
}

// reaches reports whether account may take or give what owner owns.
func (c *Cloud) reaches(account, owner string) bool {
	return account == owner || c.accounts[owner] != nil && c.accounts[owner].Parent == account
}

// family is the primary account of an account: within it, Sims move.
func (c *Cloud) family(account string) string {
	if a := c.accounts[account]; a != nil && a.Parent != "" {
		return a.Parent
	}
	return account
}
