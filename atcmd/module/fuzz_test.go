package module

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzProfiles gives any answer to every profile. An answer that comes twice
// says the same, and counts twice or is refused.
func FuzzProfiles(f *testing.F) {
	for _, s := range []string{
		lteLine, "+CESQ: 99,99,255,255,18,44", "+UGCNTRD: 1,2,3,4,5\n+UGCNTRD: 2,2,3,18446744073709551615,5", "+CPINR: SIM PIN,3",
		"System mode:   LTE        \tPS state:    Attached\nTAC: \t(", "^DSFLOWQRY:0,0,0,0,FFFFFFFFFFFFFFFF,1", "%XCONNSTAT: 0,0,9999999999999999999,1,,",
		`^SYSCFGEX: "00",3FFFFFFF,1,2,7FFFFFFFFFFFFFFF,,`, "^SMONI: 4G,-,--,\"", "1,4,310,410", ":", "\t\t",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, answer string) {
		if len(answer) > 2048 {
			return
		}
		lines := strings.Split(answer, "\n")
		twice := append(append([]string{}, lines...), lines...)
		for _, p := range append(All(), Generic()) {
			once, ok := p.Signal.Read(lines)
			again, ok2 := p.Signal.Read(twice)
			require.Equal(t, ok, ok2)
			require.Equal(t, once, again)
			for _, l := range []Level{once.RSSI, once.RSRP, once.RSCP} {
				require.True(t, l == Level{} || l.Known && l.Tenths >= -1600 && l.Tenths < 0)
			}
			for _, l := range []Level{once.RSRQ, once.SINR, once.ECNO} {
				require.True(t, l == Level{} || l.Known && l.Tenths >= -500 && l.Tenths <= 500)
			}
			require.Equal(t, p.Retries.Retries(lines), p.Retries.Retries(twice))
			sent, received, ok := p.Counter.Read(lines)
			if s2, r2, ok2 := p.Counter.Read(twice); ok2 {
				require.True(t, ok)
				require.Equal(t, [2]uint64{2 * sent, 2 * received}, [2]uint64{s2, r2})
			}
			for _, w := range p.Wants {
				value, fits, known := w.Check(lines)
				require.False(t, fits && !known)
				require.False(t, value != "" && !known)
			}
			p.CardEvent(answer)
		}
	})
}
