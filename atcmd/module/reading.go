package module

import (
	"math"
	"strings"

	"simagent/atcmd/format"
)

// A Level is a level or a ratio in tenths of a dBm or dB. The zero value is
// one that is not known.
type Level struct {
	Tenths int16
	Known  bool
}

// A Reading is what the signal lines of a module say. What they do not say is
// not Known, or "". The texts stand as the module prints them; Act and Band
// may be a number's meaning.
type Reading struct {
	RSSI, RSRP, RSCP Level // dBm
	RSRQ, SINR, ECNO Level // dB

	Act, Band, Cell, PCI, Channel, Area, MCC, MNC string
}

// Read collects the fields by their names (rssi, rsrp, band, …) from the
// lines of an answer; lines of other commands may stand between. The serving
// cell comes first in all families: the first known value of a name counts.
// ok is false when no line is the query's. It allocates nothing.
func (q Query) Read(lines []string) (r Reading, ok bool) {
	for _, line := range lines {
		for more := true; more; {
			var cell string
			cell, line, more = strings.Cut(line, "\t") // Sierra prints two columns
			if form, rest := format.Find(q.Lines, cell); form != nil {
				r.take(form.Fields, rest)
				ok = true
			}
		}
	}
	return r, ok
}

func (r *Reading) take(fields []format.Field, rest string) {
	for i := range fields {
		raw, tail, more := format.Next(rest)
		rest = tail
		if raw != "" {
			r.field(&fields[i], raw)
		}
		if !more {
			return
		}
	}
}

// field takes one over. The names of NR stand for themselves where the module
// has a cell of LTE beside.
func (r *Reading) field(f *format.Field, raw string) {
	switch f.Name {
	case "rssi":
		r.RSSI.level(f, raw)
	case "rsrp", "ss_rsrp":
		r.RSRP.level(f, raw)
	case "rsrq", "ss_rsrq":
		r.RSRQ.ratio(f, raw)
	case "sinr", "ss_sinr":
		r.SINR.ratio(f, raw)
	case "rscp":
		r.RSCP.level(f, raw)
	case "ecno":
		r.ECNO.ratio(f, raw)
	case "act":
		text(&r.Act, f, raw)
	case "band":
		text(&r.Band, f, raw)
	case "cell":
		text(&r.Cell, f, raw)
	case "pci":
		text(&r.PCI, f, raw)
	case "earfcn", "nrarfcn", "uarfcn", "arfcn":
		text(&r.Channel, f, raw)
	case "tac", "lac":
		text(&r.Area, f, raw)
	case "plmn": // both in one: "310410", "310-410" (SIMCom), "310 410" (Telit)
		if r.MCC == "" && len(raw) >= 5 && len(raw) <= 7 {
			r.MCC, r.MNC = raw[:3], strings.TrimLeft(raw[3:], "- ")
		}
	case "mcc":
		text(&r.MCC, f, raw)
	case "mnc":
		text(&r.MNC, f, raw)
	}
}

// level takes a power over that a radio can hear: anything else, 0 dBm too, is
// a module's way of saying that it does not know.
func (l *Level) level(f *format.Field, raw string) { l.set(f, raw, -160, -0.1) }

// ratio is level for dB; the tables of 3GPP end at -43.5 and 40.
func (l *Level) ratio(f *format.Field, raw string) { l.set(f, raw, -50, 50) }

func (l *Level) set(f *format.Field, raw string, low, high float64) {
	if l.Known {
		return
	}
	if n, ok := f.Scaled(raw); ok && n >= low && n <= high {
		l.Tenths, l.Known = int16(math.Round(n*10)), true
	}
}

// text takes a text over; a number's meaning where it has one.
func text(dst *string, f *format.Field, raw string) {
	if *dst != "" || raw == "-" || raw == "--" || personal(raw) {
		return
	}
	if f.Kind == format.Enum || len(f.None) > 0 {
		n, ok := f.Scaled(raw)
		if !ok {
			return
		}
		if w, ok := f.Words[int(n)]; ok {
			raw = w
		}
	}
	if n := len(raw); n > 0 && raw[n-1] == ')' {
		raw, _, _ = strings.Cut(raw, " (") // Sierra: "8C65 (35666)"
	}
	*dst = raw
}

// personal tells whether a text can only be an IMSI, IMEI or ICCID: one that
// stands where a firmware shifted the fields is not taken over.
func personal(raw string) bool {
	for i := range len(raw) {
		if raw[i] < '0' || raw[i] > '9' {
			return false
		}
	}
	return len(raw) >= 14
}
