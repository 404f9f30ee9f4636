package atcmd

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseCCLK(t *testing.T) {
	for line, want := range map[string]string{
		`+CCLK: "26/05/14,09:30:00+08"`:   "2026-05-14T07:30:00Z",
		`+CCLK: "2026/05/14,09:30:00+08"`: "2026-05-14T07:30:00Z",
		`+CCLK: 26/05/14,09:30:00-20`:     "2026-05-14T14:30:00Z",
		`+CCLK:"26/05/14,09:30:00"`:       "2026-05-14T09:30:00Z",
		`+CCLK : "26/5/4, 9:03:07 +22"`:   "2026-05-04T03:33:07Z", // a zone of half an hour
		`+CCLK: "26/05/14,09:30:00+08,1"`: "2026-05-14T07:30:00Z",
		`+CCLK: "26/05/14,00:00:00+56"`:   "2026-05-13T10:00:00Z",
		`+CCLK: "24/12/31,23:59:59-48"`:   "2025-01-01T11:59:59Z",
		`+CCLK: "80/01/06,00:00:12"`:      "1980-01-06T00:00:12Z", // never set
		`+CCLK: "70/01/01,00:00:12-00"`:   "1970-01-01T00:00:12Z",
		`+CCLK: "69/01/01,00:00:12"`:      "2069-01-01T00:00:12Z",
		`+CCLK: "24/02/29,00:00:00+00"`:   "2024-02-29T00:00:00Z",
		`+CCLK: "1999/12/31,23:59:59"`:    "1999-12-31T23:59:59Z",
	} {
		c, err := ParseCCLK(line)
		require.NoError(t, err, line)
		require.Equal(t, want, c.UTC.Format(time.RFC3339), line)
		require.Equal(t, c.UTC.Add(time.Duration(c.Offset)*time.Minute).Format("150405"), c.Local().Format("150405"))
		require.True(t, c.Local().Equal(c.UTC))
	}
	for _, bad := range []string{"", "+CCLK:", "+CCLK: \"\"", "+CCLK: \"26/05/14\"", "+CCLK: \"26/13/01,00:00:00\"", "+CCLK: \"25/02/29,00:00:00\"",
		"+CCLK: \"26/05/14,24:00:00\"", "+CCLK: \"26/05/14,00:60:00\"", "+CCLK: \"26/05/14,00:00:60\"", "+CCLK: \"026/05/14,00:00:00\"",
		"+CCLK: \"26-05-14,00:00:00\"", "+CCLK: \"26/05/14,00:00:00+57\"", "+CCLK: \"26/05/14,00:00:00-49\"", "+CCLK: \"26/05/14,00:00:00+104\"",
		"+CCLK: \"26/05/14,00:00:00x\"", "+CCLK: \"26/005/14,00:00:00\"", "+CSQ: 1,1", "+CCLK: \"XX/XX/XX,XX:XX:XX\""} {
		c, err := ParseCCLK(bad)
		require.Error(t, err, bad)
		require.Zero(t, c)
	}
	c, _ := ParseCCLK(`+CCLK: "26/05/14,09:30:00"`)
	require.False(t, c.HasOffset)
}

func TestParseZone(t *testing.T) {
	for line, want := range map[string]struct {
		offset, summer int
		utc            string
	}{
		`+CTZV: "+08"`:                            {120, -1, ""},
		`+CTZV: -20`:                              {-300, -1, ""},
		`+CTZV: 32,0`:                             {480, 0, ""},
		`+CTZV: 8,"26/05/14,09:30:00"`:            {120, -1, "2026-05-14T07:30:00Z"},
		`+CTZE: "+08",1,"2026/05/14,09:30:00"`:    {120, 1, "2026-05-14T07:30:00Z"},
		`+CTZE: "-09",0,`:                         {-135, 0, ""},
		`+CTZE: "-09",2`:                          {-135, 2, ""},
		`+CTZEU: "+08",1,"2026/05/14,07:30:00"`:   {120, 1, "2026-05-14T07:30:00Z"},
		`+CTZE: "+08",1,"2026/05/14,09:30:00+04"`: {120, 1, "2026-05-14T08:30:00Z"}, // a zone of its own
		`+CTZEU: "+08",,"26/05/14,07:30:00"`:      {120, -1, ""},
	} {
		z, err := ParseZone(line)
		require.NoError(t, err, line)
		require.Equal(t, want.offset, z.Offset, line)
		require.Equal(t, want.summer, z.Summer, line)
		require.Equal(t, want.utc != "", z.HasClock, line)
		if z.HasClock {
			require.Equal(t, want.utc, z.Clock.UTC.Format(time.RFC3339), line)
		}
	}
	for _, bad := range []string{"", "+CTZV:", "+CTZV: x", "+CTZV: 57", "+CCLK: 8", `+CTZE: ,1`} {
		_, err := ParseZone(bad)
		require.Error(t, err, bad)
	}
}
