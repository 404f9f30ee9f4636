package atcmd

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseScan(t *testing.T) {
	one := Network{CurrentNetwork, "Network One", "One", "00101", 7}
	two := Network{AvailableNetwork, "Two", "", "001010", NoAcT}
	with := func(n Network, change func(*Network)) Network { change(&n); return n }
	for name, c := range map[string]struct {
		lines string
		want  []Network
	}{
		"plain":              {`+COPS: (2,"Network One","One","00101",7),(1,"Two","","001010"),,(0-4),(0-2)`, []Network{one, two}},
		"lines":              {"+COPS: (2,\"Network One\",\"One\",\"00101\",7)\n+COPS: (1,\"Two\",,\"001010\")", []Network{one, two}},
		"a line end between": {"+COPS: (2,\"Network One\",\"One\",\"00101\",7),\n(1,\"Two\",,\"001010\"),,(0-4),(0-2)", []Network{one, two}},
		"no name before":     {"(2,\"Network One\",\"One\",\"00101\",7)", nil},
		"stray parenthesis":  {`+COPS: (2,"Network One","One","00101"),7),(1,"Two","","001010"),,(0,1)`, []Network{one, two}},
		"no comma":           {`+COPS: (2,"Network One","One","00101",7)(1,"Two","","001010")(0,1,2),(0-2)`, []Network{one, two}},
		"blanks":             {`+COPS : ( 2 , "Network One" , "One" , "00101" , 7 ) , ( 1,"Two",,001010 ) ,, (0, 1, 3),`, []Network{one, two}},
		"lists at the end":   {`+COPS: (2,"Network One","One","00101",7),,(0,1,2,3,4),)`, []Network{one}},
		"comma in a name":    {`+COPS: (2,"Network, One (test)","One","00101",7)`, []Network{with(one, func(n *Network) { n.Long = "Network, One (test)" })}},
		"forbidden, unknown": {`+COPS: (3,"","","00101",0),(0,"","","00102",13),(9,"","","00103",200)`, []Network{{ForbiddenNetwork, "", "", "00101", 0}, {UnknownNetwork, "", "", "00102", 13}, {UnknownNetwork, "", "", "00103", NoAcT}}},
		"two digits of AcT":  {`+COPS: (2,"Network One","One","00101"),11),(1,"Two","","001010")`, []Network{with(one, func(n *Network) { n.AcT = 11 }), two}},
		"UCS2":               {`+COPS: (2,"004E006500740077006F0072006B0020004F006E0065","004F006E0065","00300030003100300031",7)`, []Network{one}},
		"lists only":         {"+COPS: (0,1,2,3),(1,2,3,4)", nil},
		"nothing":            {"+COPS:", nil},
		"not one":            {"+CREG: (0-2)\nOK", nil},
		"hyphen":             {`+COPS: (1,"Two","","001-01")`, []Network{with(two, func(n *Network) { n.PLMN = "001-01" })}},
		"cut off":            {`+COPS: (2,"Network One","One","00101",7),(1,"Two","","00`, []Network{one}},
	} {
		require.Equal(t, c.want, ParseScan(strings.Split(c.lines, "\n")), name)
	}
	require.Len(t, ParseScan([]string{"+COPS: " + strings.Repeat(`(1,"","","00101"),`, 1000)}), maxNetworks)
}

// A scan that is printed is read back as it was.
func FuzzScan(f *testing.F) {
	f.Add(uint8(2), "Network, One", "O)n(e", uint32(310410), uint8(7), uint8(0))
	f.Add(uint8(1), "", "", uint32(0), uint8(200), uint8(3))
	f.Add(uint8(3), "A", "", uint32(101), uint8(11), uint8(1))
	f.Fuzz(func(t *testing.T, stat uint8, long, short string, plmn uint32, act, form uint8) {
		if strings.ContainsAny(long+short, "\"") || clipTo(long, maxAPN) != long || clipTo(short, maxAPN) != short {
			return
		}
		want := Network{Availability(stat % 4), long, short, fmt.Sprintf("%05d", plmn%1000000), NoAcT}
		line := fmt.Sprintf(`(%d,"%s","%s","%s"`, want.State, long, short, want.PLMN)
		if act < 32 {
			want.AcT = AcT(act)
			if form&1 != 0 {
				line += ")"
			}
			line += fmt.Sprintf(",%d", act)
		}
		sep := []string{",", "", " , ", ",,"}[form>>1&3]
		if act >= 32 && sep == "," || act >= 32 && form&1 != 0 {
			sep = "," // a group that follows is no AcT
		}
		got := ParseScan([]string{"+COPS: " + line + ")" + sep + line + "),,(0-4),(0-2)"})
		require.Equal(t, []Network{want, want}, got, line)
	})
}

func TestParseTechnology(t *testing.T) {
	set := func(acts ...AcT) (s AcTs) {
		for _, a := range acts {
			s |= 1 << a
		}
		return s
	}
	for words, want := range map[string]AcTs{
		"": 0, "No Service": 0, "CDMA": 0, "EVDO": 0, "GSM": set(0), "gprs": set(0), "EDGE": set(3), "GPRS/EDGE": set(0, 3), "UMTS": set(2), "WCDMA": set(2),
		"TDSCDMA": set(2), "TD-SCDMA": set(2), "HSDPA": set(4), "HSUPA": set(5), "HSDPA/HSUPA": set(4, 5), "HSPA": set(6), "HSPA+": set(6),
		"LTE": set(7), "FDD LTE": set(7), "TDD LTE": set(7), "LTE-A": set(7), "eMTC": set(7), "LTE CAT-M1": set(7), "4G": set(7), "3G": set(2), "2G": set(0),
		"NBIoT": set(9), "LTE NB-IOT": set(7, 9), "NR5G-SA": set(11), "5GNR": set(11), "NR5G-NSA": set(11), "UMTS, HSPA": set(2, 6),
	} {
		require.Equal(t, want, ParseTechnology(words), words)
	}
	require.True(t, set(7).Has(7))
	require.False(t, set(7).Has(NoAcT) || set(7).Has(6) || set(7).Has(100))
}

func TestParsePLMN(t *testing.T) {
	mcc, mnc, err := ParsePLMN("310410")
	require.NoError(t, err)
	require.Equal(t, [2]string{"310", "410"}, [2]string{mcc, mnc})
	mcc, mnc, err = ParsePLMN("00101")
	require.NoError(t, err)
	require.Equal(t, [2]string{"001", "01"}, [2]string{mcc, mnc})
	for _, bad := range []string{"", "0010", "0010101", "00101x", "000101", "00000", "001 01", "-00101", "٠٠١٠١"} {
		_, _, err := ParsePLMN(bad)
		require.ErrorIs(t, err, errPLMN, bad)
	}
}

func TestGroups(t *testing.T) {
	for text, want := range map[string][]string{
		`(1,2),"a,b",,c`: {"(1,2", "a,b", "c"}, `((1),(2)),3`: {"((1),(2)", "3"}, `("a)",")b")x`: {`("a)",")b"`, "x"}, `)),(`: {"("}, "": nil,
		`(1`: {"(1"}, `"open,1`: {"open,1"}, `( 1 )( 2 )`: {"(1", "(2"}, "a(b)c": {"a", "(b", "c"},
	} {
		var got []string
		for rest := text; ; {
			var part string
			var group, ok bool
			if part, rest, group, ok = nextGroup(rest); !ok {
				break
			}
			if group {
				part = "(" + part
			}
			got = append(got, part)
		}
		require.Equal(t, want, got, text)
	}
	for list, want := range map[string][2]int{"0-5": {0, 5}, "0,1": {0, 1}, "3": {3, 3}, "0-1,4-7": {0, 7}, "7,2": {2, 7}, " 1 - 16 ": {1, 16}} {
		low, high, ok := bounds(list)
		require.True(t, ok, list)
		require.Equal(t, want, [2]int{low, high}, list)
	}
	for _, bad := range []string{"", "x", "-", "9999999999"} {
		_, _, ok := bounds(bad)
		require.False(t, ok, bad)
	}
}
