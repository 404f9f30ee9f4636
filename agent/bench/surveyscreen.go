package bench

import (
	"fmt"
	"strings"

	"simagent/agent/local"
)

// SurveyLine is one command on the screen.
func SurveyLine(a Asked, o ScreenOptions) string {
	form := ""
	switch {
	case a.Form != nil:
		form = *a.Form
	case a.Result == "ok" && a.Lines > 0:
		form = o.paint("2", "text")
	}
	code := "32"
	if a.Result != "ok" {
		code = "2"
	}
	line := pad(clip("AT"+a.Command, 30), 31) + o.paint(code, pad(a.Result, 9)) + fmt.Sprintf("%8.1f ms  ", a.MS) + clip(form, o.width()-53)
	return strings.TrimRight(line, " ") + "\n"
}

// SurveyFoot sums a survey up.
func SurveyFoot(s *Survey, o ScreenOptions) string {
	known, formed := s.Counts()
	text := fmt.Sprintf("%d of %d commands are known to the module; %d answers have a form that simagent knows.", known, len(s.Asked), formed)
	if s.Family == "" {
		text += " No family of simagent fits it: it would be asked in the words of 3GPP alone."
	} else {
		text += " simagent takes it for " + s.Family + "."
	}
	d := s.draft()
	var missing []string
	for _, m := range []struct {
		what string
		is   bool
	}{{"a second source of the card number", len(d.iccid) > 0}, {"the tries of the PIN", d.retries != nil}, {"the signal in detail", d.signal != nil}, {"a byte counter", d.counter != nil}} {
		if !m.is {
			missing = append(missing, m.what)
		}
	}
	if len(missing) > 0 {
		text += " Not found: " + strings.Join(missing, ", ") + "."
	}
	return "\n" + strings.Join(local.Fold(text, o.width()), "\n") + "\n"
}
