package config

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"time"
	"unicode"
)

// Cloud is the Super SIM API.
type Cloud struct {
	Provider       string   `toml:"provider"`      // none, twilio or kore
	BaseURL        string   `toml:"base_url"`      // "" is the provider's
	TokenURL       string   `toml:"token_url"`     // of KORE; "" is the provider's
	Credentials    string   `toml:"credentials"`   // a file with USER:SECRET, or systemd:NAME
	TokenCommand   []string `toml:"token_command"` // a program that prints the credential instead
	CAFile         string   `toml:"ca_file"`       // PEM; "" is the system's
	Poll           Duration `toml:"poll"`
	Via            string   `toml:"via"`             // an interface, when the agent cannot prove the way
	PriceNote      string   `toml:"price_note"`      // said before what costs money
	Callback       string   `toml:"callback"`        // address to listen on for callbacks; "" does not
	CallbackURL    string   `toml:"callback_url"`    // as the vendor calls it
	CallbackSecret string   `toml:"callback_secret"` // a file with what callbacks are signed with
}

// Want is what the daemon may do to a Sim by itself: once, for these ICCIDs alone.
type Want struct {
	ICCIDs []string `toml:"iccids"`
	Status string   `toml:"status"` // "" or ready
	Fleet  string   `toml:"fleet"`  // SID or unique name
	Name   string   `toml:"name"`   // unique name for the Sim, when it has none
}

func (c Config) checkCloud() error {
	if err := oneOf("cloud.provider", c.Cloud.Provider, "none", "twilio", "kore"); err != nil {
		return err
	}
	if strings.ContainsFunc(c.Cloud.PriceNote, unicode.IsControl) || len(c.Cloud.PriceNote) > 200 {
		return errors.New("cloud.price_note: want one line of at most 200 bytes")
	}
	if c.Cloud.Provider == "none" {
		return nil
	}
	for _, k := range []struct{ name, value string }{{"cloud.base_url", c.Cloud.BaseURL}, {"cloud.token_url", c.Cloud.TokenURL}} {
		if u, err := url.Parse(k.value); k.value != "" && (err != nil || u.Host == "") {
			return errors.New(k.name + ": want https://HOST/v1 (http only for this machine itself)")
		}
	}
	switch {
	case len(c.Cloud.TokenCommand) > 0 && c.Cloud.Credentials != "":
		return errors.New("cloud.token_command: want either this or cloud.credentials")
	case len(c.Cloud.TokenCommand) > 0 && c.Cloud.TokenCommand[0] == "":
		return errors.New("cloud.token_command: want a program and its arguments, without any secret")
	case len(c.Cloud.TokenCommand) == 0 && c.Cloud.Credentials == "":
		return errors.New("cloud.credentials: want the path of a file with USER:SECRET that only its owner can read")
	}
	return between("cloud.poll", c.Cloud.Poll, time.Second, 7*24*time.Hour)
}

func (c Config) checkCallback() error {
	k := c.Cloud
	if k.Callback == "" {
		if k.CallbackURL != "" || k.CallbackSecret != "" {
			return errors.New("cloud.callback: want an address to listen on, such as 127.0.0.1:8080, since callback_url or callback_secret is set")
		}
		return nil
	}
	if k.Provider == "none" {
		return errors.New("cloud.callback: want a cloud.provider too")
	}
	if a, err := netip.ParseAddrPort(k.Callback); err != nil || a.Port() == 0 {
		return fmt.Errorf("cloud.callback: %q, want an IP address and port such as 127.0.0.1:8080", k.Callback)
	}
	if u, err := url.Parse(k.CallbackURL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil {
		return errors.New("cloud.callback_url: want the address by which the vendor reaches it, such as https://gateway.example.com/simagent")
	}
	if k.CallbackSecret == "" {
		return errors.New("cloud.callback_secret: want the path of a file with the secret that callbacks are signed with")
	}
	return nil
}

func (c Config) checkWant() error {
	w := c.Want
	if len(w.ICCIDs) == 0 {
		if w.Status != "" || w.Fleet != "" || w.Name != "" {
			return errors.New("desired.iccids: want the ICCIDs that this is for, each in full")
		}
		return nil
	}
	for _, id := range w.ICCIDs {
		if len(id) < 18 || len(id) > 22 || strings.Trim(id, "0123456789") != "" {
			return errors.New("desired.iccids: want ICCIDs in full, of 18 to 22 digits each")
		}
	}
	switch {
	case c.Cloud.Provider == "none":
		return errors.New("desired.iccids: want a cloud.provider too")
	case w.Status == "" && w.Fleet == "" && w.Name == "":
		return errors.New("desired: want a status, a fleet or a name")
	case w.Name != "" && len(w.ICCIDs) > 1:
		return errors.New("desired.name: want one ICCID only, since a name is unique")
	case strings.ContainsFunc(w.Name+w.Fleet, unicode.IsControl):
		return errors.New("desired.fleet, desired.name: want printable text")
	}
	// "active" costs money, and nobody would notice before the bill.
	return oneOf("desired.status", w.Status, "", "ready")
}
