package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"simagent/atcmd"
)

// MaxJSON bounds the JSON form, in bytes: the longest report has less than 2,000 of them, and the rest is for the names
// of the device.
const MaxJSON = 16 << 10

// Device says whose report it is, where the route does not say so by itself. "" is unknown.
type Device struct {
	Name   string // of the board, as its owner calls it
	SimSID string // HS and 32 hex digits
	ICCID  string // 18 to 22 digits
}

// object is the JSON form. Every name is always there; unknown is null. What stands beside a *_code is for people, and
// is not read back.
type object struct {
	Schema           *uint8        `json:"schema"`
	Device           objectDevice  `json:"device"`
	SentAt           *string       `json:"sent_at"`
	Sequence         *uint32       `json:"sequence"`
	Boots            *uint32       `json:"boots"`
	Uptime           *uint32       `json:"uptime_min"`
	CardCode         *CardState    `json:"card_code"`
	Card             *string       `json:"card"`
	RegistrationCode *uint8        `json:"registration_code"`
	Registration     *string       `json:"registration"`
	Attached         *bool         `json:"attached"`
	RATCode          *uint8        `json:"rat_code"`
	RAT              *string       `json:"rat"`
	RSSI             *int16        `json:"rssi_dbm"`
	RSRP             *int16        `json:"rsrp_dbm"`
	CauseCode        *uint16       `json:"cause_code"`
	Cause            *string       `json:"cause"`
	DataLow          *uint64       `json:"data_low_bytes"`
	DataHigh         *uint64       `json:"data_high_bytes"`
	SMSSent          *uint32       `json:"sms_sent"`
	SMSReceived      *uint32       `json:"sms_received"`
	VerdictCode      *uint16       `json:"verdict_code"`
	Verdict          *string       `json:"verdict"`
	FlagsCode        *Flags        `json:"flags_code"`
	Flags            []string      `json:"flags"`
	Alarms           []objectAlarm `json:"alarms"`
	AlarmsLost       uint32        `json:"alarms_lost"`
}

type objectDevice struct {
	Name   *string `json:"name"`
	SimSID *string `json:"sim_sid"`
	ICCID  *string `json:"iccid"`
}

type objectAlarm struct {
	Number uint32 `json:"number"`
	Code   Alarm  `json:"code"`
	Alarm  string `json:"alarm"`
}

// EncodeJSON gives the form of a report for a route that does not count bytes (README.md, The JSON form): one object on
// one line, without a line end. at is when it is sent, in whole seconds; the zero time says that the clock of
// the device is not set. It fails when a field is out of its range, when the year is above 9999, and above MaxJSON bytes.
func EncodeJSON(p Payload, d Device, at time.Time) ([]byte, error) {
	if p.Version == 0 {
		p.Version = Schema
	}
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("cannot encode report: %w", err)
	}
	o := object{
		Schema: &p.Version, Device: objectDevice{known(d.Name), known(d.SimSID), known(d.ICCID)},
		Sequence: &p.Sequence, Boots: &p.Boots, Uptime: &p.Uptime,
		CardCode: known(p.Card), RegistrationCode: p.Registration, Registration: worded(p.Registration, RegistrationText),
		Attached: p.Attached, RATCode: p.RAT, RAT: worded(p.RAT, RATText), RSSI: p.RSSI, RSRP: p.RSRP,
		CauseCode: p.Cause, Cause: worded(p.Cause, func(c uint16) string { return atcmd.RejectText(int(c)) }),
		DataLow: &p.DataLow, DataHigh: p.DataHigh, SMSSent: &p.SMSSent, SMSReceived: &p.SMSReceived,
		VerdictCode: &p.Verdict, Verdict: worded(&p.Verdict, VerdictText),
		FlagsCode: &p.Flags, Flags: p.Flags.Names(), Alarms: []objectAlarm{}, AlarmsLost: p.AlarmsLost,
	}
	o.Card = worded(o.CardCode, CardState.String)
	for i, a := range p.Alarms {
		o.Alarms = append(o.Alarms, objectAlarm{p.AlarmsFrom + uint32(i), a, a.String()})
	}
	if !at.IsZero() {
		if at = at.UTC(); at.Year() < 0 || at.Year() > 9999 {
			return nil, errors.New("cannot encode report: the time has no year of four digits")
		}
		o.SentAt = known(at.Format(time.RFC3339))
	}
	b, err := json.Marshal(o)
	if err == nil && len(b) > MaxJSON {
		err = fmt.Errorf("%d bytes, the most is %d", len(b), MaxJSON)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot encode report: %v", err)
	}
	return b, nil
}

// DecodeJSON reads what EncodeJSON wrote; at is the zero time when the clock of the device was not set. Names that it
// does not know are skipped, and only numbers are read, not the words beside them. It fails above MaxJSON bytes,
// when a count is missing or null, and on values out of range. An error quotes no value.
func DecodeJSON(b []byte) (p Payload, d Device, at time.Time, err error) {
	fail := func(why string) (Payload, Device, time.Time, error) {
		return Payload{}, Device{}, time.Time{}, errors.New("cannot read report: " + why)
	}
	if len(b) > MaxJSON {
		return fail(fmt.Sprintf("%d bytes, the most is %d", len(b), MaxJSON))
	}
	var o object
	if err := json.Unmarshal(b, &o); err != nil {
		return fail(jsonFault(err))
	}
	if o.SentAt != nil {
		if at, err = time.Parse(time.RFC3339, *o.SentAt); err != nil {
			return fail("sent_at is no time of RFC 3339")
		}
		if at = at.UTC(); at.Year() < 0 || at.Year() > 9999 {
			return fail("sent_at has no year of four digits")
		}
	}
	if missing := o.missing(); missing != "" {
		return fail(missing + " is missing or null")
	}
	p = Payload{
		Version: *o.Schema, Sequence: *o.Sequence, Boots: *o.Boots, Card: or0(o.CardCode), Registration: o.RegistrationCode,
		Attached: o.Attached, RAT: o.RATCode, RSSI: o.RSSI, RSRP: o.RSRP, Cause: o.CauseCode,
		DataLow: *o.DataLow, DataHigh: o.DataHigh, SMSSent: *o.SMSSent, SMSReceived: *o.SMSReceived,
		Verdict: *o.VerdictCode, Flags: *o.FlagsCode, Uptime: *o.Uptime, AlarmsLost: o.AlarmsLost,
	}
	for i, a := range o.Alarms {
		if i == 0 {
			p.AlarmsFrom = a.Number
		} else if uint64(a.Number) != uint64(p.AlarmsFrom)+uint64(i) {
			return fail("the alarms are not numbered one after the other")
		}
		p.Alarms = append(p.Alarms, a.Code)
	}
	if p.Version == 0 {
		return fail("schema version 0 does not exist")
	}
	if err := p.check(); err != nil {
		return fail(err.Error())
	}
	return p, Device{or0(o.Device.Name), or0(o.Device.SimSID), or0(o.Device.ICCID)}, at, nil
}

// missing names the first count without which a 0 would be a statement, "" when all are there.
func (o *object) missing() string {
	switch {
	case o.Schema == nil:
		return "schema"
	case o.Sequence == nil:
		return "sequence"
	case o.Boots == nil:
		return "boots"
	case o.Uptime == nil:
		return "uptime_min"
	case o.DataLow == nil:
		return "data_low_bytes"
	case o.SMSSent == nil:
		return "sms_sent"
	case o.SMSReceived == nil:
		return "sms_received"
	case o.VerdictCode == nil:
		return "verdict_code"
	case o.FlagsCode == nil:
		return "flags_code"
	}
	return ""
}

// jsonFault says what is wrong without a word of what was read.
func jsonFault(err error) string {
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && e.Field != "" {
		return e.Field + " is not what it should be, or out of its range"
	}
	return "it is not a JSON object"
}

// known gives nil for the value that stands for unknown.
func known[T comparable](v T) *T {
	var none T
	if v == none {
		return nil
	}
	return &v
}

func or0[T any](v *T) (none T) {
	if v == nil {
		return none
	}
	return *v
}

func worded[T any](v *T, text func(T) string) *string {
	if v == nil {
		return nil
	}
	s := text(*v)
	return &s
}
