package boards

import (
	"fmt"
	"slices"
	"strings"
)

// All returns every board, in the order of their names.
func All() []Board {
	return []Board{GenericUART(), GenericUSB(), SixfabBase(), WaveshareSIM7600X()}
}

// Named returns the board of that name. The error lists the names there are.
func Named(name string) (Board, error) {
	all := All()
	i := slices.IndexFunc(all, func(b Board) bool { return b.Name == name })
	if i >= 0 {
		return all[i], nil
	}
	names := make([]string, len(all))
	for i, b := range all {
		names[i] = b.Name
	}
	return Board{}, fmt.Errorf("unknown board %q: known are %s", name, strings.Join(names, ", "))
}
