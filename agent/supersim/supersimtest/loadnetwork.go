package supersimtest

import (
	"errors"
	"slices"
)

func (l *loader) network(j networkState) error {
	if err := l.sid("HW", j.SID); err != nil {
		return err
	}
	l.c.networks = append(l.c.networks, &network{j.SID, j.Name, j.Country, j.MCC, j.MNC})
	return nil
}

func (l *loader) profile(j profileState) error {
	if err := l.owned("HA", j.SID, j.Account, j.Created, j.Updated); err != nil {
		return err
	}
	if l.c.findProfile(j.Account, j.Name) != nil {
		return errors.New("its unique name is there twice")
	}
	p := &profile{j.SID, j.Account, j.Name, nil, j.Created, j.Updated}
	for _, sid := range j.Networks {
		n := l.c.networkBySID(sid)
		if n == nil || slices.Contains(p.networks, n) {
			return errors.New("one of its Networks does not exist or is there twice")
		}
		p.networks = append(p.networks, n)
	}
	l.c.profiles = append(l.c.profiles, p)
	l.profiles[p.sid] = p
	return nil
}

func (l *loader) fleet(j fleetState) error {
	if err := l.owned("HF", j.SID, j.Account, j.Created, j.Updated); err != nil {
		return err
	}
	p := l.profiles[j.Profile]
	switch {
	case p == nil || p.account != j.Account:
		return errors.New("its Network Access Profile does not exist")
	case l.c.findFleet(j.Account, j.Name) != nil:
		return errors.New("its unique name is there twice")
	case j.DataLimitMB < 1 || j.DataLimitMB > maxLimitMB:
		return errors.New("its data limit is out of range")
	case !isMethod(j.SMSMethod) || !isMethod(j.IPMethod) || j.SMSURL != "" && !isURL(j.SMSURL) || j.IPURL != "" && !isURL(j.IPURL):
		return errors.New("one of its webhooks is broken")
	}
	f := &fleet{sid: j.SID, account: j.Account, uniqueName: j.Name, dataEnabled: j.DataEnabled, dataLimitMB: j.DataLimitMB, smsEnabled: j.SMSEnabled,
		smsURL: j.SMSURL, smsMethod: j.SMSMethod, ipURL: j.IPURL, ipMethod: j.IPMethod, profile: p, created: j.Created, updated: j.Updated}
	l.c.fleets = append(l.c.fleets, f)
	l.fleets[f.sid] = f
	return nil
}
