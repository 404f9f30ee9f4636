package agent

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Jobs that say the same wait once; a person's never, and none behind the end,
// where nobody would answer it.
func TestJobsOfALink(t *testing.T) {
	var answered []any
	l := newLink(1, Settings{}, func(v any) { answered = append(answered, v) })
	for _, c := range []Command{
		{Op: DeleteSMS, Arg: "SM", Index: 1}, {Op: DeleteSMS, Arg: "SM", Index: 2}, {Op: DeleteSMS, Arg: "ME", Index: 1}, {Op: DeleteSMS, Arg: "SM", Index: 1},
		{Op: ListSMS, Hints: 1}, {Op: ListSMS, Hints: 2},
		{Op: Raw, Arg: "+CSQ", Asked: 1}, {Op: Raw, Arg: "+CSQ", Asked: 2},
	} {
		require.True(t, l.add(c))
	}
	require.Len(t, l.jobs, 6)
	require.Equal(t, 3, l.jobs[3].Hints)
	l.leave()
	require.Len(t, answered, 2, "both who wait")
	require.False(t, l.add(Command{Op: Raw, Arg: "+CSQ"}))
}
