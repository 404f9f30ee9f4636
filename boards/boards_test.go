package boards_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"periph.io/x/conn/v3/gpio"
	"pgregory.net/rapid"

	"simagent/boards"
	"simagent/boards/boardstest"
)

func TestEveryBoardPassesItsCheck(t *testing.T) {
	last := ""
	for _, b := range boards.All() {
		require.NoError(t, b.Check())
		require.Greater(t, b.Name, last, "in order, and once")
		last = b.Name
		named, err := boards.Named(b.Name)
		require.NoError(t, err)
		require.Equal(t, b.Title, named.Title)
	}
	_, err := boards.Named("sixfab")
	require.ErrorContains(t, err, `unknown board "sixfab": known are candy-ltepi2, generic-uart, generic-usb, iniveo-pilot, `)
	_, err = named(t, "generic-usb").Sequence(boards.Off)
	require.EqualError(t, err, "cannot turn the module off: board generic-usb has no line that does it")
	_, err = named(t, "generic-usb").Sequence(boards.Restart)
	require.EqualError(t, err, "cannot restart the module: board generic-usb has no line that does it")
}

// named is a board of the catalogue.
func named(t require.TestingT, name string) boards.Board {
	b, err := boards.Named(name)
	require.NoError(t, err)
	return b
}

// What is claimed has a source, and a pin is on the chips of the header.
func TestEveryClaimHasItsSource(t *testing.T) {
	for _, b := range boards.All() {
		if len(b.Lines)+len(b.USB)+len(b.UART.Devices) > 0 {
			require.NotEmpty(t, b.Sources, b.Name)
		}
		for _, s := range b.Sources {
			require.Regexp(t, `^https://[^ ]+[ :].`, s, b.Name)
		}
		for _, text := range append(slices.Clone(b.Notes), b.Doubts...) {
			require.Regexp(t, `^[A-Z].*\.$`, text, b.Name)
		}
		for _, l := range b.Lines {
			require.Contains(t, l.Chips, "pinctrl-rp1", b.Name)
			require.Regexp(t, `^GPIO([2-9]|1[0-9]|2[0-7])$`, l.Line, b.Name)
		}
	}
}

// Boards are values: changing one must not change what the next caller gets.
func TestBoardsShareNothing(t *testing.T) {
	b := named(t, "sixfab-base")
	b.Lines[0].Chips[0] = "x"
	b.Sequences[boards.On][0].Active = true
	b.Lines[0].Active = gpio.Low
	require.Equal(t, "pinctrl-bcm2711", named(t, "sixfab-base").Lines[0].Chips[0])
	require.False(t, named(t, "sixfab-base").Sequences[boards.On][0].Active)
	require.Equal(t, gpio.High, named(t, "sixfab-base").Lines[0].Active)
}

func TestCheckFindsSlips(t *testing.T) {
	for want, spoil := range map[string]func(*boards.Board){
		"name must be lower case":      func(b *boards.Board) { b.Name = "Wave Share" },
		"it has no title":              func(b *boards.Board) { b.Title = "" },
		"do not print":                 func(b *boards.Board) { b.Notes = []string{"a\x1b[2J"} },
		"hat: want vendor and product": func(b *boards.Board) { b.HAT.Vendor = "Acme" },
		"want one of button, dtr, ":    func(b *boards.Board) { b.Lines[0].Name = "relay" },
		"GPIO6 is line pwrkey already": func(b *boards.Board) { b.Lines[1].Line = "GPIO6" },
		"it is an output, seen":        func(b *boards.Board) { b.Lines[1].Direction = boards.In },
		"has no pull":                  func(b *boards.Board) { b.Lines[1].Pull = gpio.PullUp },
		"no chip, line or label":       func(b *boards.Board) { b.Lines[1].Line = "GPIO\n4" },
		"want a path such as /dev":     func(b *boards.Board) { b.UART.Devices[0] = "ttyS0" },
		"no such action":               func(b *boards.Board) { b.Sequences["explode"] = nil },
		"no line status":               func(b *boards.Board) { b.Sequences[boards.On][0].By |= boards.BySTATUS },
		"names no USB ids":             func(b *boards.Board) { b.USB = nil },
		"only a power key is pressed":  func(b *boards.Board) { b.Sequences[boards.On][0].Line = boards.Flight },
		"flight: more than 20 steps": func(b *boards.Board) {
			b.Sequences[boards.RadioOff] = slices.Repeat([]boards.Step{boards.Set(boards.Flight, true)}, 21)
		},
		"or more than 5m0s in all": func(b *boards.Board) {
			b.Sequences[boards.RadioOff] = slices.Repeat([]boards.Step{boards.Hold(time.Minute)}, 6)
		},
		"a baud rate and no device":      func(b *boards.Board) { b.UART.Devices = nil },
		"same level":                     func(b *boards.Board) { b.Lines[0].Inactive = b.Lines[0].Active },
		"line pwrkey twice":              func(b *boards.Board) { b.Lines[1] = b.Lines[0] },
		"names no chip":                  func(b *boards.Board) { b.Lines[0].Chips = nil },
		"no consumer label":              func(b *boards.Board) { b.Lines[0].Consumer = "" },
		"longer than 31 bytes":           func(b *boards.Board) { b.Lines[0].Consumer = strings.Repeat("x", 32) },
		"is a pulse and cannot be held":  func(b *boards.Board) { b.Lines[0].Held = true },
		"neither in nor out":             func(b *boards.Board) { b.Lines[0].Direction = "" },
		"no line reset":                  func(b *boards.Board) { b.Sequences[boards.On][0].Line = boards.Reset },
		"nothing can tell":               func(b *boards.Board) { b.Sequences[boards.On][0].By = 0 },
		"no wait looks whether":          func(b *boards.Board) { b.Sequences[boards.On] = b.Sequences[boards.On][:1] },
		"time must be between":           func(b *boards.Board) { b.Sequences[boards.On][0].For = 2 },
		"only pressed by a toggle":       func(b *boards.Board) { b.Sequences[boards.On][0] = boards.Set(boards.PowerKey, true) },
		"line flight is not an input":    func(b *boards.Board) { b.Sequences[boards.On][0] = boards.WaitLine(boards.Flight, true, time.Second) },
		"not two times four lower-case":  func(b *boards.Board) { b.USB[0].VID = "1E0E" },
		"has no baud rate":               func(b *boards.Board) { b.UART.Baud = 0 },
		`step 1: unknown kind "nothing"`: func(b *boards.Board) { b.Sequences[boards.On][0].Kind = "nothing" },
	} {
		b := named(t, "waveshare-sim7600x")
		spoil(&b)
		require.ErrorContains(t, b.Check(), want)
	}
}

// A reset line left active holds the module down for good.
func TestCheckWantsResetsToBePulses(t *testing.T) {
	b := named(t, "waveshare-5g-hat-plus")
	steps := b.Sequences[boards.Restart]
	b.Sequences[boards.Restart] = steps[:2]
	require.EqualError(t, b.Check(), `board waveshare-5g-hat-plus, reset: the reset line is never let go: want { set = "reset", active = false }`)
	b.Sequences[boards.Restart] = slices.Delete(slices.Clone(steps), 2, 3)
	require.ErrorContains(t, b.Check(), "the reset line is still active: only a hold may come before it is let go")
}

// sim7600 is a module with the SIM7600's timings (hardware design manual: on at 500 ms, off at 2.5 s).
func sim7600() *boardstest.Module {
	return &boardstest.Module{PressOn: 500 * time.Millisecond, PressOff: 2500 * time.Millisecond, Boot: 11 * time.Second, Stop: 14 * time.Second}
}

func TestWaveshareOnOffRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		board := named(t, "waveshare-sim7600x")
		b, m := boardstest.New(board.Lines...), sim7600()
		m.Attach(b, false)
		do := func(a boards.Action) time.Duration {
			s, err := board.Sequence(a)
			require.NoError(t, err)
			start := time.Now()
			require.NoError(t, boards.Run(t.Context(), s, b.Pins(), m))
			return time.Since(start)
		}
		require.Equal(t, 13*time.Second, do(boards.On), "2 s and 11 s")
		require.Equal(t, []string{"0s pwrkey Low", "0s pwrkey High", "2s pwrkey Low"}, b.Strings())
		require.Equal(t, time.Duration(0), do(boards.On))
		require.Equal(t, 1, m.Toggles(), "on a second time presses nothing")
		require.Equal(t, 34*time.Second, do(boards.Restart), "3 s, 18 s, 2 s and 11 s")
		require.Equal(t, 3, m.Toggles())
		require.Equal(t, 17*time.Second, do(boards.Off), "3 s and 14 s")
		require.Equal(t, time.Duration(0), do(boards.Off))
		require.Equal(t, 4, m.Toggles())
		require.False(t, m.Running())
	})
}

func TestSixfabBase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		board := named(t, "sixfab-base")
		b, m := boardstest.New(board.Lines...), &boardstest.Module{Boot: 13 * time.Second, Stop: time.Second}
		m.Attach(b, true)
		s, err := board.Sequence(boards.Restart)
		require.NoError(t, err)
		require.NoError(t, boards.Run(t.Context(), s, b.Pins(), m))
		require.Equal(t, []string{"0s button in", "0s power-down High", "2s power-down Low"}, b.Strings(), "lines that no step names stay as they are")
		require.True(t, m.Running())
	})
}

// Whatever the module does, however a run is cut short, the key is up afterwards, and it was pressed only when the module
// was not as wanted.
func TestToggleProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		on, want := rapid.Bool().Draw(rt, "on"), rapid.Bool().Draw(rt, "want")
		limit := time.Duration(rapid.IntRange(0, 60_000).Draw(rt, "cancel after ms")) * time.Millisecond
		fail := rapid.IntRange(-1, 4).Draw(rt, "pin fails at call")
		synctest.Test(t, func(t *testing.T) {
			board := named(t, "waveshare-sim7600x")
			b, m := boardstest.New(board.Lines...), sim7600()
			m.NoUSB = rapid.Bool().Draw(rt, "no USB")
			m.Attach(b, on)
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			defer cancel()
			if fail >= 0 {
				b.Fail(boards.PowerKey, fail, errors.New("broken"))
			}
			action := map[bool]boards.Action{true: boards.On, false: boards.Off}[want]
			s, err := board.Sequence(action)
			require.NoError(t, err)
			err = boards.Run(ctx, s, b.Pins(), m)
			presses := 0
			for _, e := range b.Events() {
				if e.What == "High" && !e.Error {
					presses++
				}
			}
			if on == want {
				require.Zero(t, presses)
			}
			require.LessOrEqual(t, presses, 1)
			if err == nil {
				require.Equal(t, want, m.Running())
			}
			if fail < 0 {
				require.False(t, b.Active(boards.PowerKey))
			}
			events := b.Events()
			if len(events) > 0 && err != nil {
				require.Equal(t, "Low", events[len(events)-1].What, "the last try is to let go")
			}
		})
	})
}

// A module that hangs looks off to AT alone: the press turns it off, and the wait says that it did not come up.
func TestHungModuleOnUARTIsFoundOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		board := named(t, "waveshare-sim7600x")
		b, m := boardstest.New(board.Lines...), sim7600()
		m.Hung, m.NoUSB, m.PressOff = true, true, time.Second
		m.Attach(b, true)
		s, err := board.Sequence(boards.On)
		require.NoError(t, err)
		require.ErrorContains(t, boards.Run(t.Context(), s, b.Pins(), m), "it did not happen within 40s")
		m.Hung = false
		require.NoError(t, boards.Run(t.Context(), s, b.Pins(), m))
		require.True(t, m.Running())
	})
}
