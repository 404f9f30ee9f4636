package atcmd

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseRegistrationForms(t *testing.T) {
	none := Registration{AcT: NoAcT, CauseType: -1, Cause: -1}
	at := func(d Domain, s Stat, change func(*Registration)) Registration {
		r := none
		r.Domain, r.Stat = d, s
		if change != nil {
			change(&r)
		}
		return r
	}
	n := func(n int) func(*Registration) { return func(r *Registration) { r.HasN, r.N = true, n } }
	place := func(area, cell uint64, act AcT) func(*Registration) {
		return func(r *Registration) { r.Area, r.Cell, r.HasArea, r.HasCell, r.AcT = area, cell, true, true, act }
	}
	both := func(f ...func(*Registration)) func(*Registration) {
		return func(r *Registration) {
			for _, g := range f {
				g(r)
			}
		}
	}
	why := func(ct, c int) func(*Registration) { return func(r *Registration) { r.CauseType, r.Cause = ct, c } }
	for line, want := range map[string]Registration{
		"+CREG: 1":                             at(CS, Home, nil),
		"+CREG:0,2":                            at(CS, Searching, n(0)),
		"+CREG : 2 , 5":                        at(CS, Roaming, n(2)),
		"+CREG: 002,001":                       at(CS, Home, n(2)),
		"+CREG: 02,05,\"00AB\",\"0C\"":         at(CS, Roaming, both(n(2), place(0xab, 0xc, NoAcT))),
		"+CREG: 2,00,0":                        at(CS, Searching, place(0, 0, NoAcT)),
		"+CREG: 2,0,00,0":                      at(CS, NotRegistered, both(n(2), place(0, 0, NoAcT))),
		"+CREG: 1,0001,0010,0":                 at(CS, Home, place(1, 0x10, 0)),
		"+CREG: 2,1,4CA,81DE445":               at(CS, Home, both(n(2), place(0x4ca, 0x81de445, NoAcT))),
		"+CREG: 2,,":                           at(CS, Searching, nil),
		`+CEREG: 5,"1A2B","01C3D4E5",7`:        at(EPS, Roaming, place(0x1a2b, 0x1c3d4e5, 7)),
		`+CEREG: 5,5,"1A2B","01C3D4E5",7`:      at(EPS, Roaming, both(n(5), place(0x1a2b, 0x1c3d4e5, 7))),
		`+CEREG: 2,11,"1A2B","01C3D4E5",9`:     at(EPS, RLOS, both(n(2), place(0x1a2b, 0x1c3d4e5, 9))),
		`+CEREG: 90`:                           at(EPS, UICCFailure, nil),
		`+CEREG: 3,3,"0001","00000002",7,0,15`: at(EPS, Denied, both(n(3), place(1, 2, 7), why(0, 15))),
		`+CEREG: 5,3,,,,0,11`:                  at(EPS, Denied, both(n(5), why(0, 11))),
		`+CEREG: 4,1,"0001","00000002",7,,,"11100000","00000110"`: at(EPS, Home, both(n(4), place(1, 2, 7))),
		`+CGREG: 2,5,"0502","0404736D",2,"01"`:                    at(PS, Roaming, both(n(2), place(0x502, 0x404736d, 2))),
		`+CGREG: 3,3,"0502","0404736D",2,"01",0,7`:                at(PS, Denied, both(n(3), place(0x502, 0x404736d, 2), why(0, 7))),
		`+CEREG: 1, 1F00, 20 ,79D903 ,7`:                          at(EPS, Home, place(0x1f00, 0x79d903, 7)),
		`+C5GREG: 2,1,"1F00","79D903",11,1,"01"`:                  at(NR, Home, both(n(2), place(0x1f00, 0x79d903, 11))),
		`+C5GREG: 3,3,"1F00","79D903",11,1,"01",0,111`:            at(NR, Denied, both(n(3), place(0x1f00, 0x79d903, 11), why(0, 111))),
		`+CEREG: 1,"FFFFFF","FFFFFFFFF",7`:                        at(EPS, Home, place(0xffffff, 0xfffffffff, 7)),
		`+CGREG:002,0010,"0a0b","12cd"`:                           at(PS, CSFBRoaming, both(n(2), place(0xa0b, 0x12cd, NoAcT))),
		`+CREG: 2,5,"1A,"01C3D4E5",7`:                             at(CS, Roaming, n(2)), // a mark is missing: no place is better than a wrong one
		`+CREG: 2,5,"1A2B`:                                        at(CS, Roaming, n(2)),
	} {
		got, err := ParseRegistration(line)
		require.NoError(t, err, line)
		require.Equal(t, want, got, line)
	}
	for _, bad := range []string{"", "+CREG", "+CREG:", "+CREG: ", "+CREG: x", `+CREG: "5"x`, "+CREG: -1", "+CREG: 200", "+CSQ: 1,2", "+CREG: (0-2)", "+CREG: ,1"} {
		r, err := ParseRegistration(bad)
		if err == nil && bad == `+CREG: "5"x` {
			require.Equal(t, Roaming, r.Stat)
			continue
		}
		require.Error(t, err, bad)
		require.Zero(t, r, bad)
	}
}

func TestStatWords(t *testing.T) {
	for s, want := range map[Stat]string{0: "not registered", 1: "home", 2: "searching", 3: "denied", 4: "no coverage", 5: "roaming",
		6: "SMS only", 7: "SMS only, roaming", 8: "emergency only", 9: "home", 10: "roaming", 11: "restricted", 90: "SIM failure", 42: "stat 42"} {
		require.Equal(t, want, s.String())
		require.Equal(t, s == 1 || s == 5 || s == 9 || s == 10, s.Registered(), s)
	}
	for a, want := range map[AcT]string{-1: "", 0: "GSM", 2: "UMTS", 7: "LTE", 9: "NB-IoT", 11: "NR 5GC", 13: "NR-DC", 20: "AcT 20"} {
		require.Equal(t, want, a.String())
	}
	for d, want := range map[Domain]string{CS: "CS", PS: "PS", EPS: "EPS", NR: "5GS", 0: "?"} {
		require.Equal(t, want, d.String())
	}
}

func TestParseSignal(t *testing.T) {
	for line, rssi := range map[string]int{"+CSQ: 0,99": -113, "+CSQ: 31,0": -51, "+CSQ: 99,99": NoDBm, "+CSQ:18, 99": -77, "+CSQ : 18": -77,
		"+CSQ: 150,99": NoDBm, "+CSQ: 32,0": NoDBm, "+CSQ: -1,0": NoDBm} {
		s, err := ParseCSQ(line)
		require.NoError(t, err, line)
		require.Equal(t, Signal{RSSI: rssi, RSRP: NoDBm, RSRQ: NoDBm}, s, line)
	}
	for line, want := range map[string]Signal{
		"+CESQ: 99,99,255,255,20,80":           {NoDBm, -61, -100},
		"+CESQ: 99,99,95,40,255,255":           {-26, NoDBm, NoDBm},
		"+CESQ: 63,0,255,255,255,255":          {-48, NoDBm, NoDBm},
		"+CESQ: 99,99,255,255,0,97,255,60,255": {NoDBm, -44, -200},
		"+CESQ: 99,99,,,34,0":                  {NoDBm, -141, -30},
		"+CESQ: 64,0,97,0,35,98":               NoSignal,
	} {
		s, err := ParseCESQ(line)
		require.NoError(t, err, line)
		require.Equal(t, want, s, line)
	}
	for _, bad := range []string{"", "+CSQ", "+CSQ:", "+CSQ: x,1", "+CSQ: ,99", "+CESQ: 1,2", "20,99"} {
		s, err := ParseCSQ(bad)
		require.Error(t, err, bad)
		require.Equal(t, NoSignal, s)
	}
	for _, bad := range []string{"", "+CESQ:", "+CESQ: 99,99,255,255,20", "+CESQ: a,b,c,d,e,f", "+CSQ: 1,1"} {
		s, err := ParseCESQ(bad)
		require.Error(t, err, bad)
		require.Equal(t, NoSignal, s)
	}
}

func TestParseCOPS(t *testing.T) {
	for line, want := range map[string]Operator{
		"+COPS: 0":                       {Mode: 0, AcT: NoAcT},
		"+COPS: 2":                       {Mode: 2, AcT: NoAcT},
		`+COPS: 0,0,"T-Mobile, USA",7`:   {Name: "T-Mobile, USA", AcT: 7},
		`+COPS: 1,2,"46011",11`:          {Mode: 1, Name: "460-11", PLMN: "46011", AcT: 11},
		`+COPS:0,2,310410,13`:            {Name: "310-410", PLMN: "310410", AcT: 13},
		`+COPS: 0,0,"46001",7`:           {Name: "46001", AcT: 7},
		`+COPS: 0,2,"nonum"`:             {Name: "nonum", AcT: NoAcT},
		`+COPS: 0,0,"x",300`:             {Name: "x", AcT: NoAcT},
		`+COPS: 4,1,"Name: with, colon"`: {Mode: 4, Name: "Name: with, colon", AcT: NoAcT},
	} {
		o, err := ParseCOPS(line)
		require.NoError(t, err, line)
		require.Equal(t, want, o, line)
	}
	for _, bad := range []string{"", "+COPS:", "+COPS: x", `+COPS: (2,"A","B","26201",7)`, "+CSQ: 1"} {
		_, err := ParseCOPS(bad)
		require.Error(t, err, bad)
	}
}

func TestParseCPIN(t *testing.T) {
	for line, want := range map[string]string{"+CPIN: READY": "READY", "+CPIN:SIM PIN": "SIM PIN", `+CPIN: "SIM PUK"`: "SIM PUK",
		"   SIM PUK2": "SIM PUK2", "+CPIN: ready": "READY", "+CPIN: NOT READY": "NOT READY", "+CPIN : PH-NET PIN": "PH-NET PIN"} {
		code, err := ParseCPIN(line)
		require.NoError(t, err, line)
		require.Equal(t, want, code)
	}
	for _, bad := range []string{"", "+CPIN:", "+CME ERROR: 10", "OK", "+CPIN: SIM PIN please", "+CPINR: SIM PIN,3"} {
		_, err := ParseCPIN(bad)
		require.Error(t, err, bad)
	}
}

func TestParseQGDCNT(t *testing.T) {
	c, err := ParseQGDCNT("+QGDCNT: 4294967296,18446744073709551615")
	require.NoError(t, err)
	require.Equal(t, Counter{1 << 32, 1<<64 - 1}, c)
	for _, bad := range []string{"", "+QGDCNT: 1", "+QGDCNT: 1,-2", "+QGDCNT: 1,18446744073709551616", "+QGDCNT: 1, x", "+QAUGDCNT: 1,2"} {
		c, err := ParseQGDCNT(bad)
		require.Error(t, err, bad)
		require.Zero(t, c)
	}
}

func TestParseCMTI(t *testing.T) {
	for line, want := range map[string]int{`+CMTI: "ME",41`: 41, "+CMTI: 0,111": 111, "+CMTI: ": -1, "+CMTI: ,-1": -1, `+CMTI: "SM"`: -1} {
		_, i, err := ParseCMTI(line)
		require.NoError(t, err)
		require.Equal(t, want, i, line)
	}
	mem, _, _ := ParseCMTI(`+CMTI: "SM",3`)
	require.Equal(t, "SM", mem)
	_, _, err := ParseCMTI("+CMT: 3")
	require.Error(t, err)
}

func TestParseCFUN(t *testing.T) {
	for line, want := range map[string]int{"+CFUN: 1": FunFull, "+CFUN:4": FunFlight, "+CFUN: 0,0": FunMinimum, "+CFUN : 7": 7} {
		fun, err := ParseCFUN(line)
		require.NoError(t, err, line)
		require.Equal(t, want, fun, line)
	}
	for _, bad := range []string{"", "+CFUN:", "+CFUN: (0-1,4)", "+CFUN: on", "+CSQ: 1"} {
		_, err := ParseCFUN(bad)
		require.Error(t, err, bad)
	}
}

func TestParseMessages(t *testing.T) {
	got := ParseMessages([]string{`+CMGL: 0,1,"a,b",23`, "00AA", "+CMGL: 7,0,,23", "00bb1", "+CMGL: x,1,,2", "00CC", "noise", "+CMGL: 9,1,,2"})
	require.Equal(t, []StoredSMS{{0, 1, "00AA", 23}, {7, 0, "00bb1", 23}}, got)
	require.Equal(t, []StoredSMS{{-1, 1, "00AA", 156}}, ParseMessages([]string{"+CMGR: 1,,156", "00AA\"\r"}))
	require.Equal(t, []StoredSMS{{-1, 0, "00AA", -1}}, ParseMessages([]string{"+CMGR: 0", "00AA"}))
	require.Empty(t, ParseMessages([]string{`+CMGR: "REC READ","+1"`, "hello"}))
	require.Empty(t, ParseMessages(nil))
}

func TestParseDeliver(t *testing.T) {
	// A service centre of seven octets, a sender of eleven digits, a text of one septet.
	const head, tail = "07911111111111F1", "0000112233445566770161"
	d, err := ParseDeliver(head + "040B915155050010F0" + tail)
	require.NoError(t, err)
	require.Equal(t, Deliver{From: "15555000010", SCTS: "11223344556677"}, d)
	d, err = ParseDeliver("00" + "0403a1" + "0000" + tail) // "000", no service centre
	require.NoError(t, err)
	require.Equal(t, "000", d.From)
	d, err = ParseDeliver(head + "0404D0C1E0" + tail)
	require.NoError(t, err)
	require.Empty(t, d.From, "a name is no number")
	for _, bad := range []string{"", "0", "00", "xx", head, head + "040B9151", head + "04FF91" + tail, "FF04"} {
		_, err := ParseDeliver(bad)
		require.Error(t, err, bad)
	}
	_, err = ParseDeliver(head + "010B915155050010F0" + tail)
	require.ErrorIs(t, err, errNotDeliver)
}

func TestParseAPNAndCEER(t *testing.T) {
	require.Equal(t, "super", ParseAPN([]string{`+CGDCONT: 1,"IP","",""`, "x", `+CGDCONT: 2,"IPV4V6","super","0.0.0.0",0,0`}))
	long := "a-long-access-point.name.mnc001.mcc222.gprs"
	require.Equal(t, long, ParseAPN([]string{`+CGDCONT: 1,"IP","` + long + `"`}))
	require.Empty(t, ParseAPN([]string{`+CGDCONT: x,"IP","super"`, "+CGDCONT: 1"}))
	require.Equal(t, "No cause information available", ParseCEER([]string{"x", `+CEER: "No cause information available"`}))
	require.Equal(t, "5,36,normal", ParseCEER([]string{"+CEER: 5,36,normal"}))
	require.Empty(t, ParseCEER([]string{"OK"}))
}

func TestCommandErrors(t *testing.T) {
	for value, want := range map[string]string{
		"10":                         "AT+X: SIM not inserted (CME 10)",
		"sim NOT inserted":           "AT+X: SIM not inserted (CME 10)",
		"999":                        "AT+X: CME error 999",
		"something of the \x01maker": "AT+X: something of the maker",
		"Network not allowed - emergency calls only": "AT+X: network not allowed - emergency calls only (CME 32)",
	} {
		require.EqualError(t, newCommandError("+X=1,2", CME, value), want)
	}
	require.EqualError(t, newCommandError("+CMGS=1", CMS, "321"), "AT+CMGS: invalid index (CMS 321)")
	require.EqualError(t, newCommandError("+CMGS=1", CMS, "SIM BUSY"), "AT+CMGS: SIM busy (CMS 314)")
	require.EqualError(t, newCommandError("+CGATT=1", CME, "233"), "AT+CGATT: wireline access area not allowed (CME 233)")
	require.EqualError(t, newCommandError("+CMGS=1", CMS, "209"), "AT+CMGS: no SMS storage in the SIM (CMS 209)")
	require.Equal(t, "AT+CPIN", commandName(`+CPIN="1234"`))
	require.True(t, errors.Is(checkText("a\x7f"), ErrInjection))
	require.NoError(t, checkText(`+CMGS="000"`))
}

func TestLimit(t *testing.T) {
	for cmd, s := range map[string]float64{"": 3, "+CSQ": 3, "+COPS=?": 180, "+COPS?": 10, "+cops=0": 180, "+CREG?;+CMGD=1;+CSQ": 55, "+COPS=0;+CPIN?": 180, "+CRSM=176,12258,0,0,10": 20} {
		require.Equal(t, s, Limit(cmd).Seconds(), cmd)
	}
	own := []Patience{{Prefix: "+QGDCNT", Limit: 9 * time.Second}}
	require.Equal(t, 9*time.Second, longest("+CSQ;+qgdcnt?", limits, own), "a family's own")
}

func TestRejectText(t *testing.T) {
	require.Equal(t, "PLMN not allowed", RejectText(11))
	require.Equal(t, "reject cause 200", RejectText(200))
}

func TestClip(t *testing.T) {
	require.Equal(t, "abc", clip("a\x00b\rc"))
	require.Equal(t, strings.Repeat("x", 24)+"…", clip(strings.Repeat("x", 30)))
	require.Equal(t, strings.Repeat("x", 23)+"…", clip(strings.Repeat("x", 23)+"éé"), "no half letters")
	require.Equal(t, "?", clip("\xff"))
}
