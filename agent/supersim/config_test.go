package supersim

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestBaseURL(t *testing.T) {
	for in, want := range map[string]string{
		"": TwilioBaseURL, "https://supersim.twilio.com": TwilioBaseURL, "https://supersim.twilio.com/v1/": TwilioBaseURL,
		"https://x.test:8443/deep/v1": "https://x.test:8443/deep/v1", "http://127.0.0.1:80": "http://127.0.0.1:80/v1",
		"http://[::1]:80/v1": "http://[::1]:80/v1", "http://localhost/v1": "http://localhost/v1",
	} {
		c, err := New(Config{BaseURL: in})
		require.NoError(t, err, in)
		require.Equal(t, want, c.base.String())
	}
	for in, want := range map[string]string{
		"http://supersim.twilio.com/v1": "plain http", "http://127.0.0.1.evil.test": "plain http", "http://localhost.test": "plain http",
		"https://user:hunter22@x.test": "holds a user", "https://x.test/v1?key=hunter22": "holds a query", "https://x.test/v1?": "holds a query",
		"https://x.test/v1#hunter22": "holds a fragment", "https://x.test/v1#": "holds a fragment", "x.test/hunter22": "names no host",
		"ftp://x.test": "must begin with https://", "https:///v1": "names no host", "https:x.test": "names no host", "http://%zz": "is not a URL",
		"https://:443/v1": "names no host",
	} {
		_, err := New(Config{BaseURL: in})
		require.ErrorContains(t, err, want, in)
		require.NotContains(t, err.Error(), "hunter22")
	}
}

func TestBadConfig(t *testing.T) {
	for _, c := range []Config{{Provider: "acme"}, {Attempts: -1}, {TokenURL: "http://x.test", Provider: ProviderKore, Credentials: fixed("a", "b")},
		{Tokens: func(context.Context) (Token, error) { return Token{}, nil }, Credentials: fixed("a", "b")}, {PageSize: 101}, {PageSize: -1}, {MaxPages: -1}, {Timeout: -1}, {HeaderTimeout: -time.Second}} {
		_, err := New(c)
		require.Error(t, err)
	}
}
