package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"simagent/agent"
	"simagent/agent/history"
	"simagent/agent/ledger"
	"simagent/agent/local"
)

// openBook gives the one account that is meant, from the daemon when it has it, else from the disk.
func openBook(ctx context.Context, f folders, args []string, ids bool) (local.Book, error) {
	if len(args) == 0 {
		b, err := local.NewClient(f.run).Book(ctx, ids)
		if err == nil {
			return b, nil
		}
		list, diskErr := booksOnDisk(f, nil, ids)
		switch {
		case len(list) > 0:
			return list[0], nil
		case !errors.Is(err, local.ErrNoDaemon):
			return b, err
		case diskErr != nil:
			return b, diskErr
		}
		return b, noAccounts(f)
	}
	list, err := openBooksOf(ctx, f, args, ids)
	if err != nil {
		return local.Book{}, err
	}
	if len(list) > 1 {
		return local.Book{}, fmt.Errorf("cannot tell which SIM is meant: %d of those that were counted here fit %q; give more digits", len(list), args[0])
	}
	return list[0], nil
}

// openBooksOf gives every account that fits; the one that a daemon counts on comes from it.
func openBooksOf(ctx context.Context, f folders, args []string, ids bool) ([]local.Book, error) {
	list, err := booksOnDisk(f, args, true)
	live, liveErr := local.NewClient(f.run).Book(ctx, true)
	if liveErr == nil && (len(args) == 0 || fits(live.ICCID, args[0])) {
		found := false
		for i := range list {
			if list[i].ICCID == live.ICCID {
				list[i], found = live, true
			}
		}
		if !found {
			list = append([]local.Book{live}, list...)
		}
	}
	switch {
	case len(list) == 0 && err != nil:
		return nil, err
	case len(list) == 0 && len(args) > 0:
		return nil, fmt.Errorf("cannot find the account: no SIM that was counted here fits %q", args[0])
	case len(list) == 0:
		return nil, noAccounts(f)
	}
	for i := range list {
		if !ids {
			shorten(&list[i])
		}
	}
	return list, nil
}

func noAccounts(f folders) error {
	return &exitError{3, "no account is stored in " + f.state + ", and no simagent is running; start it: simagent run"}
}

// shorten hides ids in a book that came with them.
func shorten(b *local.Book) {
	b.ICCID = agent.ShortICCID(b.ICCID)
	b.Account.ICCID = &b.ICCID
	b.Period.SID, b.Cloud.SID = local.Text(agent.ShortSID(string(b.Period.SID))), local.Text(agent.ShortSID(string(b.Cloud.SID)))
}

// booksOnDisk reads the accounts that fit, the newest first.
func booksOnDisk(f folders, args []string, ids bool) ([]local.Book, error) {
	store, err := ledger.OpenStore(f.state, ledger.Options{ReadOnly: true})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer store.Close()
	past := history.Open(f.state, true)
	defer past.Close()
	var list []local.Book
	for _, a := range store.Accounts() {
		if len(args) > 0 && !fits(a.ICCID, args[0]) {
			continue
		}
		list = append(list, withHistory(past, agent.BookOf(&a, time.Now(), ids), &a))
	}
	return list, nil
}

// withHistory adds the stored hours, days and periods; why there are none is said in the book.
func withHistory(past *history.Book, b local.Book, l *ledger.Account) local.Book {
	h, err := past.Read(l.ICCID)
	b = agent.WithHistory(b, l, h)
	if err != nil {
		b.HistoryErr = local.Text(err.Error())
	}
	return b
}

// fits tells whether a person's word means this ICCID: all of it, its short form, or its last four digits at least.
func fits(iccid, ref string) bool {
	if first, last, short := shortForm(ref); short {
		return len(first)+len(last) >= 4 && strings.HasPrefix(iccid, first) && strings.HasSuffix(iccid, last)
	}
	return iccid == ref || len(ref) >= 4 && strings.HasSuffix(iccid, ref)
}

// printLines prints one line of JSON for each value.
func printLines[T any](w io.Writer, list []T) error {
	e := json.NewEncoder(w)
	for _, v := range list {
		if err := e.Encode(v); err != nil {
			return err
		}
	}
	return nil
}
