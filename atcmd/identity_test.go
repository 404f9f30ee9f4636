package atcmd

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseGSN(t *testing.T) {
	const imei = "350000000000006"
	for answer, want := range map[string]Serial{
		imei:                            {IMEI: imei},
		`+CGSN: "` + imei + `"`:         {IMEI: imei},
		"+GSN:" + imei:                  {IMEI: imei},
		"IMEI: " + imei:                 {IMEI: imei},
		`"` + imei + `"`:                {IMEI: imei},
		imei + ",AB12CD34EF":            {IMEI: imei},
		imei + "\n111111111111119":      {IMEI: imei},
		"0xA1000000ABCDEF":              {MEID: "A1000000ABCDEF"},
		"a1000000abcdef":                {MEID: "A1000000ABCDEF"},
		"0x00A1000000ABCDEF:0x80ABCDEF": {MEID: "A1000000ABCDEF", ESN: "80ABCDEF"},
		"0x80ABCDEF":                    {ESN: "80ABCDEF"},
		"80ABCDEF":                      {ESN: "80ABCDEF"},
		"0x0ABCDEF":                     {ESN: "00ABCDEF"},
		"0xABCDEF1":                     {ESN: "0ABCDEF1"},
		"27012345678901234:2160000000\n0x00A1000000ABCDEF:0x80ABCDEF": {MEID: "A1000000ABCDEF", ESN: "80ABCDEF"},
	} {
		s, err := ParseGSN(strings.Split(answer, "\n"))
		require.NoError(t, err, answer)
		require.Equal(t, want, s, answer)
	}
	for _, bad := range []string{"", "OK", "35000000000000600", "0x350000000000006", "0x80ABCDEg", "+CGSN:", "hello world", "0x", "٣٥٠٠٠"} {
		s, err := ParseGSN([]string{bad})
		require.ErrorIs(t, err, errSerial, bad)
		require.Zero(t, s)
	}
}

func TestParseCIND(t *testing.T) {
	got, err := ParseCINDTest(`+CIND: ( "Battery Level" , (0-5) ),("signal",(0,1,2,3)),(),("x",(7)),"stray",("no range",()),("open",(0-1`)
	require.NoError(t, err)
	require.Equal(t, []Indicator{{1, "batterylevel", 0, 5}, {2, "signal", 0, 3}, {4, "x", 7, 7}, {7, "open", 0, 1}}, got)
	for _, bad := range []string{"", "+CIND:", "+CIND: 5,4,0", "+CIND: ()", `+CIND: ("a")`, "+CIEV: 2,1"} {
		_, err := ParseCINDTest(bad)
		require.Error(t, err, bad)
	}
	got, err = ParseCINDTest("+CIND: " + strings.Repeat(`("a",(0-1)),`, 1000))
	require.NoError(t, err)
	require.Len(t, got, maxIndicators)
}

func TestParseCLCC(t *testing.T) {
	c, err := ParseCLCC(`+CLCC: 1,1,4,0,0,"+15555000010",145,"a, b",0`)
	require.NoError(t, err)
	require.Equal(t, Call{Index: 1, Incoming: true, State: 4, Number: "+15555000010", NumberTOA: 145}, c)
	c, err = ParseCLCC("+CLCC:2,0,0,1,1")
	require.NoError(t, err)
	require.Equal(t, Call{Index: 2, Mode: 1, Multi: true, NumberTOA: -1}, c)
	for _, bad := range []string{"", "+CLCC:", "+CLCC: 1,1,4,0", `+CLCC: 1,1,4,0,0,"+15555000010"`, "+CLCC: 1,1,x,0,0", `+CLCC: 1,1,4,0,0,"+15555000010",x`} {
		_, err := ParseCLCC(bad)
		require.Error(t, err, bad)
		require.NotContains(t, err.Error(), "5555")
	}
}

func TestParseCNUM(t *testing.T) {
	for line, want := range map[string]string{`+CNUM: "","+15555000010",145`: "+15555000010", `+CNUM: "a, b","5555",129,0,4`: "5555", `+CNUM: ,"",145`: "",
		`+CNUM:"Line 1","*1#"`: "*1#", `+CNUM: ,,`: ""} {
		number, _, err := ParseCNUM(line)
		require.NoError(t, err, line)
		require.Equal(t, want, number)
	}
	for _, bad := range []string{"", "+CNUM:", `+CNUM: "15555000010"`, `+CNUM: "","1555x000010",145`, `+CNUM: "","15555000010",x`, `+CNUM: "","1+5",145`} {
		_, toa, err := ParseCNUM(bad)
		require.Error(t, err, bad)
		require.NotContains(t, err.Error(), "5000")
		require.Equal(t, -1, toa)
	}
}

func TestParseCUSD(t *testing.T) {
	m, text, dcs, err := ParseCUSD(`+CUSD: 0,"Balance 1.00, thanks",15`)
	require.NoError(t, err)
	require.Equal(t, []any{0, "Balance 1.00, thanks", 15}, []any{m, text, dcs})
	m, text, dcs, err = ParseCUSD("+CUSD: 4")
	require.NoError(t, err)
	require.Equal(t, []any{4, "", -1}, []any{m, text, dcs})
	_, text, dcs, err = ParseCUSD(`+CUSD: 1,"0041",`)
	require.NoError(t, err)
	require.Equal(t, []any{"0041", -1}, []any{text, dcs})
	for _, bad := range []string{"", "+CUSD:", `+CUSD: "hello"`, `+CUSD: 0,"secret",x`} {
		_, _, _, err := ParseCUSD(bad)
		require.Error(t, err, bad)
		require.NotContains(t, err.Error(), "secret")
	}
}
