package recovery

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func radioTrouble() Trouble {
	return Trouble{What: "not registered", Help: []Rung{Radio, Module, Power}, Since: noon, After: 25 * time.Minute}
}

var limits = Limits{Most: Power, Resets: 4, Cycles: 8}

// climb takes every rung at its time, until a time, and returns what was done.
func climb(b Book, tr Trouble, l Limits, from, until time.Time) (acts []Act) {
	for now := from; ; {
		b = b.Expire(now, now)
		p := b.Next(now, now, tr, l)
		if p.State != Waiting && p.State != Resting || p.At.After(until) {
			return acts
		}
		if p.At.After(now) {
			now = p.At
			continue
		}
		a := Act{Rung: p.Rung, At: now, Wall: now, Why: tr.What, Here: true}
		b, acts = b.Add(a), append(acts, a)
	}
}

func TestLadderClimbsOnceAndThenStaysOnTop(t *testing.T) {
	t.Parallel()
	var got []string
	for _, a := range climb(Book{}, radioTrouble(), limits, noon, noon.Add(30*time.Hour)) {
		got = append(got, a.At.Sub(noon).String()+" "+a.Rung.String())
	}
	require.Equal(t, []string{"25m0s radio", "1h15m0s module_reset", "2h55m0s power_cycle", "6h15m0s power_cycle", "12h15m0s power_cycle", "18h15m0s radio", "24h15m0s radio"}, got[:7])
}

func TestNothingIsDone(t *testing.T) {
	t.Parallel()
	tr := radioTrouble()
	require.Equal(t, Plan{State: Idle}, Book{}.Next(noon, noon, Trouble{}, limits))
	tr.Never = "the SIM asks for its PUK"
	require.Equal(t, Plan{State: Hopeless, Why: tr.Never}, Book{}.Next(noon, noon, tr, limits))
	tr.Never = ""
	require.Equal(t, Hopeless, Book{}.Next(noon, noon, tr, Limits{}).State)
	require.Equal(t, "the configuration allows no more", Book{}.Next(noon, noon, tr, Limits{}).Why)
	tr.Help = nil
	require.Equal(t, "nothing here can restart it", Book{}.Next(noon, noon, tr, limits).Why)
}

func TestUntilHoldsAndSays(t *testing.T) {
	t.Parallel()
	tr := radioTrouble()
	tr.Until, tr.Held = noon.Add(time.Hour), "the card changes its identity"
	p := Book{}.Next(noon, noon, tr, limits)
	require.Equal(t, Plan{Waiting, Radio, noon.Add(time.Hour), "the card changes its identity"}, p)
}

// A process that starts anew has the ages of the file, and believes a clock that somebody vouches for.
func TestBudgetOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	var b Book
	for range 4 {
		b = b.Add(Act{Rung: Power, At: noon, Wall: noon, Why: "silent"})
	}
	data := b.Encode(noon.Add(time.Hour))
	boot := time.Date(1970, 1, 1, 0, 0, 7, 0, time.UTC) // a board without a clock
	b, err := Decode(data, boot)
	require.NoError(t, err)
	tr := Trouble{What: "silent", Help: []Rung{Power}, Since: boot}
	p := b.Next(boot, time.Time{}, tr, limits)
	require.Equal(t, Resting, p.State)
	require.Equal(t, boot.Add(23*time.Hour), p.At, "an hour of the day had passed when it was stored")
	p = b.Next(boot, noon.Add(23*time.Hour), tr, limits)
	require.Equal(t, boot.Add(time.Hour+slack), p.At, "now it is known that the board was off for 22 hours")
	require.Empty(t, b.Expire(boot, noon.Add(24*time.Hour+slack)).Acts)
}

func TestUnreadableBudgetCountsAsSpent(t *testing.T) {
	t.Parallel()
	b := Unknown(noon)
	tr := Trouble{What: "silent", Help: []Rung{Power}, Since: noon}
	p := b.Next(noon.Add(time.Hour), noon, tr, limits)
	require.Equal(t, Resting, p.State)
	require.Equal(t, noon.Add(Day), p.At)
	require.Equal(t, Waiting, b.Expire(noon.Add(Day), noon).Next(noon.Add(Day), noon, tr, limits).State)
}

// A run that ended while it had the module's power leaves it off: the next one brings it back at once, beyond the budget,
// and once only.
func TestPowerActThatWasCutShort(t *testing.T) {
	t.Parallel()
	spent := Book{}
	for i := range 4 {
		spent = spent.Add(Act{Rung: Power, At: noon.Add(time.Duration(i) * time.Minute), Done: i < 3})
	}
	start := noon.Add(10 * time.Minute)
	tr := Trouble{What: "gone", Help: []Rung{USB, On, Power}, Since: start, After: time.Minute}
	limits := Limits{Most: Power, Resets: 4}
	p := spent.Next(start, noon, tr, limits)
	require.Equal(t, Plan{Waiting, On, start.Add(time.Minute), "the run before ended in the midst of it"}, p)
	tr.Help = []Rung{Power}
	require.Equal(t, Power, spent.Next(start, noon, tr, limits).Rung)
	tr.Until, tr.Held = start.Add(time.Hour), "a person works"
	p = spent.Next(start, noon, tr, limits)
	require.Equal(t, Plan{Waiting, Power, tr.Until, tr.Held}, p)
	tr.Help = []Rung{USB}
	require.Equal(t, Resting, spent.Next(start, noon, tr, limits).State)
	tr.Help = []Rung{Power}
	require.Equal(t, Resting, spent.Finish().Next(start, noon, tr, limits).State, "it came to its end")
	again := spent.Add(Act{Rung: Power, At: start})
	require.Equal(t, Resting, again.Next(start, noon, tr, limits).State, "the board went down by it twice")
	require.Equal(t, Resting, spent.Add(Act{Rung: On, At: start, Here: true}).Next(start, noon, tr, limits).State, "this run did it")
	require.Equal(t, Hopeless, spent.Next(start, noon, tr, Limits{Most: Module, Resets: 4}).State)
	well := spent
	well.Well = noon.Add(5 * time.Minute)
	require.False(t, well.Half(), "it was well since")
}

// Whatever is wrong and however long: no day has more resets or radio cycles than allowed, nothing is done before its time,
// pauses never shrink below patience, and nothing stronger than allowed is done.
func TestLadderProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		tr := Trouble{What: "x", Since: noon, After: time.Duration(rapid.IntRange(1, 600).Draw(rt, "after")) * time.Minute}
		for r := Register; r <= Power; r++ {
			if rapid.Bool().Draw(rt, r.String()) {
				tr.Help = append(tr.Help, r)
			}
		}
		if rapid.Bool().Draw(rt, "held") {
			tr.Until = noon.Add(time.Duration(rapid.IntRange(0, 3000).Draw(rt, "until")) * time.Minute)
		}
		l := Limits{Most: Rung(rapid.IntRange(0, 9).Draw(rt, "most")), Resets: rapid.IntRange(0, 6).Draw(rt, "resets"), Cycles: rapid.IntRange(0, 6).Draw(rt, "cycles")}
		acts := climb(Book{}, tr, l, noon, noon.Add(10*Day))
		for i, a := range acts {
			require.LessOrEqual(rt, a.Rung, l.Most)
			require.Contains(rt, tr.Help, a.Rung)
			require.False(rt, a.At.Before(noon.Add(tr.After)), "patience")
			require.False(rt, a.At.Before(tr.Until))
			resets, cycles := 0, 0
			for _, b := range acts[:i+1] {
				if a.At.Sub(b.At) < Day && b.Rung.Reset() {
					resets++
				}
				if a.At.Sub(b.At) < Day && b.Rung == Radio {
					cycles++
				}
			}
			require.LessOrEqual(rt, resets, l.Resets)
			require.LessOrEqual(rt, cycles, l.Cycles)
			if i > 0 {
				require.GreaterOrEqual(rt, a.At.Sub(acts[i-1].At), tr.After)
			}
		}
		usable := false
		for _, r := range tr.Help {
			usable = usable || r <= l.Most && (r == Register || r == Radio && l.Cycles > 0 || r.Reset() && l.Resets > 0)
		}
		require.Equal(rt, usable, len(acts) > 0, "what may be done is done")
	})
}

func TestWellBeginsTheLadderAnew(t *testing.T) {
	t.Parallel()
	b := Book{}.Add(Act{Rung: Power, At: noon})
	b.Well = noon.Add(2 * time.Hour)
	tr := radioTrouble()
	tr.Since = noon.Add(3 * time.Hour)
	p := b.Next(tr.Since, noon, tr, limits)
	require.Equal(t, Radio, p.Rung)
	require.Equal(t, tr.Since.Add(tr.After), p.At)
}

func drawBook(rt *rapid.T) Book {
	var b Book
	at := noon.Add(-Day)
	for range rapid.IntRange(0, 20).Draw(rt, "acts") {
		at = at.Add(time.Duration(rapid.IntRange(0, 3600).Draw(rt, "gap")) * time.Second)
		a := Act{Rung: Rung(rapid.IntRange(int(Register), int(Power)).Draw(rt, "rung")), At: at, Why: rapid.StringMatching(`[a-z ]{0,80}`).Draw(rt, "why"), Done: rapid.Bool().Draw(rt, "done")}
		if rapid.Bool().Draw(rt, "dated") {
			a.Wall = at
		}
		b = b.Add(a)
	}
	if rapid.Bool().Draw(rt, "well") {
		b.Well = at
	}
	return b
}

func TestEncodeRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		b := drawBook(rt)
		got, err := Decode(b.Encode(noon), noon)
		require.NoError(rt, err)
		require.Equal(rt, b, got)
	})
}

func FuzzDecode(f *testing.F) {
	f.Add(Book{}.Add(Act{Rung: Radio, At: noon, Wall: noon, Why: "ä"}).Encode(noon))
	f.Add([]byte(`{"format":2}`))
	f.Add([]byte(`{"format":1,"acts":[{"rung":9,"age_s":-1}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Decode(data, noon)
		if err != nil {
			return
		}
		require.LessOrEqual(t, len(b.Acts), mostActs)
		again, err := Decode(b.Encode(noon), noon)
		require.NoError(t, err)
		require.True(t, bytes.Equal(b.Encode(noon), again.Encode(noon)))
	})
}

// That the budget is not known is not forgotten with the next write and the next start.
func TestUnknownBudgetSurvivesARestart(t *testing.T) {
	t.Parallel()
	b := Unknown(noon).Add(Act{Rung: Register, At: noon.Add(time.Hour)})
	b, err := Decode(b.Encode(noon.Add(2*time.Hour)), noon.Add(2*time.Hour))
	require.NoError(t, err)
	p := b.Next(noon.Add(4*time.Hour), time.Time{}, radioTrouble(), limits)
	require.Equal(t, Resting, p.State)
	require.Equal(t, noon.Add(Day), p.At)
	require.False(t, b.Expire(noon.Add(Day), time.Time{}).Lost)
	_, err = Decode([]byte(`{"format":1,"lost_s":-1}`), noon)
	require.Error(t, err)
}
