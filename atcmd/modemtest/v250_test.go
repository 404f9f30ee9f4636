package modemtest

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

func TestCommandLineRules(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect(
			"AT\r", ok,
			"at\r", ok,
			"aT+csq\r", info("+CSQ: 20,99"),
			"AT\r\n", ok,
			"noise AT+CSQ\r", info("+CSQ: 20,99"),
			"\r", "", "\x1b\r\n", "", "hello\r", "",
			"AAT\r", ok,
			"A/", ok,
			"AT+CSQ\r", info("+CSQ: 20,99"), "A/", info("+CSQ: 20,99"), "a/\r", info("+CSQ: 20,99"),
			"AT+CSQQ\b\r", info("+CSQ: 20,99"),
			"AT\x7f\x7f\x7f\r", ok,
			"AT+CSQ\x00\r", info("+CSQ: 20,99"),
			"AT + CSQ\r", errLine,
			"AT E0 V1\r", ok,
			"AT;+CSQ;\r", info("+CSQ: 20,99"),
			"AT+CREG?;+CSQ\r", "\r\n+CREG: 0,5\r\n\r\n+CSQ: 20,99\r\n"+ok,
			"ATE0V1Q0X4&C1&D2S0=0+CMEE=2\r", ok,
			"AT+NOPE\r", errLine,
			"AT+CSQ;+NOPE;+CREG?\r", "\r\n+CSQ: 20,99\r\n"+errLine,
			"AT+CPIN=\"x\r", "\r\n+CME ERROR: incorrect parameters\r\n",
			"ATE9\r", errLine, "AT~\r", errLine, "AT+\r", errLine, "ATD5550100;\r", "\r\nNO CARRIER\r\n",
			"ATS3?\r", info("013"), "ATS0?\r", info("000"),
		)
		require.Contains(t, m.Commands(), "AT+CREG?;+CSQ")
	})
}

func TestEcho(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect("ATE1\r", ok, "AT+CSQ\r", "AT+CSQ\r"+info("+CSQ: 20,99"))
		c.expect("A", "A", "T", "T", "\r", "\r"+ok, "A/", "A/"+ok)
		c.expect("AT\r\n", "AT\r"+ok)
		c.expect("AT+CS", "AT+CS")
		m.URC("+LATER: 1")
		require.Equal(t, "", c.heard(), "a line that is being typed is not torn")
		c.expect("Q\r", "Q\r\r\n+LATER: 1\r\n"+info("+CSQ: 20,99"))
	})
}

func TestResultFormats(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect(
			"ATV0\r", "0\r", "AT+NOPE\r", "4\r", "AT+CSQ\r", "+CSQ: 20,99\r\n0\r", "ATD1\r", "3\r", "ATV1\r", ok,
			"ATQ1\r", "", "AT+CSQ\r", "\r\n+CSQ: 20,99\r\n", "AT+NOPE\r", "", "ATQ0\r", ok,
			"ATS3=33\r!", "!\nOK!\n", // the setting counts for its own result (V.250, 6.2.1)
		)
		c.expect("ATS3=13!", ok)
	})
}

func TestProfile(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect("AT+CMEE=2;&W\r", ok, "AT+CMEE=0\r", ok, "ATZ\r", ok, "AT+CMEE?\r", info("+CMEE: 2"))
		c.expect("AT&F\r", ok, "AT+CMEE?\r", "AT+CMEE?\r"+info("+CMEE: 1"))
	})
}

func TestErrorsFollowCMEE(t *testing.T) {
	opt := eg25()
	opt.Card = nil
	dialogue(t, opt, func(m *Modem, c *client) {
		for _, cmd := range []string{"AT+CPIN?\r", "AT+CIMI\r", "AT+QCCID\r", "AT+CRSM=176,12258,0,0,10\r", "AT+CSIM=4,\"00A4\"\r"} {
			c.expect("AT+CMEE=0\r", ok, cmd, errLine, "AT+CMEE=1\r", ok, cmd, "\r\n+CME ERROR: 10\r\n",
				"AT+CMEE=2\r", ok, cmd, "\r\n+CME ERROR: SIM not inserted\r\n")
		}
		c.expect("AT+CMGL\r", "\r\n+CMS ERROR: SIM not inserted\r\n", "AT+CMEE=1\r", ok, "AT+CMGL\r", "\r\n+CMS ERROR: 310\r\n")
	})
}

func TestLongLine(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect("AT+CGDCONT=1,\"IP\",\""+strings.Repeat("a", 3000)+"\"\r", errLine, "AT\r", ok)
	})
}

func TestPersonaDiffer(t *testing.T) {
	opt := eg25()
	opt.Persona = Generic27007()
	dialogue(t, opt, func(m *Modem, c *client) {
		c.expect("AT+QCCID\r", errLine, "AT+CCID\r", errLine, "AT+CCID=?\r", errLine, "AT+QCSQ\r", errLine,
			"AT+CGMI\r", info("Generic"), "AT+CMEE?\r", info("+CMEE: 0"), "AT+QGDCNT?\r", errLine,
			"AT+CRSM=176,12258,0,0,10\r", info(`+CRSM: 144,0,"988803070000001032F8"`))
	})
}

func TestUnknownCME(t *testing.T) {
	p := Generic27007()
	p.UnknownCME, p.CMEE = 4, 1
	dialogue(t, Options{Persona: p}, func(m *Modem, c *client) {
		c.expect("AT+ICCID\r", "\r\n+CME ERROR: 4\r\n", "ATY\r", errLine)
	})
}

func TestReplugKeepsSettings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := New(eg25())
		c := plug(t, m)
		c.expect("ATE0\r", "ATE0\r"+ok, "AT+CS", "")
		require.NoError(t, c.hangup())
		m.URC("nobody hears this")
		c = plug(t, m)
		c.expect("AT\r", ok)
		d := plug(t, m) // a second port
		m.URC("+BOTH: 1")
		require.Equal(t, "\r\n+BOTH: 1\r\n", c.heard())
		require.Equal(t, "\r\n+BOTH: 1\r\n", d.heard())
		require.NoError(t, c.hangup())
		require.NoError(t, d.hangup())
	})
}
