package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"simagent/atcmd"
	families "simagent/atcmd/module"
	"simagent/simcard/overat"
)

// openFunc opens a way to the module; see openModule.
type openFunc func(ctx context.Context, port string, force bool) (module, error)

// cardFlags are the options of `simagent card`.
type cardFlags struct {
	json, showIDs, eid, yes bool
	port                    string
}

func newCard(f *folders) *cobra.Command {
	return cardCommand(func(ctx context.Context, port string, force bool) (module, error) {
		return openModule(ctx, f, port, force)
	})
}

func cardCommand(open openFunc) *cobra.Command {
	var c cardFlags
	cmd := &cobra.Command{
		Use: "card", Short: "Read the SIM card and say what stands on it", Args: cobra.NoArgs,
		Long: `Read the card's files through the module and say what stands on them: its number
and whether a second source agrees, the lock and the tries left, IMSI, forbidden and
preferred networks (equivalent to its home, and those of the user, the operator and
the home network), where it was registered last. Nothing is written, and no try of
the PIN is spent. Through a running daemon only commands that read pass, so that the
number of an eUICC, which needs a logical channel, is asked with --eid alone; the
daemon then sets up the module anew.`,
		Example: `  simagent card
  simagent card clear-fplmn`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return showCard(cmd.Context(), cmd.OutOrStdout(), open, c)
		},
	}
	cmd.PersistentFlags().StringVar(&c.port, "port", "", "open this port instead of asking the daemon")
	cmd.PersistentFlags().BoolVar(&c.showIDs, "show-ids", false, "print ICCID, IMSI, EID and TMSI in full; they are personal data")
	cmd.Flags().BoolVar(&c.json, "json", false, "print JSON; unknown is null, and its reason stands in errors")
	cmd.Flags().BoolVar(&c.eid, "eid", false, "also ask for the number of an eUICC, on a logical channel")
	cmd.AddCommand(clearCommand(open, &c))
	return cmd
}

func showCard(ctx context.Context, w io.Writer, open openFunc, c cardFlags) error {
	m, err := open(ctx, c.port, c.eid)
	if err != nil {
		return err
	}
	defer m.Close()
	if err := answers(ctx, m); err != nil {
		return fmt.Errorf("cannot read the card: %w", err)
	}
	card := overat.ReadCard(ctx, m, cardOptions(ctx, m, c.eid))
	if c.json {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		err = e.Encode(cardObject(card, m.Where(), c.showIDs))
	} else {
		_, err = io.WriteString(w, cardScreen(card, c.showIDs))
	}
	switch {
	case err != nil:
		return err
	case card.Identity.Err != nil:
		return &exitError{code: 1} // the last line has said why
	}
	return nil
}

// answers tells why a module cannot be asked at all: one reason instead of the same for each file.
func answers(ctx context.Context, m module) error {
	_, err := m.Do(ctx, "")
	if _, ok := errors.AsType[*atcmd.CommandError](err); ok {
		return nil
	}
	return err
}

// cardOptions are what the module's family knows of cards.
func cardOptions(ctx context.Context, m module, eid bool) overat.Options {
	p := families.Identify(firstLine(ctx, m, "+CGMI"), firstLine(ctx, m, "+CGMM"))
	o := overat.Options{ICCIDCommands: slices.Clone(p.ICCID), EID: eid, Retries: retriesQuery(p.Retries)}
	o.LockCSIM = p.LockCSIM
	for _, cmd := range overat.Fallbacks() {
		if !slices.Contains(o.ICCIDCommands, cmd) {
			o.ICCIDCommands = append(o.ICCIDCommands, cmd)
		}
	}
	return o
}

// firstLine is the first line of an answer, without the command's name; "" without one.
func firstLine(ctx context.Context, m module, cmd string) string {
	lines, err := m.Do(ctx, cmd)
	if err != nil || len(lines) == 0 {
		return ""
	}
	text := strings.TrimPrefix(lines[0], cmd+":")
	return strings.Trim(text, "\" \t")
}

// retriesQuery asks for the tries left as the family does; nil when it has no way.
func retriesQuery(q families.Query) overat.TriesQuery {
	if q.Command == "" {
		return nil
	}
	return func(ctx context.Context, d overat.Doer) (pin, puk int, err error) {
		lines, err := d.Do(ctx, q.Command)
		r := q.Retries(lines)
		return r.PIN, r.PUK, err
	}
}

// notForced is what the daemon says of a command that does not only read.
const notForced = "refused: this command may change something. Send it anyway with --force"

// shortReason is why a value is missing, without the file's number.
func shortReason(err error) string {
	if e, ok := errors.AsType[*overat.StatusError](err); ok {
		return fmt.Sprintf("the card answered %v", e.Status)
	}
	text, _, _ := strings.Cut(err.Error(), "\n")
	if strings.Contains(text, "with --force") { // which this command does not have
		return strings.ReplaceAll(text, notForced, "the daemon carries it with --eid alone")
	}
	return text
}
