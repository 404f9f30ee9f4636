package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent"
	"simagent/agent/ledger"
	"simagent/agent/local"
)

func accountBaseline(f *folders) *cobra.Command {
	var data, sms string
	var yes bool
	cmd := &cobra.Command{
		Use: "baseline [SIM]", Short: "Say what a SIM used of its billing period up to now", Args: atMostOne("SIM"),
		Long: `Say what a SIM used of its billing period up to now, where nobody else can: its past
is then known, and the count goes on from there. What was counted so far is replaced.
Give the figures that the cloud's console shows, or bounds that hold them.

` + whichSIM,
		Example: `  simagent account baseline --data 120000-125000 --sms 2
  simagent account baseline 8988307…6789 --data 0 --sms 0`,
		RunE: func(cmd *cobra.Command, args []string) error {
			var b local.Baseline
			var err error
			if b.DataLow, b.DataHigh, err = bounds("--data", data); err != nil {
				return err
			}
			if b.SMSLow, b.SMSHigh, err = bounds("--sms", sms); err != nil {
				return err
			}
			if err := agent.CheckBaseline(b); err != nil {
				return err
			}
			book, err := openBook(cmd.Context(), *f, args, true)
			if err != nil {
				return err
			}
			b.ICCID = book.ICCID
			ok, err := newAsker(cmd, yes).agreed(cmd.Context(), fmt.Sprintf("The account of %s says %s. Replace it?", agent.ShortICCID(b.ICCID), countsOf(book)))
			if err != nil {
				return err
			}
			if !ok {
				return &exitError{1, "nothing was changed"}
			}
			if err := setBaseline(cmd.Context(), *f, b); err != nil {
				return err
			}
			if book, err = openBook(cmd.Context(), *f, []string{b.ICCID}, false); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", book.ICCID, countsOf(book))
			return err
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "bytes of both directions, `N` or LOW-HIGH")
	cmd.Flags().StringVar(&sms, "sms", "", "SMS Commands of both directions, `N` or LOW-HIGH")
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

// bounds reads N or LOW-HIGH.
func bounds(flag, text string) (low, high *int64, err error) {
	if text == "" {
		return nil, nil, nil
	}
	a, b, two := strings.Cut(strings.NewReplacer(",", "", "_", "").Replace(text), "-")
	if !two {
		b = a
	}
	l, errA := strconv.ParseInt(strings.TrimSpace(a), 10, 64)
	h, errB := strconv.ParseInt(strings.TrimSpace(b), 10, 64)
	if errA != nil || errB != nil || l < 0 || h < l {
		return nil, nil, errors.New(flag + " must be a number such as 120000, or bounds such as 120000-125000")
	}
	return &l, &h, nil
}

// countsOf is a book's counts in a few words.
func countsOf(b local.Book) string {
	return count(b.Account.Data.Low, b.Account.Data.High) + " B and " + count(b.Account.SMS.Low, b.Account.SMS.High) + " SMS Commands"
}

func count(low, high *int64) string {
	switch {
	case low == nil:
		return "an unknown number of"
	case high == nil:
		return fmt.Sprintf("at least %d", *low)
	case *low == *high:
		return strconv.FormatInt(*low, 10)
	}
	return fmt.Sprintf("%d to %d", *low, *high)
}

// setBaseline goes by the daemon, or writes into the state folder while none runs.
func setBaseline(ctx context.Context, f folders, b local.Baseline) error {
	err := local.NewClient(f.run).SetBaseline(ctx, b)
	if !errors.Is(err, local.ErrNoDaemon) {
		return err
	}
	store, err := ledger.OpenStore(f.state, ledger.Options{})
	if err != nil {
		return fmt.Errorf("cannot set the baseline: %w", err)
	}
	defer store.Close()
	file, err := store.Account(b.ICCID, time.Now())
	if err != nil {
		return fmt.Errorf("cannot set the baseline: %w", err)
	}
	a := ledger.NewAccount(file.Record())
	if cp, err := ledger.ReadCheckpoint(filepath.Join(f.run, "checkpoint")); err == nil { // of a daemon that was killed: its counts are older than this word
		a.Supersede(cp)
	}
	if b.DataLow != nil {
		a.BaselineData(*b.DataLow, *b.DataHigh)
	}
	if b.SMSLow != nil {
		a.BaselineSMS(uint32(*b.SMSLow), uint32(*b.SMSHigh))
	}
	return file.Commit(a.Settle(time.Now(), clockSynced()))
}
