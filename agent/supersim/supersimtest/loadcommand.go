package supersimtest

import (
	"errors"
	"slices"
	"time"
)

var (
	errStatus = errors.New("there is no such status or direction")
	errNoSim  = errors.New("its Sim does not exist")
)

// A command that came from a SIM is received, one to a SIM is anything else.
func directed(direction, status string, toSim ...string) bool {
	return direction == "from_sim" && status == "received" || direction == "to_sim" && slices.Contains(toSim, status)
}

func (l *loader) sms(j smsState) error {
	if err := l.owned("HC", j.SID, j.Account, j.Created, j.Updated); err != nil {
		return err
	}
	s := l.c.bySID[j.Sim]
	switch {
	case s == nil:
		return errNoSim
	case !directed(j.Direction, j.Status, "queued", "sent", "delivered", "failed"):
		return errStatus
	}
	m := &smsCommand{sid: j.SID, account: j.Account, sim: s, payload: j.Payload, status: j.Status, direction: j.Direction, created: j.Created,
		updated: j.Updated, callback: j.Callback}
	if j.Status == "sent" && j.Direction == "to_sim" {
		m.arrival = l.c.arriveAfter(j.Updated)
	}
	l.c.keepSMS(m)
	l.c.plan(m)
	return nil
}

func (l *loader) ip(j ipState) error {
	if err := l.owned("HG", j.SID, j.Account, j.Created, j.Updated); err != nil {
		return err
	}
	s := l.c.bySID[j.Sim]
	switch {
	case s == nil:
		return errNoSim
	case !directed(j.Direction, j.Status, "queued", "sent", "failed") || j.Type != "text" && j.Type != "binary":
		return errStatus
	}
	m := &ipCommand{sid: j.SID, account: j.Account, sim: s, status: j.Status, direction: j.Direction, deviceIP: j.DeviceIP, devicePort: j.Port,
		payloadType: j.Type, payload: j.Payload, created: j.Created, updated: j.Updated, callback: j.Callback}
	if j.Status == "queued" {
		m.arrival = l.c.arriveAfter(j.Updated)
	}
	l.c.keepIP(m)
	l.c.plan(m)
	return nil
}

func (l *loader) setting(j settingsState) error {
	if err := l.sid("OB", j.SID); err != nil {
		return err
	}
	u := &settingsUpdate{sid: j.SID, sim: l.c.bySID[j.Sim], status: j.Status, next: j.Next, created: j.Created, updated: j.Updated, completed: j.Completed}
	goesOn := j.Status == "scheduled" || j.Status == "in-progress"
	switch {
	case u.sim == nil:
		return errNoSim
	case !goesOn && j.Status != "successful" && j.Status != "failed":
		return errStatus
	case goesOn != inRange(j.Next), (j.Status == "successful") != inRange(j.Completed), !inRange(j.Created), !inRange(j.Updated):
		return errors.New("its times do not fit its status")
	}
	l.c.settings = append(l.c.settings, u)
	l.c.plan(u)
	return nil
}

func (l *loader) esim(j esimState) error {
	if err := l.owned("HP", j.SID, j.Account, j.Created, j.Updated); err != nil {
		return err
	}
	p := &esimProfile{sid: j.SID, account: j.Account, sim: l.c.bySID[j.Sim], status: j.Status, eid: j.EID, matchingID: j.MatchingID, generate: j.Generate,
		errCode: j.ErrCode, errText: j.ErrText, next: j.Next, created: j.Created, updated: j.Updated, callback: j.Callback}
	ordered := j.Status == esNew || j.Status == esReserving
	switch {
	case !slices.Contains([]string{esNew, esReserving, esAvailable, esDownloaded, esInstalled, esFailed}, j.Status):
		return errStatus
	case ordered == (p.sim != nil):
		return errNoSim
	case ordered != inRange(j.Next) || !ordered && !j.Next.Equal(time.Time{}):
		return errors.New("its times do not fit its status")
	}
	l.c.esims = append(l.c.esims, p)
	l.c.plan(p)
	return nil
}
