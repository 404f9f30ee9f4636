package local

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFold(t *testing.T) {
	for text, want := range map[string][]string{
		"":                  nil,
		"one two three":     {"one two", "three"},
		"a 1234567890123 b": {"a", "12345678", "90123 b"},
		"ä ö  ü\nß":         {"ä ö ü ß"},
	} {
		require.Equal(t, want, Fold(text, 8), text)
	}
}
