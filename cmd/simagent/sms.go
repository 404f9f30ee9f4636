package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"simagent/agent/local"
	"simagent/cmd/cli"
)

func newSMS(f *folders) *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use: "sms TEXT", Short: "Send one SMS Command from this device; or let the cloud send and list", Args: wantText,
		Long: `Send one SMS Command from this device through the running daemon. It is counted
before it leaves. Five SMS Commands, sent or received, make a ready Sim active, which
costs money: the one that would do so is refused without --force.

The other way, from the cloud to a SIM, is "simagent sms send SIM TEXT", which needs
no daemon; "simagent sms list" shows both ways as the cloud has them. A TEXT that
begins with one of these two words goes behind two dashes: simagent sms -- list`,
		Example: `  simagent sms "valve open"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			err := local.NewClient(f.run).SendSMS(cmd.Context(), strings.Join(args, " "), force)
			if errors.Is(err, local.ErrNoDaemon) {
				return noDaemon(f.run)
			}
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintln(cmd.OutOrStdout(), "sent"); err != nil {
				return errors.New("it was sent, but " + cli.Said(err)) // so that nobody sends it again
			}
			return nil
		},
	}
	cmd.AddCommand(smsSend(f), smsList(f))
	cmd.Flags().BoolVar(&force, "force", false, "send even if the Sim becomes active by it")
	return cmd
}

// wantText refuses a call without a text.
func wantText(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return errors.New("give the TEXT to send")
	}
	return nil
}

func noDaemon(run string) error {
	text := fmt.Sprintf("no simagent is running here (no socket in %s); start it: simagent run", run)
	if rootsFolder != run && run == defaultRun() {
		if _, err := os.Stat(rootsFolder); err == nil { // it goes with the daemon, at the latest when the machine restarts
			text += "\nRoot may run one (" + rootsFolder + "): ask it with sudo"
		}
	}
	return &exitError{3, text}
}
