package modemtest

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/simcard"
	"simagent/simcard/simcardtest"
)

func TestIdentity(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		description, _, _ := m.Card().Describe(simcard.FileICCID)
		fcp := fmt.Sprintf("%02X", len(description))
		c.expect(
			"ATI\r", info("Quectel", "EG25", "Revision: EG25GGBR07A08M2G"),
			"AT+GMI\r", info("Quectel"), "AT+CGMM\r", info("EG25"), "AT+CGSN\r", info("860000000000006"),
			"AT+CIMI\r", info("001010000000001"), "AT+CPIN?\r", info("+CPIN: READY"),
			"AT+QCCID\r", info("+QCCID: "+fakeICCID), "AT+CCID?\r", info("+CCID: "+fakeICCID), "AT+ICCID\r", info("+ICCID: "+fakeICCID),
			"AT+CRSM=176,12258,0,0,10\r", info(`+CRSM: 144,0,"988803070000001032F8"`),
			"AT+CRSM=176,12258,0,0,12\r", info("+CRSM: 108,10"), "AT+CRSM=176,1,0,0,1\r", info("+CRSM: 106,130"),
			"AT+CRSM=214,28539,0,0,3,\"62F210\"\r", info("+CRSM: 144,0"),
			"AT+CRSM=176,28539,0,0,6\r", info(`+CRSM: 144,0,"62F210FFFFFF"`),
			"AT+CRSM=214,28539,0,0,4,\"62F210\"\r", "\r\n+CME ERROR: 50\r\n",
			`AT+CSIM=14,"00A40004022FE2"`+"\r", info(`+CSIM: 4,"61`+fcp+`"`),
			`AT+CSIM=10,"00B000000A"`+"\r", info(`+CSIM: 24,"988803070000001032F89000"`),
			"AT+QINISTAT\r", info("+QINISTAT: 7"), "AT+QPINC?\r", info(`+QPINC: "SC",3,10`, `+QPINC: "P2",3,10`),
		)
	})
}

func TestRegistrationReports(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect(
			"AT+CREG=?\r", info("+CREG: (0-3)"), "AT+CEREG=?\r", info("+CEREG: (0-5)"), "AT+CREG=4\r", "\r\n+CME ERROR: 50\r\n",
			"AT+CEREG?\r", info("+CEREG: 0,5"), "AT+CEREG=2\r", ok,
			"AT+CEREG?\r", info(`+CEREG: 2,5,"00A1","A1B2C3",7`),
			"AT+CREG=1;+CEREG=3\r", ok,
		)
		m.SetRegistration(Roaming("310410", "AT&T"))
		require.Empty(t, c.heard(), "nothing has changed")
		moved := Roaming("310410", "AT&T")
		moved.CI = 0x0A1B2C4
		m.SetRegistration(moved)
		require.Equal(t, "\r\n"+`+CEREG: 5,"00A1","A1B2C4",7`+"\r\n", c.heard(), "n=1 does not tell the cell")
		m.SetRegistration(Denied("310410", 11))
		require.Equal(t, "\r\n+CREG: 3\r\n\r\n+CEREG: 3,,,,0,11\r\n", c.heard())
		c.expect("AT+CEREG?\r", info("+CEREG: 3,3,,,,0,11"), "AT+COPS?\r", info("+COPS: 0"), "AT+CGATT?\r", info("+CGATT: 0"),
			"AT+CEER\r", info("+CEER: Registration rejected, cause 11"), "AT+CEREG=5\r", ok)
		m.SetRegistration(Home("00101", ""))
		require.Equal(t, "\r\n+CREG: 1\r\n\r\n"+`+CEREG: 1,"00A1","A1B2C3",7,,,"00000000","00000000"`+"\r\n", c.heard())
		c.expect("AT+CEREG=0;+CREG=0\r", ok)
		m.SetAttached(false)
		require.Empty(t, c.heard())
		c.expect("AT+CGATT?\r", info("+CGATT: 0"), "AT+CREG?\r", info("+CREG: 0,1"), "AT+CGACT?\r", info("+CGACT: 1,0"))
		m.SetAttached(true)
		c.expect("AT+CGATT?;+CGACT?;+CGPADDR=1\r", "\r\n+CGATT: 1\r\n\r\n+CGACT: 1,1\r\n\r\n+CGPADDR: 1,\"100.64.0.2\"\r\n"+ok)
	})
}

func TestOperatorAndSignal(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect(
			"AT+COPS?\r", info(`+COPS: 0,0,"AT&T",7`), "AT+COPS=3,2;+COPS?\r", info(`+COPS: 0,2,"310410",7`),
			"AT+COPS=?\r", info(`+COPS: (2,"AT&T","AT&T","310410",7),(3,"Test Net","Test","00102",7),,(0-4),(0-2)`),
			"AT+CESQ\r", info("+CESQ: 99,99,255,255,20,46"), "AT+QCSQ\r", info(`+QCSQ: "LTE",-73,-95,160,-10`),
			"AT+QNWINFO\r", info(`+QNWINFO: "FDD LTE","310410","LTE BAND 2",900`),
			`AT+QENG="servingcell"`+"\r", info(`+QENG: "servingcell","NOCONN","LTE","FDD",310,410,A1B2C3,123,900,2,5,5,A1,-95,-10,-73,16,30`),
		)
		m.SetSignal(Signal{CSQ: 99})
		c.expect("AT+CSQ\r", info("+CSQ: 99,99"), "AT+CESQ\r", info("+CESQ: 99,99,255,255,255,255"))
		m.SetRegistration(Registration{CS: 2, PS: 2, EPS: 2})
		c.expect(`AT+QENG="servingcell"`+"\r", info(`+QENG: "servingcell","SEARCH"`), "AT+QNWINFO\r", info("+QNWINFO: No Service"),
			"AT+QCSQ\r", info(`+QCSQ: "NOSERVICE"`), "AT+COPS?\r", info("+COPS: 0"))
	})
}

func TestNetworkIsToldAndAsked(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		var told []string
		m.OnDetach(func(reason string) { told = append(told, "detach "+reason) })
		m.OnAttachRequest(func(plmn string) {
			told = append(told, "attach "+plmn)
			m.SetRegistration(Home("00101", "Lab"))
		})
		c.expect(
			"AT+CREG=1\r", ok,
			"AT+CFUN=4\r", ok+"\r\n+CREG: 0\r\n",
			"AT+CFUN?\r", info("+CFUN: 4"), "AT+CSQ\r", info("+CSQ: 99,99"), "AT+CPIN?\r", info("+CPIN: READY"),
			"AT+CFUN=1\r", ok+"\r\n+CREG: 2\r\n\r\n+CREG: 1\r\n",
			"AT+CFUN=0\r", ok+"\r\n+CREG: 0\r\n\r\n+CPIN: NOT READY\r\n",
			"AT+CPIN?\r", "\r\n+CME ERROR: 13\r\n",
			"AT+CFUN=1\r", ok+"\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+CREG: 2\r\n\r\n+QIND: SMS DONE\r\n\r\n+QIND: PB DONE\r\n\r\n+CREG: 1\r\n",
			"AT+COPS=2\r", ok+"\r\n+CREG: 0\r\n", "AT+COPS?\r", info("+COPS: 2"),
			"AT+COPS=1,2,\"00101\"\r", ok+"\r\n+CREG: 2\r\n\r\n+CREG: 1\r\n",
			"AT+COPS=0\r", ok+"\r\n+CREG: 2\r\n\r\n+CREG: 1\r\n", "AT+COPS=0\r", ok,
			"AT+CGATT=0\r", ok, "AT+CGATT?\r", info("+CGATT: 0"), "AT+CGATT=1\r", ok+"\r\n+CREG: 2\r\n\r\n+CREG: 1\r\n",
		)
		require.Equal(t, []string{"detach +CFUN=4", "attach ", "detach +CFUN=0", "attach ", "detach +COPS=2",
			"attach 00101", "attach ", "detach +CGATT=0", "attach "}, told)
	})
}

func TestManualSelectionWithoutNetwork(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect("AT+COPS=1,2,\"26201\"\r", "\r\n+CME ERROR: 30\r\n", "AT+CEREG?\r", info("+CEREG: 0,0"),
			"AT+COPS=4,2,\"26201\"\r", ok, "AT+CEREG?\r", info("+CEREG: 0,5"))
	})
}

func TestCardSwap(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect("AT+QSIMDET=1,0\r", ok, "AT+QSIMSTAT=1\r", ok, "AT+QSIMSTAT?\r", info("+QSIMSTAT: 1,1"), "AT+CREG=1\r", ok)
		m.RemoveCard()
		require.Equal(t, "\r\n+QSIMSTAT : 1,0\r\n\r\n+CPIN: NOT READY\r\n\r\n+CREG: 0\r\n", c.heard())
		c.expect("AT+CPIN?\r", "\r\n+CME ERROR: 10\r\n")
		other := simcardtest.New("8988307000000009999")
		other.SetPIN("1111", true)
		m.InsertCard(other)
		require.Equal(t, "\r\n+QSIMSTAT : 1,1\r\n\r\n+CPIN: SIM PIN\r\n", c.heard())
		c.expect("AT+CPIN?\r", info("+CPIN: SIM PIN"), "AT+CIMI\r", "\r\n+CME ERROR: 11\r\n",
			"AT+QCCID\r", info("+QCCID: 8988307000000009999"), "AT+CRSM=176,28423,0,0,9\r", info("+CRSM: 105,130"),
			"AT+CPIN=0000\r", "\r\n+CME ERROR: 16\r\n", "AT+CPINR\r", info("+CPINR: SIM PIN,2,3", "+CPINR: SIM PUK,10,10"))
		require.Equal(t, ok+"\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+CREG: 5\r\n\r\n+QIND: SMS DONE\r\n\r\n+QIND: PB DONE\r\n",
			c.send("AT+CPIN=\"1111\"\r"))
		c.expect("AT+CLCK=\"SC\",2\r", info("+CLCK: 1"), "AT+CLCK=\"SC\",0,\"9999\"\r", "\r\n+CME ERROR: 16\r\n",
			"AT+CLCK=\"SC\",0,\"1111\"\r", ok, "AT+CLCK=\"SC\",2\r", info("+CLCK: 0"), "AT+CPIN=1111\r", "\r\n+CME ERROR: 3\r\n")
	})
}

func TestPUK(t *testing.T) {
	opt := eg25()
	opt.Card.SetPIN("1111", true)
	dialogue(t, opt, func(m *Modem, c *client) {
		for range 3 {
			c.expect("AT+CPIN=2222\r", "\r\n+CME ERROR: 16\r\n")
		}
		c.expect("AT+CPIN?\r", info("+CPIN: SIM PUK"), "AT+CPIN=1111\r", "\r\n+CME ERROR: 12\r\n")
		require.Contains(t, c.send("AT+CPIN=\"12345678\",\"3333\"\r"), ok+"\r\n+CPIN: READY\r\n")
	})
}

func TestCounters(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		m.AddTraffic(100, 5_000_000_000)
		c.expect("AT+QGDCNT?\r", info("+QGDCNT: 100,5000000000"), "AT+QGDCNT=0\r", ok, "AT+QGDCNT?\r", info("+QGDCNT: 0,0"))
		m.AddTraffic(7, 8)
		tx, rx := m.Counters()
		require.Equal(t, [2]uint64{7, 8}, [2]uint64{tx, rx})
		m.Reset()
		c.heard()
		c.expect("ATE0\r", "ATE0\r"+ok, "AT+QGDCNT?\r", info("+QGDCNT: 0,0"))
		c.expect("AT+QAUGDCNT=30\r", ok, "AT+QAUGDCNT=5\r", "\r\n+CME ERROR: 50\r\n")
		m.AddTraffic(1, 1)
		time.Sleep(31 * time.Second)
		m.AddTraffic(10, 10)
		m.Reset()
		tx, rx = m.Counters()
		require.Equal(t, [2]uint64{1, 1}, [2]uint64{tx, rx}, "what was saved in time survives")
	})
}

func TestBootSequence(t *testing.T) {
	opt := eg25()
	opt.Off, opt.Boot = true, TypicalBoot()
	dialogue(t, opt, func(m *Modem, c *client) {
		c.expect("AT\r", "")
		m.PowerOn()
		c.expect("AT\r", "")
		time.Sleep(8 * time.Second)
		require.Equal(t, "\r\nRDY\r\n", c.heard())
		c.expect("ATE0\r", "ATE0\r"+ok, "AT+CPIN?\r", "\r\n+CME ERROR: 14\r\n", "AT+CIMI\r", "\r\n+CME ERROR: 14\r\n", "AT+CREG=1;&W\r", ok)
		time.Sleep(3 * time.Second)
		require.Equal(t, "\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+CREG: 5\r\n", c.heard())
		c.expect("AT+QINISTAT\r", info("+QINISTAT: 1"))
		time.Sleep(8 * time.Second)
		require.Equal(t, "\r\n+QIND: SMS DONE\r\n\r\n+QIND: PB DONE\r\n", c.heard())
		c.expect("AT+QPOWD\r", ok+"\r\nPOWERED DOWN\r\n", "AT\r", "")
		require.False(t, m.Powered())
		m.PowerKey()
		time.Sleep(time.Minute)
		require.Contains(t, c.heard(), "PB DONE")
		c.expect("AT+CREG?\r", info("+CREG: 1,5"))
		m.PowerKey()
		require.Equal(t, "\r\nPOWERED DOWN\r\n", c.heard())
	})
}

func TestResetByCommand(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect("AT+CFUN=1,1\r", ok+"\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n"+
			"\r\n+QIND: SMS DONE\r\n\r\n+QIND: PB DONE\r\n", "AT\r", "AT\r"+ok)
	})
}

func TestResetEndsLink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opt := eg25()
		opt.ResetEndsLink, opt.Boot = true, TypicalBoot()
		m := New(opt)
		c := plug(t, m)
		c.expect("AT+CFUN=1,1\r", "AT+CFUN=1,1\r"+ok)
		require.ErrorIs(t, c.hangup(), ErrReset)
		time.Sleep(time.Hour)
		c = plug(t, m)
		c.expect("AT+QINISTAT\r", "AT+QINISTAT\r"+info("+QINISTAT: 7"), "AT+QPOWD=1\r", "AT+QPOWD=1\r"+ok+"\r\nPOWERED DOWN\r\n")
		require.ErrorIs(t, c.hangup(), ErrPoweredDown)
	})
}

func TestPacing(t *testing.T) {
	opt := eg25()
	opt.Paced, opt.AnswerDelay, opt.RegisterDelay = true, time.Millisecond, 2*time.Second
	synctest.Test(t, func(t *testing.T) {
		m := New(opt)
		c := plug(t, m)
		start := time.Now()
		c.expect("AT+COPS=?\r", "AT+COPS=?\r")
		m.URC("+MEANWHILE: 1")
		require.Equal(t, "\r\n+MEANWHILE: 1\r\n", c.heard(), "between echo and answer")
		time.Sleep(25*time.Second + time.Millisecond)
		require.Contains(t, c.heard(), ok)
		c.expect("ATE0;+CREG=1\r", "ATE0;+CREG=1\r")
		time.Sleep(time.Second)
		c.heard()
		c.expect("AT+CFUN=4\r", "")
		time.Sleep(time.Second)
		c.expect("AT+CFUN=1\r", ok+"\r\n+CREG: 0\r\n")
		time.Sleep(time.Second)
		require.Equal(t, ok+"\r\n+CREG: 2\r\n", c.heard())
		time.Sleep(2 * time.Second)
		require.Equal(t, "\r\n+CREG: 5\r\n", c.heard())
		require.Less(t, time.Since(start), time.Minute)
		require.NoError(t, c.hangup())
	})
}

func TestSettings(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect("AT+IPR?\r", info("+IPR: 115200"), "AT+IFC=2,2\r", ok, "AT+IFC?\r", info("+IFC: 2,2"), "AT+CTZU=?\r", info("+CTZU: (0,1)"),
			`AT+QCFG="usbnet"`+"\r", info(`+QCFG: "usbnet",0`), `AT+QCFG="usbnet",1`+"\r", ok, `AT+QCFG="usbnet"`+"\r", info(`+QCFG: "usbnet",1`),
			`AT+QCFG="nope"`+"\r", "\r\n+CME ERROR: 50\r\n", `AT+QURCCFG="urcport"`+"\r", info(`+QURCCFG: "urcport","usbat"`),
			`AT+CGDCONT=2,"IP","super"`+"\r", ok, "AT+CGDCONT?\r", info(`+CGDCONT: 1,"IPV4V6","","",0,0,0,0`, `+CGDCONT: 2,"IP","super","",0,0,0,0`),
			"AT+CGACT=1,2\r", ok, "AT+CGPADDR\r", info(`+CGPADDR: 1,"100.64.0.2"`, `+CGPADDR: 2,"100.64.0.3"`), "AT+CGDCONT=2\r", ok,
			"AT+CGDCONT?\r", info(`+CGDCONT: 1,"IPV4V6","","",0,0,0,0`), `AT+CGDCONT=1,"IP","a;b";+CGDCONT?`+"\r", info(`+CGDCONT: 1,"IP","a;b","",0,0,0,0`), "AT+CCLK?\r", info(`+CCLK: "00/01/01,00:00:00+00"`))
	})
}

func TestCardRemovedWhileItStarts(t *testing.T) {
	opt := eg25()
	opt.Off, opt.Boot = true, TypicalBoot()
	dialogue(t, opt, func(m *Modem, c *client) {
		m.PowerOn()
		time.Sleep(12 * time.Second)
		require.Contains(t, c.heard(), "+CPIN: READY")
		m.RemoveCard()
		require.Equal(t, "\r\n+CPIN: NOT READY\r\n", c.heard())
		time.Sleep(time.Minute)
		require.Empty(t, c.heard(), "the card that is gone is not read")
		c.expect("ATE0\r", "ATE0\r"+ok, "AT+QINISTAT\r", info("+QINISTAT: 0"))
	})
}
