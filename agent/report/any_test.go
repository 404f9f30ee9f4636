package report

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestEncodeText(t *testing.T) {
	text, err := EncodeText(usual())
	require.NoError(t, err)
	require.Equal(t, "SA1 rwABARi1Ag4DAQQFBfUGBwg4YAoaAALLoAsaAALPoAwBDQEOGDIPGGAQGRHc", text)
	text, err = EncodeText(worst())
	require.NoError(t, err)
	require.Len(t, text, 144)
	_, err = textOf(make([]byte, 117))
	require.NoError(t, err)
	_, err = textOf(make([]byte, 118))
	require.EqualError(t, err, "cannot encode report: 162 characters of text, the most is 160")
	_, err = EncodeText(Payload{RSSI: new(int16(4))})
	require.EqualError(t, err, "cannot encode report: RSSI of 4 dBm is not in -150..0")
}

// forms are all forms of a report, by name; those of the vendor say whose it is.
func forms(t require.TestingT, p Payload, d Device) (plain, named map[string]string) {
	b, err := Encode(p)
	require.NoError(t, err)
	text, err := EncodeText(p)
	require.NoError(t, err)
	own, err := EncodeJSON(p, d, sentAt)
	require.NoError(t, err)
	std := base64.StdEncoding.EncodeToString(b)
	form := url.Values{"Sid": {"HG0"}, "Payload": {std}, "PayloadType": {"binary"}, "SimSid": {d.SimSID}, "SimIccid": {d.ICCID}}
	sms := url.Values{"Payload": {text}, "SimSid": {d.SimSID}, "SimIccid": {d.ICCID}}
	resource, err := json.MarshalIndent(map[string]any{"sid": "HG0", "payload": std, "payload_type": "binary", "sim_sid": d.SimSID,
		"sim_iccid": d.ICCID, "device_port": nil}, "", "  ")
	require.NoError(t, err)
	return map[string]string{
			"CBOR": string(b), "hex": hex.EncodeToString(b), "HEX": strings.ToUpper(hex.EncodeToString(b)),
			"hex in lines": "\n " + hex.EncodeToString(b[:9]) + "\r\n" + hex.EncodeToString(b[9:]) + "\n",
			"base64":       std, "raw base64": base64.RawStdEncoding.EncodeToString(b), "text": text, "text in blanks": "\t" + text + "\r\n",
			"URL base64": base64.URLEncoding.EncodeToString(b), "raw URL base64": base64.RawURLEncoding.EncodeToString(b),
		}, map[string]string{
			"JSON": string(own), "callback": form.Encode(), "SMS callback": sms.Encode(), "resource": string(resource),
			"callback, + not escaped": "payload=" + std + "&sim_sid=" + d.SimSID + "&sim_iccid=" + d.ICCID,
		}
}

func TestDecodeAny(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPayload(t)
		d := Device{SimSID: gateway.SimSID, ICCID: gateway.ICCID}
		plain, named := forms(t, p, d)
		for name, text := range plain {
			r, err := Read([]byte(text))
			require.NoError(t, err, name)
			require.Equal(t, Received{Payload: p}, r, name)
		}
		for name, text := range named {
			r, err := Read([]byte(text))
			require.NoError(t, err, name)
			if name != "JSON" {
				r.SentAt = sentAt
			}
			require.Equal(t, Received{p, d, sentAt}, r, name)
		}
		got, err := DecodeAny([]byte(plain["text"]))
		require.NoError(t, err)
		require.Equal(t, p, got)
	})
}

func TestDecodeAnyRefuses(t *testing.T) {
	const none = "it is none of CBOR, hex, base64, SA1 text, JSON, or the body of an IP Command"
	for in, want := range map[string]string{
		"":                               "there is nothing to read",
		" \n":                            "there is nothing to read",
		"hello":                          none,
		"SA1 ":                           none,
		"SA1 af00":                       none,
		"af0":                            none,
		"rwAB*":                          none,
		"rwAB":                           "unexpected EOF",
		"a0":                             "key 0 is missing or null",
		"\xa0":                           "key 0 is missing or null",
		"\xf6":                           none,
		"{":                              "it is not a JSON object",
		"{}":                             "schema is missing or null",
		`{"payload":"","sim_sid":"HS1"}`: "the payload of the Command is none",
		`{"payload":"hello"}`:            "the payload of the Command is none",
		"Payload=hello&SimSid=HS1":       "the payload of the Command is none",
		"Payload=%zz":                    "the parameters of the callback are malformed",
		"SimSid=HS1&Command=x":           none,
		"x" + strings.Repeat("y", 1<<14): "it is too long for any of the forms",
	} {
		_, err := DecodeAny([]byte(in))
		require.EqualError(t, err, "cannot read report: "+want, in)
	}
}

// Whatever can be read has all the forms, and each of them says the same.
func FuzzDecodeAny(f *testing.F) {
	for _, p := range []Payload{usual(), alarmed()} {
		plain, named := forms(f, p, gateway)
		for _, text := range plain {
			f.Add([]byte(text))
		}
		for _, text := range named {
			f.Add([]byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		r, err := Read(in)
		p, errAny := DecodeAny(in)
		require.Equal(t, err, errAny)
		if err != nil {
			require.True(t, strings.HasPrefix(err.Error(), "cannot read report: "), err)
			require.NotContains(t, err.Error(), "\n")
			require.Equal(t, Received{}, r)
			return
		}
		require.Equal(t, p, r.Payload)
		plain, named := forms(t, p, Device{})
		for name, text := range plain {
			again, err := Read([]byte(text))
			require.NoError(t, err, name)
			require.Equal(t, Received{Payload: p}, again, name)
		}
		for name, text := range named {
			again, err := Read([]byte(text))
			require.NoError(t, err, name)
			again.SentAt = time.Time{}
			require.Equal(t, Received{Payload: p}, again, name)
		}
	})
}
