package labhttp

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A page of thousands of Fleets shows some, and says how many more there are; and what is stuck.
func TestPageIsBounded(t *testing.T) {
	b := newBench(t)
	for n := range rowsOfFleets + 7 {
		b.lab.Cloud().AddFleet(fmt.Sprintf("fleet-%04d", n))
	}
	for range rowsOfFaults + 3 {
		b.does("/lab/faults", "kind", "stuck", "iccid", card2)
	}
	text := b.raw("GET", "/", "", nil).Body.String()
	require.Equal(t, rowsOfFleets, strings.Count(text, ">fleet-"))
	require.Contains(t, text, "and 7 more")
	require.Contains(t, text, "and 3 more")
	b.does("/lab/faults/clear")
	sim := b.simIn(card1, "ready")
	b.does("/lab/faults", "kind", "stuck", "count", "1")
	b.api("Sims/"+sim.SID, "Status=active", "sid")
	w := b.raw("GET", "/lab/state", "", nil)
	other := newBench(t)
	require.Equal(t, 200, other.raw("POST", "/lab/state", w.Body.String(), nil).Code)
	text = other.raw("GET", "/", "", nil).Body.String()
	require.Contains(t, text, "was ready, stuck")
	require.Contains(t, text, "end all", "though there is no fault")
	other.does("/lab/faults/clear")
	require.NotContains(t, other.raw("GET", "/", "", nil).Body.String(), "stuck</small>")
}
