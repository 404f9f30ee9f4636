package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"simagent/agent/setup"
)

// carryOut writes what is missing or ours, and then runs the commands. What it has done is said as it goes on.
func (s *installer) carryOut(ctx context.Context, t *tree, p *plan) error {
	s.head(p)
	left := 0
	for _, f := range p.files {
		replace := f.state == setup.Edited && s.flags.force
		switch {
		case replace || f.state.Needed():
			if err := t.write(f.File, replace); err != nil {
				return err
			}
			fmt.Fprintln(s.out, "written  "+s.at(f.Path))
			if replace {
				fmt.Fprintln(s.out, "kept     "+backup(s.at(f.Path)))
			}
		case f.state == setup.Edited:
			left++
			fmt.Fprintln(s.out, "left     "+s.at(f.Path)+", "+string(f.state)+":")
			fmt.Fprintln(s.out, "         --force replaces it and keeps it as "+filepath.Base(backup(f.Path)))
		default:
			fmt.Fprintln(s.out, string(f.state)+" "+s.at(f.Path))
		}
	}
	if s.run != nil {
		for _, c := range p.commands {
			fmt.Fprintln(s.out, "run      "+c.String())
			if err := s.run(ctx, c); err != nil {
				return err
			}
		}
	}
	s.tail(p, left)
	return nil
}

// tail says what is to do now.
func (s *installer) tail(p *plan, left int) {
	fmt.Fprintln(s.out)
	s.notes(p)
	switch {
	case s.run == nil && len(p.commands) > 0:
		prose(s.out, "", "No command was run. The image still needs:")
		s.commands(p.commands)
	case len(p.commands) > 0:
		prose(s.out, "", "It runs. `simagent status` asks it; where several run, with --run /run/simagent/"+p.want.Name+".")
	case left > 0:
		prose(s.out, "", "Nothing to do, but for what was left.")
	default:
		prose(s.out, "", "Nothing to do.")
	}
}

// runCommand runs a program of the system, without a shell.
func runCommand(ctx context.Context, c setup.Command) error {
	name, err := programOf(c.Args[0])
	if err != nil {
		return fmt.Errorf("cannot run `%s`: %w", c, err)
	}
	out, err := exec.CommandContext(ctx, name, c.Args[1:]...).CombinedOutput()
	if err == nil {
		return nil
	}
	said := strings.Join(strings.Fields(printableText(string(out))), " ")
	if said != "" {
		return fmt.Errorf("cannot run `%s`: %w: %s", c, err, cut(said, 400))
	}
	return fmt.Errorf("cannot run `%s`: %w", c, err)
}

// programOf finds a program, also where a person's PATH does not lead.
func programOf(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	for _, dir := range []string{"/usr/sbin", "/sbin", "/usr/bin", "/bin"} {
		path := filepath.Join(dir, name)
		if info, err := os.Stat(path); err == nil && info.Mode()&0o111 != 0 && !info.IsDir() {
			return path, nil
		}
	}
	return "", errors.New(name + " is not installed")
}
