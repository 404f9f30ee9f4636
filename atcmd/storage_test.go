package atcmd

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseCPMS(t *testing.T) {
	none := Storage{Used: -1, Total: -1}
	for line, want := range map[string][3]Storage{
		`+CPMS: "SM",3,40,"ME",0,23,"MT",23,23`:          {{"SM", 3, 40}, {"ME", 0, 23}, {"MT", 23, 23}},
		`+CPMS:"SM", 3, 40`:                              {{"SM", 3, 40}, none, none},
		`+CPMS: SM,3,40,,,,"SM",3,40`:                    {{"SM", 3, 40}, none, {"SM", 3, 40}},
		"+CPMS: 3,40,0,23,23,23":                         {{"", 3, 40}, {"", 0, 23}, {"", 23, 23}},
		"+CPMS: 3,40":                                    {{"", 3, 40}, none, none},
		`+CPMS: "SM",3,40,"ME",0,23,"MT",23,23,"XX",1,1`: {{"SM", 3, 40}, {"ME", 0, 23}, {"MT", 23, 23}},
	} {
		got, err := ParseCPMS(line)
		require.NoError(t, err, line)
		require.Equal(t, want, got, line)
	}
	require.True(t, Storage{"SM", 40, 40}.Full())
	require.False(t, Storage{"SM", 39, 40}.Full() || none.Full() || Storage{}.Full())
	for _, bad := range []string{"", "+CPMS:", "+CPMS: ,,,,,,,,", `+CPMS: "SM",x,40`, `+CPMS: "SM",-1,40`, `+CPMS: ("SM")`, "+CMGS: 1,2"} {
		_, err := ParseCPMS(bad)
		require.Error(t, err, bad)
	}
}

func TestParseCPMSTest(t *testing.T) {
	for line, want := range map[string][3][]string{
		`+CPMS: ("SM","ME"),("SM"),("MT")`:        {{"SM", "ME"}, {"SM"}, {"MT"}},
		`+CPMS: "SM","ME","MT"`:                   {{"SM"}, {"ME"}, {"MT"}},
		`+CPMS: (("SM","BM"),("SM"))`:             {{"SM", "BM"}, {"SM"}, nil},
		`+CPMS : ( "SM" , "ME" ) , "ME",("MT")`:   {{"SM", "ME"}, {"ME"}, {"MT"}},
		`+CPMS: ("SM"),(),("MT")`:                 {{"SM"}, nil, {"MT"}},
		`+CPMS: (SM,ME)("SM")("MT")`:              {{"SM", "ME"}, {"SM"}, {"MT"}},
		`+CPMS: ("SM"),("SM"),("SM"),("SM"),("x"`: {{"SM"}, {"SM"}, {"SM"}},
	} {
		got, err := ParseCPMSTest(line)
		require.NoError(t, err, line)
		require.Equal(t, want, got, line)
	}
	for _, bad := range []string{"", "+CPMS:", "+CPMS: (),(),()", "+CNMI: (0)"} {
		_, err := ParseCPMSTest(bad)
		require.Error(t, err, bad)
	}
}

func TestParseCNMITest(t *testing.T) {
	r, err := ParseCNMITest("+CNMI: (0-2),(0,1,3),(0),(0, 2),1")
	require.NoError(t, err)
	require.Equal(t, Routes{0b111, 0b1011, 0b1, 0b101, 0b10}, r)
	require.True(t, r.Takes(1, 3))
	require.False(t, r.Takes(1, 2) || r.Takes(5, 0) || r.Takes(0, 8) || r.Takes(-1, 0) || r.Takes(0, -1))
	r, err = ParseCNMITest("+CNMI:(0-200),(1)")
	require.NoError(t, err)
	require.Equal(t, Routes{0xFF, 0b10}, r)
	for _, bad := range []string{"", "+CNMI:", "+CNMI: (0-2)", "+CNMI: (),(1)", "+CNMI: (x),(y)", "+CPMS: (0),(1)"} {
		r, err := ParseCNMITest(bad)
		require.Error(t, err, bad)
		require.Zero(t, r)
	}
}

func TestParseTextHeader(t *testing.T) {
	for line, want := range map[string]TextHeader{
		`+CMGR: "REC READ","+15555000010",,"26/05/14,09:30:00+08"`:       {Index: -1, Stat: "REC READ", Peer: "+15555000010"},
		`+CMGR: "REC UNREAD", "+15555000010", "2026/5/14,9:30:00"`:       {Index: -1, Stat: "REC UNREAD", Peer: "+15555000010"},
		`+CMGL: 3,"REC READ","super",,"26/05/14,09:30:00+104"`:           {Index: 3, Stat: "REC READ", Peer: "super"}, // a zone that is none
		`+CMGR: "REC READ","+15555000010","a, b","26/05/14,09:30:00-20"`: {Index: -1, Stat: "REC READ", Peer: "+15555000010"},
		`+CMGL: 4,"STO SENT","+15555000010"`:                             {Index: 4, Stat: "STO SENT", Peer: "+15555000010"},
	} {
		h, err := ParseTextHeader(line)
		require.NoError(t, err, line)
		if want.Stat != "STO SENT" {
			require.Equal(t, "2026-05-14 09:30", h.Time.Local().Format("2006-01-02 15:04"), line)
		}
		h.Time = Clock{}
		require.Equal(t, want, h, line)
	}
	h, _ := ParseTextHeader(`+CMGR: "REC READ","1",,"26/05/14,09:30:00+08"`)
	require.Equal(t, "2026-05-14T07:30:00Z", h.Time.UTC.Format(time.RFC3339))
	for _, bad := range []string{"", "+CMGR:", "+CMGR: 1,,25", "+CMGL: 1,0,,25", `+CMGL: "REC READ","1"`, `+CMGR: "REC READ"`, "+CMTI: \"SM\",1"} {
		_, err := ParseTextHeader(bad)
		require.Error(t, err, bad)
	}
}

func TestLevels(t *testing.T) {
	l, err := ParseLevels("+CESQ: 63,7,96,49,34,97,1,2,3")
	require.NoError(t, err)
	require.Equal(t, Levels{63, 7, 96, 49, 34, 97}, l)
	require.Equal(t, []int{-48, -25, 0, -30, -44}, []int{l.RxLevDBm(), l.RSCPdBm(), l.EcN0Tenths(), l.RSRQTenths(), l.RSRPdBm()})
	l, err = ParseLevels("+CESQ: ,,,,,")
	require.NoError(t, err)
	require.Equal(t, Levels{99, 99, 255, 255, 255, 255}, l)
	l = Levels{64, 0, 97, 50, 35, -1}
	require.Equal(t, []int{NoDBm, NoDBm, NoDBm, NoDBm, NoDBm}, []int{l.RxLevDBm(), l.RSCPdBm(), l.EcN0Tenths(), l.RSRQTenths(), l.RSRPdBm()})
}
