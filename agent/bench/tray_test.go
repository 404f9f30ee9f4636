package bench

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/atcmd/module"
)

func jsonOf(v any) (string, error) {
	var b bytes.Buffer
	err := WriteLine(&b, v)
	return b.String(), err
}

// tray is a run that is driven by hand.
type tray struct {
	*testing.T
	*Tray
	now time.Time
}

func newTray(t *testing.T, o Options) *tray {
	if o.Plan.Card.Within == 0 {
		o.Plan = Default()
	}
	return &tray{t, NewTray(t0, o), t0}
}

func (r *tray) after(d time.Duration, e any) []any {
	r.now = r.now.Add(d)
	return r.Handle(r.now, e)
}

// look lets the tray look, and answers.
func (r *tray) look(p Presence, iccid string) (do []any) {
	r.Helper()
	if !r.looking {
		r.now = r.Due()
		do = r.Handle(r.now, Tick{})
	}
	require.True(r, r.looking, "it does not look")
	v := Looked{Presence: p}
	if p == There {
		v = on(-90)
	}
	v.N, v.ICCID = r.n, iccid
	return append(do, r.Handle(r.now, v)...)
}

// insert puts a SIM in whose number is read.
func (r *tray) insert(iccid string) {
	r.Helper()
	c := goodCard()
	c.ICCID = iccid
	r.look(There, iccid)
	c.N = r.n
	r.Handle(r.now, c)
}

// pass puts a SIM in that passes.
func (r *tray) pass(iccid string) {
	r.Helper()
	r.insert(iccid)
	for r.holder == underTest {
		r.look(There, iccid)
	}
}

// A SIM is seen coming and going, and one that comes again has no second result.
func TestTraySeesSIMs(t *testing.T) {
	const other = "89883070000000054321"
	r := newTray(t, Options{})
	require.Empty(t, r.look(Empty, "")[1:])
	r.pass(madeUp)
	require.Equal(t, 1, r.totals.Passed)
	require.Equal(t, r.cur.Record.Seconds, r.Totals(r.now.Add(time.Hour)).Seconds, "a bench that stands idle takes no longer")
	require.Equal(t, judged, r.holder)
	r.look(Empty, "")
	require.Equal(t, judged, r.holder, "once is no proof: a card that is read anew is away for a moment")
	r.look(Empty, "")
	require.Equal(t, vacant, r.holder)
	r.look(Busy, "")
	require.Equal(t, underTest, r.holder)
	c := goodCard()
	c.N = r.n
	do := r.Handle(r.now, c)
	require.IsType(t, Seen{}, do[0])
	require.Equal(t, 1, do[0].(Seen).N)
	require.Equal(t, 1, r.totals.Tested)
	require.Equal(t, 1, r.totals.Seen)
	// Another one in its place between two looks.
	r.look(There, other)
	require.Equal(t, underTest, r.holder)
	require.Equal(t, 2, r.cur.Record.N)
	r.pass(other)
	require.Equal(t, 2, r.totals.Tested)
}

// A line about the card has it looked at once, and is the second word for an
// empty holder.
func TestTrayHearsLines(t *testing.T) {
	r := newTray(t, Options{})
	r.pass(madeUp)
	do := r.after(100*time.Millisecond, CardURC{Event: module.CardRemoved})
	require.Equal(t, []any{Look{N: 1}}, do)
	r.Handle(r.now, Looked{N: 1, Presence: Empty})
	require.Equal(t, vacant, r.holder)
	// The time of being put in is that of the line.
	r.after(time.Second, CardURC{Event: module.CardInserted})
	put := r.now
	r.after(700*time.Millisecond, Looked{N: 1, Presence: Busy})
	require.Equal(t, underTest, r.holder)
	require.Equal(t, put, r.cur.start)
}

// A module that reports a fault for an empty holder is not full of broken SIMs; one that tells both apart shows a broken one.
func TestTrayFaults(t *testing.T) {
	r := newTray(t, Options{})
	for range 10 {
		r.look(Faulty, "")
	}
	require.Equal(t, vacant, r.holder)
	r.look(Empty, "")
	r.look(Faulty, "")
	require.Equal(t, vacant, r.holder)
	r.look(Faulty, "")
	require.Equal(t, underTest, r.holder)
}

func TestTrayCounts(t *testing.T) {
	r := newTray(t, Options{Count: 1})
	r.look(There, madeUp)
	c := goodCard()
	c.N, c.Lock = r.n, "SIM PIN"
	do := r.Handle(r.now, c)
	require.IsType(t, Result{}, do[0])
	require.Equal(t, End{}, do[1])
	require.Equal(t, Totals{Kind: "end", Ended: t0, Tested: 1, Failed: 1}, r.Totals(r.now))
}

// One without a number in the place of one that had its verdict is another one, though no look met the empty holder.
func TestTraySeesABlankCard(t *testing.T) {
	r := newTray(t, Options{})
	r.pass(madeUp)
	for range faultsMost {
		r.look(There, "")
	}
	require.Equal(t, judged, r.holder)
	r.look(There, "")
	require.Equal(t, underTest, r.holder)
}

// A card that leaves before its number was read has no result: contacts bounce.
func TestTrayBounces(t *testing.T) {
	r := newTray(t, Options{})
	r.look(There, "")
	require.Equal(t, underTest, r.holder)
	n := r.n
	r.look(Empty, "")
	r.look(Empty, "")
	require.Equal(t, vacant, r.holder)
	require.Zero(t, r.totals)
	c := goodCard()
	c.N = n
	r.Handle(r.now, c) // an answer that comes late
	require.Equal(t, vacant, r.holder)
	r.pass(madeUp)
	require.Equal(t, 1, r.totals.Tested)
	require.Equal(t, 1, r.cur.Record.N)
}

// The port's end is the SIM's, and behind it the next one is waited for.
func TestTrayLosesThePort(t *testing.T) {
	r := newTray(t, Options{})
	r.look(There, madeUp)
	c := goodCard()
	c.N = r.n
	r.Handle(r.now, c)
	do := r.after(time.Second, PortLost{Cause: "gone"})
	require.Equal(t, PortGone, do[0].(Result).Record.Reason)
	require.Len(t, do, 1, "nothing can be looked at")
	require.Empty(t, r.after(time.Minute, Tick{}))
	require.Empty(t, r.after(time.Second, Looked{N: c.N, Presence: There}), "of the port that is lost")
	require.Equal(t, vacant, r.holder)
	require.Equal(t, []any{Look{N: 2}}, r.after(time.Second, PortUp{}))
}

// Property: whatever comes in whatever order, no ICCID has two results but one that was interrupted, which keeps its number;
// results are numbered without gaps, the totals
// agree with them, one look at most is under way, and lines can be read back.
func TestTrayProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := NewTray(t0, Options{Plan: Default(), Cloud: rapid.Bool().Draw(rt, "cloud")})
		now, looks := t0, 0
		seen, total := map[string]Record{}, 0
		for range rapid.IntRange(1, 120).Draw(rt, "events") {
			now = now.Add(time.Duration(rapid.IntRange(0, 3000).Draw(rt, "ms")) * time.Millisecond)
			e := anyEvent(rt)
			switch v := e.(type) {
			case Looked:
				if looks == 0 {
					continue
				}
				looks--
				v.N = r.n
				e = v
			case CardRead:
				v.N = r.n
				e = v
			case PortLost:
				looks = 0
			case PortUp:
				if !r.down {
					continue
				}
			}
			for _, x := range r.Handle(now, e) {
				switch v := x.(type) {
				case Look:
					looks++
				case Result:
					id := word(v.Record.ICCID)
					before, again := seen[id]
					if again && id != "" {
						require.Equal(rt, before.N, v.Record.N)
						require.True(rt, before.Reason.interrupted(), "a second result of one that was not interrupted")
					} else {
						total++
						require.Equal(rt, total, v.Record.N)
					}
					seen[id] = v.Record
					text, err := jsonOf(v.Record)
					require.NoError(rt, err)
					var back Record
					require.NoError(rt, json.Unmarshal([]byte(text), &back))
					require.Equal(rt, v.Record, back)
				}
			}
			require.LessOrEqual(rt, looks, 1)
			s := r.Totals(now)
			require.Equal(rt, total, s.Tested)
			require.Equal(rt, s.Tested, s.Passed+s.Failed)
			require.LessOrEqual(rt, s.NotActivated, s.Passed)
		}
	})
}

// A SIM that was interrupted is tested again when it comes again, under its number; what stood before is not counted.
func TestTrayTriesAgain(t *testing.T) {
	r := newTray(t, Options{})
	for try := range triesMost {
		r.insert(madeUp)
		require.Equal(t, underTest, r.holder, "try %d", try)
		require.Equal(t, 1, r.cur.Record.N)
		r.look(Empty, "")
		do := r.look(Empty, "")
		require.Equal(t, TakenOut, do[0].(Result).Record.Reason)
		require.Equal(t, []int{1, 1, 0}, []int{r.totals.Tested, r.totals.Failed, r.totals.Seen})
	}
	r.insert(madeUp)
	require.Equal(t, judged, r.holder, "often enough")
	require.Equal(t, 1, r.totals.Seen)
	const other = "89883070000000054321"
	r.insert(other)
	r.Handle(r.now, CardRead{N: r.n, ICCID: madeUp, Lock: "READY"})
	require.Equal(t, other, r.known(), "a number that is known does not change")
	r.after(time.Second, PortLost{Cause: "gone"})
	r.after(time.Second, PortUp{})
	r.pass(other)
	require.Equal(t, []int{2, 1, 1}, []int{r.totals.Tested, r.totals.Failed, r.totals.Passed})
	require.Equal(t, 2, r.cur.Record.N)
}

// One that may have spent something is not made to spend again.
func TestTrayDoesNotSpendAgain(t *testing.T) {
	r := newTray(t, Options{Cloud: true, Spend: Allowed{Bytes: 100}})
	r.insert(madeUp)
	r.Handle(r.now, CloudSaid{N: r.n, Status: "ready"})
	for range 3 {
		r.look(There, madeUp)
	}
	require.Equal(t, Spending, r.cur.Phase)
	require.Equal(t, "8988307…2342 while it was sending; what was sent is not known", *r.Totals(r.now).Unfinished)
	do := r.after(time.Second, PortLost{Cause: "gone"})
	require.Equal(t, SpentRecord{}, do[0].(Result).Record.Spent, "not known is null, not 0")
	p := sample()
	p.Records = []Record{do[0].(Result).Record}
	require.Contains(t, page(p), "Not known: of SIMs that were sending when they ended, 1.")
	r.after(time.Second, PortUp{})
	r.insert(madeUp)
	require.Equal(t, judged, r.holder)
}

// A module that hangs has not lost its card, whether or not it tells an empty holder from a dead card.
func TestTrayHangs(t *testing.T) {
	r := newTray(t, Options{})
	r.insert(madeUp)
	for range 3 * faultsMost {
		r.look(Unclear, "")
	}
	require.Equal(t, underTest, r.holder)
	require.Equal(t, "8988307…2342 while it was registering", *r.Totals(r.now).Unfinished)
	require.Contains(t, Foot(r.Totals(r.now), ScreenOptions{}), "8988307…2342 has no verdict: the bench ended while it was registering.\nNo SIM was tested.\n")
}

// A dead card in a module that says the same of an empty holder is at least spoken of.
func TestTrayMayHaveADeadCard(t *testing.T) {
	r := newTray(t, Options{})
	for range 2 {
		r.Handle(r.now, Looked{N: r.n, Presence: Faulty, Trouble: "+CPIN: SIM failure (CME 13)"})
	}
	require.Contains(t, r.Progress(r.now, ScreenOptions{}), "No card, or a dead one: +CPIN: SIM failure")
}
