package agenttest

import (
	"context"
	"errors"
	"fmt"

	"net"
	"net/http"
	"os"
	"time"

	"simagent/agent/supersim/supersimtest"
	"simagent/atcmd/modemtest"
)

// ServePTY puts the module on a pseudo terminal until ctx ends. ready is called
// once with its path.
func (l *Lab) ServePTY(ctx context.Context, ready func(path string)) error {
	return ServeModemPTY(ctx, l.Modem, ready)
}

// ServeModemPTY puts any emulated module on a pseudo terminal until ctx ends.
// A module that ends its link (a reset) is served again on the same terminal.
func ServeModemPTY(ctx context.Context, m *modemtest.Modem, ready func(path string)) error {
	master, path, closePTY, err := modemtest.OpenPTY()
	if err != nil {
		return err
	}
	defer closePTY()
	clients, err := modemtest.WatchClients(path)
	if err != nil {
		return err
	}
	ready(path)
	for ctx.Err() == nil {
		err = m.ServeClients(ctx, master, clients)
		if !errors.Is(err, modemtest.ErrReset) && !errors.Is(err, modemtest.ErrPoweredDown) {
			break
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// RunClock applies what falls due in the cloud, when it does and at once when
// the clock jumps, until ctx ends. One at a time for a cloud, whose Options.Now
// must be that of the clock.
func RunClock(ctx context.Context, c *supersimtest.Cloud, clock *supersimtest.Clock) {
	c.RunClock(ctx, clock)
}

// ServeHTTP serves the cloud on l until ctx ends.
func ServeHTTP(ctx context.Context, l net.Listener, h http.Handler) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	srv.ErrorLog = quiet()
	stop := context.AfterFunc(ctx, func() { _ = srv.Close() })
	defer stop()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("cannot serve: %w", err)
	}
	return nil
}

// WriteCredential writes the emulator's account as a credential file for the
// agent.
func WriteCredential(path string) error {
	return os.WriteFile(path, []byte(supersimtest.AccountSID+":"+supersimtest.AuthToken+"\n"), 0o600)
}
