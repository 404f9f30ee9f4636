package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"simagent/simcard/overat"
)

func clearCommand(open openFunc, c *cardFlags) *cobra.Command {
	cmd := &cobra.Command{
		Use: "clear-fplmn", Short: "Empty the card's list of forbidden networks", Args: cobra.NoArgs,
		Long: `Empty EF FPLMN, the list of networks that refused this card for good, and which the
module does not try again by itself. It says which they are and asks before it
writes; without a terminal it needs --yes. The file is read back. The module looks
at it again when it starts: simagent at --force AT+CFUN=1,1`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return clearFPLMN(cmd.Context(), newAsker(cmd, c.yes), open, *c)
		},
	}
	cmd.Flags().BoolVar(&c.yes, "yes", false, "do not ask")
	return cmd
}

func clearFPLMN(ctx context.Context, a asker, open openFunc, c cardFlags) error {
	m, err := open(ctx, c.port, true)
	if err != nil {
		return err
	}
	defer m.Close()
	list, room, err := overat.ReadFPLMN(ctx, m, overat.ReaderOptions{})
	if err != nil && room == 0 {
		return err
	}
	if err == nil && len(list) == 0 {
		_, err := fmt.Fprintln(a.out, "No network is forbidden: nothing to clear.")
		return err
	}
	id, err2 := overat.ReadIdentity(ctx, m, cardOptions(ctx, m, false).ICCIDCommands)
	if err2 != nil {
		return err2
	}
	p := cardPage{show: c.showIDs}
	p.row("SIM", p.id(id.ICCID.String(), id.ICCID.Digits()))
	if err != nil {
		p.sentence("Forbidden", "not readable: "+shortReason(err))
	} else {
		p.row("Forbidden", plmnWords(list)...)
	}
	p.row("Will write", fmt.Sprintf("%d bytes FF to EF FPLMN of this card", 3*room))
	if _, err := fmt.Fprint(a.out, p.b.String()); err != nil {
		return err // what is done must be seen
	}
	yes, err := a.agreed(ctx, "Clear the list?")
	if err != nil {
		return err
	}
	if !yes {
		return &exitError{1, "nothing was written"}
	}
	n, err := overat.ClearFPLMN(ctx, m, overat.ReaderOptions{})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "Cleared %d. The module tries them again after its next start.\n", n)
	return err
}
