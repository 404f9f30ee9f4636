package modemtest

import (
	"strconv"
	"strings"
	"time"
)

// Script is what goes wrong, step by step: for Modem.Play, and as text one step a line.
//
//	[at TIME | on MATCH [x N | always]] ACTION
//
// `at 5s` counts from Play, without it the step happens at once. `on +CSQ` waits for a command line that
// contains +CSQ, in any case; it is used up by one line, by N with `x N`, never with `always`. Of several that
// match, the first is used. A MATCH with blanks stands in quotation marks. The actions:
//
//	urc "+CREG: 2" x 1000 every 1ms   unsolicited line, so often, so far apart; \n makes two lines of it
//	garbage 200                       so many bytes of noise between two lines
//	echo flip                         the echo goes on or off by itself
//	reset                             as by a pulse on RESET_N; with on, the command is lost
//	sim busy 20s                      the card cannot be reached: +CME ERROR: 14
//	sim out 5s                        the card is taken out and put back
//	write hang 10s                    the port of the command, or the first one, reads nothing until then or a reset
//	vanish 3s                         the ports disappear and come back, as USB does
//	carrier lost                      the network ends a data call
//	sms "+15550000001" "text"         a message from the network
//
// and, behind `on` only, what becomes of the answer:
//
//	late 4s                           it comes, but so late
//	silent                            the command is not carried out and not answered
//	mute                              carried out, not answered
//	cut                               information lines without a final result
//	final "COMMAND NOT SUPPORT"       this final result instead of the real one
//	answer "+CSQ: x"                  these information lines instead of the real ones
//	split 2ms                         byte by byte, with such pauses
//
// Times are those of Go: 20ms, 1m30s; at most 24h. Counts are at most 1,000,000. `#` before a blank starts a
// comment, and so does one at the start of a line.
type Script []Step

// Step is one line of a Script. The zero values of At and On mean at once.
type Step struct {
	At    time.Duration // from Play; nothing beside On
	On    string        // part of a command line
	Times int           // command lines that On takes: 1 and more, or -1 for all; 0 without On
	Action
}

// Action is what a step does; which fields count depends on Kind.
type Action struct {
	Kind  Kind
	From  string        // KindSMS
	Text  string        // KindURC, KindSMS, KindFinal, KindAnswer
	Count int           // KindURC: lines, at least 1; KindGarbage: bytes
	For   time.Duration // how long it lasts; KindURC: between two lines; KindSplit: between two bytes
}

// Kind is the name of an action, as in a script.
type Kind string

// The actions of a Script.
const (
	KindURC     Kind = "urc"
	KindGarbage Kind = "garbage"
	KindEcho    Kind = "echo flip"
	KindReset   Kind = "reset"
	KindSIMBusy Kind = "sim busy"
	KindSIMOut  Kind = "sim out"
	KindHang    Kind = "write hang"
	KindVanish  Kind = "vanish"
	KindCarrier Kind = "carrier lost"
	KindSMS     Kind = "sms"
	KindLate    Kind = "late"
	KindSilent  Kind = "silent"
	KindMute    Kind = "mute"
	KindCut     Kind = "cut"
	KindFinal   Kind = "final"
	KindAnswer  Kind = "answer"
	KindSplit   Kind = "split"
)

// actionForms are the arguments of each action: f From, t Text, n Count, d For, r "x Count every For".
var actionForms = []struct {
	kind   Kind
	args   string
	answer bool // about the answer: behind on only
}{
	{KindURC, "tr", false}, {KindGarbage, "n", false}, {KindEcho, "", false}, {KindReset, "", false},
	{KindSIMBusy, "d", false}, {KindSIMOut, "d", false}, {KindHang, "d", false}, {KindVanish, "d", false},
	{KindCarrier, "", false}, {KindSMS, "ft", false},
	{KindLate, "d", true}, {KindSilent, "", true}, {KindMute, "", true}, {KindCut, "", true},
	{KindFinal, "t", true}, {KindAnswer, "t", true}, {KindSplit, "d", true},
}

// Bounds of a script.
const (
	maxScriptTime  = 24 * time.Hour
	maxScriptCount = 1_000_000
)

// String is the text that ParseScript reads.
func (s Script) String() string {
	var b strings.Builder
	for _, step := range s {
		b.WriteString(step.String())
		b.WriteByte('\n')
	}
	return b.String()
}

// String is one line, without its end.
func (s Step) String() string {
	var words []string
	switch {
	case s.On != "":
		words = append(words, "on", quoteMatch(s.On))
		switch {
		case s.Times < 0:
			words = append(words, "always")
		case s.Times > 1:
			words = append(words, "x", itoa(s.Times))
		}
	case s.At > 0:
		words = append(words, "at", s.At.String())
	}
	words = append(words, string(s.Kind))
	for _, f := range actionForms {
		if f.kind == s.Kind {
			words = append(words, s.arguments(f.args)...)
		}
	}
	return strings.Join(words, " ")
}

func (a Action) arguments(form string) (words []string) {
	for _, f := range form {
		switch f {
		case 'f':
			words = append(words, strconv.Quote(a.From))
		case 't':
			words = append(words, strconv.Quote(a.Text))
		case 'n':
			words = append(words, itoa(a.Count))
		case 'd':
			words = append(words, a.For.String())
		case 'r':
			if a.Count > 1 {
				words = append(words, "x", itoa(a.Count))
			}
			if a.For > 0 {
				words = append(words, "every", a.For.String())
			}
		}
	}
	return words
}

// quoteMatch leaves a match bare when it reads back as one word.
func quoteMatch(s string) string {
	if s == "#" {
		return strconv.Quote(s)
	}
	for _, r := range s {
		if r <= ' ' || r > '~' || r == '"' {
			return strconv.Quote(s)
		}
	}
	return s
}
