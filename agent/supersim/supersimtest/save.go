package supersimtest

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// Save writes the state as JSON: everything that the API shows, and what will happen by itself. Not in it are the
// accounts with their secrets, which are Options, access tokens, faults, callbacks set by the On functions, and the
// counts of requests and strays. It delivers no events, so Options.Commit may call it.
func (c *Cloud) Save(w io.Writer) error {
	c.mu.Lock()
	c.settle(c.opt.Now())
	st := c.state()
	c.mu.Unlock()
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	if err := enc.Encode(st); err != nil {
		return fmt.Errorf("cannot save the cloud: %w", err)
	}
	return nil
}

// state is a copy of everything. mu is held.
func (c *Cloud) state() cloudState {
	st := cloudState{Format: stateFormat, Version: stateVersion, Last: c.last, Serial: c.serial, Claims: map[string]string{}}
	for iccid, d := range c.claims {
		st.Claims[iccid] = hex.EncodeToString(d[:])
	}
	for _, n := range c.networks {
		st.Networks = append(st.Networks, networkState{n.sid, n.name, n.country, n.mcc, n.mnc})
	}
	for _, p := range c.profiles {
		j := profileState{p.sid, p.account, p.uniqueName, []string{}, p.created, p.updated}
		for _, n := range p.networks {
			j.Networks = append(j.Networks, n.sid)
		}
		st.Profiles = append(st.Profiles, j)
	}
	for _, f := range c.fleets {
		st.Fleets = append(st.Fleets, fleetState{f.sid, f.account, f.uniqueName, f.profile.sid, f.dataEnabled, f.dataLimitMB, f.smsEnabled,
			f.smsURL, f.smsMethod, f.ipURL, f.ipMethod, f.created, f.updated})
	}
	for _, s := range c.sims {
		st.Sims = append(st.Sims, s.state())
	}
	for _, m := range c.sms {
		st.SMS = append(st.SMS, smsState{m.sid, m.account, m.sim.sid, m.payload, m.status, m.direction, m.created, m.updated, m.callback})
	}
	for _, m := range c.ips {
		st.IPs = append(st.IPs, ipState{m.sid, m.account, m.sim.sid, m.status, m.direction, m.deviceIP, m.devicePort, m.payloadType, m.payload,
			m.created, m.updated, m.callback})
	}
	for _, u := range c.settings {
		st.Settings = append(st.Settings, settingsState{u.sid, u.sim.sid, u.status, u.next, u.created, u.updated, u.completed})
	}
	for _, p := range c.esims {
		j := esimState{SID: p.sid, Account: p.account, Status: p.status, EID: p.eid, MatchingID: p.matchingID, Generate: p.generate,
			ErrCode: p.errCode, ErrText: p.errText, Next: p.next, Created: p.created, Updated: p.updated, Callback: p.callback}
		if p.sim != nil {
			j.Sim = p.sim.sid
		}
		st.ESims = append(st.ESims, j)
	}
	return st
}

func (s *sim) state() simState {
	j := simState{SID: s.sid, ICCID: s.iccid, Account: s.account, Name: s.uniqueName, Status: s.status, Fleet: s.fleetSID(), Created: s.created,
		Updated: s.updated, ReadyBytes: s.readyBytes, ReadySMS: s.readySMS, Total: s.total, TotalSMS: s.totalSMS, Why: s.why,
		Addresses: slices.Clone(s.addresses), Callback: s.callback}
	if u := s.next; u != nil {
		j.Next = &updateState{Due: u.due, Status: u.status, Fails: u.fails}
		if u.fleet != nil {
			j.Next.Fleet = u.fleet.sid
		}
	}
	if p := s.period; p != nil {
		j.Period = &periodState{p.sid, p.account, p.kind, p.start, p.anchor, p.months, p.created, p.bytes}
	}
	for _, b := range s.usage {
		k := bucketState{b.hour, b.account, b.fleet.sid, b.network.sid, b.up, b.down, nil}
		for _, l := range b.late {
			k.Late = append(k.Late, lateState{l.at, l.up, l.down})
		}
		j.Usage = append(j.Usage, k)
	}
	return j
}
