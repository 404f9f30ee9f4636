package boards_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/boards"
	"simagent/boards/boardstest"
)

var update = flag.Bool("update", false, "write testdata/sequences.txt anew")

// module is one that every board's times suffice for: it starts in 4.3 s and stops in 1.9 s, and after a power cut it waits for its
// key where the board has one.
func module(b boards.Board) *boardstest.Module {
	_, key := b.Line(boards.PowerKey)
	return &boardstest.Module{PressOn: 500 * time.Millisecond, PressOff: time.Second, ResetHold: 300 * time.Millisecond,
		Boot: 4300 * time.Millisecond, Stop: 1900 * time.Millisecond, NeedsKey: key, NoUSB: len(b.USB) == 0}
}

// every calls fn for each action of each board and each state at the start.
func every(t *testing.T, fn func(t *testing.T, board boards.Board, action boards.Action, on bool)) {
	for _, board := range boards.All() {
		for _, action := range boards.Actions() {
			for _, on := range []bool{false, true} {
				if len(board.Sequences[action]) == 0 || !on && len(board.Sequences[boards.On]) == 0 {
					continue // a module that nothing turns off is never off
				}
				name := fmt.Sprintf("%s %s from %s", board.Name, action, map[bool]string{false: "off", true: "on"}[on])
				t.Run(name, func(t *testing.T) { fn(t, board, action, on) })
			}
		}
	}
}

// Every sequence, to the millisecond: what moves on which line, and when it is done. testdata/sequences.txt is for reading, too.
func TestSequencesToTheMillisecond(t *testing.T) {
	const golden = "testdata/sequences.txt"
	var got strings.Builder
	every(t, func(t *testing.T, board boards.Board, action boards.Action, on bool) {
		_, state, _ := strings.Cut(t.Name(), "/")
		fmt.Fprintf(&got, "%s\n", strings.ReplaceAll(state, "_", " "))
		synctest.Test(t, func(t *testing.T) {
			b, m := boardstest.New(board.Lines...), module(board)
			m.Attach(b, on)
			s, err := board.Sequence(action)
			require.NoError(t, err)
			start := time.Now()
			require.NoError(t, boards.Run(t.Context(), s, b.Pins(), m))
			for _, e := range b.Strings() {
				fmt.Fprintf(&got, "  %s\n", e)
			}
			fmt.Fprintf(&got, "  %s done\n", time.Since(start))
			switch action {
			case boards.On, boards.Restart:
				require.True(t, m.Running())
			case boards.Off:
				require.False(t, m.Running())
			}
			for _, l := range board.Lines {
				if l.Direction == boards.Out && !l.Held {
					require.False(t, b.Active(l.Name), l.Name)
				}
			}
		})
	})
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(got.String()), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got.String())
}

// Cut short at whatever moment, every sequence leaves key and reset inactive, and before all else it drove the reset line so.
func TestSequencesCutShort(t *testing.T) {
	every(t, func(t *testing.T, board boards.Board, action boards.Action, on bool) {
		rapid.Check(t, func(rt *rapid.T) {
			after := time.Duration(rapid.IntRange(0, 100_000).Draw(rt, "after ms")) * time.Millisecond
			hung, blind := rapid.Bool().Draw(rt, "hung"), rapid.Bool().Draw(rt, "nobody looks")
			synctest.Test(t, func(t *testing.T) {
				b, m := boardstest.New(board.Lines...), module(board)
				m.Hung = hung
				m.Attach(b, on)
				ctx, cancel := context.WithTimeout(t.Context(), after)
				defer cancel()
				s, err := board.Sequence(action)
				require.NoError(t, err)
				var observer boards.Observer = m
				if blind {
					observer = nil
				}
				_ = boards.Run(ctx, s, b.Pins(), observer)
				events := slices.DeleteFunc(b.Events(), func(e boardstest.Event) bool { return e.What == "in" })
				if len(events) == 0 {
					return
				}
				if reset, ok := board.Line(boards.Reset); ok {
					require.Equal(t, boards.Reset, events[0].Line)
					require.Equal(t, reset.Inactive.String(), events[0].What)
				}
				for _, l := range board.Lines {
					if l.Direction == boards.Out && !l.Held {
						require.False(t, b.Active(l.Name), l.Name)
					}
				}
			})
		})
	})
}

// Settle gives the module time and goes on; but not when the run has ended.
func TestSettleGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &boardstest.Module{Boot: 3 * time.Second, NoUSB: true}
		m.Attach(boardstest.New(), false)
		s := boards.Sequence{Action: boards.Restart, Steps: []boards.Step{boards.Settle(true, 5*time.Second, boards.ByAT), boards.Hold(time.Second)}}
		start := time.Now()
		require.NoError(t, boards.Run(t.Context(), s, nil, m))
		require.Equal(t, 6*time.Second, time.Since(start))
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		require.EqualError(t, boards.Run(ctx, s, nil, m),
			"cannot restart the module: step 1, give it up to 5s to be on by AT: context deadline exceeded")
	})
}
