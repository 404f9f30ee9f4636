package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent/agenttest"
	"simagent/atcmd/modemtest"
	"simagent/simcard"
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
			id, err := simcard.ParseICCID(iccid)
			if err != nil {
				return fmt.Errorf("--iccid: %w", err)
			}
			ctx, cancel := context.WithCancel(cmd.Context())
			defer cancel()
			var terminal string
			var linked error
			err = agenttest.ServeModemPTY(ctx, m, func(path string) {
				var name string
				if name, linked = symlink(link, path); linked != nil {
					cancel()
					return
				}
				terminal = path
				_ = say(cmd.OutOrStdout(), map[string]any{"port": name, "model": p.Model, "iccid": id.Digits()})
			})
			unlink(link, terminal)
			return errors.Join(linked, err)
		},
	}
	cmd.Flags().StringVar(&name, "persona", "eg25-g", "eg25-g or generic")
	cmd.Flags().StringVar(&iccid, "iccid", agenttest.ICCID, "of the SIM")
	cmd.Flags().StringVar(&link, "link", "", "make this symbolic `PATH` to the terminal")
	cmd.Flags().IntVar(&deny, "deny", 0, "refuse registration with this EMM `cause`")
	cmd.Flags().BoolVar(&paced, "paced", false, "answer as slowly as the real module")
	return cmd
}

// symlink gives a terminal a lasting name. Only a symbolic link is ever
// replaced, so that a slip of the hand costs no file.
func symlink(link, path string) (string, error) {
	if link == "" {
		return path, nil
	}
	if info, err := os.Lstat(link); err == nil {
		if info.Mode()&os.ModeSymlink == 0 {
			return "", fmt.Errorf("--link %s: there is a file already, and it is no symbolic link", link)
		}
		if err := os.Remove(link); err != nil {
			return "", fmt.Errorf("--link: %w", err)
		}
	}
	if err := os.Symlink(path, link); err != nil {
		return "", fmt.Errorf("--link: %w", err)
	}
	return link, nil
}

// unlink removes the link if it is still ours.
func unlink(link, path string) {
	if to, err := os.Readlink(link); link != "" && err == nil && to == path {
		_ = os.Remove(link)
	}
}
