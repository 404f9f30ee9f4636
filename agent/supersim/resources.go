package supersim

import (
	"encoding/base64"
	"errors"
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
}

// UnmarshalJSON reads the API's form. Anything but a JSON object is an error.
func (s *Sim) UnmarshalJSON(b []byte) error {
	var w struct {
		SID         text  `json:"sid"`
		UniqueName  text  `json:"unique_name"`
		AccountSID  text  `json:"account_sid"`
		ICCID       text  `json:"iccid"`
		Status      text  `json:"status"`
		FleetSID    text  `json:"fleet_sid"`
		DateCreated stamp `json:"date_created"`
		DateUpdated stamp `json:"date_updated"`
	}
	if err := object(b, &w); err != nil {
		return err
	}
	*s = Sim{
		SID: string(w.SID), UniqueName: string(w.UniqueName), AccountSID: string(w.AccountSID), ICCID: string(w.ICCID),
		Status: SimStatus(w.Status), FleetSID: string(w.FleetSID),
		DateCreated: w.DateCreated.Time, DateUpdated: w.DateUpdated.Time,
	}
	return nil
}

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
}

// UnmarshalJSON reads the API's form. Anything but a JSON object is an error.
func (p *BillingPeriod) UnmarshalJSON(b []byte) error {
	var w struct {
		SID         text  `json:"sid"`
		AccountSID  text  `json:"account_sid"`
		SimSID      text  `json:"sim_sid"`
		PeriodType  text  `json:"period_type"`
		StartTime   stamp `json:"start_time"`
		EndTime     stamp `json:"end_time"`
		DateCreated stamp `json:"date_created"`
		DateUpdated stamp `json:"date_updated"`
	}
	if err := object(b, &w); err != nil {
		return err
	}
	*p = BillingPeriod{
		SID: string(w.SID), AccountSID: string(w.AccountSID), SimSID: string(w.SimSID), PeriodType: string(w.PeriodType),
		StartTime: w.StartTime.Time, EndTime: w.EndTime.Time,
		DateCreated: w.DateCreated.Time, DateUpdated: w.DateUpdated.Time,
	}
	return nil
}

// The values of Direction in [IPCommand] and [SmsCommand].
const (
	ToSim   = "to_sim"
	FromSim = "from_sim"
)

// SmsCommand is one SMS Command, in either direction. Null is "" or the zero time.
type SmsCommand struct {
	SID         string // HC and 32 hex digits
	AccountSID  string
	SimSID      string
	Payload     string // as it came, control characters included
	Status      string // queued, sent, delivered, received, failed
	Direction   string // ToSim or FromSim
	DateCreated time.Time
	DateUpdated time.Time
}

// UnmarshalJSON reads the API's form. Anything but a JSON object is an error.
func (s *SmsCommand) UnmarshalJSON(b []byte) error {
	var w struct {
		SID         text  `json:"sid"`
		AccountSID  text  `json:"account_sid"`
		SimSID      text  `json:"sim_sid"`
		Payload     raw   `json:"payload"`
		Status      text  `json:"status"`
		Direction   text  `json:"direction"`
		DateCreated stamp `json:"date_created"`
		DateUpdated stamp `json:"date_updated"`
	}
	if err := object(b, &w); err != nil {
		return err
	}
	*s = SmsCommand{
		SID: string(w.SID), AccountSID: string(w.AccountSID), SimSID: string(w.SimSID), Payload: string(w.Payload),
		Status: string(w.Status), Direction: string(w.Direction),
		DateCreated: w.DateCreated.Time, DateUpdated: w.DateUpdated.Time,
	}
	return nil
}

// IPCommand is one IP Command, in either direction. Null is "", 0 or the zero time.
type IPCommand struct {
	SID         string // HG and 32 hex digits
	AccountSID  string
	SimSID      string
	SimICCID    string
	Status      string // queued, sent, received, failed
	Direction   string // ToSim or FromSim
	DeviceIP    string
	DevicePort  int    // 1..65535; 0 when unknown
	PayloadType string // text or binary; from a SIM always binary
	Payload     string // as it came; see Bytes
	DateCreated time.Time
	DateUpdated time.Time
}

// Bytes is the payload itself: decoded from base64 when PayloadType is binary, else the text as it is.
func (c IPCommand) Bytes() ([]byte, error) {
	if c.PayloadType != "binary" {
		return []byte(c.Payload), nil
	}
	b, err := base64.StdEncoding.DecodeString(c.Payload)
	if err != nil {
		return nil, errors.New("cannot read IP Command payload: it is not base64")
	}
	return b, nil
}

// UnmarshalJSON reads the API's form. Anything but a JSON object is an error.
func (c *IPCommand) UnmarshalJSON(b []byte) error {
	var w struct {
		SID         text  `json:"sid"`
		AccountSID  text  `json:"account_sid"`
		SimSID      text  `json:"sim_sid"`
		SimICCID    text  `json:"sim_iccid"`
		Status      text  `json:"status"`
		Direction   text  `json:"direction"`
		DeviceIP    text  `json:"device_ip"`
		DevicePort  count `json:"device_port"`
		PayloadType text  `json:"payload_type"`
		Payload     raw   `json:"payload"`
		DateCreated stamp `json:"date_created"`
		DateUpdated stamp `json:"date_updated"`
	}
	if err := object(b, &w); err != nil {
		return err
	}
	*c = IPCommand{
		SID: string(w.SID), AccountSID: string(w.AccountSID), SimSID: string(w.SimSID), SimICCID: string(w.SimICCID),
		Status: string(w.Status), Direction: string(w.Direction), DeviceIP: string(w.DeviceIP),
		PayloadType: string(w.PayloadType), Payload: string(w.Payload),
		DateCreated: w.DateCreated.Time, DateUpdated: w.DateUpdated.Time,
	}
	if p := w.DevicePort; p.known && p.n >= 0 && p.n <= 65535 {
		c.DevicePort = int(p.n)
	}
	return nil
}
