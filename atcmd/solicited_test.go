package atcmd

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSolicited(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cmd, line string
		want      bool
	}{
		{"AT+CREG?", "+CREG: 2,1", true},
		{"AT+CREG?", "+CREG: 1", false}, // without <n>: a report that came in between
		{"AT+CREG=2", "+CREG: 1", false},
		{"at+creg?", "+CREG: 2,1", true},
		{"AT + CUSD = 1", "+CUSD: 0", true},
		{"at+creg=2", "+CREG: 1", false},
		{"at+cusd=1", "+CUSD: 0", true},
		{"AT+CPIN?", "+CPIN: NOT READY", false},
		{"AT+CPIN?", "+CPIN: SIM PIN", true},
		{"AT+QCCID", "+CMTI: \"SM\",1", false},
		{"AT+QCCID", "8988307000000001238", true},
		{"AT+CSQ;+CGATT?", "+CGATT: 1", true},
		{"AT+CSQ", "RDY", false},
		{"AT+CSQ", "", false},
		{"", "+CSQ: 1,1", false},
	} {
		require.Equal(t, c.want, Solicited(c.cmd, c.line), "%s %s", c.cmd, c.line)
	}
	require.True(t, Unsolicited("+CMTI: \"SM\",1"))
	require.True(t, Unsolicited("POWERED DOWN"))
	require.False(t, Unsolicited("+CSQ: 1,1"))
	require.False(t, Unsolicited(""))
}

func TestFinalResult(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][2]bool{
		"OK": {true, true}, "CONNECT 9600": {true, true}, "ERROR": {false, true}, "+CME ERROR: 10": {false, true},
		"+CME ERROR:": {}, "+CSQ: 1,1": {}, "": {},
	} {
		worked, final := FinalResult(line)
		require.Equal(t, want, [2]bool{worked, final}, line)
	}
}

func TestParseError(t *testing.T) {
	t.Parallel()
	e, ok := ParseError("+CME ERROR: 10")
	require.True(t, ok)
	require.Equal(t, CommandError{Kind: CME, Code: 10, Text: "SIM not inserted"}, *e)
	e, ok = ParseError("+CMS ERROR:  memory FULL ")
	require.True(t, ok)
	require.Equal(t, CommandError{Kind: CMS, Code: 322, Text: "memory full"}, *e)
	e, ok = ParseError("+CME ERROR: of its own")
	require.True(t, ok)
	require.Equal(t, CommandError{Kind: CME, Code: -1, Text: "of its own"}, *e)
	e, _ = ParseError("+CMS ERROR: congestion") // the network's 42 comes as a number
	require.Equal(t, -1, e.Code)
	for _, line := range []string{"+CME ERROR:", "+CME ERROR: ", "ERROR", ""} {
		_, ok = ParseError(line)
		require.False(t, ok, line)
	}
}

// A text that a module writes out leads back to one code only.
func TestErrorTexts(t *testing.T) {
	t.Parallel()
	for _, table := range [][]errorText{cmeTexts, cmsTexts} {
		for i, e := range table {
			require.NotEmpty(t, e.text)
			if i > 0 {
				require.Greater(t, e.code, table[i-1].code)
			}
		}
	}
	for _, e := range cmeTexts {
		code, text, ok := cmeCode(e.text)
		require.True(t, ok)
		require.Equal(t, e.text, text)
		require.Equal(t, int(e.code), code)
	}
	require.Equal(t, "PLMN not allowed", CMEText(111))
	require.Equal(t, "recipient barred", CMSText(196))
	require.Empty(t, CMEText(9999))
}
