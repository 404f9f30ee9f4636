package supersimtest

import (
	"net/netip"
	"time"
)

// What a file of Save holds. Resources name each other by SID. There is no secret in it: no credential, no token, and
// of a registration code only its digest.
const (
	stateFormat  = "simagent emulated Super SIM cloud"
	stateVersion = 1
)

type cloudState struct {
	Format   string            `json:"format"`
	Version  int               `json:"version"`
	Last     time.Time         `json:"last"`
	Serial   uint64            `json:"serial"`
	Claims   map[string]string `json:"claims"` // ICCID to digest
	Networks []networkState    `json:"networks"`
	Profiles []profileState    `json:"profiles"`
	Fleets   []fleetState      `json:"fleets"`
	Sims     []simState        `json:"sims"`
	SMS      []smsState        `json:"sms"`
	IPs      []ipState         `json:"ips"`
	Settings []settingsState   `json:"settings"`
	ESims    []esimState       `json:"esims"`
}

type networkState struct {
	SID     string `json:"sid"`
	Name    string `json:"name"`
	Country string `json:"country"`
	MCC     string `json:"mcc"`
	MNC     string `json:"mnc"`
}

type profileState struct {
	SID      string    `json:"sid"`
	Account  string    `json:"account"`
	Name     string    `json:"name,omitempty"`
	Networks []string  `json:"networks"`
	Created  time.Time `json:"created"`
	Updated  time.Time `json:"updated"`
}

type fleetState struct {
	SID         string    `json:"sid"`
	Account     string    `json:"account"`
	Name        string    `json:"name,omitempty"`
	Profile     string    `json:"profile"`
	DataEnabled bool      `json:"data_enabled"`
	DataLimitMB int64     `json:"data_limit_mb"`
	SMSEnabled  bool      `json:"sms_enabled"`
	SMSURL      string    `json:"sms_url,omitempty"`
	SMSMethod   string    `json:"sms_method"`
	IPURL       string    `json:"ip_url,omitempty"`
	IPMethod    string    `json:"ip_method"`
	Created     time.Time `json:"created"`
	Updated     time.Time `json:"updated"`
}

type simState struct {
	SID        string        `json:"sid"`
	ICCID      string        `json:"iccid"`
	Account    string        `json:"account"`
	Name       string        `json:"name,omitempty"`
	Status     string        `json:"status"`
	Fleet      string        `json:"fleet,omitempty"`
	Created    time.Time     `json:"created"`
	Updated    time.Time     `json:"updated"`
	Next       *updateState  `json:"next,omitempty"`
	Period     *periodState  `json:"period,omitempty"`
	ReadyBytes int64         `json:"ready_bytes"`
	ReadySMS   int           `json:"ready_sms"`
	Total      int64         `json:"total"`
	TotalSMS   int           `json:"total_sms"`
	Why        string        `json:"why,omitempty"`
	Usage      []bucketState `json:"usage,omitempty"`
	Addresses  []netip.Addr  `json:"addresses,omitempty"`
	Callback   [2]string     `json:"callback"`
}

type updateState struct {
	Due    time.Time `json:"due,omitzero"` // left out: never
	Status string    `json:"status,omitempty"`
	Fleet  string    `json:"fleet,omitempty"`
	Fails  bool      `json:"fails,omitempty"`
}

type periodState struct {
	SID     string    `json:"sid"`
	Account string    `json:"account"`
	Kind    string    `json:"kind"`
	Start   time.Time `json:"start"`
	Anchor  time.Time `json:"anchor"`
	Months  int       `json:"months"`
	Created time.Time `json:"created"`
	Bytes   int64     `json:"bytes"`
}

type bucketState struct {
	Hour    time.Time   `json:"hour"`
	Account string      `json:"account"`
	Fleet   string      `json:"fleet"`
	Network string      `json:"network"`
	Up      int64       `json:"up"`
	Down    int64       `json:"down"`
	Late    []lateState `json:"late,omitempty"`
}

type lateState struct {
	At   time.Time `json:"at"`
	Up   int64     `json:"up"`
	Down int64     `json:"down"`
}

type smsState struct {
	SID       string    `json:"sid"`
	Account   string    `json:"account"`
	Sim       string    `json:"sim"`
	Payload   string    `json:"payload"`
	Status    string    `json:"status"`
	Direction string    `json:"direction"`
	Created   time.Time `json:"created"`
	Updated   time.Time `json:"updated"`
	Callback  [2]string `json:"callback"`
}

type ipState struct {
	SID       string    `json:"sid"`
	Account   string    `json:"account"`
	Sim       string    `json:"sim"`
	Status    string    `json:"status"`
	Direction string    `json:"direction"`
	DeviceIP  string    `json:"device_ip,omitempty"`
	Port      int       `json:"port"`
	Type      string    `json:"type"`
	Payload   string    `json:"payload"`
	Created   time.Time `json:"created"`
	Updated   time.Time `json:"updated"`
	Callback  [2]string `json:"callback"`
}

type settingsState struct {
	SID       string    `json:"sid"`
	Sim       string    `json:"sim"`
	Status    string    `json:"status"`
	Next      time.Time `json:"next,omitzero"`
	Created   time.Time `json:"created"`
	Updated   time.Time `json:"updated"`
	Completed time.Time `json:"completed,omitzero"`
}

type esimState struct {
	SID        string    `json:"sid"`
	Account    string    `json:"account"`
	Sim        string    `json:"sim,omitempty"`
	Status     string    `json:"status"`
	EID        string    `json:"eid,omitempty"`
	MatchingID string    `json:"matching_id,omitempty"`
	Generate   bool      `json:"generate,omitempty"`
	ErrCode    string    `json:"err_code,omitempty"`
	ErrText    string    `json:"err_text,omitempty"`
	Next       time.Time `json:"next,omitzero"`
	Created    time.Time `json:"created"`
	Updated    time.Time `json:"updated"`
	Callback   [2]string `json:"callback"`
}
