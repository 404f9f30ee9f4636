package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent/agenttest"
	"simagent/atcmd/modemtest"
	"simagent/simcard/simcardtest"
)

// say prints one JSON line.
func say(w io.Writer, v any) error { return json.NewEncoder(w).Encode(v) }

func persona(name string) (*modemtest.Persona, error) {
	switch strings.ToLower(name) {
	case "eg25-g", "eg25g":
		return modemtest.EG25G(), nil
	case "generic":
		return modemtest.Generic27007(), nil
	}
	return nil, fmt.Errorf("unknown persona %q: eg25-g or generic", name)
}

func newModem() *cobra.Command {
	var name, iccid, link string
	var deny int
	var paced bool
	cmd := &cobra.Command{
		Use: "modem", Short: "An emulated modem with a Super SIM on a pseudo terminal", Args: cobra.NoArgs,
		Long: `An emulated modem with a Super SIM on a pseudo terminal, registered on a roaming
network or refused by it. Prints one JSON line: {"port","model","iccid"}.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := persona(name)
			if err != nil {
				return err
			}
			m := modemtest.New(modemtest.Options{Persona: p, Card: simcardtest.New(iccid), Paced: paced, RegisterDelay: time.Second})
			m.SetRegistration(modemtest.Roaming(agenttest.OperatorPLMN, agenttest.OperatorName))
			if deny > 0 {
				m.SetRegistration(modemtest.Denied(agenttest.OperatorPLMN, deny))
			}
			defer unlink(link)
			return agenttest.ServeModemPTY(cmd.Context(), m, func(path string) {
				path = symlink(link, path)
				_ = say(cmd.OutOrStdout(), map[string]any{"port": path, "model": p.Model, "iccid": iccid})
			})
		},
	}
	cmd.Flags().StringVar(&name, "persona", "eg25-g", "eg25-g or generic")
	cmd.Flags().StringVar(&iccid, "iccid", agenttest.ICCID, "of the SIM")
	cmd.Flags().StringVar(&link, "link", "", "make this symbolic `PATH` to the terminal")
	cmd.Flags().IntVar(&deny, "deny", 0, "refuse registration with this EMM `cause`")
	cmd.Flags().BoolVar(&paced, "paced", false, "answer as slowly as the real module")
	return cmd
}

// symlink gives a terminal a lasting name; without one, or when it cannot be
// made, the terminal's own.
func symlink(link, path string) string {
	if link == "" {
		return path
	}
	_ = os.Remove(link)
	if err := os.Symlink(path, link); err != nil {
		fmt.Fprintln(os.Stderr, "simlab:", err)
		return path
	}
	return link
}

func unlink(link string) {
	if link != "" {
		_ = os.Remove(link)
	}
}
