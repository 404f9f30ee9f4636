package history

import (
	"sort"

	"simagent/agent/ledger"
)

// content is what a file says.
type content struct {
	iccid   string         // of the SIM that has the most pages; empty when no page can be read
	seq     uint64         // the highest
	seqs    [places]uint64 // of the pages that can be read, 0 for others
	pages   [4][]page      // that count, by kind, in rising order of their numbers
	doubt   uint16         // places that were not looked at, a bit each
	damaged int            // pages that are broken or of another SIM
	future  uint16         // highest later version met, 0 for none
	empty   bool           // nothing but zeros
}

// parse reads the places of a file but those in doubt (a bit each): what is there may not be durable.
func parse(b []byte, doubt uint16) content {
	c := content{empty: allZero(b), doubt: doubt}
	var all []page
	var owners []string
	votes := map[string]int{}
	for i := range places {
		if len(b) <= i*pageBytes || doubt>>i&1 != 0 {
			continue
		}
		block := b[i*pageBytes : min((i+1)*pageBytes, len(b))]
		if allZero(block) {
			continue
		}
		if !intact(block) {
			c.damaged++
			continue
		}
		owner, p, ok := decodePage(block)
		if version := le.Uint16(block[4:]); version > formatVersion {
			c.future, owner = max(c.future, version), ownerOf(block)
		} else if !ok {
			c.damaged++
			continue
		}
		p.place = i
		if votes[owner]++; votes[owner] > votes[c.iccid] || c.iccid == "" {
			c.iccid = owner
		}
		all, owners = append(all, p), append(owners, owner)
	}
	for i, p := range all {
		if owners[i] != c.iccid {
			c.damaged++
			continue
		}
		if c.future == 0 {
			c.keep(p)
		}
	}
	for k, list := range c.pages {
		c.pages[k] = list[max(len(list)-quotas[k], 0):]
	}
	return c
}

// keep takes a page in that was read; an older copy of it goes.
func (c *content) keep(p page) {
	c.seq, c.seqs[p.place] = max(c.seq, p.seq), p.seq
	list := c.pages[p.kind]
	if at, found := search(list, p.number, pageNumber); !found || list[at].seq < p.seq {
		c.pages[p.kind] = insert(list, p, pageNumber)
	}
}

// free is the place for the next page: one that holds none that counts; rather one that is not in doubt, then the one
// written longest ago. There is one by the quotas.
func (c *content) free() int {
	best, rank := -1, uint64(0)
	for i := range places {
		used := false
		for _, list := range c.pages {
			for _, p := range list {
				used = used || p.place == i
			}
		}
		r := c.seqs[i] | uint64(c.doubt>>i&1)<<63
		if !used && (best < 0 || r < rank) {
			best, rank = i, r
		}
	}
	return best
}

// last is the page of a kind that takes more records; the zero number when there is none.
func (c *content) last(k kind) page {
	if list := c.pages[k]; len(list) > 0 {
		return list[len(list)-1]
	}
	return page{kind: k}
}

// hourIn finds an hour in pages; the latest counts.
func hourIn(pages []page, n uint32) (ledger.Hour, bool) {
	for i := len(pages) - 1; i >= 0; i-- {
		p := &pages[i]
		if at, ok := search(p.hours, n, hourNumber); ok {
			return p.hours[at], true
		}
	}
	return ledger.Hour{}, false
}

func dayIn(pages []page, n uint32) (Day, bool) {
	for i := len(pages) - 1; i >= 0; i-- {
		p := &pages[i]
		if at, ok := search(p.days, n, dayNumber); ok {
			return p.days[at], true
		}
	}
	return Day{}, false
}

// history puts the pages together. An hour that its day has already is not added to it.
func (c *content) history() (h History) {
	hours, days := map[uint32]ledger.Hour{}, map[uint32]Day{}
	for _, p := range c.pages[kindDays] {
		for _, d := range p.days {
			days[d.Day] = d
		}
	}
	for _, p := range c.pages[kindHours] {
		for _, hour := range p.hours {
			hours[hour.Hour] = hour
		}
	}
	for n, hour := range hours {
		h.Hours = append(h.Hours, hour)
		if d := days[n/24]; !d.has(n) {
			days[n/24] = d.plus(hour)
		}
	}
	for _, d := range days {
		h.Days = append(h.Days, d)
	}
	sort.Slice(h.Hours, func(i, j int) bool { return h.Hours[i].Hour < h.Hours[j].Hour })
	sort.Slice(h.Days, func(i, j int) bool { return h.Days[i].Day < h.Days[j].Day })
	h.Periods = c.last(kindPeriods).periods
	h.undated = c.last(kindHours).undated
	h.Undated = h.undated.sum()
	return h
}
