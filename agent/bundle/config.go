package bundle

import (
	"net/url"
	"path/filepath"
	"strings"

	"simagent/agent/config"
)

// Config prints a configuration without what may be a secret or a person's: of commands the program alone, of addresses
// the host, no list of SIMs. Files of secrets are named, and never read; exists tells whether a path does.
func Config(c config.Config, shorten func(iccid string) string, exists func(path string) bool) string {
	for _, v := range secretFiles(&c) {
		if pasted(*v, exists) {
			*v = "…"
		}
	}
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

// Pasted are secrets that stand where the path of their file belongs, as happens to who takes page.token for the token. Error
// texts may have them, too.
func Pasted(c config.Config, exists func(path string) bool) (list []string) {
	for _, v := range secretFiles(&c) {
		if pasted(*v, exists) {
			list = append(list, *v)
		}
	}
	return list
}

func secretFiles(c *config.Config) []*string {
	return []*string{&c.SIM.PINFile, &c.Cloud.Credentials, &c.Cloud.CallbackSecret, &c.Report.Key, &c.Page.Token}
}

// pasted tells what names a file, or could if that were there, from what does not.
func pasted(v string, exists func(path string) bool) bool {
	if v == "" || strings.HasPrefix(v, "systemd:") || exists(v) {
		return false
	}
	dir := filepath.Dir(v)
	return !filepath.IsAbs(v) || dir == "/" || !exists(dir)
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

// program is a command without its arguments, also where they stand in one text with it.
func program(command []string) []string {
	if len(command) == 0 {
		return command
	}
	name, _, more := strings.Cut(command[0], " ")
	if len(command) == 1 && !more {
		return command
	}
	return []string{name, "…"}
}
