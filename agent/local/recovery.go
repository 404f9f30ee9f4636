package local

import (
	"fmt"
	"time"
)

// Recovery is what is done about a module that does not work.
type Recovery struct {
	State     string     `json:"state"`      // idle, waiting, acting, resting, hopeless
	Trouble   Text       `json:"trouble"`    // what is wrong, one clause; null while idle
	Since     *time.Time `json:"since"`      // since when
	Next      Text       `json:"next"`       // register, radio, module_reset, usb_reset, power_on, power_cycle; null when nothing is planned
	NextWords Text       `json:"next_words"` // the same for people
	NextAt    *time.Time `json:"next_at"`    // when
	NextInS   *int64     `json:"next_in_s"`  // until then
	Why       Text       `json:"why"`        // what it waits for, or why nothing is done
	Resets    *int64     `json:"resets"`     // restarts of the module by the agent in the last 24 hours
	Allowed   *int64     `json:"allowed"`    // of them in 24 hours
	Cycles    *int64     `json:"cycles"`     // of its radio, in the last 24 hours
	Acts      []Act      `json:"acts"`       // of the last 24 hours, latest first
	Error     Text       `json:"error"`      // why the latest act failed
	Drops     *int64     `json:"drops"`      // how often the port vanished by itself in the last 24 hours, since the daemon started
	SupplyLow *bool      `json:"supply_low"`
	SupplyWas *bool      `json:"supply_was_low"` // since the board started; null when the board does not tell
	SupplyBy  Text       `json:"supply_source"`
}

// Act is one thing that recovery did.
type Act struct {
	Rung string     `json:"rung"`
	At   *time.Time `json:"at"`    // null when nobody knew the time
	AgeS int64      `json:"age_s"` // at least so long ago
	Why  string     `json:"why"`
}

// recovery is a row while something is wrong, or was done today.
func (p *page) recovery() {
	r := p.st.Recovery
	var what, when string
	switch r.State {
	case "acting":
		what = "now: " + string(r.NextWords)
	case "waiting":
		what = "next: " + string(r.NextWords)
		if r.NextInS != nil {
			when = "in " + rough(time.Duration(*r.NextInS+59)*time.Second)
		}
		if r.Why != "" && r.Why != "patience" {
			when += " (" + string(r.Why) + ")"
		}
	case "resting":
		what = string(r.Why)
		if r.NextInS != nil {
			when = "rests for " + rough(time.Duration(*r.NextInS+59)*time.Second)
		}
	case "hopeless":
		what = "no reset helps: " + string(r.Why)
	}
	spent := Spent(r)
	if what == "" && spent == "" {
		p.power()
		return
	}
	p.row("Recovery", what, when, spent)
	if r.Error != "" {
		p.row("", string(r.Error))
	}
	p.power()
}

// power is a row when the supply is to blame, or may be.
func (p *page) power() {
	r := p.st.Recovery
	low := r.SupplyLow != nil && *r.SupplyLow
	was := r.SupplyWas != nil && *r.SupplyWas
	drops := ""
	n := count(r.Drops)
	if n > 0 {
		drops = fmt.Sprintf("the module's port vanished %d times in 24 h", n)
		if n == 1 {
			drops = "the module's port vanished once in 24 h"
		}
	}
	switch {
	case low:
		p.row("Supply", "too low now", drops)
	case was:
		p.row("Supply", "was too low since the board started", drops)
	case n > 1:
		p.row("Supply", drops)
	}
}

func count(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

// Recovering is what is done about a trouble without a person, as one sentence; "" when nothing is wrong.
func Recovering(r Recovery) string {
	in := ""
	if r.NextInS != nil {
		in = " in " + rough(time.Duration(*r.NextInS+59)*time.Second)
	}
	switch r.State {
	case "acting":
		return "The daemon is at work on it: " + string(r.NextWords) + "."
	case "waiting":
		return "If it goes on, the daemon will " + string(r.NextWords) + in + "."
	case "resting":
		return "The daemon does no more about it for now: " + string(r.Why) + "."
	case "hopeless":
		return "The daemon resets nothing for it: " + string(r.Why) + "."
	}
	return ""
}
