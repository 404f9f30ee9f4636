package bench

import (
	"go/format"
	"go/parser"
	"go/token"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"simagent/atcmd"
)

// Nothing that a survey sends writes anything, also to a module that no profile
// describes: each command is one that reads by the general rules, or a query
// that a family's profile vouches for, and none of these sets a value.
func TestSurveyOnlyReads(t *testing.T) {
	strict := 0
	for _, cmd := range SurveyCommands() {
		if atcmd.ReadOnly(cmd) {
			strict++
			continue
		}
		require.Contains(t, []string{"+CGMI", "#GDATAVOL=2", `+QNWPREFCFG="mode_pref"`, `+QNWPREFCFG="roam_pref"`, "#RFSTS", "+UPINCNT", "+UGCNTRD",
			"%XMONITOR", `^SPIC="SC",0`, "^SMONI", "^DSFLOWQRY", "+ZGETICCID", "+ZRSSI", "+QCELLINFO"}, cmd, "a new one: does it only read on every module?")
	}
	require.Greater(t, strict, 80)
	for _, bad := range []string{"+COPS=?", "+CFUN=0", "+CPIN", "+CMGS", "+CGDCONT="} {
		require.NotContains(t, SurveyCommands(), bad)
	}
}

func surveyed() *Survey {
	s := &Survey{Module: ModuleRecord{"Acme Wireless", "AC-700 `x`", "1.0"}, Date: "2026-11-24"}
	for cmd, line := range map[string]string{
		"+QCCID": "+QCCID: 89883070000000012342", "+CREG?": "+CREG: 2,5", "+CPSI?": "+CPSI: NO SERVICE,Online", "+QPINC?": `+QPINC: "SC",3,10`, "+QGDCNT?": "+QGDCNT: 100,200", "+CGMM": "AC-700",
	} {
		s.Asked = append(s.Asked, NewAsked(cmd, []string{line}, "ok", time.Millisecond))
	}
	s.Asked = append(s.Asked, NewAsked("#CCID", nil, "error", time.Millisecond), NewAsked("+CIMI", nil, "CME 10", time.Millisecond))
	return s
}

// The draft is a Go file as gofmt has it, without any number of the card.
func TestDraft(t *testing.T) {
	text := surveyed().Draft()
	_, err := parser.ParseFile(token.NewFileSet(), "draft.go", text, parser.AllErrors)
	require.NoError(t, err, text)
	pretty, err := format.Source([]byte(text))
	require.NoError(t, err)
	require.Equal(t, string(pretty), text)
	require.Contains(t, text, `ICCID:   []string{"+QCCID"},`)
	require.Contains(t, text, `Query{Command: "+CPSI?", forms: acmeAC700xSignal}`)
	require.Contains(t, text, `Counter{Command: "+QGDCNT?"`)
	require.NotContains(t, text, "8988307")
}

func TestSurveyCounts(t *testing.T) {
	s := surveyed()
	known, formed := s.Counts()
	require.Equal(t, 7, known, "one that says that there is no SIM is there")
	require.GreaterOrEqual(t, formed, 5)
	for _, a := range s.Asked {
		text, err := jsonOf(a)
		require.NoError(t, err)
		require.NotContains(t, text, "8988307")
	}
}

func TestIdentifier(t *testing.T) {
	for want, in := range map[string][2]string{"quectelEG25": {"Quectel", "EG25"}, "simcomSIM7600GH": {"SIMCOM INCORPORATED", "SIM7600G-H"}, "unknown": {"", ""}, "unknown7": {"7", ""}} {
		require.Equal(t, want, Identifier(in[0], in[1]))
	}
	long := Identifier("Acme", strings.Repeat("LongModel", 9))
	require.Len(t, long, 40)
	require.True(t, token.IsIdentifier(long))
	require.LessOrEqual(t, utf8.RuneCountInString(SurveyLine(Asked{Command: "+CREG?", Result: "ok", Form: ref(strings.Repeat("x", 99))}, ScreenOptions{})), 81)
}
