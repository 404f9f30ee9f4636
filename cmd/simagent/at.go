package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"simagent/agent/local"
	"simagent/atcmd"
)

// atFlags are the options of `simagent at`.
type atFlags struct {
	text, port  string
	force, json bool
}

func newAT(f *folders) *cobra.Command {
	var a atFlags
	cmd := &cobra.Command{
		Use: "at COMMAND", Short: "Send one AT command through the daemon's session",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("give one COMMAND, in quotation marks if it holds any: simagent at 'AT+QENG=\"servingcell\"'")
			}
			return nil
		},
		Long: `Send one AT command through the session of the running daemon and print its
answer. Without a daemon the port is opened for it. What the module says is
printed as it is: ICCID, IMSI and IMEI are personal data.

Commands that only read pass. Every other one needs --force; the daemon then sets
up the module anew, since the command may have undone what it needs. A message
sent so is counted as an SMS Command; the one that would make the Sim active is
refused here. Commands that lead into data mode are refused always.
The daemon has messages as PDUs (+CMGF=0); "simagent sms" needs none.

A dash reads the command from standard input: a PIN does not belong into a command
line that others can see. The exit code is 1 when the module answers with an error.`,
		Example: `  simagent at AT+CSQ
  simagent at --force AT+CFUN=1,1`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if args[0] == "-" {
				line, err := bufio.NewReader(io.LimitReader(cmd.InOrStdin(), 4096)).ReadString('\n')
				if err != nil && line == "" {
					return errors.New("cannot read the command: standard input is empty")
				}
				args[0] = strings.TrimRight(line, "\r\n")
			}
			return sendAT(cmd.Context(), cmd.OutOrStdout(), f, atcmd.DropAT(args[0]), a)
		},
	}
	cmd.Flags().StringVar(&a.text, "text", "", "what follows at the prompt of a command such as AT+CMGS")
	cmd.Flags().StringVar(&a.port, "port", "", "open this port instead of asking the daemon")
	cmd.Flags().BoolVar(&a.force, "force", false, "send it even if it does not only read")
	cmd.Flags().BoolVar(&a.json, "json", false, `print one object: {"command","lines","error"}`)
	return cmd
}

func sendAT(ctx context.Context, w io.Writer, f *folders, cmd string, a atFlags) error {
	m, err := openModule(ctx, f, a.port, a.force)
	if err != nil {
		return err
	}
	defer m.Close()
	lines, err := ask(ctx, m, cmd, a)
	refused, isAnswer := errors.AsType[*atcmd.CommandError](err)
	if err != nil && !isAnswer {
		return err
	}
	if a.json {
		return printATJSON(w, cmd, lines, refused)
	}
	var text strings.Builder
	for _, l := range lines {
		text.WriteString(plainText(l) + "\n")
	}
	if refused == nil {
		text.WriteString("OK\n")
	}
	if _, err := io.WriteString(w, text.String()); err != nil {
		return err
	}
	if refused != nil {
		return &exitError{1, refused.Error()}
	}
	return nil
}

// ask sends cmd by the daemon, which judges it, or by the port under the same rules.
func ask(ctx context.Context, m module, cmd string, a atFlags) ([]string, error) {
	if d, ok := m.(*viaDaemon); ok {
		return d.ask(ctx, local.ATRequest{Cmd: cmd, Text: a.text, Force: a.force})
	}
	messages, _ := atcmd.SendsSMS(cmd)
	wrong := atcmd.CheckCommand(cmd)
	switch {
	case wrong != nil: // in the daemon's order: --force does not help here
		return nil, fmt.Errorf("refused: %w", wrong)
	case messages > 0:
		return nil, errors.New("refused: without a daemon the message could not be counted; start it: simagent run")
	case !a.force && !atcmd.ReadOnly(cmd):
		return nil, errors.New("refused: this command may change something. Send it anyway with --force")
	case atcmd.WantsText(cmd) != (a.text != ""):
		return nil, errors.New("refused: a text goes with a command that asks for one at a prompt, and with no other; give it with --text")
	}
	if d, ok := m.(*direct); ok && a.text != "" {
		return d.DoText(ctx, cmd, a.text)
	}
	return m.Do(ctx, cmd)
}

func printATJSON(w io.Writer, cmd string, lines []string, refused *atcmd.CommandError) error {
	out := struct {
		Command string   `json:"command"`
		Lines   []string `json:"lines"`
		Error   *string  `json:"error"`
	}{Command: "AT" + cmd, Lines: append([]string{}, lines...)}
	if refused != nil {
		text := refused.Error()
		out.Error = &text
	}
	if err := json.NewEncoder(w).Encode(out); err != nil {
		return err
	}
	if refused != nil {
		return &exitError{code: 1}
	}
	return nil
}

// plainText takes out what would act on a person's terminal.
func plainText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return '?'
		}
		return r
	}, s)
}
