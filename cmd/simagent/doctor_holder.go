package main

import (
	"cmp"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	judge "simagent/agent/doctor"
	"simagent/atcmd/ports"
)

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
