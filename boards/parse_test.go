package boards_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"periph.io/x/conn/v3/gpio"

	"simagent/boards"
)

func TestParseReadsEveryKey(t *testing.T) {
	b, err := boards.Parse("/etc/simagent/acme.toml", []byte(`
title = "Acme Gateway"
modules = ["EG25-G"]
hosts = ["Acme"]
hat = { vendor = "Acme", product = "Modem HAT" }
chips = ["pinctrl-a", "pinctrl-b"]
lines = [
  { name = "pwrkey", line = "PA1", direction = "out", active = "low", consumer = "acme" },
  { name = "reset", line = "PA2", direction = "out", active = "high", chips = ["expander"] },
  { name = "status", line = "PA3", direction = "in", active = "high", pull = "down" },
  { name = "supply", line = "PA4", direction = "out", active = "high", held = true },
]
uart = { devices = ["/dev/ttyS2"], baud = 921600 }
usb = [{ id = "2c7c:0125", at = 2 }, { id = "2c7c:0128" }]
notes = ["A note."]
doubts = ["A doubt."]
sources = ["The schematic."]
[sequences]
on = [
  { set = "supply", active = true },
  { hold = "100ms" },
  { settle = "on", limit = "1s", by = ["usb"] },
  { press = "pwrkey", for = "1.5s", unless = "on", by = ["at", "status"] },
  { wait_line = "status", active = true, limit = "15s" },
  { wait = "on", limit = "20s", by = ["usb", "at"] },
]
`))
	require.NoError(t, err)
	chips := []string{"pinctrl-a", "pinctrl-b"}
	require.Equal(t, boards.Board{
		Name: "acme", Title: "Acme Gateway", Modules: []string{"EG25-G"}, Hosts: []string{"Acme"},
		HAT: boards.EEPROM{Vendor: "Acme", Product: "Modem HAT"},
		Lines: []boards.Line{
			{Name: "pwrkey", Chips: chips, Line: "PA1", Direction: boards.Out, Active: gpio.Low, Inactive: gpio.High, Consumer: "acme"},
			{Name: "reset", Chips: []string{"expander"}, Line: "PA2", Direction: boards.Out, Active: gpio.High, Consumer: "simagent:reset"},
			{Name: "status", Chips: chips, Line: "PA3", Direction: boards.In, Active: gpio.High, Pull: gpio.PullDown, Consumer: "simagent:status"},
			{Name: "supply", Chips: chips, Line: "PA4", Direction: boards.Out, Active: gpio.High, Held: true, Consumer: "simagent:supply"},
		},
		UART: boards.UART{Devices: []string{"/dev/ttyS2"}, Baud: 921600},
		USB:  []boards.USB{{VID: "2c7c", PID: "0125", AT: 2}, {VID: "2c7c", PID: "0128", AT: boards.NoAT}},
		Sequences: map[boards.Action][]boards.Step{boards.On: {
			boards.Set(boards.Supply, true), boards.Hold(100 * time.Millisecond), boards.Settle(true, time.Second, boards.ByUSB),
			boards.Toggle(boards.PowerKey, true, 1500*time.Millisecond, boards.BySTATUS|boards.ByAT),
			boards.WaitLine(boards.Status, true, 15*time.Second), boards.Wait(true, 20*time.Second, boards.ByUSB|boards.ByAT),
		}},
		Notes: []string{"A note."}, Doubts: []string{"A doubt."}, Sources: []string{"The schematic."},
	}, b)
}

func TestParseLikeAnother(t *testing.T) {
	like := named(t, "waveshare-sim7600x")
	b, err := boards.Parse("mine.toml", []byte(`
like = "waveshare-sim7600x"
drop = ["flight"]
lines = [{ name = "pwrkey", line = "GPIO26", direction = "out", active = "high" },
         { name = "status", line = "GPIO5", direction = "in", active = "low" }]
doubts = []
[sequences]
off = [{ press = "pwrkey", for = "3s", unless = "off", by = ["status"] }, { wait = "off", limit = "30s", by = ["status"] }]
flight = []
normal = []
`))
	require.NoError(t, err)
	require.Equal(t, "mine", b.Name)
	require.Equal(t, like.Title, b.Title)
	require.Equal(t, like.USB, b.USB)
	require.Equal(t, like.Notes, b.Notes)
	require.Empty(t, b.Doubts)
	require.Len(t, b.Lines, 2)
	require.Equal(t, "GPIO26", b.Lines[0].Line)
	require.Equal(t, like.Lines[0].Chips, b.Lines[0].Chips)
	require.Equal(t, like.Lines[0].Chips, b.Lines[1].Chips, "a line that is new is on the same chip")
	require.Equal(t, like.Sequences[boards.On], b.Sequences[boards.On])
	require.Equal(t, boards.BySTATUS, b.Sequences[boards.Off][0].By)
	require.NotContains(t, b.Sequences, boards.RadioOff)
	require.Equal(t, like, named(t, "waveshare-sim7600x"), "the catalogue is as it was")

	b, err = boards.Parse("mine.toml", []byte(`like = "waveshare-sim7600x"
chips = ["pinctrl-x"]
lines = [{ name = "flight", line = "PA4", direction = "out", active = "high", held = true, chips = ["pinctrl-y"] }]`))
	require.NoError(t, err)
	require.Equal(t, []string{"pinctrl-x"}, b.Lines[0].Chips)
	require.Equal(t, []string{"pinctrl-y"}, b.Lines[1].Chips)
	require.Equal(t, "PA4", b.Lines[1].Line)
}

func TestParseSaysWhatIsWrong(t *testing.T) {
	const like = "like = \"waveshare-sim7600x\"\n"
	on := func(step string) string { return like + "[sequences]\non = [\n" + step + "\n]\n" }
	for _, c := range []struct{ in, want string }{
		{"titel = \"x\"", "line 1: unknown key titel"},
		{like + "lines = [\n{ name = \"led\", gpio = \"GPIO4\" }]", "line 3: unknown key lines.gpio"},
		{on(`{ hold = "2s", length = 3 }`), "line 4: unknown key sequences.on.length"},
		{"title = 3", "line 1: title: want a text in quotes"},
		{"modules = \"EC25\"", "line 1: modules: want a list of names"},
		{like + "uart = { devices = [\"/dev/ttyS0\"], baud = \"fast\" }", "line 2: baud: want a number"},
		{on(`{ hold = 2 }`), `line 4: hold: want a time such as "500ms" or "2s"`},
		{on(`{ set = "flight", active = "yes" }`), "line 4: active: want \"high\" or \"low\" of a line, true or false in a step"},
		{"title = \"x", "line 1: "},
		{on(`{ wait = "on", limit = "5s", by = [] }`), `sequences.on, step 1: by: it is empty, want a list of "status", "usb" and "at"`},
		{like + "[[lines]]\nactive = \"high\"", "lines: number 1 has no name"},
		{"like = [1]", "line 1: like: want the name of a board in quotes"},
		{"\nlike = 2026-01-01", "line 2: like: want the name of a board in quotes"},
		{"hat = []", "line 1: hat: want a table such as"},
		{"[lines]\nname = \"led\"", "line 1: lines: want a list of tables"},
		{"[[uart]]\nbaud = 1", "line 1: uart: want a table such as"},
		{"uart = { baud = 1.5 }", "line 1: baud: want a number"},
		{"usb = {}", "line 1: usb: want a list of tables"},
		{"\x7fELF\x00", "line 1: "},
		{"like = \"toaster\"", `like: unknown board "toaster": known are candy-ltepi2`},
		{like + "drop = [\"status\"]", `drop: no line "status" in the board that this one is like`},
		{like + "drop = [\"flight\"]", "board own, flight, step 1: set flight active: the board has no line flight"},
		{like + "lines = [{ name = \"dtr\", line = \"GPIO13\", direction = \"out\" }]", `lines, dtr: active: "", want "high" or "low"`},
		{like + "lines = [{ name = \"dtr\", line = \"GPIO13\", direction = \"out\", active = \"low\", pull = \"x\" }]", `lines, dtr: pull: "x", want "up", "down" or "none"`},
		{like + "lines = [{ name = \"dtr\", line = \"GPIO13\", active = \"low\" }]", `line dtr: direction "" is neither in nor out`},
		{like + "lines = [{ name = \"led\", line = \"GPIO6\", direction = \"out\", active = \"high\" }]", "line led: GPIO6 is line pwrkey already"},
		{like + "lines = [{ name = \"led\", line = \"A\", direction = \"out\", active = \"high\" },{ name = \"led\", line = \"B\", direction = \"out\", active = \"high\" }]", "lines: led twice"},
		{like + "usb = [{ id = \"1e0e\" }]", `usb.id: "1e0e", want VID:PID such as "2c7c:0125"`},
		{like + "usb = [{ id = \"1e0e:9001\", at = -1 }]", "usb.at: -1, want a number from 0 to 255"},
		{on(`{}`), "sequences.on, step 1: want one of set, hold, press, wait, settle and wait_line"},
		{on(`{ hold = "1s", set = "flight" }`), "sequences.on, step 1: want one of set, hold,"},
		{on(`{ hold = "1s" }, { hold = "2x" }`), `sequences.on, step 2: hold: "2x", want a time`},
		{on(`{ hold = "1s", by = ["at"] }`), "sequences.on, step 1: hold takes no by"},
		{on(`{ press = "pwrkey", for = "2s", unless = "on" }`), `sequences.on, step 1: press wants by, too: a list of "status", "usb" and "at"`},
		{on(`{ press = "pwrkey", for = "2s", unless = "on", by = [] }`), "by: it is empty, want a list of"},
		{on(`{ press = "pwrkey", for = "2s", unless = "on", by = ["eye"] }`), `by: "eye", want a list of "status", "usb" and "at"`},
		{on(`{ press = "pwrkey", for = "2s", unless = "on", by = ["at"] }`), "no wait looks whether it worked"},
		{on(`{ wait = "up", limit = "2s", by = ["at"] }`), `wait: "up", want "on" or "off"`},
		{on(`{ wait = "on", by = ["at"] }`), "wait wants limit, too"},
		{on(`{ wait = "on", limit = "1h", by = ["at"] }`), "the time must be between 1ms and 2m0s"},
		{like + "[sequences]\nstop = []", "sequences.stop: want on, off, reset, flight or normal"},
		{"name = \"x y\"\ntitle = \"x\"", `board "x y": the name must be lower case, with dashes`},
		{"", "board own: it has no title"},
		{strings.Repeat("# x\n", 20_000), "it is larger than 64 KiB"},
	} {
		_, err := boards.Parse("/etc/own.toml", []byte(c.in))
		require.ErrorContains(t, err, c.want, c.in)
		require.True(t, strings.HasPrefix(err.Error(), "cannot use board file /etc/own.toml: "), err.Error())
		require.NotContains(t, err.Error(), "\n")
	}
}

func TestPrintedBoardReadsBackTheSame(t *testing.T) {
	for _, b := range boards.All() {
		back, err := boards.Parse("other.toml", []byte(b.TOML()))
		require.NoError(t, err, b.TOML())
		require.Equal(t, b, back)
	}
}

// What Parse accepts is a board that passes its check and prints as it was read.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("catalog/*.toml")
	require.NoError(f, err)
	for _, name := range files {
		data, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(string(data))
	}
	f.Add("like = \"sixfab-base\"\ndrop = [\"led\"]\nusb = []\n[sequences]\nflight = []")
	f.Add("title = \"\\u00ad\\U000e0001 é\"\nmodel = \"\"")
	f.Fuzz(func(t *testing.T, data string) {
		b, err := boards.Parse("fuzz.toml", []byte(data))
		if err != nil {
			require.NotContains(t, err.Error(), "\n")
			return
		}
		require.NoError(t, b.Check())
		back, err := boards.Parse("other.toml", []byte(b.TOML()))
		require.NoError(t, err, b.TOML())
		require.Equal(t, b, back)
	})
}

// The example of the README is a board.
func TestREADMEExample(t *testing.T) {
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(text), "```toml\n")
	require.True(t, found)
	example, _, _ := strings.Cut(rest, "```")
	b, err := boards.Parse("shed.toml", []byte(example))
	require.NoError(t, err)
	require.Equal(t, "GPIO26", b.Lines[0].Line)
	require.Len(t, b.Lines, 1)
	require.Len(t, b.Sequences, 3)
	for _, known := range boards.All() {
		require.Contains(t, string(text), "`"+known.Name+"`")
	}
}

// A board of the catalogue stands alone: one that is like another changes when that does.
func TestCatalogueStandsAlone(t *testing.T) {
	files, err := filepath.Glob("catalog/*.toml")
	require.NoError(t, err)
	require.Len(t, files, len(boards.All()))
	for _, f := range files {
		data, err := os.ReadFile(f)
		require.NoError(t, err)
		require.NotRegexp(t, `(?m)^\s*(like|name|drop)\s*=`, string(data), f)
	}
}
