package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"simagent/agent/config"
	"simagent/agent/route"
	"simagent/agent/supersim"
)

// cloud is the API client as the agent uses it.
type cloud struct{ *supersim.Client }

// BillingPeriod returns the current period, nil when the Sim has none.
func (c cloud) BillingPeriod(ctx context.Context, simSID string) (*supersim.BillingPeriod, error) {
	for p, err := range c.BillingPeriods(ctx, simSID) {
		if err != nil {
			return nil, err
		}
		return &p, nil
	}
	return nil, nil
}

// newCloud makes the client, which dials only by ways that the guard allows.
func newCloud(c config.Cloud, guard *route.Guard) (*cloud, error) {
	cfg := supersim.Config{
		BaseURL: c.BaseURL, Provider: c.Provider, Credentials: supersim.CredentialFile(c.Credentials),
		DialContext: guard.DialContext, UserAgent: "simagent/" + version,
	}
	if c.CAFile != "" {
		pem, err := os.ReadFile(c.CAFile)
		if err != nil {
			return nil, fmt.Errorf("cloud.ca_file: %w", err)
		}
		cfg.RootCAs = x509.NewCertPool()
		if !cfg.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("cloud.ca_file: %s holds no PEM certificate", c.CAFile)
		}
	}
	client, err := supersim.New(cfg)
	if err != nil {
		return nil, errors.New("cloud.base_url: " + strings.TrimPrefix(err.Error(), "cannot use base URL: "))
	}
	return &cloud{client}, nil
}

func newGuard(c config.Config, modem func() []string, log *slog.Logger) *route.Guard {
	return &route.Guard{Modem: modem, Via: c.Cloud.Via, Logger: log}
}
