package supersimtest

import (
	"errors"
	"net/netip"
	"slices"
	"time"
)

func (l *loader) sim(j simState) error {
	if err := l.owned("HS", j.SID, j.Account, j.Created, j.Updated); err != nil {
		return err
	}
	s := &sim{sid: j.SID, iccid: j.ICCID, status: j.Status, created: j.Created, updated: j.Updated, readyBytes: j.ReadyBytes, readySMS: j.ReadySMS,
		total: j.Total, totalSMS: j.TotalSMS, why: j.Why, addresses: j.Addresses, callback: j.Callback}
	if j.Fleet != "" {
		s.fleet = l.fleets[j.Fleet]
	}
	switch {
	case j.ICCID == "" || l.c.byICCID[j.ICCID] != nil || l.c.claims[j.ICCID] != nil:
		return errors.New("its ICCID is missing or there twice")
	case l.c.byName[nameKey{j.Account, j.Name}] != nil:
		return errors.New("its unique name is there twice")
	case !slices.Contains([]string{stNew, stReady, stActive, stInactive}, j.Status):
		return errors.New("there is no such status")
	case j.Fleet != "" && (s.fleet == nil || s.fleet.account != j.Account):
		return errors.New("its Fleet does not exist")
	case j.ReadyBytes < 0 || j.ReadySMS < 0 || j.Total < 0 || j.TotalSMS < 0:
		return errors.New("a count is negative")
	case slices.ContainsFunc(j.Addresses, func(a netip.Addr) bool { return !a.IsValid() }):
		return errors.New("one of its addresses is broken")
	}
	for _, load := range []func(*sim, simState) error{l.period, l.update, l.usage} {
		if err := load(s, j); err != nil {
			return err
		}
	}
	if s.activated() && (s.fleet == nil || s.period == nil || s.period.kind != s.status) {
		return errors.New("it is activated without a Fleet or a billing period")
	}
	l.c.sims = append(l.c.sims, s)
	l.c.byICCID[s.iccid], l.c.bySID[s.sid] = s, s
	l.c.place(s, j.Account, j.Name)
	l.c.plan(s)
	return nil
}

func (l *loader) period(s *sim, j simState) error {
	p := j.Period
	if p == nil {
		return nil
	}
	if err := l.owned("HB", p.SID, p.Account, p.Start, p.Anchor, p.Created); err != nil {
		return err
	}
	s.period = &period{sid: p.SID, account: p.Account, kind: p.Kind, start: p.Start.UTC(), anchor: p.Anchor.UTC(), months: p.Months, created: p.Created, bytes: p.Bytes}
	if p.Months < 1 || p.Months > 12*1000 || p.Bytes < 0 || p.Kind != stReady && p.Kind != stActive {
		return errors.New("its billing period is broken")
	}
	if s.period.end = addMonths(s.period.anchor, p.Months); !s.period.start.Before(s.period.end) {
		return errors.New("its billing period is broken")
	}
	return nil
}

func (l *loader) update(s *sim, j simState) error {
	u := j.Next
	if u == nil {
		return nil
	}
	s.next = &update{due: u.Due, status: u.Status, fleet: l.fleets[u.Fleet], fails: u.Fails}
	fleet := s.fleet
	if u.Fleet != "" {
		fleet = s.next.fleet
	}
	switch {
	case u.Status == "" && u.Fleet == "",
		// A ready Sim may have become active by itself while that was scheduled.
		u.Status != "" && u.Status != s.status && !reachable(s.status, u.Status),
		fleet == nil || fleet.account != j.Account,
		!u.Due.IsZero() && !inRange(u.Due):
		return errors.New("its scheduled update is broken")
	}
	return nil
}

func (l *loader) usage(s *sim, j simState) error {
	for _, b := range j.Usage {
		k := bucket{hour: b.Hour.UTC(), account: b.Account, fleet: l.fleets[b.Fleet], network: l.c.networkBySID(b.Network), up: b.Up, down: b.Down}
		for _, late := range b.Late {
			k.late = append(k.late, lateBytes{late.At, late.Up, late.Down})
			if late.Up < 0 || late.Down < 0 || !inRange(late.At) {
				return errors.New("its usage is broken")
			}
		}
		if l.c.accounts[b.Account] == nil || k.fleet == nil || k.network == nil || b.Up < 0 || b.Down < 0 || !inRange(b.Hour) || !k.hour.Equal(k.hour.Truncate(time.Hour)) {
			return errors.New("its usage is broken")
		}
		s.usage = append(s.usage, k)
	}
	return nil
}
