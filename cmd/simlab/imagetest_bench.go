package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"simagent/agent/agenttest"
)

// imageBench is the laboratory around a guest: the module on a unix socket, cloud and reports on this machine.
type imageBench struct {
	*bench
	modem   string // unix socket
	files   string // folder that becomes /etc/simagent
	config  string // file that becomes /etc/simagent.toml
	polls   polls
	servers sync.WaitGroup // joined by end
	end     func()
}

// newImageBench serves everything until end is called.
func newImageBench(ctx context.Context, dir string) (*imageBench, error) {
	ctx, cancel := context.WithCancel(ctx)
	b := &imageBench{modem: filepath.Join(dir, "modem.sock"), files: filepath.Join(dir, "etc")}
	flags := cloudFlags{listen: "127.0.0.1:0", scheduled: 300 * time.Millisecond, also: []net.IP{hostOfGuest}}
	inner, err := startBenchOn(ctx, flags, agenttest.Options{RegisterTime: 300 * time.Millisecond}, dir, b.serveModem)
	if err != nil {
		cancel()
		return nil, err
	}
	b.bench = inner
	b.end = func() { cancel(); b.stop(); b.servers.Wait() }
	b.lab.Cloud.AddFleet("lab")
	if err := b.serveReports(ctx); err != nil {
		b.end()
		return nil, err
	}
	return b, nil
}

// serveModem makes each connection a port of the module.
func (b *imageBench) serveModem(l *agenttest.Lab, ctx context.Context, ready func(string)) error {
	ln, err := net.Listen("unix", b.modem)
	if err != nil {
		return err
	}
	b.polls.metered = func() int64 { m := l.Metered(); return m.Up + m.Down }
	ready("")
	serveConns(ctx, ln, func(conn net.Conn) {
		b.polls.opened()
		_ = l.Modem.Serve(ctx, &watchedPort{Conn: conn, polls: &b.polls}) // QEMU was killed
	})
	return nil
}

// serveReports serves report.url over TLS, and writes what the guest needs into the folder that becomes its /etc/simagent.
func (b *imageBench) serveReports(ctx context.Context) error {
	cert, ca, err := agenttest.NewCA(hostOfGuest)
	if err != nil {
		return err
	}
	ln, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12})
	if err != nil {
		return err
	}
	b.info.ReportURL = "https://" + ln.Addr().String() + "/report"
	b.servers.Go(func() { _ = agenttest.ServeHTTP(ctx, ln, b.inbox) })
	if err := os.Mkdir(b.files, 0o700); err != nil {
		return err
	}
	for name, from := range map[string]string{"credential": b.info.Credentials, "ca.pem": b.info.CAFile, "report.key": b.info.ReportKey} {
		text, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(b.files, name), text, 0o600); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(b.files, "report-ca.pem"), ca, 0o600)
}

// configure writes the configuration of the guest, whose module is at port.
func (b *imageBench) configure(port string) error {
	there := func(url string) string { return strings.Replace(url, "127.0.0.1", hostOfGuest.String(), 1) }
	i := b.info
	i.Port, i.BaseURL, i.Credentials, i.CAFile = port, there(i.BaseURL), "/etc/simagent/credential", "/etc/simagent/ca.pem"
	text := i.text() + fmt.Sprintf("url = %q\nkey = \"/etc/simagent/report.key\"\nca_file = \"/etc/simagent/report-ca.pem\"\nip_command = false\n", there(i.ReportURL))
	b.config = filepath.Join(b.dir, "guest.toml")
	return os.WriteFile(b.config, []byte(text), 0o600)
}

// reported tells whether a report came over TLS.
func (b *imageBench) reported() bool {
	b.inbox.mu.Lock()
	defer b.inbox.mu.Unlock()
	for _, a := range b.inbox.list {
		if a.Route == "HTTPS" {
			return true
		}
	}
	return false
}

// polls is what the network had metered when the agent asked the module for its counters: the last time and the time
// before. What was metered then is what it answered, at least. The answer to the last question may have come to nobody, or
// not yet onto the disk.
type polls struct {
	metered func() int64

	mu     sync.Mutex
	before int64
	last   int64
	first  time.Time // when the first byte came since the port was opened
}

// opened is called for each connection.
func (p *polls) opened() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.first = time.Time{}
}

func (p *polls) heard() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.first.IsZero() {
		p.first = time.Now()
	}
}

func (p *polls) firstByte() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.first
}

func (p *polls) asked() {
	n := p.metered()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.before, p.last = p.last, n
}

// sure is what the agent has counted and kept for certain.
func (p *polls) sure() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.before
}

// watchedPort is the module's end of a port, which notes each question for its counters.
type watchedPort struct {
	net.Conn
	polls *polls
	tail  []byte // of what came, shorter than the question
}

// counterQuestion is how the laboratory's module, an EG25-G, is asked.
var counterQuestion = []byte("+QGDCNT?")

func (w *watchedPort) Read(b []byte) (int, error) {
	n, err := w.Conn.Read(b)
	if n > 0 {
		w.polls.heard()
	}
	w.tail = append(w.tail, b[:n]...)
	if bytes.Contains(w.tail, counterQuestion) {
		w.polls.asked()
		w.tail = nil
	}
	w.tail = w.tail[max(len(w.tail)-len(counterQuestion)+1, 0):]
	if errors.Is(err, net.ErrClosed) {
		err = io.EOF
	}
	return n, err
}
