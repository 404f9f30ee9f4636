package main

import (
	"cmp"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"simagent/agent/local"
)

// The folders: what systemd gives a unit, the system's for root, and the
// user's own (XDG base directories) for everybody else.

// rootsFolder is where the daemon of root has its socket.
const rootsFolder = "/run/simagent"

// rootsState is where it keeps its accounts.
const rootsState = "/var/lib/simagent"

// rootsConfig is where the unit has the configuration of each instance, NAME.toml.
const rootsConfig = "/etc/simagent"

func defaultState() string {
	if d := firstOf(os.Getenv("STATE_DIRECTORY")); d != "" {
		return d
	}
	if os.Geteuid() == 0 {
		return rootsState
	}
	home, _ := os.UserHomeDir()
	return filepath.Join(cmp.Or(os.Getenv("XDG_STATE_HOME"), filepath.Join(home, ".local/state")), "simagent")
}

func defaultRun() string {
	if d := firstOf(os.Getenv("RUNTIME_DIRECTORY")); d != "" {
		return d
	}
	if os.Geteuid() == 0 {
		return rootsFolder
	}
	if d := os.Getenv("XDG_RUNTIME_DIR"); d != "" {
		return filepath.Join(d, "simagent")
	}
	return filepath.Join(os.TempDir(), "simagent-"+strconv.Itoa(os.Getuid())) // a name of one's own in a folder of all
}

// firstOf takes the first of systemd's colon-separated folders.
func firstOf(list string) string {
	d, _, _ := strings.Cut(list, ":")
	return d
}

// instanceOf names the folders of the only instance of the unit that runs,
// simagent@NAME; ok is false when none does, or several do.
func instanceOf(runRoot, stateRoot string) (f folders, ok bool) {
	found, _ := filepath.Glob(filepath.Join(runRoot, "*", local.SocketName))
	if len(found) != 1 {
		return folders{}, false
	}
	dir := filepath.Dir(found[0])
	return folders{run: dir, state: filepath.Join(stateRoot, filepath.Base(dir))}, true
}

// preferInstance has commands that ask the daemon find that of the unit, when
// nobody named a folder and no daemon has its socket in the usual one.
func preferInstance(cmd *cobra.Command, f *folders, runRoot, stateRoot string) {
	flags := cmd.Flags()
	if flags.Changed("run") || flags.Changed("state") || cmd.Name() == "run" || os.Getenv("RUNTIME_DIRECTORY") != "" {
		return
	}
	if _, err := os.Stat(filepath.Join(f.run, local.SocketName)); err == nil {
		return
	}
	if one, ok := instanceOf(runRoot, stateRoot); ok {
		*f = one
	}
}
