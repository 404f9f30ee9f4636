package recovery

import (
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"
)

// stored is a Book on the disk. Ages, since no clock of this process is there at the next start.
type stored struct {
	Format int         `json:"format"`
	Acts   []storedAct `json:"acts"`
	WellS  *int64      `json:"well_s"`           // how long ago Well was; null when it never was
	LostS  *int64      `json:"lost_s,omitempty"` // with Lost: how long ago From was
}

type storedAct struct {
	Rung Rung   `json:"rung"`
	Name string `json:"name"` // of the rung, for who reads the file
	AgeS int64  `json:"age_s"`
	Wall string `json:"wall,omitempty"` // RFC 3339
	Why  string `json:"why"`
	Done bool   `json:"done"`
}

const (
	format  = 1
	mostWhy = 80
)

// Encode is the book as a file holds it, at now.
func (b Book) Encode(now time.Time) []byte {
	s := stored{Format: format, Acts: []storedAct{}}
	for _, a := range b.Acts {
		v := storedAct{Rung: a.Rung, Name: a.Rung.String(), AgeS: int64(max(now.Sub(a.At), 0) / time.Second), Why: cut(a.Why, mostWhy), Done: a.Done}
		if !a.Wall.IsZero() {
			v.Wall = a.Wall.UTC().Format(time.RFC3339Nano)
		}
		s.Acts = append(s.Acts, v)
	}
	if !b.Well.IsZero() {
		age := int64(max(now.Sub(b.Well), 0) / time.Second)
		s.WellS = &age
	}
	if b.Lost {
		age := int64(max(now.Sub(b.From), 0) / time.Second)
		s.LostS = &age
	}
	out, _ := json.MarshalIndent(s, "", " ") // nothing in it can fail
	return append(out, '\n')
}

func cut(s string, most int) string {
	for len(s) > most {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	return s
}

// Decode reads what Encode wrote; its ages end now. The error says what is wrong; the caller then takes Unknown.
func Decode(data []byte, now time.Time) (Book, error) {
	var s stored
	if err := json.Unmarshal(data, &s); err != nil {
		return Book{}, fmt.Errorf("cannot read the recovery budget: %w", err)
	}
	if s.Format != format {
		return Book{}, fmt.Errorf("cannot read the recovery budget: its format is %d, this version knows %d", s.Format, format)
	}
	var b Book
	for _, v := range s.Acts {
		a := Act{Rung: v.Rung, At: before(now, v.AgeS), Why: cut(v.Why, mostWhy), Done: v.Done}
		if !v.Rung.Counted() || v.AgeS < 0 {
			return Book{}, fmt.Errorf("cannot read the recovery budget: act %d, %d seconds ago", v.Rung, v.AgeS)
		}
		if v.Wall != "" {
			wall, err := time.Parse(time.RFC3339Nano, v.Wall)
			if err != nil {
				return Book{}, fmt.Errorf("cannot read the recovery budget: %w", err)
			}
			a.Wall = wall
		}
		b = b.Add(a)
	}
	if s.WellS != nil {
		if *s.WellS < 0 {
			return Book{}, fmt.Errorf("cannot read the recovery budget: well %d seconds ago", *s.WellS)
		}
		b.Well = before(now, *s.WellS)
	}
	if s.LostS != nil {
		if *s.LostS < 0 {
			return Book{}, fmt.Errorf("cannot read the recovery budget: unknown for %d seconds", *s.LostS)
		}
		b.Lost, b.From = true, before(now, *s.LostS)
	}
	return b, nil
}

// before is now less so many seconds, ten years at most: more is no age of ours.
func before(now time.Time, seconds int64) time.Time {
	const most = 10 * 365 * 24 * 3600
	return now.Add(-time.Duration(min(seconds, most)) * time.Second)
}

// Unknown is the book of somebody who cannot read the old one.
func Unknown(now time.Time) Book { return Book{Lost: true, From: now} }
