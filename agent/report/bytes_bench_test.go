package report_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/report"
)

var (
	gateway = report.Device{Name: "gateway-7", SimSID: "HS00000000000000000000000000000001", ICCID: "89883070000000000000"}
	sentAt  = time.Unix(1_795_513_267, 0)
)

// BenchmarkReportBytes measures what one report is on the wire, by each route: "ip-B/report" are the bytes of all IP packets of
// both directions, close of the connection included, over a link with an MTU of 1,400. The baseline is a bare datagram of 60
// bytes, which must be 88. The receiver has an ECDSA certificate with its issuer beside it, and answers 204.
func BenchmarkReportBytes(b *testing.B) {
	l := newLink(b)
	payload, err := report.Encode(usualReport())
	require.NoError(b, err)
	body, err := report.EncodeJSON(usualReport(), gateway, sentAt)
	require.NoError(b, err)
	b.Logf("payload %d B, JSON %d B", len(payload), len(body))

	datagram := func(address string, payload []byte) func(*testing.B) {
		c := &report.IPCommand{Address: address, Interface: l.name, Linger: -1}
		return func(b *testing.B) {
			l.near(b, func() {
				_, err := c.Send(b.Context(), payload)
				require.NoError(b, err)
			})
		}
	}
	b.Run("udp-60B", l.measure(datagram("192.0.2.1:6969", make([]byte, 60))))
	b.Run("ip-command-ipv4", l.measure(datagram("192.0.2.1:6969", payload)))
	b.Run("ip-command-ipv6", l.measure(datagram("[2001:db8::1]:6969", payload)))

	roots, address := l.receiver(b)
	post := func(sessions tls.ClientSessionCache, curves ...tls.CurveID) func(*testing.B) {
		h := &report.HTTPS{URL: "https://" + address + "/report", Key: []byte("key"), Client: &http.Client{Transport: &http.Transport{
			DialContext:     l.dial(b),
			TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: "localhost", ClientSessionCache: sessions, CurvePreferences: curves},
		}}}
		warm := false
		return func(b *testing.B) {
			_, err := h.Send(b.Context(), body, sentAt)
			require.NoError(b, err)
			require.Equal(b, warm && sessions != nil, l.resumed.Load())
			warm = true
		}
	}
	b.Run("https-fresh", l.measure(post(nil)))
	b.Run("https-fresh-x25519", l.measure(post(nil, tls.X25519)))
	b.Run("https-resumed", l.measure(post(tls.NewLRUClientSessionCache(1))))
	b.Run("https-resumed-x25519", l.measure(post(tls.NewLRUClientSessionCache(1), tls.X25519)))
}

// usualReport is the usual report.
func usualReport() report.Payload {
	return report.Payload{
		Version: report.Schema, Sequence: 181, Boots: 14, Card: report.CardReady,
		Registration: new(uint8(5)), Attached: new(true), RAT: new(uint8(7)),
		RSRP: new(int16(-97)), DataLow: 183_200, DataHigh: new(uint64(184_224)),
		SMSSent: 1, SMSReceived: 1, Verdict: 50, Flags: report.FlagUnclean | report.FlagGuarding, Uptime: 4_572,
	}
}

// measure sends once to warm up, which also fetches the session that later ones resume, and then counts.
func (l *link) measure(send func(*testing.B)) func(*testing.B) {
	return func(b *testing.B) {
		send(b)
		l.settled(b)
		before := l.ipBytes(b)
		for b.Loop() {
			send(b)
		}
		l.settled(b)
		b.ReportMetric(float64(l.ipBytes(b)-before)/float64(b.N), "ip-B/report")
	}
}

// dial opens connections from the near side.
func (l *link) dial(b *testing.B) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (c net.Conn, err error) {
		l.near(b, func() { c, err = (&net.Dialer{KeepAlive: -1}).DialContext(ctx, network, address) })
		return c, err
	}
}

// receiver listens on the far side: datagrams, which it drops, and reports by HTTPS.
func (l *link) receiver(b *testing.B) (roots *x509.CertPool, address string) {
	cert, ca, err := agenttest.NewCA()
	require.NoError(b, err)
	roots = x509.NewCertPool()
	require.True(b, roots.AppendCertsFromPEM(ca))
	srv := &http.Server{
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}}, ErrorLog: log.New(io.Discard, "", 0),
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			l.resumed.Store(r.TLS.DidResume)
			w.WriteHeader(http.StatusNoContent)
		}),
	}
	srv.Protocols = new(http.Protocols)
	srv.Protocols.SetHTTP1(true)
	var tcp net.Listener
	l.far(b, func() { tcp, err = net.Listen("tcp4", "192.0.2.1:0") })
	require.NoError(b, err)
	done := make(chan struct{})
	go func() { // ends with the server; the cleanup waits
		defer close(done)
		_ = srv.ServeTLS(tcp, "", "")
	}()
	b.Cleanup(func() { _ = srv.Close(); <-done })
	return roots, netip.MustParseAddrPort(tcp.Addr().String()).String()
}
