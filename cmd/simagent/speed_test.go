package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/ports"
)

// A silent UART is tried at the configured speed every second time, and at
// each other one in between; a port on USB has no speed to look for.
func TestSpeedSearch(t *testing.T) {
	o := &opener{baud: 115200, search: true, last: ports.Port{Device: "/dev/ttyAMA0", Interface: -1}}
	const path = "/dev/ttyAMA0"
	var got []int
	o.next(path, "")
	for range 17 {
		got = append(got, o.speed())
		o.next(path, path)
	}
	require.Equal(t, 115200, got[0])
	seen := map[int]int{}
	for i, s := range got {
		if i%2 == 0 {
			require.Equal(t, 115200, s)
		}
		seen[s]++
	}
	for _, s := range speeds {
		require.Positive(t, seen[s], s)
	}
	o.next(path, "") // it went away, or answered
	require.Equal(t, 115200, o.speed())

	o.search = false
	o.next(path, path)
	require.Equal(t, 115200, o.speed())
	o.search, o.last = true, ports.Port{Device: path, VID: "2c7c", PID: "0125", USBPath: "1-1"}
	o.next(path, path)
	require.Equal(t, 115200, o.speed())
}
