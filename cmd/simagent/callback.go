package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
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
		Refused: func(why string) { d.log.Warn("a callback was refused: " + why) },
	})
	if err != nil {
		_ = l.Close()
		return err
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, IdleTimeout: 30 * time.Second, MaxHeaderBytes: 16 << 10}
	stop := context.AfterFunc(ctx, func() { _ = srv.Close() })
	defer stop()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("cannot serve callbacks: %w", err)
	}
	return nil
}
