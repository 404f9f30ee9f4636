package config

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"unicode"
)

// Metrics are figures for Prometheus.
type Metrics struct {
	Listen   string `toml:"listen"`   // loopback IP:PORT, or the path of a unix socket; "" does not
	Textfile string `toml:"textfile"` // of node_exporter's collector; "" writes none
}

// Page is the status page.
type Page struct {
	Listen string   `toml:"listen"` // IP:PORT; "" does not
	Token  string   `toml:"token"`  // a file with what a visitor must know, or systemd:NAME; "" is none
	Hosts  []string `toml:"hosts"`  // names it may be reached by, besides those that are known
}

func (c Config) checkMetrics() error {
	l := c.Metrics.Listen
	a, err := netip.ParseAddrPort(l)
	address := err == nil && a.Port() != 0 && a.Addr().IsLoopback()
	path := len(l) <= 100 && strings.HasPrefix(l, "/") && !strings.ContainsFunc(l, unicode.IsControl) // sun_path has 108 bytes, unix(7)
	if l != "" && !address && !path {
		return fmt.Errorf("metrics.listen: %q, want an address of loopback such as 127.0.0.1:9808, or the path of a unix socket", l)
	}
	if f := c.Metrics.Textfile; f != "" && !strings.HasSuffix(f, ".prom") {
		return fmt.Errorf("metrics.textfile: %q, want a path that ends in .prom: the collector reads no others", f)
	}
	return devicePath("metrics.textfile", c.Metrics.Textfile, "/var/lib/prometheus/node-exporter/simagent.prom")
}

func (c Config) checkPage() error {
	p := c.Page
	if p.Listen == "" {
		if p.Token != "" || len(p.Hosts) > 0 {
			return errors.New("page.listen: want an address such as 127.0.0.1:8088, since page.token or page.hosts is set")
		}
		return nil
	}
	a, err := netip.ParseAddrPort(p.Listen)
	if err != nil || a.Port() == 0 {
		return fmt.Errorf("page.listen: %q, want an IP address and port such as 127.0.0.1:8088", p.Listen)
	}
	if p.Token == "" && !a.Addr().IsLoopback() {
		return fmt.Errorf("page.token: want the path of a file with what a visitor must know, since others can reach %s", p.Listen)
	}
	for _, h := range p.Hosts {
		if h == "" || strings.Trim(strings.ToLower(h), "abcdefghijklmnopqrstuvwxyz0123456789.-_") != "" {
			return fmt.Errorf("page.hosts: %q, want names without a port, such as gateway.example.com", h)
		}
	}
	return nil
}
