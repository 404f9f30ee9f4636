package explain

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// last explains lines one after the other and returns the object of the last.
func last(lines ...string) (o Object) {
	var e Explainer
	for _, text := range lines {
		for _, line := range Split(text) {
			o = e.Line(line)
		}
	}
	return o
}

func TestMeaning(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lines   []string
		kind    Kind
		meaning string
	}{
		{[]string{`+CEREG: 2,5,"1A2B","01C3D4E5",7`}, Answer,
			"registered, roaming, on LTE, TAC 0x1A2B, cell 0x01C3D4E5 (eNB 115668, sector 229)"},
		{[]string{"AT+CEREG?", "+CEREG: 0,3,,,,0,11"}, Answer,
			"registration denied, EMM cause 11 (PLMN not allowed): this network does not take this SIM here; another network may"},
		{[]string{"+CEREG: 3,,,,1,77"}, URC, "now registration denied; cause 77 of the maker's own"},
		{[]string{"+CGREG: 0,3,,,,,0,7"}, Answer,
			"registration denied, MM cause 7 (GPRS services not allowed): this SIM may not use data on this network or technology"},
		{[]string{"AT+CRSM=176,28539,0,0,12", `+CRSM: 144,0,"62F210130014FFFFFFFFFFFF"`}, Answer,
			"EF FPLMN: forbidden networks, which the module passes over: 262-01, 310-410"},
		{[]string{"AT+CRSM=176,12258,0,0,10", `+CRSM: 144,0,"988803070000001032F8"`}, Answer,
			"EF ICCID: card number 8988307000000001238, a Super SIM by its prefix; its check digit is right"},
		{[]string{"AT+CRSM=176,28539,0,0,12", "+CRSM: 106,130"}, Answer, "EF FPLMN: file not found"},
		{[]string{`+CRSM: 144,0,"0102"`}, Answer, "the card: 2 bytes of a file (nothing before tells which)"},
		{[]string{"AT+CRSM=242", "AT+CRSM=192,28486,0,0,15", `+CRSM: 144,0,"000000116F46040000000001020000"`}, Answer,
			"EF SPN: a file of 17 bytes"},
		{[]string{`AT+CSIM=14,"00A40000026F07"`, `+CSIM: 4,"9F0F"`}, Answer, "EF IMSI: done, 15 bytes waiting; GET RESPONSE fetches the 15 bytes that wait"},
		{[]string{`AT+CSIM=14,"00A40000026FAD"`, `+CSIM: 4,"9000"`, "OK", `AT+CSIM=10,"00B0000004"`, `+CSIM: 12,"000000039000"`}, Answer,
			"EF AD: operation normal; the MNC within the IMSI has 3 digits"},
		{[]string{`AT+CSIM=14,"00A40000026FAD"`, `+CSIM: 4,"6A82"`, `AT+CSIM=10,"00B0000004"`, `+CSIM: 12,"000000039000"`}, Answer,
			"the card: 4 bytes of a file (nothing before tells which)"},
		{[]string{`AT+CSIM=10,"0020000100"`, `+CSIM: 4,"63C3"`}, Answer, "3 tries of the code left"},
		{[]string{"+CCID: 8988307000000001238"}, Answer, "card number 8988307000000001238, a Super SIM by its prefix; its check digit is right"},
		{[]string{"988803070000001032F8"}, Answer, "card number 8988307000000001238, a Super SIM by its prefix; its check digit is right" +
			" (the module prints it with its digits swapped in pairs)"},
		{[]string{"AT+CCID", "8944000000000000002"}, Answer,
			"card number 8944000000000000002, issued in the United Kingdom; its check digit is wrong: read it again"},
		{[]string{"AT+CPIN?", "+CME ERROR: 10"}, Error, "failed: SIM not inserted; no card: look at the tray, its contacts and the slot"},
		{[]string{"AT+CGATT=1", "+CME ERROR: 111"}, Error, "failed: PLMN not allowed; this network does not take this SIM here; another network may"},
		{[]string{"+CME ERROR: sim busy"}, Error, "failed: SIM busy; the card is still starting: ask again in a few seconds"},
		{[]string{"AT+CMGS=10", "+CMS ERROR: 38"}, Error, "failed: network out of order; the network refused the message"},
		{[]string{"+CMS ERROR: 209"}, Error, "failed: no SMS storage in the SIM; the service centre refused the message"},
		{[]string{"+CSQ: 99,99"}, Answer, "signal: not known"},
		{[]string{"+CSQ:  21 , 0"}, Answer, "signal: RSSI -71 dBm (good)"},
		{[]string{`AT+CGDCONT=1,"IP","super"`}, Command, "defines data context 1"},
		{[]string{"at+cmgf=0"}, Command, "has messages shown as PDUs, in hexadecimal"},
		{[]string{"AT+CPOL?", `+CPOL: 1,2,"00101",0,0,0,1`}, Answer, "preferred network on the SIM: index 1, format number, operator 00101, gsm no, gsm compact no, utran no, e utran yes"},
		{[]string{`AT+QPING=1,"192.0.2.1"`, "OK", `+QPING: 0,"192.0.2.1",32,40,255`}, URC, "192.0.2.1 answered the ping after 40 ms"},
		{[]string{"+QPING: 0,4,3,1,36,40,38"}, URC, "ping is done: 3 of 4 answered, 38 ms on average"},
		{[]string{"+QPING: 565"}, URC, "no answer to the ping: code 565"},
		{[]string{"^CEND:1,5,29,16"}, URC, "a call has ended: call 1, duration 5 s, end status 29, cause 16"},
		{[]string{`^HCSQ: "NOSERVICE"`}, URC, "signal: NOSERVICE"},
		{[]string{"^DSFLOWRPT:00000010,00000000,00000000,0000000000000020,0000000000000030,00000400,00000400"}, URC,
			"traffic of this connection: time 16 s, sent rate 0 B/s, received rate 0 B/s, sent 32 B, received 48 B, sent rate max 1024 B/s, received rate max 1024 B/s"},
		{[]string{"AT+CGEREP=2,1", "OK", "+CGEV: NW DETACH"}, URC, "the network ended the registration for data: every context is gone"},
		{[]string{"+CSCON: 1"}, URC, "signalling connection: mode connected"},
		{[]string{"VOICE CALL: END: 000041"}, URC, "a call has ended"},
		{[]string{`^SLCC: 2,1,0,0,1,0,"+15555000010",145`}, Answer, "call 2, voice, active, from +15555000010"},
		{[]string{"+CPIN: SIM REMOVED"}, URC, "the SIM was taken out"},
		{[]string{"AT+CNMI=?", "+CNMI: (0-2),(0,1,3),(0),(0,1),(0,1)"}, Answer, "AT+CNMI takes these values (reports of new messages): 0-2; 0,1,3; 0; 0,1; 0,1"},
		{[]string{"RDY"}, URC, "the module has started and takes commands"},
		{[]string{"ATV0", "0"}, Final, "done: the command worked (numeric form, ATV0)"},
		{[]string{"AT+CFUN=1", "4"}, Error, "failed, and the module does not say why (AT+CMEE=2 makes it) (numeric form, ATV0)"},
		{[]string{"AT+CGDCONT?", `+CGDCONT: 1,"IPV4V6","super","0.0.0.0",0,0`}, Answer, `context 1 is defined: IPV4V6, APN "super"`},
		{[]string{"AT+CMGS=23", ">"}, Prompt, "the module waits for the text; Ctrl-Z sends it, ESC drops it"},
		{[]string{"AT+CUSD=1", `+CUSD: 0,"00480065006C006C006F",72`}, Answer, `a service dialogue (USSD), done: "Hello"`},
		{[]string{"AT+CNEC=24", "+CNEC_ESM: 27,1"}, URC,
			`the network refused a data session, ESM cause 27 (missing or unknown APN): the APN is wrong or missing: a Super SIM needs "super"`},
		{[]string{"what is this"}, Unknown, "not known: no command before it, and no form that is known"},
		{[]string{"+NOSUCH: 1"}, Unknown, "+NOSUCH is not known here"},
		{[]string{"AT+QGDCNT?", "+QGDCNT: 18446744073709551615,0"}, Answer, "bytes counted by the module: sent 18446744073709551615 B, received 0 B"},
	} {
		o := last(c.lines...)
		require.Equal(t, c.meaning, o.Meaning, c.lines)
		require.Equal(t, c.kind, o.Kind, c.lines)
	}
}

func TestFields(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lines []string
		field string
		value any
	}{
		{[]string{"+CESQ: 99,99,255,255,20,80"}, "rsrp_dbm", -61.0},
		{[]string{"+CESQ: 99,99,255,255,20,80"}, "rscp_dbm", nil},
		{[]string{"+CESQ: 99,99,255,255,255,255,80,90,40"}, "ss_rsrp_dbm", -67.0},
		{[]string{"+CREG: 1,0001,0010,0"}, "act", 0},
		{[]string{"+CEREG: 3,,,,0,15"}, "cause_class", "place"},
		{[]string{"+CEREG: 1"}, "tac", nil},
		{[]string{"+COPS: 0,2,\"310410\",7"}, "mnc", "410"},
		{[]string{`+COPS: 0,0,"00540065007300740031",7`}, "operator", "Test1"},
		{[]string{"+CME ERROR: 515"}, "text", "please wait"},
		{[]string{`AT+CRSM=176,28423,0,0,9`, `+CRSM: 144,0,"080910100000000010"`}, "imsi", "001010000000001"},
		{[]string{"AT+CRSM=178,28599,1,4,4", `+CRSM: 144,0,"11F2FF00"`}, "numbers", []string{"112"}},
		{[]string{"AT+CCLK?", `+CCLK: "26/05/14,09:30:00+08"`}, "iso8601", "2026-05-14T09:30:00+02:00"},
		{[]string{`+CTZE: "+08",1,"2026/05/14,09:30:00"`}, "dst_offset_minutes", 60},
		{[]string{"AT+CGSN", "350000000000006"}, "imei", "350000000000006"},
		{[]string{"AT+CIMI", "001010000000001"}, "imsi", "001010000000001"},
		{[]string{"ATI", "Revision: EG25GGBR07A08M2G"}, "revision", "EG25GGBR07A08M2G"},
		{[]string{"^DHCP: 0201000a,00ffffff,0101000a,0101000a,08080808,04040404,1000,1000"}, "address", "10.0.1.2"},
		{[]string{"^DHCP: 0201000a,00ffffff,0101000a,0101000a,08080808,04040404,1000,1000"}, "prefix", 24},
		{[]string{"+CPSI: LTE,Online,001-01,0x0001,1,1,EUTRAN-BAND3,1300,5,5,-110,-970,-660,10"}, "rsrp_dbm", -97.0},
		{[]string{`+QENG: "servingcell","NOCONN","LTE","FDD",001,01,1,1,1300,3,5,5,1,-97,-11,-66,14,33`}, "rsrp_dbm", -97.0},
		{[]string{`+CMTI: "SM",7`}, "index", 7},
		{[]string{"AT+CIMI;+CGSN", "001010000000001"}, "imsi", "001010000000001"},
		{[]string{"AT+CIMI;+CGSN", "001010000000001", "350000000000006"}, "imei", "350000000000006"},
		{[]string{"AT+CIMI;+CGSN", "001010000000001", "350000000000006"}, "imsi", nil},
		{[]string{"AT+ICCID", "ICCID: 8988307000000001238"}, "iccid", "8988307000000001238"},
		{[]string{"AT+COPS=?", `+COPS: (2,"One",,"00101",0),`, `(1,"Two",,"00102",7),,(0-4),(0-2)`}, "networks",
			[]Fields{{{Name: "stat", Value: "available"}, {Name: "long", Value: "Two"}, {Name: "short", Value: nil}, {Name: "plmn", Value: "00102"}, {Name: "act", Value: 7}, {Name: "act_name", Value: "LTE"}}}},
		{[]string{"AT+CPMS=?", "+CPMS: (),,( )"}, "mem2", []string{}},
		{[]string{"AT+CGDCONT=?", `+CGDCONT: (1-11,100-110),"IP",,,(0)`}, "max_cid", 11},
		{[]string{`AT+CSIM=10,"0020000100"`, `+CSIM: 4,"6983"`}, "retries", nil},
		{[]string{`AT+CSIM=10,"0020000100"`, `+CSIM: 4,"6983"`}, "blocked", true},
		{[]string{`AT+CSIM=10,"0020000100"`, `+CSIM: 4,"63C0"`}, "retries", 0},
		{[]string{"^SMONI: 3G,10700,100,-5,-93,001,01,00AB,000CDEF,--,--,----,---,-"}, "connection", nil},
		{[]string{"ATI", "ESN: +GSN:1a2b3c4d"}, "esn", "1A2B3C4D"},
		{[]string{"\x1b[32m+CSQ: 20,99\x1b[0m"}, "rssi", 20},
		{[]string{"AT+CSW\b \bQ", "+CSQ: 20,99"}, "rssi", 20},
		{[]string{"AT+CSW\b \bQ"}, "name", "+CSQ"},
		{[]string{"FDD LTE"}, "act", []int{7}},
		{[]string{"LTE monitor"}, "act", nil},
		{[]string{"AT+CMGR=5", "+CMGR: 5,1,,30"}, "stat", 1},
		{[]string{"AT+CMGR=5", "+CMGR: 0,,30"}, "index", nil},
		{[]string{`+CREG: 2,1,"1A,"01C3D4E5",7`}, "ci", nil},
	} {
		require.Equal(t, c.value, last(c.lines...).Fields.Get(c.field), "%v %s", c.lines, c.field)
	}
}

// A message in each of its ways: by a header, alone, in text mode, going out.
func TestMessages(t *testing.T) {
	t.Parallel()
	const deliver = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07"
	for _, before := range [][]string{{"+CMT: ,30"}, {"AT+CMGR=1", "+CMGR: 0,,30"}, {"AT+CMGL=4", "+CMGL: 3,1,,30"}, nil} {
		o := last(append(before, deliver)...)
		require.Equal(t, PDU, o.Kind, before)
		require.Equal(t, "+31641600986", o.Fields.Get("number"), before)
		require.Equal(t, "How are you?", o.Fields.Get("text"), before)
	}
	bare := last("+CMT: ,30", deliver[16:]) // no service centre in front: the length tells
	require.Equal(t, "How are you?", bare.Fields.Get("text"))
	require.Nil(t, bare.Fields.Get("smsc"))
	text := []string{"AT+CMGR=1", `+CMGR: "REC READ","+15555000010",,"26/05/14,09:30:00+08"`, "first", "+second: line"}
	require.Equal(t, Text, last(text[:3]...).Kind)
	require.Equal(t, Text, last(text...).Kind)
	require.Equal(t, Final, last(append(text, "OK")...).Kind)
	require.Equal(t, URC, last(append(text, "OK", `+CMTI: "SM",1`)...).Kind)
	require.Equal(t, Text, last(`+CMT: "+15555000010",,"26/05/14,09:30:00+08"`, "RING").Kind, "the text of a message, whatever it says")
	require.Equal(t, "hello", last(`AT+CMGS="+15555000010"`, "> hello\x1a").Fields.Get("text"))
	require.Equal(t, Command, last(`+CMT: "+15555000010",,"26/05/14,09:30:00+08"`, "AT+CSQ").Kind, "a log that was cut")
	require.Equal(t, false, last("07911326040000F006010B911346610089F620806291731408208062917314080000").Fields.Get("concatenated"), "a status report")
	out := []string{`AT+CMGS="+15555000010"`, "> ", "valve open\x1a"}
	require.Equal(t, Text, last(out...).Kind)
	require.Equal(t, Answer, last(append(out, "+CMGS: 12")...).Kind)
	require.Equal(t, 12, last(append(out, "+CMGS: 12")...).Fields.Get("reference"))
}

// What is pending decides whether a line was asked for.
func TestKind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lines   []string
		kind    Kind
		command string
	}{
		{[]string{"AT+CREG?"}, Command, "AT+CREG?"},
		{[]string{"at+creg?"}, Command, "at+creg?"},
		{[]string{"AT+CREG?", "AT+CREG?"}, Echo, "AT+CREG?"},
		{[]string{"AT+CREG?", "AT+CREG?", "+CREG: 0,1", "AT+CREG?"}, Command, "AT+CREG?"},
		{[]string{"AT+CREG?", "+CREG: 2,1"}, Answer, "AT+CREG?"},
		{[]string{"at+creg?", "+CREG: 2,1"}, Answer, "at+creg?"},
		{[]string{"AT+CREG?", "+CREG: 1"}, URC, ""},
		{[]string{"AT+CREG=2", "+CREG: 1"}, URC, ""},
		{[]string{"AT+CREG?+CREG: 2,1"}, Answer, "AT+CREG?"},
		{[]string{"AT+CSQ", "AT+CSQ+CSQ: 18,99"}, Answer, "AT+CSQ"},
		{[]string{"AT+CSQ", "OK"}, Final, "AT+CSQ"},
		{[]string{"AT+CSQ", "OK", "+CSQ: 18,99"}, URC, ""},
		{[]string{"AT+CSQ;+CREG?", "+CSQ: 18,99", "+CREG: 0,1"}, Answer, "AT+CSQ;+CREG?"},
		{[]string{"AT+QCCID", "+CMTI: \"SM\",1"}, URC, ""},
		{[]string{"AT+GMR", "AT version:1.1.0.0"}, Answer, "AT+GMR"},
		{[]string{"+QSIMSTAT : 1,0"}, URC, ""},
		{[]string{"ATE0", "OK"}, Final, "ATE0"},
		{[]string{"ATD*99#", "CONNECT 150000000"}, Final, "ATD*99#"},
		{[]string{"+CME ERROR:"}, Unknown, ""},
	} {
		o := last(c.lines...)
		require.Equal(t, c.kind, o.Kind, c.lines)
		require.Equal(t, c.command, o.Command, c.lines)
	}
}

func TestSplit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"AT\r\r\nOK\r\n":         {"AT", "OK"},
		`AT+CSQ\r\n+CSQ: 1,2`:    {"AT+CSQ", "+CSQ: 1,2"},
		`a\nb\rc`:                {"a", "b", "c"},
		`+X: "a\nb",1\r\nOK`:     {`+X: "a\nb",1`, "OK"},
		`+CSIM:00"\r\nOK`:        {`+CSIM:00"`, "OK"},
		`+X: "a\r\nb\nc`:         {`+X: "a`, "b", "c"},
		`AT\N0`:                  {`AT\N0`},
		`at\n0`:                  {`at\n0`},
		" \r\n \t\r\n":           nil,
		"":                       nil,
		"one \n\n\ntwo":          {"one ", "two"},
		"+X: \"open\nOK\r\n":     {`+X: "open`, "OK"},
		`AT\r\r\n+CME ERROR: 10`: {"AT", "+CME ERROR: 10"},
	} {
		require.Equal(t, want, Split(text), "%q", text)
	}
}

// What people paste: logs with times and arrows, lines that ran together, lower
// case, a lost sign.
func TestPasted(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]Kind{
		"[2026-05-14 09:30:00.123] AT+CSQ\n[2026-05-14 09:30:00.200] +CSQ: 20,99\n[2026-05-14 09:30:00.201] OK": {Command, Answer, Final},
		"2026-05-14T09:30:00Z AT+CSQ\n2026-05-14T09:30:01Z +CSQ: 20,99\n2026-05-14T09:30:01Z OK":                {Command, Answer, Final},
		"09:30:01.223 > AT+CGSN\n09:30:01.300 < 350000000000006\n09:30:01.310 < OK":                             {Command, Answer, Final},
		"TX: AT+CSQ\nRX: +CSQ: 20,99\nRX: OK":                                                                   {Command, Answer, Final},
		"\"+CSQ: 20,99\"\n'+CSQ: 20,99'\n(12:00:01) +CSQ: 20,99\n>>> +CSQ: 20,99":                               {Answer, Answer, Answer, Answer},
		"AT+CSQ<CR><CR><LF>+CSQ: 20,99<CR><LF><cr><lf>OK<CR><LF>":                                               {Command, Answer, Final},
		"--> AT+CSQ\n<-- +CSQ: 20,99":                                                                           {Command, Answer},
		"May  4 09:30:00 board agent[12]: AT+CEREG?\nMay  4 09:30:00 board agent[12]: +CEREG: 0,5":              {Command, Answer},
		"[   12.345678] RDY\n09:30:02 RDY":                                                                      {URC, URC},
		"at+csq\n+csq: 20,99\nok":                                                                               {Command, Answer, Final},
		"at+csq\nerror\nat+csq\n+cme error: 10\ncme error 10\nCMS ERROR: 38":                                    {Command, Error, Command, Error, Error, Error},
		"CSQ: 20,99\nICCID: 8988307000000001238":                                                                {Answer, Answer},
		"+CREG: 1,5+CGREG: 1,5OK":                                                                               {Answer, Answer, Final},
		`AT+CEREG?+CEREG: 2,5,"1A2B","01C3D4E5",7OK`:                                                            {Answer, Final},
		"AT+CSQ+CSQ: 20,99OK":                                                                                   {Answer, Final},
		`AT+CMGR=1\r\n+CMGR: "REC READ","+15555000010",,"26/05/14,09:30:00+08"\r\n09:30:00 train at 7OK\r\nOK`:  {Command, Answer, Text, Final},
		"ATI\n15:08:19 May 20 2016\n:x\nOK\n2026-05-14 09:30:00\n2026-05-14,20,99,7\nerrors\ncsq\n12:30":        {Command, Text, Text, Final, Unknown, Unknown, Unknown, Unknown, Unknown},
	} {
		var e Explainer
		var got []Kind
		for _, line := range Split(text) {
			got = append(got, e.Line(line).Kind)
		}
		require.Equal(t, want, got, text)
	}
	require.Equal(t, "15:08:19 May 20 2016", last("ATI", "15:08:19 May 20 2016").Fields.Get("text"))
	require.Equal(t, "AT+CSQ", last("12:00:01 < AT+CSQ").Command)
	require.Equal(t, "12:00:01 < AT+CSQ", last("12:00:01 < AT+CSQ").Line)
	require.Equal(t, "not known; a command has AT in front: AT+CEREG?", last("+CEREG?").Meaning)
}
