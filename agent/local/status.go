// Package local is the daemon's face on its own host: the status as JSON and
// as a screen, and the HTTP/1.1 API on a unix socket that carries it.
package local

import (
	"encoding/json"
	"time"
)

// Schema is the version of Status. Within it fields are only added, and keep
// their meaning; unknown is null, never 0 and never "".
const Schema = 1

// Status is everything the daemon knows about one modem and one SIM.
type Status struct {
	Schema      int          `json:"schema"`
	Name        string       `json:"name"`     // host name
	Version     string       `json:"version"`  // of the daemon
	Time        time.Time    `json:"time"`     // when this was true
	UptimeS     *int64       `json:"uptime_s"` // of the daemon; null when it does not run
	Config      Text         `json:"config"`   // the daemon's file; null: it has none, or does not run
	State       Text         `json:"state"`    // folder of its accounts
	Clock       Text         `json:"clock"`    // who vouches for the time of day: cloud, ntp or network; null for nobody
	Link        Link         `json:"link"`
	SIM         SIM          `json:"sim"`
	Network     Network      `json:"network"`
	Account     Account      `json:"account"`
	Cloud       Cloud        `json:"cloud"`
	Report      Report       `json:"report"`
	Recovery    Recovery     `json:"recovery"`
	Verdict     Verdict      `json:"verdict"`
	Transitions []Transition `json:"transitions"` // newest first
}

// Link is the way to the module.
type Link struct {
	State  string     `json:"state"` // absent, held, opening, silent, up; unknown without a daemon
	Since  *time.Time `json:"since"`
	Port   *string    `json:"port"`
	Hung   *string    `json:"hung"`  // the port that should serve, while the module's second one does
	Error  *string    `json:"error"` // why it is not up
	Module Module     `json:"module"`

	Settings []Setting `json:"settings"` // null when they were not read
}

// Setting is something that the module is set to and a Super SIM needs otherwise.
type Setting struct {
	About   Text   `json:"about"` // APN, roaming, …
	Value   Text   `json:"value"` // what the module has
	Command string `json:"command"`
	Why     string `json:"why"`
	Error   Text   `json:"error"`   // why it was not set
	Written bool   `json:"written"` // it is set, and counts after a restart of the module
}

// Module is what the module says of itself.
type Module struct {
	Manufacturer *string `json:"manufacturer"`
	Model        *string `json:"model"`
	Revision     *string `json:"revision"`
	Profile      *string `json:"profile"` // the family whose commands are used
}

// SIM is the card.
type SIM struct {
	State    string     `json:"state"` // unknown, absent, busy, pin, puk, locked, unreadable, failed, uncertain, ready
	Since    *time.Time `json:"since"`
	ICCID    *string    `json:"iccid"`     // shortened unless ids are asked for
	SuperSIM *bool      `json:"super_sim"` // by its issuer prefix
	Error    *string    `json:"error"`
}

// Network is what the module says of the network.
type Network struct {
	Registration *string    `json:"registration"` // home, roaming, searching, denied, not registered, no coverage, …
	Since        *time.Time `json:"since"`
	Attached     *bool      `json:"attached"`
	AttachedAt   *time.Time `json:"attached_at"`
	Operator     *string    `json:"operator"`
	RAT          *string    `json:"rat"`
	Band         *string    `json:"band"`
	Cause        *string    `json:"cause"`         // why registration was refused
	CauseClass   Text       `json:"cause_class"`   // permanent, place, congestion, apn, authentication, register_again, protocol, other; null without a cause of 3GPP
	CauseAdvice  Text       `json:"cause_advice"`  // what it means, one clause
	Forbidden    []string   `json:"forbidden"`     // networks that the card keeps as forbidden, "310410"; null when not read
	ContextError Text       `json:"context_error"` // why modem.connect did not raise the data context
	APN          *string    `json:"apn"`
	Signal       Signal     `json:"signal"`
}

// Signal holds levels in dBm and dB.
type Signal struct {
	RSSI *int     `json:"rssi_dbm"`
	RSRP *int     `json:"rsrp_dbm"`
	RSRQ *float64 `json:"rsrq_db"`
	SINR *float64 `json:"sinr_db"`
}

// Account is the count of one SIM against the thresholds of `ready`.
type Account struct {
	ICCID               *string    `json:"iccid"` // whose it is, also while the SIM is out
	Data                Data       `json:"data"`
	SMS                 SMS        `json:"sms"`
	ReadyUntil          *time.Time `json:"ready_until"`
	ReadyUntilEstimated *bool      `json:"ready_until_estimated"`
	ReadyLeftS          *int64     `json:"ready_left_s"`     // until then, by the cloud's clock if it was heard
	EndsFirst           *string    `json:"ends_first"`       // data, sms or time: which threshold is reached first at the present pace; while that is not known, of which most is used
	ActiveAt            *time.Time `json:"active_at"`        // when, if all goes on as lately; null while the pace is not known
	ActiveInS           *int64     `json:"active_in_s"`      // until then
	ActiveAtLatest      *bool      `json:"active_at_latest"` // the past is not known: it may be earlier
	EndedBy             *string    `json:"ended_by"`         // once active: data, sms, time, several, request, unknown, none
	EndedWith           *string    `json:"ended_with"`       // what was counted then, in words
	PastSureAt          *time.Time `json:"past_sure_at"`     // when the cloud's records of what was before are complete; null when the past is known, or will not be
	Stored              *time.Time `json:"stored"`           // last commit to disk
	Error               *string    `json:"error"`            // why the account is not kept or not known
}

// Data is the byte count of both directions together: an interval that holds
// what the source counted. A null high means that the SIM has a past that is
// not known.
type Data struct {
	Low    *int64  `json:"low"`
	High   *int64  `json:"high"`
	Limit  *int64  `json:"limit"`  // bytes of the `ready` threshold; null when none applies
	Source *string `json:"source"` // what counts: an interface name, or the module's counter

	Sent       *int64 `json:"sent"` // bytes seen in each direction, at least: past and uncertain come to both together
	Received   *int64 `json:"received"`
	Past       *int64 `json:"past"`         // bytes from before this device counted, whose direction nobody knows
	Uncertain  *int64 `json:"uncertain"`    // bytes that may have passed besides
	RatePerDay *int64 `json:"rate_per_day"` // bytes a day, as in the last 24 hours that were watched, by the high bound; null under an hour

	NotSeen []string `json:"not_seen"`

	Calibration Text `json:"calibration"` // the module's own counter beside the source, in words; null when they were not compared
	Metering    Text `json:"metering"`    // what the operator counts besides bytes, as learnt from its records; null before a week of days
}

// SMS counts SMS Commands.
type SMS struct {
	Low      *int64 `json:"low"`
	High     *int64 `json:"high"`
	Sent     *int64 `json:"sent"`
	Received *int64 `json:"received"`
	Limit    *int64 `json:"limit"`
}

// Cloud is the Super SIM API's word about the Sim.
type Cloud struct {
	Provider  *string    `json:"provider"`
	SID       *string    `json:"sid"`
	Name      *string    `json:"unique_name"`
	Status    *string    `json:"status"` // new, ready, active, inactive, scheduled
	Since     *time.Time `json:"since"`
	FleetSID  *string    `json:"fleet_sid"`
	Fleet     *string    `json:"fleet"`      // its unique name
	DataLimit *int64     `json:"data_limit"` // of the Fleet, bytes in a billing period
	Predicted *string    `json:"predicted"`  // the status that the counts here lead to: ready, active, "ready or active"
	CheckedAt *time.Time `json:"checked_at"` // last answer that could be read
	NextCheck *time.Time `json:"next_check"`
	Error     *string    `json:"error"`

	Compared []DayFigure `json:"compared"` // closed UTC days, latest first
}

// DayFigure is the cloud's count of a UTC day beside the one of this device, in bytes.
type DayFigure struct {
	Day   string `json:"day"` // 2006-01-02
	Cloud int64  `json:"cloud"`
	Low   int64  `json:"low"`
	High  int64  `json:"high"`
	Says  string `json:"says"` // agrees, more (somebody else spent), less
}

// Report is what left the device as reports.
type Report struct {
	Sent        int64      `json:"sent"` // since the daemon started
	LastAt      *time.Time `json:"last_at"`
	LastRoute   *string    `json:"last_route"`
	Sequence    *int64     `json:"sequence"`
	BytesToday  *int64     `json:"bytes_today"` // IP bytes
	BudgetToday *int64     `json:"budget_today"`
	Error       *string    `json:"error"` // why the last one did not leave

	BytesTotal *int64 `json:"bytes_total"` // IP bytes of this SIM's reports, ever
	SMS        *int64 `json:"sms"`         // SMS Commands that they took in this billing period
	SMSAllowed int64  `json:"sms_allowed"` // report.sms
	URLError   Text   `json:"url_error"`   // why report.url did not take the last one; null when it did, or there is none
	Alarms     []Text `json:"alarms"`      // that wait for a receiver, oldest first
	AlarmsLost *int64 `json:"alarms_lost"` // that fell out of the full queue, ever
}

// Verdict is the one sentence.
type Verdict struct {
	OK   bool `json:"ok"`
	Code int  `json:"code"` // listed in package agent

	Where Text    `json:"where"` // SIM, modem, network, cloud, account or device; null when all is well
	Text  string  `json:"text"`
	Next  *string `json:"next"` // what a person can do, a command where there is one
}

// Transition is one change of state.
type Transition struct {
	Time    time.Time `json:"time"`
	Trusted bool      `json:"time_trusted"` // false: the clock was not set yet
	What    string    `json:"what"`         // link, sim, registration, attach, cloud, account, recovery, supply
	From    Text      `json:"from"`
	To      string    `json:"to"`
	Cause   Text      `json:"cause"`
}

// Text is a string whose empty value is null in JSON.
type Text string

// MarshalJSON writes null for "".
func (t Text) MarshalJSON() ([]byte, error) {
	if t == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(t))
}
