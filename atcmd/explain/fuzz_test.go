package explain

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// well checks what holds for every object: a kind that is documented, a
// meaning on one line, names in snake case that stand once, values that JSON
// can hold, and no command where none was pending.
func well(t testing.TB, o Object) {
	t.Helper()
	switch o.Kind {
	case Command, Echo, Answer, Final, Error, Prompt, PDU, Text:
	case URC, Unknown:
		require.Empty(t, o.Command)
	default:
		require.Fail(t, "kind "+string(o.Kind))
	}
	require.NotEmpty(t, o.Meaning, o.Line)
	require.NotContains(t, o.Meaning, "\n", o.Line)
	wellFields(t, o.Fields)
}

func wellFields(t testing.TB, fields Fields) {
	t.Helper()
	seen := map[string]bool{}
	for _, f := range fields {
		require.False(t, seen[f.Name], "%s stands twice", f.Name)
		seen[f.Name] = true
		require.NotEmpty(t, f.Name)
		for _, c := range f.Name {
			require.True(t, c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_', f.Name)
		}
		switch v := f.Value.(type) {
		case nil, bool, int, uint64, string, []int, []string:
		case float64:
			require.False(t, math.IsNaN(v) || math.IsInf(v, 0), f.Name)
		case Fields:
			wellFields(t, v)
		case []Fields:
			for _, e := range v {
				wellFields(t, e)
			}
		default:
			require.Fail(t, "a value of another type", "%s %T", f.Name, v)
		}
	}
}

// FuzzLines feeds a text: what comes out is well formed, is the same a second
// time, does not depend on how the text came in pieces that end at line ends,
// and has each line of the text once.
func FuzzLines(f *testing.F) {
	for _, s := range []string{
		"AT+CEREG?\r\n+CEREG: 2,5,\"1A2B\",\"01C3D4E5\",7\r\nOK\r\n", "AT+CRSM=176,28539,0,0,12\r\n+CRSM: 144,0,\"62F210\"\r\n",
		"AT+CSIM=14,\"00A40000026FAD\"\r\n+CSIM: 4,\"9000\"\r\nOK\r\nAT+CSIM=10,\"00B0000004\"\r\n+CSIM: 12,\"000000029000\"\r\n",
		"+CMT: ,31\r\n07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07\r\n",
		"AT+CMGL=\"ALL\"\r\n+CMGL: 1,\"REC READ\",\"+15\",,\"26/05/14,09:30:00+08\"\r\ntext\r\n+CMGL: 2\r\nOK\r\n",
		"+COPS: (2,\"\",\"T\",\"31026\",0),(1,\"A\",,\"310410\"),,(0-4),(0-2)\r\n", "+CIND: (\"a b\",(0-5)),()\r\n", "^DHCP: 1,2,3,4,5,6\r\n",
		"+QENG: \"servingcell\",\"CONNECT\",\"LTE\",\"FDD\",460,11,1,2,3,4,5,5,-1,-2,-3,-4\r\n", "AT+CMGS=1\r\n> \r\nabc\x1a\r\n", "+CME ERROR: 111\r\n",
		"CME ERROR \xbb\xbb\xbb\xbb\xbb\xbb0", "!0:(000A0020", "AT!;?0", "AT+CREG?+CREG: 1\r\n", "+CSQ: 99999999999999999999\r\n", "ATV0\r\n0\r\n", "+CCLK: \"26/05/14,09:30:00+99\"\r\n", "* ^SCFG: \"a\",(\"00610062\")\r\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4096 {
			return
		}
		var a, b, c Explainer
		lines := Split(text)
		var first []Object
		rest := strings.NewReplacer("\r", "", "\n", "").Replace(text)
		for _, line := range lines {
			o := a.Line(line)
			well(t, o)
			require.Equal(t, line, o.Line)
			i := strings.Index(rest, line)
			require.GreaterOrEqual(t, i, 0, "a line that did not come")
			rest = rest[i+len(line):]
			if utf8.ValidString(line) {
				_, err := json.Marshal(o)
				require.NoError(t, err)
			}
			first = append(first, o)
		}
		for i, line := range lines {
			require.Equal(t, first[i], b.Line(line), "the second time")
		}
		i := 0
		for piece := range strings.SplitAfterSeq(text, "\n") {
			for _, line := range Split(piece) {
				require.Equal(t, first[i], c.Line(line), "in pieces")
				i++
			}
		}
		require.Equal(t, len(first), i)
	})
}
