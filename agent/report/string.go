package report

import (
	"fmt"
	"strings"
)

var cardNames = []string{"unknown", "ready", "absent", "wants a PIN", "wants a PUK", "busy", "failed"}

// String is the state in words.
func (c CardState) String() string {
	if int(c) < len(cardNames) {
		return cardNames[c]
	}
	return fmt.Sprintf("state %d", uint8(c))
}

// flagNames by bit number.
var flagNames = []string{"past unknown", "ledger lost", "active", "alarm",
	"clock unset", "unclean start", "guarding", "resets spent"}

// Names lists the set flags in words, lowest bit first; empty and not nil for 0.
func (f Flags) Names() []string {
	set := []string{}
	for bit := range 16 {
		switch {
		case f&(1<<bit) == 0:
		case bit < len(flagNames):
			set = append(set, flagNames[bit])
		default:
			set = append(set, fmt.Sprintf("bit %d", bit))
		}
	}
	return set
}

// String lists the set flags, "none" for 0.
func (f Flags) String() string {
	if f == 0 {
		return "none"
	}
	return strings.Join(f.Names(), ", ")
}

// String is the report on one line, for people; unknown is written so. Alarms are said only when there are some.
func (p Payload) String() string {
	high := "unknown"
	if p.DataHigh != nil {
		high = fmt.Sprint(*p.DataHigh)
	}
	return fmt.Sprintf("report %d, boot %d, up %d min: card %s, registration %s, attached %s, RAT %s, "+
		"RSSI %s dBm, RSRP %s dBm, cause %s, data %d to %s B, SMS %d sent %d received, verdict %d, flags %s",
		p.Sequence, p.Boots, p.Uptime, p.Card, said(p.Registration), said(p.Attached), said(p.RAT),
		said(p.RSSI), said(p.RSRP), said(p.Cause), p.DataLow, high,
		p.SMSSent, p.SMSReceived, p.Verdict, p.Flags) + p.alarmText()
}

// alarmText is "" without alarms, else their numbers and names.
func (p Payload) alarmText() string {
	var b strings.Builder
	for i, a := range p.Alarms {
		fmt.Fprintf(&b, ", alarm %d: %s", p.AlarmsFrom+uint32(i), a)
	}
	if p.AlarmsLost > 0 {
		fmt.Fprintf(&b, ", %d alarms lost", p.AlarmsLost)
	}
	return b.String()
}

func said[T any](v *T) string {
	if v == nil {
		return "unknown"
	}
	return fmt.Sprint(*v)
}
