package main

import (
	"slices"
	"strings"

	"simagent/agent"
	judge "simagent/agent/doctor"
	"simagent/agent/local"
	"simagent/agent/secret"
	"simagent/simcard"
)

// statusFacts adds what only the daemon knows, and what it knows for longer.
func (d *doctor) statusFacts(f *judge.Facts) {
	d.pinFacts(f)
	if d.status == nil {
		return
	}
	st := d.status
	d.drops(f)
	if st.Link.State != "up" {
		return
	}
	d.daemonsPIN(f)
	n := &f.Network
	if st.Network.Since != nil && st.Network.Registration != nil && n.Known && *st.Network.Registration == n.Stat.String() {
		n.For = f.Time.Sub(*st.Network.Since)
	}
	if n.Said == "" && st.Network.Cause != nil && !n.Stat.Registered() {
		n.Said = *st.Network.Cause
	}
	d.daemonsSettings(f)
}

// daemonsPIN is why the daemon does not enter the PIN that it has, or cannot have it. Its verdict alone says so.
func (d *doctor) daemonsPIN(f *judge.Facts) {
	if d.status.Verdict.Code != agent.SIMNeedsPIN {
		return
	}
	if _, why, ok := strings.Cut(d.status.Verdict.Text, "its PIN, which is not sent: "); ok {
		f.PIN.Withheld = why
	}
	if _, why, ok := strings.Cut(d.status.Verdict.Text, "sim.pin_file does not give one: "); ok && f.PIN.Problem == "" {
		f.PIN.Problem = why
	}
}

// daemonsSettings lays the daemon's reading over our own: it may read what only reads, and knows what waits for a restart.
func (d *doctor) daemonsSettings(f *judge.Facts) {
	st := d.status.Link.Settings
	if st == nil {
		return
	}
	s, apn := &f.Settings, false
	for _, one := range st {
		if one.About == "APN" {
			if parts := strings.Split(one.Command, `"`); d.file == "" && len(parts) > 2 {
				f.APN.Wanted, f.APN.Command = parts[len(parts)-2], strings.TrimPrefix(one.Command, "AT") // by its configuration
			}
			apn = true
			continue
		}
		s.List = slices.DeleteFunc(s.List, func(o judge.Setting) bool { return o.About == string(one.About) })
		s.List = append(s.List, judge.Setting{About: string(one.About), Value: string(one.Value), Command: one.Command, Why: one.Why, Written: one.Written})
	}
	s.Known = s.Known || len(s.List) > 0 || s.None == ""
	if !apn && d.file == "" {
		f.APN.Wanted = f.APN.Value // the daemon's configuration has the word, and finds that it fits
	}
}

// drops counts how often the module vanished in the last 24 hours.
func (d *doctor) drops(f *judge.Facts) {
	if drops := d.status.Recovery.Drops; d.status.Link.Port != nil && drops != nil {
		n := int(*drops)
		f.Power.Drops = &n
	}
	f.Recovery = local.Recovering(d.status.Recovery)
}

// pinFacts look at the PIN's file, without a word of what stands in it.
func (d *doctor) pinFacts(f *judge.Facts) {
	path := d.cfg.SIM.PINFile
	if path == "" {
		return
	}
	f.PIN.File = path
	b, err := secret.Read(path, "PIN file")
	if err == nil {
		_, err = simcard.ParsePIN(strings.TrimSpace(string(b)))
	}
	if err != nil {
		f.PIN.Problem = err.Error()
	}
}

// daemonsCloud is the cloud's word as the daemon heard it; false when the daemon asks none.
func (d *doctor) daemonsCloud(f *judge.Facts) bool {
	if d.status == nil || d.status.Cloud.Provider == nil {
		return false
	}
	st, c := &d.status.Cloud, &f.Cloud
	c.Provider, c.By = *st.Provider, "the daemon"
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	c.Status, c.Error = text(st.Status), text(st.Error)
	if c.Fleet = text(st.Fleet); c.Fleet == "" {
		c.Fleet = text(st.FleetSID)
	}
	if st.CheckedAt != nil {
		c.Checked = *st.CheckedAt
	}
	v := &d.status.Verdict
	c.Missing = v.Code == agent.NotInAccount
	c.Pending = v.Code == agent.NotActivated && v.Next != nil && strings.HasPrefix(*v.Next, "Nothing to do: [desired]")
	c.Route = strings.Contains(c.Error, "proven not to be the modem's")
	f.Limit.Fleet = c.Fleet
	if strings.HasPrefix(c.Error, "cloud answered 401") {
		f.Credentials.Refused, f.Credentials.Hint = c.Error, ""
	}
	return true
}

// clockFacts are the board's clock and who vouches for it.
func (d *doctor) clockFacts(f *judge.Facts) {
	synced := clockSynced()
	f.Clock.Now, f.Clock.Synced = f.Time, &synced
	if d.status == nil {
		return
	}
	f.Clock.By = string(d.status.Clock)
	if skew := f.Time.Sub(d.status.Time); f.Clock.By == "cloud" && f.Clock.Skew == nil { // which the daemon's time is
		f.Clock.Skew = &skew
	}
	if v := &d.status.Verdict; v.Code == agent.ClockUnset {
		f.Clock.Said = strings.TrimPrefix(v.Text, "It works, but ")
	}
}
