package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Where adjtimex is forbidden the clock is believed while timesyncd's answers are fresh, and not once it was put away from them.
func TestTouchedLately(t *testing.T) {
	file := filepath.Join(t.TempDir(), "synchronized")
	touched := time.Date(2026, 11, 24, 9, 41, 0, 0, time.UTC)
	require.False(t, touchedLately(file, touched), "no timesyncd")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	require.NoError(t, os.Chtimes(file, touched, touched))
	for after, want := range map[time.Duration]bool{
		0: true, 2048 * time.Second: true, touchedMost: true, touchedMost + time.Second: false, 24 * time.Hour: false,
		-touchedAhead: true, -touchedAhead - time.Second: false, -time.Hour: false,
	} {
		require.Equal(t, want, touchedLately(file, touched.Add(after)), "%s after it", after)
	}
}
