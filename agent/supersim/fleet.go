package supersim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strconv"
	"time"
)

// Fleet is what a group of Sims has in common. Null is "", nil or the zero time.
type Fleet struct {
	SID                     string // HF and 32 hex digits
	UniqueName              string
	AccountSID              string
	NetworkAccessProfileSID string
	DataEnabled             *bool
	DataLimit               *int64 // megabytes (1,000,000 bytes) in a billing period, per Sim
	DataMetering            string
	SmsCommandsEnabled      *bool
	SmsCommandsURL          string
	SmsCommandsMethod       string
	IPCommandsURL           string
	IPCommandsMethod        string
	DateCreated             time.Time
	DateUpdated             time.Time
	URL                     string
	Raw                     json.RawMessage // the whole answer
}

// UnmarshalJSON reads the API's form. Anything but a JSON object is an error.
func (f *Fleet) UnmarshalJSON(b []byte) error {
	p, raw, err := readProps(b)
	if err != nil {
		return err
	}
	*f = Fleet{
		SID: p.text("sid"), UniqueName: p.text("unique_name"), AccountSID: p.text("account_sid"),
		NetworkAccessProfileSID: p.text("network_access_profile_sid"),
		DataEnabled:             p.flag("data_enabled"), DataLimit: p.count("data_limit"), DataMetering: p.text("data_metering"),
		SmsCommandsEnabled: p.flag("sms_commands_enabled"), SmsCommandsURL: p.text("sms_commands_url"), SmsCommandsMethod: p.text("sms_commands_method"),
		IPCommandsURL: p.text("ip_commands_url"), IPCommandsMethod: p.text("ip_commands_method"),
		DateCreated: p.time("date_created"), DateUpdated: p.time("date_updated"), URL: p.text("url"), Raw: raw,
	}
	return nil
}

// Fleets lists the account's Fleets in the manner of Sims. profile is the SID or unique name of a Network Access Profile
// that narrows the list, or "".
func (c *Client) Fleets(ctx context.Context, profile string) iter.Seq2[Fleet, error] {
	return list[Fleet](ctx, c, c.url(c.query("NetworkAccessProfile", profile), "Fleets"), "cannot read Fleets", "fleets")
}

// Fleet fetches one Fleet by its SID or its unique name.
func (c *Client) Fleet(ctx context.Context, ref string) (Fleet, Meta, error) {
	const what = "cannot read Fleet"
	if !isRef(ref) {
		return Fleet{}, Meta{}, errors.New(what + ": give its SID or its unique name")
	}
	body, meta, err := c.get(ctx, c.url(nil, "Fleets", ref))
	f, err := one[Fleet](what, "Fleet", body, meta, err)
	return f, meta, err
}

// FleetSettings are for a new Fleet or for a change of one; nil and "" take the API's default, or keep what is there.
type FleetSettings struct {
	UniqueName           *string
	NetworkAccessProfile string // SID or unique name; needed for a new Fleet
	DataEnabled          *bool  // only for a new Fleet
	SmsCommandsEnabled   *bool  // only for a new Fleet
	DataLimit            int64  // megabytes, 1 to 2,000,000; 0 keeps
	SmsCommands          FleetURL
	IPCommands           FleetURL
}

// FleetURL is where what comes from a SIM is forwarded to.
type FleetURL struct {
	URL    *string // "" takes it away
	Method string  // GET or POST; "" keeps, or is POST
}

// CreateFleet makes a Fleet. It is not repeated in doubt.
func (c *Client) CreateFleet(ctx context.Context, s FleetSettings) (Fleet, Meta, error) {
	const what = "cannot create Fleet"
	form, err := s.form(true)
	if err != nil {
		return Fleet{}, Meta{}, fmt.Errorf("%s: %w", what, err)
	}
	body, meta, err := c.post(ctx, c.url(nil, "Fleets"), form, true)
	f, err := one[Fleet](what, "Fleet", body, meta, err)
	return f, meta, err
}

// UpdateFleet changes a Fleet, and with it every Sim in it. ref is its SID or unique name.
func (c *Client) UpdateFleet(ctx context.Context, ref string, s FleetSettings) (Fleet, Meta, error) {
	const what = "cannot update Fleet"
	form, err := s.form(false)
	if err == nil && !isRef(ref) {
		err = errors.New("give its SID or its unique name")
	}
	if err != nil {
		return Fleet{}, Meta{}, fmt.Errorf("%s: %w", what, err)
	}
	body, meta, err := c.post(ctx, c.url(nil, "Fleets", ref), form, false)
	f, err := one[Fleet](what, "Fleet", body, meta, err)
	return f, meta, err
}

func (s FleetSettings) form(create bool) (url.Values, error) {
	form := url.Values{}
	if s.UniqueName != nil {
		form.Set("UniqueName", *s.UniqueName)
	}
	addPairs(form, []string{"NetworkAccessProfile", s.NetworkAccessProfile, "SmsCommandsMethod", s.SmsCommands.Method, "IpCommandsMethod", s.IPCommands.Method})
	for name, v := range map[string]*string{"SmsCommandsUrl": s.SmsCommands.URL, "IpCommandsUrl": s.IPCommands.URL} {
		if v != nil {
			form.Set(name, *v)
		}
	}
	for name, v := range map[string]*bool{"DataEnabled": s.DataEnabled, "SmsCommandsEnabled": s.SmsCommandsEnabled} {
		if v == nil {
			continue
		}
		if !create {
			return nil, errors.New("whether data and SMS Commands are enabled is fixed when a Fleet is made")
		}
		form.Set(name, strconv.FormatBool(*v))
	}
	switch {
	case s.DataLimit < 0 || s.DataLimit > 2_000_000: // the API's bounds: 1 MB to 2 TB
		return nil, errors.New("the data limit must be 1 to 2000000 MB")
	case s.DataLimit > 0:
		form.Set("DataLimit", strconv.FormatInt(s.DataLimit, 10))
	}
	switch {
	case create && s.NetworkAccessProfile == "":
		return nil, errors.New("it needs a Network Access Profile")
	case len(form) == 0:
		return nil, errors.New("nothing is to change")
	}
	return form, nil
}
