package main

import (
	"errors"
	"fmt"
	"os"
	"path"
	"strings"

	"simagent/agent/setup"
)

// tree is the system that is set up. No link leads out of its root.
type tree struct {
	root *os.Root
	dir  string // how a person names the root; "" is this system
}

// inside is a path as os.Root wants it.
func inside(name string) string { return strings.TrimPrefix(name, "/") }

// at is a path as a person finds it.
func (t *tree) at(name string) string { return path.Join(t.dir, name) }

// setupMost is more than any file of ours has.
const setupMost = 1 << 20

// text is a file's content, "" when it cannot be read.
func (t *tree) text(name string) string {
	b, _ := t.root.ReadFile(inside(name))
	return string(b)
}

// look compares one file with what is there. What is no file was put there by somebody: a unit that is masked is a link.
func (t *tree) look(f setup.File) (state setup.State, there string, err error) {
	info, err := t.root.Lstat(inside(f.Path))
	switch {
	case isNotThere(err):
		return setup.Missing, "", nil
	case err != nil:
		return "", "", fmt.Errorf("cannot look at %s: %w", t.at(f.Path), errors.Unwrap(err))
	case f.Keep:
		return setup.Same, "", nil
	case !info.Mode().IsRegular() || info.Size() > setupMost:
		return setup.Edited, "", nil
	}
	b, err := t.root.ReadFile(inside(f.Path))
	if err != nil {
		return "", "", fmt.Errorf("cannot read %s: %w", t.at(f.Path), errors.Unwrap(err))
	}
	return f.Compare(string(b)), string(b), nil
}

// backup is the name under which an edited file stays. Neither systemd nor udev reads it.
func backup(name string) string { return name + ".bak" }

// write puts a file in its place in one step that outlives a power cut. keep has what is there stay as a backup.
func (t *tree) write(f setup.File, keep bool) error {
	name := inside(f.Path)
	if err := t.folder(path.Dir(name)); err != nil {
		return fmt.Errorf("cannot make the folder of %s: %w", t.at(f.Path), errors.Unwrap(err))
	}
	if keep {
		if err := t.keep(name); err != nil {
			return fmt.Errorf("cannot keep %s as %s: %w", t.at(f.Path), backup(t.at(f.Path)), errors.Unwrap(err))
		}
	}
	temp := path.Join(path.Dir(name), "."+path.Base(name)+".new")
	err := t.fill(temp, f.Text)
	if err == nil {
		err = t.root.Rename(temp, name)
	}
	if err == nil {
		err = t.sync(path.Dir(name))
	}
	if err != nil {
		_ = t.root.Remove(temp)
		return fmt.Errorf("cannot write %s: %w", t.at(f.Path), errors.Unwrap(err))
	}
	return nil
}

// folder makes a folder that everybody may read, whatever root's umask is.
func (t *tree) folder(name string) error {
	if _, err := t.root.Stat(name); !isNotThere(err) {
		return err
	}
	if up := path.Dir(name); up != "." {
		if err := t.folder(up); err != nil {
			return err
		}
	}
	if err := t.root.Mkdir(name, 0o755); err != nil {
		return err
	}
	return t.root.Chmod(name, 0o755)
}

// keep gives a file a second name, in the place of an older backup. A link is copied as what it is.
func (t *tree) keep(name string) error {
	if err := t.root.Remove(backup(name)); err != nil && !isNotThere(err) {
		return err
	}
	if to, err := t.root.Readlink(name); err == nil {
		return t.root.Symlink(to, backup(name))
	}
	return t.root.Link(name, backup(name))
}

func (t *tree) fill(name, text string) error {
	_ = t.root.Remove(name) // of a setup that was broken off
	file, err := t.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, setup.Mode)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Chmod(setup.Mode), file.Sync(), file.Close()) // a umask may have made it less
}

// sync has the folder's new entry reach the disk.
func (t *tree) sync(dir string) error {
	d, err := t.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
