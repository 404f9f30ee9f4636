package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"simagent/agent/local"
)

// agentProcess is a `simagent run` of ours.
type agentProcess struct {
	cmd    *exec.Cmd
	log    string
	state  string
	run    string
	binary string
	ended  chan struct{}
	err    error // after ended
	client *local.Client
}

// findAgent returns the simagent beside this program, or in the PATH.
func findAgent(named string) (string, error) {
	if named != "" {
		return named, nil
	}
	if self, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(self), "simagent")
		if _, err := os.Stat(beside); err == nil {
			return beside, nil
		}
	}
	path, err := exec.LookPath("simagent")
	if err != nil {
		return "", errors.New("cannot find simagent beside simlab or in the PATH; `make build` makes both")
	}
	return path, nil
}

// startAgent starts the daemon with its folders below dir.
func startAgent(binary, config, dir string) (*agentProcess, error) {
	p := &agentProcess{log: filepath.Join(dir, "log"), state: filepath.Join(dir, "state"), run: filepath.Join(dir, "run"), binary: binary, ended: make(chan struct{})}
	log, err := os.Create(p.log)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	p.cmd = exec.Command(binary, "run", "--config", config, "--state", p.state, "--run", p.run)
	p.cmd.Stdout, p.cmd.Stderr = log, log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM} // Ctrl-C is for us to pass on
	p.client = local.NewClient(p.run)
	started := make(chan error, 1)
	go func() { // stop, or a test, waits for ended
		runtime.LockOSThread() // the death signal is sent when the thread that started it ends
		err := p.cmd.Start()
		started <- err
		if err == nil {
			p.err = p.cmd.Wait()
		}
		close(p.ended)
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("cannot start simagent: %w", err)
	}
	return p, nil
}

// stop ends the daemon and says how long it took.
func (p *agentProcess) stop() (time.Duration, error) {
	start := time.Now()
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(5 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.ended
		return time.Since(start), errors.New("simagent did not end within 5 s, and was killed")
	}
	return time.Since(start), p.err
}

// command runs a simagent command against the daemon and returns its output.
func (p *agentProcess) command(ctx context.Context, args ...string) (string, error) {
	c := exec.CommandContext(ctx, p.binary, append(args, "--run", p.run, "--state", p.state)...)
	out, err := c.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

// tail is the end of the daemon's log.
func (p *agentProcess) tail(lines int) string {
	b, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	all := bytes.Split(bytes.TrimSpace(b), []byte("\n"))
	return string(bytes.Join(all[max(len(all)-lines, 0):], []byte("\n")))
}
