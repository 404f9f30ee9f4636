package main

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	judge "simagent/agent/doctor"
	"simagent/atcmd/ports"
)

// holderFacts are who has the port open besides the daemon that was asked.
func (d *doctor) holderFacts(f *judge.Facts) {
	list, hidden, known := d.holders(f.Port.Path)
	if len(list) > 0 { // one that was only passing, such as a child before its exec, is gone at a second look
		again, _, _ := d.holders(f.Port.Path)
		list = slices.DeleteFunc(list, func(h ports.Holder) bool { return !slices.Contains(again, h) })
	}
	f.Holders.List, f.Holders.Hidden, f.Holders.Known = list, hidden, known
	for _, h := range list {
		if h.Command == "simagent" {
			f.Holders.Ask = d.daemonOf(h.PID)
		}
	}
}

// holders are the processes that have a port, those that are certain first; known is false when nothing tells.
func (d *doctor) holders(path string) (list []ports.Holder, hidden int, known bool) {
	list, err := d.finder.Holders(path)
	if partly, ok := errors.AsType[*ports.HiddenError](err); ok {
		hidden = partly.Processes
	} else if err != nil {
		return nil, 0, false
	}
	for i := range list {
		list[i].Command = programName(list[i].Command, os.Args[0])
	}
	list = slices.DeleteFunc(list, func(h ports.Holder) bool {
		return ownsMaster(h.PID, path) || d.status != nil && h.Command == "simagent"
	})
	slices.SortStableFunc(list, func(a, b ports.Holder) int { return cmp.Compare(boolInt(a.Suspect), boolInt(b.Suspect)) })
	return list, hidden, true
}

// programName calls a process of this program simagent, whatever its file is called: command is the kernel's short name of
// it, self the file that runs here.
func programName(command, self string) string {
	const most = 15 // TASK_COMM_LEN of the kernel, less its NUL
	self = filepath.Base(self)
	if command != "" && command == self[:min(len(self), most)] {
		return "simagent"
	}
	return command
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
