// Command simlab is the laboratory: an emulated module, card, network and
// Super SIM cloud on this machine. It never ships.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"simagent/cmd/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := newRoot()
	unwritten := cli.Prepare(root)
	err := root.ExecuteContext(ctx)
	if err == nil {
		err = unwritten()
	}
	if err != nil {
		if !errors.Is(err, errSaid) {
			fmt.Fprintln(os.Stderr, "simlab:", cli.Said(err))
		}
		os.Exit(1)
	}
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use: "simlab", Short: "A laboratory for simagent: emulated modem, SIM, network and cloud",
		SilenceUsage: true, SilenceErrors: true,
	}
	root.AddCommand(newModem(), newCloud(), newUp(), newLife(), newVM(), newGuest(), newImage(), newImageTest(), newRelay(), newTray())
	return root
}

// errSaid ends with 1 and prints nothing: everything was said.
var errSaid = errors.New("")
