// Command simagent follows the Super SIM in a cellular module: its state, its
// account against the thresholds of `ready`, and the cloud's word about it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/spf13/cobra"

	"simagent/cmd/cli"
)

// version is set by the linker.
var version = "dev"

// exitError carries an exit code; its text is printed unless it is empty.
type exitError struct {
	code int
	text string
}

func (e *exitError) Error() string { return e.text }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	explainWidth = max(min(width(os.Stdout), cli.Width), leastWidth)
	root := newRoot()
	unwritten := cli.Prepare(root)
	err := root.ExecuteContext(ctx)
	if err == nil {
		err = unwritten()
	}
	if err == nil {
		return
	}
	code := 1
	if e, ok := errors.AsType[*exitError](err); ok {
		code = e.code
	}
	if text := cli.Said(err); text != "" {
		fmt.Fprintln(os.Stderr, "simagent:", text)
	}
	os.Exit(code)
}

// folders are where the daemon keeps and says things.
type folders struct {
	state, run string
}

func newRoot() *cobra.Command {
	var f folders
	root := &cobra.Command{
		Use:   "simagent",
		Short: "Follow a Super SIM: is it the SIM, the modem, the network or the cloud, and how far is it from costing money?",
		Long: `simagent talks to a cellular module over its AT port, reads the SIM, follows its
registration, counts bytes and SMS Commands against the thresholds of "ready"
(250 KB, five SMS Commands, three months), asks the Super SIM cloud about it, and
says on one screen where it stands. The daemon changes a Sim only as far as the
configuration desires it, and spends next to nothing; "simagent sims" asks the
cloud itself, and changes a Sim when you say so.`,
		RunE: func(cmd *cobra.Command, _ []string) error { // not cobra's version, which says an error twice
			if ask, _ := cmd.Flags().GetBool("version"); !ask {
				return cmd.Help()
			}
			_, err := fmt.Fprintln(cmd.OutOrStdout(), "simagent version", version)
			return err
		},
		SilenceUsage:     true,
		SilenceErrors:    true,
		PersistentPreRun: func(cmd *cobra.Command, _ []string) { preferInstance(cmd, &f, rootsFolder, rootsState) },
	}
	root.PersistentFlags().StringVar(&f.state, "state", defaultState(), "folder of the accounts")
	root.PersistentFlags().StringVar(&f.run, "run", defaultRun(), "folder of the socket")
	root.Flags().Bool("version", false, "print the version")
	root.AddCommand(newRun(&f), newStatus(&f), newWatch(&f), newConfig(), newSMS(&f), newAccount(&f), newUsage(&f), newSims(&f), newFleets(&f), newAT(&f), newRecord(&f), newCard(&f), newExplain(), newReport(), newPorts(), newDoctor(&f), newBundle(&f), newBoards(), newSetup(), newPreparePort(), newBenchCommand(&f), newVersion())
	completeWords(root)
	forPackages(root)
	return root
}

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "simagent %s %s %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}

// atMostOne refuses more than one argument.
func atMostOne(what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > 1 {
			return errors.New("give one " + what + " at most")
		}
		return nil
	}
}
