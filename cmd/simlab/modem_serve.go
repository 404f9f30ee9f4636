package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"

	"simagent/atcmd/modemtest"
)

// run serves a modem until ctx ends, or a port cannot be served.
func (f *modemFlags) run(ctx context.Context, in io.Reader, out, complaints io.Writer) error {
	trace, traced, err := newTracer(f.trace, f.persona, complaints)
	if err != nil {
		return fmt.Errorf("--trace: %w", err)
	}
	defer traced()
	m, model, iccid, err := f.modem(trace.unknown)
	if err != nil {
		return err
	}
	script, err := f.script()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	links := []string{f.link}
	if f.second {
		links = append(links, "")
		if f.link != "" {
			links[1] = f.link + ".2"
		}
	}
	show := &announcer{out: out, ports: make([]string, len(links)), line: map[string]any{"model": model, "iccid": nil}}
	if iccid != "" {
		show.line["iccid"] = iccid
	}
	var wg sync.WaitGroup // all servers; joined below
	failed := make(chan error, len(links))
	if f.listen != "" {
		ln, err := listen(f.listen)
		if err != nil {
			return fmt.Errorf("--listen: %w", err)
		}
		show.line["listen"] = ln.Addr().String()
		wg.Go(func() { serveListener(ctx, m, ln, trace) })
	}
	for i, link := range links {
		wg.Go(func() {
			err := serveTerminal(ctx, m, link, trace, func(name string) { show.port(i, name) })
			if err != nil {
				failed <- err
				cancel()
			}
		})
	}
	m.Play(script)
	if f.faults == "-" {
		go playLines(m, in, complaints) // reads until the input ends, or the process
	}
	wg.Wait()
	close(failed)
	return <-failed
}

// script reads the file of --faults.
func (f *modemFlags) script() (modemtest.Script, error) {
	if f.faults == "" || f.faults == "-" {
		return nil, nil
	}
	text, err := os.ReadFile(f.faults)
	if err != nil {
		return nil, fmt.Errorf("--faults: %w", err)
	}
	s, err := modemtest.ParseScript(string(text))
	if err != nil {
		return nil, fmt.Errorf("--faults %s: %w", f.faults, err)
	}
	return s, nil
}

// playLines plays each line as it comes; a bad one is told and skipped.
func playLines(m *modemtest.Modem, in io.Reader, complaints io.Writer) {
	for r := bufio.NewScanner(in); r.Scan(); {
		step, ok, err := modemtest.ParseStep(r.Text())
		switch {
		case err != nil:
			fmt.Fprintf(complaints, "simlab: %q: %v\n", r.Text(), err)
		case ok:
			m.Play(modemtest.Script{step})
		}
	}
}

// announcer prints the line with the names of the ports whenever all of them are there.
type announcer struct {
	mu    sync.Mutex
	out   io.Writer
	ports []string // "" while one is away
	line  map[string]any
}

func (a *announcer) port(i int, name string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ports[i] = name; name == "" {
		return
	}
	for _, p := range a.ports {
		if p == "" {
			return
		}
	}
	a.line["port"], a.line["ports"] = a.ports[0], a.ports
	_ = say(a.out, a.line)
}

// serveTerminal serves m on a pseudo terminal until ctx ends; one that has vanished comes back as another. show is
// told the name, and "" when it is gone.
func serveTerminal(ctx context.Context, m *modemtest.Modem, link string, trace *tracer, show func(name string)) error {
	for {
		master, path, closePTY, err := modemtest.OpenPTY()
		if err != nil {
			return err
		}
		clients, err := modemtest.WatchClients(path)
		if err != nil {
			return errors.Join(err, closePTY())
		}
		name, err := symlink(link, path)
		if err != nil {
			return errors.Join(err, clients.Close(), closePTY())
		}
		show(name)
		err = m.ServeClients(ctx, trace.wrap(master), clients)
		show("")
		unlink(link, path)
		if closed := closePTY(); err == nil {
			err = closed
		}
		if !errors.Is(err, modemtest.ErrVanished) {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		if m.WaitPresent(ctx) != nil {
			return nil
		}
	}
}

// listen opens a unix socket for a path or @name, else TCP.
func listen(address string) (net.Listener, error) {
	if strings.HasPrefix(address, "@") || strings.Contains(address, "/") {
		return net.Listen("unix", address)
	}
	return net.Listen("tcp", address)
}

// serveListener makes each connection a port of m until ctx ends. One that comes while the ports are away is closed.
func serveListener(ctx context.Context, m *modemtest.Modem, ln net.Listener, trace *tracer) {
	serveConns(ctx, ln, func(conn net.Conn) { _ = m.Serve(ctx, trace.wrap(conn)) }) // how a client left is its own affair
}

// serveConns hands each connection to serve until ctx ends, and waits for all of them.
func serveConns(ctx context.Context, ln net.Listener, serve func(net.Conn)) {
	stop := context.AfterFunc(ctx, func() { _ = ln.Close() })
	defer stop()
	var wg sync.WaitGroup // the connections; joined below
	for {
		conn, err := ln.Accept()
		if err != nil {
			break
		}
		wg.Go(func() { serve(conn) })
	}
	wg.Wait()
}
