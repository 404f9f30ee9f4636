package transcript

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var secret = []byte("of this test alone")

// talk runs lines through a Redactor, ">" and "<" in front, and returns what
// came out without the mark.
func talk(t require.TestingT, r *Redactor, lines ...string) []string {
	var out []string
	for _, l := range lines {
		var b []byte
		if l[0] == '>' {
			b = r.Sent([]byte(l[1:]))
		} else {
			b = r.Got([]byte(l[1:]))
		}
		require.Len(t, b, len(l)-1, "%q", l)
		out = append(out, string(b))
	}
	return out
}

const (
	iccid = "8988307000000001238"
	imsi  = "310410000000123"
	imei  = "350000000000006"
)

// TestPublicLinesStay: what holds nothing of anybody is recorded as it is.
func TestPublicLinesStay(t *testing.T) {
	for _, l := range [][]string{
		{">AT\r", "<AT\r\r\n", "<OK\r\n"},
		{">ATI\r", "<\r\nQuectel\r\n", "<EG25\r\n", "<Revision: EG25GGBR07A08M2G\r\n", "<\r\nOK\r\n"},
		{">AT+CGMR\r", "<\r\n20.00.52.7\r\n", "<\r\nOK\r\n"},
		{">AT+CPIN?\r", "<\r\n+CPIN: SIM PIN\r\n", "<\r\nOK\r\n"},
		{">AT+CSQ;+CREG?;+QENG=\"servingcell\"\r", "<\r\n+CSQ: 20,99\r\n", "<+CREG: 0,1\r\n", `<+QENG: "servingcell","SEARCH"` + "\r\n", "<\r\nOK\r\n"},
		{">AT+CGDCONT=1,\"IP\",\"super\"\r", "<\r\n+CME ERROR: SIM not inserted\r\n"},
		{">AT+FOO\r", "<\r\nERROR: UNSUPPORTED\r\n", "<\r\nRDY\r\n"},
		{">AT+COPS?\r", `<` + "\r\n" + `+COPS: 0,0,"AT&T",7` + "\r\n", "<\r\nOK\r\n"},
		{">AT+CCLK?\r", `<` + "\r\n" + `+CCLK: "26/11/23,16:44:20+00"` + "\r\n", "<\r\nOK\r\n"},
		{">AT+CRSM=176,28539,0,0,12\r", `<` + "\r\n" + `+CRSM: 144,0,"13001462F210FFFFFFFFFFFF"` + "\r\n", "<\r\nOK\r\n"},
		{">AT+CRSM=192,12258,0,0,15\r", `<` + "\r\n" + `+CRSM: 144,0,"0000000A2FE204000AA0AA01020000"` + "\r\n", "<\r\nOK\r\n"},
		{">AT+CMGS=\"2936\"\r", "<\r\n> "},
		{"<\r\nRDY\r\n", "<\r\n+QUSIM: 1\r\n", "<\r\n+CPIN: READY\r\n", "<\r\n+QIND: SMS DONE\r\n", "<\r\n^SIMST:1\r\n"},
		{`<` + "\r\n" + `+CMTI: "ME",3` + "\r\n"},
		{">AT+CEREG?\r", `<` + "\r\n" + `+CEREG: 4,5,,,7,0,15,"00100001","11100000"` + "\r\n", "<\r\nOK\r\n"},
		{">AT+CGSN=3\r", "<\r\n+CGSN: \"01\"\r\n", "<\r\nOK\r\n"},
		{">A/\r"}, {">+++"},
	} {
		in := make([]string, len(l))
		for i := range l {
			in[i] = l[i][1:]
		}
		require.Equal(t, in, talk(t, NewRedactor(secret), l...))
	}
}

// secretForms are lines in which no letter or digit of the marked part (behind
// the first |, up to the second) may survive in a row of four.
func TestPrivateFieldsGo(t *testing.T) {
	for _, c := range []struct{ ask, line string }{
		{`+CREG?`, `+CREG: 2,1,"|9C4E|","|0A1B2C3|",7`},
		{``, `+CEREG: 5,"|9C4E|","|0A1B2C3|",7,,,"00100001","11100000"`},
		{``, `+CREG: 5, |9C4E|, |0A1B2C3|, 7`},
		{`+QENG="servingcell"`, `+QENG: "servingcell","NOCONN","LTE","FDD",310,410,|A1B2C3|,123,900,2,5,5,|9C4E|,-95,-10,-67,12,30`},
		{`+QENG="servingcell"`, `+QENG: "LTE","FDD",310,410,|A1B2C3|,123,900,2,5,5,|9C4E|,-95,-10,-67,12,30,10,-`},
		{`+QENG="servingcell"`, `+QENG: "servingcell","NOCONN","GSM",262,01,|9C4E|,|3B2A|,12,62,0,-70`},
		{`+QENG="servingcell"`, `+QENG: "servingcell","NOCONN","NR5G-SA","TDD",310,260,|123456789|,500,|2B3C4D|,500000,41,3,-90,-10,15`},
		{`+CPSI?`, `+CPSI: LTE,Online,310-410,0x|9C4E|,|175499523|,318,EUTRAN-BAND3,1650,5,5,-94,-850,-545,15`},
		{`+CGPADDR=1`, `+CGPADDR: 1,"|10.123|.|145.167|"`},
		{`+CGCONTRDP=1`, `+CGCONTRDP: 1,5,"super","|10.123|.45.67.255.255.255.0","10.123.45.1","|188.8.18|.8"`},
		{`+CGPADDR`, `+CGPADDR: 1,"|2001:db8:85a3::8a2e:370|:7334"`},
		{`+CNUM`, `+CNUM: "|Gateway|","|+15551234567|",145`},
		{``, `+CLIP: "|+15551234567|",145,,,"|Alice|"`},
		{`+CSCA?`, `+CSCA: "|+15551234567|",145`},
		{`+CSCA?`, `+CSCA: "002B|00310035003500350031003200330034003500360037|",145`},
		{`+CMGR=1`, `+CMGR: "REC UNREAD","|+15551234567|","|Alice|","26/11/23,16:44:20+00"`},
		{`+CGAUTH?`, `+CGAUTH: 1,1,"|someuser|","|s3cret99|"`},
		{`+QICSGP=1`, `+QICSGP: 1,"super","|someuser|","|s3cret99|",1`},
		{`I`, `IMEI: |35-000000-123456-6|`},
		{`I`, `SN: |MPA19K123456|`},
		{`I`, `ESN: |80A1B2C3|`},
		{``, `$GPGGA,|164420|.00,|3723|.|2475|,N,|12158|.|3416|,W,1,08,0.9,9.0,M,,`},
		{`+QGPSLOC=2`, `+QGPSLOC: 164420.0,37.|12345|,-122.|54321|,1.5,60.0,2,0.00,0.0,0.0,|231126|,08`},
		{`!GSTATUS?`, `LTE bw:  20 MHz  TAC: |2C31| (|11313|)`},
		{``, `+CUSD: 0,"|Your number is 5551234567|",15`},
		{`+QWIFI`, `+QWIFI: |a0:b1:c2:d3:e4:f5|`},
		{``, `|A stray text without a name|`},
		{`+CRSM=176,28542,0,0,11`, `+CRSM: 144,0,"|A1B2C3D4|130014|9C4E|FF00"`},
		{`+CRSM=176,28643,0,0,18`, `+CRSM: 144,0,"0BF6130014|8001A2C3D4E5F6|130014|9C4E|00"`},
		{`+CRSM=178,28480,1,4,28`, `+CRSM: 144,0,"|4D79206E756D626572|FFFFFFFFFF07915|155214365F7|FFFFFFFFFFFFFF"`},
		{`+CRSM=178,28476,1,4,20`, `+CRSM: 144,0,"|0107915155214365F7040B91515521436587|FFFF"`},
		{`+CSIM=10,"00B2010420"`, `+CSIM: 24,"|A1B2C3D4E5F6A7B8C9D0|9000"`},
		{``, `+CRSM: 144,0,"|98883070000000001032|"`},
		{`+CGSN`, `0x|00A1000013FB653A|:0x|80D9BBCA|`},
		{`+FOO`, `|98231420326pl96140671|`},
		{``, `^SLCC: 2,1,0,0,1,0,"|123456789|",161`},
		{`^DHCP?`, `^DHCP: |CCDB080A|,FFFFFFFF,|C9DB080A|`},
	} {
		parts := strings.Split(c.line, "|")
		line := strings.Join(parts, "")
		r := NewRedactor(secret)
		if c.ask != "" {
			talk(t, r, ">AT"+c.ask+"\r")
		}
		out := talk(t, r, "<\r\n"+line+"\r\n")[0][2:]
		at := 0
		for i, p := range parts {
			got := out[at : at+len(p)]
			at += len(p)
			if i%2 == 0 {
				continue
			}
			require.NotEqual(t, p, got, line)
			for k := 0; k+4 <= len(p); k++ {
				if w := p[k : k+4]; oneWord(w) && w != "FFFF" && !strings.HasPrefix(p, "0031") {
					require.NotEqual(t, w, got[k:k+4], "%s gave %s", line, out)
				}
			}
		}
		// What is around stays, less the few digits of a position that go with it.
		if !strings.HasPrefix(line, "$GP") && !strings.Contains(line, "QGPSLOC") && !strings.Contains(line, "CGPADDR") && !strings.Contains(line, "CGCONTRDP") && !strings.Contains(line, "28480") {
			at = 0
			for i, p := range parts {
				if i%2 == 0 && !strings.Contains(p, "07915") {
					require.Equal(t, p, out[at:at+len(p)], line)
				}
				at += len(p)
			}
		}
	}
}

func TestCommandsWithSecrets(t *testing.T) {
	for _, c := range []struct{ in, keep string }{
		{`AT+CPIN="1234"`, `AT+CPIN="`}, {`AT+CPIN=1234`, `AT+CPIN=`}, {`AT+CPIN="12345678","4321"`, `AT+CPIN="`},
		{`AT+CLCK="SC",1,"1234"`, `AT+CLCK="SC",1,"`}, {`AT+CPWD="SC","1234","4321"`, `AT+CPWD="SC","`},
		{`AT+CGAUTH=1,1,"user","pass"`, `AT+CGAUTH=1,1,"`}, {`at+cpin="1234"`, `at+cpin="`},
		{`AT+CSQ;+CPIN="1234";+CSQ`, `AT+CSQ;+CPIN="`}, {`ATD+15551234567;`, `ATD+`},
		{`AT+CMGS="+15551234567"`, `AT+CMGS="+`}, {`AT+CSIM=26,"002000010831323334FFFFFFFF"`, `AT+CSIM=26,"00200001083`},
		{`AT+CRSM=214,28542,0,0,11,"A1B2C3D4130014A1B2FF00"`, `AT+CRSM=214,28542,0,0,11,"`},
		{`AT+QMTCONN=0,"device-1","someuser","s3cret99"`, `AT+QMTCONN=0,"`},
	} {
		r := NewRedactor(secret)
		out := talk(t, r, ">"+c.in+"\r")[0]
		require.True(t, strings.HasPrefix(out, c.keep), out)
		for _, s := range []string{"1234", "4321", "user", "pass", "5551", "31323334", "A1B2C3D4", "s3cret", "device"} {
			require.NotContains(t, out, s, c.in)
		}
		// The echo, as it came or alone, becomes the same.
		require.Equal(t, []string{out}, talk(t, r, "<"+c.in+"\r"))
	}
	r := NewRedactor(secret)
	require.Equal(t, "\r\n+CPIN: READY\r\n", talk(t, r, ">AT+CPIN=\"1234\"\r", "<\r\n+CPIN: READY\r\n")[1])
}

// TestMessages: texts and PDUs go, what is around them stays.
func TestMessages(t *testing.T) {
	const body = "Meet me at 0042 Elm Street, OK?"
	r := NewRedactor(secret)
	out := talk(t, r, ">AT+CMGL=\"ALL\"\r", "<\r\n"+`+CMGL: 1,"REC READ","+15551234567",,"26/11/23,16:44:20+00"`+"\r\n", "<"+body+"\r\n", "<+X: more of it\r\n",
		"<"+`+CMGL: 2,"REC READ","+15551234567",,"26/11/23,16:44:20+00"`+"\r\n", "<OK\r\n", "<+X: more of it\r\n", "<\r\nOK\r\n", "<\r\n+X: more of it\r\n")
	all := strings.Join(out, "")
	for _, s := range []string{"Meet", "Elm", "0042", "5551234", "more of it"} {
		require.NotContains(t, all, s)
	}
	require.Contains(t, all, "26/11/23,16:44:20+00")

	r = NewRedactor(secret)
	out = talk(t, r, ">AT+CMGS=\"+15551234567\"\r", "<\r\n> ", ">"+body+"\x1a", "<"+body+"\x1a\r\n", "<\r\n+CMGS: 12\r\n", "<\r\nOK\r\n", ">AT+CSQ\r")
	require.Equal(t, out[2], strings.TrimRight(out[3], "\r\n"))
	require.NotContains(t, strings.Join(out, ""), "Elm")
	require.Equal(t, []string{"\r\n+CMGS: 12\r\n", "\r\nOK\r\n", "AT+CSQ\r"}, out[4:])

	r = NewRedactor(secret)
	out = talk(t, r, ">AT+CMGR=1\r", "<\r\n+CMGR: 1,,25\r\n", "<07914p4872>secret0003023\r\n", "<\r\nOK\r\n")
	require.NotContains(t, out[2], "secret")
	require.NotContains(t, out[2], "4872")

	r = NewRedactor(secret)
	out = talk(t, r, "<\r\n"+`+CMT: "+15551234567",,"26/11/23,16:44:20+00"`+"\r\n", "<"+body+"\r\n", "<second line: secret\r\n", "<\r\n+CREG: 1\r\n")
	require.NotContains(t, strings.Join(out, ""), "Elm")
	require.NotContains(t, strings.Join(out, ""), "secret")
	require.Equal(t, "\r\n+CREG: 1\r\n", out[3])
}

// TestIDsAreOneInAllForms: the same number becomes the same substitute.
func TestIDsAreOneInAllForms(t *testing.T) {
	r := NewRedactor(secret)
	out := talk(t, r, ">AT+CCID\r", "<\r\n+CCID: "+iccid+"F\r\n", "<\r\nOK\r\n", ">AT+CRSM=176,12258,0,0,10\r",
		"<\r\n+CRSM: 144,0,\""+swap(iccid+"F")+"\"\r\n", "<\r\nOK\r\n", ">AT+CSIM=14,\"00A40004022FE2\"\r", "<\r\n+CSIM: 4,\"9000\"\r\n", "<\r\nOK\r\n",
		">AT+CSIM=10,\"00B000000A\"\r", "<\r\n+CSIM: 24,\""+swap(iccid+"F")+"9000\"\r\n", "<\r\nOK\r\n")
	id := out[1][9 : 9+19]
	require.NotEqual(t, iccid, id)
	require.Equal(t, iccid[:7], id[:7])
	require.True(t, luhnOK(id))
	require.Contains(t, out[4], swap(id+"F"))
	require.Contains(t, out[10], swap(id+"F")+"9000")

	out = talk(t, r, ">AT+CIMI\r", "<\r\n"+imsi+"\r\n", "<\r\nOK\r\n", ">AT+CRSM=176,28423,0,0,9\r", "<\r\n+CRSM: 144,0,\"08"+swap("9"+imsi)+"\"\r\n", "<\r\nOK\r\n")
	sub := strings.TrimSpace(out[1])
	require.Equal(t, "310410", sub[:6])
	require.NotEqual(t, imsi, sub)
	require.Contains(t, out[4], "08"+swap("9"+sub))

	out = talk(t, r, ">AT+CGSN\r", "<\r\n"+imei+"\r\n", "<\r\nOK\r\n", ">AT+CGSN=2\r", "<\r\n+CGSN: \""+imei[:14]+"07\"\r\n", "<\r\nOK\r\n", "<\r\n+UUMEI: "+imei+"\r\n")
	sub = strings.TrimSpace(out[1])
	require.True(t, luhnOK(sub))
	require.NotEqual(t, imei, sub)
	require.Contains(t, out[4], sub[:14]+"07")
	require.Contains(t, out[6], sub)

	// A service centre, then DELIVER from 15551234567 with "hello".
	const pdu = "0791515521436587" + "040B915155214365F70000621132614402" + "0005E8329BFD06"
	out = talk(t, r, ">AT+CNUM\r", `<+CNUM: "","+15551234567",145`+"\r\n", "<\r\nOK\r\n", ">AT+CMGR=1\r", "<\r\n+CMGR: 1,,25\r\n", "<"+pdu+"\r\n", "<\r\nOK\r\n")
	number := out[1][12:23]
	require.Contains(t, out[5], swap(number+"F"))
	require.NotContains(t, out[5], "E8329BFD06")
	require.Equal(t, pdu[16:22], out[5][16:22])

	other := NewRedactor(nil)
	require.NotEqual(t, sub, strings.TrimSpace(talk(t, other, ">AT+CGSN\r", "<\r\n"+imei+"\r\n")[1]), "another recording, another substitute")
}

func TestIMSIInTheTranscriptKeepsItsNetwork(t *testing.T) {
	for n, d := range map[string]int{"310410": 3, "26201": 2, "23410": 2, "302720": 3} {
		id := n + strings.Repeat("7", 15-len(n))
		sub := (&substitutes{key: secret}).imsi(id)
		require.Equal(t, n, sub[:3+d], fmt.Sprint(n))
		require.NotEqual(t, id, sub)
	}
}

func TestEIDStaysValid(t *testing.T) {
	body := "890490320001000000000000000000"
	check := 98 - mod97(body+"00")
	eid := body + fmt.Sprintf("%02d", check)
	require.Equal(t, 1, mod97(eid))
	out := talk(t, NewRedactor(secret), ">AT+QESIM=\"eid\"\r", "<\r\n+QESIM: \"eid\",\""+eid+"\"\r\n")[1]
	got := strings.Split(out, `"`)[3]
	require.Equal(t, 1, mod97(got))
	require.Equal(t, eid[:8], got[:8])
	require.NotEqual(t, eid, got)
}

func TestHalfLinesAndDataAreMasked(t *testing.T) {
	r := NewRedactor(secret)
	require.NotContains(t, string(r.Broken([]byte("0000000012385551\r\n"))), "1238")
	out := talk(t, r, ">ATD*99#\r", "<\r\nCONNECT 150000000\r\n", ">GET /secret HTTP\r", "<\r\npassword\r\n", "<\r\nNO CARRIER\r\n", ">AT+CSQ\r")
	require.Equal(t, "ATD*99#\r", out[0])
	require.Equal(t, "\r\nCONNECT 150000000\r\n", out[1])
	require.NotContains(t, out[2]+out[3], "secret")
	require.NotContains(t, out[2]+out[3], "password")
	require.Equal(t, []string{"\r\nNO CARRIER\r\n", "AT+CSQ\r"}, out[4:])
	// A number with noise inside is a number.
	out = talk(t, NewRedactor(secret), ">AT+CCID\r", "<\r\n898830\x007000\x11000001238\r\n")
	require.NotContains(t, out[1], "000001238")
	require.Equal(t, byte(0), out[1][8])
}

func TestNumberFileIsTheNumber(t *testing.T) {
	const number = "15551234567"
	out := talk(t, NewRedactor(secret), ">AT+CNUM;+CRSM=178,28480,1,4,28\r", `<+CNUM: "","+`+number+`",145`+"\r\n",
		"<+CRSM: 144,0,\""+strings.Repeat("FF", 14)+"0791"+swap(number+"F")+strings.Repeat("FF", 6)+"\"\r\n")
	require.Contains(t, out[2], "FF0791"+swap(out[1][12:23]+"F")+"FFFF")
}

// TestEchoOfAText: behind its prompt, in lines, and when it looks like a result.
func TestEchoOfAText(t *testing.T) {
	out := talk(t, NewRedactor(secret), ">AT+CMGS=\"2936\"\r", "<\r\n> ", ">first line\r", ">+secret: line\r", ">end\x1a", "<first line\r\n", "<> first line\r\n",
		"<+secret: line\r\n", "<some line\r\n", "<\r\n+CREG: 1\r\n")
	all := strings.Join(out, "")
	for _, s := range []string{"first", "secret", "some"} {
		require.NotContains(t, all, s)
	}
	require.Equal(t, "\r\n+CREG: 1\r\n", out[9])
}

// A reason in words may hold anything.
func TestReasonOfAnErrorHoldsNoID(t *testing.T) {
	for _, final := range []string{"ERROR: ", "+CME ERROR: ", "MODEM ERROR: "} {
		got := talk(t, NewRedactor(secret), ">AT+FOO\r", "<\r\n"+final+"no card "+iccid+"\r\n", "<\r\nErika\r\n")
		require.Contains(t, got[1], final+"no card ")
		require.NotContains(t, got[1], iccid)
		require.NotContains(t, got[2], "Erika", "it is nobody's answer")
	}
}
