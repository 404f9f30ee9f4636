package local

import (
	"fmt"
	"strings"
	"time"
)

// BookScreen is an account for people: the counts with their directions and bounds, what they rest on, and what came before.
func BookScreen(b Book, o ScreenOptions) string {
	if o.Width == 0 {
		o.Width = 80
	}
	p := page{st: Status{Account: b.Account, Cloud: Cloud{Status: text(b.Cloud.Status)}}, o: o, width: max(min(o.Width, 100), 60)}
	p.row("SIM", p.bold(b.ICCID), or(p.st.Cloud.Status, "status not known"), dated("counts since ", b.Since))
	p.period(b.Period)
	p.data()
	p.directions()
	p.sms()
	p.until()
	p.pace()
	p.row("Counted on", p.counter(b))
	p.row("Module", string(b.Account.Data.Calibration))
	p.row("Operator", p.operator(b))
	r := b.Reports
	p.row("Reports", fmt.Sprintf("%d so far, %s B in all", r.Sequence, group(r.BytesTotal)), counted(r.SMS, "SMS Command"), waiting(len(r.Alarms)))
	p.row("Warnings", words(b.Warnings))
	p.row("On disk", p.disk(b)...)
	for i := len(b.Periods) - 1; i >= 0; i-- {
		p.row("Before", p.past(b.Periods[i])...)
	}
	p.row("History", string(b.HistoryErr))
	return p.b.String()
}

func text(t Text) *string {
	if t == "" {
		return nil
	}
	s := string(t)
	return &s
}

func dated(what string, t *time.Time) string {
	if t == nil {
		return ""
	}
	return what + t.UTC().Format("2006-01-02 15:04 UTC")
}

func (p *page) period(b BookPeriod) {
	if b.Type == "" && b.Start == nil {
		none := "not known: the cloud did not tell one yet"
		if or(p.st.Cloud.Status, "") == "new" {
			none = "none yet: it begins when the Sim becomes ready"
		}
		p.row("Period", none)
		return
	}
	estimated := ""
	if b.Estimated {
		estimated = "estimated"
	}
	p.row("Period", string(b.Type), span2(b.Start, b.Until), estimated)
}

// span2 is from one day to another.
func span2(from, to *time.Time) string {
	day := func(t *time.Time) string {
		if t == nil {
			return "?"
		}
		return t.UTC().Format("2006-01-02")
	}
	return day(from) + " to " + day(to)
}

// directions takes the bytes apart.
func (p *page) directions() {
	d := p.st.Account.Data
	if d.Sent == nil || d.Received == nil {
		return
	}
	past, uncertain := "", ""
	if d.Past != nil && *d.Past > 0 {
		past = "before this device counted " + group(*d.Past) + " B"
	}
	if d.Uncertain != nil && *d.Uncertain > 0 {
		uncertain = "uncertain " + group(*d.Uncertain) + " B"
	}
	p.row("", "sent "+group(*d.Sent)+" B", "received "+group(*d.Received)+" B", past, uncertain)
}

// pace is the rate of the last day.
func (p *page) pace() {
	if n := p.st.Account.Data.RatePerDay; n != nil {
		p.row("Pace", group(*n)+" B a day, as in the last 24 hours")
	}
}

func (p *page) counter(b Book) string {
	d := b.Account.Data
	if d.Source == nil {
		return "nothing now"
	}
	return *d.Source + "; not seen: " + strings.Join(d.NotSeen, ", ")
}

func (p *page) operator(b Book) string {
	switch m := b.Metering; {
	case m == nil:
		return "its figures of closed days were not compared yet"
	case m.PerPacket == nil:
		return fmt.Sprintf("its terms are not learnt yet: %s compared, a week is needed", counted(m.Days, "day"))
	}
	return string(b.Account.Data.Metering)
}

func (p *page) disk(b Book) []string {
	stored := "never stored"
	if b.Stored != nil {
		stored = dated("stored ", b.Stored)
		if !b.StoredSure {
			stored += " by a clock that nobody vouched for"
		}
	}
	return parts(stored, "lease until "+group(b.Ceiling)+" B", counted(b.Boots, "boot"), counted(b.Restarts, "restart"))
}

func (p *page) past(b PastPeriod) []string {
	bytes, sms := group(b.Low), fmt.Sprint(b.SMSLow)
	switch {
	case b.High == nil:
		bytes = "at least " + bytes
	case *b.High != b.Low:
		bytes += " to " + group(*b.High)
	}
	switch {
	case b.SMSHigh == nil:
		sms = "at least " + sms
	case *b.SMSHigh != b.SMSLow:
		sms += fmt.Sprintf(" to %d", *b.SMSHigh)
	}
	return parts(string(b.Type), span2(b.Start, b.End), bytes+" B", sms+" SMS Commands")
}

func counted(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%s %ss", group(n), what)
}

func waiting(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 alarm waits"
	}
	return fmt.Sprintf("%d alarms wait", n)
}

func words(list []Text) string {
	s := make([]string, len(list))
	for i := range list {
		s[i] = string(list[i])
	}
	return strings.Join(s, ", ")
}
