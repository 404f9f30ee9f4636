// Package vectors gives tests real module output that nobody on this project
// wrote. The rows are not part of the repository: SIMAGENT_VECTORS names their
// folder. Only tests import it.
package vectors

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// A Vector is one row.
type Vector struct {
	ID, Kind, Command, Device string
	Raw                       json.RawMessage // a text; of framing rows the chunks are in Chunks
	Lines, Chunks             []string
	Expect                    map[string]any // nil: the row is input only
	Solicited                 bool
	Existing, Requested       string // of apn_cmp: what the module shows, what is asked for
}

// Text returns Raw as a text.
func (v Vector) Text(t testing.TB) (s string) {
	require.NoError(t, json.Unmarshal(v.Raw, &s))
	return s
}

// Word returns an expected text, "" when it is not given.
func (v Vector) Word(key string) string {
	s, _ := v.Expect[key].(string)
	return s
}

// Number returns an expected number; ok is false when it is null or not given.
func (v Vector) Number(key string) (n float64, ok bool) {
	n, ok = v.Expect[key].(float64)
	return n, ok
}

// Flag returns an expected truth, false when it is not given.
func (v Vector) Flag(key string) bool {
	b, _ := v.Expect[key].(bool)
	return b
}

// List returns an expected list of objects.
func (v Vector) List(key string) (list []map[string]any) {
	all, _ := v.Expect[key].([]any)
	for _, e := range all {
		m, _ := e.(map[string]any)
		list = append(list, m)
	}
	return list
}

// Load returns every row; it prints "not run" and skips the test without the folder.
func Load(t testing.TB) (all []Vector) {
	dir := os.Getenv("SIMAGENT_VECTORS")
	if dir == "" {
		fmt.Printf("%s: not run: SIMAGENT_VECTORS is unset\n", t.Name())
		t.Skip("SIMAGENT_VECTORS is unset")
	}
	files, err := filepath.Glob(filepath.Join(dir, "at", "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files, "no vectors in %s/at", dir)
	for _, f := range files {
		raw, err := os.ReadFile(f)
		require.NoError(t, err)
		var file struct{ Vectors []Vector }
		require.NoError(t, json.Unmarshal(raw, &file), f)
		all = append(all, file.Vectors...)
	}
	return all
}

// Run gives each row of a kind in checks to its check, as a subtest, and
// prints how many ran and passed. feed gets every other row: it must be
// refused cleanly or parsed, never crash.
func Run(t *testing.T, checks map[string]func(*testing.T, Vector), feed func(Vector)) {
	ran, passed, others := map[string]int{}, 0, 0
	for _, v := range Load(t) {
		check := checks[v.Kind]
		if check == nil {
			others++
			feed(v)
			continue
		}
		ran[v.Kind]++
		if t.Run(v.ID, func(t *testing.T) { check(t, v) }) {
			passed++
		}
	}
	sum := 0
	for _, n := range ran {
		sum += n
	}
	fmt.Printf("%s: %d rows ran, %d passed; %d of other kinds were only fed in\n", t.Name(), sum, passed, others)
	for _, k := range slices.Sorted(maps.Keys(checks)) {
		if ran[k] == 0 {
			fmt.Printf("%s: no row of kind %s\n", t.Name(), k)
		}
	}
}
