package main

import (
	"fmt"
	"strconv"

	"simagent/agent/ledger"
	"simagent/agent/local"
)

// imageJudge compares what the agent says with what the network metered.
type imageJudge struct {
	metered func() int64 // bytes so far
	kills   int64
	cuts    int64 // of the kills, since it was last at rest
	over    int64 // bytes by which high was above the truth then
	lost    int64 // bytes that nobody can know of any more
	heard   int64 // the most that the agent was heard to have counted for certain since the last kill
	lax     bool  // the account is a new one: only what is always true is asked
}

// moduleOff: what passed since sure is lost with the module's counter.
func (j *imageJudge) moduleOff(sure int64) { j.lost += max(j.metered()-max(sure, j.heard), 0) }

// always is what holds at any moment.
func (j *imageJudge) always(st local.Status) error {
	d := st.Account.Data
	if d.Low == nil || j.lax {
		return nil
	}
	if truth := j.metered(); *d.Low > truth {
		return fmt.Errorf("low is %d, above the truth of %d", *d.Low, truth)
	}
	j.heard = max(j.heard, *d.Low)
	if d.High != nil && *d.High+j.lost < j.heard {
		return fmt.Errorf("high is %d, and %d were counted before; %d may be lost", *d.High, j.heard, j.lost)
	}
	return nil
}

// counted tells whether all that can be known is in the account.
func (j *imageJudge) counted(st local.Status) bool {
	d := st.Account.Data
	return d.Low != nil && d.High != nil && *d.High+j.lost >= j.metered()
}

// told is all that the judgement is made of.
func (j *imageJudge) told(st local.Status) string {
	d := st.Account.Data
	return fmt.Sprintf("low %s, high %s, metered %d, heard %d, lost at most %d, kills %d", numeral(d.Low), numeral(d.High), j.metered(), j.heard, j.lost, j.kills)
}

func numeral(n *int64) string {
	if n == nil {
		return "unknown"
	}
	return strconv.FormatInt(*n, 10)
}

// atRest is what holds when nothing moves: the truth is in the interval, but for what is lost, and each kill since the last
// rest raised high over it by one lease at most.
func (j *imageJudge) atRest(st local.Status) error {
	high, truth := *st.Account.Data.High, j.metered()
	most := j.over + j.cuts*ledger.LeaseBytes(0, ledger.ReadyBytes)
	if high-truth > most {
		return fmt.Errorf("high is %d above the truth of %d, and may be %d after %d kills", high-truth, truth, most, j.cuts)
	}
	if high+j.lost < truth {
		return fmt.Errorf("high is %d, below the truth of %d; %d may be lost", high, truth, j.lost)
	}
	j.over, j.cuts = high-truth, 0
	return nil
}
