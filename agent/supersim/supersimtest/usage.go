package supersimtest

import "time"

// bucket is the usage of one hour by one account, in one Fleet, on one Network: what a UsageRecord can tell apart.
// The account is the one that had the SIM, so records stay when the SIM moves.
type bucket struct {
	hour     time.Time
	account  string
	fleet    *fleet
	network  *network
	up, down int64
	late     []lateBytes // counted already, and not in the records yet; by time
}

// lateBytes wait until at.
type lateBytes struct {
	at       time.Time
	up, down int64
}

// AddUsage counts bytes that a SIM has sent up and received down, on the first Network. Negative numbers, and bytes of
// a SIM that may not use data (see MayAttach), are strays.
func (c *Cloud) AddUsage(iccid string, up, down int64) {
	c.do(func(now time.Time) { c.addUsage(iccid, c.networks[0], up, down, now) })
}

// AddUsageOn is AddUsage on another Network: its SID, or MCC and MNC in one word such as 00102. An unknown Network
// makes it a stray.
func (c *Cloud) AddUsageOn(network, iccid string, up, down int64) {
	c.do(func(now time.Time) { c.addUsage(iccid, c.findNetwork(network), up, down, now) })
}

func (c *Cloud) addUsage(iccid string, n *network, up, down int64, now time.Time) {
	s := c.byICCID[iccid]
	if c.refusal(s) != "" || n == nil || up < 0 || down < 0 {
		c.strays++
		return
	}
	s.record(now, n, up, down, max(c.opt.UsageDelay, 0))
	sum := up + down
	s.total += sum
	s.period.bytes += sum
	if s.status == stReady {
		s.readyBytes += sum
		c.outgrow(s, now)
	}
}

// record counts bytes in the hour of now. With a delay the records show them later, in that same hour.
func (s *sim) record(now time.Time, n *network, up, down int64, delay time.Duration) {
	hour := now.UTC().Truncate(time.Hour)
	b := s.bucket(hour, n)
	if delay == 0 {
		b.up += up
		b.down += down
		return
	}
	// Whole seconds, so that a busy SIM does not pile up one entry a packet.
	at := now.Add(delay).Truncate(time.Second)
	if k := len(b.late) - 1; k >= 0 && b.late[k].at.Equal(at) {
		b.late[k].up += up
		b.late[k].down += down
		return
	}
	b.late = append(b.late, lateBytes{at, up, down})
}

// bucket finds or makes the bucket of an hour. Only the last ones can be of the same hour.
func (s *sim) bucket(hour time.Time, n *network) *bucket {
	for i := len(s.usage) - 1; i >= 0 && s.usage[i].hour.Equal(hour); i-- {
		if b := &s.usage[i]; b.fleet == s.fleet && b.network == n { // a Fleet is of one account
			return b
		}
	}
	s.usage = append(s.usage, bucket{hour: hour, account: s.account, fleet: s.fleet, network: n})
	return &s.usage[len(s.usage)-1]
}

// arrive takes over what is late no longer.
func (b *bucket) arrive(now time.Time) {
	i := 0
	for ; i < len(b.late) && !now.Before(b.late[i].at); i++ {
		b.up += b.late[i].up
		b.down += b.late[i].down
	}
	b.late = b.late[i:]
}

// usedBy reports whether an account ever used data with this SIM.
func (s *sim) usedBy(account string) bool {
	for i := range s.usage {
		if s.usage[i].account == account {
			return true
		}
	}
	return false
}
