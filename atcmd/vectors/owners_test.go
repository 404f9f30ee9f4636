package vectors

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Each kind of row has an owner, or a reason.
func TestOwners(t *testing.T) {
	out := map[string]int{}
	rows := Load(t)
	for _, v := range rows {
		require.NotEmpty(t, Owners[v.Kind], "nobody has kind %s", v.Kind)
		if why := LeftOut(v); why != "" {
			out[v.Kind+": "+why]++
		}
	}
	for _, k := range slices.Sorted(maps.Keys(out)) {
		fmt.Printf("%s: %d of %d rows are left out: %s\n", t.Name(), out[k], len(rows), k)
	}
}

func TestLeftOut(t *testing.T) {
	require.Empty(t, LeftOut(Vector{ID: "mm.cesq.1", Kind: "cesq"}))
	require.Empty(t, LeftOut(Vector{Kind: "no such kind"}))
	require.Equal(t, "no location here", LeftOut(Vector{ID: "mm.xmm.xlcslsr_tests.1", Kind: "vendor_xmm"}))
}
