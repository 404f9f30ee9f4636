package supersim

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"time"
)

// The values of [BillingPeriod.PeriodType].
const (
	PeriodReady  = "ready"  // free; at EndTime the Sim becomes active by itself
	PeriodActive = "active" // a month that is billed
)

// BillingPeriod is the current, or else the most recent, billing period of a Sim. Null is "" or the zero time.
type BillingPeriod struct {
	SID         string // HB and 32 hex digits
	AccountSID  string
	SimSID      string
	PeriodType  string // PeriodReady, PeriodActive, or what the server sent
	StartTime   time.Time
	EndTime     time.Time
	DateCreated time.Time
	DateUpdated time.Time
	Raw         json.RawMessage // the whole answer
}

// UnmarshalJSON reads the API's form. Anything but a JSON object is an error.
func (v *BillingPeriod) UnmarshalJSON(b []byte) error {
	p, raw, err := readProps(b)
	if err != nil {
		return err
	}
	*v = BillingPeriod{
		SID: p.text("sid"), AccountSID: p.text("account_sid"), SimSID: p.text("sim_sid"), PeriodType: p.text("period_type"),
		StartTime: p.time("start_time"), EndTime: p.time("end_time"),
		DateCreated: p.time("date_created"), DateUpdated: p.time("date_updated"), Raw: raw,
	}
	return nil
}

// BillingPeriods lists the current or most recent billing period of a Sim: none or one in practice. A Sim that was
// never activated has none, and neither has one that was moved here, until its period on the account before has ended.
func (c *Client) BillingPeriods(ctx context.Context, simSID string) iter.Seq2[BillingPeriod, error] {
	const what = "cannot read billing periods"
	if !isSID("HS", simSID) {
		return failed[BillingPeriod](errors.New(what + ": the Sim's SID must be HS and 32 hex digits"))
	}
	return list[BillingPeriod](ctx, c, c.url(c.query(), "Sims", simSID, "BillingPeriods"), what, "billing_periods")
}

// IPAddress is an address of a SIM on a VPN.
type IPAddress struct {
	Address string
	Version string          // IPv4, IPv6
	Raw     json.RawMessage // the whole answer
}

// UnmarshalJSON reads the API's form. Anything but a JSON object is an error.
func (v *IPAddress) UnmarshalJSON(b []byte) error {
	p, raw, err := readProps(b)
	if err != nil {
		return err
	}
	*v = IPAddress{Address: p.text("ip_address"), Version: p.text("ip_address_version"), Raw: raw}
	return nil
}

// IPAddresses lists the addresses of a Sim; only one on a VPN has any.
func (c *Client) IPAddresses(ctx context.Context, simSID string) iter.Seq2[IPAddress, error] {
	const what = "cannot read IP addresses"
	if !isSID("HS", simSID) {
		return failed[IPAddress](errors.New(what + ": the Sim's SID must be HS and 32 hex digits"))
	}
	return list[IPAddress](ctx, c, c.url(c.query(), "Sims", simSID, "IpAddresses"), what, "ip_addresses")
}
