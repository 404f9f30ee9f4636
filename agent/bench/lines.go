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

// columns of the CSV file, and below what stands under them. An empty field is
// unknown. (One function for each would be 3 KB more.)
const columns = "n,iccid,verdict,reason,text,inserted,seconds,seconds_to_card,seconds_to_registered," +
	"seconds_to_attached,seconds_to_cloud,super_sim,lock,registration,operator,technology,cause,apn,rsrp_dbm," +
	"rssi_dbm,rsrq_db,sinr_db,cloud_status,spent_bytes,spent_sms,counted_bytes,counted_sms,command_median_ms,command_most_ms"

func cellsOf(r *Record) []string {
	return []string{
		strconv.Itoa(r.N),
		word(r.ICCID),
		string(r.Verdict),
		string(r.Reason),
		r.Text,
		r.Inserted.Format(time.RFC3339),
		number(&r.Seconds),
		number(r.Reached.Card),
		number(r.Reached.Registered),
		number(r.Reached.Attached),
		number(r.Reached.Cloud),
		truth(r.Card.SuperSIM),
		word(r.Card.Lock),
		word(r.Registration.State),
		word(r.Registration.Operator),
		word(r.Registration.Technology),
		whole(r.Registration.Cause),
		word(r.APN),
		number(r.Signal.RSRP),
		number(r.Signal.RSSI),
		number(r.Signal.RSRQ),
		number(r.Signal.SINR),
		word(r.Cloud.Status),
		whole(r.Spent.Bytes),
		whole(r.Spent.SMS),
		whole(r.Spent.CountedBytes),
		whole(r.Spent.CountedSMS),
		number(r.Commands.MedianMS),
		number(r.Commands.MostMS),
	}
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

func truth(v *bool) string {
	if v == nil {
		return ""
	}
	return strconv.FormatBool(*v)
}

// WriteCSVHead writes the names of the columns, and WriteCSV one SIM below them.
func WriteCSVHead(w io.Writer) error {
	_, err := io.WriteString(w, columns+"\n")
	return err
}

// apart keeps a text together where a spreadsheet also breaks lines at ";": the
// rest is then no formula.
var apart = strings.NewReplacer(";=", "; =", ";+", "; +", ";-", "; -", ";@", "; @")

// WriteCSV writes one SIM. A text that a spreadsheet would take for a formula has
// an apostrophe in front.
func WriteCSV(w io.Writer, r *Record) error {
	row := cellsOf(r)
	for i, v := range row {
		v = apart.Replace(v)
		if v != "" && (v[0] == '=' || v[0] == '+' || v[0] == '@' || v[0] == '-' && !numeric(v)) {
			v = "'" + v
		}
		row[i] = v
	}
	c := csv.NewWriter(w)
	if err := c.Write(row); err != nil {
		return err
	}
	c.Flush()
	return c.Error()
}

func numeric(s string) bool { _, err := strconv.ParseFloat(s, 64); return err == nil }
