package modemtest

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	connect   = "\r\nCONNECT\r\n"
	noCarrier = "\r\nNO CARRIER\r\n"
)

// The code of an IP bearer (27.007, 10.2.1.2) may have a T in front, too.
func TestDialIPBearer(t *testing.T) {
	dialogue(t, eg25(), func(_ *Modem, c *client) { c.expect("ATDT*98*1#\r", connect) })
}

func TestDataCall(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect(
			"ATO\r", noCarrier,
			"ATD*99***2#\r", noCarrier, // no such context
			"ATD5550100;\r", noCarrier,
			`AT+CGDCONT=2,"IP","super"`+"\r", ok,
			"ATD*99***2#\r", connect,
			"AT\r", "", "\x7e\xff\x7d\x23", "", // data now
		)
		m.URC("+U: 1")
		require.Empty(t, c.heard(), "no line of text among the data")
		c.expect("+++", "") // too soon behind data
		time.Sleep(2 * time.Second)
		require.Empty(t, c.heard())
		c.expect("+++", "")
		time.Sleep(time.Second - 1)
		c.expect("x", "") // and too soon before more
		time.Sleep(2 * time.Second)
		require.Empty(t, c.heard())
		for range 3 {
			c.expect("+", "")
		}
		time.Sleep(time.Second)
		require.Equal(t, ok, c.heard())
		c.expect("AT+CGACT?\r", info("+CGACT: 1,1", "+CGACT: 2,1"), "ATO\r", connect)
		m.HangUp()
		require.Equal(t, noCarrier, c.heard())
		c.expect("AT+CGACT?\r", info("+CGACT: 1,1", "+CGACT: 2,0"), "ATO\r", noCarrier,
			`AT+CGDATA="PPP",1`+"\r", connect)
		time.Sleep(time.Second)
		c.expect("+++", "")
		time.Sleep(time.Second)
		require.Equal(t, ok, c.heard())
		c.expect("ATH\r", ok, "ATO\r", noCarrier, "AT+CGACT?\r", info("+CGACT: 1,1", "+CGACT: 2,0"))
	})
}

func TestDTR(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		c.expect("AT&D1\r", ok, "ATD*99#\r", connect)
		m.DropDTR()
		require.Equal(t, ok, c.heard())
		m.DropDTR()
		require.Empty(t, c.heard(), "it is held already")
		c.expect("ATO\r", connect)
		m.Release(nil)
		c.expect("AT\r", "") // another link's: this one carries data still
		m.set.stored["&D"] = "0"
		m.DropDTR()
		require.Empty(t, c.heard())
		m.set.stored["&D"] = "2"
		m.DropDTR()
		require.Equal(t, noCarrier, c.heard())
		m.DropDTR()
		require.Empty(t, c.heard(), "no call")
		c.expect("AT&D3\r", errLine)
	})
}

// The call ends with its network, with the module, and with its link; the other port goes on all the while.
func TestEndsOfACall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := New(eg25())
		c, other := plug(t, m), plug(t, m)
		c.expect("ATE0\r", "ATE0\r\r\nOK\r\n", "AT+CGEREP=2\r", ok, "ATD*99#\r", connect)
		other.expect("AT+CSQ\r", csq+ok)
		m.SetAttached(false)
		require.Equal(t, noCarrier+"\r\n+CGEV: NW DETACH\r\n", c.heard())
		require.Equal(t, "\r\n+CGEV: NW DETACH\r\n", other.heard())
		m.SetAttached(true)
		require.Equal(t, "\r\n+CGEV: ME PDN ACT 1\r\n", c.heard())
		c.expect("AT+CGATT=0\r", ok+"\r\n+CGEV: ME DETACH\r\n", "AT+CGATT=1\r", ok+"\r\n+CGEV: ME PDN ACT 1\r\n",
			`AT+CGDCONT=2,"IP"`+"\r", ok, "AT+CGACT=1,2\r", "\r\n+CGEV: ME PDN ACT 2\r\n"+ok, "AT+CGACT=0,2\r", "\r\n+CGEV: ME PDN DEACT 2\r\n"+ok,
			"ATD*99#\r", connect)
		other.heard()
		m.Reset()
		require.Contains(t, c.heard(), "RDY")
		c.expect("ATE0\r", "ATE0\r"+ok, "ATD*99***2#\r", connect)
		require.NoError(t, c.hangup())
		other.heard()
		other.expect("AT+CGACT?\r", info("+CGACT: 1,1", "+CGACT: 2,0"))
		require.NoError(t, other.hangup())
	})
}
