// Package metrics writes a status in the text format that Prometheus scrapes,
// version 0.0.4. It is a few lines: the client library would be 2.7 MB of the
// binary.
//
// What is not known has no series; it is never 0. Labels stay as they are when
// the module comes back under another name: ports, operators and versions are
// labels of info metrics alone, whose value is 1. Ids are short.
package metrics

import (
	"strconv"
	"strings"
	"time"

	"simagent/agent/local"
)

// ContentType is what an answer with Text says of itself.
const ContentType = "text/plain; version=0.0.4; charset=utf-8"

// Text is the status as metrics. It depends on nothing else, and not on when the
// status was made: as long as nothing changes it stays the same, but for the
// times that the agent foresees.
func Text(st local.Status) []byte {
	w := &writer{}
	w.info("simagent_build_info", "The daemon.", "version", st.Version)
	w.verdict(st.Verdict)
	w.link(st.Link)
	w.sim(st.SIM)
	w.network(st.Network)
	w.account(st.Account)
	w.cloud(st.Cloud)
	w.report(st.Report, st.Account.ICCID)
	w.recovery(st.Recovery)
	w.flag("simagent_clock_confirmed", "Whether the cloud, NTP or the network vouches for the time of day.", ptr(st.Clock != ""))
	return []byte(w.b.String())
}

func (w *writer) verdict(v local.Verdict) {
	w.flag("simagent_verdict_ok", "Whether nothing needs a person.", &v.OK)
	w.gauge("simagent_verdict_code", "What the status says in one sentence, as a number; 0 is that all works.", float64(v.Code))
}

func (w *writer) link(l local.Link) {
	w.states("simagent_link_state", "The way to the module.", &l.State, "absent", "held", "opening", "silent", "up")
	w.since("simagent_link_since_timestamp_seconds", "When the way to the module got into its state.", l.Since)
	m := l.Module
	if l.State == "up" {
		w.info("simagent_module_info", "The module, and its port of now.", "manufacturer", or(m.Manufacturer), "model", or(m.Model),
			"revision", or(m.Revision), "profile", or(m.Profile), "port", or(l.Port))
	}
	if l.Settings != nil {
		w.gauge("simagent_module_settings_unmet", "Settings that a Super SIM needs and the module has otherwise.", float64(len(l.Settings)))
	}
}

func (w *writer) sim(s local.SIM) {
	w.states("simagent_sim_state", "The card.", &s.State, "unknown", "absent", "busy", "pin", "puk", "locked", "unreadable", "failed", "uncertain", "ready")
	w.since("simagent_sim_since_timestamp_seconds", "When the card got into its state.", s.Since)
	if s.ICCID != nil {
		super := ""
		if s.SuperSIM != nil {
			super = strconv.FormatBool(*s.SuperSIM)
		}
		w.info("simagent_sim_info", "The card in the module, by its short number.", "iccid", or(s.ICCID), "super_sim", super)
	}
}

func (w *writer) network(n local.Network) {
	w.states("simagent_registration_state", "What the module says of its registration.", n.Registration, "not registered", "home", "searching", "denied",
		"no coverage", "roaming", "SMS only", "SMS only, roaming", "emergency only", "restricted", "SIM failure")
	w.since("simagent_registration_since_timestamp_seconds", "When the registration got into its state.", n.Since)
	w.flag("simagent_attached", "Whether the module is attached for data.", n.Attached)
	w.since("simagent_attached_since_timestamp_seconds", "When it attached.", n.AttachedAt)
	if n.Operator != nil || n.RAT != nil || n.Band != nil || n.APN != nil {
		w.info("simagent_network_info", "The network that carries the module now.", "operator", or(n.Operator), "rat", or(n.RAT), "band", or(n.Band), "apn", or(n.APN))
	}
	whole(w, "simagent_signal_rssi_dbm", "Signal strength, RSSI.", n.Signal.RSSI)
	whole(w, "simagent_signal_rsrp_dbm", "Signal strength, RSRP.", n.Signal.RSRP)
	w.level("simagent_signal_rsrq_db", "Signal quality, RSRQ.", n.Signal.RSRQ)
	w.level("simagent_signal_sinr_db", "Signal to interference and noise.", n.Signal.SINR)
}

// account has the ICCID as a label: with another SIM begin other series.
func (w *writer) account(a local.Account) {
	if a.ICCID == nil {
		return
	}
	of := []string{"iccid", *a.ICCID}
	d, s := a.Data, a.SMS
	whole(w, "simagent_data_low_bytes", "Bytes of the billing period, at least; both directions.", d.Low, of...)
	whole(w, "simagent_data_high_bytes", "Bytes of the billing period, at most, as far as the source sees them; absent while the SIM has an unknown past.", d.High, of...)
	whole(w, "simagent_data_limit_bytes", "Bytes that end the ready status; absent when none do.", d.Limit, of...)
	count(w, "simagent_data_sent_bytes_total", "Bytes that the source saw leave in the billing period.", d.Sent, of...)
	count(w, "simagent_data_received_bytes_total", "Bytes that the source saw arrive in the billing period.", d.Received, of...)
	whole(w, "simagent_sms_commands_low", "SMS Commands of the billing period, at least; both directions.", s.Low, of...)
	whole(w, "simagent_sms_commands_high", "SMS Commands of the billing period, at most; absent while the SIM has an unknown past.", s.High, of...)
	whole(w, "simagent_sms_commands_limit", "SMS Commands that end the ready status; absent when none do.", s.Limit, of...)
	count(w, "simagent_sms_commands_sent_total", "SMS Commands that were seen to leave in the billing period.", s.Sent, of...)
	count(w, "simagent_sms_commands_received_total", "SMS Commands that were seen to arrive in the billing period.", s.Received, of...)
	w.since("simagent_ready_until_timestamp_seconds", "When the ready status ends by time.", a.ReadyUntil, of...)
	if a.ActiveAt != nil { // a guess: no more digits than it is worth
		w.since("simagent_active_estimate_timestamp_seconds", "When the SIM becomes active if all goes on as lately, to the hour.", ptr(a.ActiveAt.Round(time.Hour)), of...)
	}
	w.flag("simagent_account_kept", "Whether the account is known and kept on the disk.", ptr(a.Error == nil), of...)
	w.since("simagent_account_stored_timestamp_seconds", "When the account was last written to the disk.", a.Stored, of...)
}

func (w *writer) cloud(c local.Cloud) {
	if c.Provider == nil {
		return
	}
	w.states("simagent_cloud_status", "What the cloud says of the Sim.", c.Status, "new", "ready", "active", "inactive", "scheduled")
	w.flag("simagent_cloud_ok", "Whether the cloud could be asked the last time.", ptr(c.Error == nil))
	w.since("simagent_cloud_checked_timestamp_seconds", "When the cloud last gave an answer that could be read.", c.CheckedAt)
}

func (w *writer) report(r local.Report, iccid *string) {
	count(w, "simagent_reports_sent_total", "Reports that left since the daemon started.", &r.Sent)
	w.since("simagent_report_last_timestamp_seconds", "When the last report left.", r.LastAt)
	w.flag("simagent_report_ok", "Whether the last report left.", ptr(r.Error == nil))
	w.gauge("simagent_alarms_waiting", "Alarms that wait for a receiver.", float64(len(r.Alarms)))
	if iccid != nil {
		of := []string{"iccid", *iccid}
		count(w, "simagent_report_bytes_total", "IP bytes of reports over the modem.", r.BytesTotal, of...)
		count(w, "simagent_alarms_lost_total", "Alarms that fell out of the full queue.", r.AlarmsLost, of...)
	}
}

// rungs are those of recovery.Rung that are counted, in its order.
var rungs = []string{"register", "radio", "module_reset", "usb_reset", "power_on", "power_cycle"}

func (w *writer) recovery(r local.Recovery) {
	w.states("simagent_recovery_state", "What is done about a module that does not work.", &r.State, "idle", "waiting", "acting", "resting", "hopeless")
	if r.Resets != nil { // the acts are known
		w.acts(r.Acts)
	}
	whole(w, "simagent_recovery_resets", "Restarts of the module by the agent in the last 24 hours.", r.Resets)
	whole(w, "simagent_recovery_resets_allowed", "Restarts of the module that are allowed in 24 hours.", r.Allowed)
	whole(w, "simagent_port_drops", "How often the port vanished by itself in the last 24 hours.", r.Drops)
	w.flag("simagent_supply_low", "Whether the board says that its supply is too low now.", r.SupplyLow)
	w.flag("simagent_supply_was_low", "Whether it was since the board started.", r.SupplyWas)
}

func (w *writer) acts(acts []local.Act) {
	n := map[string]int{}
	for _, a := range acts {
		n[a.Rung]++
	}
	w.head("simagent_recovery_acts", "gauge", "Acts of recovery in the last 24 hours, by what was done.")
	for _, rung := range rungs {
		w.sample("simagent_recovery_acts", float64(n[rung]), "rung", rung)
	}
}

func ptr[T any](v T) *T { return &v }

func or(s *string) string {
	if s == nil {
		return ""
	}
	return strings.ToValidUTF8(*s, "�")
}
