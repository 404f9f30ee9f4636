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
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := &cobra.Command{
		Use: "simlab", Short: "A laboratory for simagent: emulated modem, SIM, network and cloud",
		SilenceUsage: true, SilenceErrors: true,
	}
	root.AddCommand(newModem(), newCloud(), newUp(), newLife(), newVM(), newGuest(), newImage(), newImageTest(), newRelay(), newTray())
	if err := root.ExecuteContext(ctx); err != nil {
		if !errors.Is(err, errSaid) {
			fmt.Fprintln(os.Stderr, "simlab:", err)
		}
		os.Exit(1)
	}
}

// errSaid ends with 1 and prints nothing: everything was said.
var errSaid = errors.New("")
