package supersim

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/supersim/supersimtest"
)

const (
	card  = "89883070000000000001"
	hsSID = "HS00000000000000000000000000000001"
)

// onCloud is a client of an emulated cloud, in memory.
func onCloud(t *testing.T, opt supersimtest.Options, more ...func(*Config)) (*Client, *supersimtest.Cloud) {
	t.Helper()
	cloud := supersimtest.New(opt)
	cfg := Config{Transport: cloud.RoundTripper(), Credentials: fixed(supersimtest.KeySID, supersimtest.KeySecret)}
	for _, f := range more {
		f(&cfg)
	}
	c, err := New(cfg)
	require.NoError(t, err)
	return c, cloud
}

func fixed(user, secret string) Credentials {
	return func(context.Context) (string, string, error) { return user, secret, nil }
}

// serve is a RoundTripper made of a function.
type serve func(*http.Request) (*http.Response, error)

func (f serve) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// body answers with a body and, in pairs, header fields.
func body(status int, s string, header ...string) *http.Response {
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(s))}
}

// answering is a client whose server always answers so.
func answering(t *testing.T, status int, s string, header ...string) *Client {
	t.Helper()
	c, err := New(Config{Credentials: fixed("SKuser", "very-secret-word"), Transport: serve(func(*http.Request) (*http.Response, error) {
		return body(status, s, header...), nil
	})})
	require.NoError(t, err)
	return c
}
