package main

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	judge "simagent/agent/doctor"
	"simagent/agent/local"
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
		p.Before = slices.ContainsFunc(d.status.Transitions, func(t local.Transition) bool { return t.What == "link" && t.To == "up" })
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
		w.Closed = st.Mode&0o060 != 0o060
		w.Group = groupOf(path)
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
