package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"simagent/boards"
)

func newBoards() *cobra.Command {
	cmd := &cobra.Command{
		Use: "boards", Short: "Show the HATs and carriers that are known", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use: "list", Short: "List the names for board.name", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, b := range boards.All() {
				fmt.Fprintf(w, "%s\t%s\n", b.Name, b.Title)
			}
			return w.Flush()
		},
	}, &cobra.Command{
		Use: "show NAME", Short: "Show the lines of a board, and the levels that mean what they say", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			b, err := boards.Named(args[0])
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			fmt.Fprintf(w, "%s\t%s\n", b.Name, b.Title)
			for _, l := range b.Lines {
				fmt.Fprintf(w, "  %s\t%s\t%s\tactive %s\n", l.Name, l.Line, l.Direction, l.Active)
			}
			for _, d := range b.UART.Devices {
				fmt.Fprintf(w, "  UART\t%s\t%d bit/s\n", d, b.UART.Baud)
			}
			for _, u := range b.USB {
				fmt.Fprintf(w, "  USB\t%s:%s\tAT on interface %02x\n", u.VID, u.PID, u.AT)
			}
			for _, n := range b.Notes {
				fmt.Fprintf(w, "  note: %s\n", n)
			}
			return w.Flush()
		},
	})
	return cmd
}
