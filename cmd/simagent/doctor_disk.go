package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	judge "simagent/agent/doctor"
)

// diskFacts look at both folders. Nothing is written, not even for a trial.
func (d *doctor) diskFacts(f *judge.Facts) {
	f.Disk.User = userName()
	state := d.folders.state
	if d.status != nil && d.status.State != "" {
		state = string(d.status.State) // that of the daemon, whatever is said here
	}
	f.Disk.State = folderFacts(state, "--state")
	f.Disk.Run = folderFacts(d.folders.run, "--run")
}

// folderFacts tell whether this person could write to a folder, or make it.
func folderFacts(path, key string) judge.Folder {
	o := judge.Folder{Path: path, Key: key, Near: path}
	st, err := os.Stat(path)
	for errors.Is(err, fs.ErrNotExist) && o.Near != "/" && o.Near != "." {
		o.Near = filepath.Dir(o.Near)
		st, err = os.Stat(o.Near)
	}
	o.Exists = err == nil && o.Near == path
	switch {
	case errors.Is(err, fs.ErrPermission):
		no := false
		o.Writable = &no
		return o
	case err != nil:
		o.Error = err.Error()
		return o
	case !st.IsDir():
		o.Error = o.Near + " is no folder"
		return o
	}
	err = unix.Access(o.Near, unix.W_OK|unix.X_OK)
	yes := err == nil
	if errors.Is(err, unix.EROFS) {
		o.ReadOnly = true
	}
	o.Writable = &yes
	var fsys unix.Statfs_t
	if unix.Statfs(o.Near, &fsys) == nil {
		free := int64(fsys.Bavail) * int64(fsys.Bsize)
		o.Free = &free
		o.ReadOnly = o.ReadOnly || fsys.Flags&unix.ST_RDONLY != 0
	}
	o.Mount = mountOf(o.Near)
	return o
}

// mountOf is where the file system of a folder is mounted: the highest folder above it on the same device.
func mountOf(path string) string {
	path, err := filepath.Abs(path)
	if err != nil {
		return ""
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	var here, above unix.Stat_t
	for path != "/" {
		up := filepath.Dir(path)
		if unix.Stat(path, &here) != nil || unix.Stat(up, &above) != nil || here.Dev != above.Dev {
			break
		}
		path = up
	}
	return strings.TrimSpace(path)
}
