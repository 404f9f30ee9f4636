package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
	"time"

	"simagent/agent/config"
	"simagent/agent/report"
	"simagent/agent/secret"
)

// postLimit bounds one report to the user's own address, name resolution included.
const postLimit = 30 * time.Second

// newPost makes the way to report.url: by what the guard of dial allows, one connection a report, sessions resumed.
func newPost(c config.Report, dial dialer) (func(ctx context.Context, body []byte, at time.Time) error, error) {
	if _, err := reportKey(c); err != nil {
		return nil, err
	}
	roots, err := authority("report.ca_file", c.CAFile)
	if err != nil {
		return nil, err
	}
	client := &http.Client{Transport: &http.Transport{
		DialContext: dial, DisableKeepAlives: true, TLSHandshakeTimeout: 15 * time.Second, MaxResponseHeaderBytes: 64 << 10,
		TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, CurvePreferences: []tls.CurveID{tls.X25519}, RootCAs: roots, ClientSessionCache: tls.NewLRUClientSessionCache(1)},
	}}
	return func(ctx context.Context, body []byte, at time.Time) error {
		key, err := reportKey(c) // it may have been changed
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(ctx, postLimit)
		defer cancel()
		_, err = (&report.HTTPS{URL: c.URL, Key: key, Client: client}).Send(ctx, body, at)
		return err
	}, nil
}

// reportKey reads what reports to report.url are signed with.
func reportKey(c config.Report) ([]byte, error) {
	path, err := secret.Place(c.Key)
	if err != nil {
		return nil, fmt.Errorf("cannot sign reports (report.key): %w", err)
	}
	b, err := secret.Read(path, "report key")
	if err != nil {
		return nil, fmt.Errorf("cannot sign reports (report.key): %w", err)
	}
	key := bytes.TrimSpace(b)
	if len(key) < 16 {
		return nil, fmt.Errorf("cannot sign reports (report.key): %s has %d characters, want 16 at least", path, len(key))
	}
	return key, nil
}

// authority reads the certificates that a key of the configuration names, nil for the system's.
func authority(key, file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s: %s holds no PEM certificate", key, file)
	}
	return pool, nil
}
