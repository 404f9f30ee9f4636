package report

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCheckURL(t *testing.T) {
	for _, good := range []string{"https://reports.example.com/simagent?site=7", "https://192.0.2.1:8443", "http://localhost:8080/report",
		"http://127.0.0.1:8080", "http://[::1]:8080/x", "HTTPS://EXAMPLE.com/"} {
		require.NoError(t, CheckURL(good), good)
	}
	for bad, want := range map[string]string{
		"":                           "is not an address",
		"reports.example.com":        "is not an address",
		"https://":                   "is not an address",
		"https://:443/":              "is not an address",
		"https:reports":              "is not an address",
		"https://h/%zz":              "is not an address",
		"https://me:pass@h/":         "must not hold a user",
		"https://h/#part":            "must not hold a #",
		"http://reports.example.com": "must be https",
		"http://192.0.2.1/":          "must be https",
		"http://localhost.example/":  "must be https",
		"ftp://127.0.0.1/":           "must be https",
	} {
		err := CheckURL(bad)
		require.ErrorContains(t, err, "the report URL "+want, bad)
		require.NotContains(t, err.Error(), "pass@")
	}
}

// answering is a server that answers every request in one way, and remembers the last one.
func answering(t *testing.T, answer http.HandlerFunc) (h *HTTPS, host string, got *http.Request, body *string) {
	got, body = &http.Request{}, new(string)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		*got, *body = *r, string(b)
		answer(w, r)
	}))
	t.Cleanup(srv.Close)
	return &HTTPS{URL: srv.URL + "/secret-path?token=secret", Key: signKey, Client: srv.Client()}, strings.TrimPrefix(srv.URL, "http://"), got, body
}

func TestHTTPSSend(t *testing.T) {
	h, _, got, body := answering(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	answered, err := h.Send(t.Context(), signBody, sentAt)
	require.NoError(t, err)
	require.True(t, answered)
	require.Equal(t, "POST /secret-path?token=secret", got.Method+" "+got.RequestURI)
	require.Equal(t, string(signBody), *body)
	require.EqualValues(t, len(signBody), got.ContentLength)
	require.True(t, got.Close, "the connection is not kept")
	require.Equal(t, "application/json", got.Header.Get("Content-Type"))
	require.NoError(t, Verify(signKey, got.Header.Get(SignatureHeader), signBody, sentAt, 0))

	_, err = h.Send(t.Context(), signBody, time.Time{})
	require.NoError(t, err)
	require.Contains(t, got.Header.Get(SignatureHeader), "t=0,")
}

func TestHTTPSAnswers(t *testing.T) {
	for _, c := range []struct {
		status  int
		after   string
		refused bool
		wait    time.Duration
		want    string
	}{
		{302, "", true, 0, "the server sends it elsewhere, which is not followed (HTTP 302)"},
		{400, "", true, 0, "the server refuses it (HTTP 400)"},
		{403, "", true, 0, "the server refuses it (HTTP 403)"},
		{408, "", false, 0, "the server is not ready for it (HTTP 408)"},
		{429, "120", false, 2 * time.Minute, "the server is not ready for it (HTTP 429); it asks to wait 120 s"},
		{500, "", false, 0, "the server fails (HTTP 500)"},
		{503, "Tue, 24 Nov 2026 10:41:07 GMT", false, time.Hour, "the server fails (HTTP 503); it asks to wait 3600 s"},
		{599, "nonsense", false, 0, "the server fails (HTTP 599)"},
	} {
		h, host, _, _ := answering(t, func(w http.ResponseWriter, r *http.Request) {
			require.NotEqual(t, "/elsewhere", r.URL.Path)
			w.Header().Set("Location", "/elsewhere")
			w.Header().Set("Date", "Tue, 24 Nov 2026 09:41:07 GMT")
			if c.after != "" {
				w.Header().Set("Retry-After", c.after)
			}
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, "secret")
		})
		answered, err := h.Send(t.Context(), signBody, sentAt)
		require.True(t, answered)
		require.EqualError(t, err, "cannot send report to "+host+": "+c.want)
		e, ok := errors.AsType[*StatusError](err)
		require.True(t, ok)
		require.Equal(t, StatusError{host, c.status, c.wait}, *e)
		require.Equal(t, c.refused, e.Refused(), c.status)
	}
}

// An endless answer is not read to its end, and one that breaks off after its status has still acknowledged.
func TestHTTPSAnswerIsBounded(t *testing.T) {
	written := make(chan int, 1)
	h, _, _, _ := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		n := 0
		for {
			m, err := w.Write(make([]byte, 1<<20))
			if n += m; err != nil {
				break
			}
		}
		written <- n
	})
	answered, err := h.Send(t.Context(), signBody, sentAt)
	require.NoError(t, err)
	require.True(t, answered)
	<-written // the server saw the end of the connection

	h, _, _, _ = answering(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "x")
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
	answered, err = h.Send(t.Context(), signBody, sentAt)
	require.NoError(t, err)
	require.True(t, answered)
}

func TestHTTPSFaults(t *testing.T) {
	cut, cutHost, _, _ := answering(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	garbage, garbageHost, _, _ := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := http.NewResponseController(w).Hijack()
		require.NoError(t, err)
		_, _ = io.WriteString(c, "secret is 89883070000000000000\r\n\r\n")
		c.Close()
	})
	dead, deadHost, _, _ := answering(t, func(http.ResponseWriter, *http.Request) {})
	dead.Client.Transport.(*http.Transport).DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, "127.0.0.1:0")
	}
	why := errors.New("no way that is\nnot the modem's")
	bound, boundHost, _, _ := answering(t, func(http.ResponseWriter, *http.Request) {})
	bound.Client.Transport.(*http.Transport).DialContext = func(context.Context, string, string) (net.Conn, error) { return nil, why }
	tlsServer := httptest.NewUnstartedServer(http.NotFoundHandler())
	tlsServer.Config.ErrorLog = log.New(io.Discard, "", 0)
	tlsServer.StartTLS()
	t.Cleanup(tlsServer.Close)
	tlsHost := strings.TrimPrefix(tlsServer.URL, "https://")
	named := tlsServer.Client()
	named.Transport.(*http.Transport).TLSClientConfig.ServerName = "other.invalid"
	past := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{
		RootCAs: named.Transport.(*http.Transport).TLSClientConfig.RootCAs, Time: func() time.Time { return time.Unix(-1, 0) }}}}

	for want, h := range map[string]*HTTPS{
		cutHost + ": the connection was cut before an answer":           cut,
		garbageHost + ": the answer is not HTTP":                        garbage,
		deadHost + ": the connection is refused":                        dead,
		boundHost + ": no way that is not the modem's":                  bound,
		tlsHost + ": its certificate is not trusted here":               {tlsServer.URL, signKey, &http.Client{Transport: &http.Transport{}}},
		tlsHost + ": its certificate is for another host":               {tlsServer.URL, signKey, named},
		tlsHost + ": its certificate is not valid at this board's time": {tlsServer.URL, signKey, past},
		cutHost + ": it does not speak TLS":                             {strings.Replace(cut.URL, "http:", "https:", 1), signKey, cut.Client},
		cutHost + ": there is no key to sign it with":                   {cut.URL, nil, cut.Client},
		cutHost + ": there is no way to it":                             {cut.URL, signKey, nil},
	} {
		answered, err := h.Send(t.Context(), signBody, sentAt)
		require.EqualError(t, err, "cannot send report to "+want)
		require.False(t, answered)
	}
	_, err := bound.Send(t.Context(), signBody, sentAt)
	require.ErrorIs(t, err, why, "the dialer's word can be tested for")
	_, err = (&HTTPS{URL: "https://me:secret@h"}).Send(t.Context(), signBody, sentAt)
	require.EqualError(t, err, "cannot send report: the report URL must not hold a user or a password")
}

func TestHTTPSIsGivenUp(t *testing.T) {
	asked := make(chan struct{})
	h, host, _, _ := answering(t, func(_ http.ResponseWriter, r *http.Request) {
		close(asked)
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { // ends with the request
		<-asked
		cancel()
	}()
	answered, err := h.Send(ctx, signBody, sentAt)
	require.False(t, answered)
	require.ErrorIs(t, err, context.Canceled)
	require.EqualError(t, err, "cannot send report to "+host+": it was given up")

	late, stop := context.WithDeadline(t.Context(), time.Unix(1, 0))
	defer stop()
	_, err = h.Send(late, signBody, sentAt)
	require.EqualError(t, err, "cannot send report to "+host+": no answer in time")
}
