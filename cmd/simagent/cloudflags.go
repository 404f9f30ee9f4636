package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"simagent/agent/config"
	"simagent/agent/meter"
	"simagent/agent/supersim"
	"simagent/atcmd/ports"
)

// cloudFlags are what all commands have in common that ask the cloud themselves.
type cloudFlags struct {
	file  string
	cloud config.Cloud // what the flags say; "" leaves it to the file
	json  bool
	ids   bool   // in full
	alone bool   // the file says nothing about the cloud that is asked
	etc   string // folder of the instances' configurations; "" is the unit's

	finder ports.Finder
}

// register adds the flags to a command, or to all below it.
func (c *cloudFlags) register(cmd *cobra.Command, below bool) {
	fs := cmd.Flags()
	if below {
		fs = cmd.PersistentFlags()
	}
	c.where(fs)
	fs.BoolVar(&c.json, "json", false, "print what the API sent, for programs; ids in full")
	fs.BoolVar(&c.ids, "show-ids", false, "print ICCIDs and SIDs in full; they are personal data")
}

// where adds the flags that say which cloud.
func (c *cloudFlags) where(fs interface {
	StringVar(to *string, name, value, usage string)
}) {
	for _, v := range []struct {
		to          *string
		name, usage string
	}{
		{&c.file, "config", "TOML `FILE` of the daemon, whose [cloud] is asked"},
		{&c.cloud.Provider, "provider", "`VENDOR`: twilio or kore"},
		{&c.cloud.Credentials, "credentials", "`FILE` with USER:SECRET that only its owner can read"},
		{&c.cloud.BaseURL, "base-url", "`URL` of the API, if not the provider's own"},
		{&c.cloud.TokenURL, "token-url", "`URL` of KORE's tokens, if not its own"},
		{&c.cloud.CAFile, "ca-file", "PEM `FILE` of the issuers to trust, if not the system's"},
		{&c.cloud.Via, "via", "`INTERFACE` to leave by: your word that it is not the modem's"},
	} {
		fs.StringVar(v.to, v.name, "", v.usage)
	}
}

// names tells whether a flag names a cloud, or a file that may.
func (c *cloudFlags) names() bool {
	k := &c.cloud
	return c.file != "" || k.Provider != "" || k.Credentials != "" || k.BaseURL != "" || k.TokenURL != "" || k.CAFile != ""
}

const cannotAsk = "cannot ask the cloud: "

var errNoCloud = errors.New(cannotAsk + `none is configured; add --config FILE
(the daemon's, with a [cloud] section), or
--provider twilio --credentials FILE (USER:SECRET, mode 600)`)

// find takes the configuration of the only instance if no flag names a cloud, and says on w that it does.
func (c *cloudFlags) find(w io.Writer, run string) error {
	if c.names() {
		return nil
	}
	path, err := instanceConfig(run, rootsFolder, cmp.Or(c.etc, rootsConfig))
	if err != nil || path == "" {
		return err
	}
	c.file = path
	_, err = fmt.Fprintln(w, "Cloud: that of "+path)
	return err
}

// config is the file's configuration with what the flags say over it.
func (c *cloudFlags) config() (cfg config.Config, err error) {
	cfg, c.alone = config.Default(), c.file == ""
	if c.file != "" {
		if cfg, err = config.Load(c.file); err != nil {
			return cfg, err
		}
	}
	k, said := &cfg.Cloud, &c.cloud
	if said.Provider != "" && said.Provider != k.Provider {
		// A credential must not go to another vendor than its own, and addresses are of no use there.
		*k, c.alone = config.Cloud{Provider: said.Provider, Poll: k.Poll, Via: k.Via}, true
	}
	if said.Credentials != "" {
		k.Credentials, k.TokenCommand = said.Credentials, nil
	}
	over(&k.BaseURL, said.BaseURL)
	over(&k.TokenURL, said.TokenURL)
	over(&k.CAFile, said.CAFile)
	over(&k.Via, said.Via)
	switch {
	case k.Provider == supersim.ProviderTwilio, k.Provider == supersim.ProviderKore:
		return cfg, c.named(cfg.Check())
	case said.Provider != "" && said.Provider != "none":
		err = errors.New(cannotAsk + "--provider must be twilio or kore")
	case said.Credentials != "":
		err = errors.New(cannotAsk + "say whose credential that is: --provider twilio, or --provider kore")
	default:
		err = errNoCloud
	}
	return cfg, err
}

func over(to *string, said string) {
	if said != "" {
		*to = said
	}
}

// named says the flag instead of the file's key where that is what a person can mend.
func (c *cloudFlags) named(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	key, rest, _ := strings.Cut(strings.TrimPrefix(text, "cloud."), ":")
	said := ""
	switch key {
	case "base_url":
		said = c.cloud.BaseURL
	case "token_url":
		said = c.cloud.TokenURL
	case "credentials":
		said = c.cloud.Credentials
	case "ca_file":
		said = c.cloud.CAFile
	default: // no flag of ours
		return errors.New(cannotAsk + text)
	}
	if said != "" || c.alone {
		text = "--" + strings.ReplaceAll(key, "_", "-") + ":" + rest
	}
	return errors.New(cannotAsk + text)
}

// modemInterfaces names the interfaces of all modules that are plugged in, and of the configured one: no daemon needs to
// run for the guard to know what it must not leave by.
func (c *cloudFlags) modemInterfaces(cfg *config.Config) []string {
	var names []string
	if cfg.Meter.Interface != "" {
		names = append(names, cfg.Meter.Interface)
	}
	if cfg.Modem.Port != "" {
		more, _ := (meter.Interface{Sysfs: c.finder.Sysfs}).OfPort(cfg.Modem.Port) // a port that is away has none
		names = append(names, more...)
	}
	list, _ := c.finder.List() // without sysfs the guard proves nothing, and refuses
	for i := range list {
		if p := &list[i]; p.USB() && p.Module != "" {
			names = append(names, c.finder.Networks(p.USBPath)...)
		}
	}
	return names
}
