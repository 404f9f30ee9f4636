package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"simagent/agent"
	"simagent/agent/config"
	"simagent/agent/secret"
	"simagent/agent/supersim"
)

// listenCallbacks listens where cloud.callback says; nil when it says nothing.
func listenCallbacks(c config.Cloud) (net.Listener, error) {
	if c.Callback == "" {
		return nil, nil
	}
	if _, err := secret.Read(c.CallbackSecret, "callback secret"); err != nil {
		return nil, fmt.Errorf("cannot serve callbacks (cloud.callback_secret): %w", err)
	}
	l, err := net.Listen("tcp", c.Callback)
	if err != nil {
		return nil, fmt.Errorf("cannot listen for callbacks (cloud.callback): %w", err)
	}
	return l, nil
}

// serveCallbacks takes the vendor's callbacks until ctx ends.
func (d *daemon) serveCallbacks(ctx context.Context, a *agent.Agent, l net.Listener) error {
	c := d.cfg.Cloud
	h, err := supersim.CallbackHandler(supersim.CallbackConfig{
		URL: c.CallbackURL,
		Secret: func() (string, error) {
			b, err := secret.Read(c.CallbackSecret, "callback secret")
			return strings.TrimSpace(string(b)), err
		},
		Handle: func(e supersim.CallbackEvent) {
			d.log.Info("called back", "about", e.Kind, "status", e.Status)
			if e.Kind == supersim.CallbackSim {
				a.CalledBack(e.SimSID)
			}
		},
		Now:     a.CloudTime,
		Refused: (&refusals{log: d.log, what: "a callback was refused: "}).note,
	})
	if err != nil {
		_ = l.Close()
		return err
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, IdleTimeout: 30 * time.Second, MaxHeaderBytes: 16 << 10}
	stop := context.AfterFunc(ctx, func() { _ = srv.Close() })
	defer stop()
	if err := srv.Serve(&fewConns{Listener: l, free: make(chan struct{}, callbackConns)}); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("cannot serve callbacks: %w", err)
	}
	return nil
}

// callbackConns is how many may call at once: a vendor needs one or two, and anybody can reach a public address.
const callbackConns = 16

// fewConns accepts a connection only while few are open.
type fewConns struct {
	net.Listener
	free chan struct{}
}

func (l *fewConns) Accept() (net.Conn, error) {
	l.free <- struct{}{}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.free
		return nil, err
	}
	return &fewConn{Conn: c, free: l.free}, nil
}

type fewConn struct {
	net.Conn
	once sync.Once
	free chan struct{}
}

func (c *fewConn) Close() error {
	c.once.Do(func() { <-c.free })
	return c.Conn.Close()
}

// refusals says what was refused once a minute at most: whoever can reach the address could fill a disk.
type refusals struct {
	log  *slog.Logger
	what string

	mu    sync.Mutex
	said  time.Time
	since int // refused and not said
}

func (r *refusals) note(why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.since++; time.Since(r.said) < time.Minute {
		return
	}
	r.log.Warn(r.what+why, "since", r.since)
	r.said, r.since = time.Now(), 0
}
