package bench

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"
)

// WriteLine writes one object of a run as a line.
func WriteLine(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// columns of the CSV file. An empty field is unknown.
var columns = []struct {
	name  string
	value func(*Record) string
}{
	{"n", func(r *Record) string { return strconv.Itoa(r.N) }},
	{"iccid", func(r *Record) string { return word(r.ICCID) }},
	{"verdict", func(r *Record) string { return string(r.Verdict) }},
	{"reason", func(r *Record) string { return string(r.Reason) }},
	{"text", func(r *Record) string { return r.Text }},
	{"inserted", func(r *Record) string { return r.Inserted.Format(time.RFC3339) }},
	{"seconds", func(r *Record) string { return number(&r.Seconds) }},
	{"seconds_to_card", func(r *Record) string { return number(r.Reached.Card) }},
	{"seconds_to_registered", func(r *Record) string { return number(r.Reached.Registered) }},
	{"seconds_to_attached", func(r *Record) string { return number(r.Reached.Attached) }},
	{"seconds_to_cloud", func(r *Record) string { return number(r.Reached.Cloud) }},
	{"lock", func(r *Record) string { return word(r.Card.Lock) }},
	{"registration", func(r *Record) string { return word(r.Registration.State) }},
	{"operator", func(r *Record) string { return word(r.Registration.Operator) }},
	{"technology", func(r *Record) string { return word(r.Registration.Technology) }},
	{"cause", func(r *Record) string { return whole(r.Registration.Cause) }},
	{"apn", func(r *Record) string { return word(r.APN) }},
	{"rsrp_dbm", func(r *Record) string { return number(r.Signal.RSRP) }},
	{"rssi_dbm", func(r *Record) string { return number(r.Signal.RSSI) }},
	{"rsrq_db", func(r *Record) string { return number(r.Signal.RSRQ) }},
	{"sinr_db", func(r *Record) string { return number(r.Signal.SINR) }},
	{"cloud_status", func(r *Record) string { return word(r.Cloud.Status) }},
	{"spent_bytes", func(r *Record) string { return whole(r.Spent.Bytes) }},
	{"spent_sms", func(r *Record) string { return whole(r.Spent.SMS) }},
	{"command_median_ms", func(r *Record) string { return number(r.Commands.MedianMS) }},
	{"command_most_ms", func(r *Record) string { return number(r.Commands.MostMS) }},
}

func number(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}

func whole(v *int) string {
	if v == nil {
		return ""
	}
	return strconv.Itoa(*v)
}

// WriteCSVHead writes the names of the columns, and WriteCSV one SIM below them.
func WriteCSVHead(w io.Writer) error {
	var row []string
	for _, c := range columns {
		row = append(row, c.name)
	}
	return writeRow(w, row)
}

// apart keeps a text together where a spreadsheet also breaks lines at ";": the
// rest is then no formula.
var apart = strings.NewReplacer(";=", "; =", ";+", "; +", ";-", "; -", ";@", "; @")

// WriteCSV writes one SIM. A text that a spreadsheet would take for a formula has
// an apostrophe in front.
func WriteCSV(w io.Writer, r *Record) error {
	var row []string
	for _, c := range columns {
		v := apart.Replace(c.value(r))
		if v != "" && (v[0] == '=' || v[0] == '+' || v[0] == '@' || v[0] == '-' && !numeric(v)) {
			v = "'" + v
		}
		row = append(row, v)
	}
	return writeRow(w, row)
}

func numeric(s string) bool { _, err := strconv.ParseFloat(s, 64); return err == nil }

func writeRow(w io.Writer, row []string) error {
	c := csv.NewWriter(w)
	if err := c.Write(row); err != nil {
		return err
	}
	c.Flush()
	return c.Error()
}
