package boardstest_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"periph.io/x/conn/v3/gpio"

	"simagent/boards"
	"simagent/boards/boardstest"
)

func out(name string, active gpio.Level) boards.Line {
	return boards.Line{Name: name, Direction: boards.Out, Active: active, Inactive: !active}
}

func TestModuleFollowsItsLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		status := boards.Line{Name: boards.Status, Direction: boards.In, Active: gpio.Low, Inactive: gpio.High}
		b := boardstest.New(out(boards.PowerKey, gpio.High), out(boards.Reset, gpio.Low), out(boards.Supply, gpio.High), status)
		m := &boardstest.Module{PressOn: time.Second, PressOff: time.Second, ResetHold: time.Second, Boot: 5 * time.Second, Stop: 2 * time.Second, NeedsKey: true}
		m.Attach(b, true)
		set := func(line string, level gpio.Level, then time.Duration) {
			require.NoError(t, b.Pins()[line].Out(level))
			time.Sleep(then)
		}
		says := func(on bool) {
			t.Helper()
			require.Equal(t, on, m.Running())
			require.Equal(t, on, b.Active(boards.Status))
			require.Equal(t, gpio.Level(!on), b.Pins()[boards.Status].Read(), "STATUS is active low")
		}
		says(true)
		require.False(t, b.Active(boards.Reset))
		require.True(t, b.Active(boards.Supply))

		set(boards.Reset, gpio.Low, time.Second-1)
		says(false)
		set(boards.Reset, gpio.High, 0)
		says(true) // too short: it went on
		set(boards.Reset, gpio.Low, time.Second)
		set(boards.Reset, gpio.High, 5*time.Second-1)
		says(false)
		time.Sleep(time.Nanosecond)
		says(true)

		set(boards.Supply, gpio.Low, 2*time.Second)
		says(false)
		set(boards.PowerKey, gpio.High, time.Second)
		set(boards.PowerKey, gpio.Low, 10*time.Second)
		says(false) // without power a key does nothing
		require.Zero(t, m.Toggles())
		set(boards.Supply, gpio.High, 10*time.Second)
		says(false) // it needs its key
		set(boards.PowerKey, gpio.High, time.Second)
		set(boards.PowerKey, gpio.Low, 5*time.Second)
		says(true)
		require.Equal(t, 1, m.Toggles())
	})
}

// A module without a key runs when it has power.
func TestModuleStartsWithItsPower(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := boardstest.New(out(boards.PowerDown, gpio.High))
		m := &boardstest.Module{Boot: time.Second}
		m.Attach(b, false)
		require.True(t, b.Active(boards.PowerDown))
		require.NoError(t, b.Pins()[boards.PowerDown].Out(gpio.Low))
		require.False(t, m.Running())
		time.Sleep(time.Second)
		require.True(t, m.Running())
	})
}
