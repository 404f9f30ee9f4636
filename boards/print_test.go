package boards_test

import (
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"
	"periph.io/x/conn/v3/gpio"
	"pgregory.net/rapid"

	"simagent/boards"
)

// drawn is a board of the catalogue with other words, pins and times; it may be a wrong one.
func drawn(t *rapid.T) boards.Board {
	text := rapid.OneOf(rapid.SampledFrom([]string{"A \"text\" with a \\.", "Größe\u00ad\U000e0001", "\uFEFFx"}),
		rapid.StringOfN(rapid.RuneFrom([]rune("\"\\#=[]{}'\u2028\U0010ffff"), unicode.L, unicode.P, unicode.S, unicode.Cf), 1, 20, -1))
	b := rapid.SampledFrom(boards.All()).Draw(t, "board")
	b.Name, b.Title, b.Model = "drawn", text.Draw(t, "title"), text.Draw(t, "model")
	if rapid.Bool().Draw(t, "has notes") {
		b.Notes, b.Hosts = []string{text.Draw(t, "note")}, []string{text.Draw(t, "host")}
	}
	for i := range b.Lines {
		l := &b.Lines[i]
		l.Active = gpio.Level(rapid.Bool().Draw(t, "active"))
		l.Inactive = !l.Active
		l.Line += rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "line")
		l.Chips = l.Chips[:rapid.IntRange(1, len(l.Chips)).Draw(t, "chips")]
		l.Consumer = rapid.SampledFrom([]string{l.Consumer, "other"}).Draw(t, "consumer")
	}
	for _, a := range boards.Actions() {
		steps := b.Sequences[a]
		for i := range steps {
			if steps[i].For != 0 {
				steps[i].For = time.Duration(rapid.Int64Range(int64(time.Millisecond), int64(time.Minute)).Draw(t, string(a)))
			}
		}
	}
	return b
}

// Whatever passes its check reads back as it was printed.
func TestCheckedBoardsReadBackTheSame(t *testing.T) {
	right := 0
	rapid.Check(t, func(t *rapid.T) {
		b := drawn(t)
		if b.Check() != nil {
			return
		}
		right++
		back, err := boards.Parse("x.toml", []byte(b.TOML()))
		require.NoError(t, err, b.TOML())
		require.Equal(t, b, back)
	})
	require.Greater(t, right, 50, "some are right")
}
