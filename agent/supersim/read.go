package supersim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strconv"
	"strings"
)

// ErrNotFound says that the account has no Sim with the ICCID that was asked for.
var ErrNotFound = errors.New("no Sim with this ICCID on the account")

var errOtherHost = errors.New("cannot follow an address on another host")

// SimByICCID finds the Sim of a card. iccid has 18 to 22 digits without padding. The error is or wraps ErrNotFound
// when the account has no such Sim.
func (c *Client) SimByICCID(ctx context.Context, iccid string) (Sim, Meta, error) {
	if !digits(iccid) || len(iccid) < 18 || len(iccid) > 22 {
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
	return Sim{}, meta, fmt.Errorf("cannot read Sim: %w", unreadable(meta.HTTPStatus, "is about another SIM than the one asked for"))
}

// sameCard compares ICCIDs. One of them may lack the check digit, since cards differ in that; null cannot contradict.
func sameCard(asked, got string) bool {
	if len(asked) > len(got) {
		asked, got = got, asked
	}
	return asked == "" || strings.HasPrefix(got, asked) && len(got)-len(asked) <= 1
}

// Sim fetches one Sim by its SID.
func (c *Client) Sim(ctx context.Context, simSID string) (Sim, Meta, error) {
	if !isSID("HS", simSID) {
		return Sim{}, Meta{}, errors.New("cannot read Sim: its SID must be HS and 32 hex digits")
	}
	body, meta, err := c.get(ctx, c.url(nil, "Sims", simSID))
	if err != nil {
		return Sim{}, meta, fmt.Errorf("cannot read Sim: %w", err)
	}
	var s Sim
	if json.Unmarshal(body, &s) != nil {
		return Sim{}, meta, fmt.Errorf("cannot read Sim: %w", unreadable(meta.HTTPStatus, "is "+describe(body)+" instead of a Sim"))
	}
	if s.SID != "" && !strings.EqualFold(s.SID, simSID) {
		return Sim{}, meta, fmt.Errorf("cannot read Sim: %w", unreadable(meta.HTTPStatus, "is about another SIM than the one asked for"))
	}
	return s, meta, nil
}

// BillingPeriods lists the current or most recent billing period of a Sim: none or one in practice. A Sim that was
// never activated has none.
func (c *Client) BillingPeriods(ctx context.Context, simSID string) iter.Seq2[BillingPeriod, error] {
	if !isSID("HS", simSID) {
		return fail[BillingPeriod]("cannot read billing periods: the Sim's SID must be HS and 32 hex digits")
	}
	u := c.url(url.Values{"PageSize": {strconv.Itoa(c.cfg.PageSize)}}, "Sims", simSID, "BillingPeriods")
	return named("cannot read billing periods", list[BillingPeriod](ctx, c, u, "billing_periods"))
}

// IPCommandFilter narrows a list of IP Commands. "" does not narrow.
type IPCommandFilter struct {
	Sim       string // SID or unique name
	SimICCID  string // 18 to 22 digits
	Status    string // queued, sent, received, failed
	Direction string // ToSim or FromSim
}

// IPCommands lists IP Commands, page by page as the caller goes on; leaving the loop stops the requests. After an
// error the sequence ends.
func (c *Client) IPCommands(ctx context.Context, f IPCommandFilter) iter.Seq2[IPCommand, error] {
	u := c.url(c.query("Sim", f.Sim, "SimIccid", f.SimICCID, "Status", f.Status, "Direction", f.Direction), "IpCommands")
	return named("cannot read IP Commands", list[IPCommand](ctx, c, u, "ip_commands"))
}

// SmsCommandFilter narrows a list of SMS Commands. "" does not narrow.
type SmsCommandFilter struct {
	Sim       string // SID or unique name
	Status    string // queued, sent, delivered, received, failed
	Direction string // ToSim or FromSim
}

// SmsCommands lists SMS Commands in the manner of IPCommands.
func (c *Client) SmsCommands(ctx context.Context, f SmsCommandFilter) iter.Seq2[SmsCommand, error] {
	u := c.url(c.query("Sim", f.Sim, "Status", f.Status, "Direction", f.Direction), "SmsCommands")
	return named("cannot read SMS Commands", list[SmsCommand](ctx, c, u, "sms_commands"))
}

// query makes a query of names and values, leaving out empty values, and adds the page size.
func (c *Client) query(pairs ...string) url.Values {
	q := url.Values{"PageSize": {strconv.Itoa(c.cfg.PageSize)}}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return q
}

// named puts what into every error of a sequence.
func named[T any](what string, seq iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for v, err := range seq {
			if err != nil {
				err = fmt.Errorf("%s: %w", what, err)
			}
			if !yield(v, err) {
				return
			}
		}
	}
}

func fail[T any](msg string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		yield(none, errors.New(msg))
	}
}

// isSID reports whether s is the prefix and 32 hex digits.
func isSID(prefix, s string) bool {
	rest, ok := strings.CutPrefix(s, prefix)
	return ok && len(rest) == 32 && !strings.ContainsFunc(rest, func(r rune) bool {
		return !strings.ContainsRune("0123456789abcdefABCDEF", r)
	})
}
