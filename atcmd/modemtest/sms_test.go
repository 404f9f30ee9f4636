package modemtest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestReceivedMessages(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		require.NoError(t, m.DeliverSMS("2936", "hello"))
		require.Equal(t, "\r\n+CMTI: \"ME\",0\r\n", c.heard())
		c.expect("AT+CPMS?\r", info(`+CPMS: "ME",1,255,"ME",1,255,"ME",1,255`),
			"AT+CMGR=0\r", info("+CMGR: 0,,20", "00040481926300000010100000000005E8329BFD06"),
			"AT+CMGF=1\r", ok, "AT+CMGR=0\r", info(`+CMGR: "REC READ","2936",,"00/01/01,00:00:00+00"`, "hello"),
			"AT+CMGL=\"REC UNREAD\"\r", ok, "AT+CMGL=\"ALL\"\r", info(`+CMGL: 0,"REC READ","2936",,"00/01/01,00:00:00+00"`, "hello"),
			"AT+CMGR=5\r", ok, "AT+CMGR=999\r", "\r\n+CMS ERROR: 321\r\n", "AT+CMGL=\"X\"\r", "\r\n+CMS ERROR: 305\r\n",
			"AT+CMGD=0\r", ok, "AT+CMGL=\"ALL\"\r", ok, "AT+CNMI=2,2\r", ok, "AT+CNMI?\r", info("+CNMI: 2,2,0,0,0"))
		require.NoError(t, m.DeliverSMS("+15550001", "direct"))
		require.Equal(t, "\r\n"+`+CMT: "+15550001",,"00/01/01,00:00:00+00"`+"\r\ndirect\r\n", c.heard())
		require.Zero(t, m.StoredSMS("ME"))
		c.expect("AT+CNMI=2,3\r", ok) // prints only class 3, which the network sends none of (27.005, 3.4.1)
		require.NoError(t, m.DeliverSMS("+15550001", "announced"))
		require.Equal(t, "\r\n+CMTI: \"ME\",0\r\n", c.heard())
		c.expect("AT+CMGD=0\r", ok)
		c.expect(`AT+CPMS="SM","SM","SM"`+"\r", info("+CPMS: 0,255,0,255,0,255"), "AT+CNMI=2,1\r", ok)
		require.NoError(t, m.DeliverSMS("1", strings.Repeat("x", 200)))
		require.Equal(t, "\r\n+CMTI: \"SM\",0\r\n\r\n+CMTI: \"SM\",1\r\n", c.heard())
		require.Equal(t, 2, m.StoredSMS("SM"))
		c.expect("AT+CMGD=1,4\r", ok, "AT+CPMS?\r", info(`+CPMS: "SM",0,255,"SM",0,255,"SM",0,255`))
	})
}

func TestNoPlaceForMessages(t *testing.T) {
	opt := eg25()
	opt.Persona = Generic27007()
	opt.Persona.SMSCapacity = 1
	dialogue(t, opt, func(m *Modem, c *client) {
		require.NoError(t, m.DeliverSMS("1", "a"))
		require.ErrorIs(t, m.DeliverSMS("1", "b"), ErrStorageFull)
		require.Empty(t, c.heard(), "nothing is announced before +CNMI")
		c.expect("AT+CMGF=1\r", ok, "AT+CMGD=1\r", ok)
		m.SetRegistration(Registration{})
		require.ErrorIs(t, m.DeliverSMS("1", "b"), ErrNoService)
	})
}

func TestSentMessages(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		var sent []string
		var fail error
		m.OnSMS(func(to, text string) error {
			sent = append(sent, to+" "+text)
			return fail
		})
		c.expect("AT+CMGF=1\r", ok, `AT+CMGS="2936"`+"\r", "\r\n> ", "one\rtwo\x1a", "\r\n> \r\n+CMGS: 1\r\n"+ok)
		c.expect(`AT+CMGS="2936"`+"\r", "\r\n> ", "no\x1b", ok)
		c.expect(`AT+CMGS="2936"`+"\r", "\r\n> ", "half", "")
		m.URC("+HELD: 1")
		require.Empty(t, c.heard())
		c.expect("\x1b", "\r\n+HELD: 1\r\n"+ok)
		fail = errors.New("the network is gone")
		c.expect(`AT+CMGS="2936"`+"\r", "\r\n> ", "x\x1a", "\r\n+CMS ERROR: 500\r\n")
		fail = CMSError(38)
		c.expect(`AT+CMGS="2936"`+"\r", "\r\n> ", "y\x1a", "\r\n+CMS ERROR: 38\r\n")
		fail = nil
		c.expect("AT+CMGF=0\r", ok, "AT+CMGS=18\r", "\r\n> ", "0001000491926300000570743A7C06"+"\x1a", "\r\n+CMS ERROR: 304\r\n")
		c.expect("AT+CMGS=14\r", "\r\n> ", "0001000481926300000"+"5E8329BFD06"+"\x1a", "\r\n+CMGS: 2\r\n"+ok)
		c.expect("ATE1\r", ok, "AT+CMGF=1\r", "AT+CMGF=1\r"+ok, `AT+CMGS="1"`+"\r", `AT+CMGS="1"`+"\r\r\n> ", "z\x1a", "z\x1a\r\n+CMGS: 3\r\n"+ok)
		require.Equal(t, []string{"2936 one\ntwo", "2936 x", "2936 y", "2936 hello", "1 z"}, sent)
		require.Equal(t, 3, m.SentSMS())
		m.SetRegistration(Registration{})
		c.expect("ATE0\r", "ATE0\r"+ok, `AT+CMGS="1"`+"\r", "\r\n> ", "z\x1a", "\r\n+CMS ERROR: 331\r\n")
	})
}

func TestUCS2(t *testing.T) {
	dialogue(t, eg25(), func(m *Modem, c *client) {
		var got string
		m.OnSMS(func(to, text string) error { got = to + " " + text; return nil })
		c.expect("AT+CMGF=1\r", ok, `AT+CSCS="UCS2"`+"\r", ok)
		require.NoError(t, m.DeliverSMS("1", "ж"))
		c.heard()
		c.expect("AT+CMGR=0\r", info(`+CMGR: "REC UNREAD","0031",,"00/01/01,00:00:00+00"`, "0436"))
		c.expect(`AT+CMGS="0031"`+"\r", "\r\n> ", "0436\x1a", "\r\n+CMGS: 2\r\n"+ok)
		require.Equal(t, "1 ж", got)
	})
}

// TestTextSurvivesParts: parts put together are the text, whatever its length and alphabet, and a PDU
// made of each part reads back as that part.
func TestTextSurvivesParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		alphabet := rapid.SampledFrom([]string{gsmBasic, gsmBasic + "^{}\\[~]|€", "abcжш", "a😀"}).Draw(t, "alphabet")
		runes := []rune(strings.ReplaceAll(alphabet, "\x1b", ""))
		text := string(rapid.SliceOfN(rapid.SampledFrom(runes), 0, 500).Draw(t, "text"))
		sender := rapid.SampledFrom([]string{"2936", "+15550000001", "123", "Gammu", "Zoé"}).Draw(t, "sender")
		var joined string
		for _, p := range splitText(text, 7) {
			joined += p.text
			dcs := byte(0)
			if p.wide {
				dcs = 8
			}
			ud := p.userData()
			require.LessOrEqual(t, len(ud)-1, octetsAlone)
			back, err := decodeUserData(ud[1:], int(ud[0]), dcs, p.header != nil)
			require.NoError(t, err)
			require.Equal(t, p.text, back)
			from, back, at, err := decodeDeliver(encodeDeliver(sender, p, fixedTime()))
			require.NoError(t, err)
			require.Equal(t, sender+p.text, from+back)
			require.True(t, at.Equal(fixedTime()), at)
		}
		require.Equal(t, text, joined)
	})
}

func TestDecodeNeverPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOf(rapid.Byte()).Draw(t, "pdu")
		_, _, err := decodeSubmit(b)
		_, _, _, err2 := decodeDeliver(b)
		_ = fmt.Sprint(err, err2)
	})
}

func TestPartsKeepEscapesWhole(t *testing.T) {
	text := strings.Repeat("a", 152) + "€" + strings.Repeat("b", 20)
	parts := splitText(text, 1)
	require.Equal(t, strings.Repeat("a", 152), parts[0].text)
	require.Equal(t, "€"+strings.Repeat("b", 20), parts[1].text)
}
