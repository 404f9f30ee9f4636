package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent/local"
)

// usageHere are the options of `simagent usage`.
type usageHere struct {
	by, from, to   string
	json, csv, ids bool
}

func newUsage(f *folders) *cobra.Command {
	var u usageHere
	cmd := &cobra.Command{
		Use: "usage [SIM]", Short: "Show by hour or day what passed here, with bars", Args: atMostOne("SIM"),
		Long: `Show by hour or by day of UTC what passed on this device: bytes with what is uncertain
of them, packets, SMS Commands, and how much of it were the agent's own reports. By
hour it is the last day, by day the last two weeks; --from and --to name others.
Hours are kept for two months at least, days for two years.

` + whichSIM + `

What the cloud counted is asked with "simagent sims usage".`,
		Example: `  simagent usage --by hour
  simagent usage --by day --from 2026-11-01 --csv > november.csv`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if u.json && u.csv {
				return errors.New("give one of --json and --csv")
			}
			book, err := openBook(cmd.Context(), *f, args, u.ids)
			if err != nil {
				return err
			}
			rows, err := u.rows(book, time.Now())
			if err != nil {
				return errors.New("cannot show usage: " + err.Error())
			}
			return u.print(cmd.OutOrStdout(), book, rows)
		},
	}
	cmd.Flags().StringVar(&u.by, "by", "day", "hour or day")
	cmd.Flags().StringVar(&u.from, "from", "", "first day or hour: 2026-11-24 or 2026-11-24T09, UTC")
	cmd.Flags().StringVar(&u.to, "to", "", "last day or hour; now without it")
	cmd.Flags().BoolVar(&u.json, "json", false, "print JSON lines")
	cmd.Flags().BoolVar(&u.csv, "csv", false, "print CSV with a head, bytes in full")
	cmd.Flags().BoolVar(&u.ids, "show-ids", false, "print the ICCID in full; it is personal data")
	return cmd
}

// usageRow is what passed in an hour or a day.
type usageRow struct {
	From string `json:"from"` // 2026-11-24 or 2026-11-24T09
	local.BookSum
}

// rows picks what lies in the span; times without a record have a row too, so that gaps show.
func (u *usageHere) rows(b local.Book, now time.Time) ([]usageRow, error) {
	unit, form, back := 24*time.Hour, "2006-01-02", 13*24*time.Hour
	switch u.by {
	case "hour":
		unit, form, back = time.Hour, "2006-01-02T15", 23*time.Hour
	case "day":
	default:
		return nil, errors.New("--by must be hour or day")
	}
	to, length, err := readDay("--to", u.to)
	if err != nil {
		return nil, err
	}
	last := now.UTC().Truncate(unit)
	if u.to != "" {
		last = to.Add(length - time.Second).Truncate(unit)
	}
	first, _, err := readDay("--from", u.from)
	if err != nil {
		return nil, err
	}
	if u.from == "" {
		first = last.Add(-back)
	}
	first = first.Truncate(unit)
	if first.After(last) {
		return nil, errors.New("--from must lie before --to, and not in the future")
	}
	if last.Sub(first)/unit > mostRows {
		return nil, fmt.Errorf("a span of more than %d rows; use --by day, or a shorter one", mostRows)
	}
	known := map[string]local.BookSum{}
	for _, h := range b.Hours {
		if h.Hour != nil && u.by == "hour" {
			known[h.Hour.Format(form)] = h.BookSum
		}
	}
	for _, d := range b.Days {
		if u.by == "day" {
			known[d.Day] = d.BookSum
		}
	}
	var rows []usageRow
	for t := first; !t.After(last); t = t.Add(unit) {
		from := t.Format(form)
		rows = append(rows, usageRow{from, known[from]})
	}
	return rows, nil
}

// mostRows bounds a span: ten years of days.
const mostRows = 3660

func (u *usageHere) print(w io.Writer, b local.Book, rows []usageRow) error {
	switch {
	case u.json:
		return printLines(w, rows)
	case u.csv:
		return u.printCSV(w, rows)
	}
	fmt.Fprintf(w, "Usage of %s by %s, UTC\n", b.ICCID, u.by)
	t := table{marks: "lrlrrrxxx"} // what a terminal has no room for is left out, the last first
	t.add("from", "total", "share", "sent", "received", "sms", "uncertain", "own", "packets")
	most := int64(1)
	sum := local.BookSum{}
	for _, r := range rows {
		most = max(most, r.Sent+r.Received+r.Uncertain)
		sum.Sent, sum.Received, sum.Uncertain = sum.Sent+r.Sent, sum.Received+r.Received, sum.Uncertain+r.Uncertain
		sum.Own, sum.Packets, sum.SMSSent, sum.SMSReceived = sum.Own+r.Own, sum.Packets+r.Packets, sum.SMSSent+r.SMSSent, sum.SMSReceived+r.SMSReceived
	}
	for _, r := range rows {
		total := r.Sent + r.Received
		if total == 0 && r.Uncertain == 0 && r.WatchedS == 0 && r.SMSSent+r.SMSReceived == 0 {
			t.add(r.From, "", "", "", "", "", "", "", "")
			continue
		}
		const width = 12
		bar := strings.Repeat("█", int(total*width/most)) + strings.Repeat("░", int((total+r.Uncertain)*width/most-total*width/most))
		if bar == "" && total > 0 {
			bar = "▏"
		}
		t.add(r.From, grouped(total), bar, grouped(r.Sent), grouped(r.Received), some(r.SMSSent+r.SMSReceived), some(r.Uncertain), some(r.Own), some(r.Packets))
	}
	t.add("in all", grouped(sum.Sent+sum.Received), " ", grouped(sum.Sent), grouped(sum.Received), some(sum.SMSSent+sum.SMSReceived), some(sum.Uncertain), some(sum.Own), some(sum.Packets))
	if err := t.write(w); err != nil {
		return err
	}
	if x := b.Undated; x != nil {
		fmt.Fprintf(w, "Besides, %s B passed at a time that is not known: no clock was set then.\n", grouped(x.Sent+x.Received+x.Uncertain))
	}
	if b.HistoryErr != "" {
		fmt.Fprintln(w, "The history cannot be read: "+string(b.HistoryErr))
	}
	return nil
}

// some is a number, or nothing for 0.
func some(n int64) string {
	if n == 0 {
		return ""
	}
	return grouped(n)
}

func (u *usageHere) printCSV(w io.Writer, rows []usageRow) error {
	c := csv.NewWriter(w)
	_ = c.Write([]string{"from_utc", "sent_bytes", "received_bytes", "uncertain_bytes", "own_bytes", "packets", "sessions", "sms_sent", "sms_received", "watched_s"})
	for _, r := range rows {
		line := []string{r.From}
		for _, n := range []int64{r.Sent, r.Received, r.Uncertain, r.Own, r.Packets, r.Sessions, r.SMSSent, r.SMSReceived, r.WatchedS} {
			line = append(line, strconv.FormatInt(n, 10))
		}
		_ = c.Write(line)
	}
	c.Flush()
	return c.Error()
}
