package supersimtest

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestClockNeverGoesBack(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		k, start := Clock{}, time.Now()
		require.Equal(t, start, k.Now())
		jumped := k.Jumped()
		k.Advance(-time.Hour)
		require.False(t, k.Set(start.Add(-1)))
		require.Equal(t, start, k.Now())
		select {
		case <-jumped:
			t.Fatal("no jump yet")
		default:
		}
		require.True(t, k.Set(start.Add(time.Hour)))
		<-jumped
		k.Advance(time.Minute)
		pass(time.Second)
		require.Equal(t, start.Add(time.Hour+time.Minute+time.Second), k.Now())
	})
}

// A Clock stops before its arithmetic does.
func TestClockEnds(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		k := Clock{}
		require.True(t, k.Set(time.Date(MaxYear, 12, 31, 0, 0, 0, 0, time.UTC)))
		at := k.Now()
		require.False(t, k.Advance(48*time.Hour))
		require.False(t, k.Advance(math.MaxInt64))
		require.False(t, k.Set(time.Date(2501, 6, 1, 0, 0, 0, 0, time.UTC)))
		require.Equal(t, at, k.Now())
	})
}
