package modemtest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A value that the test command does not list is refused and changes nothing (V.250, 5.4.2.2), so that a client
// which tries one character set after the other finds the ones that are there.
func TestUnlistedValues(t *testing.T) {
	dialogue(t, eg25(), func(_ *Modem, c *client) {
		bad := "\r\n+CME ERROR: 50\r\n"
		c.expect(`AT+CSCS="8859-1"`+"\r", bad, "AT+CSCS?\r", info(`+CSCS: "GSM"`), `AT+CSCS="ucs2"`+"\r", ok, "AT+CTZR=3\r", bad,
			"AT+CTZR=x\r", bad, "AT+CTZR=2\r", ok, "AT+CGEREP=2,2\r", bad, "AT+CGEREP=,1\r", ok, "AT+IPR=1\r", bad, "AT+IPR=0\r", ok,
			"AT+CCWA=1,2,7\r", ok, `AT+CGAUTH=1,1,"u","p"`+"\r", ok)
	})
}

func TestListed(t *testing.T) {
	for test, args := range map[string][]string{
		"": {"9"}, "7": {"9"}, "(2-Automatic),(38-LTE Only)": {"9"}, "(0,1)": {"1"}, "(0-2),(0,1)": {"2", "0"}, `("A","B")`: {"b"}, "(1-16),64": {"16", "x"},
	} {
		require.True(t, listed(test, args), "%s %q", test, args)
	}
	for test, args := range map[string][]string{"(0,1)": {"2"}, "(0-2),(0,1)": {"2", "2"}, `("A")`: {"AA"}, "(5)": {"-5"}, "(3-4)": {"2"}} {
		require.False(t, listed(test, args), "%s %q", test, args)
	}
}
