package atcmd

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// ModemManager sets AT+CSCS="UCS2" for the whole module: names are hexadecimal then, and must not be shown so.
func TestOperatorInUCS2(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]Operator{
		`+COPS: 0,0,"004C004100420020003300310030002D003400310030",7`: {Name: "LAB 310-410", AcT: 7},
		`+COPS: 0,0,"4E2D56FD79FB52A8",7`:                             {Name: "中国移动", AcT: 7},
		`+COPS: 0,2,"003300310030003400310030",7`:                     {Name: "310-410", PLMN: "310410", AcT: 7},
		`+COPS: 0,0,"AB12",7`:                                         {Name: "AB12", AcT: 7},
		`+COPS: 0,0,"00010002",7`:                                     {Name: "00010002", AcT: 7},
		`+COPS: 0,0,"` + strings.Repeat("x", 2000) + `",7`:            {Name: strings.Repeat("x", 64) + "…", AcT: 7},
		"+COPS: 0,2,0000\x1a0":                                        {Name: "0000\x1a0", AcT: NoAcT},
		`+COPS: 0,2,"310410",7`:                                       {Name: "310-410", PLMN: "310410", AcT: 7},
	} {
		got, err := ParseCOPS(line)
		require.NoError(t, err)
		require.Equal(t, want, got, line)
	}
}
