package main

import (
	"context"
	"io"
	"net"
	"sync"

	"github.com/spf13/cobra"
)

// newRelay makes the command that the image of simlab image-test has beside simagent: whoever connects by TCP speaks to the
// agent's socket. An image that ships has no such thing.
func newRelay() *cobra.Command {
	var listen, socket string
	cmd := &cobra.Command{
		Use: "relay", Short: "Passes TCP connections on to a unix socket", Args: cobra.NoArgs, Hidden: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ln, err := net.Listen("tcp", listen)
			if err != nil {
				return err
			}
			relay(cmd.Context(), ln, func(ctx context.Context) (net.Conn, error) { return new(net.Dialer).DialContext(ctx, "unix", socket) })
			return nil
		},
	}
	cmd.Flags().StringVar(&listen, "listen", relayPort, "")
	cmd.Flags().StringVar(&socket, "socket", "/run/simagent/simagent.sock", "")
	return cmd
}

// relayPort is where it listens in the guest.
const relayPort = ":7000"

// relay joins each connection with one that dial makes, until ctx ends; then it ends them all.
func relay(ctx context.Context, ln net.Listener, dial func(context.Context) (net.Conn, error)) {
	serveConns(ctx, ln, func(conn net.Conn) {
		defer conn.Close()
		if other, err := dial(ctx); err == nil { // else the one who asks sees that it is closed
			join(ctx, conn, other)
		}
	})
}

// join copies both ways until one side ends, and closes both.
func join(ctx context.Context, a, b net.Conn) {
	end := func() { _ = a.Close(); _ = b.Close() }
	stop := context.AfterFunc(ctx, end)
	defer stop()
	var wg sync.WaitGroup
	wg.Go(func() { _, _ = io.Copy(a, b); end() })
	wg.Go(func() { _, _ = io.Copy(b, a); end() })
	wg.Wait()
}
