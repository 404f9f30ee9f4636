package supersimtest

import "time"

// The structs below are resources as they go over the wire.

type simJSON struct {
	SID         string            `json:"sid"`
	UniqueName  *string           `json:"unique_name"`
	AccountSID  string            `json:"account_sid"`
	ICCID       string            `json:"iccid"`
	Status      string            `json:"status"`
	FleetSID    *string           `json:"fleet_sid"`
	DateCreated string            `json:"date_created"`
	DateUpdated string            `json:"date_updated"`
	URL         string            `json:"url"`
	Links       map[string]string `json:"links"`
}

func (q *request) sim(s *sim) simJSON {
	u := q.url("Sims", s.sid)
	return simJSON{
		SID: s.sid, UniqueName: null(s.uniqueName), AccountSID: s.account, ICCID: s.iccid, Status: s.shown(), FleetSID: null(s.fleetSID()),
		DateCreated: iso(s.created), DateUpdated: iso(s.updated), URL: u,
		Links: map[string]string{"billing_periods": u + "/BillingPeriods", "sim_ip_addresses": u + "/IpAddresses"},
	}
}

type periodJSON struct {
	SID         string `json:"sid"`
	AccountSID  string `json:"account_sid"`
	SimSID      string `json:"sim_sid"`
	StartTime   string `json:"start_time"`
	EndTime     string `json:"end_time"`
	PeriodType  string `json:"period_type"`
	DateCreated string `json:"date_created"`
	DateUpdated string `json:"date_updated"`
}

func (q *request) period(s *sim) periodJSON {
	p := s.period
	return periodJSON{p.sid, p.account, s.sid, iso(p.start), iso(p.end), p.kind, iso(p.created), iso(p.created)}
}

type fleetJSON struct {
	AccountSID  string  `json:"account_sid"`
	SID         string  `json:"sid"`
	UniqueName  *string `json:"unique_name"`
	DateCreated string  `json:"date_created"`
	DateUpdated string  `json:"date_updated"`
	URL         string  `json:"url"`
	DataEnabled bool    `json:"data_enabled"`
	DataLimit   int64   `json:"data_limit"`
	Metering    string  `json:"data_metering"`
	SMSEnabled  bool    `json:"sms_commands_enabled"`
	SMSURL      *string `json:"sms_commands_url"`
	SMSMethod   string  `json:"sms_commands_method"`
	ProfileSID  string  `json:"network_access_profile_sid"`
	IPURL       *string `json:"ip_commands_url"`
	IPMethod    string  `json:"ip_commands_method"`
}

func (c *Cloud) fleetJSON(q *request, f *fleet) fleetJSON {
	return fleetJSON{
		AccountSID: f.account, SID: f.sid, UniqueName: null(f.uniqueName), DateCreated: iso(f.created), DateUpdated: iso(f.updated),
		URL: q.url("Fleets", f.sid), DataEnabled: f.dataEnabled, DataLimit: f.dataLimitMB, Metering: "payg",
		SMSEnabled: f.smsEnabled, SMSURL: null(f.smsURL), SMSMethod: f.smsMethod, ProfileSID: f.profile.sid,
		IPURL: null(f.ipURL), IPMethod: f.ipMethod,
	}
}

type smsJSON struct {
	SID         string `json:"sid"`
	AccountSID  string `json:"account_sid"`
	SimSID      string `json:"sim_sid"`
	Payload     string `json:"payload"`
	Status      string `json:"status"`
	Direction   string `json:"direction"`
	DateCreated string `json:"date_created"`
	DateUpdated string `json:"date_updated"`
	URL         string `json:"url"`
}

func (c *Cloud) smsJSON(q *request, m *smsCommand) smsJSON {
	return smsJSON{m.sid, m.account, m.sim.sid, m.payload, m.status, m.direction, iso(m.created), iso(m.updated), q.url("SmsCommands", m.sid)}
}

type ipJSON struct {
	SID         string  `json:"sid"`
	AccountSID  string  `json:"account_sid"`
	SimSID      string  `json:"sim_sid"`
	SimICCID    string  `json:"sim_iccid"`
	Status      string  `json:"status"`
	Direction   string  `json:"direction"`
	DeviceIP    *string `json:"device_ip"`
	DevicePort  int     `json:"device_port"`
	PayloadType string  `json:"payload_type"`
	Payload     string  `json:"payload"`
	DateCreated string  `json:"date_created"`
	DateUpdated string  `json:"date_updated"`
	URL         string  `json:"url"`
}

func (c *Cloud) ipJSON(q *request, m *ipCommand) ipJSON {
	return ipJSON{m.sid, m.account, m.sim.sid, m.sim.iccid, m.status, m.direction, null(m.deviceIP), m.devicePort, m.payloadType, m.payload,
		iso(m.created), iso(m.updated), q.url("IpCommands", m.sid)}
}

// url is the absolute address of a resource on the host that was asked.
func (q *request) url(collection, sid string) string {
	return q.base + "/v1/" + collection + "/" + sid
}

// null is nil for "".
func null(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// iso is the form of all times: UTC, whole seconds, Z.
func iso(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
