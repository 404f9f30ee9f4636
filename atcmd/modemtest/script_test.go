package modemtest

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestParseScript(t *testing.T) {
	text := `# all of them
at 5s urc "+CREG: 2" x 1000 every 1ms   # a storm
on +CEREG? late 4s
on +CSQ silent
on "AT+CSQ;+CREG?" x 3 mute
on #CCID always cut

	garbage 200
echo flip
at 1m30s reset
sim busy 20s
sim out 5s
write hang 10s
on +CMGS vanish 3s
carrier lost
sms "+15550000001" "say \"hi\""
on +CSQ final "COMMAND NOT SUPPORT"
on x answer "a\nb"
on +CSQ split 2ms
`
	s, err := ParseScript(text)
	require.NoError(t, err)
	require.Equal(t, Script{
		{At: 5 * time.Second, Action: Action{Kind: KindURC, Text: "+CREG: 2", Count: 1000, For: time.Millisecond}},
		{On: "+CEREG?", Times: 1, Action: Action{Kind: KindLate, For: 4 * time.Second}},
		{On: "+CSQ", Times: 1, Action: Action{Kind: KindSilent}},
		{On: "AT+CSQ;+CREG?", Times: 3, Action: Action{Kind: KindMute}},
		{On: "#CCID", Times: -1, Action: Action{Kind: KindCut}},
		{Action: Action{Kind: KindGarbage, Count: 200}},
		{Action: Action{Kind: KindEcho}},
		{At: 90 * time.Second, Action: Action{Kind: KindReset}},
		{Action: Action{Kind: KindSIMBusy, For: 20 * time.Second}},
		{Action: Action{Kind: KindSIMOut, For: 5 * time.Second}},
		{Action: Action{Kind: KindHang, For: 10 * time.Second}},
		{On: "+CMGS", Times: 1, Action: Action{Kind: KindVanish, For: 3 * time.Second}},
		{Action: Action{Kind: KindCarrier}},
		{Action: Action{Kind: KindSMS, From: "+15550000001", Text: `say "hi"`}},
		{On: "+CSQ", Times: 1, Action: Action{Kind: KindFinal, Text: "COMMAND NOT SUPPORT"}},
		{On: "x", Times: 1, Action: Action{Kind: KindAnswer, Text: "a\nb"}},
		{On: "+CSQ", Times: 1, Action: Action{Kind: KindSplit, For: 2 * time.Millisecond}},
	}, s)
	again, err := ParseScript(s.String())
	require.NoError(t, err)
	require.Equal(t, s, again)
}

func TestBadScripts(t *testing.T) {
	for text, want := range map[string]string{
		"urc":                          "line 1: the line ends too early",
		"reset\nurc +CREG":             `line 2: "+CREG": a text stands in quotation marks`,
		`urc "a`:                       "quotation mark without its partner",
		`urc "a"x 3`:                   "no blank behind a quotation mark",
		`urc "a\rb"`:                   "no carriage return",
		`urc "a" x 0`:                  `"0" is no number from 1 to 1000000`,
		`urc "a" x 1000001`:            "is no number",
		`urc "a" every -1s`:            "is no time",
		"vanish 25h":                   "is no time from 0s to 24h0m0s",
		"vanish 3":                     `"3" is no time`,
		"late 3s":                      "late stands behind on only",
		"at 3s silent":                 "silent stands behind on only",
		"on":                           "the line ends too early",
		`on "" reset`:                  "on what?",
		"on +CSQ":                      "an action is missing",
		"on +CSQ x 3":                  "an action is missing",
		"sim":                          `unknown action "sim"`,
		`"reset"`:                      `unknown action "reset"`,
		"reset now":                    `"now" is too much`,
		"explode":                      `unknown action "explode"`,
		"at 1s on +CSQ reset":          `unknown action "on"`,
		"garbage 99999999999999999999": "is no number",
	} {
		_, err := ParseScript(text)
		require.ErrorContains(t, err, want, text)
	}
}

func drawStep(t *rapid.T) (s Step) {
	f := rapid.SampledFrom(actionForms).Draw(t, "form")
	span := rapid.Custom(func(t *rapid.T) time.Duration {
		return time.Duration(rapid.Int64Range(0, int64(maxScriptTime)).Draw(t, "time"))
	})
	text := rapid.StringOf(rapid.Rune().Filter(func(r rune) bool { return r != '\r' }))
	if f.answer || rapid.Bool().Draw(t, "on") {
		s.On = rapid.StringN(1, -1, -1).Draw(t, "match")
		s.Times = rapid.SampledFrom([]int{-1, 1, 2, maxScriptCount}).Draw(t, "times")
	} else {
		s.At = span.Draw(t, "at")
	}
	s.Kind = f.kind
	for _, a := range f.args {
		switch a {
		case 'f':
			s.From = text.Draw(t, "from")
		case 't':
			s.Text = text.Draw(t, "text")
		case 'n':
			s.Count = rapid.IntRange(1, maxScriptCount).Draw(t, "count")
		case 'd':
			s.For = span.Draw(t, "for")
		case 'r':
			s.Count, s.For = rapid.IntRange(1, maxScriptCount).Draw(t, "count"), span.Draw(t, "every")
		}
	}
	return s
}

func TestScriptReadsBackAsPrinted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Script(rapid.SliceOf(rapid.Custom(drawStep)).Draw(t, "script"))
		again, err := ParseScript(s.String())
		require.NoError(t, err)
		require.Equal(t, []Step(s), append([]Step{}, again...))
	})
}

// FuzzScript: what is read reads back the same when printed, step by step, and never plays for ever.
func FuzzScript(f *testing.F) {
	f.Add(`at 5s urc "+CREG: 2" x 1000 every 1ms # storm`)
	f.Add("on #CCID always cut\n# no\non \"#\" x 2 late 1h\nvanish 0s")
	f.Add("echo flip\nsim busy 1s\nsms \"1\" \"\\u20ac\\xff\\n\"")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseScript(text)
		if err != nil {
			require.ErrorContains(t, err, "line ")
			return
		}
		printed := s.String()
		require.Equal(t, len(s), strings.Count(printed, "\n"))
		again, err := ParseScript(printed)
		require.NoError(t, err, printed)
		require.Equal(t, s, again)
		for _, step := range s {
			require.True(t, step.At >= 0 && step.At <= maxScriptTime && step.For >= 0 && step.For <= maxScriptTime)
			require.True(t, step.Count >= 0 && step.Count <= maxScriptCount && (step.On == "") == (step.Times == 0))
			require.NotContains(t, step.Text+step.From, "\r")
		}
	})
}

func play(t *testing.T, m *Modem, text string) {
	t.Helper()
	s, err := ParseScript(text)
	require.NoError(t, err)
	m.Play(s)
}

func TestPlay(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		play(t, m, `at 2s urc "+U: 1\n+V: 2" x 3 every 1s`)
		require.Empty(t, c.heard())
		one := "\r\n+U: 1\r\n+V: 2\r\n"
		for i, want := range []string{"", one, one, one, ""} {
			time.Sleep(time.Second)
			require.Equal(t, want, c.heard(), "second %d", i+1)
		}
		play(t, m, "echo flip")
		c.expect("AT\r", "AT\r"+ok)
		play(t, m, "on AT x 2 echo flip")
		c.expect("AT\r", "AT\r"+ok, "AT\r", ok, "ATE0\r", "ATE0\r"+ok)
		play(t, m, "garbage 20")
		require.Equal(t, string(noise(20)), c.heard())
		play(t, m, `on +CSQ x 2 final "NA"`)
		c.expect("AT+CSQ\r", csq+"\r\nNA\r\n", "AT+CSQ\r", csq+"\r\nNA\r\n", "AT+CSQ\r", csq+ok)
		play(t, m, "sms \"+15550000001\" \"hi\"")
		require.Equal(t, "\r\n+CMTI: \"ME\",0\r\n", c.heard())
		play(t, m, "on +CSQ reset")
		require.Equal(t, "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+QIND: SMS DONE\r\n\r\n+QIND: PB DONE\r\n",
			c.send("AT+CSQ\r"), "the command is lost")
		c.expect("ATE0\r", "ATE0\r"+ok)
	})
}

func TestPlayCard(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		play(t, m, "sim busy 20s\nat 20s sim out 5s")
		busy := "\r\n+CME ERROR: 14\r\n"
		c.expect("AT+CPIN?\r", busy, "AT+QCCID\r", busy, "AT+CRSM=176,12258,0,0,10\r", busy, "AT+CMGL\r", "\r\n+CMS ERROR: 314\r\n", "AT+CSQ\r", csq+ok)
		time.Sleep(20*time.Second - 1)
		c.expect("AT+CPIN?\r", busy)
		time.Sleep(time.Nanosecond)
		require.Contains(t, c.heard(), "+CPIN: NOT READY")
		c.expect("AT+CPIN?\r", "\r\n+CME ERROR: 10\r\n")
		time.Sleep(5 * time.Second)
		require.Contains(t, c.heard(), "+CPIN: READY")
		c.expect("AT+CPIN?\r", info("+CPIN: READY"), "AT+CEREG?\r", info("+CEREG: 0,5"))
	})
}

func TestPlayHang(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		play(t, m, "write hang 10s")
		done := make(chan struct{})
		go func() { c.write("AT\r"); c.write("AT\r"); close(done) }() // joined below
		time.Sleep(10*time.Second - 1)
		require.Empty(t, c.heard())
		time.Sleep(time.Nanosecond)
		require.Equal(t, ok+ok, c.heard())
		<-done
	})
}

// A port that vanishes says nothing more, and comes back for a new link; the module itself went on.
func TestVanish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := New(eg25())
		c := plug(t, m)
		c.expect("ATE0\r", "ATE0\r\r\nOK\r\n", "AT+CREG=1\r", ok)
		play(t, m, "on +CSQ vanish 3s")
		require.Empty(t, c.send("AT+CSQ\r"))
		c.wg.Wait()
		require.ErrorIs(t, c.err, ErrVanished)
		early := plug(t, m)
		early.wg.Wait()
		require.ErrorIs(t, early.err, ErrVanished, "away for three seconds")
		start := time.Now()
		require.NoError(t, m.WaitPresent(t.Context()))
		require.Equal(t, 3*time.Second, time.Since(start))
		again := plug(t, m)
		again.expect("AT+CREG?\r", info("+CREG: 1,5"))
		require.NoError(t, again.hangup())

		m.Vanish(time.Hour)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, m.WaitPresent(ctx), context.Canceled)
	})
}

// At 115,200 baud a byte takes 10 bits; what the module thinks comes on top.
func TestPacedLine(t *testing.T) {
	opt := eg25()
	opt.Paced, opt.Baud = true, 115200
	synctest.Test(t, func(t *testing.T) {
		m := New(opt)
		c := plug(t, m)
		took := func(line string) (time.Duration, string) {
			start := time.Now()
			c.write(line)
			var said string
			for !strings.HasSuffix(said, ok) {
				time.Sleep(100 * time.Microsecond)
				said += c.heard()
			}
			return time.Since(start), said
		}
		_, _ = took("ATE0\r")
		d, said := took("AT+CSQ\r")
		require.Equal(t, csq+ok, said)
		wire := wire{115200}
		want := wire.time(len("AT+CSQ\r")) + 15*time.Millisecond + wire.time(len(csq+ok))
		require.InDelta(t, want, d, float64(100*time.Microsecond))
		require.Equal(t, time.Second, wire.time(11520))

		start := time.Now()
		m.Inject([]byte(strings.Repeat("x", 11520)))
		for n := 0; n < 11520; n += len(c.heard()) {
			time.Sleep(time.Millisecond)
		}
		require.InDelta(t, time.Second, time.Since(start), float64(2*time.Millisecond))
		require.NoError(t, c.hangup())
	})
}

// Nothing of what was going on survives: no answer behind the end of the port, no line half typed behind a reset.
func TestWhatAFaultInterrupts(t *testing.T) {
	m := New(eg25())
	p := newPort(m)
	m.ports[p] = struct{}{}
	play(t, m, "on +CSQ vanish 3s")
	require.NoError(t, p.feed(t.Context(), []byte("ATE0\r")))
	p.out.said()
	require.NoError(t, p.feed(t.Context(), []byte("AT+CSQ\r")))
	require.Empty(t, p.out.said())

	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect("AT+CMGF=1\r", ok, `AT+CMGS="5"`+"\r", "\r\n> ", "hel", "")
		m.Reset()
		require.Contains(t, c.heard(), "RDY")
		c.expect("ATE0\r", "ATE0\r"+ok, "AT+C", "")
		m.Reset()
		c.heard()
		require.Contains(t, c.send("SQ\rAT\r"), "AT\r"+ok, "the first half is forgotten")
		require.Zero(t, m.SentSMS())
	})
}
