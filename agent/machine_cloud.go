package agent

import "time"

// Cloud is the cloud's word.
type Cloud struct {
	SID, Name, Status, FleetSID string
	Since                       time.Time // of Status
	Before                      string    // the status before this one, or before scheduled; "" when not known
	Checked                     time.Time
	Next                        time.Time
	Err, Hint                   string
	Failures                    int
	Fetching                    bool
	Ended                       *Fetched // says that ready has ended, and waits for a last reading
	Missing                     bool     // the account does not have this Sim
	ScheduledFor                int      // fetches in a row that said scheduled
	Skew                        time.Duration
	Heard                       bool // Skew is known: the cloud's clock was heard
	Fleet                       Fleet
	Audit                       Auditing
	Compared                    []DayFigure // days whose figures were set side by side, oldest first
	Period                      PeriodUse
	Wish                        Wish
	PeriodAt                    time.Time // the billing period was read
}

// Fleet is what the cloud says of the Sim's Fleet.
type Fleet struct {
	SID, Name string
	Limit     int64 // bytes of a billing period; 0 when not known
	DataOff   bool  // its Sims have no data
	At        time.Time
}

// Auditing is where the questions about usage stand.
type Auditing struct {
	Running  bool
	Planned  bool
	Failures int
	NotUntil time.Time
	PastAt   time.Time // the past was asked for
	Err      string
}

// DayFigure sets the cloud's bytes of a UTC day beside ours.
type DayFigure struct {
	Day       uint32 // days since 1970
	Cloud     int64
	Low, High int64
	Expected  int64 // of the operator for High, by what was learnt, or else is documented, of metering; 0 when the packets are not known
}

// PeriodUse is the cloud's figure of the billing period.
type PeriodUse struct {
	SID   string // of the period
	Bytes int64
	At    time.Time // zero: not known
}

// Wish is what became of [desired] for this Sim.
type Wish struct {
	Pending bool   // the record of it is on its way to the disk
	Held    string // why it is not done
	Err     string // how it ended, if not well
}
