package main

import (
	"cmp"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// The folders: what systemd gives a unit, the system's for root, and the
// user's own (XDG base directories) for everybody else.

// rootsFolder is where the daemon of root has its socket.
const rootsFolder = "/run/simagent"

func defaultState() string {
	if d := firstOf(os.Getenv("STATE_DIRECTORY")); d != "" {
		return d
	}
	if os.Geteuid() == 0 {
		return "/var/lib/simagent"
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
