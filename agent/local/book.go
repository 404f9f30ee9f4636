package local

import "time"

// Book is everything that is kept of one SIM's account, as `simagent account export` prints it. Unknown is null.
type Book struct {
	Schema      int           `json:"schema"`
	ICCID       string        `json:"iccid"` // shortened unless ids are asked for
	Live        bool          `json:"live"`  // a daemon counts on it; else it is as it was last stored
	Stored      *time.Time    `json:"stored"`
	StoredSure  bool          `json:"stored_time_trusted"`
	Created     *time.Time    `json:"created"` // by this board's clock of then
	Since       *time.Time    `json:"since"`   // from when on it counts, by the cloud's clock
	Boots       int64         `json:"boots"`   // of the host
	Restarts    int64         `json:"restarts"`
	Account     Account       `json:"account"`
	Period      BookPeriod    `json:"period"`
	Cloud       BookCloud     `json:"cloud"`
	Ceiling     int64         `json:"lease_until"` // bytes: what a power cut may leave as the upper bound
	Warnings    []Text        `json:"warnings"`    // given already
	Reports     BookReports   `json:"reports"`
	Sources     *BookSources  `json:"sources"`
	Metering    *BookMetering `json:"metering"`
	Transitions []Transition  `json:"transitions"` // oldest first
	Hours       []BookHour    `json:"hours"`       // oldest first; export adds those of the history
	Days        []BookDay     `json:"days"`        // of the history; null where it was not read
	Undated     *BookSum      `json:"undated"`     // passed while the time of day was not known
	Periods     []PastPeriod  `json:"periods"`     // that ended; null where the history was not read
	HistoryErr  Text          `json:"history_error"`
}

// BookPeriod is the billing period that is counted.
type BookPeriod struct {
	SID       Text       `json:"sid"`
	Type      Text       `json:"type"` // ready or active; null when not known
	Start     *time.Time `json:"start"`
	Until     *time.Time `json:"until"`
	Estimated bool       `json:"estimated"`
}

// BookCloud is the last word of the cloud.
type BookCloud struct {
	SID    Text       `json:"sid"`
	Status Text       `json:"status"`
	Seen   *time.Time `json:"seen"`
}

// BookReports is what reports did and cost.
type BookReports struct {
	Sequence   int64  `json:"sequence"`
	BytesTotal int64  `json:"bytes_total"`
	SMS        int64  `json:"sms"`
	Alarms     []Text `json:"alarms"`
	AlarmsLost int64  `json:"alarms_lost"`
}

// BookSources sets two counters of the same traffic side by side; they are never added.
type BookSources struct {
	Sent           int64    `json:"sent"` // bytes by the source that counts
	Received       int64    `json:"received"`
	ModuleSent     int64    `json:"module_sent"`
	ModuleReceived int64    `json:"module_received"`
	Ratio          *float64 `json:"ratio"`   // the module's to the source's; null below 10 kB
	Swapped        bool     `json:"swapped"` // the module names its directions the other way round
}

// BookMetering is what the operator counts besides bytes, fitted to its records.
type BookMetering struct {
	Days       int64    `json:"days"`
	PerPacket  *float64 `json:"per_packet_bytes"` // null before a week of days
	PerSession *float64 `json:"per_session_bytes"`
}

// BookSum is what passed in some time.
type BookSum struct {
	Sent        int64 `json:"sent"` // bytes
	Received    int64 `json:"received"`
	Uncertain   int64 `json:"uncertain"` // bytes that may have passed besides
	Own         int64 `json:"own"`       // bytes of reports, which are among the others
	Packets     int64 `json:"packets"`
	Sessions    int64 `json:"sessions"`
	SMSSent     int64 `json:"sms_sent"`
	SMSReceived int64 `json:"sms_received"`
	WatchedS    int64 `json:"watched_s"` // seconds in which the counter was watched
}

// BookHour is one hour of UTC.
type BookHour struct {
	Hour *time.Time `json:"hour"` // null: the time of day was not known
	BookSum
}

// BookDay is one day of UTC.
type BookDay struct {
	Day string `json:"day"`
	BookSum
}

// PastPeriod is a billing period that ended.
type PastPeriod struct {
	Type    Text       `json:"type"`
	Start   *time.Time `json:"start"`
	End     *time.Time `json:"end"`
	Low     int64      `json:"low"`
	High    *int64     `json:"high"`
	SMSLow  int64      `json:"sms_low"`
	SMSHigh *int64     `json:"sms_high"`
}

// Baseline tells what a SIM used of its period up to now, by a person's word.
type Baseline struct {
	ICCID    string `json:"iccid"` // in full; "" is the SIM in the module
	DataLow  *int64 `json:"data_low"`
	DataHigh *int64 `json:"data_high"`
	SMSLow   *int64 `json:"sms_low"`
	SMSHigh  *int64 `json:"sms_high"`
}
