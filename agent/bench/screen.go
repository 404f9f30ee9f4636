package bench

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"simagent/agent/local"
)

// ScreenOptions say how a run is shown.
type ScreenOptions struct {
	Width int  // columns, 80 if 0; taken as 60 to 160
	Color bool // emphasise with ANSI codes
}

func (o ScreenOptions) width() int {
	if o.Width == 0 {
		return 80
	}
	return min(max(o.Width, 60), 160)
}

// The columns of a line: the number, the SIM, the verdict, the text, the seconds.
const (
	numberColumns  = 4
	simColumns     = 14
	verdictColumns = 6
	secondsColumns = 8
	textColumn     = numberColumns + 2 + simColumns + verdictColumns
)

func (o ScreenOptions) paint(code, s string) string {
	if !o.Color {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// Head is what stands on top of a run.
func Head(r RunRecord, o ScreenOptions) string {
	var b strings.Builder
	name := strings.TrimSpace(plain(r.Module.Maker) + " " + plain(r.Module.Model))
	if name == "" {
		name = "a module that does not say its name"
	}
	fmt.Fprintf(&b, "%s on %s\n", o.paint("1", name), r.Port)
	cloud := "The cloud is not asked: what is only not activated cannot be told from what is refused."
	if r.Cloud != nil {
		cloud = "The cloud (" + *r.Cloud + ") is asked about each SIM."
	}
	spend := "Nothing is spent: no data, no SMS, no reset, no PIN."
	if r.Spend != (Allowed{}) {
		spend = fmt.Sprintf("Each SIM that passes so far spends up to %d B and %d SMS Commands.", r.Spend.Bytes, r.Spend.SMS)
	}
	for _, l := range local.Fold(cloud+" "+spend, o.width()) {
		b.WriteString(l + "\n")
	}
	for _, l := range local.Fold("Put a SIM in, and when its line is there the next one. Ctrl-C ends.", o.width()) {
		b.WriteString(l + "\n")
	}
	b.WriteString("\n" + o.paint("2", pad("  #", numberColumns)+"  "+pad("SIM", simColumns)+"verdict") + "\n")
	return b.String()
}

// Line is the verdict of one SIM, in as many lines as its text takes.
func Line(r *Record, o ScreenOptions) string {
	verdict, code := "PASS", "1;32"
	switch {
	case r.Verdict == Fail:
		verdict, code = "FAIL", "1;31"
	case r.Reason == NotActivated:
		code = "1;33"
	}
	id := "no number"
	if r.ICCID != nil {
		id = *r.ICCID
	}
	text := local.Fold(plain(r.Text), o.width()-textColumn-secondsColumns)
	took := fmt.Sprintf("%*.1f s", secondsColumns-2, r.Seconds)
	return row(fmt.Sprintf("%*d", numberColumns, r.N), id, o.paint(code, pad(verdict, verdictColumns)), text, took, o)
}

// row puts the columns together; verdict is padded already, since it may be
// painted. A number that is too long for its column has a line of its own.
func row(n, id, verdict string, text []string, took string, o ScreenOptions) string {
	var b strings.Builder
	front := n + "  "
	if utf8.RuneCountInString(id) > simColumns-1 {
		b.WriteString(front + id + "\n")
		front, id = strings.Repeat(" ", numberColumns+2), ""
	}
	width := o.width() - textColumn - secondsColumns
	if len(text) == 0 {
		text = []string{""}
	}
	line := front + pad(id, simColumns) + verdict + pad(text[0], width) + took
	b.WriteString(strings.TrimRight(line, " ") + "\n")
	for _, l := range text[1:] {
		b.WriteString(strings.Repeat(" ", textColumn) + l + "\n")
	}
	return b.String()
}

// SeenLine is a SIM that had its verdict before.
func SeenLine(s *Seen, o ScreenOptions) string {
	text := local.Fold(fmt.Sprintf("seen before: number %d, %s, %s", s.N, strings.ToUpper(string(s.Before.Verdict)), plain(s.Before.Text)), o.width()-textColumn-secondsColumns)
	return row(strings.Repeat(" ", numberColumns-1)+"=", s.ICCID, o.paint("2", pad("SEEN", verdictColumns)), text, "", o)
}

// Progress is the one line below the results: what happens now. It has no end of
// line and fits the width.
func (t *Tray) Progress(at time.Time, o ScreenOptions) string {
	left := ""
	switch {
	case t.down:
		left = "The module is away; waiting for it."
	case t.holder == vacant:
		left = "Put the next SIM in."
		if t.totals.Tested == 0 {
			left = "Put the first SIM in."
		}
		if t.faults > 1 {
			left = "No card, or a dead one: " + plain(t.trouble)
		}
	case t.holder == judged:
		left = "Take it out, and put the next one in."
	default:
		id := ShortID(t.cur.iccid)
		if id == "" {
			id = "a card"
		}
		left = fmt.Sprintf("%*d  %s%s", numberColumns, t.cur.Record.N, pad(id, simColumns), t.cur.doing(at))
	}
	right := fmt.Sprintf("%d passed, %d failed", t.totals.Passed, t.totals.Failed)
	if t.opt.Count > 0 {
		right += fmt.Sprintf(", %d to go", max(t.opt.Count-t.totals.Tested, 0))
	}
	room := o.width() - 1 - utf8.RuneCountInString(right) - 2
	return pad(clip(left, room), room) + "  " + o.paint("2", right)
}

// doing says what a SIM is at, and how long that may take.
func (m *Machine) doing(at time.Time) string {
	p := &m.rules.plan
	of := func(since time.Time, s Span) string {
		return fmt.Sprintf("%d s of %s", int(at.Sub(since).Seconds()), s)
	}
	switch m.Phase {
	case Identifying:
		return "reading the card, " + of(m.start, p.Card.Within)
	case Registering:
		return wordOr(m.Record.Registration.State, "registering") + ", " + of(m.start, p.Register.Within)
	case Attaching:
		return "attaching, " + of(m.registered, p.Attach.Within)
	case Measuring:
		return fmt.Sprintf("measuring, %d of %d", m.levels.n, p.Signal.Samples)
	case Asking:
		return "waiting for the cloud, " + of(m.askedAt, p.Cloud.Within)
	case Spending:
		return "sending, and waiting for the cloud's count"
	}
	return ""
}

// Foot is what stands below a run.
func Foot(s Totals, o ScreenOptions) string {
	end := ""
	if s.Unfinished != nil {
		end = strings.Join(local.Fold(unfinished(*s.Unfinished), o.width()), "\n") + "\n"
	}
	if s.Tested == 0 {
		return end + "No SIM was tested.\n"
	}
	text := fmt.Sprintf("%d tested in %s: %d passed", s.Tested, spanOf(s.Seconds), s.Passed)
	if s.NotActivated > 0 {
		text += fmt.Sprintf(" (%d not activated)", s.NotActivated)
	}
	text += fmt.Sprintf(", %d failed", s.Failed)
	if s.Seen > 0 {
		text += fmt.Sprintf(", %d seen before", s.Seen)
	}
	return "\n" + strings.Join(local.Fold(text+fmt.Sprintf("; %.1f s a SIM.", s.Seconds/float64(s.Tested)), o.width()), "\n") + "\n" + end
}

// unfinished is the sentence about the SIM that the end of the run interrupted.
func unfinished(what string) string {
	id, during, _ := strings.Cut(what, " ")
	return id + " has no verdict: the bench ended " + during + "."
}

// spanOf is a time for people.
func spanOf(s float64) string {
	if s < 120 {
		return fmt.Sprintf("%.1f s", s)
	}
	return time.Duration(s * float64(time.Second)).Round(time.Second).String()
}
