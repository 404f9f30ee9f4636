package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/cmd/cli"
)

func TestHelpFitsAScreen(t *testing.T) {
	t.Parallel()
	root := newRoot()
	cli.Prepare(root)
	require.Empty(t, cli.TooWide(root))
}
