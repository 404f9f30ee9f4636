package doctor

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"simagent/agent/local"
	"simagent/atcmd"
	"simagent/atcmd/cause"
)

// Examine makes all checks in their order: one finding each, whatever is known.
func Examine(f Facts) []Finding {
	e := &exam{Facts: &f}
	checks := map[string]func() Finding{
		"port": e.port, "holder": e.holder, "power": e.power, "uart": e.uart, "sim": e.sim, "pin": e.pin,
		"registration": e.registration, "fplmn": e.fplmn, "roaming": e.roaming, "apn": e.apn, "pdp": e.pdp,
		"route": e.route, "cloud": e.cloud, "limit": e.limit, "credentials": e.credentials, "clock": e.clock, "disk": e.disk,
	}
	list := make([]Finding, 0, len(checks))
	for _, name := range Checks() {
		found := checks[name]()
		found.Check = name
		list = append(list, found)
	}
	return list
}

// exam is one examination. Each check leaves behind why the later ones cannot be made.
type exam struct {
	*Facts
	noModule string // why the module cannot be asked, a clause; "" when it can
	noCard   string // why the card cannot
}

func ok(text, evidence string) Finding {
	return Finding{State: OK, Text: text, Evidence: local.Text(evidence)}
}

// because is a check that was not made.
func because(why string) Finding {
	return Finding{State: NotChecked, Text: "because " + strings.TrimSuffix(why, ".")}
}

// unless gives fallback when there is no reason.
func unless(why, fallback string) Finding {
	if why == "" {
		why = fallback
	}
	return because(why)
}

// lines joins lines to type.
func lines(list ...string) local.Text {
	list = slices.DeleteFunc(list, func(l string) bool { return l == "" })
	return local.Text(strings.Join(list, "\n"))
}

// sentence starts with a capital and ends with a full stop.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	if s[0] >= 'a' && s[0] <= 'z' {
		s = strings.ToUpper(s[:1]) + s[1:]
	}
	if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "?") {
		s += "."
	}
	return s
}

// clause ends what stands behind a colon with a full stop.
func clause(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

// split takes an error apart as this program makes them: a sentence, and below it
// what to do.
func split(text string) (first, rest string) {
	first, rest, _ = strings.Cut(strings.TrimSpace(text), "\n")
	return first, strings.TrimSpace(rest)
}

// commands are the lines to type in an advice: what stands in backquotes, or else
// whole lines when they are commands of their own.
func commands(text string) (list []string) {
	parts := strings.Split(text, "`")
	for i := 1; i < len(parts); i += 2 {
		list = append(list, parts[i])
	}
	if len(list) > 0 {
		return list
	}
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); strings.HasPrefix(l, "sudo ") || strings.HasPrefix(l, "simagent ") {
			list = append(list, l)
		}
	}
	return list
}

// tool is a command of simagent as this person types it, who asks the daemon.
func (e *exam) tool(command string) string {
	if e.Tool.Run != "" {
		command += " --run " + word(e.Tool.Run)
	}
	return "simagent " + command
}

// onModule is one that asks the module: by the daemon, or by the port where that is not
// found by itself.
func (e *exam) onModule(command string) string {
	if e.Tool.Port != "" && e.Asked != "daemon" {
		return "simagent " + command + " --port " + word(e.Tool.Port)
	}
	return e.tool(command)
}

// at is a command that writes to the module.
func (e *exam) at(cmd string) string {
	cmd = "AT" + strings.TrimPrefix(cmd, "AT")
	return e.onModule("at --force " + word(cmd))
}

// word quotes a word for a shell, when it needs that.
func word(s string) string {
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+=,:@%…", r)
	}) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// onCloud is one that asks the cloud. FILE is for the reader to fill in, as FLEET is: without one the command knows no cloud.
func (e *exam) onCloud(command string) string {
	file := "FILE"
	if e.Tool.Config != "" {
		file = word(e.Tool.Config)
	}
	return "simagent " + command + " --config " + file
}

// intoFile stands between a key and where it goes: a comment of TOML.
const intoFile = "   # in "

// key is a line of the configuration, with where it goes.
func (e *exam) key(section, name, value string) string {
	file := e.Tool.Config
	if file == "" {
		file = "the configuration"
	}
	return fmt.Sprintf("%s = %s%s[%s] of %s", name, value, intoFile, section, file)
}

// registered tells whether data could flow as far as the network goes.
func (e *exam) registered() bool { return e.Network.Known && e.Network.Stat.Registered() }

// What a later line says about a registration that fails; "" when none does.
func (e *exam) explained() string {
	switch c := &e.Cloud; {
	case c.Status == "new" || c.Status == "inactive" || c.Missing:
		return "cloud"
	case e.Limit.Over != "" || e.Limit.NoData:
		return "limit"
	case len(e.unfit()) > 0 && e.Network.Stat != atcmd.Denied:
		return "roaming"
	case e.wrongAPN() && !e.otherwise():
		return "apn"
	}
	return ""
}

// otherwise tells whether the network gave a cause that no APN has.
func (e *exam) otherwise() bool {
	n := &e.Network
	if n.Stat != atcmd.Denied || n.Domain == 0 {
		return false
	}
	switch cause.ClassOf(n.Domain, n.Cause) {
	case cause.Permanent, cause.Place, cause.Congestion, cause.Authentication:
		return true
	}
	return false
}

// notYet tells whether a setting of the module cannot be what keeps it off the network:
// the network would refuse this Sim anyway.
func (e *exam) notYet() bool {
	line := e.explained()
	return line == "cloud" || line == "limit"
}

func (e *exam) unfit() (list []Setting) {
	for _, s := range e.Settings.List {
		if !s.Fits {
			list = append(list, s)
		}
	}
	return list
}

func span(d time.Duration) string { return local.Brief(d) }

// size is an amount of bytes for people.
func size(n int64) string {
	switch {
	case n < 10_000:
		return fmt.Sprintf("%d B", n)
	case n < 10_000_000:
		return fmt.Sprintf("%d KB", n/1000)
	case n < 10_000_000_000:
		return fmt.Sprintf("%d MB", n/1_000_000)
	}
	return fmt.Sprintf("%d GB", n/1_000_000_000)
}
