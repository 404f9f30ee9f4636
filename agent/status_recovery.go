package agent

import (
	"time"

	"simagent/agent/local"
	"simagent/agent/recovery"
)

func (m *Machine) recoveryStatus() local.Recovery {
	r := &m.Recovery
	b := r.Book.Expire(m.Now, m.time())
	resets, cycles, allowed, drops := int64(b.Resets()), int64(b.Cycles()), int64(m.Settings.Recovery.Resets), int64(m.drops(recovery.Day))
	out := local.Recovery{State: string(r.Plan.State), Resets: &resets, Cycles: &cycles, Allowed: &allowed, Drops: &drops,
		Acts: []local.Act{}, Error: local.Text(r.Err)}
	if out.State == "" {
		out.State = string(recovery.Idle)
	}
	for i := len(b.Acts) - 1; i >= 0; i-- {
		a := b.Acts[i]
		act := local.Act{Rung: a.Rung.String(), AgeS: int64(m.Now.Sub(a.At) / time.Second), Why: a.Why}
		if !a.Wall.IsZero() {
			act.At = &a.Wall
		}
		out.Acts = append(out.Acts, act)
	}
	if r.Supply.Known {
		out.SupplyLow, out.SupplyWas, out.SupplyBy = &r.Supply.Low, &r.Supply.WasLow, local.Text(r.Supply.Source)
	}
	if r.Trouble.What == "" && r.Acting == recovery.Wait {
		return out
	}
	out.Trouble, out.Since, out.Why = local.Text(r.Trouble.What), m.stamp(r.Since), local.Text(r.Plan.Why)
	next := r.Plan.Rung
	if r.Acting != recovery.Wait {
		out.State, next = "acting", r.Acting
	} else if !r.Plan.At.IsZero() {
		left := int64(max(r.Plan.At.Sub(m.Now), 0) / time.Second)
		out.NextAt, out.NextInS = m.stamp(r.Plan.At), &left
	}
	if next != recovery.Wait {
		out.Next, out.NextWords = local.Text(next.String()), local.Text(next.Words())
	}
	return out
}
