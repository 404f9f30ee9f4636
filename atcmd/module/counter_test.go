package module

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/atcmd/format"
)

var perContext = Counter{Sent: "sent", Received: "received", Lines: []format.Line{{
	Name: "+UGCNTRD", Fields: []format.Field{{Name: "cid"}, {Name: "s"}, {Name: "r"}, {Name: "sent"}, {Name: "received"}},
}}}

func TestCounterRead(t *testing.T) {
	kilo := perContext
	kilo.Unit = 1000
	hex := Counter{Sent: "tx", Received: "rx", Lines: []format.Line{{Name: "^F", Fields: []format.Field{
		{Name: "tx", Kind: format.Hex}, {Name: "rx", Kind: format.Hex}}, Repeat: 2}}}
	for _, c := range []struct {
		c              Counter
		lines          []string
		sent, received uint64
		ok             bool
	}{
		{perContext, []string{"+UGCNTRD: 1,100,0,1000,3000", "+CSQ: 1,2", "+UGCNTRD: 4,0,0,7,18446744073709548615", "OK"}, 1007, 18446744073709551615, true},
		{perContext, []string{"+UGCNTRD: 1,100,0,1,2,9"}, 1, 2, true},
		{perContext, []string{"+UGCNTRD: 1,100,0,18446744073709551615,0", "+UGCNTRD: 2,1,1,1,1"}, 0, 0, false},
		{perContext, []string{"+UGCNTRD: 1,1,1,5,5", "+UGCNTRD: 2,1,1,x,1"}, 0, 0, false},
		{perContext, []string{"+UGCNTRD: 1,1,1,5"}, 0, 0, false},
		{perContext, []string{"+UGCNTRD: 1,1,1,5,-1"}, 0, 0, false},
		{perContext, []string{"+UGCNTRD:"}, 0, 0, false},
		{perContext, []string{"+CSQ: 1,2"}, 0, 0, false},
		{perContext, nil, 0, 0, false},
		{kilo, []string{"+UGCNTRD: 1,0,0,5,18446744073709551"}, 5000, 18446744073709551000, true},
		{kilo, []string{"+UGCNTRD: 1,0,0,5,18446744073709552"}, 0, 0, false},
		{hex, []string{"^F:00000000000000FF,0x10,1,2"}, 256, 18, true},
		{hex, []string{"^F:FF,10,1"}, 0, 0, false},
	} {
		sent, received, ok := c.c.Read(c.lines)
		require.Equal(t, c.ok, ok, "%q", c.lines)
		require.Equal(t, c.sent, sent, "%q", c.lines)
		require.Equal(t, c.received, received, "%q", c.lines)
	}
}

// The sum is the one of big numbers, or refused.
func TestCounterSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := perContext
		c.Unit = rapid.SampledFrom([]uint64{0, 1, 1000, 1024}).Draw(t, "unit")
		var lines []string
		sums := [2]*big.Int{new(big.Int), new(big.Int)}
		for cid := range rapid.IntRange(1, 11).Draw(t, "contexts") {
			tx, rx := rapid.Uint64().Draw(t, "sent")>>rapid.IntRange(0, 63).Draw(t, "shift"), rapid.Uint64Range(0, 1<<50).Draw(t, "received")
			lines = append(lines, fmt.Sprintf("+UGCNTRD: %d,0,0,%d,%d", cid, tx, rx))
			for i, n := range []uint64{tx, rx} {
				sums[i].Add(sums[i], new(big.Int).SetUint64(n))
			}
		}
		for _, s := range sums {
			s.Mul(s, new(big.Int).SetUint64(max(c.Unit, 1)))
		}
		sent, received, ok := c.Read(lines)
		require.Equal(t, sums[0].IsUint64() && sums[1].IsUint64(), ok)
		if ok {
			require.Equal(t, sums[0].String(), fmt.Sprint(sent))
			require.Equal(t, sums[1].String(), fmt.Sprint(received))
		}
	})
}

func TestCounterAllocatesNothing(t *testing.T) {
	lines := []string{"+UGCNTRD: 1,100,0,1000,3000", "+UGCNTRD: 4,0,0,7,8"}
	require.Zero(t, testing.AllocsPerRun(100, func() { perContext.Read(lines) }))
}
