package bench

import "time"

// Verdict is how a SIM did.
type Verdict string

// The verdicts.
const (
	Pass Verdict = "pass"
	Fail Verdict = "fail"
)

// Reason says why, one word for programs.
type Reason string

// The reasons. The first two pass.
const (
	OK             Reason = "ok"
	NotActivated   Reason = "not_activated"     // "new" in the cloud, which the plan allows
	NoNumber       Reason = "no_number"         // no ICCID could be read
	CardFailed     Reason = "card_failed"       // two reads gave two numbers, or the module reports a fault of the card
	WrongNumber    Reason = "wrong_number"      // check digit or prefix
	NeedsPIN       Reason = "pin"               // waits for its PIN, which is not given
	NeedsPUK       Reason = "puk"               // its PIN is blocked
	ModuleLocked   Reason = "module_locked"     // the module takes no SIM of this operator
	TakenOut       Reason = "taken_out"         // or lost contact, before the end
	PortGone       Reason = "port_lost"         // the module went away before the end
	ModuleSilent   Reason = "module_silent"     // it stopped answering before the end
	Refused        Reason = "refused"           // by the network
	NotRegistered  Reason = "not_registered"    // in time
	WrongOperator  Reason = "wrong_operator"    // registered on none of the plan's
	NotAttached    Reason = "not_attached"      // in time
	WrongAPN       Reason = "wrong_apn"         // the module's context has another
	NoSignal       Reason = "no_signal"         // no level was told
	WeakSignal     Reason = "weak_signal"       // below the plan's
	NotOnAccount   Reason = "not_on_account"    // the cloud knows no such Sim
	WrongStatus    Reason = "wrong_status"      // one that the plan does not allow
	WrongFleet     Reason = "wrong_fleet"       // not the plan's
	CloudSilent    Reason = "cloud_failed"      // it did not answer, or not in time
	SpendRefused   Reason = "spend_refused"     // it would end "ready", or the count is not known
	SpendFailed    Reason = "spend_failed"      // nothing could be sent
	SpendUncounted Reason = "spend_not_counted" // sent, and not in the cloud's list in time
)

// interrupted tells whether a reason says nothing of the SIM.
func (r Reason) interrupted() bool { return r == TakenOut || r == PortGone || r == ModuleSilent }

// A Record is the result of one SIM, and one line of the file. Nil is unknown.
type Record struct {
	Kind    string  `json:"kind"` // "sim"
	N       int     `json:"n"`    // of the run, from 1
	ICCID   *string `json:"iccid"`
	Verdict Verdict `json:"verdict"`
	Reason  Reason  `json:"reason"`
	Text    string  `json:"text"` // the reason as a sentence

	Inserted time.Time `json:"inserted"`
	Seconds  float64   `json:"seconds"` // from being put in to the verdict
	Reached  Reached   `json:"reached"`

	Card         CardRecord    `json:"card"`
	Registration RegRecord     `json:"registration"`
	Attached     *bool         `json:"attached"`
	APN          *string       `json:"apn"`
	Signal       SignalRecord  `json:"signal"`
	Cloud        CloudRecord   `json:"cloud"`
	Spent        SpentRecord   `json:"spent"`
	Commands     CommandRecord `json:"commands"`
}

// Reached is when a step was done, in seconds from being put in.
type Reached struct {
	Card       *float64 `json:"card"`
	Registered *float64 `json:"registered"`
	Attached   *float64 `json:"attached"`
	Signal     *float64 `json:"signal"`
	Cloud      *float64 `json:"cloud"`
	Spent      *float64 `json:"spent"`
}

// CardRecord is what the card said.
type CardRecord struct {
	Source   *string `json:"source"`     // what gave the number: "+CRSM"
	Checked  *string `json:"checked_by"` // what gave the same
	DigitOK  *bool   `json:"check_digit_ok"`
	SuperSIM *bool   `json:"super_sim"` // by the vendor's known prefixes; false says little
	Lock     *string `json:"lock"`      // the code of +CPIN?: "READY"
	PINTries *int    `json:"pin_tries"`
}

// RegRecord is what the network said.
type RegRecord struct {
	State      *string `json:"state"` // "roaming", "home", "denied", "searching", …
	Operator   *string `json:"operator"`
	Technology *string `json:"technology"`
	Cause      *int    `json:"cause"` // of a refusal, in the terms of domain
	Domain     *string `json:"domain"`
	CauseText  *string `json:"cause_text"`
}

// SignalRecord is the median of the readings, and their range.
type SignalRecord struct {
	Samples   int      `json:"samples"`
	RSRP      *float64 `json:"rsrp_dbm"`
	RSRPLeast *float64 `json:"rsrp_least_dbm"`
	RSRPMost  *float64 `json:"rsrp_most_dbm"`
	RSSI      *float64 `json:"rssi_dbm"`
	RSRQ      *float64 `json:"rsrq_db"`
	SINR      *float64 `json:"sinr_db"`
}

// CloudRecord is the cloud's word.
type CloudRecord struct {
	Asked  bool    `json:"asked"`
	Status *string `json:"status"`
	Name   *string `json:"name"`
	Fleet  *string `json:"fleet"` // its SID, shortened unless ids are shown
	Error  *string `json:"error"`
}

// SpentRecord is what the SIM was made to spend, IP headers included. Nil: it was
// sending when it ended.
type SpentRecord struct {
	Bytes        *int `json:"bytes"`
	SMS          *int `json:"sms"`
	CountedBytes *int `json:"counted_bytes"` // of these, in the cloud's list
	CountedSMS   *int `json:"counted_sms"`
}

// CommandRecord is how quickly the module answered, while this SIM was in it.
type CommandRecord struct {
	Count    int      `json:"count"`
	Failed   int      `json:"failed"` // an error, or no answer
	MedianMS *float64 `json:"median_ms"`
	MostMS   *float64 `json:"most_ms"`
}

// SeenRecord is a line for a SIM that had its verdict before.
type SeenRecord struct {
	Kind  string    `json:"kind"` // "seen"
	N     int       `json:"n"`    // of its result
	At    time.Time `json:"at"`
	ICCID string    `json:"iccid"`
}

// RunRecord is the first line.
type RunRecord struct {
	Kind    string       `json:"kind"` // "run"
	Schema  int          `json:"schema"`
	Started time.Time    `json:"started"`
	Tool    string       `json:"tool"`
	Module  ModuleRecord `json:"module"`
	Port    string       `json:"port"`
	Cloud   *string      `json:"cloud"`
	Plan    Plan         `json:"plan"`
	Spend   Allowed      `json:"spend"`
}

// ModuleRecord names the module as it does itself.
type ModuleRecord struct {
	Maker    string `json:"maker"`
	Model    string `json:"model"`
	Firmware string `json:"firmware"`
}

// Allowed is what each SIM may be made to spend.
type Allowed struct {
	Bytes int `json:"bytes"` // of IP packets, headers included
	SMS   int `json:"sms"`
}

// Totals are the last line.
type Totals struct {
	Kind         string    `json:"kind"` // "end"
	Ended        time.Time `json:"ended"`
	Tested       int       `json:"tested"`
	Passed       int       `json:"passed"` // those not activated included
	NotActivated int       `json:"not_activated"`
	Failed       int       `json:"failed"`
	Seen         int       `json:"seen"`
	Seconds      float64   `json:"seconds"`    // from the first SIM's being put in to the last verdict
	Unfinished   *string   `json:"unfinished"` // the SIM that the end interrupted, and what it was at

	Commands []Speed `json:"commands"` // by name, the most frequent first
}

// Schema is that of the lines.
const Schema = 1

func ref[T any](v T) *T { return &v }

// text is nil for "".
func text(s string) *string {
	if s = plain(s); s == "" {
		return nil
	}
	return &s
}

func word(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// seconds rounds to a millisecond.
func seconds(d time.Duration) float64 {
	return float64(d.Round(time.Millisecond)) / float64(time.Second)
}
