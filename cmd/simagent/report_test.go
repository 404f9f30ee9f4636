package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/report"
)

func exampleReport() report.Payload {
	return report.Payload{
		Version: report.Schema, Sequence: 181, Boots: 14, Card: report.CardReady,
		Registration: new(uint8(5)), Attached: new(true), RAT: new(uint8(7)),
		RSRP: new(int16(-97)), DataLow: 183_200, DataHigh: new(uint64(184_224)),
		SMSSent: 1, SMSReceived: 1, Verdict: agent.NearThreshold, Flags: report.FlagUnclean | report.FlagGuarding, Uptime: 4_572,
	}
}

// decoded runs `report decode`.
func decoded(t *testing.T, stdin string, args ...string) (out, errs string, err error) {
	t.Helper()
	cmd := newRoot()
	var o, e bytes.Buffer
	cmd.SetIn(strings.NewReader(stdin))
	cmd.SetOut(&o)
	cmd.SetErr(&e)
	cmd.SetArgs(append([]string{"report", "decode"}, args...))
	err = cmd.ExecuteContext(t.Context())
	for line := range strings.Lines(o.String()) {
		if line[0] == '{' {
			continue
		}
		require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), 80, line)
	}
	return o.String(), e.String(), err
}

const exampleTable = `Report        181, start 14 of the device, up 3 d 04:12
SIM           ready
Network       roaming, LTE, attached
Signal        RSRP -97 dBm, RSSI unknown
Data          183,200 to 184,224 B
SMS Commands  1 sent, 1 received
Verdict       50: account - near a threshold
Flags         unclean start, guarding
Alarms        none
`

// The report in the help is one that this version writes.
func TestReportExample(t *testing.T) {
	b, err := report.Encode(exampleReport())
	require.NoError(t, err)
	require.Equal(t, base64.StdEncoding.EncodeToString(b), reportExample)
	require.Contains(t, newReportDecode().Example, "report decode \\\n    "+reportExample+"\n")
	require.Contains(t, newReport().Example, reportExample)
	for _, line := range strings.Split(newReportDecode().Long+"\n"+newReport().Long, "\n") {
		require.LessOrEqual(t, len(line), 86, line)
	}

	for _, args := range [][]string{{reportExample}, {"SA1 " + reportExample}, {"SA1", reportExample}} {
		out, errs, err := decoded(t, "", args...)
		require.NoError(t, err)
		require.Empty(t, errs)
		require.Equal(t, exampleTable, out)
	}
}

func TestReportDecodeSaysWhatIsUnknown(t *testing.T) {
	b, err := report.EncodeJSON(report.Payload{Version: 2, DataLow: 1<<64 - 1, Cause: new(uint16(11)), Uptime: 61, Verdict: 999,
		AlarmsLost: 2, AlarmsFrom: 9, Attached: new(false),
		Alarms: []report.Alarm{report.AlarmData50, report.AlarmSMS95, report.AlarmElsewhere, 200, report.AlarmNotKept}},
		report.Device{Name: "gate\x1b[2J-7", SimSID: "HS00000000000000000000000000000001", ICCID: "89883070000000000000"},
		time.Date(2026, 11, 24, 9, 41, 7, 0, time.UTC))
	require.NoError(t, err)
	out, _, err := decoded(t, "", string(b))
	require.NoError(t, err)
	require.Equal(t, `Report        0, start 0 of the device, up 1 h 01 min, schema 2
From          gate[2J-7, Sim HS00000000000000000000000000000001, SIM
              89883070000000000000
Sent          2026-11-24 09:41:07 UTC
SIM           unknown
Network       registration unknown, technology unknown, not attached
              last refused: PLMN not allowed (cause 11)
Signal        RSRP unknown, RSSI unknown
Data          at least 18,446,744,073,709,551,615 B; how much more is unknown
SMS Commands  0 sent, 0 received
Verdict       999, which this version does not know
Flags         none
Alarms        2 lost; no. 9 data 50 %; no. 10 SMS 95 %; no. 11 usage elsewhere;
              no. 12 alarm 200; no. 13 account not kept
`, out)

	out, _, err = decoded(t, "", "--json", string(b))
	require.NoError(t, err)
	require.Equal(t, string(b)+"\n", out)
}

func TestReportDecodeStream(t *testing.T) {
	pretty, err := json.MarshalIndent(map[string]any{"payload": reportExample, "sim_sid": "HS1", "date": nil}, "", "  ")
	require.NoError(t, err)
	bin, err := report.Encode(exampleReport())
	require.NoError(t, err)
	from := strings.Replace(exampleTable, "SIM  ", "From          Sim HS1\nSIM  ", 1)

	out, errs, err := decoded(t, reportExample+"\n\n"+string(pretty)+"\r\nPayload="+reportExample+"\n", "-")
	require.NoError(t, err)
	require.Empty(t, errs)
	require.Equal(t, exampleTable+"\n"+from+"\n"+exampleTable, out)

	out, errs, err = decoded(t, string(bin))
	require.NoError(t, err)
	require.Empty(t, errs)
	require.Equal(t, exampleTable, out)

	// One broken line, JSON that breaks off in the middle and at the end: the others are shown.
	out, errs, err = decoded(t, "hello\n"+reportExample+"\n{\n \"payload\":\n"+reportExample+"\n{\"payload\":", "--json")
	e, ok := errors.AsType[*exitError](err)
	require.True(t, ok, "%v", err)
	require.Equal(t, exitError{code: 1}, *e)
	require.Equal(t, 2, strings.Count(out, "\n"))
	require.Equal(t, 2, strings.Count(out, `"sequence":181`))
	require.Equal(t, "simagent: report 1: cannot read report: it is none of CBOR, hex, base64, SA1 text, JSON, or the body of an IP Command\n"+
		"simagent: report 3: cannot read report: it is not a JSON object\nsimagent: report 5: cannot read report: it is not a JSON object\n", errs)

	_, errs, err = decoded(t, string(bin)+"\n")
	require.Error(t, err)
	require.Equal(t, "simagent: report 1: cannot read report: cbor: 1 bytes of extraneous data starting at index 45\n", errs)
	_, _, err = decoded(t, "\n  \n")
	require.EqualError(t, err, "cannot read report: there is nothing to read")
	_, _, err = decoded(t, "", "hello")
	require.ErrorContains(t, err, "cannot read report: it is none of")
}

// JSON over several lines is shown when it is whole, not when something follows: a log that is followed has no end.
func TestReportDecodeFollows(t *testing.T) {
	var out, errs bytes.Buffer
	d := &reportDecoder{out: bufio.NewWriter(&out), errs: &errs}
	for _, line := range []string{"{", `  "payload": "` + reportExample + `"`} {
		require.NoError(t, d.line(line))
		require.Empty(t, out.String())
	}
	require.NoError(t, d.line("}"))
	require.Equal(t, exampleTable, out.String())
	require.Empty(t, errs.String())
}

func TestReportNeedsAWord(t *testing.T) {
	cmd := newRoot()
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetArgs([]string{"report"})
	require.NoError(t, cmd.ExecuteContext(t.Context()))
	require.Contains(t, out.String(), "decode")
}
