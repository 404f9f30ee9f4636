package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

// The shell is told the words that fit; files are what it finds itself.
func TestCompletion(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"setup", "--mm"}, "device\nport\nnone\n:4\n"},
		{[]string{"setup", "--board"}, "\nsixfab-base\t"},
		{[]string{"boards", "check"}, "\nsixfab-base\t"},
		{[]string{"config", "--config"}, ":0\n"},
	} {
		cmd := newRoot()
		var out bytes.Buffer
		cmd.SetOut(&out)
		cmd.SetErr(new(bytes.Buffer))
		cmd.SetArgs(append(append([]string{"__complete"}, c.args...), ""))
		require.NoError(t, cmd.ExecuteContext(t.Context()))
		require.Contains(t, "\n"+out.String(), c.want, c.args)
	}
}
