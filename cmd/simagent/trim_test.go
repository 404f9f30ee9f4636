package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAddresses(t *testing.T) {
	from, to, ok := addresses("00400000-00a3c000")
	require.True(t, ok)
	require.EqualValues(t, 0x400000, from)
	require.EqualValues(t, 0xa3c000, to)
	for _, bad := range []string{"", "-", "00400000", "00a3c000-00400000", "0040x000-00a3c000", "00400000-"} {
		_, _, ok := addresses(bad)
		require.False(t, ok, bad)
	}
}

// The program goes on as before when its pages have been given back.
func TestTrim(t *testing.T) {
	for range 3 {
		trim()
		TestAddresses(t)
	}
}
