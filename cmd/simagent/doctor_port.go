package main

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"os/user"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	judge "simagent/agent/doctor"
	"simagent/atcmd/ports"
)

// portFacts find the port and who has it. Nothing is opened.
func (d *doctor) portFacts(f *judge.Facts) {
	p := &f.Port
	if d.status != nil {
		d.daemonsPort(f)
	} else {
		d.ownPort(p)
	}
	if p.Missing != "" {
		d.instead(p)
	}
	if p.Path == "" || p.Missing != "" {
		return
	}
	if found, err := d.finder.Resolve(p.Path); err == nil {
		p.Found = found
	}
	d.holderFacts(f)
}

// daemonsPort is the port as the daemon has it.
func (d *doctor) daemonsPort(f *judge.Facts) {
	l, p := &d.status.Link, &f.Port
	if p.Path = d.cfg.Modem.Port; l.Port != nil {
		p.Path = *l.Port
	}
	why := "the daemon does not say why"
	if l.Error != nil {
		why = *l.Error
	}
	switch l.State {
	case "up":
		f.Asked, p.Asked = "daemon", true
	case "silent":
		f.Asked, p.Asked, p.Silent = "daemon", true, why
	case "held":
		f.Holders.Said = why
		if first, _, ok := strings.Cut(why, " is "); ok && p.Path == "" && strings.HasPrefix(first, "/") {
			p.Path = first // agent.HeldError begins with it
		}
	case "opening":
		p.Starts = true
	case "absent":
		if strings.Contains(why, "permission denied") && p.Path != "" {
			p.Denied = d.whoMay(p.Path)
			p.Denied.User = "the daemon's user"
			return
		}
		p.Missing = why
	}
}

// ownPort is the configured port, or the only one.
func (d *doctor) ownPort(p *judge.Port) {
	if p.Path = d.cfg.Modem.Port; p.Path == "" {
		found, err := d.finder.Only()
		several, many := errors.AsType[*ports.SeveralError](err)
		none, nothing := errors.AsType[*ports.NotFoundError](err)
		switch {
		case many:
			p.Missing, p.Names = err.Error(), several.Names
		case nothing && len(none.Seen) == 0:
			p.Missing = "no serial port and no known module is plugged in"
		case nothing:
			p.Missing = "no AT port is plugged in that is known as one"
		case err != nil:
			p.Missing = "the serial ports of this machine cannot be listed: " + err.Error()
		}
		p.Path = found.Device
		if err != nil {
			return
		}
	}
	if _, err := d.finder.Resolve(p.Path); err != nil {
		p.Missing = p.Path + " is no serial port"
		if errors.Is(unix.Access(p.Path, unix.F_OK), fs.ErrNotExist) {
			p.Missing = "there is no " + p.Path
		}
		return
	}
	if d.cfg.Modem.Port != "" && isSerial(p.Path) != nil {
		p.Missing = p.Path + " is no serial port"
		return
	}
	if errors.Is(unix.Access(p.Path, unix.R_OK|unix.W_OK), fs.ErrPermission) {
		p.Denied = d.whoMay(p.Path)
	}
}

// whoMay names who asks, and the group that may open the port.
func (d *doctor) whoMay(path string) *judge.Denied {
	w := &judge.Denied{User: userName()}
	var st unix.Stat_t
	if unix.Stat(path, &st) == nil {
		if g, err := user.LookupGroupId(strconv.Itoa(int(st.Gid))); err == nil {
			w.Group = g.Name
		}
	}
	return w
}

// instead names what could serve in place of a port that is not there, and what is plugged in and cannot.
func (d *doctor) instead(p *judge.Port) {
	found, err := d.finder.Only()
	if err == nil && !samePort(found.Device, p.Path) {
		p.Names = []string{d.finder.Stable(found.Device)}
		return
	}
	list, _ := d.finder.List()
	for i, q := range list {
		if !q.USB() || i > 0 && list[i-1].USBPath == q.USBPath {
			continue
		}
		mates := slices.ContainsFunc(list, func(o ports.Port) bool { return o.USBPath == q.USBPath && o.Interface == q.ATInterface() })
		if trouble := q.Trouble(); trouble != "" || q.Module != "" && q.ATInterface() >= 0 && !mates {
			p.Plugged = append(p.Plugged, q)
		}
	}
}

// holderFacts are who has the port open besides the daemon that was asked.
func (d *doctor) holderFacts(f *judge.Facts) {
	list, err := d.finder.Holders(f.Port.Path)
	hidden, partly := errors.AsType[*ports.HiddenError](err)
	if err != nil && !partly {
		return
	}
	if partly {
		f.Holders.Hidden = hidden.Processes
	}
	f.Holders.Known = true
	f.Holders.List = slices.DeleteFunc(list, func(h ports.Holder) bool {
		return ownsMaster(h.PID, f.Port.Path) || d.status != nil && h.Command == "simagent"
	})
	for _, h := range f.Holders.List {
		if h.Command == "simagent" {
			f.Holders.Ask = d.daemonOf(h.PID)
		}
	}
	slices.SortStableFunc(f.Holders.List, func(a, b ports.Holder) int { // what is certain first
		return cmp.Compare(boolInt(a.Suspect), boolInt(b.Suspect))
	})
}

// daemonOf is the command that asks the daemon whose process that is: with its run folder, as far as the process tells.
func (d *doctor) daemonOf(pid int) string {
	proc := cmp.Or(d.finder.Proc, "/proc") + "/" + strconv.Itoa(pid)
	command := "simagent doctor"
	var st unix.Stat_t
	if err := unix.Stat(proc, &st); err != nil || int(st.Uid) != os.Geteuid() {
		command = "sudo " + command
	}
	run := ""
	b, _ := os.ReadFile(proc + "/environ") // of one's own processes alone
	for v := range strings.SplitSeq(string(b), "\x00") {
		if dir, ok := strings.CutPrefix(v, "RUNTIME_DIRECTORY="); ok {
			run = firstOf(dir)
		}
	}
	b, _ = os.ReadFile(proc + "/cmdline")
	args := strings.Split(string(b), "\x00")
	for i, a := range args {
		if dir, ok := strings.CutPrefix(a, "--run="); ok {
			run = dir
		} else if a == "--run" && i+1 < len(args) {
			run = args[i+1]
		}
	}
	if run == "" || run == defaultRun() {
		return command
	}
	return command + " --run " + run
}

// rootsDaemon is the command that asks root's daemon, when there may be one and this person is not asking it.
func (d *doctor) rootsDaemon() string {
	if _, err := os.Stat(rootsFolder); err != nil || d.folders.run == rootsFolder {
		return ""
	}
	return "sudo simagent doctor"
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
