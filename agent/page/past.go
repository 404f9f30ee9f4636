package page

import (
	"context"
	"time"

	"simagent/agent/local"
)

// The history on the page.
const (
	shownHours = 48
	shownDays  = 30
	pastAge    = time.Minute // how old it may be: it is read from the disk
)

// past is the history that is shown, oldest first. Every slot of time is there;
// what was not counted in has a null sum.
type past struct {
	Why   string `json:"why,omitempty"` // why there is none
	Hours []slot `json:"hours"`
	Days  []slot `json:"days"`
}

// slot is an hour or a day of UTC.
type slot struct {
	Start time.Time      `json:"start"`
	Sum   *local.BookSum `json:"sum"` // null: not watched
}

// history is that of the SIM of st, a minute old at most.
func (p *Page) history(ctx context.Context, st local.Status) past {
	p.mu.Lock()
	defer p.mu.Unlock()
	whose := ""
	if st.Account.ICCID != nil {
		whose = *st.Account.ICCID
	}
	if whose == p.pastOf && !p.readAt.IsZero() && time.Since(p.readAt) < pastAge && p.past.at(st.Time) {
		return p.past
	}
	b, err := p.src.Book(ctx, false)
	if ctx.Err() != nil {
		return p.past // the visitor has gone, which says nothing
	}
	p.past, p.pastOf, p.readAt = pastOf(b, st.Time), whose, time.Now()
	if err != nil {
		p.past = past{Why: err.Error()}
	} else if b.HistoryErr != "" {
		p.past.Why = string(b.HistoryErr)
	}
	return p.past
}

// at tells whether it ends with the hour of now.
func (p past) at(now time.Time) bool {
	return len(p.Hours) == 0 || p.Hours[len(p.Hours)-1].Start.Equal(now.Truncate(time.Hour))
}

// pastOf takes the latest hours and days out of a book, up to now.
func pastOf(b local.Book, now time.Time) past {
	out := past{Hours: slots(now.UTC().Truncate(time.Hour), time.Hour, shownHours), Days: slots(now.UTC().Truncate(24*time.Hour), 24*time.Hour, shownDays)}
	for i := range b.Hours {
		if h := &b.Hours[i]; h.Hour != nil {
			fill(out.Hours, *h.Hour, time.Hour, &h.BookSum)
		}
	}
	for i := range b.Days {
		if at, err := time.Parse(time.DateOnly, b.Days[i].Day); err == nil {
			fill(out.Days, at, 24*time.Hour, &b.Days[i].BookSum)
		}
	}
	return out
}

// slots are n of a length, of which the last begins at last.
func slots(last time.Time, length time.Duration, n int) []slot {
	list := make([]slot, n)
	for i := range list {
		list[i].Start = last.Add(time.Duration(i+1-n) * length)
	}
	return list
}

func fill(list []slot, at time.Time, length time.Duration, sum *local.BookSum) {
	if i := int(at.Sub(list[0].Start) / length); !at.Before(list[0].Start) && i < len(list) {
		kept := *sum // the book, which may be large, is not held by it
		if i == len(list)-1 {
			kept.WatchedS = 0 // it grows all the time, which is no news
		}
		list[i].Sum = &kept
	}
}
