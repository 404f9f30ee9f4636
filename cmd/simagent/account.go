package main

import (
	"io"

	"github.com/spf13/cobra"

	"simagent/agent/local"
)

func newAccount(f *folders) *cobra.Command {
	cmd := &cobra.Command{
		Use: "account", Short: "Show, set or export what is counted of a SIM", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(accountShow(f), accountBaseline(f), accountExport(f))
	return cmd
}

const whichSIM = `SIM is an ICCID, its short form (8988307…6789) or its last digits. Without it, it is
the SIM in the module if a daemon runs, else the one that was counted last.`

func accountShow(f *folders) *cobra.Command {
	var asJSON, ids bool
	cmd := &cobra.Command{
		Use: "show [SIM]", Short: "Show an account: counts, bounds, what they rest on", Args: atMostOne("SIM"),
		Long: `Show the account of a SIM: bytes by direction with what is uncertain of them, SMS
Commands, the pace and what it leads to, how the module's own counter and the
operator's figures compare, what is on the disk, and the billing periods before.

` + whichSIM,
		RunE: func(cmd *cobra.Command, args []string) error {
			b, err := openBook(cmd.Context(), *f, args, ids)
			if err != nil {
				return err
			}
			w := cmd.OutOrStdout()
			if asJSON {
				return printJSON(w, b)
			}
			_, err = io.WriteString(w, local.BookScreen(b, local.ScreenOptions{Width: width(w), Color: color(w)}))
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON; unknown is null")
	cmd.Flags().BoolVar(&ids, "show-ids", false, "print ICCID and sids in full; they are personal data")
	return cmd
}

func accountExport(f *folders) *cobra.Command {
	var ids bool
	cmd := &cobra.Command{
		Use: "export [SIM]", Short: "Print everything that is kept of every SIM, one line of JSON each", Args: atMostOne("SIM"),
		Long: `Print everything that is kept of every SIM, or of one: one line of JSON each, with all
hours and days of the history. Ids are shortened unless --show-ids says otherwise.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := openBooksOf(cmd.Context(), *f, args, ids)
			if err != nil {
				return err
			}
			return printLines(cmd.OutOrStdout(), list)
		},
	}
	cmd.Flags().BoolVar(&ids, "show-ids", false, "print ICCIDs and sids in full; they are personal data")
	return cmd
}
