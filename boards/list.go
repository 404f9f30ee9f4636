package boards

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
)

// catalog holds a file a board, read by the reader that reads a user's own.
//
//go:embed catalog/*.toml
var catalog embed.FS

// names are those of the catalogue, in order.
func names() []string {
	entries, err := catalog.ReadDir("catalog")
	if err != nil {
		panic(err) // the program was built without its catalogue
	}
	list := make([]string, len(entries))
	for i, e := range entries {
		list[i] = strings.TrimSuffix(e.Name(), ".toml")
	}
	slices.Sort(list) // a dash sorts before the dot of a file's name
	return list
}

// All returns every board of the catalogue, in the order of their names.
func All() []Board {
	var all []Board
	for _, name := range names() {
		b, err := Named(name)
		if err != nil {
			panic(err) // a file of the catalogue is wrong: no test has run
		}
		all = append(all, b)
	}
	return all
}

// Named returns the board of that name. The error lists the names there are.
func Named(name string) (Board, error) {
	known := names()
	if !slices.Contains(known, name) {
		return Board{}, fmt.Errorf("unknown board %q: known are %s", name, strings.Join(known, ", "))
	}
	file := path.Join("catalog", name+".toml")
	data, err := catalog.ReadFile(file)
	if err != nil {
		return Board{}, fmt.Errorf("cannot read board %s: %w", name, err)
	}
	return Parse(file, data)
}
