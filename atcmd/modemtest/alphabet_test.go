package modemtest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Text mode and the phone book speak the character set of +CSCS; GSM is the default alphabet, code by code. What that
// does not have came in UCS2, and is printed in hexadecimal (27.007, 5.5; 27.005, 3.1).
func TestTextInTheDefaultAlphabet(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		var sent string
		m.OnSMS(func(_, text string) error { sent = text; return nil })
		c.expect("AT+CMGF=1\r", ok, `AT+CMGS="1"`+"\r", "\r\n> ", "Zo\x05\x00\x11\x1a", info("+CMGS: 1"))
		require.Equal(t, "Zoé@_", sent)
		require.NoError(t, m.DeliverSMS("Zoé", "é@€"))
		require.NoError(t, m.DeliverSMS("1", "Жук"))
		c.heard()
		c.expect("AT+CMGR=0\r", info(`+CMGR: "REC UNREAD","Zo`+"\x05"+`",,"00/01/01,00:00:00+00"`, "\x05\x00\x1b\x65"),
			"AT+CMGR=1\r", info(`+CMGR: "REC UNREAD","1",,"00/01/01,00:00:00+00"`, "04160443043A"),
			`AT+CPBW=1,"5",129,"Zo`+"\x05\"\r", ok, `AT+CSCS="UCS2"`+"\r", ok, "AT+CPBR=1\r", info(`+CPBR: 1,"5",129,"005A006F00E9"`),
			`AT+CSCS="IRA"`+"\r", ok, "AT+CMGR=0\r", info(`+CMGR: "REC READ","Zoé",,"00/01/01,00:00:00+00"`, "é@€"), `AT+CMGS="1"`+"\r", "\r\n> ", "a@_\x1a", info("+CMGS: 4"))
		require.Equal(t, "a@_", sent)
	})
}
