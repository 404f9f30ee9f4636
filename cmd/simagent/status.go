package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"simagent/agent"
	"simagent/agent/ledger"
	"simagent/agent/local"
)

// statusFlags are the options of `simagent status`.
type statusFlags struct {
	json, watch, showIDs, history bool
}

func newStatus(f *folders) *cobra.Command {
	var s statusFlags
	cmd := &cobra.Command{
		Use: "status", Short: "Say on one screen where the SIM stands", Args: cobra.NoArgs,
		Long: `Ask the running daemon and say on one screen where the SIM stands. Without a daemon
the last stored account is shown, and the exit code is 3.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if s.watch {
				return repeatStatus(cmd.Context(), cmd.OutOrStdout(), *f, s)
			}
			return showStatus(cmd.Context(), cmd.OutOrStdout(), *f, s)
		},
	}
	cmd.Flags().BoolVar(&s.json, "json", false, "print JSON; unknown is null")
	cmd.Flags().BoolVar(&s.watch, "watch", false, "print it anew every second until Ctrl-C, for pipes too; simagent watch shows more")
	cmd.Flags().BoolVar(&s.showIDs, "show-ids", false, "print ICCID and sids in full; they are personal data")
	cmd.Flags().BoolVar(&s.history, "history", false, "list the last changes below the screen")
	return cmd
}

func showStatus(ctx context.Context, w io.Writer, f folders, s statusFlags) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	st, err := local.NewClient(f.run).Status(ctx, s.showIDs)
	if errors.Is(err, local.ErrNoDaemon) {
		return showStored(w, f, s)
	}
	if err != nil {
		return err
	}
	return printStatus(w, st, s)
}

func printStatus(w io.Writer, st local.Status, s statusFlags) error {
	if s.json {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(st)
	}
	_, err := io.WriteString(w, local.Screen(st, local.ScreenOptions{Width: width(w), Color: color(w), History: s.history}))
	return err
}

// repeatStatus shows it anew every second, on a terminal at the same place; a daemon that ends is said and
// waited for.
func repeatStatus(ctx context.Context, w io.Writer, f folders, s statusFlags) error {
	c := local.NewClient(f.run)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		ask, cancel := context.WithTimeout(ctx, 5*time.Second)
		st, err := c.Status(ask, s.showIDs)
		cancel()
		if ctx.Err() != nil {
			return nil
		}
		if !s.json && color(w) {
			fmt.Fprint(w, "\x1b[H\x1b[2J")
		}
		if err != nil {
			_, err = fmt.Fprintln(w, sentence(err))
		} else {
			err = printStatus(w, st, s)
		}
		switch {
		case errors.Is(err, syscall.EPIPE):
			return nil // the reader has gone
		case err != nil:
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

func sentence(err error) string {
	if errors.Is(err, local.ErrNoDaemon) {
		return "No simagent is running; waiting for it."
	}
	return err.Error()
}

// showStored shows the newest account on disk, and exits with 3.
func showStored(w io.Writer, f folders, s statusFlags) error {
	missing := noDaemon(f.run)
	store, err := ledger.OpenStore(f.state, ledger.Options{ReadOnly: true})
	if err != nil {
		if s.json {
			_ = printStatus(w, stored(nil, s.showIDs), s)
		}
		return missing
	}
	defer store.Close()
	all := store.Accounts()
	if len(all) == 0 {
		if s.json {
			_ = printStatus(w, stored(nil, s.showIDs), s)
		}
		return missing
	}
	if err := printStatus(w, stored(&all[0], s.showIDs), s); err != nil {
		return err
	}
	return missing
}

// stored is the status without a daemon: nothing but the account is known.
func stored(a *ledger.Account, showIDs bool) local.Status {
	host, _ := os.Hostname()
	next := "simagent run"
	st := local.Status{
		Schema: local.Schema, Name: host, Version: version, Time: time.Now().UTC().Truncate(time.Millisecond),
		Link: local.Link{State: "unknown"}, SIM: local.SIM{State: string(agent.CardUnknown)},
		Account:     local.Account{Data: local.Data{NotSeen: []string{}}},
		Verdict:     local.Verdict{Code: agent.NoDaemon, Text: "No simagent is running: this is the last stored account.", Next: &next},
		Recovery:    local.Recovery{State: "unknown", Acts: []local.Act{}},
		Transitions: []local.Transition{},
	}
	if a == nil {
		st.Verdict.Text = "No simagent is running, and no account is stored."
		return st
	}
	st.Account = agent.AccountStatus(a, time.Now())
	if !a.Wall.IsZero() {
		st.Account.Stored = &a.Wall
	}
	id := agent.ShortICCID(a.ICCID)
	if showIDs {
		id = a.ICCID
	}
	st.SIM.ICCID, st.Account.ICCID = &id, &id
	if a.Cloud.Status != "" {
		st.Cloud.Status = &a.Cloud.Status
	}
	if !a.Cloud.Seen.IsZero() {
		st.Cloud.CheckedAt = &a.Cloud.Seen
	}
	return st
}

func width(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 0 {
			return n
		}
	}
	return 80
}

func color(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}
