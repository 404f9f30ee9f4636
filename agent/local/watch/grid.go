package watch

import "unicode/utf8"

// Style is how a cell is shown: Bold and one colour.
type Style uint8

// The styles. Colours are the terminal's own, so that they suit its background.
const (
	Plain  Style = 0
	Bold   Style = 1
	Green  Style = 2
	Yellow Style = 4
	Red    Style = 6
)

// sgr is the sequence that sets a style, whatever was set before.
func (s Style) sgr() string {
	code := "\x1b["
	if s == Plain {
		return code + "m"
	}
	code += "0"
	if s&Bold != 0 {
		code += ";1"
	}
	switch s &^ Bold {
	case Green:
		code += ";32"
	case Yellow:
		code += ";33"
	case Red:
		code += ";31"
	}
	return code + "m"
}

// A Cell is one place on the screen. Text is a character with what goes onto it; "" is the right half of the one before it.
type Cell struct {
	Text  string
	Style Style
}

// Grid is a screen. Cells that nothing was put into are blank.
type Grid struct {
	Width, Height int
	look          Look
	cells         []Cell
}

// Look is what the terminal can show.
type Look struct {
	Color bool // and bold
	ASCII bool // nothing else, for a locale without UTF-8
}

// NewGrid returns a blank screen.
func NewGrid(width, height int, look Look) *Grid {
	g := &Grid{Width: max(width, 0), Height: max(height, 0), look: look}
	g.cells = make([]Cell, g.Width*g.Height)
	for i := range g.cells {
		g.cells[i].Text = " "
	}
	return g
}

// At is the cell at a column and a row, both from 0.
func (g *Grid) At(x, y int) Cell { return g.cells[y*g.Width+x] }

// Put writes a text from a place on, as far as the row goes, and returns the column behind it.
func (g *Grid) Put(x, y int, text string, style Style) int {
	if y < 0 || y >= g.Height || x < 0 {
		return x
	}
	if !g.look.Color {
		style = Plain
	}
	first := x
	for _, r := range text {
		w := columns(r)
		if r > '~' && g.look.ASCII {
			r = ascii(r)
		}
		switch {
		case w < 0:
		case w == 0:
			g.join(first, x, y, r)
		case x+w > g.Width:
			return x
		case g.look.ASCII || w == 1:
			for ; w > 0; w-- { // two, so that the columns stay what they are
				g.set(x, y, Cell{string(r), style})
				x++
			}
		default:
			g.set(x, y, Cell{string(r), style})
			g.set(x+1, y, Cell{"", style})
			x += 2
		}
	}
	return x
}

// mostMarks bounds what goes onto one character.
const mostMarks = 3

// join puts a mark onto the character that ends at column x.
func (g *Grid) join(first, x, y int, mark rune) {
	if g.look.ASCII || x == first {
		return
	}
	x--
	if g.At(x, y).Text == "" {
		x--
	}
	c := &g.cells[y*g.Width+x]
	if utf8.RuneCountInString(c.Text) <= mostMarks {
		c.Text += string(mark)
	}
}

// set writes a cell; the other half of a wide character that was there becomes blank.
func (g *Grid) set(x, y int, c Cell) {
	row := g.cells[y*g.Width : (y+1)*g.Width]
	if row[x].Text == "" && x > 0 && c.Text != "" {
		row[x-1].Text = " "
	}
	if x+1 < g.Width && row[x+1].Text == "" {
		row[x+1].Text = " "
	}
	row[x] = c
}

// ascii is what stands for a character where there is nothing but ASCII.
func ascii(r rune) rune {
	switch r {
	case '█':
		return '#'
	case '▒':
		return '='
	case '░', '·', '…':
		return '.'
	case '─':
		return '-'
	case '≥':
		return '>'
	}
	return '?'
}

// Text is the screen as text, without styles and blanks at line ends.
func (g *Grid) Text() string {
	var out []byte
	for y := range g.Height {
		for x := range g.tail(y) {
			out = append(out, g.At(x, y).Text...)
		}
		out = append(out, '\n')
	}
	return string(out)
}

// tail is the column from which on a row is blank.
func (g *Grid) tail(y int) int {
	x := g.Width
	for x > 0 && g.At(x-1, y) == (Cell{Text: " "}) {
		x--
	}
	return x
}
