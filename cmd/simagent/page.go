package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"simagent/agent/config"
	"simagent/agent/local"
	"simagent/agent/metrics"
	webpage "simagent/agent/page"
	"simagent/agent/secret"
)

// faces are what people and Prometheus look at; nil is what is switched off.
type faces struct {
	page    net.Listener
	metrics net.Listener
}

// openFaces listens where the configuration says.
func openFaces(c config.Config) (f faces, err error) {
	if c.Page.Listen != "" {
		if c.Page.Token != "" {
			if _, err := pageToken(c.Page.Token); err != nil {
				return f, fmt.Errorf("cannot serve the page (page.token): %w", err)
			}
		}
		if f.page, err = listenPage(c.Page.Listen); err != nil {
			return f, fmt.Errorf("cannot listen for the page (page.listen): %w", err)
		}
	}
	if at := c.Metrics.Listen; at != "" {
		if at[0] == '/' {
			f.metrics, err = local.ListenUnix(at)
		} else {
			f.metrics, err = net.Listen("tcp", at)
		}
		if err != nil {
			if f.page != nil {
				_ = f.page.Close()
			}
			return f, fmt.Errorf("cannot listen for metrics (metrics.listen): %w", err)
		}
	}
	return f, nil
}

// goneAfter is after how long a visitor who acknowledges nothing has gone, in milliseconds. The kernel alone would take a quarter
// of an hour (tcp(7), tcp_retries2), and eight telephones that left the Wi-Fi would keep the page from being live for others.
const goneAfter = 30_000

// listenPage listens with connections that end so soon.
func listenPage(at string) (net.Listener, error) {
	lc := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) {
			_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, goneAfter) // without it, it takes longer
		})
	}}
	lc.SetMultipathTCP(false) // it has no such option
	return lc.Listen(context.Background(), "tcp", at)
}

// notByModem accepts nothing that comes by the modem's own interface: whoever could send there would spend the SIM's bytes.
type notByModem struct {
	net.Listener
	modem   func() []string // names of its interfaces now
	refused func(why string)
}

func (l *notByModem) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil || !l.byModem(c.LocalAddr()) {
			return c, err
		}
		_ = c.Close()
		l.refused("it came by the modem")
	}
}

func (l *notByModem) byModem(at net.Addr) bool {
	to, ok := at.(*net.TCPAddr)
	for _, name := range l.modem() {
		i, err := net.InterfaceByName(name)
		if err != nil || !ok {
			continue
		}
		list, _ := i.Addrs() // none has no visitors
		for _, a := range list {
			if n, ok := a.(*net.IPNet); ok && n.IP.Equal(to.IP) {
				return true
			}
		}
	}
	return false
}

// pageToken reads what a visitor must know.
func pageToken(place string) (string, error) {
	path, err := secret.Place(place)
	if err != nil {
		return "", err
	}
	b, err := secret.Read(path, "page token")
	if err != nil {
		return "", err
	}
	token := strings.TrimSpace(string(b))
	if len(token) < webpage.LeastToken {
		return "", fmt.Errorf("the page token has fewer than %d characters; a good one: head -c 18 /dev/urandom | base64", webpage.LeastToken)
	}
	return token, nil
}

// How many may look at the same time: a browser opens up to six connections.
const (
	pageConns    = 32
	metricsConns = 8
)

// serveFaces serves what is switched on until ctx ends; wg waits for it.
func (d *daemon) serveFaces(ctx context.Context, wg *sync.WaitGroup, src webpage.Source) {
	refused := func(what string) func(string) {
		r := &refusals{log: d.log, what: what}
		return r.note
	}
	if l := d.faces.page; l != nil {
		o := webpage.Options{Hosts: append(ownNames(), d.cfg.Page.Hosts...), Refused: refused("a visitor of the page was refused: ")}
		if at, ok := l.Addr().(*net.TCPAddr); ok && !at.IP.IsLoopback() {
			l = &notByModem{l, d.opener.interfaces, o.Refused}
		}
		if place := d.cfg.Page.Token; place != "" {
			o.Token = func() (string, error) { return pageToken(place) }
		}
		d.face(ctx, wg, "the page", &fewConns{Listener: l, free: make(chan struct{}, pageConns)}, d.trimmed(webpage.New(src, o)))
	}
	if l := d.faces.metrics; l != nil {
		h := metrics.Handler(src.Status)
		if l.Addr().Network() != "unix" { // no browser gets at a socket of a file system
			h = webpage.Guard(ownNames(), refused("a reader of the metrics was refused: "), h)
		}
		d.face(ctx, wg, "metrics", &fewConns{Listener: l, free: make(chan struct{}, metricsConns)}, h)
	}
	if path := d.cfg.Metrics.Textfile; path != "" {
		wg.Go(func() { (&textfile{path: path, log: d.log}).run(ctx, src.Status) })
	}
}

// trimmed gives the memory back that a visitor needed, once they have gone.
func (d *daemon) trimmed(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer d.memory.busy()
		h.ServeHTTP(w, r)
	})
}

// ownNames are this host's, as it is called on its own network.
func ownNames() []string {
	host, err := os.Hostname()
	if err != nil || host == "" {
		return nil
	}
	return []string{host, host + ".local"}
}

// face serves one of them. That it fails is no reason to stop.
func (d *daemon) face(ctx context.Context, wg *sync.WaitGroup, what string, l net.Listener, h http.Handler) {
	d.log.Info("serves "+what, "address", l.Addr().String())
	srv := &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 15 * time.Second, IdleTimeout: 30 * time.Second, MaxHeaderBytes: 16 << 10,
		BaseContext: func(net.Listener) context.Context { return ctx }, // streams end with it
		ErrorLog:    slog.NewLogLogger(d.log.Handler(), slog.LevelDebug),
	}
	wg.Go(func() {
		stop := context.AfterFunc(ctx, func() { _ = srv.Close() })
		defer stop()
		if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			d.log.Error(fmt.Sprintf("cannot serve %s: %v", what, err))
		}
	})
}
