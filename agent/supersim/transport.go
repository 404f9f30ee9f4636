package supersim

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"time"
)

// keptFor is how long a connection waits for the next request of the same errand. An idle one sends nothing meanwhile, and
// is closed before it costs anything.
const keptFor = 10 * time.Second

// transport is made for few bytes: a connection serves the requests of one errand and is closed then, because the
// keep-alives of an idle one cost more than a new one; one small key share, because the post-quantum one adds more than
// 2 KB to each handshake; sessions are resumed.
func transport(c Config, plain bool) *http.Transport {
	dial := c.DialContext
	if dial == nil {
		// A negative KeepAlive turns the probes of the kernel off.
		dial = (&net.Dialer{Timeout: 15 * time.Second, KeepAlive: -1}).DialContext
	}
	if plain {
		dial = onlyLoopback(dial)
	}
	dial = marked(dial)
	return &http.Transport{
		Proxy:                  c.Proxy,
		DialContext:            dial,
		IdleConnTimeout:        keptFor,
		MaxIdleConnsPerHost:    1,
		TLSHandshakeTimeout:    15 * time.Second,
		ResponseHeaderTimeout:  c.HeaderTimeout,
		MaxResponseHeaderBytes: 64 << 10,
		TLSClientConfig: &tls.Config{
			MinVersion:         tls.VersionTLS12,
			CurvePreferences:   []tls.CurveID{tls.X25519},
			RootCAs:            c.RootCAs,
			ClientSessionCache: tls.NewLRUClientSessionCache(4),
		},
	}
}

// marked marks errors, so that it is known that nothing was sent.
func marked(dial func(context.Context, string, string) (net.Conn, error)) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, &dialError{err}
		}
		return conn, nil
	}
}

// onlyLoopback guards plain http: a name such as localhost may resolve to anything.
func onlyLoopback(dial func(context.Context, string, string) (net.Conn, error)) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		if a, ok := conn.RemoteAddr().(*net.TCPAddr); ok && !a.IP.IsLoopback() {
			conn.Close()
			return nil, errors.New("plain http left the loopback interface")
		}
		return conn, nil
	}
}
