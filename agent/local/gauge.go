package local

import "time"

// Gauge is how much of a threshold of `ready` is used.
type Gauge struct {
	Name      string
	Low, High float64 // parts of the threshold, 1 is all; High is -1 when the past is not known
	Text      string
}

// Gauges are the thresholds that hold now: data, SMS Commands and time, as far as they are known.
func Gauges(st Status) (list []Gauge) {
	a := st.Account
	for _, g := range []struct {
		name             string
		low, high, limit *int64
		unit             string
	}{{"Data", a.Data.Low, a.Data.High, a.Data.Limit, " B"}, {"SMS", a.SMS.Low, a.SMS.High, a.SMS.Limit, ""}} {
		if g.low == nil || g.limit == nil || *g.limit <= 0 {
			continue
		}
		out := Gauge{Name: g.name, Low: float64(*g.low) / float64(*g.limit), High: -1}
		of := " of " + group(*g.limit) + g.unit
		switch {
		case g.high == nil && *g.low == 0:
			out.Text = "not known; none seen here" + of
		case g.high == nil:
			out.Text = "at least " + group(*g.low) + of
		case *g.high == *g.low:
			out.Text = group(*g.low) + of
		default:
			out.Text = group(*g.low) + " to " + group(*g.high) + of
		}
		if g.high != nil {
			out.High = float64(*g.high) / float64(*g.limit)
		}
		list = append(list, out)
	}
	if a.ReadyUntil != nil && a.ReadyLeftS != nil && a.EndedBy == nil {
		list = append(list, a.time())
	}
	return list
}

// time is the threshold of three months (KORE Super SIM documentation, Sim resource).
func (a Account) time() Gauge {
	left := time.Duration(*a.ReadyLeftS) * time.Second
	whole := a.ReadyUntil.Sub(a.ReadyUntil.AddDate(0, -3, 0))
	part := min(max(1-float64(left)/float64(whole), 0), 1)
	text := "until "
	if a.ReadyUntilEstimated != nil && *a.ReadyUntilEstimated {
		text = "about until "
	}
	text += a.ReadyUntil.UTC().Format("2006-01-02")
	if left > 0 {
		text += ", " + rough(left)
	}
	return Gauge{Name: "Time", Low: part, High: part, Text: text}
}
