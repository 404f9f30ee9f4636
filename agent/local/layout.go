package local

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// row lays parts side by side, two blanks between them; one that does not fit
// goes to the next line.
func (p *page) row(name string, parts ...string) {
	text := ""
	for _, part := range parts {
		switch {
		case part == "":
			continue
		case text == "":
			text = part
		case columns(text)+2+columns(part) <= p.width-label:
			text += "  " + part
		default:
			p.put(name, text)
			name, text = "", part
		}
	}
	if text != "" {
		p.put(name, text)
	}
}

// put writes one part, wrapped at blanks when it is too long.
func (p *page) put(name, text string) {
	for _, l := range wrap(text, p.width-label) {
		p.line(fmt.Sprintf("%-*s%s", label, name, l))
		name = ""
	}
}

// barWidth is the length of a bar; a narrow screen has a shorter one.
const barWidth = 20

// gauge is a text, a bar and a percentage, the bar at a fixed column.
func (p *page) gauge(name, text string, part float64, mark string) {
	size := max(min(barWidth, p.width-label-43), 0)
	n := min(int(math.Floor(part*float64(size))), size)
	bar := strings.Repeat("█", n) + strings.Repeat("░", size-n)
	if p.o.Color {
		bar = tint(part) + bar + "\x1b[0m"
	}
	p.line(fmt.Sprintf("%-*s%-34s %s %s%d %%", label, name, text, bar, mark, int(part*100)))
}

func tint(part float64) string {
	switch {
	case part >= 0.95:
		return "\x1b[31m"
	case part >= 0.8:
		return "\x1b[33m"
	}
	return "\x1b[32m"
}

func (p *page) bold(s string) string {
	if !p.o.Color {
		return s
	}
	return "\x1b[1m" + s + "\x1b[0m"
}

func (p *page) strong(s string, ok bool) string {
	if !p.o.Color {
		return s
	}
	if ok {
		return "\x1b[1;32m" + s + "\x1b[0m"
	}
	return "\x1b[1;33m" + s + "\x1b[0m"
}

func or(s *string, def string) string {
	if s == nil {
		return def
	}
	return *s
}

func prefixed(prefix string, s *string) string {
	if s == nil {
		return ""
	}
	return prefix + *s
}

func parts(p ...string) []string { return p }

// group writes 183200 as 183,200.
func group(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// span is a duration in two units: 3 d 04:12, 04:12:30, 51 d.
func span(d time.Duration) string {
	d = max(d, 0)
	days := int(d.Hours()) / 24
	switch {
	case days >= 14:
		return fmt.Sprintf("%d days", days)
	case days > 0:
		return fmt.Sprintf("%d d %02d:%02d", days, int(d.Hours())%24, int(d.Minutes())%60)
	case d >= time.Hour:
		return fmt.Sprintf("%d h %02d min", int(d.Hours()), int(d.Minutes())%60)
	case d >= time.Minute:
		return fmt.Sprintf("%d min %02d s", int(d.Minutes()), int(d.Seconds())%60)
	}
	return fmt.Sprintf("%d s", int(d.Seconds()))
}

// rough is a duration that was guessed: no more digits than the guess is worth.
func rough(d time.Duration) string {
	hours := int(d.Hours())
	switch {
	case hours >= 14*24:
		return fmt.Sprintf("%d days", hours/24)
	case hours >= 24:
		return fmt.Sprintf("%d d %d h", hours/24, hours%24)
	case hours >= 1:
		return fmt.Sprintf("%d h", hours)
	}
	return fmt.Sprintf("%d min", int(d.Minutes()))
}

// columns counts what a text takes on the screen, ANSI codes left out.
func columns(s string) int {
	n, inCode := 0, false
	for _, r := range s {
		switch {
		case r == 0x1b:
			inCode = true
		case inCode:
			inCode = r != 'm'
		default:
			n++
		}
	}
	return n
}

// wrap breaks a text at blanks, keeping double blanks inside a line.
func wrap(s string, width int) []string {
	var lines []string
	for columns(s) > width {
		cut, n, inCode := -1, 0, false
		for i, r := range s {
			switch {
			case r == 0x1b:
				inCode = true
			case inCode:
				inCode = r != 'm'
				continue
			}
			if r == ' ' {
				cut = i
			}
			if !inCode {
				n++
			}
			if n > width && cut >= 0 {
				break
			}
		}
		if cut <= 0 {
			break
		}
		lines = append(lines, strings.TrimRight(s[:cut], " "))
		s = strings.TrimLeft(s[cut:], " ")
	}
	return append(lines, s)
}

// first is the first of two texts that is there.
func first(a, b *string) *string {
	if a != nil {
		return a
	}
	return b
}
