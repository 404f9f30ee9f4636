package modemtest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func cmeLine(n int) string { return "\r\n" + cme(n).Error() + "\r\n" }
func cmsLine(n int) string { return "\r\n" + cms(n).Error() + "\r\n" }

func TestIndicators(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect(
			"AT+CIND=?\r", info(`+CIND: ("battchg",(0-5)),("signal",(0-5)),("service",(0,1)),("call",(0,1)),("roam",(0,1)),("smsfull",(0,1))`),
			"AT+CIND?\r", info("+CIND: 5,4,1,0,1,0"),
			"AT+CMER?\r", info("+CMER: 0,0,0,0,0"), "AT+CMER=3,0,0,1\r", ok, "AT+CMER?\r", info("+CMER: 3,0,0,1,0"),
			"AT+CMER=4\r", cmeLine(50),
		)
		m.SetSignal(Signal{CSQ: 1})
		m.SetSignal(Signal{CSQ: 2})
		require.Equal(t, "\r\n+CIEV: 2,1\r\n", c.heard(), "once for each change of the indicator")
		m.SetRegistration(Registration{})
		require.Equal(t, "\r\n+CIEV: 3,0\r\n\r\n+CIEV: 5,0\r\n", c.heard())
		c.expect("AT+CMER=0\r", ok)
		m.SetRegistration(Home("00101", "Lab"))
		require.Empty(t, c.heard())
	})
}

func TestPhoneBook(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect(
			"AT+CPBS?\r", info(`+CPBS: "SM",0,250`), "AT+CPBR=?\r", info("+CPBR: (1-250),40,14"), "AT+CPBR=1,250\r", ok,
			`AT+CPBW=,"+15550000001",145,"Ann"`+"\r", ok, `AT+CPBW=7,"112"`+"\r", ok, `AT+CPBW=,"5",129,"Bob"`+"\r", ok,
			"AT+CPBR=1,250\r", info(`+CPBR: 1,"+15550000001",145,"Ann"`, `+CPBR: 2,"5",129,"Bob"`, `+CPBR: 7,"112",129,""`),
			`AT+CSCS="UCS2"`+"\r", ok, "AT+CPBR=1\r", info(`+CPBR: 1,"+15550000001",145,"0041006E006E"`), `AT+CSCS="GSM"`+"\r", ok,
			"AT+CPBW=1\r", ok, "AT+CPBR=1\r", ok, `AT+CPBS="ME"`+"\r", ok, "AT+CPBR=1,250\r", ok, `AT+CPBS="XX"`+"\r", cmeLine(50),
			"AT+CPBR=0\r", cmeLine(21), "AT+CPBR=1,251\r", cmeLine(21), `AT+CPBW=1,"12x"`+"\r", cmeLine(50),
			`AT+CPBW=1,"1",129,"a name that is too long"`+"\r", cmeLine(50),
		)
		m.RemoveCard()
		c.heard()
		c.expect("AT+CPBS?\r", cmeLine(10))
	})
}

func TestUSSD(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect(`AT+CUSD=1,"*100#",15`+"\r", ok+"\r\n+CUSD: 4\r\n", "AT+CUSD?\r", info("+CUSD: 1"))
		m.OnUSSD(func(code string) (string, bool) { return "you asked " + code, code == "*100#" })
		c.expect(`AT+CUSD=1,"*100#",15`+"\r", ok+"\r\n+CUSD: 0,\"you asked *100#\",15\r\n",
			`AT+CUSD=0,"*100#"`+"\r", ok, `AT+CUSD=1,"*101#"`+"\r", ok+"\r\n+CUSD: 4\r\n", "AT+CUSD=2\r", ok, "AT+CUSD=3\r", cmeLine(50))
		m.SetRegistration(Registration{})
		c.expect(`AT+CUSD=1,"*100#"`+"\r", cmeLine(30))
	})
}

// A channel keeps its own current file, whatever the others select.
func TestLogicalChannels(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		selectICCID, read := `14,"00A40804022FE2"`, `10,"00B000000A"`
		c.expect("AT+CCHO=\"A0000000871002\"\r", info("1"), "AT+CCHO=\"A0000000871002\"\r", info("2"))
		require.Contains(t, c.send("AT+CGLA=1,"+selectICCID+"\r"), "+CGLA: 4,\"61")
		require.Contains(t, c.send("AT+CGLA=2,14,\"01A40004026F07\"\r"), "+CGLA: 4,\"61")
		first := c.send("AT+CGLA=1," + read + "\r")
		require.Contains(t, first, `+CGLA: 24,"98880307`)
		require.Contains(t, first, `9000"`)
		require.Contains(t, c.send("AT+CGLA=2,10,\"01B0000009\"\r"), `+CGLA: 22,"08`, "the IMSI, still")
		require.Equal(t, first, c.send("AT+CGLA=1,"+read+"\r"))
		c.expect("AT+CCHC=1\r", info("+CCHC"), "AT+CGLA=1,"+read+"\r", cmeLine(21), "AT+CCHC=1\r", cmeLine(21), "AT+CCHO=\"A0FF\"\r", cmeLine(22),
			"AT+CCHO=\"XY\"\r", cmeLine(50), "AT+CGLA=2,9,\"00\"\r", cmeLine(50))
	})
}

func TestWriteAndSendStored(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		var sent []string
		m.OnSMS(func(to, text string) error { sent = append(sent, to+" "+text); return nil })
		c.expect(
			"AT+CMGF=1\r", ok, `AT+CMGW="+15550000002"`+"\r", "\r\n> ", "hello\x1a", info("+CMGW: 0"),
			"AT+CMGR=0\r", info(`+CMGR: "STO UNSENT","+15550000002",,`, "hello"),
			"AT+CMSS=0\r", info("+CMSS: 1"), "AT+CMSS=0,\"111\"\r", info("+CMSS: 2"),
			`AT+CMGL="STO SENT"`+"\r", info(`+CMGL: 0,"STO SENT","+15550000002",,`, "hello"),
			"AT+CMSS=1\r", cmsLine(321),
			"AT+CMGF=0\r", ok, "AT+CMGL=3\r", info("+CMGL: 0,3,,19", "0011000B915155000000F20000A705E8329BFD06"),
			"AT+CMGW=19\r", "\r\n> ", "0011000B915155000000F20000A705E8329BFD06\x1a", info("+CMGW: 1"),
			"AT+CMGD=0,2\r", ok, "AT+CMGL=4\r", info("+CMGL: 1,2,,19", "0011000B915155000000F20000A705E8329BFD06"),
			"AT+CMGD=0,3\r", ok, "AT+CMGL=4\r", ok,
		)
		require.Equal(t, []string{"+15550000002 hello", "111 hello"}, sent)
		require.Equal(t, 2, m.SentSMS())
	})
}

// What stands behind the number of a message is refused, and so is what is no number.
func TestJunkBehindTheNumber(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect("AT+CMGF=1\r", ok)
		for _, arg := range []string{`"+15550000002"x`, `"+15550000002" junk`, `"+1555",145,7`, `"+1555",7`, `"+1555",x`, `"1 2"`, `""`, `"+"`, "abc"} {
			c.expect("AT+CMGS="+arg+"\r", cmsLine(305), "AT+CMGW="+arg+"\r", cmsLine(305))
		}
		c.expect(`AT+CMGS="+15550000002",145`+"\r", "\r\n> ", "\x1b", ok, "AT+CMGF=0\r", ok, "AT+CMGS=19x\r", cmsLine(304), "AT+CMGS=19,1\r", cmsLine(304))
	})
}

// Names and texts follow +CSCS (27.007, 5.5), numbers of networks do not.
func TestCharacterSet(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		var to, text string
		m.OnSMS(func(a, b string) error { to, text = a, b; return nil })
		c.expect(`AT+CSCS="UCS2"`+"\r", ok, "AT+COPS?\r", info(`+COPS: 0,0,"0041005400260054",7`),
			"AT+COPS=?\r", info(`+COPS: (2,"0041005400260054","0041005400260054","310410",7),(3,"00540065007300740020004E00650074","0054006500730074","00102",7),,(0-4),(0-2)`),
			"AT+COPS=3,2\r", ok, "AT+COPS?\r", info(`+COPS: 0,2,"310410",7`),
			"AT+CMGF=1\r", ok, `AT+CMGS="002B00350035"`+"\r", "\r\n> ", "041F0440\x1a", info("+CMGS: 1"))
		require.Equal(t, []string{"+55", "Пр"}, []string{to, text})
		require.NoError(t, m.DeliverSMS("+1", "é"))
		c.heard()
		require.Contains(t, c.send("AT+CMGR=0\r"), `"002B0031"`)
		m.OnUSSD(func(code string) (string, bool) { return "a" + code, true })
		c.expect(`AT+CUSD=1,"002A0031"`+"\r", ok+"\r\n+CUSD: 0,\"0061002A0031\",15\r\n")
	})
}

func TestServiceCentreAndService(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect("AT+CSCA?\r", info(`+CSCA: "+15550000000",145`), `AT+CSCA="+15550000009"`+"\r", ok, "AT+CSCA?\r", info(`+CSCA: "+15550000009",145`),
			`AT+CSCA="5"`+"\r", ok, "AT+CSCA?\r", info(`+CSCA: "5",129`), "AT+CSCA=x\r", cmsLine(305),
			"AT+CSMS?\r", info("+CSMS: 0,1,1,1"), "AT+CSMS=1\r", info("+CSMS: 1,1,1"), "AT+CSMS?\r", info("+CSMS: 1,1,1,1"), "AT+CSMS=2\r", cmeLine(50))
	})
}

func TestDetailsOfAText(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		m.opt.Now = fixedTime
		c.expect("AT+CMGF=1;+CSDH=1\r", ok)
		require.NoError(t, m.DeliverSMS("+15550000001", "hi"))
		c.heard()
		c.expect(`AT+CMGL="ALL"`+"\r", info(`+CMGL: 0,"REC UNREAD","+15550000001",,"70/01/01,00:00:00+00",145,2`, "hi"),
			"AT+CMGR=0\r", info(`+CMGR: "REC READ","+15550000001",,"70/01/01,00:00:00+00",145,4,0,0,"+15550000000",145,2`, "hi"))
	})
}

// +CMGW in PDU mode also stores what looks received (27.005, 3.5.3), as gammu does to restore an inbox.
func TestWriteReceivedMessage(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect("AT+CMGF=0\r", ok, "AT+CMGW=23,1\r", "\r\n> ", "07915155000000F0000AD0C770BB5D0700006211629171250005F3B0BD4C06\x1a", info("+CMGW: 0"),
			"AT+CMGF=1\r", ok, "AT+CMGR=0\r", info(`+CMGR: "REC READ","Gammu",,"26/11/26,19:17:52+00"`, "saved"),
			"AT+CMGF=0\r", ok, "AT+CMGR=0\r", info("+CMGR: 1,,23", "00000AD0C770BB5D0700006211629171250005F3B0BD4C06"))
		// Half an hour east of Greenwich, and half an hour west of it.
		c.expect("AT+CMGW=19,0\r", "\r\n> ", "00040481926300000010100000002005E8329BFD06\x1a", "\r\n+CMS ERROR: 304\r\n",
			"AT+CMGW=20,0\r", "\r\n> ", "00040481926300000010100000002005E8329BFD06\x1a", info("+CMGW: 1"),
			"AT+CMGW=20,0\r", "\r\n> ", "00040481926300000010100000002805E8329BFD06\x1a", info("+CMGW: 2"),
			"AT+CMGF=1\r", ok, "AT+CMGR=1\r", info(`+CMGR: "REC UNREAD","2936",,"99/12/31,23:30:00+00"`, "hello"),
			"AT+CMGR=2\r", info(`+CMGR: "REC UNREAD","2936",,"00/01/01,00:30:00+00"`, "hello"))
	})
}

// A part of a long message whose length is counted a septet short, as node-pdu counts, is sent; a longer surplus is not.
func TestSubmitShortLength(t *testing.T) {
	dialogue(t, eg25(), func(_ *Modem, c *client) {
		c.expect("AT+CMGF=0\r", ok,
			"AT+CMGS=50\r", "\r\n> ", "0041000B915155000000F2000029060804D5200303783C1E8FC7E3F1783C1E8FC7E3F1783C1E8FC7E3F1783C1E8FC7E3F1783C\x1a", info("+CMGS: 1"),
			"AT+CMGS=50\r", "\r\n> ", "0041000B915155000000F2000020060804D5200303783C1E8FC7E3F1783C1E8FC7E3F1783C1E8FC7E3F1783C1E8FC7E3F1783C\x1a", "\r\n+CMS ERROR: 304\r\n")
	})
}
