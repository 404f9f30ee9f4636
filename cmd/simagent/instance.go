package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"simagent/agent/config"
)

// instanceConfig finds the daemon's file when nobody named one: that of the instance whose folder run is, else the only one
// in etc that names a cloud, unless run is a folder that somebody chose. "" is none; several are an error that says what to
// type.
func instanceConfig(run, runRoot, etc string) (string, error) {
	if dir, name := filepath.Split(filepath.Clean(run)); filepath.Clean(dir) == runRoot {
		path := filepath.Join(etc, name+".toml")
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	if run != defaultRun() {
		return "", nil
	}
	all, _ := filepath.Glob(filepath.Join(etc, "*.toml"))
	if len(all) == 1 {
		return all[0], nil // whatever is wrong with it is then said
	}
	var found []string // boards and plans may lie there, too
	for _, path := range all {
		if cfg, err := config.Load(path); err == nil && cfg.Cloud.Provider != "none" {
			found = append(found, path)
		}
	}
	switch len(found) {
	case 0:
		return "", nil
	case 1:
		return found[0], nil
	}
	return "", errors.New(cannotAsk + "several configurations name one; add one of\n  --config " + strings.Join(found, "\n  --config "))
}

// absolute is the whole path of a file, where there is one.
func absolute(path string) string {
	if path == "" {
		return ""
	}
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// named is how a command has to name the daemon's file: "" where instanceConfig finds it.
func named(file string) string {
	if file == "" {
		return ""
	}
	path := absolute(file)
	if filepath.Dir(path) == rootsConfig {
		return ""
	}
	if strings.Trim(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+") != "" {
		return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'" // a shell's word
	}
	return path
}
