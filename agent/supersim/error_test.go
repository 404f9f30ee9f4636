package supersim

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestReadError(t *testing.T) {
	now := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		status int
		body   string
		want   APIError
	}{
		{404, `{"code":20404,"message":"resource /Sims/HS0123456789abcdef0123456789abcdef was not found","more_info":"https://www.twilio.com/docs/errors/20404","status":404}`,
			APIError{404, 20404, "resource /Sims/[id] was not found", "https://www.twilio.com/docs/errors/20404", 0}},
		{403, `{"message":"explicit deny","error":"Invalid or expired token"}`, APIError{403, 0, "explicit deny; Invalid or expired token", "", 0}},
		{400, `{"code":"83007","message":null,"status":"400"}`, APIError{400, 83007, "no message", "", 0}},
		{400, `{"code":-1,"message":"a\nb\u0000\u001b[0m\u202ec"}`, APIError{400, 0, "a b[0mc", "", 0}},
		{401, ``, APIError{401, 0, "an empty body instead of a JSON error", "", 0}},
		{502, `<!doctype html><h1>89883070000000000001`, APIError{502, 0, "an HTML page instead of a JSON error", "", 0}},
		{500, "\x00\x01", APIError{500, 0, "something unreadable instead of a JSON error", "", 0}},
		{500, `{"code":1`, APIError{500, 0, "broken JSON instead of a JSON error", "", 0}},
		{400, `{"message":"x","more_info":"https://evil.test/?q=1#f"}`, APIError{400, 0, "x", "https://evil.test/", 0}},
		{400, `{"message":"x","more_info":"javascript:alert(1)"}`, APIError{400, 0, "x", "", 0}},
		{400, `{"message":"x","more_info":"https://x.test/HS0123456789abcdef0123456789abcdef"}`, APIError{400, 0, "x", "", 0}},
		{400, `{"message":"x","more_info":"https://u:p@x.test/"}`, APIError{400, 0, "x", "", 0}},
		{301, `{"message":"x"}`, APIError{301, 0, "a redirect, which is refused", "", 0}},
	} {
		require.Equal(t, &tc.want, readError(tc.status, http.Header{}, []byte(tc.body), now), tc.body)
	}
}

func TestMessagesHideIdentities(t *testing.T) {
	for in, want := range map[string]string{
		"SIM 89883070000000000001 is gone":        "SIM [id] is gone",
		"iccid=8988307-0000-0000-00001.":          "iccid=[id].",
		"call +1 (555) 010-0123 now":              "call +[id] now",
		"8988 3070 0000 0000 0001":                "[id]",
		"ICCID8988307000000 0000001":              "[id] [id]",
		"imsi 001010123456789, port 8080":         "imsi [id], port 8080",
		"8988３０７００００":                             "[id]",
		"on 2026-11-23 at 10 error 20404":         "on 2026-11-23 at 10 error 20404",
		"HS0123456789abcdef0123456789abcdef!":     "[id]!",
		"Bearer eyJhbGciOiJSUzI1NiJ9.eyJz.x":      "Bearer [id].eyJz.x",
		"the pass is very-secret-word, yes":       "the pass is [id], yes",
		"extraordinarily incomprehensibilities":   "extraordinarily incomprehensibilities",
		"8988\x00307\x1b0000000000001":            "[id]",
		strings.Repeat("long ", 100):              strings.Repeat("long ", 39) + "long…",
		"  much \t\r\n space ":                    "much space",
		"\xff\xfe":                                "",
		"a SIM (8988307000) and 12.34.56.78 of x": "a SIM ([id]) and 12.34.56.78 of x",
	} {
		require.Equal(t, want, clean(in, "very-secret-word"), "%q", in)
	}
}

// Wherever an identity stands in a message, in whatever company, it does not come through.
func TestNoIdentityComesThrough(t *testing.T) {
	noise := rapid.StringOfN(rapid.RuneFrom([]rune("ab Z09-./:\u0000\n\"'é…")), 0, 40, -1)
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.OneOf(
			rapid.StringMatching(`8988307[0-9]{11,15}`), rapid.StringMatching(`[A-Z]{2}[0-9a-f]{32}`), rapid.StringMatching(`00101[0-9]{10}`),
			rapid.Just("p4ss w0rd!"),
		).Draw(t, "id")
		s := clean(noise.Draw(t, "before")+id+noise.Draw(t, "after"), "p4ss w0rd!")
		require.NotContains(t, s, id)
		checkLine(t, s)
	})
}

// checkLine holds a text to what every text from the network must be: one printable line of at most 200 characters.
func checkLine(t require.TestingT, s string) {
	require.True(t, utf8.ValidString(s), "%q", s)
	require.LessOrEqual(t, utf8.RuneCountInString(s), maxMessage)
	require.False(t, strings.ContainsFunc(s, func(r rune) bool { return r != ' ' && !unicode.IsPrint(r) }), "%q", s)
	require.NotRegexp(t, `[0-9]{7}`, s)
}

func TestEveryErrorHasAHint(t *testing.T) {
	seen := map[string]bool{}
	for status := 100; status < 600; status++ {
		for _, code := range []int{0, 20003, 83007, 99999} {
			h := (&APIError{HTTPStatus: status, Code: code}).Hint()
			require.NotEmpty(t, h)
			seen[h] = true
		}
	}
	require.Greater(t, len(seen), 8)
	for code := range codeHints {
		require.NotEmpty(t, (&APIError{HTTPStatus: 400, Code: code}).Hint())
	}
	require.Equal(t, hintCredential, Hint(&APIError{HTTPStatus: 401}))
	require.Contains(t, Hint(&APIError{HTTPStatus: 400, Code: 83007}), "Fleet")
	require.Empty(t, Hint(nil))
	require.Empty(t, Hint(errors.New("x")))
}

func TestParseRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	for in, want := range map[string]time.Duration{
		"": 0, "0": 0, "1": time.Second, " 120 ": 2 * time.Minute, "-5": 0, "1.5": 0, "soon": 0, "86400": 24 * time.Hour, "86401": 24 * time.Hour,
		"000000000000000000000007": 7 * time.Second, strings.Repeat("9", 400): 24 * time.Hour,
		"Mon, 23 Nov 2026 10:00:30 GMT": 30 * time.Second, "Mon, 23 Nov 2026 09:00:00 GMT": 0, "Mon, 23 Nov 2099 09:00:00 GMT": 24 * time.Hour,
	} {
		require.Equal(t, want, ParseRetryAfter(in, now), "%q", in)
	}
	c := answering(t, 429, `{}`, "Retry-After", "Mon, 23 Nov 2026 10:00:30 GMT", "Date", "Mon, 23 Nov 2026 10:00:00 GMT")
	_, _, err := c.SimByICCID(t.Context(), card)
	e, _ := errors.AsType[*APIError](err)
	require.Equal(t, 30*time.Second, e.RetryAfter, "compared with the server's clock, not with ours")
}

// FuzzErrorBody: an error body of any kind gives a clean line, a sane code and a wait within bounds.
func FuzzErrorBody(f *testing.F) {
	f.Add(404, []byte(`{"code":20404,"message":"x","more_info":"https://x.test/1","status":404}`), "7")
	f.Add(403, []byte(`{"message":"no","error":"Invalid or expired token"}`), "")
	f.Add(502, []byte(`<html>`), "Mon, 23 Nov 2026 10:00:30 GMT")
	f.Add(400, []byte(`{"code":"83003","message":"mine: HS0123456789abcdef0123456789abcdef 8988307 0000 0000 00001"}`), "99999999999999999999")
	const secret = "very-secret-word"
	f.Fuzz(func(t *testing.T, status int, body []byte, after string) {
		e := readError(status, http.Header{"Retry-After": {after}}, body, time.Unix(1e9, 0), secret)
		checkLine(t, e.Message)
		require.NotEmpty(t, e.Message)
		require.NotContains(t, e.Error(), secret)
		require.True(t, e.Code >= 0 && e.Code < 1e6)
		require.True(t, e.RetryAfter >= 0 && e.RetryAfter <= 24*time.Hour)
		require.True(t, e.MoreInfo == "" || strings.HasPrefix(e.MoreInfo, "https://"))
		checkLine(t, e.MoreInfo)
		require.NotEmpty(t, e.Hint())
	})
}

// Every code that is documented has advice of its own, whatever status it comes with.
func TestEveryKnownCodeHasAHint(t *testing.T) {
	codes := []int{20001, 20002, 20003, 20004, 20006, 20404, 20409, 20429, 20500, 20503, 40400, 40401, 40403, 40404, 40405, 40500, 40502, 40503, 40504,
		83400, 83401, 83402, 83500, 83600, 83601, 83602, 83603, 83604, 83605}
	for c := 83000; c <= 83011; c++ {
		codes = append(codes, c)
	}
	for c := 83700; c <= 83705; c++ {
		codes = append(codes, c)
	}
	for _, c := range codes {
		require.Contains(t, codeHints, c)
		require.NotEmpty(t, codeHints[c])
		require.Equal(t, codeHints[c], Hint(&APIError{HTTPStatus: 400, Code: c}))
	}
	require.Len(t, codeHints, len(codes))
}
