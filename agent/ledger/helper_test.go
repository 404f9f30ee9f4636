package ledger

import (
	"time"

	"pgregory.net/rapid"
)

const (
	iccidA = "8988307000000000001"
	iccidB = "8988307000000000002"
)

var (
	noon  = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	boot1 = BootID{1}
	boot2 = BootID{2}
)

// wwan is a sample of a kernel interface in boot1.
func wwan(tx, rx uint64) Sample {
	return Sample{Source: "wwan0", Boot: boot1, Index: 4, TX: tx, RX: rx, At: noon}
}

// module is a sample of a module's counter.
func module(boot BootID, epoch, tx, rx uint64) Sample {
	return Sample{Source: "QGDCNT", Survives: true, Boot: boot, Epoch: epoch, TX: tx, RX: rx, At: noon}
}

func genTime(t *rapid.T, label string) time.Time {
	return timeOf(rapid.Int64Range(-1<<45, 1<<45).Draw(t, label))
}

func genTransition(t *rapid.T) Transition {
	return Transition{
		At: genTime(t, "at"), Trusted: rapid.Bool().Draw(t, "trusted"), What: What(rapid.Byte().Draw(t, "what")),
		From:  rapid.StringN(0, -1, maxState).Draw(t, "from"),
		To:    rapid.StringN(0, -1, maxState).Draw(t, "to"),
		Cause: rapid.StringN(0, -1, maxCause).Draw(t, "cause"),
	}
}

func genPoint(t *rapid.T) Point {
	return Point{
		Source: rapid.StringN(0, -1, maxSource).Draw(t, "source"), Survives: rapid.Bool().Draw(t, "survives"),
		Boot: BootID{rapid.Byte().Draw(t, "boot")}, Index: rapid.Uint32().Draw(t, "index"),
		Epoch: rapid.Uint64().Draw(t, "epoch"), Bits: rapid.Byte().Draw(t, "bits"),
		TX: rapid.Uint64().Draw(t, "tx"), RX: rapid.Uint64().Draw(t, "rx"), At: genTime(t, "at"),
	}
}

// genMore fills in what only some records have.
func genMore(t *rapid.T, r *Record) {
	bytes, n32 := rapid.Int64Range(0, 1<<28), rapid.Uint32()
	hour := uint32(0)
	for range rapid.IntRange(0, 20).Draw(t, "hours") {
		h := Hour{
			Hour: hour, TX: bytes.Draw(t, "tx"), RX: bytes.Draw(t, "rx"), Slack: bytes.Draw(t, "slack"), Own: bytes.Draw(t, "own"), Packets: bytes.Draw(t, "packets"),
			Sessions: n32.Draw(t, "sessions"), Sent: n32.Draw(t, "sent"), Received: n32.Draw(t, "received"), Seconds: rapid.Uint32Range(0, 3600).Draw(t, "seconds"),
		}
		r.Hours = append(r.Hours, h)
		hour += rapid.Uint32Range(1, 1<<20).Draw(t, "hour")
	}
	r.HoursStored = n32.Draw(t, "stored")
	for range rapid.IntRange(0, MaxAlarms).Draw(t, "alarms") {
		r.Alarms.Queue = append(r.Alarms.Queue, Alarm{rapid.Byte().Draw(t, "kind"), genTime(t, "alarm")})
	}
	r.Alarms.Next, r.Alarms.Lost = rapid.Uint32Min(uint32(len(r.Alarms.Queue))).Draw(t, "next"), n32.Draw(t, "lost")
	if r.Alarms.Next == 0 { // a wrap of the numbers: then the queue cannot be told from none
		r.Alarms = Alarms{}
	}
	sum := rapid.Float64Range(0, 1e18)
	r.Blurred = rapid.Bool().Draw(t, "blurred")
	for range rapid.IntRange(0, maxEnded).Draw(t, "ended") {
		r.Ended = append(r.Ended, Ended{PeriodType(rapid.Byte().Draw(t, "type")), genTime(t, "start"), genTime(t, "end"), bytes.Draw(t, "low"), bytes.Draw(t, "high"), rapid.Bool().Draw(t, "known"), bytes.Draw(t, "smslow"), bytes.Draw(t, "smshigh"), rapid.Bool().Draw(t, "smsknown")})
	}
	r.Terms = Terms{n32.Draw(t, "fit"), sum.Draw(t, "pp"), sum.Draw(t, "ps"), sum.Draw(t, "ss"), sum.Draw(t, "py"), sum.Draw(t, "sy")}
	r.Calibration = Calibration{n32.Draw(t, "module"), bytes.Draw(t, "a"), bytes.Draw(t, "b"), bytes.Draw(t, "c"), bytes.Draw(t, "d")}
	for range rapid.IntRange(0, MaxDays).Draw(t, "traffic") {
		r.Traffic = append(r.Traffic, Traffic{n32.Draw(t, "day"), bytes.Draw(t, "packets"), n32.Draw(t, "sessions")})
	}
}

func genRecord(t *rapid.T) Record {
	bytes := rapid.Int64Range(0, most)
	n32 := rapid.Uint32()
	text := func(label string, n int) string { return rapid.StringN(0, -1, n).Draw(t, label) }
	r := Record{
		ICCID: rapid.SampledFrom([]string{iccidA, iccidB}).Draw(t, "iccid"), Created: genTime(t, "created"),
		Boot: BootID{rapid.Byte().Draw(t, "boot")}, Boots: n32.Draw(t, "boots"), Restarts: n32.Draw(t, "restarts"),
		Period: BillingPeriod{
			SID: text("period", maxSID), Type: PeriodType(rapid.Byte().Draw(t, "type")),
			Start: genTime(t, "start"), Until: genTime(t, "until"), Estimated: rapid.Bool().Draw(t, "estimated"),
		},
		Cloud:     Cloud{SID: text("sid", maxSID), Status: text("status", maxStatus), Seen: genTime(t, "seen")},
		Known:     Known(rapid.Byte().Draw(t, "known")),
		Data:      Data{TX: bytes.Draw(t, "tx"), RX: bytes.Draw(t, "rx"), Past: bytes.Draw(t, "past"), Slack: bytes.Draw(t, "slack")},
		Ceiling:   bytes.Draw(t, "ceiling"),
		Point:     genPoint(t),
		SMS:       SMS{n32.Draw(t, "sent"), n32.Draw(t, "received"), n32.Draw(t, "smspast"), n32.Draw(t, "smsslack")},
		Warnings:  Warning(rapid.Uint16().Draw(t, "warnings")),
		Reports:   Reports{rapid.Uint64().Draw(t, "cursor"), bytes.Draw(t, "own"), bytes.Draw(t, "today"), int32(n32.Draw(t, "day")), int32(n32.Draw(t, "latest")), bytes.Draw(t, "month"), rapid.Bool().Draw(t, "borrowed"), n32.Draw(t, "own SMS")},
		SMSMarked: true, SMSMarks: rapid.SliceOfN(rapid.Uint32(), 1, MaxMarks).Draw(t, "marks"),
		PIN: rapid.Byte().Draw(t, "pin"), Wall: genTime(t, "wall"), WallTrusted: rapid.Bool().Draw(t, "trusted"),
		Rev: rapid.Uint64().Draw(t, "rev"), Counted: rapid.Uint64().Draw(t, "counted"),
		Since: Since{At: genTime(t, "since"), Low: bytes.Draw(t, "before"), High: bytes.Draw(t, "before, high"), SMS: n32.Draw(t, "smsbefore")}, Asked: genTime(t, "asked"),
	}
	for range rapid.IntRange(0, MaxTransitions).Draw(t, "transitions") {
		r.Transitions = append(r.Transitions, genTransition(t))
	}
	for range rapid.IntRange(0, MaxDays).Draw(t, "days") {
		from := bytes.Draw(t, "from")
		r.Days = append(r.Days, Day{Day: n32.Draw(t, "day"), From: from, To: rapid.Int64Range(from, most).Draw(t, "to"), Slack: bytes.Draw(t, "dayslack")})
	}
	genMore(t, &r)
	for range rapid.IntRange(0, 3).Draw(t, "unknown") {
		r.Unknown = append(r.Unknown, Field{
			Tag:   rapid.Uint16Range(lastTag+1, 0xffff).Draw(t, "tag"),
			Value: append([]byte{}, rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "value")...),
		})
	}
	return r
}
