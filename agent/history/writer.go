package history

import (
	"io"
	"slices"

	"simagent/agent/ledger"
	"simagent/agent/ledger/statedir"
)

// writer changes one file, page by page. Each page goes to a place that holds nothing that counts, and is durable before
// the next one is written: whatever power does, the pages that counted before are there or the ones that replace them.
type writer struct {
	c     *content
	iccid string
	put   func(place int, b []byte) error // returns when it is durable
	open  [4]page                         // the pages that take records, by kind
	dirty [4]bool
	size  [4]int // of the records of open pages, at most
}

// maxChange is what a change may add to a page, at most: a record, or two sums.
const maxChange = 160

func newWriter(c *content, iccid string, put func(int, []byte) error) *writer {
	w := &writer{c: c, iccid: iccid, put: put}
	for k := range w.open {
		w.open[k] = c.last(kind(k))
		w.open[k].number = max(w.open[k].number, 1)
	}
	return w
}

// hours takes hours in that are not there yet, or not with these values.
func (w *writer) hours(dated []ledger.Hour, rest Sum) error {
	if rest != (Sum{}) {
		// First: if it is not durable, the oldest hour of the batch is not either, and the batch comes again.
		u := w.open[kindHours].undated.with(oldestOf(dated), rest)
		if u != w.open[kindHours].undated {
			if err := w.change(kindHours, func(p *page) { p.undated = u }); err != nil {
				return err
			}
		}
	}
	for _, h := range dated {
		if w.day(h.Hour / 24).has(h.Hour) {
			continue // among the days only: what it was is not known any more
		}
		if was, ok := w.hour(h.Hour); ok && was == h {
			continue
		}
		if err := w.change(kindHours, func(p *page) { p.hours = insert(p.hours, h, hourNumber) }); err != nil {
			return err
		}
	}
	return w.flush(kindHours)
}

// period takes a period in; the oldest ones make room.
func (w *writer) period(given Period) error {
	given = given.tidy()
	p := &w.open[kindPeriods]
	at := slices.IndexFunc(p.periods, given.same)
	if at >= 0 && p.periods[at] == given {
		return nil
	}
	p.periods = slices.Clone(p.periods)
	if at >= 0 {
		p.periods[at] = given
	} else {
		p.periods = append(p.periods, given)
	}
	for len(p.payload()) > pageRoom {
		p.periods = p.periods[1:]
	}
	w.dirty[kindPeriods] = true
	return w.flush(kindPeriods)
}

func (w *writer) hour(n uint32) (ledger.Hour, bool) {
	if h, ok := hourIn([]page{w.open[kindHours]}, n); ok {
		return h, true
	}
	return hourIn(w.c.pages[kindHours], n)
}

// day is the zero Day when there is none.
func (w *writer) day(n uint32) Day {
	if d, ok := dayIn([]page{w.open[kindDays]}, n); ok {
		return d
	}
	d, _ := dayIn(w.c.pages[kindDays], n)
	return d
}

// change adds to the open page of a kind, or to a new one when it is full.
func (w *writer) change(k kind, do func(*page)) error {
	p := w.open[k]
	do(&p)
	if w.size[k] += maxChange; w.size[k] > pageRoom || w.size[k] == maxChange {
		w.size[k] = len(p.payload())
	}
	if w.size[k] > pageRoom {
		if err := w.flush(k); err != nil {
			return err
		}
		if k == kindHours {
			if err := w.retire(); err != nil {
				return err
			}
		}
		p = page{kind: k, number: w.open[k].number + 1, undated: w.open[k].undated}
		do(&p)
		w.size[k] = len(p.payload())
	}
	w.open[k], w.dirty[k] = p, true
	return nil
}

// retire gives up the oldest page of hours when there is no room for one more; its days are durable before.
func (w *writer) retire() error {
	list := w.c.pages[kindHours]
	if len(list) < quotas[kindHours] {
		return nil
	}
	var days []Day
	for _, h := range list[0].hours {
		if _, later := hourIn(list[1:], h.Hour); later {
			continue
		}
		if n := len(days) - 1; n < 0 || days[n].Day != h.Hour/24 {
			d := w.day(h.Hour / 24)
			days = append(days, d)
		}
		if d := &days[len(days)-1]; !d.has(h.Hour) {
			*d = d.plus(h)
		}
	}
	for _, d := range days {
		if d == w.day(d.Day) {
			continue
		}
		if err := w.change(kindDays, func(p *page) { p.days = insert(p.days, d, dayNumber) }); err != nil {
			return err
		}
	}
	if err := w.flush(kindDays); err != nil {
		return err
	}
	w.c.pages[kindHours] = list[1:]
	return nil
}

// flush writes the open page of a kind if it changed.
func (w *writer) flush(k kind) error {
	if !w.dirty[k] {
		return nil
	}
	p := w.open[k]
	p.seq, p.place = w.c.seq+1, w.c.free()
	if err := w.put(p.place, p.encode(w.iccid)); err != nil {
		return err
	}
	w.dirty[k] = false
	w.c.keep(p)
	if list := w.c.pages[k]; len(list) > quotas[k] {
		w.c.pages[k] = list[1:]
	}
	return nil
}

func writeSync(f statedir.File, b []byte, off int64) error {
	n, err := f.WriteAt(b, off)
	if err == nil && n != len(b) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return err
	}
	return f.Sync()
}
