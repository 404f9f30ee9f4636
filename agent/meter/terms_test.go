package meter

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// day is what a closed day says.
type day struct{ packets, sessions, excess int64 }

func termsOf(days []day) (t Terms) {
	for _, d := range days {
		t = t.Add(d.packets, d.sessions, d.excess)
	}
	return t
}

// genDays are days in which packets and sessions do not grow in step; excess says what the operator adds.
func genDays(t *rapid.T, excess func(packets, sessions int64) int64) []day {
	var days []day
	for n := range rapid.IntRange(leastDays, 40).Draw(t, "days") {
		p := rapid.Int64Range(200, 20_000).Draw(t, "packets")
		s := rapid.Int64Range(1, 30).Draw(t, "sessions")
		switch n { // two days that surely differ
		case 0:
			p, s = 200, 60
		case 1:
			p, s = 20_000, 1
		}
		days = append(days, day{p, s, excess(p, s)})
	}
	return days
}

func TestTermsOfAnOperatorAreFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64Range(0, mostPerPacket).Draw(t, "a packet"), rapid.Int64Range(0, mostPerSession).Draw(t, "a session")
		terms := termsOf(genDays(t, func(p, s int64) int64 { return a*p + b*s }))
		gotA, gotB, ok := terms.Fit()
		require.True(t, ok)
		require.InDelta(t, float64(a), gotA, 1e-6)
		require.InDelta(t, float64(b), gotB, 1e-3)
	})
}

// A hundred bytes either way, day by day, are at most a byte a packet.
func TestTermsBearNoise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64Range(0, mostPerPacket).Draw(t, "a packet"), rapid.Int64Range(0, 2000).Draw(t, "a session")
		noise := rapid.Int64Range(-100, 100)
		terms := termsOf(genDays(t, func(p, s int64) int64 { return a*p + b*s + noise.Draw(t, "noise") }))
		gotA, gotB, ok := terms.Fit()
		require.True(t, ok)
		require.InDelta(t, float64(a), gotA, 1)
		require.InDelta(t, float64(b), gotB, 100)
	})
}

// No other terms within the bounds fit better.
func TestTermsAreTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.SampledFrom([]int64{100_000, 2_000_000, 20_000_000}).Draw(t, "most")
		least := rapid.SampledFrom([]int64{-most, 0, most / 2}).Draw(t, "least")
		any := rapid.Int64Range(least, most)
		terms := termsOf(genDays(t, func(int64, int64) int64 { return any.Draw(t, "excess") }))
		a, b, ok := terms.Fit()
		require.True(t, ok)
		require.True(t, a >= 0 && a <= mostPerPacket && b >= 0 && b <= mostPerSession, "%v %v", a, b)
		of := terms.distance(a, b)
		for i := range 101 { // the whole rectangle, its edges most closely
			for j := range 5 {
				other := terms.distance(mostPerPacket*float64(i)/100, mostPerSession*float64(j)/4)
				require.False(t, of > other+1e-9*math.Abs(other), "%v %v", i, j)
			}
			for _, edge := range []float64{0, 1} {
				fine := float64(i) / 100 * float64(i) / 100
				for _, other := range []float64{terms.distance(mostPerPacket*edge, mostPerSession*fine), terms.distance(mostPerPacket*fine, mostPerSession*edge)} {
					require.False(t, of > other+1e-9*math.Abs(other), "%v %v", i, edge)
				}
			}
		}
	})
}

func TestTermsOfOneParameter(t *testing.T) {
	for name, c := range map[string]struct {
		sessions func(n int64) int64
		a, b     float64
	}{
		"no sessions":        {func(int64) int64 { return 0 }, 52, 0},
		"in step":            {func(n int64) int64 { return n }, 52, 0},
		"nearly in step":     {func(n int64) int64 { return 100*n + n%2 }, 52, 0},
		"one session a day":  {func(int64) int64 { return 1 }, 52, 0},
		"sessions in a week": {func(n int64) int64 { return n % 2 }, 52, 0},
	} {
		var days []day
		for n := range int64(12) {
			days = append(days, day{1000 * (n + 1), c.sessions(n + 1), 52_000 * (n + 1)})
		}
		a, b, ok := termsOf(days).Fit()
		require.True(t, ok, name)
		require.InDelta(t, c.a, a, 1e-9, name)
		require.InDelta(t, c.b, b, 1e-6, name)
		require.Equal(t, "the operator counts about 52 B a packet more (from 12 days)", termsOf(days).Text(), name)
	}
}

func TestTermsAreKnownLate(t *testing.T) {
	var terms Terms
	say := func(want string) { t.Helper(); require.Equal(t, want, terms.Text()) }
	say("what the operator counts more is not known yet (0 of 7 days)")
	require.Equal(t, terms, terms.Add(0, 5, 9999), "a day without packets says nothing")
	require.Equal(t, terms, terms.Add(5, -1, 9999))
	for range 6 {
		terms = terms.Add(1000, 0, 1000)
	}
	say("what the operator counts more is not known yet (6 of 7 days)")
	require.Equal(t, int64(500), terms.Metered(500, 10, 10))
	terms = terms.Add(1000, 0, 1000)
	say("the operator counts about 1 B a packet more (from 7 days)")
	require.Equal(t, int64(510), terms.Metered(500, 10, 10))
	terms = termsOf([]day{{9, 1, 9}, {9, 1, 9}, {9, 1, 9}, {9, 1, 9}, {9, 1, 9}, {9, 1, 9}, {9, 1, 9}})
	say("what the operator counts more is not known yet (too few packets)")

	both := func(a, b int64) (terms Terms) {
		for n := range int64(1200) {
			terms = terms.Add(1000+n, 1+n%5, a*(1000+n)+b*(1+n%5))
		}
		return terms
	}
	terms = both(52, 1024)
	say("the operator counts about 52 B a packet and 1,024 B a session more (from 1,200 days)")
	require.Equal(t, int64(100+52*3+1024*2), terms.Metered(100, 3, 2))
	require.Equal(t, int64(math.MaxInt64), terms.Metered(math.MaxInt64-100, 3, 2))
	require.Equal(t, int64(math.MaxInt64), terms.Metered(0, math.MaxInt64, 0))
	terms = both(0, 1024)
	say("the operator counts about 1,024 B a session more (from 1,200 days)")
	terms = both(0, 0)
	say("the operator counts what this device counts (from 1,200 days)")
	terms = both(-30, -5)
	say("the operator counts what this device counts (from 1,200 days)")
	terms = both(900, 0)
	a, _, ok := terms.Fit()
	require.True(t, ok && a == mostPerPacket)
	terms.Days = math.MaxUint32
	require.Equal(t, terms, terms.Add(1, 1, 1))
}

// Whatever days come, and whatever a disk says that they were, the estimate is a number, grows with what is counted, and
// is never below it.
func TestTermsOfAnything(t *testing.T) {
	n, f := rapid.Int64(), rapid.OneOf(rapid.Float64(), rapid.Float64Range(-1e6, 1e9), rapid.Just(math.NaN()), rapid.Just(math.Inf(1)))
	small := rapid.Int64Range(-5, 50_000)
	rapid.Check(t, func(t *rapid.T) {
		var terms Terms
		switch rapid.IntRange(0, 2).Draw(t, "from") {
		case 0: // a life
			terms = termsOf(genDays(t, func(p, s int64) int64 { return small.Draw(t, "a")*p/300 + small.Draw(t, "b")*s }))
		case 1: // a disk
			terms = Terms{rapid.Uint32().Draw(t, "days"), f.Draw(t, "pp"), f.Draw(t, "ps"), f.Draw(t, "ss"), f.Draw(t, "py"), f.Draw(t, "sy")}
		default:
			any := rapid.OneOf(n, small)
			for range rapid.IntRange(0, 20).Draw(t, "days") {
				terms = terms.Add(any.Draw(t, "packets"), any.Draw(t, "sessions"), any.Draw(t, "excess"))
			}
			require.True(t, terms.Valid(), "%+v", terms)
		}
		a, b, ok := terms.Fit()
		require.True(t, a >= 0 && a <= mostPerPacket && b >= 0 && b <= mostPerSession, "%v %v", a, b)
		require.True(t, ok || a == 0 && b == 0)
		require.False(t, ok && !terms.Valid())
		require.NotEmpty(t, terms.Text())

		v := [3]int64{n.Draw(t, "bytes"), n.Draw(t, "packets"), n.Draw(t, "sessions")}
		got := terms.Metered(v[0], v[1], v[2])
		require.GreaterOrEqual(t, got, max(v[0], 0))
		for i := range v {
			more := v
			more[i] += rapid.Int64Range(0, math.MaxInt64-max(v[i], 0)).Draw(t, "more")
			require.GreaterOrEqual(t, terms.Metered(more[0], more[1], more[2]), got)
		}
	})
}

func TestTermsThatCannotBe(t *testing.T) {
	good := termsOf([]day{{1000, 3, 500}, {1500, 1, 400}})
	require.True(t, good.Valid())
	require.True(t, Terms{}.Valid())
	for name, change := range map[string]func(*Terms){
		"not a number":                func(t *Terms) { t.PY = math.NaN() },
		"endless":                     func(t *Terms) { t.PP = math.Inf(1) },
		"beyond a life":               func(t *Terms) { t.SY = -2e60 },
		"negative square":             func(t *Terms) { t.SS = -1 },
		"sums of no day":              func(t *Terms) { t.Days = 0 },
		"days without a packet":       func(t *Terms) { t.Days = 1 << 30 },
		"product beyond its squares":  func(t *Terms) { t.PS = 1e9 },
		"bytes of sessions never had": func(t *Terms) { t.SS, t.PS = 0, 0 },
	} {
		bad := good
		change(&bad)
		require.False(t, bad.Valid(), name)
	}
}
