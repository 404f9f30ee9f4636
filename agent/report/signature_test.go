package report

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var (
	signKey  = []byte("0123456789abcdef0123456789abcdef")
	signBody = []byte(`{"schema":1}`)
)

// The expected digits are those of: printf '1795513267.{"schema":1}' | openssl dgst -sha256 -hmac KEY
func TestSignKnownAnswer(t *testing.T) {
	require.Equal(t, "t=1795513267,v1=12984685705aa8fe9f0a457d277578f5c940e3cca86b9b32986381a5133d9590", Sign(signKey, sentAt, signBody))
	require.Equal(t, "Simagent-Signature", SignatureHeader)
	for _, unset := range []time.Time{{}, time.Unix(0, 0), time.Unix(-5, 0)} {
		require.True(t, strings.HasPrefix(Sign(signKey, unset, signBody), "t=0,v1="))
	}
}

func TestVerifyRefuses(t *testing.T) {
	good := Sign(signKey, sentAt, signBody)
	sum := good[len(good)-64:]
	const wrong, malformed, old = "the signature is wrong", "the signature is missing or malformed", "it is too old, or from a clock that is off"
	for _, c := range []struct {
		key    []byte
		header string
		now    time.Time
		tol    time.Duration
		want   string
	}{
		{nil, good, sentAt, time.Minute, "there is no key"},
		{signKey[1:], good, sentAt, time.Minute, wrong},
		{signKey, "", sentAt, time.Minute, malformed},
		{signKey, good + " ", sentAt, time.Minute, malformed},
		{signKey, good[:len(good)-1], sentAt, time.Minute, malformed},
		{signKey, strings.Replace(good, "t=", "t=0", 1), sentAt, time.Minute, malformed},
		{signKey, strings.Replace(good, "t=", "t=+", 1), sentAt, time.Minute, malformed},
		{signKey, strings.Replace(good, "t=", "t=-", 1), sentAt, -1, malformed},
		{signKey, "t=9999999999999,v1=" + sum, sentAt, -1, malformed},
		{signKey, "t=,v1=" + sum, sentAt, -1, malformed},
		{signKey, "t=1795513267,v1=" + strings.Repeat("A", 64), sentAt, -1, malformed},
		{signKey, "t=1795513268,v1=" + sum, sentAt, -1, wrong},
		{signKey, good, sentAt.Add(61 * time.Second), time.Minute, old},
		{signKey, good, sentAt.Add(-61 * time.Second), time.Minute, old},
		{signKey, good, time.Time{}, time.Minute, old},
		{signKey, Sign(signKey, time.Time{}, signBody), time.Unix(0, 0), time.Minute, "the clock of its device is not set"},
	} {
		require.EqualError(t, Verify(c.key, c.header, signBody, c.now, c.tol), "cannot verify report: "+c.want, c.header)
	}
	require.NoError(t, Verify(signKey, good, signBody, sentAt.Add(time.Minute), time.Minute))
	require.NoError(t, Verify(signKey, good, signBody, sentAt, 0), "to the second")
	require.NoError(t, Verify(signKey, good, signBody, time.Time{}, -1))
	require.NoError(t, Verify(signKey, Sign(signKey, time.Time{}, signBody), signBody, sentAt, -1))
}

func TestSignedIsVerified(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SliceOfN(rapid.Byte(), 1, 80).Draw(t, "key")
		body := rapid.SliceOf(rapid.Byte()).Draw(t, "body")
		at := time.Unix(rapid.Int64Range(1, 999_999_999_999).Draw(t, "at"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns"))
		header := Sign(key, at, body)
		require.NoError(t, Verify(key, header, body, at.Truncate(time.Second), 0))
		bent := []byte(header)
		bent[rapid.IntRange(0, len(bent)-1).Draw(t, "place")] ^= rapid.ByteMin(1).Draw(t, "bits")
		require.Error(t, Verify(key, string(bent), body, at, -1))
		if len(body) > 0 {
			body[rapid.IntRange(0, len(body)-1).Draw(t, "byte")] ^= rapid.ByteMin(1).Draw(t, "bits of it")
			require.Error(t, Verify(key, header, body, at, -1))
		}
	})
}

// What is verified is what Sign writes, to the letter.
func FuzzVerify(f *testing.F) {
	f.Add(Sign(signKey, sentAt, signBody), signBody)
	f.Add(Sign(signKey, time.Time{}, nil), []byte{})
	f.Add("t=01,v1=00", []byte("."))
	f.Fuzz(func(t *testing.T, header string, body []byte) {
		unix, _, ok := parseSignature(header)
		err := Verify(signKey, header, body, sentAt, -1)
		if err == nil {
			require.True(t, ok)
		}
		if !ok {
			require.ErrorContains(t, err, "malformed")
			return
		}
		var seconds int64
		for _, c := range unix {
			seconds = 10*seconds + int64(c-'0')
		}
		want := Sign(signKey, time.Unix(seconds, 0), body)
		require.Equal(t, header == want, err == nil)
		require.NoError(t, Verify(signKey, want, body, sentAt, -1))
		require.Equal(t, seconds != 0, Verify(signKey, want, body, time.Unix(seconds, 0), 0) == nil)
	})
}
