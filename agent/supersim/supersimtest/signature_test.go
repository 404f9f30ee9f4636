package supersimtest

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// The first two are the vendor's worked examples, of its security page today and as its libraries' own tests have it.
func TestTwilioSignature(t *testing.T) {
	form := func(phone string) url.Values {
		return values("CallSid", "CA1234567890ABCDE", "Caller", phone, "Digits", "1234", "From", phone, "To", "+18005551212")
	}
	const address = "https://mycompany.com/myapp.php?foo=1&bar=2"
	for _, tc := range []struct {
		token, url string
		params     url.Values
		want       string
	}{
		{"12345", address, form("+14158675310"), "GvWf1cFY/Q7PnoempGyD5oXAezc="},
		{"12345", address, form("+14158675309"), "RSOYDt4T1cUTdK1PDd93/VVr8B8="},
	} {
		require.Equal(t, tc.want, TwilioSignature(tc.token, tc.url, tc.params))
	}
	require.Equal(t, TwilioSignature("k", "https://x.test/?a=1b2c", nil), TwilioSignature("k", "https://x.test/?a=1", values("b", "2", "c", "")),
		"nothing stands between the parts")
	require.Equal(t, TwilioSignature("k", "u", url.Values{"a": {"2", "1"}}), TwilioSignature("k", "u", url.Values{"a": {"1", "2", "2"}}))
}

// docs.korewireless.com, Validate Webhook Signatures: the example of the page today, and the two that it had before.
func TestKoreSignature(t *testing.T) {
	for _, tc := range []struct{ secret, method, url, body, want string }{
		{"12345", "POST", "https://testendpoint.com", "field1=value1&field2=value2", "f562d3959f68b5a30fc7a63f8bbf40987f633575f4231ffceb4f76dd154ea3ce"},
		{"12345", "POST", "https://testendpoint.com#cbs=kore", "field1=value1&field2=value2", "f562d3959f68b5a30fc7a63f8bbf40987f633575f4231ffceb4f76dd154ea3ce"},
		{"12345", "POST", "https://testendpoint.com?foo1=bar1&foo2=bar2", "field1=value1&field2=value2", "f562d3959f68b5a30fc7a63f8bbf40987f633575f4231ffceb4f76dd154ea3ce"},
		{"secret12345", "POST", "https://testendpoint.com", "field1=value1&field2=value2", "4fdba0cb1394cc8d17b8dabb04634aa9a951021a7b161f9c7a2186cd490b18b2"},
		{"a35974bdf1c769b8bb", "POST", "https://testendpoint.com", `{"field1":"value1","field2":"value2"}`, "d21c555b37789cdb9433a85760d326f0c637d5c17676b8dc49918ec629c67d59"},
		{"", "POST", "https://testendpoint.com", "x", ""},
	} {
		require.Equal(t, tc.want, KoreSignature(tc.secret, tc.method, tc.url, []byte(tc.body)))
	}
}
