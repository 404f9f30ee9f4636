package boards

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"simagent/boards/tomlread"
)

// MaxFile is the size in bytes above which a board's file is refused.
const MaxFile = 64 << 10

// Parse reads the file of a board, one of the catalogue's or a user's own. name is the file's, for errors; without its folder and
// ".toml" it is the board's, too, unless the file says another. A file that says `like` takes over what it does not say itself
// from the board of that name: lines by name, sequences by action, all else whole.
//
// The board has passed Check. Errors name the file, the line or the key, and what is wanted.
func Parse(name string, data []byte) (Board, error) {
	b, err := parse(name, data)
	if err != nil {
		return Board{}, fmt.Errorf("cannot use board file %s: %w", name, err)
	}
	return b, nil
}

func parse(name string, data []byte) (Board, error) {
	if len(data) > MaxFile {
		return Board{}, fmt.Errorf("it is larger than %d KiB", MaxFile>>10)
	}
	var f file
	if err := tomlread.Decode(data, &f); err != nil {
		return Board{}, decodeError(string(data), err)
	}
	var b Board
	if f.Like != nil {
		like, err := Named(*f.Like)
		if err != nil {
			return Board{}, fmt.Errorf("like: %w", err)
		}
		b = like
	}
	b.Name = strings.TrimSuffix(path.Base(name), ".toml")
	if err := f.over(&b); err != nil {
		return Board{}, err
	}
	return b, b.Check()
}

// decodeError puts the decoder's errors into one line: where, which key, what is wanted.
func decodeError(data string, err error) error {
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		var all []string
		for _, e := range strict.Errors {
			line, _ := e.Position()
			all = append(all, fmt.Sprintf("line %d: unknown key %s", line, strings.Join(e.Key(), ".")))
		}
		return errors.New(strings.Join(all, "; "))
	}
	e, ok := errors.AsType[*tomlread.Error](err)
	if !ok || !e.Kind {
		return err
	}
	key := keyBefore(data, e.Line, e.Column)
	if want := wanted[key]; want != "" {
		return fmt.Errorf("line %d: %s: want %s", e.Line, key, want)
	}
	return err
}

var lastKey = regexp.MustCompile(`([A-Za-z_-]+)["']?\s*=[^=]*$`)

var headKey = regexp.MustCompile(`^\s*\[+\s*(?:.*\.)?\s*["']?([A-Za-z_-]+)`)

// keyBefore is the last key before a place in the file, or the table whose head stands there: the decoder does not say it
// when a value has the wrong type. Column 0 is the end of the line's key.
func keyBefore(data string, line, column int) string {
	lines := strings.SplitAfter(data, "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	here := lines[line-1]
	if m := headKey.FindStringSubmatch(here); m != nil {
		return m[1]
	}
	if column == 0 {
		before, _, _ := strings.Cut(here, "=")
		column = len(before) + len("=") + 1
	}
	before := strings.Join(lines[max(0, line-10):line-1], "") + here[:min(max(column-1, 0), len(here))]
	if m := lastKey.FindStringSubmatch(before); m != nil {
		return m[1]
	}
	return ""
}

// wanted says what a key takes.
var wanted = map[string]string{
	"name": "a name in quotes", "like": "the name of a board in quotes", "title": "a text in quotes", "model": "a text in quotes",
	"drop": `a list of lines such as ["led"]`, "modules": "a list of names", "hosts": `a list of beginnings such as ["Raspberry Pi"]`,
	"hat": `a table such as { vendor = "…", product = "…" }`, "vendor": "a text in quotes", "product": "a text in quotes",
	"chips": `a list of labels such as ["pinctrl-rp1"]`, "lines": "a list of tables", "line": `a name such as "GPIO26"`,
	"direction": `"out" or "in"`, "active": `"high" or "low" of a line, true or false in a step`, "pull": `"up", "down" or "none"`,
	"held": "true or false", "consumer": "a text in quotes", "uart": `a table such as { devices = ["/dev/serial0"], baud = 115200 }`,
	"devices": `a list of paths such as ["/dev/serial0"]`, "baud": "a number", "usb": `a list of tables such as { id = "2c7c:0125", at = 2 }`,
	"id": `VID:PID such as "2c7c:0125"`, "at": "a number from 0 to 255", "sequences": "a table", "on": "a list of steps",
	"off": "a list of steps", "reset": "a list of steps", "flight": "a list of steps", "normal": "a list of steps",
	"set": "the name of a line in quotes", "press": `"pwrkey"`, "hold": wantTime, "for": wantTime, "limit": wantTime,
	"wait": `"on" or "off"`, "settle": `"on" or "off"`, "unless": `"on" or "off"`, "wait_line": "the name of a line in quotes",
	"by": `a list of "status", "usb" and "at"`, "notes": "a list of sentences", "doubts": "a list of sentences", "sources": "a list of texts",
}

const wantTime = `a time such as "500ms" or "2s"`

// file is the schema. Nothing here has a default that is not nil, so that a file that is like another board says only what
// differs.
type file struct {
	Name      *string           `toml:"name"`
	Like      *string           `toml:"like"`
	Drop      []string          `toml:"drop"` // lines of the other board that this one has not
	Title     *string           `toml:"title"`
	Modules   []string          `toml:"modules"`
	Hosts     []string          `toml:"hosts"`
	Model     *string           `toml:"model"`
	HAT       *hatFile          `toml:"hat"`
	Chips     []string          `toml:"chips"` // of the lines that name none
	Lines     []lineFile        `toml:"lines"`
	UART      *uartFile         `toml:"uart"`
	USB       []usbFile         `toml:"usb"`
	Sequences map[string][]step `toml:"sequences"`
	Notes     []string          `toml:"notes"`
	Doubts    []string          `toml:"doubts"`
	Sources   []string          `toml:"sources"`
}

type hatFile struct {
	Vendor  string `toml:"vendor"`
	Product string `toml:"product"`
}

type uartFile struct {
	Devices []string `toml:"devices"`
	Baud    int      `toml:"baud"`
}

type usbFile struct {
	ID string `toml:"id"`
	AT *int   `toml:"at"`
}

// over puts what the file says over b.
func (f file) over(b *Board) error {
	text(&b.Name, f.Name)
	text(&b.Title, f.Title)
	text(&b.Model, f.Model)
	list(&b.Modules, f.Modules)
	list(&b.Hosts, f.Hosts)
	list(&b.Notes, f.Notes)
	list(&b.Doubts, f.Doubts)
	list(&b.Sources, f.Sources)
	if f.HAT != nil {
		b.HAT = EEPROM(*f.HAT)
	}
	if f.UART != nil {
		b.UART = UART{Baud: f.UART.Baud}
		list(&b.UART.Devices, f.UART.Devices)
	}
	for _, part := range []func(*Board) error{f.overUSB, f.overLines, f.overSequences} {
		if err := part(b); err != nil {
			return err
		}
	}
	return nil
}

func text(to *string, from *string) {
	if from != nil {
		*to = *from
	}
}

// list replaces a list that the file has, be it by none.
func list(to *[]string, from []string) {
	if from != nil {
		*to = slices.Clip(append([]string(nil), from...))
	}
}

func (f file) overUSB(b *Board) error {
	if f.USB == nil {
		return nil
	}
	b.USB = nil
	for _, u := range f.USB {
		vid, pid, ok := strings.Cut(u.ID, ":")
		if !ok {
			return fmt.Errorf("usb.id: %q, want %s", u.ID, wanted["id"])
		}
		usb := USB{VID: vid, PID: pid, AT: NoAT}
		if u.AT != nil {
			if usb.AT = *u.AT; usb.AT < 0 {
				return fmt.Errorf("usb.at: %d, want %s, or no such key", usb.AT, wanted["at"])
			}
		}
		b.USB = append(b.USB, usb)
	}
	return nil
}
