package supersim

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"time"
)

// Network is a cellular network that SIMs can use. Null is "".
type Network struct {
	SID          string // HW and 32 hex digits
	FriendlyName string
	ISOCountry   string
	Identifiers  []PLMN
	Raw          json.RawMessage // the whole answer
}

// PLMN identifies a network (3GPP TS 23.003, 12.1).
type PLMN struct{ MCC, MNC string }

// UnmarshalJSON reads the API's form. Anything but a JSON object is an error.
func (n *Network) UnmarshalJSON(b []byte) error {
	p, raw, err := readProps(b)
	if err != nil {
		return err
	}
	*n = Network{SID: p.text("sid"), FriendlyName: p.text("friendly_name"), ISOCountry: p.text("iso_country"), Raw: raw}
	for _, id := range p.list("identifiers") {
		n.Identifiers = append(n.Identifiers, PLMN{MCC: id.text("mcc"), MNC: id.text("mnc")})
	}
	return nil
}

// NetworkFilter narrows a list of Networks. "" does not narrow.
type NetworkFilter struct{ ISOCountry, MCC, MNC string }

// Networks lists the networks that the platform knows, in the manner of Sims.
func (c *Client) Networks(ctx context.Context, f NetworkFilter) iter.Seq2[Network, error] {
	u := c.url(c.query("IsoCountry", f.ISOCountry, "Mcc", f.MCC, "Mnc", f.MNC), "Networks")
	return list[Network](ctx, c, u, "cannot read Networks", "networks")
}

// NetworkAccessProfile says which Networks the Sims of a Fleet may use. Null is "" or the zero time.
type NetworkAccessProfile struct {
	SID         string // HA and 32 hex digits
	UniqueName  string
	AccountSID  string
	DateCreated time.Time
	DateUpdated time.Time
	Raw         json.RawMessage // the whole answer
}

// UnmarshalJSON reads the API's form. Anything but a JSON object is an error.
func (n *NetworkAccessProfile) UnmarshalJSON(b []byte) error {
	p, raw, err := readProps(b)
	if err != nil {
		return err
	}
	*n = NetworkAccessProfile{
		SID: p.text("sid"), UniqueName: p.text("unique_name"), AccountSID: p.text("account_sid"),
		DateCreated: p.time("date_created"), DateUpdated: p.time("date_updated"), Raw: raw,
	}
	return nil
}

// NetworkAccessProfiles lists the account's profiles, in the manner of Sims.
func (c *Client) NetworkAccessProfiles(ctx context.Context) iter.Seq2[NetworkAccessProfile, error] {
	return list[NetworkAccessProfile](ctx, c, c.url(c.query(), "NetworkAccessProfiles"), "cannot read Network Access Profiles", "network_access_profiles")
}

// ProfileNetworks lists the Networks of a profile, named by SID or unique name.
func (c *Client) ProfileNetworks(ctx context.Context, profile string) iter.Seq2[Network, error] {
	const what = "cannot read the Networks of a profile"
	if !isRef(profile) {
		return failed[Network](errors.New(what + ": give its SID or its unique name"))
	}
	return list[Network](ctx, c, c.url(c.query(), "NetworkAccessProfiles", profile, "Networks"), what, "networks")
}
