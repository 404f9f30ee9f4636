package agent

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/ledger"
	"simagent/agent/local"
)

func ptr(n int64) *int64 { return &n }

// A baseline is confirmed once it is on the disk; what cannot be meant, or is another SIM's, is refused.
func TestBaselineIsConfirmedByTheDisk(t *testing.T) {
	b := newBench(t)
	b.iface = 1000
	b.read()
	for want, v := range map[string]local.Baseline{
		"give bytes, SMS Commands, or both": {}, "give the bytes as N": {DataLow: ptr(5), DataHigh: ptr(4)}, "give the SMS Commands as N": {SMSLow: ptr(1)},
		"another SIM": {ICCID: cards[1], DataLow: ptr(1), DataHigh: ptr(1)},
	} {
		require.Contains(t, refusal(b.step(BaselineAsked{ID: 3, Baseline: v})), want)
	}
	b.m.Cloud.Status = "new"
	require.Contains(t, refusal(b.step(BaselineAsked{ID: 3, Baseline: local.Baseline{DataLow: ptr(5), DataHigh: ptr(5)}})), "has used nothing")
	b.m.Cloud.Status = ""
	for b.m.Account.Recording { // what is on its way to the disk arrives
		b.step(Recorded{ID: b.m.Account.RecordID, Record: b.m.Account.Ledger.Record})
	}
	out := b.step(BaselineAsked{ID: 7, Baseline: local.Baseline{ICCID: cards[0], DataLow: ptr(50_000), DataHigh: ptr(51_000), SMSLow: ptr(2), SMSHigh: ptr(2)}})
	_, answered := effect[Reply](out)
	require.False(t, answered)
	rec, ok := effect[Record](out)
	require.True(t, ok)
	require.EqualValues(t, 50_000, rec.Record.Data.Past)
	failed, out := Step(b.m, Event{b.at, Recorded{ID: rec.ID, Record: rec.Record, Err: errors.New("no space")}})
	r, _ := effect[Reply](out)
	require.ErrorContains(t, r.Err, "not on the disk yet")
	require.Empty(t, failed.promised)
	out = b.step(Recorded{ID: rec.ID, Record: rec.Record})
	r, answered = effect[Reply](out)
	require.True(t, answered)
	require.NoError(t, r.Err)
	require.EqualValues(t, 7, r.ID)

	b.iface += 100 // the counter goes on from where it was; the word may hold this already
	b.read()
	require.Equal(t, ledger.Interval{Low: 50_000, High: 51_400, HighKnown: true}, b.m.Account.Ledger.Bytes())
	b.iface += 100
	b.read()
	require.Equal(t, ledger.Interval{Low: 50_400, High: 51_800, HighKnown: true}, b.m.Account.Ledger.Bytes())
	require.Equal(t, ledger.Interval{Low: 2, High: 2, HighKnown: true}, b.m.Account.Ledger.SMSCount())
}

func TestBaselineOfASIMThatGoes(t *testing.T) {
	b := newBench(t)
	b.m.Account.Recording = true // another record is on its way
	b.step(BaselineAsked{ID: 7, Baseline: local.Baseline{DataLow: ptr(1), DataHigh: ptr(1)}})
	_, answered := effect[Reply](b.step(Recorded{ID: b.m.Account.RecordID, Record: b.m.Account.Ledger.Record}))
	require.False(t, answered, "that record knows nothing of it")
	out := b.step(CardRead{Gen: 1, State: CardReady, ICCID: card(1)})
	require.Contains(t, refusal(out), "taken out")
	require.Empty(t, b.m.promised)
}
