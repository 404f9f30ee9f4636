package watch

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// terminal is what a Diff is written to: the cells, the cursor, and the last column, behind which the cursor waits.
type terminal struct {
	*Grid
	x, y    int
	style   Style
	waiting bool           // behind the last column
	width   func(rune) int // nil: columns
}

func newTerminal(w, h int) *terminal {
	t := &terminal{Grid: NewGrid(w, h, Look{Color: true})}
	for i := range t.cells {
		t.cells[i].Text = "?" // what was there before
	}
	t.x, t.y = w/2, h/2
	return t
}

func (t *terminal) write(b []byte) error {
	s := string(b)
	for s != "" {
		switch {
		case strings.HasPrefix(s, "\x1b["):
			i := 2 + strings.IndexFunc(s[2:], func(r rune) bool { return r >= '@' && r <= '~' })
			if err := t.sequence(s[2:i], s[i]); err != nil {
				return err
			}
			s = s[i+1:]
		case s[0] == '\r':
			t.x, t.waiting, s = 0, false, s[1:]
		case s[0] == '\n':
			if t.y++; t.y >= t.Height {
				return fmt.Errorf("it scrolls")
			}
			s = s[1:]
		default:
			r, n := utf8.DecodeRuneInString(s)
			if err := t.char(r); err != nil {
				return err
			}
			s = s[n:]
		}
	}
	return nil
}

func (t *terminal) char(r rune) error {
	w := columns(r)
	if t.width != nil {
		w = t.width(r)
	}
	switch {
	case w < 0:
		return fmt.Errorf("%U is written", r)
	case w == 0:
		t.join(-1, t.x+btoi(t.waiting), t.y, r)
		return nil
	case t.waiting:
		return fmt.Errorf("it wraps in row %d", t.y)
	case t.x+w > t.Width:
		return fmt.Errorf("half of %q does not fit", r)
	}
	t.set(t.x, t.y, Cell{string(r), t.style})
	if w == 2 {
		t.set(t.x+1, t.y, Cell{"", t.style})
	}
	if t.x += w; t.x == t.Width {
		t.x, t.waiting = t.x-1, true
	}
	return nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (t *terminal) sequence(args string, final byte) error {
	n, more := args, ""
	n, more, _ = strings.Cut(n, ";")
	a, _ := strconv.Atoi(n)
	b, _ := strconv.Atoi(more)
	switch {
	case final == 'H':
		t.y, t.x, t.waiting = max(a, 1)-1, max(b, 1)-1, false
		if t.y >= t.Height || t.x >= t.Width {
			return fmt.Errorf("the cursor leaves at %s", args)
		}
	case final == 'C':
		if t.waiting {
			return fmt.Errorf("a jump from behind the last column")
		}
		t.x += max(a, 1)
	case final == 'K' && args == "":
		for x := t.x; x < t.Width; x++ {
			t.set(x, t.y, Cell{" ", t.style})
		}
	case final == 'J' && args == "2":
		for i := range t.cells {
			t.cells[i] = Cell{" ", t.style}
		}
	case final == 'm':
		t.style = Plain
		for p := range strings.SplitSeq(args, ";") {
			t.style |= map[string]Style{"1": Bold, "31": Red, "32": Green, "33": Yellow}[p]
		}
	default:
		return fmt.Errorf("sequence %q", args+string(final))
	}
	return nil
}

var pieces = []string{"a", "b", " ", "   ", "      ", "世", "界", "e\u0301", "世\u0301", "\u0301", "█", "▁", "😀", "\x1b[31m", "\t", "\u202e", "\ufe0f", "wörd", "aaaaaaaa"}

func drawGrid(t *rapid.T, w, h int, from *Grid) *Grid {
	g := NewGrid(w, h, Look{Color: true})
	if from != nil {
		copy(g.cells, from.cells)
	}
	for range rapid.IntRange(0, 12).Draw(t, "texts") {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 8).Draw(t, "text"), "")
		style := rapid.SampledFrom([]Style{Plain, Bold, Green, Red | Bold}).Draw(t, "style")
		g.Put(rapid.IntRange(0, w).Draw(t, "x"), rapid.IntRange(0, h).Draw(t, "y"), text, style)
	}
	return g
}

// A terminal that shows one screen shows the next after the difference, and nothing else is changed on the way.
func TestDiff(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 14).Draw(t, "w"), rapid.IntRange(1, 4).Draw(t, "h")
		term := newTerminal(w, h)
		var old *Grid
		for range 4 {
			next := drawGrid(t, w, h, old)
			out := Diff(old, next)
			require.NoError(t, term.write(out), "%q", out)
			require.Equal(t, next.cells, term.cells, "%q\n%s\n%s", out, next.Text(), term.Text())
			require.Equal(t, Plain, term.style)
			require.Empty(t, Diff(next, next))
			old = next
		}
	})
}

// No row is wider than the screen, and no half of a character stands alone.
func TestGridIsWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.IntRange(1, 14).Draw(t, "w")
		g := drawGrid(t, w, 1, nil)
		require.LessOrEqual(t, textColumns(strings.TrimSuffix(g.Text(), "\n")), w)
		for x := range w {
			c, right := g.At(x, 0), x+1 < w && g.At(x+1, 0).Text == ""
			require.Equal(t, right, c.Text != "" && textColumns(c.Text) == 2, "%q", g.cells)
			require.True(t, utf8.ValidString(c.Text))
		}
	})
}

func TestDiffIsShort(t *testing.T) {
	for _, c := range []struct{ old, next, want string }{
		{"12:00:01 UTC", "12:00:02 UTC", "\x1b[1;8H2"},
		{"12:00:09 UTC", "12:00:10 UTC", "\x1b[1;7H10"},
		{"12:09:59 UTC", "12:10:00 UTC", "\x1b[1;4H10:00"},
		{"abc def", "abc", "\x1b[1;5H\x1b[K"},
		{"a........b", "c........d", "\x1b[1Hc\x1b[8Cd"},
		{"a世b", "a世c", "\x1b[1;4Hc"},
		{"a世b", "abcb", "\x1b[1;2Hbc"},
	} {
		a, b := NewGrid(20, 2, Look{}), NewGrid(20, 2, Look{})
		a.Put(0, 0, c.old, Plain)
		b.Put(0, 0, c.next, Plain)
		require.Equal(t, c.want, string(Diff(a, b)), c.next)
	}
}

// A terminal that has another idea of a character's width shows everything else where it belongs.
func TestWidthsThatDiffer(t *testing.T) {
	old, next := NewGrid(20, 2, Look{}), NewGrid(20, 2, Look{})
	next.Put(0, 0, "中国移动 LTE", Plain)
	next.Put(0, 1, "⚡x below", Plain)
	term := newTerminal(20, 2)
	term.width = func(r rune) int {
		if r == '⚡' {
			return 2
		}
		return min(columns(r), 1)
	}
	require.NoError(t, term.write(Diff(nil, old)))
	require.NoError(t, term.write(Diff(old, next)))
	require.Equal(t, "中 国 移 动  LTE\n x below\n", term.Text())
	old, next = next, NewGrid(20, 2, Look{})
	next.Put(0, 0, "中国移动 GSM", Plain)
	require.NoError(t, term.write(Diff(old, next)))
	require.Equal(t, "中 国 移 动  GSM\n\n", term.Text())
	for _, text := range []string{"a⚡b", "c⚡d"} {
		old, next = next, NewGrid(20, 2, Look{})
		next.Put(0, 0, text, Plain)
		require.NoError(t, term.write(Diff(old, next)))
	}
	require.Equal(t, "c d\n\n", term.Text())
}

func TestASCII(t *testing.T) {
	g := NewGrid(20, 1, Look{ASCII: true, Color: true})
	end := g.Put(0, 0, "██▒░ 8988…23 中x e\u0301ö", Green)
	require.Equal(t, "##=. 8988.23 ??x e?\n", g.Text())
	require.Equal(t, 19, end)
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		text string
		most int
		want string
	}{{"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"世界世", 6, "世界世"}, {"世界世", 5, "世界…"}, {"世界世", 4, "世…"}, {"abc", 1, "…"}, {"abc", 0, ""}} {
		require.Equal(t, c.want, cut(c.text, c.most))
	}
}
