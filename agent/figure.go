package agent

import "fmt"

// The cloud may count a little more than this device without anybody else having spent: packets that were lost on the
// radio, and rounding. Less than a tenth, or than leeway bytes, says nothing.
const leeway = 4096

// extra is how many bytes the cloud counted that this device did not cause, 0 when that says nothing.
func (f DayFigure) extra() int64 {
	high := max(f.High, f.Expected)
	if more := f.Cloud - high; more > max(high/10, leeway) {
		return more
	}
	return 0
}

// less is how many bytes the cloud counted less than this device, 0 when that says nothing.
func (f DayFigure) less() int64 {
	if less := f.Low - f.Cloud; less > max(f.Low/10, leeway) {
		return less
	}
	return 0
}

// words says both figures.
func (f DayFigure) words() string {
	ours := fmt.Sprint(f.Low)
	if f.High != f.Low {
		ours += fmt.Sprintf(" to %d", f.High)
	}
	return fmt.Sprintf("on %s the cloud counted %d B and this device %s", dayStart(f.Day).Format("2006-01-02"), f.Cloud, ours)
}

// elsewhere is the latest day with bytes that this device did not cause.
func (m *Machine) elsewhere() (DayFigure, bool) {
	for i := len(m.Cloud.Compared) - 1; i >= 0; i-- {
		if m.Cloud.Compared[i].extra() > 0 {
			return m.Cloud.Compared[i], true
		}
	}
	return DayFigure{}, false
}

// doubtBytes is how far past the data threshold the Sim may still be ready: the API says 250 KB, and not of which size.
const doubtBytes = 256_000

// predicted is the status that the counts here lead to: ready, active, or "ready or active" between the two; "" when the
// counts cannot tell. What the cloud says decides, and may be late.
func (m *Machine) predicted() string {
	a := &m.Account
	switch m.Cloud.Status {
	case "new", "active", "inactive":
		return m.Cloud.Status // nothing that is counted here changes it
	}
	if !a.Has || a.Ledger.Limits.DataBytes == 0 {
		return ""
	}
	b, n, t := a.Ledger.Bytes(), a.Ledger.SMSCount(), a.Ledger.TimeFraction(m.time())
	switch {
	case b.Low >= doubtBytes, n.Low >= a.Ledger.Limits.SMS, t.Known && t.Value >= 1 && !a.Ledger.Period.Estimated:
		return "active"
	case b.Low >= a.Ledger.Limits.DataBytes, b.HighKnown && b.High >= a.Ledger.Limits.DataBytes, n.HighKnown && n.High >= a.Ledger.Limits.SMS, t.Known && t.Value >= 1:
		return "ready or active"
	case !b.HighKnown || !n.HighKnown:
		return ""
	}
	return "ready"
}
