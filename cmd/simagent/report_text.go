package main

import (
	"fmt"
	"io"
	"strings"

	"simagent/agent"
	"simagent/agent/report"
	"simagent/atcmd"
)

// reportLabel is the columns of the names of rows.
const reportLabel = 14

// writeReport writes a report for people, a row a thing. What is not known is said so.
func writeReport(w io.Writer, r report.Received) {
	p := r.Payload
	row := func(name, text string) {
		for i, part := range folded(printableText(text), explainWidth-reportLabel) {
			if i > 0 {
				name = ""
			}
			fmt.Fprintf(w, "%-*s%s\n", reportLabel, name, part)
		}
	}
	head := fmt.Sprintf("%d, start %d of the device, up %s", p.Sequence, p.Boots, upText(p.Uptime))
	if p.Version != report.Schema {
		head += fmt.Sprintf(", schema %d", p.Version)
	}
	row("Report", head)
	if from := reportFrom(r.Device); from != "" {
		row("From", from)
	}
	if !r.SentAt.IsZero() {
		row("Sent", r.SentAt.Format("2006-01-02 15:04:05")+" UTC")
	}
	row("SIM", p.Card.String())
	attached := "attach unknown"
	if p.Attached != nil {
		attached = map[bool]string{true: "attached", false: "not attached"}[*p.Attached]
	}
	row("Network", wordOr("registration ", p.Registration, report.RegistrationText)+", "+
		wordOr("technology ", p.RAT, report.RATText)+", "+attached)
	if p.Cause != nil {
		row("", fmt.Sprintf("last refused: %s (cause %d)", atcmd.RejectText(int(*p.Cause)), *p.Cause))
	}
	dBm := func(v int16) string { return fmt.Sprintf("%d dBm", v) }
	row("Signal", "RSRP "+wordOr("", p.RSRP, dBm)+", RSSI "+wordOr("", p.RSSI, dBm))
	row("Data", dataText(p))
	row("SMS Commands", fmt.Sprintf("%d sent, %d received", p.SMSSent, p.SMSReceived))
	row("Verdict", verdictText(p.Verdict))
	row("Flags", p.Flags.String())
	row("Alarms", alarmsText(p))
}

func reportFrom(d report.Device) string {
	var parts []string
	for _, v := range []struct{ what, id string }{{"", d.Name}, {"Sim ", d.SimSID}, {"SIM ", d.ICCID}} {
		if v.id != "" {
			parts = append(parts, v.what+v.id)
		}
	}
	return strings.Join(parts, ", ")
}

func wordOr[T any](what string, v *T, text func(T) string) string {
	if v == nil {
		return what + "unknown"
	}
	return text(*v)
}

func dataText(p report.Payload) string {
	low := groupedText(fmt.Sprint(p.DataLow))
	switch {
	case p.DataHigh == nil:
		return "at least " + low + " B; how much more is unknown"
	case *p.DataHigh == p.DataLow:
		return low + " B"
	}
	return low + " to " + groupedText(fmt.Sprint(*p.DataHigh)) + " B"
}

// groupedText puts a comma before each three digits: a count of 64 bits does not fit what grouped takes.
func groupedText(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func verdictText(code uint16) string {
	text := report.VerdictText(code)
	if strings.HasPrefix(text, "verdict ") {
		return fmt.Sprintf("%d, which this version does not know", code)
	}
	if where := (agent.Verdict{Code: int(code)}).Where(); where != "" {
		text = where + " - " + text
	}
	return fmt.Sprintf("%d: %s", code, text)
}

func alarmsText(p report.Payload) string {
	var parts []string
	if p.AlarmsLost > 0 {
		parts = append(parts, fmt.Sprintf("%d lost", p.AlarmsLost))
	}
	for i, a := range p.Alarms {
		parts = append(parts, fmt.Sprintf("no. %d %s", p.AlarmsFrom+uint32(i), a))
	}
	if parts == nil {
		return "none"
	}
	return strings.Join(parts, "; ")
}

// upText is a time in minutes: 3 d 04:12, 4 h 12 min, 12 min.
func upText(minutes uint32) string {
	switch days := minutes / (24 * 60); {
	case days > 0:
		return fmt.Sprintf("%d d %02d:%02d", days, minutes/60%24, minutes%60)
	case minutes >= 60:
		return fmt.Sprintf("%d h %02d min", minutes/60, minutes%60)
	}
	return fmt.Sprintf("%d min", minutes)
}
