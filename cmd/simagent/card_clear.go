package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

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
			in := cmd.InOrStdin()
			f, isFile := in.(*os.File)
			a := asker{in: in, out: cmd.OutOrStdout(), terminal: isFile && term.IsTerminal(int(f.Fd())), yes: c.yes}
			return clearFPLMN(cmd.Context(), a, open, *c)
		},
	}
	cmd.Flags().BoolVar(&c.yes, "yes", false, "do not ask")
	return cmd
}

// asker asks a person, when there is one.
type asker struct {
	in            io.Reader
	out           io.Writer
	terminal, yes bool
}

// agreed asks until the end of one line; anything but yes is no.
func (a asker) agreed(question string) (bool, error) {
	if a.yes {
		return true, nil
	}
	if !a.terminal {
		return false, errors.New("refused: there is no terminal to ask on; say --yes")
	}
	fmt.Fprint(a.out, question+" [y/N] ")
	line, err := bufio.NewReader(io.LimitReader(a.in, 100)).ReadString('\n')
	if err != nil && line == "" {
		return false, nil
	}
	answer := strings.ToLower(strings.TrimSpace(line))
	return answer == "y" || answer == "yes", nil
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
		fmt.Fprintln(a.out, "No network is forbidden: nothing to clear.")
		return nil
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
	fmt.Fprint(a.out, p.b.String())
	yes, err := a.agreed("Clear the list?")
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
	fmt.Fprintf(a.out, "Cleared %d. The module tries them again after its next start.\n", n)
	return nil
}
