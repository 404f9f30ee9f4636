package ledger

import "slices"

// MaxDays bounds the beginnings of days that are kept: the cloud's figure of a day is waited for two days.
const MaxDays = 5

// Day is where the count stood when a UTC day began: between the last sample before midnight and the first one after.
type Day struct {
	Day      uint32 // days since 1970-01-01
	From, To int64  // bytes of both directions, without the past
	Slack    int64  // of Data then
}

// DayBegan notes the beginning of a day. before is TX+RX at the last sample of the day before. It asks for no commit: a
// power cut costs the comparison of a day, and no count.
func (a *Account) DayBegan(day uint32, before int64) {
	d := Day{Day: day, From: min(clamp(before), add(a.Data.TX, a.Data.RX)), To: add(a.Data.TX, a.Data.RX), Slack: a.Data.Slack}
	days := slices.DeleteFunc(slices.Clone(a.Days), func(old Day) bool { return old.Day >= day })
	days = append(days, d)
	a.Days = days[max(len(days)-MaxDays, 0):]
}

// ForgetDay drops the beginning of a day and of those before it.
func (a *Account) ForgetDay(day uint32) {
	a.Days = slices.DeleteFunc(slices.Clone(a.Days), func(d Day) bool { return d.Day <= day })
}

// OfDay is what was counted on a UTC day; ok is false when its beginning or its end was not noted.
func (a *Account) OfDay(day uint32) (i Interval, ok bool) {
	at := slices.IndexFunc(a.Days, func(d Day) bool { return d.Day == day })
	if at < 0 || at+1 >= len(a.Days) || a.Days[at+1].Day != day+1 {
		return Interval{}, false
	}
	begin, end := a.Days[at], a.Days[at+1]
	if end.From < begin.From || end.Slack < begin.Slack {
		return Interval{}, false
	}
	return Interval{Low: max(end.From-begin.To, 0), High: add(end.To-begin.From, end.Slack-begin.Slack), HighKnown: true}, true
}
