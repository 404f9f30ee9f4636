package atcmd

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestReadOnly(t *testing.T) {
	for cmd, want := range map[string]bool{
		"": true, "I": true, "+CSQ": true, "+csq": true, "+CREG?": true, "+CREG?;+CSQ;+COPS?": true, "+CNMI=?": true,
		"+CRSM=176,12258,0,0,10": true, "+CRSM = 176,1": true, "+CRSM= 214,1": false, "+C OPS =?": false, "$QCOPS=?": false, "+CSQ ?": true, "+CF UN=0": false, "+CRSM=214,28539,0,0,3,\"FFFFFF\"": false, "+CRSM=220,1": false, "+CRSM": false,
		`+CSIM=10,"0020000100"`: true, `+CSIM=26,"00200001083132333435363738"`: false, `+CSIM=14,"00A40004023F00"`: true,
		`+CSIM=10,"00B000000A"`: true, `+CSIM=10,"0070000001"`: true, `+CSIM=24,"00A4040407A0000000871002"`: false, `+CSIM=24,"01A4040407A0000000871002"`: true, `+CSIM=24,"A0A4040407A0000000871002"`: false, `+CSIM=14,"A0A40000023F00"`: true, `+CSIM=10,"00D6000000"`: false, `+CSIM=4,"00A4"`: false, "+CSIM=1": false,
		`+QCFG="roamservice"`: true, `+QCFG="roamservice",255`: false, `+QCFG="a","b"`: false,
		`+QENG="servingcell"`: true, "+COPS=?": false, "+COPS=0": false, "+CFUN=1,1": false, "+CFUN?": true, "+CGATT=0": false,
		"Z": false, "&F": false, "&W": false, "E0": false, "D123": false, "S8?": true, "S8=1": false, "S8": false, "+CPIN?": true,
		`+CPIN="1234"`: false, "+CMGL=4": false, "+CMGR=1": false, `+CMGS="000"`: false, "+CSQ;+CFUN=0": false, "+CFUN=0;+CSQ?": false,
		"E0+CFUN?": false, "+CREG?+CFUN=0?": false, "+QGDCNT=0": false, "+QGDCNT?": true, "$QCPWRDN": false, "+QPOWD": false, "!GSTATUS?": true,
		"+CREG=2+CSQ?": false, "@X?": true, "+CSQ\r": false, "+CGSN=1": true, "+VENDOR": false, "+CLAC": true,
		"s8?": true, "S0=1?": false, "&W?": false, `\Q3?`: false, "+cops=?": false, "+CREG+CFUN?": false,
		`+CSIM=24,"40A4040407A0000000871002"`: true, `+CSIM=24,"A1A4040407A0000000871002"`: false, `+CSIM=10,"0020000108"`: false,
	} {
		require.Equal(t, want, ReadOnly(cmd), cmd)
	}
	require.True(t, ReadOnly("+VENDOR;+CSQ", "", "+VENDOR"))
	require.False(t, ReadOnly("+VENDOR=1", "", "+VENDOR"))
}

// What follows a semicolon is judged for itself.
func TestReadOnlyJudgesEveryPart(t *testing.T) {
	reading := rapid.SampledFrom([]string{"+CSQ", "+CREG?", "", "+CRSM=176,12258,0,0,10", `+QENG="servingcell"`})
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(reading, 1, 5).Draw(t, "reading")
		require.True(t, ReadOnly(strings.Join(parts, ";")))
		i := rapid.IntRange(0, len(parts)-1).Draw(t, "place")
		parts[i] = rapid.SampledFrom([]string{"+CFUN=0", "Z", `+CMGS="000"`, "+COPS=2", `+CRSM=214,1,0,0,1,"FF"`}).Draw(t, "writing")
		require.False(t, ReadOnly(strings.Join(parts, ";")))
	})
}

func TestSendsSMS(t *testing.T) {
	for cmd, want := range map[string]int{
		`+CMGS="000"`: 1, "+CMGS=23": 1, "+CMSS=1": 1, "+CMSS=1;+CMSS=2": 2, "+CMGC=1": 1, "+CMGS=?": 0, "+CMGS?": 0, "+CSQ": 0,
		"+C MSS =1": 1, "+CMGS =1": 1, "^SCMS=1,145,1,2,8,3": 1, `+CMGSO="000","hi"`: 1, `+cmgsex="000"`: 1, "E0+CMSS=1": 1, "+CMSS= ?": 0,
		`+QCMGS="000",1,2,2`: 1, `+ucmgs="000"`: 1, "+CMGW": 0, `+X=";+CMGS=1"`: 0,
	} {
		n, _ := SendsSMS(cmd)
		require.Equal(t, want, n, cmd)
	}
	for cmd, want := range map[string]bool{"+CMSS=1": true, "+CMGF=1;+CMSS=1": true, "+CMSS=1;+CSQ": false, "+CMSS=1;": true, "+CSQ": false} {
		_, last := SendsSMS(cmd)
		require.Equal(t, want, last, cmd)
	}
	require.True(t, WantsText("+CMGW =9"))
	require.True(t, WantsText("^SCMW=1,145,1,2,8,3"))
	require.False(t, WantsText(`+CMGSO="000","hi"`))
	require.True(t, WantsText("+CMGW"))
	require.True(t, WantsText(`+CMGS="1"`))
	require.False(t, WantsText("+CMSS=1"))
	require.False(t, WantsText("+CMGS=?"))
	require.Equal(t, "+CSQ", DropAT(" at+CSQ "))
	require.Equal(t, "+CSQ", DropAT("AT +CSQ"))
	require.Equal(t, "", DropAT("AT"))
	require.Equal(t, "+CSQ", DropAT("+CSQ"))
	require.Equal(t, "I", DropAT("ATI"))
}
