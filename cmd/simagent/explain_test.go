package main_test

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// explained runs `simagent explain --json` and reads its lines.
func explained(t *testing.T, args ...string) (all []map[string]any) {
	t.Helper()
	out, errs, code := execute(t, binary, append([]string{"explain", "--json"}, args...)...)
	require.Zero(t, code, errs)
	require.Empty(t, errs)
	for line := range strings.Lines(out) {
		var o map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &o), line)
		require.Len(t, o, 5, line)
		for _, key := range []string{"line", "kind", "command", "fields", "meaning"} {
			require.Contains(t, o, key)
		}
		all = append(all, o)
	}
	return all
}

func TestExplainJSON(t *testing.T) {
	t.Parallel()
	all := explained(t, "AT+CEREG?", `+CEREG: 2,5,"1A2B","01C3D4E5",7\r\nOK`, "+CMTI: \"SM\",3\r\n\r\n+CME ERROR: 14")
	require.Len(t, all, 5)
	for i, want := range []string{"command", "answer", "final", "urc", "error"} {
		require.Equal(t, want, all[i]["kind"])
	}
	require.Equal(t, "AT+CEREG?", all[1]["command"])
	require.Equal(t, `+CEREG: 2,5,"1A2B","01C3D4E5",7`, all[1]["line"])
	require.Nil(t, all[3]["command"])
	fields := all[1]["fields"].(map[string]any)
	require.EqualValues(t, 5, fields["stat"])
	require.EqualValues(t, 0x1C3D4E5, fields["ci"])
	require.Equal(t, "registered, roaming, on LTE, TAC 0x1A2B, cell 0x01C3D4E5 (eNB 115668, sector 229)", all[1]["meaning"])
}

// The fields stand in the order of the line, and & and < as they are.
func TestExplainJSONOrder(t *testing.T) {
	t.Parallel()
	out, _, code := execute(t, binary, "explain", "--json", `+COPS: 0,0,"A&B <c>",7`)
	require.Zero(t, code)
	require.Equal(t, `{"line":"+COPS: 0,0,\"A&B <c>\",7","kind":"answer","command":null,"fields":`+
		`{"mode":0,"format":0,"operator":"A&B <c>","act":7,"act_name":"LTE"},"meaning":"on network A&B <c>, LTE (automatic choice)"}`+"\n", out)
}

// What is not known is said so, and is no failure.
func TestExplainUnknown(t *testing.T) {
	t.Parallel()
	all := explained(t, "nobody knows this", "\x1b[2J+\xff\xfe")
	require.Len(t, all, 2)
	require.Equal(t, "unknown", all[0]["kind"])
	require.Equal(t, map[string]any{"text": "nobody knows this"}, all[0]["fields"])
	require.Empty(t, explained(t, "", " \r\n"))
}

// Standard input says the same as arguments, whatever ends its lines.
func TestExplainInput(t *testing.T) {
	t.Parallel()
	lines := []string{"AT+CRSM=176,12258,0,0,10", `+CRSM: 144,0,"988803070000001032F8"`, "OK"}
	want, _, _ := execute(t, binary, append([]string{"explain"}, lines...)...)
	require.Contains(t, want, "iccid=8988307000000001238")
	for _, end := range []string{"\n", "\r", "\r\r\n", `\r\n`} {
		c := exec.Command(binary, "explain")
		c.Stdin = strings.NewReader(strings.Join(lines, end))
		out, err := c.CombinedOutput()
		require.NoError(t, err)
		require.Equal(t, want, string(out), "%q", end)
	}
}

// A transcript says what its lines say; who made it and comments are no lines.
func TestExplainTranscript(t *testing.T) {
	t.Parallel()
	read := func(text string) (lines []string) {
		c := exec.Command(binary, "explain", "--json")
		c.Stdin = strings.NewReader(text)
		out, err := c.Output()
		require.NoError(t, err)
		return slices.Collect(strings.Lines(string(out)))
	}
	lines := read("simagent-transcript 1\nmodel: EG25\nsource: emulated persona eg25-g\n\n+0.000 open\n# port 1\n" +
		`+1.048 > "AT+COPS?\r"` + "\n" + `+1.049 < "\r\n+COPS: 0,0,\"One, two\",7\r\n" more` + "\n" + `+1.049 < "\r\nOK\r\n"` + "\n+2.000 lost\n")
	require.Len(t, lines, 3)
	require.Contains(t, lines[1], `"command":"AT+COPS?"`)
	require.Contains(t, lines[1], `"operator":"One, two"`)
	require.Len(t, read("model: EG25\n# port 1\n"), 2, "elsewhere these are lines like others")
}

// The screen has 80 columns, and no foreign text moves its cursor.
func TestExplainScreen(t *testing.T) {
	t.Parallel()
	out, _, code := execute(t, binary, "explain", `+CEREG: 2,5,"1A2B","01C3D4E5",7`, "AT+COPS=?",
		`+COPS: (2,"Network one","One","00101",7),(1,"Network two","Two","00102",0),(3,"","","00103",9),,(0-4),(0-2)`, "\x1b[2J\u202e")
	require.Zero(t, code)
	require.NotContains(t, out, "\x1b")
	require.NotContains(t, out, "\u202e")
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, " ") {
			require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimRight(line, "\n")), 80, line)
		}
	}
}
