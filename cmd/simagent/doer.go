package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"simagent/agent"
	"simagent/agent/config"
	"simagent/agent/local"
	"simagent/atcmd"
	"simagent/simcard/overat"
)

// module is a way to ask the module: by the daemon that has its port, or by
// the port itself.
type module interface {
	overat.Doer
	Close() error
	Where() string // for people: "the running daemon" or "/dev/ttyUSB2"
}

// openModule goes by the daemon when one runs, unless a port is named; else it
// opens the port, "" being the only known one. force lets commands through the
// daemon that do not only read.
func openModule(ctx context.Context, f *folders, port string, force bool) (module, error) {
	if port == "" {
		c := local.NewClient(f.run)
		_, err := c.Status(ctx, false)
		if err == nil {
			return &viaDaemon{c, force}, nil
		}
		if !errors.Is(err, local.ErrNoDaemon) {
			return nil, err
		}
	}
	return openDirect(ctx, port)
}

// viaDaemon asks through the daemon's session.
type viaDaemon struct {
	client *local.Client
	force  bool
}

func (d *viaDaemon) Do(ctx context.Context, cmd string) ([]string, error) {
	return d.ask(ctx, local.ATRequest{Cmd: cmd, Force: d.force})
}

func (d *viaDaemon) ask(ctx context.Context, q local.ATRequest) ([]string, error) {
	a, err := d.client.AT(ctx, q)
	if err != nil {
		return nil, err
	}
	if e := a.Error; e != nil {
		return a.Lines, &atcmd.CommandError{Name: e.Name, Kind: atcmd.Kind(e.Kind), Code: e.Code, Text: e.Text}
	}
	return a.Lines, nil
}

func (d *viaDaemon) Close() error  { return nil }
func (d *viaDaemon) Where() string { return "the running daemon" }

// direct is a session of our own.
type direct struct {
	*atcmd.Session
	path string
}

// openDirect opens the port and puts its line into a known state.
func openDirect(ctx context.Context, path string) (*direct, error) {
	o := &opener{path: path, baud: config.Default().Modem.Baud}
	p, err := o.open(ctx, "")
	if err != nil {
		return nil, err
	}
	return align(ctx, p)
}

// align puts the line of an open port into a known state; the port is closed when nothing answers.
func align(ctx context.Context, p agent.Port) (*direct, error) {
	d := &direct{atcmd.NewSession(p, atcmd.Options{}), p.Path}
	if err := d.settle(ctx); err != nil {
		_ = d.Close()
		return nil, fmt.Errorf("%s answers no AT command: %w", p.Path, err)
	}
	return d, nil
}

func (d *direct) settle(ctx context.Context) error {
	err := d.wake(ctx, "")
	if err != nil && d.wake(ctx, "Q0V1") != nil { // another program may have silenced the results, V.250 6.2.5
		return err
	}
	for _, cmd := range []string{"E0", "V1", "+CMEE=1"} { // each may be refused
		_, err := d.Do(ctx, cmd)
		switch {
		case d.Err() != nil || ctx.Err() != nil:
			return err
		case errors.Is(err, context.DeadlineExceeded) && cmd == "E0":
			d.Mute()
		}
	}
	if err := d.Session.Align(ctx); err != nil && (d.Err() != nil || ctx.Err() != nil) {
		return err
	}
	return nil
}

// wake asks whether there is a module at all.
func (d *direct) wake(ctx context.Context, cmd string) error {
	ctx, cancel := context.WithTimeout(ctx, wakeLimit)
	defer cancel()
	_, err := d.Do(ctx, cmd)
	if _, refused := errors.AsType[*atcmd.CommandError](err); refused {
		return nil
	}
	return err
}

// wakeLimit is how long a module may take for its first answer, each of the two times: ModemManager's three seconds.
const wakeLimit = 3 * time.Second

func (d *direct) Close() error  { return d.Session.Close(time.Second) }
func (d *direct) Where() string { return d.path }
