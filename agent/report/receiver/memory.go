package main

import (
	"fmt"

	"simagent/agent/report"
)

// memory has the newest report of each Sim. The zero value is empty.
type memory struct {
	newest map[string]newest
}

type newest struct {
	boots, sequence uint32
	alarm           uint32 // number of the last one
}

// maxSims bounds the memory: an unchecked webhook can name any Sim.
const maxSims = 10_000

// judge says what a report is to those before it, and keeps it when it is the newest. Reports are cumulative, so that
// neither a missing one nor a late one needs anything done.
func (m *memory) judge(id string, p report.Payload) string {
	was, known := m.newest[id]
	now := newest{p.Boots, p.Sequence, was.alarm}
	text := ""
	switch {
	case !known:
		text = "first"
	case now == was:
		text = "again"
	case p.Boots > was.boots || p.Boots == was.boots && p.Sequence > was.sequence:
		text = "new"
		if p.Sequence > was.sequence && p.Sequence-was.sequence > 1 {
			text = fmt.Sprintf("new, %d missing before it", p.Sequence-was.sequence-1)
		}
	case p.Boots <= 1 && was.boots > 1: // the device lost its ledger, and counts from the beginning
		text, now.alarm = "new, the device counts anew", 0
	default:
		text, now = "late", was
	}
	text += alarms(&now, known, p)
	if m.newest == nil {
		m.newest = map[string]newest{}
	}
	if known || len(m.newest) < maxSims {
		m.newest[id] = now
	}
	return text
}

// alarms tells those that were not seen before from those that came again, and moves the last number on.
func alarms(now *newest, known bool, p report.Payload) (text string) {
	fresh, again := "", 0
	for i, a := range p.Alarms {
		n := p.AlarmsFrom + uint32(i)
		if n <= now.alarm {
			again++
			continue
		}
		if known && n-now.alarm > 1 {
			fresh += fmt.Sprintf(", %d alarms missing", n-now.alarm-1)
		}
		fresh += fmt.Sprintf(", ALARM %d: %s", n, a)
		now.alarm = n
	}
	if again > 0 {
		text = fmt.Sprintf(", %d alarms again", again)
	}
	return text + fresh
}
