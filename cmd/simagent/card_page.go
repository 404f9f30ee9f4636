package main

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"simagent/simcard"
	"simagent/simcard/overat"
)

// Widths of the screen for people, as `status` has them.
const (
	cardLabel = 13
)

// cardPage is the screen while it is written.
type cardPage struct {
	b      strings.Builder
	show   bool
	ended  error               // why nothing more was asked, nil
	why    []string            // reasons in the order of their first row
	unread map[string][]string // reason to rows
}

// id is the number redacted, or whole when that is wanted.
func (p *cardPage) id(short, whole string) string {
	if p.show {
		return whole
	}
	return short
}

// row lays parts side by side, two blanks between them; one that does not fit goes to the next line.
func (p *cardPage) row(name string, parts ...string) {
	line := ""
	flush := func() {
		fmt.Fprintf(&p.b, "%-*s%s\n", cardLabel, name, line)
		name, line = "", ""
	}
	for _, part := range parts {
		if part == "" {
			continue
		}
		if line != "" && cardLabel+utf8.RuneCountInString(line)+2+utf8.RuneCountInString(part) > explainWidth {
			flush()
		}
		if line != "" {
			line += "  "
		}
		line += part
	}
	if line != "" {
		flush()
	}
}

// sentence breaks a long text at its blanks.
func (p *cardPage) sentence(name, text string) {
	line := ""
	for _, word := range strings.Fields(printableText(text)) {
		if line != "" && cardLabel+utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > explainWidth {
			p.row(name, line)
			name, line = "", ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	p.row(name, line)
}

// missing keeps why something is not there, to be said below, unless that is nothing to wonder about: no such file, an empty
// one, nobody asked, or a card that needs its PIN, which the last line says for all.
func (p *cardPage) missing(name string, err error) {
	if e, ok := errors.AsType[*overat.StatusError](err); ok && (e.NotFound() || e.Status == simcard.StatusNeedPIN || e.Status == simcard.StatusNeedPIN2G) {
		return
	}
	for _, quiet := range []error{simcard.ErrBlank, overat.ErrNotAsked, p.ended} {
		if quiet != nil && errors.Is(err, quiet) {
			return
		}
	}
	why := shortReason(err)
	if p.unread == nil {
		p.unread = map[string][]string{}
	}
	if p.unread[why] == nil {
		p.why = append(p.why, why)
	}
	p.unread[why] = append(p.unread[why], name)
}
