package supersim

import (
	"context"
	"encoding/json"
	"iter"
	"time"
)

// SettingsUpdate is a change of the card's own settings over the air. Null is "" or the zero time.
type SettingsUpdate struct {
	SID           string // OB and 32 hex digits
	ICCID         string
	SimSID        string
	Status        string            // scheduled, in-progress, successful, failed
	Packages      []SettingsPackage // what was brought onto the card
	DateCompleted time.Time
	DateCreated   time.Time
	DateUpdated   time.Time
	Raw           json.RawMessage // the whole answer
}

// SettingsPackage is one part of a SettingsUpdate.
type SettingsPackage struct{ Name, Version string }

// UnmarshalJSON reads the API's form. Anything but a JSON object is an error.
func (s *SettingsUpdate) UnmarshalJSON(b []byte) error {
	p, raw, err := readProps(b)
	if err != nil {
		return err
	}
	*s = SettingsUpdate{
		SID: p.text("sid"), ICCID: p.text("iccid"), SimSID: p.text("sim_sid"), Status: p.text("status"),
		DateCompleted: p.time("date_completed"), DateCreated: p.time("date_created"), DateUpdated: p.time("date_updated"), Raw: raw,
	}
	for _, g := range p.list("packages") {
		s.Packages = append(s.Packages, SettingsPackage{Name: g.text("name"), Version: g.text("version")})
	}
	return nil
}

// SettingsUpdates lists the changes of a card's settings, in the manner of Sims. sim is a SID or unique name; "" does not
// narrow.
func (c *Client) SettingsUpdates(ctx context.Context, sim, status string) iter.Seq2[SettingsUpdate, error] {
	u := c.url(c.query("Sim", sim, "Status", status), "SettingsUpdates")
	return list[SettingsUpdate](ctx, c, u, "cannot read SettingsUpdates", "settings_updates")
}
