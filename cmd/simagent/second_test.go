package main

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/atcmd/modemtest"
)

// The second port serves only instead of the first one that hung, and only if
// it can be opened.
func TestSecondPort(t *testing.T) {
	var paths []string
	for range 2 {
		_, path, closePTY, err := modemtest.OpenPTY()
		if err != nil {
			t.Skip(err)
		}
		t.Cleanup(func() { _ = closePTY() })
		paths = append(paths, path)
	}
	first, second := paths[0], paths[1]
	o := &opener{path: first, second: second, baud: 115200}
	for _, c := range []struct{ avoid, path, instead string }{
		{"", first, ""},
		{first, second, first},
		{second, first, ""}, // both hang: by turns
		{"/dev/ttyOTHER", first, ""},
	} {
		p, err := o.open(t.Context(), c.avoid)
		require.NoError(t, err, c.avoid)
		require.Equal(t, c.path, p.Path)
		require.Equal(t, c.instead, p.Instead)
		require.NoError(t, p.Close())
	}
	o.second = os.DevNull
	p, err := o.open(t.Context(), first)
	require.NoError(t, err, "the first again, since the second is none")
	require.Equal(t, first, p.Path)
	require.Empty(t, p.Instead)
	require.Contains(t, p.Alone, "/dev/null: it is not a serial port")
	require.NoError(t, p.Close())

	// What has the second is said, also when the first cannot be opened.
	taken, err := openSerial(second, 115200, false)
	require.NoError(t, err)
	o.second = second
	p, err = o.open(t.Context(), first)
	require.NoError(t, err)
	require.Equal(t, first, p.Path)
	require.Contains(t, p.Alone, second+" is ")
	_, err = o.open(t.Context(), first)
	require.ErrorContains(t, err, second+" is ")
	var held *agent.HeldError
	require.ErrorAs(t, err, &held)
	require.NoError(t, taken.Close())

	_, err = o.open(t.Context(), "")
	require.ErrorContains(t, err, "still closing")
	require.NoError(t, p.Close())
}
