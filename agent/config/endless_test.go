package config

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A file without an end is refused, and not read until memory ends.
func TestLoadEndless(t *testing.T) {
	_, err := Load("/dev/zero")
	require.ErrorContains(t, err, "/dev/zero is larger than 1 MiB")
}
