package supersimtest

import (
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
