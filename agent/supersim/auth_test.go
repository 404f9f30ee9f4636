package supersim

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// issuer is KORE's gateway as far as tokens go: it gives one token after the other, and lets only the last one in.
type issuer struct {
	mu     sync.Mutex
	life   string // of expires_in, as JSON
	fails  int    // token requests to come that fail with 503
	given  int
	asked  []url.Values
	valid  string
	refuse *http.Response // what a wrong token gets; nil is the gateway's 403
	paths  []string
}

func (i *issuer) RoundTrip(r *http.Request) (*http.Response, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.paths = append(i.paths, r.URL.Host+r.URL.Path)
	if strings.HasSuffix(r.URL.Path, "/auth/token") {
		if i.fails > 0 {
			i.fails--
			return body(503, `{"error":"busy"}`), nil
		}
		if err := r.ParseForm(); err != nil {
			return nil, err
		}
		i.asked = append(i.asked, r.Form)
		if r.Form.Get("client_secret") != "the-right-secret" {
			return body(401, `{"error":"invalid_client","error_description":"no client the-right-secret"}`), nil
		}
		i.given++
		i.valid = fmt.Sprintf("token-%d", i.given)
		return body(200, fmt.Sprintf(`{"access_token":%q,"expires_in":%s,"token_type":"Bearer","scope":"x"}`, i.valid, i.life)), nil
	}
	if r.Header.Get("Authorization") != "Bearer "+i.valid {
		if i.refuse != nil {
			return i.refuse, nil
		}
		return body(403, `{"message":"User is not authorized to access this resource with an explicit deny","error":"Invalid or expired token"}`), nil
	}
	return body(200, `{"sims":[],"meta":{}}`), nil
}

// atKore is a client of an issuer.
func atKore(t *testing.T, i *issuer, more ...func(*Config)) *Client {
	t.Helper()
	cfg := Config{Provider: ProviderKore, Transport: i, Credentials: fixed("apiclient_1", "the-right-secret")}
	for _, f := range more {
		f(&cfg)
	}
	c, err := New(cfg)
	require.NoError(t, err)
	return c
}

func ask(t *testing.T, c *Client) error {
	t.Helper()
	_, _, err := c.SimByICCID(t.Context(), card)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// One token serves until a tenth of its life, five minutes at most, is left; then a new one is asked for, ahead.
func TestTokenIsCachedAndRefreshedAhead(t *testing.T) {
	for _, c := range []struct {
		life          string
		holds, leaves time.Duration
	}{
		{"3600", 55*time.Minute - time.Second, 55 * time.Minute},
		{`"600"`, 9*time.Minute - time.Second, 9 * time.Minute},
		{"63072000", 729*24*time.Hour + 23*time.Hour, 730 * 24 * time.Hour},
		{"null", 4*time.Minute + 29*time.Second, 4*time.Minute + 30*time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			i := &issuer{life: c.life}
			k := atKore(t, i)
			require.NoError(t, ask(t, k))
			require.Equal(t, url.Values{"grant_type": {"client_credentials"}, "client_id": {"apiclient_1"}, "client_secret": {"the-right-secret"}}, i.asked[0])
			time.Sleep(c.holds)
			require.NoError(t, ask(t, k))
			require.Equal(t, 1, i.given, c.life)
			time.Sleep(c.leaves - c.holds)
			require.NoError(t, ask(t, k))
			require.Equal(t, 2, i.given, c.life)
		})
	}
}

// A token that cannot be replaced ahead is used until its end, and the issuer is not stormed meanwhile.
func TestOldTokenOutlivesAnIssuerThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: "600"}
		k := atKore(t, i)
		require.NoError(t, ask(t, k))
		time.Sleep(9*time.Minute + time.Second)
		i.fails = 1000
		for range 10 {
			require.NoError(t, ask(t, k))
		}
		require.Equal(t, 999, i.fails, "asked once in 30 s")
		time.Sleep(time.Minute)
		err := ask(t, k)
		require.ErrorContains(t, err, "cannot get a token: cloud answered 503")
		require.Equal(t, hintTheirs, Hint(err))
	})
}

// A token that is refused is replaced once: on 401, and on the gateway's 403 that has no code.
func TestRefusedTokenIsReplacedOnce(t *testing.T) {
	for _, refuse := range []*http.Response{nil, body(401, `{"code":20003,"message":"no","status":401}`)} {
		i := &issuer{life: "3600", refuse: refuse}
		k := atKore(t, i)
		require.NoError(t, ask(t, k))
		i.valid = "another"
		require.NoError(t, ask(t, k))
		require.Equal(t, 2, i.given)
		require.Len(t, i.paths, 5, "token, call, call refused, token, call")
	}
	// A client that may not read is told so, and not asked again and again.
	i := &issuer{life: "3600"}
	k := atKore(t, i, func(c *Config) {
		c.Transport = serve(func(r *http.Request) (*http.Response, error) {
			if strings.Contains(r.URL.Path, "/Sims") {
				i.paths = append(i.paths, "")
				return body(403, `{"code":20006,"message":"access denied","status":403}`), nil
			}
			return i.RoundTrip(r)
		})
	})
	require.Equal(t, hintForbidden, Hint(ask(t, k)))
	require.Len(t, i.paths, 2)
}

// Two requests that were refused with one old token ask for one new one; and a client that is refused whatever its token
// is does not ask for one each time.
func TestTokensAreRenewedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		b := newBearer(func(context.Context) (Token, error) {
			n++
			return Token{Value: fmt.Sprint("token-", n), Life: time.Hour}, nil
		})
		use := func() []string {
			used, err := b.authorize(t.Context(), (&http.Request{Header: http.Header{}}).WithContext(t.Context()))
			require.NoError(t, err)
			return used
		}
		e := &APIError{HTTPStatus: 401}
		first, second := use(), use()
		require.True(t, b.renew(e, first))
		use()
		require.True(t, b.renew(e, second), "try again with the new one")
		use()
		require.Equal(t, 2, n)
		require.False(t, b.renew(e, use()), "the new one is refused, too")
		time.Sleep(renewAgain)
		require.True(t, b.renew(e, use()))
		require.Equal(t, 2, n)
	})
}

func TestWrongClientCredentials(t *testing.T) {
	i := &issuer{life: "3600"}
	err := ask(t, atKore(t, i, func(c *Config) { c.Credentials = fixed("apiclient_1", "the-wrong-secret"); c.Attempts = 5 }))
	require.ErrorContains(t, err, "cannot get a token: cloud answered 401: invalid_client")
	require.NotContains(t, err.Error(), "secret-1")
	require.NotContains(t, err.Error(), "apiclient")
	require.Equal(t, hintCredential, Hint(err))
	require.Len(t, i.paths, 1, "asked once")
}

func TestTokenURL(t *testing.T) {
	for base, want := range map[string]string{
		"": "api.korewireless.com/api-services/v1/auth/token", KoreBaseURL: "api.korewireless.com/api-services/v1/auth/token",
		"http://127.0.0.1:8080/v1": "127.0.0.1:8080/api-services/v1/auth/token",
	} {
		i := &issuer{life: "3600"}
		require.NoError(t, ask(t, atKore(t, i, func(c *Config) { c.BaseURL = base })))
		require.Equal(t, want, i.paths[0])
	}
	for _, c := range []Config{{BaseURL: "http://127.0.0.1/v1", TokenURL: "https://broker.test/t"}, {BaseURL: "https://x.test/v1", TokenURL: "http://127.0.0.1/t"}} {
		c.Provider, c.Credentials = ProviderKore, fixed("a", "b")
		_, err := New(c)
		require.ErrorContains(t, err, "cannot use token URL: it must", "a request that would be refused later")
	}
	i := &issuer{life: "3600"}
	require.NoError(t, ask(t, atKore(t, i, func(c *Config) { c.TokenURL = "https://broker.test/auth/token" })))
	require.Equal(t, "broker.test/auth/token", i.paths[0])
	require.Equal(t, "supersim.api.korewireless.com/v1/Sims", i.paths[1])
}

// What an issuer answers is never quoted, and never makes a header that it should not.
func FuzzReadToken(f *testing.F) {
	f.Add([]byte(`{"access_token":"a.b.c","expires_in":3600}`))
	f.Add([]byte(`{"access_token":"a\nb","expires_in":"x"}`))
	f.Add([]byte(`<html>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		tok, err := readToken(b)
		if err != nil {
			require.Zero(t, tok)
			return
		}
		require.True(t, sendable(tok.Value))
		require.GreaterOrEqual(t, tok.Life, time.Duration(0))
		require.LessOrEqual(t, tok.Life, longestLife)
	})
}

func TestTokenCommand(t *testing.T) {
	exp := time.Now().Add(time.Hour).Unix()
	jwt := "h." + base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"exp":%d}`, exp)) + ".s"
	tok, err := TokenCommand([]string{"/bin/echo", jwt})(t.Context())
	require.NoError(t, err)
	require.Equal(t, jwt, tok.Value)
	require.InDelta(t, time.Hour, tok.Life, float64(time.Minute))
	tok, err = TokenCommand([]string{"/bin/echo", "opaque"})(t.Context())
	require.NoError(t, err)
	require.Equal(t, Token{Value: "opaque"}, tok)
	user, secret, err := CredentialCommand([]string{"/bin/echo", "SK1:word"})(t.Context())
	require.NoError(t, err)
	require.Equal(t, "SK1 word", user+" "+secret)
	for want, argv := range map[string][]string{
		"it has no name": nil, "there is no such program": {"no-such-program-here"}, "it ended with exit status 3": {"/bin/sh", "-c", "echo hunter22; exit 3"},
		"it printed more than 16384 bytes": {"/bin/sh", "-c", "head -c 100000 /dev/zero"}, "it cannot be started": {"/"},
	} {
		_, err := TokenCommand(argv)(t.Context())
		require.ErrorIs(t, err, ErrCredentials)
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "hunter22")
	}
	_, _, err = CredentialCommand([]string{"/bin/echo", "hunter22"})(t.Context())
	require.ErrorContains(t, err, "it must hold USER:SECRET")
	require.NotContains(t, err.Error(), "hunter22")
	start := time.Now()
	tok, err = TokenCommand([]string{"/bin/sh", "-c", "echo left; sleep 30 & exit 0"})(t.Context())
	require.NoError(t, err, "what it leaves running is not waited for")
	require.Equal(t, "left", tok.Value)
	require.Less(t, time.Since(start), 20*time.Second)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = TokenCommand([]string{"/bin/sleep", "30"})(ctx)
	require.ErrorContains(t, err, "it was interrupted")
	c, err := New(Config{Tokens: TokenCommand([]string{"/bin/echo", "two words"}), Transport: serve(func(*http.Request) (*http.Response, error) { panic("asked") })})
	require.NoError(t, err)
	require.ErrorIs(t, ask(t, c), ErrCredentials)
}

func TestJWTLife(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	claim := func(s string) string { return "h." + base64.RawURLEncoding.EncodeToString([]byte(s)) + ".s" }
	for token, want := range map[string]time.Duration{
		claim(`{"exp":1800000060}`): time.Minute, claim(`{"exp":1799999999}`): 0, claim(`{"exp":"soon"}`): 0, claim(`{}`): 0, claim(`[`): 0,
		claim(`{"exp":1e300}`): 0, "a.b": 0, "a.!.c": 0, "": 0,
	} {
		require.Equal(t, want, jwtLife(token, now), token)
	}
}

func TestSystemdCredential(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "cloud"), []byte("SK1:word\n"), 0o600))
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	user, secret, err := CredentialAt("systemd:cloud")(t.Context())
	require.NoError(t, err)
	require.Equal(t, "SK1 word", user+" "+secret)
	for _, place := range []string{"systemd:", "systemd:../x", "systemd:..", "systemd:none"} {
		_, _, err = CredentialAt(place)(context.Background())
		require.Error(t, err, place)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", "")
	_, _, err = CredentialAt("systemd:cloud")(t.Context())
	require.ErrorContains(t, err, "LoadCredential=cloud:PATH")
	user, _, err = CredentialAt(filepath.Join(dir, "cloud"))(t.Context())
	require.NoError(t, err)
	require.Equal(t, "SK1", user)
}
