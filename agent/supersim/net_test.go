package supersim

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/supersim/supersimtest"
)

// kindOf asks a server and gives the kind of network error that came of it.
func kindOf(t *testing.T, cfg Config) NetKind {
	t.Helper()
	c, err := New(cfg)
	require.NoError(t, err)
	_, _, err = c.SimByICCID(t.Context(), card)
	require.Error(t, err)
	require.NotContains(t, err.Error(), "8988307")
	e, ok := errors.AsType[*NetError](err)
	require.True(t, ok, err)
	require.Equal(t, netHints[e.Kind], Hint(err))
	return e.Kind
}

func TestOwnTransportOverTLS(t *testing.T) {
	cloud := supersimtest.New(supersimtest.Options{})
	cloud.AddSim(card)
	var states []tls.ConnectionState
	from := map[string]bool{}
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		states = append(states, *r.TLS)
		from[r.RemoteAddr] = true
		cloud.ServeHTTP(w, r)
	}))
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	defer srv.Close()
	roots := x509.NewCertPool()
	roots.AddCert(srv.Certificate())
	cfg := Config{BaseURL: srv.URL, RootCAs: roots, Credentials: fixed(supersimtest.AccountSID, supersimtest.AuthToken)}
	c, err := New(cfg)
	require.NoError(t, err)
	for range 2 {
		s, meta, err := c.SimByICCID(t.Context(), card)
		require.NoError(t, err)
		require.Equal(t, card, s.ICCID)
		require.False(t, meta.Date.IsZero())
		_, _, err = c.Sim(t.Context(), s.SID)
		require.NoError(t, err)
		c.Close()
	}
	require.Len(t, from, 2, "an errand needs one connection")
	states = []tls.ConnectionState{states[0], states[2]}
	require.Equal(t, tls.X25519, states[0].CurveID)
	require.False(t, states[0].DidResume)
	require.True(t, states[1].DidResume, "a resumed session costs fewer bytes")
	tr := c.rt.(*http.Transport)
	require.Nil(t, tr.Proxy, "whatever the environment says")
	require.EqualValues(t, tls.VersionTLS12, tr.TLSClientConfig.MinVersion)

	cfg.RootCAs = x509.NewCertPool()
	require.Equal(t, NetAuthority, kindOf(t, cfg))
	cfg.RootCAs = roots
	cfg.BaseURL = "https://elsewhere.test"
	cfg.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, srv.Listener.Addr().String())
	}
	require.Equal(t, NetName, kindOf(t, cfg))
}

func TestNetworkErrors(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	addr := l.Addr().String()
	l.Close()
	require.Equal(t, NetRefused, kindOf(t, Config{BaseURL: "http://" + addr}))

	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	require.Equal(t, NetTLS, kindOf(t, Config{BaseURL: "https://" + plain.Listener.Addr().String()}), "not TLS")

	for _, tc := range []struct {
		err  error
		kind NetKind
	}{
		{&net.DNSError{Err: "no such host", Name: "x", IsNotFound: true}, NetDNS},
		{&net.DNSError{Err: "i/o timeout", Name: "x", IsTimeout: true}, NetDNS},
		{&net.OpError{Op: "dial", Err: syscall.ENETUNREACH}, NetUnreachable},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, NetCut},
		{&net.OpError{Op: "dial", Err: syscall.ETIMEDOUT}, NetTimeout},
		{fmt.Errorf("x: %w", io.ErrUnexpectedEOF), NetCut},
		{context.DeadlineExceeded, NetTimeout},
		{x509.CertificateInvalidError{Reason: x509.Expired}, NetClock},
		{x509.CertificateInvalidError{Reason: x509.TooManyIntermediates}, NetTLS},
		{x509.SystemRootsError{}, NetNoRoots},
		{tls.AlertError(40), NetTLS},
		{errors.New("odd"), NetOther},
	} {
		wrapped := &url.Error{Op: "Get", URL: "https://x.test/?Iccid=" + card, Err: tc.err}
		require.Equal(t, tc.kind, kindOf(t, Config{Transport: serve(func(*http.Request) (*http.Response, error) { return nil, wrapped })}), "%v", tc.err)
	}
}

// A dialer that refuses a route must be heard, in words and by errors.Is; the URL that Go prints must not.
func TestRefusalOfTheDialer(t *testing.T) {
	route := errors.New("the only route is the modem's")
	c, err := New(Config{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, route }})
	require.NoError(t, err)
	_, _, err = c.SimByICCID(t.Context(), card)
	require.ErrorIs(t, err, route)
	require.EqualError(t, err, "cannot read Sim: the request failed: the only route is the modem's")

	c, err = New(Config{Transport: serve(func(r *http.Request) (*http.Response, error) {
		return nil, fmt.Errorf("deep: %w", &url.Error{Op: "Get", URL: r.URL.String(), Err: route})
	})})
	require.NoError(t, err)
	_, _, err = c.SimByICCID(t.Context(), card)
	require.ErrorIs(t, err, route)
	for e := err; e != nil; e = errors.Unwrap(e) {
		require.NotContains(t, e.Error(), "Iccid", "nowhere in the chain")
	}
}

// Plain http stays on loopback, even when a name or a dialer leads elsewhere.
func TestPlainHTTPStaysOnLoopback(t *testing.T) {
	ours, theirs := net.Pipe()
	defer theirs.Close()
	c, err := New(Config{BaseURL: "http://localhost", DialContext: func(context.Context, string, string) (net.Conn, error) {
		return elsewhere{ours}, nil
	}})
	require.NoError(t, err)
	_, _, err = c.SimByICCID(t.Context(), card)
	require.ErrorContains(t, err, "left the loopback interface")
}

type elsewhere struct{ net.Conn }

func (elsewhere) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 80} }
