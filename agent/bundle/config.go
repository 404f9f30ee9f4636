package bundle

import (
	"net/url"

	"simagent/agent/config"
)

// Config prints a configuration without what may be a secret or a person's: of commands the program alone, of addresses
// the host, no list of SIMs. Files of secrets are named, and never read.
func Config(c config.Config, shorten func(iccid string) string) string {
	for _, u := range []*string{&c.Cloud.BaseURL, &c.Cloud.TokenURL, &c.Cloud.CallbackURL, &c.Report.URL} {
		*u = host(*u)
	}
	c.Cloud.TokenCommand, c.Alarm.Command = program(c.Cloud.TokenCommand), program(c.Alarm.Command)
	ids := make([]string, len(c.Want.ICCIDs))
	for i, id := range c.Want.ICCIDs {
		ids[i] = shorten(id)
	}
	c.Want.ICCIDs = ids
	return c.Print()
}

// host is an address without user, path and query.
func host(s string) string {
	u, err := url.Parse(s)
	switch {
	case s == "":
		return ""
	case err != nil || u.Host == "":
		return "…"
	case u.Path == "" && u.RawQuery == "" && u.User == nil && u.Fragment == "":
		return s
	}
	return u.Scheme + "://" + u.Host + "/…"
}

// program is a command without its arguments.
func program(command []string) []string {
	if len(command) < 2 {
		return command
	}
	return []string{command[0], "…"}
}
