package labhttp

import (
	"net/netip"
	"time"

	"simagent/agent/supersim/supersimtest"
)

type simView struct {
	SID        string     `json:"sid"`
	ICCID      string     `json:"iccid"`
	UniqueName string     `json:"unique_name,omitempty"`
	AccountSID string     `json:"account_sid"`
	Status     string     `json:"status"`
	Working    string     `json:"working"` // what the SIM can do now; differs from status while that is scheduled
	Attach     string     `json:"attach"`  // "yes", or why not
	FleetSID   string     `json:"fleet_sid,omitempty"`
	Why        string     `json:"why,omitempty"` // why it is active
	ReadyBytes int64      `json:"ready_bytes"`
	ReadySMS   int        `json:"ready_sms"`
	Bytes      int64      `json:"bytes"`
	SMS        int        `json:"sms"`
	Period     *spanOfSim `json:"period,omitempty"`

	Addresses []netip.Addr `json:"addresses,omitempty"` // on a VPN
	Stuck     bool         `json:"stuck,omitempty"`     // its update never completes until all faults are ended
}

type spanOfSim struct {
	Type  string    `json:"type"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
	Bytes int64     `json:"bytes"`
}

func viewSim(c *supersimtest.Cloud, s supersimtest.SimView) simView {
	v := simView{SID: s.SID, ICCID: s.ICCID, UniqueName: s.UniqueName, AccountSID: s.AccountSID, Status: s.Status, Working: s.Working, Attach: "yes",
		FleetSID: s.FleetSID, Why: s.Why, ReadyBytes: s.ReadyBytes, ReadySMS: s.ReadySMS, Bytes: s.Bytes, SMS: s.SMS, Addresses: s.Addresses, Stuck: s.Stuck}
	if ok, why := c.MayAttach(s.ICCID); !ok {
		v.Attach = why
	}
	if s.PeriodType != "" {
		v.Period = &spanOfSim{s.PeriodType, s.PeriodStart, s.PeriodEnd, s.PeriodBytes}
	}
	return v
}

type fleetView struct {
	SID         string `json:"sid"`
	UniqueName  string `json:"unique_name,omitempty"`
	AccountSID  string `json:"account_sid"`
	DataEnabled bool   `json:"data_enabled"`
	SMSEnabled  bool   `json:"sms_commands_enabled"`
	DataLimit   int64  `json:"data_limit_bytes"`
	SMSURL      string `json:"sms_commands_url,omitempty"`
	IPURL       string `json:"ip_commands_url,omitempty"`
	Sims        int    `json:"sims"`
}

type accountView struct {
	SID          string `json:"sid"`
	Parent       string `json:"parent,omitempty"`
	MoveInactive bool   `json:"move_inactive"`
	Sims         int    `json:"sims"`
	Fleets       int    `json:"fleets"`
}

type newAccount struct {
	SID          string `json:"sid"`
	Parent       string `json:"parent,omitempty"`
	AuthToken    string `json:"auth_token"`
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`

	WebhookSecret string `json:"webhook_secret,omitempty"` // a state of before has none
}

type messageView struct {
	Kind      string    `json:"kind"`
	SID       string    `json:"sid"`
	SimSID    string    `json:"sim_sid"`
	Direction string    `json:"direction"`
	Status    string    `json:"status"`
	Payload   string    `json:"payload"`
	Created   time.Time `json:"created"`
	Updated   time.Time `json:"updated"`
}

type faultView struct {
	Kind       string `json:"kind"`
	Count      int    `json:"count,omitempty"`
	Skip       int    `json:"skip,omitempty"`
	Method     string `json:"method,omitempty"`
	Path       string `json:"path,omitempty"`
	ICCID      string `json:"iccid,omitempty"`
	Status     int    `json:"status,omitempty"`
	Code       int    `json:"code,omitempty"`
	RetryAfter string `json:"retry_after,omitempty"`
	Latency    string `json:"latency,omitempty"`
	Pause      string `json:"pause,omitempty"`
	Bytes      int    `json:"bytes,omitempty"`
	Skew       string `json:"skew,omitempty"`
	Until      string `json:"until,omitempty"`
	Seen       int    `json:"seen"`
	Used       int    `json:"used"`
}

func viewFault(f supersimtest.FaultView) faultView {
	span := func(d time.Duration) string {
		if d == 0 {
			return ""
		}
		return d.String()
	}
	return faultView{string(f.Kind), f.Count, f.Skip, f.Method, f.Path, f.ICCID, f.Status, f.Code, span(f.RetryAfter), span(f.Latency), span(f.Pause), f.Bytes,
		span(f.Skew), span(f.Until), f.Seen, f.Used}
}

type esimView struct {
	SID        string `json:"sid"`
	AccountSID string `json:"account_sid"`
	Status     string `json:"status"`
	SimSID     string `json:"sim_sid,omitempty"`
}

type clockView struct {
	Now     time.Time  `json:"now"`
	NextDue *time.Time `json:"next_due"` // null when nothing will happen by itself
}

// list turns each of a list, and an empty one into [].
func list[A, B any](all []A, one func(A) B) []B {
	out := make([]B, 0, len(all))
	for _, v := range all {
		out = append(out, one(v))
	}
	return out
}
