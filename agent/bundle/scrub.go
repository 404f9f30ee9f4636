package bundle

import (
	"regexp"
	"strings"
	"sync"
)

// Scrubber shortens ids in text. The zero value knows patterns alone.
type Scrubber struct {
	known []string // in full, with their short forms after them
}

// Know adds an id that must be nowhere in full. Short ones are too common to be looked for.
func (s *Scrubber) Know(id, short string) {
	if len(id) >= 8 && id != short {
		s.known = append(s.known, id, short)
	}
}

// Holds tells whether a text has a known id in it.
func (s *Scrubber) Holds(text string) bool {
	for i := 0; i < len(s.known); i += 2 {
		if strings.Contains(text, s.known[i]) {
			return true
		}
	}
	return false
}

// patterns are what ids look like, made when they are needed: a daemon never does. Order matters: a sid is 32 digits of
// hex, too.
var patterns = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile("(" + strings.Join([]string{
		`\b[A-Z]{2}[0-9a-fA-F]{32}\b`, // sids of the API
		`89[0-9]{5}[0-9]{11,15}[fF]?`, // ICCIDs (ITU-T E.118), the seven digits of the issuer first
		`[0-9](?:-?[0-9]){13,}`,       // IMSI, IMEI, EID, also in groups
		`\b[0-9a-fA-F]{16,}\b|[0-9A-F]{16,}`,
		`\+[0-9]{7,}`, // telephone numbers
		`\b[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}\b`,
		`://[^/@\s"]+@`,                                    // user and password in an address
		`(?i)\b(?:bearer|basic) [a-z0-9+/=._~-]{8,}`,       // what a request carries
		`(?i)\b(?:serial ?number|serial|iserial)[:=] ?\S+`, // as the kernel says them
	}, ")|(") + ")")
})

// Text returns a text with its ids shortened.
func (s *Scrubber) Text(text string) string {
	if len(s.known) > 0 {
		text = strings.NewReplacer(s.known...).Replace(text)
	}
	return patterns().ReplaceAllStringFunc(text, short)
}

// short is what is left of an id.
func short(id string) string {
	switch {
	case len(id) == 34 && id[0] >= 'A' && id[0] <= 'Z' && id[1] >= 'A' && id[1] <= 'Z':
		return id[:4] + "…" + id[len(id)-2:]
	case strings.HasPrefix(id, "89") && len(id) >= 18 && len(id) <= 23 && !strings.ContainsAny(id, "-"):
		return id[:7] + "…" + id[len(id)-4:]
	case strings.HasPrefix(id, "://"):
		return "://…@"
	case id[0] == '+':
		return "+…"
	}
	if i := strings.IndexAny(id, ":= "); i > 2 {
		return id[:i+1] + "…"
	}
	return "…"
}
