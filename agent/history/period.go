// Package history keeps what passed by hour and by day.
package history

import (
	"time"

	"simagent/agent/ledger"
)

// Period is a billing period that ended.
type Period struct {
	Type            ledger.PeriodType
	Start, End      time.Time
	Low, High       int64
	HighKnown       bool
	SMSLow, SMSHigh int64
	SMSKnown        bool
}
