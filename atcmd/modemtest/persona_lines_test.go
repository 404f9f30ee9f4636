package modemtest

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/simcard/simcardtest"
)

// talk serves a persona with card and network in a bubble.
func talk(t *testing.T, p *Persona, f func(m *Modem, c *client)) {
	synctest.Test(t, func(t *testing.T) {
		opt := eg25()
		opt.Persona = p
		m := New(opt)
		c := plug(t, m)
		if !p.NoEcho {
			c.expect("ATE0\r", "ATE0\r"+ok)
		}
		f(m, c)
		require.NoError(t, c.hangup())
	})
}

// TestEveryCommandEnds: every command of every maker, and the standard ones once, have one final result in
// every form, with and without a card and a network.
func TestEveryCommandEnds(t *testing.T) {
	standard := New(Options{Persona: Generic27007()}).table
	for _, named := range Personas() {
		names := slices.Sorted(maps.Keys(New(Options{Persona: named.New()}).table))
		if named.Name != "generic" {
			names = slices.DeleteFunc(names, func(n string) bool { _, ok := standard[n]; return ok && n != "+CPIN" })
		}
		for _, r := range []Registration{{}, Roaming("310410", "AT&T"), {CS: 1, PS: 1, AcT: 2, Operator: "00101"},
			{CS: 1, PS: 1, Operator: "00101"}, {EPS: 5, AcT: 11, Operator: "00101"}, {EPS: 1, AcT: 13, Operator: "00101"}} {
			everyCommandEnds(t, named, names, Options{Registration: r, Card: simcardtest.New(fakeICCID)})
		}
		everyCommandEnds(t, named, names, Options{})
	}
}

func everyCommandEnds(t *testing.T, named NamedPersona, names []string, opt Options) {
	var m *Modem
	var p *port
	for _, name := range names {
		for _, form := range []string{"", "?", "=?", "=", "=0", "=1", "=2", "=1,0,0", `="SC"`, `="servingcell"`, "=,"} {
			if name == "V" || name == "Q" {
				continue // these change what a final result looks like
			}
			if m == nil || !m.Powered() || p.text != nil || len(name) <= 2 { // basic commands change much
				opt.Persona = named.New()
				m = New(opt)
				p = newPort(m)
				m.ports[p] = struct{}{}
				m.set.echo = false
			}
			require.NoError(t, p.feed(context.Background(), []byte("AT"+name+form+"\r")))
			out := p.out.said()
			if p.text != nil {
				continue // a prompt
			}
			require.Len(t, finals.FindAllString(out, -1), 1, "%s: AT%s%s: %q", named.Name, name, form, out)
			if strings.Contains(out, "\nCONNECT") {
				m = nil // it takes no commands now
			}
		}
	}
}

// TestUnknownCommands: what each maker says to a command that it does not have.
func TestUnknownCommands(t *testing.T) {
	for name, want := range map[string]string{"e3372": "COMMAND NOT SUPPORT", "rm500u": "+CME ERROR: 4", "eg25-g": "ERROR", "le910c1": "ERROR"} {
		p, err := ByName(name)
		require.NoError(t, err)
		talk(t, p, func(m *Modem, c *client) {
			c.expect("AT+NOPE\r", "\r\n"+want+"\r\n")
		})
	}
	talk(t, E3372(), func(m *Modem, c *client) {
		c.expect("ATV0\r", "0\r", "AT^NOPE\r", "4\r")
	})
}

func TestCardNumbers(t *testing.T) {
	for name, want := range map[string][2]string{
		"eg25-g":  {"AT+QCCID", "+QCCID: " + fakeICCID},
		"rm500u":  {"AT+CCID", "+CCID: " + fakeICCID},
		"sim7600": {"AT+CICCID", "+ICCID: " + fakeICCID},
		"sim7080": {"AT+CCID", fakeICCID},
		"le910c1": {"AT#CCID", "#CCID: " + fakeICCID},
		"sara-r5": {"AT+CCID", "+CCID: " + fakeICCID},
		"hl7800":  {"AT+CCID?", "+CCID: " + fakeICCID},
		"em7565":  {"AT!ICCID?", "!ICCID: " + fakeICCID},
		"pls62":   {"AT^SCID", "^SCID: " + fakeICCID},
		"e3372":   {"AT^ICCID?", "^ICCID: 988803070000001032F8"},
		"l850":    {"AT+ICCID", "+ICCID: " + fakeICCID},
	} {
		p, err := ByName(name)
		require.NoError(t, err)
		talk(t, p, func(m *Modem, c *client) { c.expect(want[0]+"\r", info(want[1])) })
	}
	talk(t, RM500U(), func(m *Modem, c *client) {
		c.expect("AT+ICCID\r", "\r\n+CME ERROR: 4\r\n", "AT+QCCID\r", "\r\n+CME ERROR: 4\r\n")
	})
	talk(t, HL7800(), func(m *Modem, c *client) { c.expect("AT+CCID\r", errLine) })
}

// TestNordicStartsOff: nothing is registered and no card is read until +CFUN=1.
func TestNordicStartsOff(t *testing.T) {
	talk(t, NRF9160(), func(m *Modem, c *client) {
		c.expect("AT+CFUN?\r", info("+CFUN: 0"), "AT%XSIM?\r", info("%XSIM: 0"), "AT%XMONITOR\r", info("%XMONITOR: 0"),
			"AT+CEREG=5\r", ok, "AT%XSIM=1\r", ok, "AT+CREG?\r", errLine, "AT+CSQ;+CEREG?\r", errLine, "AT+CSQ\r", info("+CSQ: 99,99"))
		c.expect("AT+CFUN=1\r", ok+"\r\n%XSIM: 1\r\n\r\n"+`+CEREG: 5,"00A1","00A1B2C3",7,,,"00000000","00000000"`+"\r\n",
			"AT%XICCID\r", info("%XICCID: "+fakeICCID+"F"),
			"AT%XMONITOR\r", info(`%XMONITOR: 5,"AT&T","AT&T","310410","00A1",7,2,"00A1B2C3",123,900,46,37,"","00000000","00000000","01001001"`),
			`AT+CPINR="SIM PIN"`+"\r", info(`+CPINR: "SIM PIN",3`))
		c.expect("AT%XSYSTEMMODE=0,1,0,0\r", errLine, "AT+CMEE=1\r", ok, "AT%XSYSTEMMODE=0,1,0,0\r", "\r\n+CME ERROR: 518\r\n",
			"AT%XSYSTEMMODE?\r", info("%XSYSTEMMODE: 1,0,1,0"))
		m.AddTraffic(5000, 5000)
		c.expect("AT%XCONNSTAT?\r", info("%XCONNSTAT: 0,0,0,0,0,0"), "AT%XCONNSTAT=1\r", ok)
		m.AddTraffic(2048, 3*1024+1023)
		c.expect("AT%XCONNSTAT?\r", info("%XCONNSTAT: 0,0,2,3,1358,134"), "AT%XCONNSTAT=1\r", ok, "AT%XCONNSTAT?\r", info("%XCONNSTAT: 0,0,0,0,1358,134"))
		m.RemoveCard()
		require.Equal(t, "\r\n%XSIM: 0\r\n\r\n+CEREG: 0\r\n", c.heard())
		c.expect("AT%XMONITOR\r", info("%XMONITOR: 90"), "AT#XRESET\r", ok+"\r\nReady\r\n", "AT+CFUN?\r", info("+CFUN: 0"))
	})
}

// TestHuaweiTalks: the lines nobody asked for, until AT^CURC=0; they do not come without a network.
func TestHuaweiTalks(t *testing.T) {
	talk(t, E3372(), func(m *Modem, c *client) {
		m.AddTraffic(0x1234, 0xABCDEF)
		time.Sleep(5 * time.Second)
		report := "\r\n^DSFLOWRPT:0000003A,00000000,00000000,0000000000001234,0000000000ABCDEF,0003E800,0003E800\r\n"
		require.Equal(t, report+report+"\r\n^RSSI:20\r\n"+"\r\n"+`^HCSQ:"LTE",48,46,161,20`+"\r\n", c.heard())
		c.expect("AT^DSFLOWQRY\r", info("^DSFLOWQRY:00000045,0000000000001234,0000000000ABCDEF,00000045,0000000000001234,0000000000ABCDEF"),
			"AT^CPIN?\r", info("^CPIN: READY,,10,3,10,3"), "AT^CURC=0\r", ok)
		time.Sleep(time.Minute)
		require.Empty(t, c.heard())
		c.expect("AT^CURC=1\r", ok, "AT^DSFLOWCLR\r", ok)
		m.SetRegistration(Registration{})
		time.Sleep(time.Minute)
		require.Empty(t, c.heard())
		m.RemoveCard()
		require.Equal(t, "\r\n^SIMST:255\r\n", c.heard())
	})
}

func TestTelitTellsOfTheCard(t *testing.T) {
	talk(t, LE910C1(), func(m *Modem, c *client) {
		m.RemoveCard()
		require.Empty(t, c.heard(), "nobody has asked")
		m.InsertCard(simcardtest.New(fakeICCID))
		c.expect("AT#QSS=1\r", ok, "AT#QSS?\r", info("#QSS: 1,3"))
		m.RemoveCard()
		require.Equal(t, "\r\n#QSS: 0\r\n", c.heard())
		c.expect("AT#QSS?\r", info("#QSS: 1,0"), "AT#QSS=2\r", ok, "AT#QSS=3\r", errLine)
		m.InsertCard(simcardtest.New(fakeICCID))
		require.Equal(t, "\r\n#QSS: 1\r\n\r\n#QSS: 2\r\n\r\n#QSS: 3\r\n", c.heard())
		c.expect("AT#RFSTS\r", info(`#RFSTS: "310 410",900,-95,-73,-10,00A1,255,,128,3,1,0A1B2C3,"001010000000001","AT&T",3,2`),
			"AT#PCT\r", info("#PCT: 3"), "AT#PSNT?\r", info("#PSNT: 0,4"))
		m.AddTraffic(11, 729407)
		c.expect("AT#GDATAVOL=1\r", info("#GDATAVOL: 1,729418,11,729407"), "AT#GDATAVOL=0\r", ok, "AT#GDATAVOL=2\r", info("#GDATAVOL: 1,0,0,0"))
		c.expect("AT#SHDN\r", ok, "AT\r", "")
	})
}

func TestUbloxCounts(t *testing.T) {
	talk(t, SARAR5(), func(m *Modem, c *client) {
		m.AddTraffic(2704, 5_000_000_000)
		c.expect("AT+UGCNTRD\r", info("+UGCNTRD: 1,2704,5000000000,2704,5000000000"),
			`AT+CGDCONT=2,"IP","x";+CGACT=1,2`+"\r", ok,
			"AT+UGCNTRD\r", info("+UGCNTRD: 1,2704,5000000000,2704,5000000000", "+UGCNTRD: 2,0,0,0,0"),
			"AT+UGCNTSET=1,0,0\r", ok, "AT+UGCNTRD\r", info("+UGCNTRD: 1,0,0,0,0", "+UGCNTRD: 2,0,0,0,0"),
			"AT+UPINCNT\r", info("+UPINCNT: 3,3,10,10"), "AT+UCGED?\r", info("+UCGED: 0"), "AT+UCGED=2\r", ok,
			"AT+UCGED?\r", info("+UCGED: 2", "6,4,310,410", "900,2,25,25,a1,a1b2c3,123,d60814d1,8001,01,46,20,12.00,1,1,10,46,-50,-6,0,255,255,0"),
			"AT+USIMSTAT=4\r", ok)
		m.RemoveCard()
		require.Equal(t, "\r\n+UUSIMSTAT: 0\r\n", c.heard())
		c.expect("AT+CFUN=16\r", ok, "AT\r", "AT\r"+ok, "ATE0\r", "ATE0\r"+ok, "AT+CMER=1,0,0,2,1\r", ok)
		locked := simcardtest.New(fakeICCID)
		locked.SetPIN("1111", true)
		m.InsertCard(locked)
		require.Equal(t, "\r\n+CIEV: 12,1\r\n", c.heard())
	})
}

func TestSIMComLines(t *testing.T) {
	talk(t, A7670(), func(m *Modem, c *client) {
		c.expect("AT+CPSI?\r", info("+CPSI: LTE,Online,310-410,0x00A1,10597059,123,EUTRAN-BAND2,900,5,0,20,45,37,12"),
			"AT+CICCID\r", info("+ICCID: "+fakeICCID), "AT+CGMI\r", info("INCORPORATED"))
		m.RemoveCard()
		require.Equal(t, "\r\n+CPIN: SIM REMOVED\r\n", c.heard())
		c.expect("AT+CRESET\r", ok+"\r\n*ATREADY: 1\r\n", "AT+CPSI?\r", "AT+CPSI?\r"+info("+CPSI: NO SERVICE,Online"))
	})
	talk(t, SIM7600(), func(m *Modem, c *client) {
		c.expect("AT+CPSI?\r", info("+CPSI: LTE,Online,310-410,0x00A1,10597059,123,EUTRAN-BAND2,900,5,5,-100,-950,-730,12"),
			"AT+SPIC\r", info("+SPIC: 3,10,3,10"), "AT+CGMR\r", info("+CGMR: LE20B04SIM7600G22"))
		m.RemoveCard()
		require.Equal(t, "\r\n+SIMCARD: NOT AVAILABLE\r\n", c.heard())
		c.expect("AT+CRESET\r", ok+"\r\nRDY\r\n", "AT+CPOF\r", "AT+CPOF\r"+ok, "AT\r", "")
	})
	talk(t, SIM7080(), func(m *Modem, c *client) {
		c.expect("AT+CPSI?\r", info("+CPSI: LTE CAT-M1,Online,310-410,0x00A1,10597059,123,EUTRAN-BAND2,900,5,5,-10,-95,-73,12"),
			"AT+CPOWD=1\r", "\r\nNORMAL POWER DOWN\r\n", "AT\r", "")
	})
}

func TestQuectelLines(t *testing.T) {
	talk(t, BG96(), func(m *Modem, c *client) {
		m.AddTraffic(1, 2)
		c.expect("AT+QGDCNT=1\r", ok)
		m.Reset()
		c.heard()
		c.expect("ATE0\r", "ATE0\r"+ok, "AT+QGDCNT?\r", info("+QGDCNT: 1,2"), "AT+QGDCNT=0\r", ok)
		m.Reset()
		c.heard()
		c.expect("ATE0\r", "ATE0\r"+ok, "AT+QGDCNT?\r", info("+QGDCNT: 0,0"))
	})
	talk(t, BG95(), func(m *Modem, c *client) {
		c.expect(`AT+QENG="servingcell"`+"\r", info(`+QENG: "servingcell","NOCONN","eMTC","FDD",310,410,A1B2C3,123,900,2,5,5,A1,-95,-10,-73,16,30`),
			"AT+QCSQ\r", info(`+QCSQ: "eMTC",-73,-95,160,-10`), "AT+COPS?\r", info(`+COPS: 0,0,"AT&T",8`), "AT+CEREG=2\r", ok,
			"AT+CEREG?\r", info(`+CEREG: 2,5,"00A1","A1B2C3",8`), "AT+CREG=3\r", "\r\n+CME ERROR: 50\r\n")
	})
	nsa := Roaming("310410", "AT&T")
	nsa.AcT = 13
	talk(t, RM520N(), func(m *Modem, c *client) {
		m.SetRegistration(nsa)
		c.expect(`AT+QENG="servingcell"`+"\r", info(`+QENG: "servingcell","NOCONN"`,
			`+QENG: "LTE","FDD",310,410,A1B2C3,123,900,2,5,5,A1,-95,-10,-73,16,15,0,30`, `+QENG: "NR5G-NSA",310,410,702,-95,12,-10,633984,78,12,1`))
		m.AddTraffic(771352, 54951394)
		c.expect("AT+QGDCNT?\r", info("+QGDCNT: 771352,54951394"), "AT+QGDNRCNT?\r", info("+QGDNRCNT: 771352,54951394"))
	})
	talk(t, RM502Q(), func(m *Modem, c *client) {
		m.AddTraffic(1, 2)
		m.SetRegistration(nsa)
		m.AddTraffic(10, 20)
		c.expect("AT+QGDCNT?\r", info("+QGDCNT: 1,2"), "AT+QGDNRCNT?\r", info("+QGDNRCNT: 20,10"),
			"AT+QGDNRCNT=0\r", ok, "AT+QGDNRCNT?\r", info("+QGDNRCNT: 0,0"), "AT+QGDCNT?\r", info("+QGDCNT: 1,2"))
		m.AddTraffic(10, 20)
		c.expect("AT+QGDCNT=0\r", ok, "AT+QGDCNT?\r", info("+QGDCNT: 0,0"), "AT+QGDNRCNT?\r", info("+QGDNRCNT: 20,10"))
	})
	talk(t, RM500U(), func(m *Modem, c *client) {
		m.AddTraffic(1, 2)
		c.expect("AT+QGDCNT?\r", info("+QGDCNT: 2,1"))
		sa := Registration{EPS: 5, PS: 5, AcT: 11, TAC: 0xA1, CI: 0xA1B2C3, Operator: "310410"}
		m.SetRegistration(sa)
		c.expect(`AT+QENG="servingcell"`+"\r", info(`+QENG: "servingcell","NOCONN","NR5G-SA","TDD",310,410,000A1B2C3,702,A1,633984,78,100,-95,-10,12,18,34,1`),
			"AT+QNWINFO\r", info(`+QNWINFO: "NR5G-SA",310410,"NR N78",633984`), "AT+C5GREG?\r", info("+C5GREG: 0,5"))
	})
}

func TestOtherLines(t *testing.T) {
	talk(t, PLS62(), func(m *Modem, c *client) {
		c.expect("AT^SMONI\r", info("^SMONI: 4G,900,2,10,10,FDD,310,410,00A1,0A1B2C3,123,33,-95,-10,NOCONN"), "AT^SCKS=1\r", ok,
			"AT^SCKS?\r", info("^SCKS: 1,1"), "AT^SPIC\r", info("^SPIC: 3"))
		m.RemoveCard()
		require.Equal(t, "\r\n^SCKS: 0\r\n", c.heard())
		c.expect("AT+CFUN=1,1\r", ok+"\r\n^SYSSTART\r\n", "AT^SMSO\r", "AT^SMSO\r"+info("^SMSO: MS OFF")+"\r\n^SHUTDOWN\r\n", "AT\r", "")
	})
	talk(t, L850(), func(m *Modem, c *client) {
		c.expect("AT+CGMM\r", info(`+CGMM: "L850 LTE Module","L850"`), "AT+XCESQ?\r", info("+XCESQ: 0,99,99,255,255,20,46,24"),
			"AT+GTCCINFO?\r", info("+GTCCINFO: ", "LTE service cell: ", "1,4,310,410,00A1,00A1B2C3,384,7B,102,50,24,46,46,20"))
		m.RemoveCard()
		require.Equal(t, "\r\n+SIM: Removed\r\n\r\n+SIM DROP\r\n", c.heard())
		m.InsertCard(simcardtest.New(fakeICCID))
		require.Equal(t, "\r\n+SIM: Inserted\r\n\r\n+SIM READY\r\n\r\n+PBREADY\r\n", c.heard())
		c.expect("AT+CFUN=15\r", ok+"\r\n+SIM READY\r\n\r\n+PBREADY\r\n")
	})
	talk(t, NL668(), func(m *Modem, c *client) {
		m.AddTraffic(1, 2)
		c.expect("AT+GTSTATIS?\r", info("+GTSTATIS: 0,0,2,1"))
	})
	talk(t, HL7800(), func(m *Modem, c *client) {
		c.expect("AT+KCELLMEAS=0\r", info("+KCELLMEAS: -95,110,0,0,12"), "AT+CFUN=1,1\r", ok+"\r\n+KSUP: 0\r\n")
	})
	talk(t, EM7565(), func(m *Modem, c *client) {
		c.expect("AT+CPINC?\r", info("+CPINC: 3,3,10,10"))
		out := c.send("AT!GSTATUS?\r")
		require.Contains(t, out, "\r\nPCC RxM RSSI:  -73\t\tPCC RxM RSRP:  -95\r\n")
		require.Contains(t, out, "\r\nRSRQ (dB):     -10.0\t\tCell ID:     00a1b2c3 (10597059)\r\n")
	})
}

// TestLateEcho: the echo of a line comes in one piece with its answer, and a line that never ends is not kept.
func TestLateEcho(t *testing.T) {
	p := Generic27007()
	p.LateEcho = true
	synctest.Test(t, func(t *testing.T) {
		m := New(Options{Persona: p, AnswerDelay: time.Second})
		c := plug(t, m)
		c.expect("AT+C", "", "SQ\r", "")
		time.Sleep(time.Second)
		require.Equal(t, "AT+CSQ\r"+info("+CSQ: 20,99"), c.heard())
		require.Len(t, c.send(strings.Repeat("x", 10_000)), 4*2050)
		require.NoError(t, c.hangup())
	})
}

func TestPacedPowerDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := New(Options{Persona: PLS62(), Paced: true})
		c := plug(t, m)
		c.expect("AT^SMSO\r", "AT^SMSO\r")
		time.Sleep(time.Second)
		require.Equal(t, info("^SMSO: MS OFF"), c.heard())
		require.True(t, m.Powered())
		time.Sleep(2 * time.Second)
		require.Equal(t, "\r\n^SHUTDOWN\r\n", c.heard())
		require.NoError(t, c.hangup())
	})
}

// TestCommandLineRulesOfAll: the rules of V.250 hold for every persona, but for what it says of itself.
func TestCommandLineRulesOfAll(t *testing.T) {
	for _, named := range Personas() {
		p := named.New()
		talk(t, p, func(m *Modem, c *client) {
			imei := info(p.IMEI)
			c.expect("AT\r", ok, "at+cgsn\r", imei, "noise AT+CGSN\r\n", imei, "A/", imei, "AT+CGSNN\b\r", imei, "\r", "", "hello\r", "",
				"AT+CGSN", "", "\r", imei, "AT E0V1\r", map[bool]string{false: ok, true: errLine}[slices.Contains(p.Without, "E")])
			chained := "\r\n" + p.IMEI + "\r\n\r\n" + p.IMEI + "\r\n" + ok
			if p.NoChain {
				chained = errLine
			}
			c.expect("AT+CGSN;+CGSN\r", chained)
			for cmee, want := range []string{errLine, "\r\n+CME ERROR: 50\r\n", "\r\n+CME ERROR: incorrect parameters\r\n"} {
				c.expect("AT+CMEE="+itoa(cmee)+"\r", ok, "AT+CEREG=9\r", want)
			}
			long := c.send("AT+CGDCONT=1,\"IP\",\"" + strings.Repeat("a", 3000) + "\"\r")
			require.Len(t, finals.FindAllString(long, -1), 1, "%s: %q", named.Name, long)
			c.expect("AT\r", ok, "AT+CSQ", "")
			m.URC("+NOW: 1")
			require.Contains(t, c.send("\r"), "+NOW: 1")
		})
	}
}
