package history

import (
	"time"

	"pgregory.net/rapid"

	"simagent/agent/ledger"
)

const (
	iccidA = "8988307000000000001"
	iccidB = "8988307000000000002"
)

var (
	noon  = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	hour0 = ledger.HourOf(noon) / 24 * 24
)

// busy is an hour with something of everything, whose values tell which it is.
func busy(n uint32) ledger.Hour {
	return ledger.Hour{
		Hour: n, TX: 20_000_000 + int64(n), RX: 90_000_000 + int64(n), Slack: 9_000, Own: 200, Packets: 120_000,
		Sessions: 1, Sent: 1, Received: 2, Seconds: 3600,
	}
}

// quiet is an hour of a `ready` SIM: a report and some names.
func quiet(n uint32) ledger.Hour {
	return ledger.Hour{Hour: n, TX: 180, RX: 95, Own: 88, Packets: 4, Seconds: 3600}
}

func hours(from, count uint32, make func(uint32) ledger.Hour) (list []ledger.Hour) {
	for n := range count {
		list = append(list, make(from+n))
	}
	return list
}

func genSum(t *rapid.T) Sum {
	wide, narrow := rapid.OneOf(rapid.Just[int64](0), rapid.Int64Range(0, 1<<20), rapid.Int64Range(0, most/1000)), rapid.Uint32Max(1<<20)
	return Sum{
		TX: wide.Draw(t, "tx"), RX: wide.Draw(t, "rx"), Slack: wide.Draw(t, "slack"), Own: wide.Draw(t, "own"), Packets: wide.Draw(t, "packets"),
		Sessions: narrow.Draw(t, "sessions"), Sent: narrow.Draw(t, "sent"), Received: narrow.Draw(t, "received"), Seconds: rapid.Uint32Max(3600).Draw(t, "seconds"),
	}
}

func genPeriod(t *rapid.T) Period {
	bytes, at := rapid.Int64Range(0, most), rapid.Int64Range(0, 1<<42)
	return Period{
		Type: ledger.PeriodType(rapid.Byte().Draw(t, "type")), Start: timeOf(at.Draw(t, "start")), End: timeOf(at.Draw(t, "end")),
		Low: bytes.Draw(t, "low"), High: bytes.Draw(t, "high"), HighKnown: rapid.Bool().Draw(t, "known"),
		SMSLow: bytes.Draw(t, "smslow"), SMSHigh: bytes.Draw(t, "smshigh"), SMSKnown: rapid.Bool().Draw(t, "smsknown"),
	}
}
