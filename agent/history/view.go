package history

import (
	"sort"
	"time"

	"simagent/agent/ledger"
)

// Merge joins hours that the ledger still has, such as those of today, to what is stored; h is not changed. Of an hour
// that is in both the open one counts; an hour of which only the day is kept stays in it as it is.
func Merge(h History, open []ledger.Hour) History {
	dated, rest := batch(open)
	if rest != (Sum{}) {
		h.undated = h.undated.with(oldestOf(dated), rest)
		h.Undated = h.undated.sum()
	}
	for _, hour := range dated {
		var d Day
		if at, ok := search(h.Days, hour.Hour/24, dayNumber); ok {
			d = h.Days[at]
		}
		at, stored := search(h.Hours, hour.Hour, hourNumber)
		if d.has(hour.Hour) {
			if !stored {
				continue
			}
			d.Sum = d.Sum.minus(sumOf(h.Hours[at]))
		}
		h.Hours = insert(h.Hours, hour, hourNumber)
		h.Days = insert(h.Days, d.plus(hour), dayNumber)
	}
	return h
}

// ByDay gives the days that have a part in from (inclusive) to until (exclusive), oldest first. A zero time is no bound.
// Days without a record are left out.
func (h History) ByDay(from, until time.Time) []Day {
	return within(h.Days, from, until, 24*time.Hour, Day.Start)
}

// ByHour gives the hours that have a part in from (inclusive) to until (exclusive), as ByDay does.
func (h History) ByHour(from, until time.Time) []ledger.Hour {
	return within(h.Hours, from, until, time.Hour, ledger.Hour.Start)
}

// within cuts a list in the order of time; the caller gets no part of the history itself.
func within[T any](list []T, from, until time.Time, length time.Duration, start func(T) time.Time) []T {
	if !from.IsZero() && !until.IsZero() && !from.Before(until) {
		return nil
	}
	first, end := 0, len(list)
	if !from.IsZero() {
		first = sort.Search(len(list), func(i int) bool { return start(list[i]).Add(length).After(from) })
	}
	if !until.IsZero() {
		end = sort.Search(len(list), func(i int) bool { return !start(list[i]).Before(until) })
	}
	return append([]T(nil), list[first:end]...)
}
