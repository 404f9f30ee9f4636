package module

import "simagent/atcmd/format"

// Retries are the tries left of a card's codes, -1 where the module does not
// say. 0 is blocked.
type Retries struct {
	PIN, PUK, PIN2, PUK2 int
}

// Retries reads the fields pin, puk, pin2 and puk2 from the lines of an
// answer. What is no number from 0 to 255 is not known.
func (q Query) Retries(lines []string) Retries {
	r := Retries{PIN: -1, PUK: -1, PIN2: -1, PUK2: -1}
	for _, line := range lines {
		form, rest := format.Find(q.Lines, line)
		if form == nil {
			continue
		}
		for i, more := 0, true; more && i < len(form.Fields); i++ {
			var raw string
			raw, rest, more = format.Next(rest)
			if dst := r.of(form.Fields[i].Name); dst != nil {
				if v := form.Fields[i].Value(raw); v.Known && v.Num >= 0 && v.Num <= 255 {
					*dst = int(v.Num)
				}
			}
		}
	}
	return r
}

func (r *Retries) of(name string) *int {
	switch name {
	case "pin":
		return &r.PIN
	case "puk":
		return &r.PUK
	case "pin2":
		return &r.PIN2
	case "puk2":
		return &r.PUK2
	}
	return nil
}
