package meter

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestCalibrationText(t *testing.T) {
	for text, c := range map[string]Calibration{
		"AT+QGDCNT and wwan0 are not compared yet (0 of 10,000 B)":                                             {},
		"AT+QGDCNT and wwan0 are not compared yet (9,999 of 10,000 B)":                                         {9000, 999, 9000, 999},
		"AT+QGDCNT and wwan0 are not compared yet (0 of 10,000 B) ":                                            {-1, 0, 0, 0},
		"AT+QGDCNT counts as much as wwan0 (of 12,345 B)":                                                      {2345, 10000, 2345, 10000},
		"AT+QGDCNT counts 1.8 % more than wwan0 (of 12,345 B)":                                                 {2345, 10000, 2345, 10222},
		"AT+QGDCNT counts 1.8 % less than wwan0 (of 12,345 B)":                                                 {2345, 10000, 2345, 9778},
		"AT+QGDCNT counts nothing of wwan0 (of 12,345 B)":                                                      {2345, 10000, 0, 0},
		"AT+QGDCNT counts 10.0 times as much as wwan0 (of 12,345 B)":                                           {2345, 10000, 23450, 100000},
		"AT+QGDCNT counts 1.8 % more than wwan0 (of 12,345 B), and gives sent and received in the other order": {2345, 10000, 10222, 2345},
		"AT+QGDCNT counts as much as wwan0 (of 9,223,372,036,854,775,807 B)":                                   {math.MaxInt64, math.MaxInt64, math.MaxInt64, math.MaxInt64},
	} {
		require.Equal(t, trimmed(text), c.Text("AT+QGDCNT", "wwan0"))
	}
}

func trimmed(s string) string {
	if s[len(s)-1] == ' ' {
		return s[:len(s)-1]
	}
	return s
}

func TestCalibrationRatios(t *testing.T) {
	c := Calibration{10_000, 20_000, 11_000, 18_000}
	for name, v := range map[string]struct {
		ratio func() (float64, bool)
		want  float64
	}{"tx": {c.RatioTX, 1.1}, "rx": {c.RatioRX, 0.9}, "all": {c.Ratio, 29. / 30}} {
		got, ok := v.ratio()
		require.True(t, ok, name)
		require.InDelta(t, v.want, got, 1e-12, name)
	}
	c.TX--
	_, ok := c.RatioTX()
	require.False(t, ok)
	_, ok = c.Ratio()
	require.True(t, ok)
	_, ok = Calibration{20_000, 0, -1, 0}.Ratio()
	require.False(t, ok, "no disk holds that")
}

// Whatever is fed, sums never fall, never turn negative, and never mix.
func TestCalibrationAdds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.Int64Range(-10, 100_000), rapid.Int64())
		var c Calibration
		for range rapid.IntRange(1, 20).Draw(t, "spans") {
			d := [4]int64{n.Draw(t, "tx"), n.Draw(t, "rx"), n.Draw(t, "module tx"), n.Draw(t, "module rx")}
			next := c.Add(d[0], d[1], d[2], d[3])
			if next != c {
				require.Equal(t, Calibration{c.TX + d[0], c.RX + d[1], c.ModuleTX + d[2], c.ModuleRX + d[3]}, next)
				require.GreaterOrEqual(t, min(d[0], d[1], d[2], d[3]), int64(0))
				require.True(t, next.TX >= c.TX && next.RX >= c.RX && next.ModuleTX >= c.ModuleTX && next.ModuleRX >= c.ModuleRX)
			}
			c = next
			require.True(t, c.Valid())
			for _, r := range []func() (float64, bool){c.Ratio, c.RatioTX, c.RatioRX} {
				if v, ok := r(); ok {
					require.True(t, v >= 0 && !math.IsInf(v, 0), "%v", v)
				} else {
					require.Zero(t, v)
				}
			}
			c.Swapped()
			require.NotEmpty(t, c.Text("a", "b"))
		}
	})
}

// A span adds exactly what it is, unless it cannot.
func TestCalibrationOfSpans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 1<<40)
		var c Calibration
		var want [4]int64
		for range rapid.IntRange(0, 20).Draw(t, "spans") {
			var d [4]int64
			for i := range d {
				d[i] = n.Draw(t, "bytes")
				want[i] += d[i]
			}
			c = c.Add(d[0], d[1], d[2], d[3])
		}
		require.Equal(t, Calibration{want[0], want[1], want[2], want[3]}, c)
		c.TX = math.MaxInt64
		require.Equal(t, c, c.Add(1, 1, 1, 1), "full")
		require.Equal(t, c, c.Add(0, 0, -1, 0), "restarted")
		require.NotEqual(t, c, c.Add(0, 0, 1, 0))
	})
}

// An exchanged order is found wherever the traffic shows it, and never where the module only counts a little otherwise.
func TestSwapped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Int64Range(0, 1<<40).Draw(t, "less")
		high := low*3 + rapid.Int64Range(20_000, 1<<40).Draw(t, "more")
		factor := rapid.Float64Range(0.85, 1.15)
		all := rapid.Float64Range(0.6, 4).Draw(t, "factor of all")
		m := [2]int64{int64(float64(low) * all * factor.Draw(t, "factor")), int64(float64(high) * all * factor.Draw(t, "factor"))}
		require.True(t, Calibration{low, high, m[1], m[0]}.Swapped())
		require.True(t, Calibration{high, low, m[0], m[1]}.Swapped())
		require.False(t, Calibration{low, high, m[0], m[1]}.Swapped())
		require.False(t, Calibration{high, low, m[1], m[0]}.Swapped())
		even := low + low/2 + 1
		require.False(t, Calibration{low, even, m[1], m[0]}.Swapped(), "this traffic shows nothing")
	})
	require.True(t, Calibration{10_000, 30_000, 28_000, 12_000}.Swapped())
	require.False(t, Calibration{10_000, 30_000, 22_000, 18_000}.Swapped(), "neither order fits")
	require.False(t, Calibration{0, 9_999, 9_999, 0}.Swapped())
	require.False(t, Calibration{0, 20_000, 0, 0}.Swapped())
}
