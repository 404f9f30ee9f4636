package supersim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strings"
	"time"
)

// SimStatus is the status of a Sim. A value not listed here is kept as the server sent it; "" is null.
type SimStatus string

// The status values of the Sim resource.
const (
	StatusNew       SimStatus = "new"       // never activated, cannot attach
	StatusReady     SimStatus = "ready"     // can attach, costs no subscription fee yet
	StatusActive    SimStatus = "active"    // can attach, is billed
	StatusInactive  SimStatus = "inactive"  // blocked
	StatusScheduled SimStatus = "scheduled" // between two of the others
)

// Sim is the API's view of one SIM card. Null is "" or the zero time.
type Sim struct {
	SID         string // HS and 32 hex digits
	UniqueName  string // chosen by the account's owner
	AccountSID  string
	ICCID       string // 18 to 22 digits
	Status      SimStatus
	FleetSID    string // unchanged while a change of Fleet is scheduled
	DateCreated time.Time
	DateUpdated time.Time
	URL         string
	Raw         json.RawMessage // the whole answer, with the properties that this package does not know
}

// UnmarshalJSON reads the API's form. Anything but a JSON object is an error.
func (s *Sim) UnmarshalJSON(b []byte) error {
	p, raw, err := readProps(b)
	if err != nil {
		return err
	}
	*s = Sim{
		SID: p.text("sid"), UniqueName: p.text("unique_name"), AccountSID: p.text("account_sid"), ICCID: p.text("iccid"),
		Status: SimStatus(p.text("status")), FleetSID: p.text("fleet_sid"),
		DateCreated: p.time("date_created"), DateUpdated: p.time("date_updated"), URL: p.text("url"), Raw: raw,
	}
	return nil
}

// ErrNotFound says that the account has no Sim with the ICCID that was asked for.
var ErrNotFound = errors.New("no Sim with this ICCID on the account")

const anotherSIM = "is about another SIM than the one asked for"

// SimByICCID finds the Sim of a card. iccid has 18 to 22 digits without padding. The error is or wraps ErrNotFound
// when the account has no such Sim.
func (c *Client) SimByICCID(ctx context.Context, iccid string) (Sim, Meta, error) {
	if !isICCID(iccid) {
		return Sim{}, Meta{}, errors.New("cannot read Sim: the ICCID must have 18 to 22 digits")
	}
	u := c.url(url.Values{"Iccid": {iccid}, "PageSize": {"1"}}, "Sims")
	p, meta, err := onePage(ctx, c, u, "sims")
	if err != nil {
		return Sim{}, meta, fmt.Errorf("cannot read Sim: %w", err)
	}
	if len(p.items) == 0 {
		return Sim{}, meta, fmt.Errorf("cannot read Sim: %w", ErrNotFound)
	}
	for _, item := range p.items {
		var s Sim
		if json.Unmarshal(item, &s) != nil {
			return Sim{}, meta, fmt.Errorf("cannot read Sim: %w", unreadable(meta.HTTPStatus, "holds a Sim that is not an object"))
		}
		if sameCard(iccid, s.ICCID) {
			return s, meta, nil
		}
	}
	// A server that ignores the filter would otherwise hand us somebody else's Sim.
	return Sim{}, meta, fmt.Errorf("cannot read Sim: %w", unreadable(meta.HTTPStatus, anotherSIM))
}

func isICCID(s string) bool { return digits(s) && len(s) >= 18 && len(s) <= 22 }

// SameCard compares ICCIDs, which must both be there. One of them may lack the check digit.
func SameCard(a, b string) bool { return a != "" && b != "" && sameCard(a, b) }

// sameCard compares ICCIDs. One of them may lack the check digit, since cards differ in that; null cannot contradict.
func sameCard(asked, got string) bool {
	if len(asked) > len(got) {
		asked, got = got, asked
	}
	return asked == "" || strings.HasPrefix(got, asked) && len(got)-len(asked) <= 1
}

// Sim fetches one Sim by its SID or its unique name.
func (c *Client) Sim(ctx context.Context, ref string) (Sim, Meta, error) {
	if !isRef(ref) {
		return Sim{}, Meta{}, errors.New("cannot read Sim: give its SID or its unique name")
	}
	body, meta, err := c.get(ctx, c.url(nil, "Sims", ref))
	return oneSim("cannot read Sim", ref, body, meta, err)
}

// oneSim reads an answer that is one Sim, and checks that it is the one that was meant; ref "" is any.
func oneSim(what, ref string, body []byte, meta Meta, err error) (Sim, Meta, error) {
	s, err := one[Sim](what, "Sim", body, meta, err)
	if err == nil && ref != "" && s.SID != "" && !strings.EqualFold(s.SID, ref) && s.UniqueName != ref {
		return Sim{}, meta, fmt.Errorf("%s: %w", what, unreadable(meta.HTTPStatus, anotherSIM))
	}
	return s, meta, err
}

// one reads an answer that is one resource.
func one[T any, P resource[T]](what, name string, body []byte, meta Meta, err error) (T, error) {
	var v T
	err = decode(P(&v), what, name, body, meta, err)
	return v, err
}

func decode(v json.Unmarshaler, what, name string, body []byte, meta Meta, err error) error {
	if err == nil && v.UnmarshalJSON(body) != nil {
		err = unreadable(meta.HTTPStatus, "is "+describe(body)+" instead of a "+name)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// SimFilter narrows a list of Sims. "" does not narrow.
type SimFilter struct {
	Status SimStatus
	Fleet  string // SID or unique name
	ICCID  string // 18 to 22 digits; gives none or one
}

// Sims lists the account's Sims, newest first as the API has them, page by page as the caller goes on; leaving the loop
// stops the requests. After an error the sequence ends.
func (c *Client) Sims(ctx context.Context, f SimFilter) iter.Seq2[Sim, error] {
	u := c.url(c.query("Status", string(f.Status), "Fleet", f.Fleet, "Iccid", f.ICCID), "Sims")
	return list[Sim](ctx, c, u, "cannot read Sims", "sims")
}

// query makes a query of names and values, leaving out empty values, and adds the page size.
func (c *Client) query(pairs ...string) url.Values {
	q := url.Values{"PageSize": {fmt.Sprint(c.cfg.PageSize)}}
	addPairs(q, pairs)
	return q
}

func addPairs(q url.Values, pairs []string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
}
