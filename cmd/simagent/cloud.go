package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"

	"simagent/agent/config"
	"simagent/agent/route"
	"simagent/agent/supersim"
)

// dialer opens connections by ways that a guard allows.
type dialer func(ctx context.Context, network, addr string) (net.Conn, error)

// newCloud makes the client. attempts is how often a call is tried.
func newCloud(c config.Cloud, dial dialer, attempts int) (*supersim.Client, error) {
	cfg := supersim.Config{
		BaseURL: c.BaseURL, TokenURL: c.TokenURL, Provider: c.Provider, Attempts: attempts,
		DialContext: dial, UserAgent: "simagent/" + version,
	}
	switch {
	case len(c.TokenCommand) == 0:
		cfg.Credentials = supersim.CredentialAt(c.Credentials)
	case c.Provider == supersim.ProviderTwilio:
		cfg.Credentials = supersim.CredentialCommand(c.TokenCommand)
	default:
		cfg.Tokens = supersim.TokenCommand(c.TokenCommand)
	}
	var err error
	if cfg.RootCAs, err = authority("cloud.ca_file", c.CAFile); err != nil {
		return nil, err
	}
	client, err := supersim.New(cfg)
	if err != nil {
		return nil, errors.New(keyed(err.Error()))
	}
	return client, nil
}

// keyed names the key instead of the thing in an error about an address.
func keyed(text string) string {
	return strings.NewReplacer("cannot use base URL: ", "cloud.base_url: ", "cannot use token URL: ", "cloud.token_url: ").Replace(text)
}

func newGuard(c config.Config, modem func() []string, log *slog.Logger) *route.Guard {
	return &route.Guard{Modem: modem, Via: c.Cloud.Via, Logger: log}
}
