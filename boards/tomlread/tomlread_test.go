package tomlread

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
	"github.com/stretchr/testify/require"
)

type sample struct {
	Name   *string           `toml:"name"`
	Number int               `toml:"number"`
	List   []string          `toml:"list"`
	Sub    struct{ A int }   `toml:"sub"`
	Table  map[string][]part `toml:"table"`
}

type part struct {
	Set *string `toml:"set"`
}

func TestErrorsHaveALine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Error{
		"\nname = 2020-01-01":               {Line: 2, Kind: true}, // the decoder panics at these
		"\nname = 10:00:00\nnumber = 1":     {Line: 2, Kind: true},
		"number = 2020-01-01T00:00:00":      {Line: 1, Kind: true},
		"\n\nlist = [\n\"a\",\n2020-01-01]": {Line: 5, Kind: true},
		"\nname = []":                       {Line: 2, Kind: true},
		"number = 1\nname = { a = 1 }":      {Line: 2, Kind: true},
		"\n[name]\na = 1":                   {Line: 3, Kind: true},
		"\n[[sub]]\na = 1":                  {Line: 2, Kind: true},
		"name = true":                       {Line: 1, Kind: true},
		"number = 1.5":                      {Line: 1, Kind: true},
		"number = 99999999999999999999":     {Line: 1, Kind: true},
		"[table]\non = [{ set = 1 }]":       {Line: 2, Kind: true},
		"number = 1\nnumber = 2":            {Line: 2, Text: "key number is already defined"},
		"number = 1\nname = x":              {Line: 2, Text: "a text stands in quotes"},
		"name = true\nx":                    {Line: 1, Kind: true},
		"[sub]\n\n[sub]\n":                  {Line: 3, Text: "table sub already exists"},
	} {
		err := Decode([]byte(text), &sample{})
		e, ok := errors.AsType[*Error](err)
		require.True(t, ok, "%q: %v", text, err)
		require.Equal(t, want.Line, e.Line, "%q: %v", text, err)
		require.Equal(t, want.Kind, e.Kind, "%q: %v", text, err)
		if want.Text != "" {
			require.Equal(t, want.Text, e.Text)
		}
	}
	_, unknown := errors.AsType[*toml.StrictMissingError](Decode([]byte("nope = 1"), &sample{}))
	require.True(t, unknown)
	require.NoError(t, Decode([]byte("name = \"x\""), &sample{}))
}

// Nothing in a file makes it panic, or shows a type of Go.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{"name = 2020-01-01", "name = [[[", "[table]\non = 1", "sub.a = 07:32:00", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		err := Decode([]byte(text), &sample{})
		e, ok := errors.AsType[*Error](err)
		if !ok {
			return
		}
		require.True(t, e.Line >= 1 && e.Line <= 1+strings.Count(text, "\n"), "%q: %v", text, err)
		require.False(t, ofGo.MatchString(e.Text), "%q: %v", text, err)
	})
}

var ofGo = regexp.MustCompile(`Go type|tomlread\.|strconv|reflect|struct field`)
