package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"simagent/boards"
)

func newBoards() *cobra.Command {
	cmd := &cobra.Command{
		Use: "boards", Short: "Show the HATs and carriers that are known", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newBoardsList(), newBoardsShow(), newBoardsCheck())
	return cmd
}

func newBoardsList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the names for board.name", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return listBoards(cmd.OutOrStdout(), boards.All())
		},
	}
}

func newBoardsShow() *cobra.Command {
	var file string
	var asTOML bool
	cmd := &cobra.Command{
		Use: "show NAME", Short: "Show a board: lines, ports, sequences, doubts", Args: atMostOne("NAME"),
		Long: `Show a board: its lines with the levels at the host's pins, its ports, what its
sequences do and how long that takes, notes, doubts and sources. It reads no pin
and drives none. With --toml it prints the file that says all this, as a start
for a board of your own; boards/README.md explains it.`,
		Example: `  simagent boards show sixfab-base
  simagent boards show --toml waveshare-sim7600x > /etc/simagent/board.toml
  simagent boards show --file /etc/simagent/board.toml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			b, err := shownBoard(args, file)
			if err != nil {
				return err
			}
			if asTOML {
				_, err := io.WriteString(cmd.OutOrStdout(), b.TOML())
				return err
			}
			return showBoard(cmd.OutOrStdout(), b)
		},
	}
	cmd.Flags().StringVar(&file, "file", "", "show the board of this TOML `FILE` instead of one that is known")
	cmd.Flags().BoolVar(&asTOML, "toml", false, "print it as TOML")
	return cmd
}

// shownBoard is the one that is named, or the one of the file.
func shownBoard(args []string, file string) (boards.Board, error) {
	switch {
	case (len(args) == 1) == (file != ""):
		return boards.Board{}, errors.New("cannot show a board: want NAME or --file FILE; \"simagent boards list\" shows the names")
	case file != "":
		return readBoard(file)
	}
	b, err := boards.Named(args[0])
	if err != nil {
		return b, fmt.Errorf("cannot show a board: %w", err)
	}
	return b, nil
}
