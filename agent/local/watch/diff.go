package watch

import (
	"strconv"
	"unicode/utf8"
)

// Diff is what makes a terminal that shows old show next: changed cells alone, or everything when old is nil or of another
// size. Before and behind it the style is plain; nothing is expected of the cursor. It uses CUP, CUF, EL, ED and SGR of
// ECMA-48, which every terminal has that can move its cursor at all.
func Diff(old, next *Grid) []byte {
	var p pen
	if old == nil || old.Width != next.Width || old.Height != next.Height {
		p.out = append(p.out, "\x1b[m\x1b[H\x1b[2J"...)
		p.known = true
		old = NewGrid(next.Width, next.Height, Look{})
	}
	for y := range next.Height {
		p.row(old, next, y)
	}
	p.dress(Plain)
	return p.out
}

// pen is a terminal's cursor and what was written for it.
type pen struct {
	out   []byte
	x, y  int
	known bool // where it is
	style Style
}

// row writes what differs in one row. The halves of a wide character differ together, or its left half alone.
func (p *pen) row(old, next *Grid, y int) {
	tail := next.tail(y)
	for x := 0; x < next.Width; {
		if old.At(x, y) == next.At(x, y) {
			x++
			continue
		}
		if x >= tail {
			p.reach(x, y, next)
			p.dress(Plain) // some terminals erase with the style that is set
			p.out = append(p.out, "\x1b[K"...)
			return
		}
		for first := x; x < next.Width && x < tail && (old.At(x, y) != next.At(x, y) || next.At(x, y).Text == ""); x++ {
			if next.At(x, y).Text != "" || x == first {
				p.reach(x, y, next)
			}
			p.cell(next.At(x, y))
		}
	}
}

// cell writes one, and keeps account of the cursor.
func (p *pen) cell(c Cell) {
	if c.Text != "" {
		p.dress(c.Style)
		p.out = append(p.out, c.Text...)
		p.known = !doubtful(c)
	}
	p.x++
}

// doubtful tells whether terminals differ about the width of a cell: behind it the cursor is put where it should be, so that at
// worst this one is drawn badly. Below U+2600 are letters, and what this screen draws itself.
func doubtful(c Cell) bool {
	r, _ := utf8.DecodeRuneInString(c.Text)
	return r >= 0x2600 || columns(r) == 2
}

// shortest is the number of cells that are written again rather than jumped over: a jump has four bytes.
const shortest = 4

// reach moves the cursor. Behind the last column, where terminals differ, it goes on by CR and LF or by CUP alone.
func (p *pen) reach(x, y int, next *Grid) {
	switch {
	case p.known && p.y == y && p.x == x:
	case p.known && p.y == y && p.x < x && p.again(x, next):
	case p.known && p.y == y && p.x < x:
		p.out = append(p.out, "\x1b["...)
		p.out = append(strconv.AppendInt(p.out, int64(x-p.x), 10), 'C')
	case p.known && x == 0 && y == p.y+1:
		p.out = append(p.out, "\r\n"...)
	default:
		p.jump(x, y)
	}
	p.x, p.y, p.known = x, y, true
}

func (p *pen) jump(x, y int) {
	p.out = append(p.out, "\x1b["...)
	p.out = strconv.AppendInt(p.out, int64(y+1), 10)
	if x > 0 {
		p.out = append(p.out, ';')
		p.out = strconv.AppendInt(p.out, int64(x+1), 10)
	}
	p.out = append(p.out, 'H')
}

// again writes the cells up to x once more, if that is short.
func (p *pen) again(x int, next *Grid) bool {
	n := 0
	for i := p.x; i < x; i++ {
		c := next.At(i, p.y)
		if n += len(c.Text); n > shortest || c.Style != p.style || c.Text == "" || doubtful(c) {
			return false
		}
	}
	for i := p.x; i < x; i++ {
		p.out = append(p.out, next.At(i, p.y).Text...)
	}
	return true
}

func (p *pen) dress(s Style) {
	if p.style != s {
		p.out = append(p.out, s.sgr()...)
		p.style = s
	}
}
