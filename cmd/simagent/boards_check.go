package main

import (
	"bufio"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"simagent/boards"
	"simagent/boards/host"
)

func newBoardsCheck() *cobra.Command {
	var file string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "check [NAME]", Short: "Compare a board with what this machine shows; drives nothing", Args: atMostOne("NAME"),
		Long: `Compare a board with what this machine shows: its GPIO lines and who has them,
its module on the USB, its UART and what is in the way there, and the supply
voltage. NAME is a name of "simagent boards list"; without one it is the board
of --config, else what this machine is recognised as.

No line is ever driven. A free input is requested for a moment to read it, which
sets its pull as the board wants it; an output is only looked at from outside.
On a board that was only recognised, inputs are not requested either.

The exit code is 0 when all is as expected, 1 if not. --json prints one object;
what is not known is null:
  schema      1
  board       its name; title; model of this machine
  chosen      named, configured, recognised
  lines       name, line, chip, wants (in, out), direction, consumer (who has
              it), level (high, low), active, not_read (why), problem
  usb         vid, pid, at (interface), seen; of a board that names neither ids
              nor a UART: the modules that are there
  uart        null, or device, real (behind its links), baud, counts (the module
              is not on the USB), problem, traps (text, evidence, fix)
  supply      null, or low, was_low, source
  problems    how many things are not as expected`,
		Example: "  simagent boards check sixfab-base\n  sudo simagent boards check --config simagent.toml",
		RunE: func(cmd *cobra.Command, args []string) error {
			c := boardCheck{host: host.Host{}}
			if err := c.choose(args, file); err != nil {
				return err
			}
			c.look()
			out := bufio.NewWriter(cmd.OutOrStdout())
			if asJSON {
				if err := writeBoardCheckJSON(out, &c); err != nil {
					return err
				}
			} else {
				c.write(out)
			}
			if err := out.Flush(); err != nil {
				return err
			}
			if c.problems() > 0 {
				return &exitError{code: 1}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&file, "config", "", "TOML `FILE` that names the board")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	return cmd
}

// How a board was chosen.
const (
	boardNamed      = "named"
	boardConfigured = "configured"
	boardRecognised = "recognised"
)

// choose takes the board that was named, else that of the configuration, else the only one that is recognised.
func (c *boardCheck) choose(args []string, file string) error {
	c.print = c.host.Fingerprint()
	var err error
	switch {
	case len(args) > 0:
		c.chosen = boardNamed
		c.board, err = boards.Named(args[0])
	case file != "":
		c.chosen = boardConfigured
		cfg, problem := loadConfig(file, "")
		if problem != nil {
			return problem
		}
		var configured bool
		if c.board, configured, err = boardOf(cfg); err == nil && !configured {
			c.chosen = boardRecognised
			c.board, err = onlyBoard(recognised(boards.All(), c.print))
		}
	default:
		c.chosen = boardRecognised
		c.board, err = onlyBoard(recognised(boards.All(), c.print))
	}
	return err
}

// recognised lists the boards that this machine may carry. A board with lines needs a host with a device tree, which a PC is
// not.
func recognised(all []boards.Board, print boards.Fingerprint) (list []boards.Board) {
	for _, m := range boards.Recognise(print, all) {
		if m.Sure {
			return []boards.Board{m.Board}
		}
		if len(m.Board.Lines) == 0 || print.Model != "" {
			list = append(list, m.Board)
		}
	}
	return list
}

func onBus(print boards.Fingerprint, u boards.USB) bool {
	return slices.Contains(print.USB, boards.USBID{VID: u.VID, PID: u.PID})
}

func onlyBoard(list []boards.Board) (boards.Board, error) {
	switch len(list) {
	case 0:
		return boards.Board{}, errors.New("no board is recognised here: name one; simagent boards list shows them")
	case 1:
		return list[0], nil
	}
	names := make([]string, len(list))
	for i, b := range list {
		names[i] = b.Name
	}
	return boards.Board{}, fmt.Errorf("several boards fit: %s; name one", strings.Join(names, ", "))
}
