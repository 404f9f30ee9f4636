package supersimtest

import "time"

// settingsUpdate is one Settings Update: the network writes settings onto the SIM over the air. It belongs to the SIM,
// so it is shown to whatever account has the SIM now.
type settingsUpdate struct {
	sid              string
	sim              *sim
	status           string    // scheduled, in-progress, successful, failed
	next             time.Time // of the next step, zero when there is none
	created, updated time.Time
	completed        time.Time // zero is null
	plannedFor       time.Time // on the agenda
}

// AddSettingsUpdate begins a Settings Update of a SIM and returns its SID. status is scheduled or in-progress, from
// where it goes on by itself, or successful or failed, which are final. Any other status, and an unknown ICCID, is a
// stray and gives "".
func (c *Cloud) AddSettingsUpdate(iccid, status string) (sid string) {
	c.do(func(now time.Time) {
		s := c.byICCID[iccid]
		switch status {
		case "scheduled", "in-progress", "successful", "failed":
		default:
			s = nil
		}
		if s == nil {
			c.strays++
			return
		}
		sid = c.addSettings(s, status, now).sid
	})
	return sid
}

// addSettings makes a Settings Update in a status. mu is held.
func (c *Cloud) addSettings(s *sim, status string, at time.Time) *settingsUpdate {
	u := &settingsUpdate{sid: c.sid("OB"), sim: s, created: at}
	c.settings = append(c.settings, u)
	u.turn(c, status, at)
	c.plan(u)
	return u
}

// turn enters a status. mu is held.
func (u *settingsUpdate) turn(c *Cloud, status string, at time.Time) {
	u.status, u.updated, u.next = status, at, time.Time{}
	switch status {
	case "scheduled", "in-progress":
		u.next = at.Add(max(c.opt.SettingsStep, 0))
	case "successful":
		u.completed = at
	}
}

func (u *settingsUpdate) due() time.Time      { return u.next }
func (u *settingsUpdate) planned() *time.Time { return &u.plannedFor }

func (u *settingsUpdate) happen(c *Cloud, t time.Time) {
	if u.status == "scheduled" {
		u.turn(c, "in-progress", t)
	} else {
		u.turn(c, "successful", t)
	}
}

type packageJSON struct {
	Name     string `json:"name"`
	Version  string `json:"version"`
	MoreInfo string `json:"more_info"`
}

type settingsJSON struct {
	SID           string        `json:"sid"`
	ICCID         string        `json:"iccid"`
	SimSID        string        `json:"sim_sid"`
	Status        string        `json:"status"`
	Packages      []packageJSON `json:"packages"`
	DateCompleted *string       `json:"date_completed"`
	DateCreated   string        `json:"date_created"`
	DateUpdated   string        `json:"date_updated"`
}

// settings is the form on the wire. The package is the one of the vendor's example.
func (q *request) settings(u *settingsUpdate) settingsJSON {
	j := settingsJSON{SID: u.sid, ICCID: u.sim.iccid, SimSID: u.sim.sid, Status: u.status, DateCreated: iso(u.created), DateUpdated: iso(u.updated),
		Packages: []packageJSON{{"base-settings", "1.0.0", docs + "/iot/supersim/settings-packages/base-settings"}}}
	if !u.completed.IsZero() {
		j.DateCompleted = null(iso(u.completed))
	}
	return j
}

func (c *Cloud) listSettings(q *request) (int, any, *apiError) {
	if e := q.oneOf("Status", "scheduled", "in-progress", "successful", "failed"); e != nil {
		return 0, nil, e
	}
	ref, status := q.get("Sim"), q.get("Status")
	s := c.findSim(q.account, ref)
	return q.page("settings_updates", collect(c.settings, func(u *settingsUpdate) bool { return c.family(u.sim.account) == c.family(q.account) }, func(u *settingsUpdate) bool {
		return u.sim.account == q.account && (ref == "" || u.sim == s) && (status == "" || u.status == status)
	}, func(u *settingsUpdate) string { return u.sid }, func(u *settingsUpdate) any { return q.settings(u) }))
}
