package agent

import (
	"fmt"
	"log/slog"
	"strings"

	"simagent/agent/journal"
	"simagent/agent/report"
)

// warn says once that a threshold is 50, 80 or 95 % used, or used up.
func (s *step) warn() {
	m := &s.m
	if !m.Account.Has || m.Cloud.Status == "active" || m.Cloud.Status == "inactive" {
		return
	}
	for _, name := range m.Account.Ledger.Warn(m.time()).Names() {
		text := fmt.Sprintf("%s of the ready threshold is used: %s", name, m.counts())
		if what, passed := strings.CutSuffix(name, " 100 %"); passed {
			text = fmt.Sprintf("the %s threshold is passed, the Sim may have become active: %s", what, m.counts())
		}
		m.note("account", "", name, "of the ready threshold")
		s.do(Alert{slog.LevelWarn, journal.Threshold, text})
		s.alarm(kinds[name], text)
	}
}

// kinds are the alarms of thresholds, by ledger.Warning's names.
var kinds = map[string]report.Alarm{
	"data 50 %": report.AlarmData50, "data 80 %": report.AlarmData80, "data 95 %": report.AlarmData95, "data 100 %": report.AlarmDataPassed,
	"SMS 50 %": report.AlarmSMS50, "SMS 80 %": report.AlarmSMS80, "SMS 95 %": report.AlarmSMS95, "SMS 100 %": report.AlarmSMSPassed,
	"time 50 %": report.AlarmTime50, "time 80 %": report.AlarmTime80, "time 95 %": report.AlarmTime95, "time 100 %": report.AlarmTimePassed,
}
